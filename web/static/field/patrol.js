/** Patrols: which one to walk, who walks, the walk itself, and its end. Every tap is kept, also over a restart. */

import { Draft, DraftBusy } from "./draft.js";
import { crewStep } from "./patrol-crew.js";
import { doneStep, endStep, restStep } from "./patrol-end.js";
import { listStep, offered } from "./patrol-list.js";
import { Patrol, unwalked } from "./patrol-record.js";
import { walkStep } from "./patrol-walk.js";

const { el, t } = window.golmok;

let patrol = null;

export const patrols = {
  name: "patrol",
  entry: { label: () => t("로드체킹") },
  offered,

  /** #/patrol is the choice, #/patrol/ID/new/TEAM/PLAN one to begin (the plan may be left out), #/patrol/ID one that was begun. */
  async show({ app, screen, rest: [id, step, team, plan] }) {
    app.router.title(t("로드체킹"));
    if (!app.area.data) {
      screen.dataset.shows = "area";
      screen.append(el("p", {}, t("추진단과 계획을 아직 받지 못했습니다. 신호가 있는 곳에서 한 번 열어 주세요.")));
      return undefined;
    }
    if (!id) return listStep({ app, screen });
    if (step === "done") {
      letGo();
      return doneStep({ app, screen, id });
    }
    if (patrol?.id !== id && !(await take(app, screen, id, firstOf(app, team, plan)))) return undefined;
    await patrol.learn(app);
    const leave = stepOf(step)({ app, screen, patrol, go: (next) => app.router.go(`patrol/${id}/${next}`) });
    return () => {
      leave?.();
      if (!location.hash.startsWith(`#/patrol/${id}`)) letGo();
    };
  },
};

/** What is shown of a patrol that is open: before it sets out only who walks. */
function stepOf(step) {
  if (!patrol.isUnderWay || step === "crew") return crewStep;
  if (step === "end") return endStep;
  return patrol.isResting ? restStep : walkStep;
}

/** What is known of a patrol that is begun here: {body, label}; null of one that should have been begun before. */
function firstOf({ area, identity }, teamId, planId) {
  const team = area.data.teams.find(({ id }) => id === teamId);
  const plan = area.data.plans.find(({ id }) => id === planId);
  const title = plan ? t("로드체킹: {name}", { name: plan.name }) : t("로드체킹");
  return team ? unwalked({ team, plan, title, owner: identity.owner }) : null;
}

async function take(app, screen, id, first) {
  letGo();
  const item = await app.outbox.item(id);
  if (!item && !first) {
    screen.append(el("p", {}, t("이 전화기에 없는 로드체킹입니다.")), back());
    return false;
  }
  try {
    const draft = await Draft.open(app.outbox, id, "patrol", first);
    patrol = draft && new Patrol(draft);
  } catch (fault) {
    if (!(fault instanceof DraftBusy)) throw fault;
    screen.append(el("p", {}, fault.words()), back());
    return false;
  }
  if (!patrol) await app.router.replace(`patrol/${id}/done`);
  return patrol !== null;
}

const back = () => el("a", { class: "action", href: "#/patrol" }, t("로드체킹 고르기"));

function letGo() {
  patrol?.leave();
  patrol = null;
}
