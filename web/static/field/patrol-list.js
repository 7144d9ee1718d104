/** Which patrol to walk: one of today's plans, one of another day, or one without a plan. */

import { lengthWord, patrolsHere, plansOf, teamsOf, weekdayWords } from "./patrol-plans.js";

const { el, t } = window.golmok;

/** Today's plans as the first screen shows them; nothing where there are none. */
export async function offered(app) {
  if (!app.area.data) return [];
  const today = (await plansOf(app)).filter(({ isToday }) => isToday);
  return today.length ? [el("h2", {}, t("오늘의 로드체킹")), ...today.map(planRow)] : [];
}

export async function listStep({ app, screen }) {
  screen.dataset.shows = "area"; // shown anew when there is a newer one
  const teams = teamsOf(app.area, app.identity.owner);
  if (teams.length === 0) {
    screen.append(el("p", {}, t("담당 동에서 일하는 추진단이 없습니다. 추진단과 계획은 계획 담당자가 만듭니다.")));
    return;
  }
  const plans = await plansOf(app);
  const { drafts } = await patrolsHere(app.outbox);
  screen.append(
    ...section(t("오늘"), plans.filter(({ isToday }) => isToday).map(planRow)),
    ...section(t("다른 요일"), plans.filter(({ isToday }) => !isToday).map(planRow)),
    el("h2", {}, t("계획 없이")),
    ...(drafts.has(undefined) ? [row(drafts.get(undefined), t("걷던 것 이어서"), "")] : teams.map(freeRow)),
  );
}

const section = (title, rows) => (rows.length ? [el("h2", {}, title), ...rows] : []);

function planRow({ plan, team, length, isWalked, draft }) {
  const about = [team.name, weekdayWords(plan.weekdays), segmentsWord(plan), lengthWord(length)].join(" · ");
  const standing = isWalked ? t("오늘 다녀옴") : "";
  return row(draft ?? begin(team, plan), plan.name, about, draft ? t("걷는 중") : standing);
}

const segmentsWord = ({ segments }) => t("{count}구간", { count: segments.length });
const freeRow = (team) => row(begin(team), team.name, t("지나는 구간을 그때그때 고릅니다."));
const begin = (team, plan) => [crypto.randomUUID(), "new", team.id, ...(plan ? [plan.id] : [])].join("/");

const row = (path, name, about, standing = "") =>
  el(
    "a",
    { class: "field-row patrol-plan", href: `#/patrol/${path}` },
    el("span", {}, el("b", {}, name), about ? el("span", { class: "field-hint" }, about) : ""),
    standing ? el("span", { class: "patrol-standing" }, standing) : "",
  );
