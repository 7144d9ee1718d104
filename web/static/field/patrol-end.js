/** A patrol at rest, at its end, and after it: how much was looked at, who walked, and what became of it. */

import { wordsFor } from "./log-done.js";
import { Patrol } from "./patrol-record.js";

const { el, t } = window.golmok;
const LONGEST_NOTE = 2000;

const button = (word, look, act) => el("button", { type: "button", class: look, onclick: act }, word);

export function restStep({ app, screen, patrol, go }) {
  app.router.title(t("쉬는 중"));
  const walkOn = () =>
    app.guard(async () => {
      await patrol.walkOn();
      await app.router.replace(`patrol/${patrol.id}`);
    });
  screen.append(
    el("p", {}, t("쉬는 동안에는 위치를 찾지 않고, 걸은 시간에도 들어가지 않습니다.")),
    figures(patrol),
    el(
      "div",
      { class: "field-foot" },
      button(t("마치기"), "action is-second", () => go("end")),
      button(t("다시 걷기"), "action", walkOn),
    ),
  );
}

export function endStep({ app, screen, patrol, go }) {
  app.router.title(t("로드체킹 마치기"));
  const note = el("textarea", {
    id: "patrol-note",
    rows: 2,
    maxlength: LONGEST_NOTE,
    onchange: ({ target }) => app.guard(() => patrol.setNote(target.value)),
  }, patrol.body.note ?? "");
  const saysNothing = patrol.body.checks.length + patrol.saved.length === 0;
  const send = button(t("마치고 보내기"), "action", async () => {
    send.disabled = true;
    await app.guard(async () => {
      await patrol.setNote(note.value);
      await patrol.end();
      await app.router.replace(`patrol/${patrol.id}/done`);
      app.flush();
    });
    send.disabled = saysNothing;
  });
  send.disabled = saysNothing;
  screen.append(
    figures(patrol),
    ...hints(patrol, saysNothing),
    button(officersParts(app, patrol), "field-row patrol-plan", () => go("crew")),
    el("label", { for: "patrol-note" }, t("덧붙일 말 (안 써도 됩니다)")),
    note,
    drop(app, patrol),
    el(
      "div",
      { class: "field-foot" },
      button(t("계속 걷기"), "action is-second", () => go("walk")),
      send,
    ),
  );
}

export async function doneStep({ app, screen, id }) {
  const item = await app.outbox.item(id);
  if (!item || item.owner !== app.outbox.owner) return app.router.replace("patrol");
  app.router.title(t("저장했습니다"));
  const patrol = new Patrol({ id, ...(await app.outbox.content(id)) });
  await patrol.learn(app);
  const state = el("p", { class: "log-state", role: "status" });
  let isShown = true;
  const show = async () => {
    const now = await app.outbox.item(id);
    if (now) state.textContent = wordsFor(now);
    state.dataset.state = now?.reason?.stuck ? "stuck" : now?.state;
  };
  screen.append(
    el("p", {}, el("b", {}, patrol.label.title), ` · ${patrol.label.where}`),
    figures(patrol),
    state,
    el("div", { class: "field-foot" }, el("a", { class: "action", href: "#/" }, t("첫 화면으로"))),
  );
  await show();
  app.outbox.onChange(() => isShown && app.guard(show));
  return () => (isShown = false);
}

function figures(patrol) {
  const { checked, planned } = patrol.tally;
  const figure = (name, value) => el("div", {}, el("dt", {}, name), el("dd", {}, value));
  return el(
    "dl",
    { class: "patrol-figures" },
    figure(t("살펴본 구간"), planned ? `${checked}/${planned}` : String(checked)),
    figure(t("발견"), String(patrol.saved.length)),
    figure(t("걸은 시간"), t("{minutes}분", { minutes: patrol.minutes })),
  );
}

/** What to know before it is sent. */
function hints(patrol, saysNothing) {
  const { restedMinutes, saved, finds, unknown } = patrol;
  const begun = finds.filter((find) => !saved.includes(find));
  const hint = (words) => el("p", { class: "field-hint" }, words);
  return [
    saysNothing ? hint(t("한 구간도 살펴보지 않았습니다. 살펴본 뒤에 보낼 수 있습니다.")) : null,
    restedMinutes ? hint(t("쉰 시간 {minutes}분은 뺐습니다.", { minutes: restedMinutes })) : null,
    unknown ? hint(t("경로 가운데 {count}구간은 이 전화기의 지도에 없습니다.", { count: unknown })) : null,
    ...begun.map(({ id, title }) =>
      el("a", { class: "field-row", href: `#/log/${id}` }, el("b", {}, title), el("span", { class: "field-hint" }, t("쓰던 것"))),
    ),
  ].filter(Boolean);
}

function officersParts({ area, identity }, { body }) {
  const members = area.data.teams.flatMap((team) => team.members);
  const name = (officer) =>
    officer === identity.owner ? identity.name : (members.find(({ id }) => id === officer)?.name ?? t("모르는 사람"));
  const names = el("b", {}, body.officers.map(name).join(", "));
  return [
    el("span", {}, el("span", { class: "field-hint" }, t("함께 간 사람")), names),
    el("span", { class: "patrol-standing" }, t("바꾸기")),
  ];
}

/** A second press, within a few seconds, does it. */
function drop(app, patrol) {
  const word = t("이 로드체킹 버리기");
  const way = button(word, "tool is-quiet", () => {
    if (way.dataset.asked) return app.guard(() => patrol.drop().then(() => app.router.replace("patrol")));
    way.dataset.asked = "true";
    way.textContent = t("정말 버릴까요? 한 번 더 누르세요");
    return undefined;
  });
  return way;
}
