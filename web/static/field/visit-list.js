/** Which visit to write about: today's first, then those of the last weeks, then those to come. */

import { dayOf } from "./visit-record.js";
import { momentWord } from "./work-words.js";

const { el, t } = window.golmok;

/** Today's visits as the first screen shows them; nothing where there are none. */
export async function offered({ visits }) {
  const today = (visits.data?.visits ?? []).filter(isToday);
  return today.length ? [el("h2", {}, t("오늘의 방문")), ...today.map(row)] : [];
}

export function listStep({ app, screen }) {
  const all = app.visits.data.visits;
  const isPast = (visit) => !isToday(visit) && Date.parse(visit.starts_at) < Date.now();
  const coming = all.filter((visit) => !isToday(visit) && !isPast(visit));
  screen.append(
    ...section(t("오늘"), all.filter(isToday)),
    ...section(t("지난 방문"), all.filter(isPast).reverse()),
    ...section(t("앞으로 갈 방문"), coming),
  );
  if (all.length === 0) screen.append(el("p", {}, t("지난 한 달과 앞으로 한 달에 계획한 방문이 없습니다.")));
}

const isToday = ({ starts_at: at }) => dayOf(new Date(at)) === dayOf(new Date());
const section = (title, visits) => (visits.length ? [el("h2", {}, title), ...visits.map(row)] : []);

function row({ id, theme, starts_at: at, stops, is_recorded: isRecorded }) {
  const about = [momentWord(Date.parse(at)), t("정류지 {count}곳", { count: stops.length })].join(" · ");
  return el(
    "a",
    { class: "field-row visit-plan", href: `#/visit/of/${id}` },
    el("span", {}, el("b", {}, theme), el("span", { class: "field-hint" }, about)),
    isRecorded ? el("span", { class: "visit-standing" }, t("적음")) : "",
  );
}
