/** A record as a whole: when, who came, what was said, photos, and sending it; and what became of it after that. */

import { asked, dropButton } from "./drop.js";
import { wordsFor } from "./log-done.js";
import { said } from "./survey-words.js";
import { photoParts } from "./visit-photos.js";
import { dayOf } from "./visit-record.js";

const { el, t } = window.golmok;
const LONGEST_NOTE = 1000;
const MOST_HEADS = 10_000;
const SHORT = 60;

export async function sheetStep({ app, screen, record, go }) {
  app.router.title(t("방문 기록"));
  const send = el("button", { type: "button", class: "action" }, t("저장하고 보내기"));
  const hint = el("p", { class: "field-hint", role: "status" });
  const stands = () => {
    send.disabled = !record.isWhole;
    hint.textContent = hintOf(record);
  };
  const note = el("textarea", {
    id: "visit-note",
    rows: 2,
    maxlength: LONGEST_NOTE,
    onchange: ({ target }) => app.guard(() => record.setNote(target.value)),
  }, record.body.note ?? "");
  const photos = await photoParts(app, record);
  send.addEventListener("click", async () => {
    send.disabled = true;
    const isSaved = await app.guard(async () => {
      await record.setNote(note.value);
      return record.save();
    });
    if (!isSaved) return stands();
    await app.router.replace(`visit/${record.id}/done`);
    return app.flush();
  });
  const begin = (kind) => app.guard(async () => go(`entry/${await record.begin(kind)}`));
  screen.append(
    el("p", { class: "visit-title" }, el("b", {}, record.label.title)),
    dayField(app, record, stands),
    el("h2", {}, t("온 사람")),
    ...app.visits.data.roles.map((role) => headsRow(app, record, role, stands)),
    el("h2", {}, t("들은 것과 약속한 것")),
    ...record.entries.map((entry) => entryRow(app, record, entry, go)),
    el(
      "div",
      { class: "visit-ways" },
      el("button", { type: "button", class: "action is-second", onclick: () => begin("consultation") }, t("건의 더하기")),
      el("button", { type: "button", class: "action is-second", onclick: () => begin("promise") }, t("약속 더하기")),
    ),
    ...photos.parts,
    el("div", { class: "visit-field" }, el("label", { for: "visit-note" }, t("덧붙일 말 (안 써도 됩니다)")), note),
    hint,
    dropButton(() => app.guard(() => record.draft.drop().then(() => app.router.replace("visit")))),
    el("div", { class: "field-foot" }, send),
  );
  stands();
  return photos.leave;
}

export async function doneStep({ app, screen, id }) {
  const item = await app.outbox.item(id);
  if (!item || item.owner !== app.outbox.owner) return app.router.replace("visit");
  app.router.title(t("저장했습니다"));
  const { body, label } = await app.outbox.content(id);
  const state = el("p", { class: "log-state", role: "status" });
  let isShown = true;
  const show = async () => {
    const now = await app.outbox.item(id);
    if (now) state.textContent = wordsFor(now);
    state.dataset.state = now?.reason?.stuck ? "stuck" : now?.state;
  };
  const heads = body.attendance.reduce((sum, one) => sum + one.heads, 0);
  screen.append(
    el("p", { class: "log-summary" }, el("b", {}, label.title)),
    el("p", {}, t("온 사람 {heads}명, 적은 것 {count}건", { heads, count: body.entries.length })),
    state,
    el("div", { class: "field-foot" }, el("a", { class: "action", href: "#/" }, t("첫 화면으로"))),
  );
  await show();
  app.outbox.onChange(() => isShown && app.guard(show));
  return () => (isShown = false);
}

function dayField(app, record, stands) {
  const input = el("input", { id: "visit-day", type: "date", max: dayOf(new Date()), required: true });
  input.value = record.label.day;
  input.addEventListener("change", () => {
    if (input.validity.valid) app.guard(() => record.setDay(input.value).then(stands));
    else input.value = record.label.day;
  });
  return el("div", { class: "visit-field" }, el("label", { for: "visit-day" }, t("방문한 날")), input);
}

function headsRow(app, record, { key, label }, stands) {
  const name = said(label);
  const input = el("input", {
    type: "number",
    inputmode: "numeric",
    min: 0,
    max: MOST_HEADS,
    "aria-label": t("{name} 몇 명", { name }),
  });
  input.value = String(record.heads(key));
  const set = (heads) => {
    const kept = Math.min(MOST_HEADS, Math.max(0, Math.round(heads) || 0));
    input.value = String(kept);
    return app.guard(() => record.setHeads(key, kept).then(stands));
  };
  input.addEventListener("change", () => set(input.valueAsNumber));
  const step = (by, word) =>
    el("button", { type: "button", class: "tool is-round", "aria-label": word, onclick: () => set(record.heads(key) + by) }, by < 0 ? "−" : "+");
  return el(
    "div",
    { class: "visit-heads" },
    el("span", {}, name),
    step(-1, t("{name} 한 명 빼기", { name })),
    input,
    step(1, t("{name} 한 명 더하기", { name })),
  );
}

function entryRow(app, record, entry, go) {
  const lacking = record.lacks(entry).length > 0;
  const words = entry.words || (entry.outcome === "referral" ? t("동 창구에 연계") : t("(아직 적지 않음)"));
  const about = [kindWord(entry), entry.owner, entry.due].filter(Boolean).join(" · ");
  return el(
    "div",
    { class: "visit-entry" },
    el(
      "button",
      { type: "button", class: "field-row", onclick: () => go(`entry/${entry.id}`) },
      el("span", {}, el("b", {}, words.length > SHORT ? `${words.slice(0, SHORT)}…` : words), el("span", { class: "field-hint" }, about)),
      lacking ? el("span", { class: "visit-standing is-lacking" }, t("덜 적음")) : "",
    ),
    asked("tool is-quiet", t("빼기"), t("정말 뺄까요?"), () =>
      app.guard(() => record.drop(entry.id).then(() => app.router.show())),
    ),
  );
}

const kindWord = ({ kind }) => (kind === "promise" ? t("약속") : t("건의"));

function hintOf(record) {
  if (record.saysNothing) return t("온 사람이나 들은 것을 적어야 보낼 수 있습니다.");
  return record.isWhole ? "" : t("덜 적은 것이 있습니다. 눌러서 마저 적어 주세요.");
}
