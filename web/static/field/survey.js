/** Surveys: today's round, and one survey at a time. */

import { Draft, DraftBusy } from "./draft.js";
import { say } from "./notices.js";
import { Answers, unanswered } from "./survey-answers.js";
import { SurveyForm } from "./survey-form.js";
import { listParts } from "./survey-list.js";
import { RoundMap, SegmentMap } from "./survey-map.js";
import { nextOf, onPhone, roundOf } from "./survey-round.js";
import { nameOf } from "./survey-words.js";

const { el, t } = window.golmok;

export const survey = {
  name: "survey",
  entry: { label: () => t("현장조사"), badge: ({ area }) => badge(area.data?.today.tasks ?? []) },

  /** #/survey is the round, #/survey/ID a survey that was begun, #/survey/ID/SEGMENT one to begin. */
  show({ app, screen, rest: [id, segment] }) {
    app.router.title(t("현장조사"));
    if (!id) screen.dataset.shows = "area"; // shown anew when there is a newer one
    if (!app.area.data) {
      screen.append(el("p", {}, t("조사할 구간과 항목표를 아직 받지 못했습니다. 신호가 있는 곳에서 한 번 열어 주세요.")));
      return undefined;
    }
    return id ? showForm(app, screen, id, segment) : showRound(app, screen);
  },
};

/** Which survey was begun from the round: when it is done, that is where the way back leads. */
let begun = null;

const badge = (tasks) => (tasks.length ? `${tasks.filter(({ done }) => done).length}/${tasks.length}` : null);

/* ---- the round ---- */

async function showRound(app, screen) {
  const round = await roundOf(app.area, app.outbox);
  const map = new RoundMap(app.map);
  const on = {
    choose: (stop) => draw(stop),
    start: ({ draft, segment }) => {
      begun = draft ?? crypto.randomUUID();
      app.router.go(draft ? `survey/${draft}` : `survey/${begun}/${segment.id}`);
    },
  };
  const draw = (chosen) => {
    screen.replaceChildren(...listParts(round, chosen, on));
    map.show(round, chosen);
  };
  app.map.show();
  app.map.onPick(app.area.network, async (segment) => {
    if (segment) draw(round.find((stop) => stop.segment.id === segment.id) ?? (await outside(app, segment)));
  });
  draw(nextOf(round));
  const stop = app.locator.follow(({ fix }) => fix && app.map.locate(fix));
  return () => {
    stop();
    map.leave();
  };
}

/** A segment that nobody asked to be surveyed today. */
async function outside({ area, outbox }, segment) {
  return { state: "open", ...(await onPhone(outbox, area.data.today.day)).get(segment.id), segment };
}

/* ---- one survey ---- */

async function showForm(app, screen, id, segmentId) {
  const draft = await opened(app, id, segmentId);
  if (!(draft instanceof Draft)) {
    screen.append(el("p", {}, draft), el("a", { class: "action", href: "#/survey" }, t("오늘 구간으로")));
    return undefined;
  }
  const segment = app.area.network.segment(draft.body.segment_id);
  app.router.title(nameOf(segment));
  const done = (word) => {
    say(word);
    if (begun === id) history.back();
    else app.router.replace("survey");
    app.flush();
  };
  if (draft.body.rubric !== app.area.data.rubric.version) {
    screen.append(...outdated(app, draft, done));
    return () => draft.leave();
  }
  const map = new SegmentMap(app, draft.body.segment_id);
  const answers = new Answers(app.area.data.rubric, draft);
  const form = new SurveyForm({ app, draft, answers, done, map });
  screen.append(form.element);
  return () => {
    map.leave();
    form.leave();
  };
}

/** The draft, or why there is none. */
async function opened({ area, outbox }, id, segmentId) {
  const segment = area.network.segment(segmentId);
  if (!segment && !(await outbox.item(id))) return t("이 구간은 담당 동의 지도에 없습니다.");
  const first = segment && {
    body: unanswered(area.data.rubric, segment),
    label: { title: t("현장조사"), where: nameOf(segment) },
  };
  try {
    return (await Draft.open(outbox, id, "survey", first)) ?? t("이 조사는 이미 저장했습니다.");
  } catch (fault) {
    if (fault instanceof DraftBusy) return fault.words();
    throw fault;
  }
}

/** What was begun with the items of another rubric is not mixed with those of this one. */
function outdated(app, draft, done) {
  const way = (word, look, end, told) => {
    const act = async () => {
      await end();
      done(told);
    };
    return el("button", { type: "button", class: look, onclick: () => app.guard(act) }, word);
  };
  return [
    el("p", {}, t("항목표가 바뀌기 전에 시작한 조사입니다. 답한 것까지 저장하거나 지우고, 새로 조사해 주세요.")),
    way(t("답한 것까지 저장"), "action", () => draft.save(), t("저장했습니다.")),
    way(t("이 조사 지우기"), "action is-second", () => draft.drop(), t("지웠습니다.")),
  ];
}
