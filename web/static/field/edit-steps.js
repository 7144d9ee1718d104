/** One field a screen: each answers what is to be done when it is left. */

import { ANSWERS, fieldName } from "./edit-words.js";
import { categoryStep } from "./log-category.js";
import { placeStep } from "./log-place.js";
import { severityStep } from "./log-severity.js";

const { el, t } = window.golmok;
const MOST_WORDS = 2000;
const WIDEST_M = 200;
const STEP_M = 0.1;
const WITHDRAWALS = () => [t("잘못 올림"), t("현장에 없음"), t("같은 것이 이미 있음"), t("시험 삼아 올림")];

/** Steps of logging an issue ask for a draft of one: here the answer goes into the edit, and then back to all fields. */
const asLogged = (step, body, take) => ({ edit, screen, field }) => {
  const draft = {
    body: body(edit, field),
    set: async (said) => take(edit, field, said.body),
  };
  return step({ app: edit.app, screen, draft, go: () => edit.back() });
};

const category = asLogged(
  categoryStep,
  (edit) => ({ category: edit.value("category"), ...edit.value("place") }),
  (edit, field, { category: chosen }) => edit.write(field, chosen),
);

const severity = asLogged(
  severityStep,
  (edit) => ({ category: edit.value("category"), severity: edit.value("severity") }),
  (edit, field, { severity: chosen }) => edit.write(field, chosen),
);

/** It begins where the thing is, not where the phone is; the segment that was confirmed goes with it. */
const place = asLogged(
  placeStep,
  (edit) => ({ ...edit.value("place"), position: "pin" }),
  (edit, field, { lon, lat, segment_id: segment }) => edit.write(field, { lon, lat, ...(segment && { segment }) }),
);

function yesOrNo({ edit, screen, field }) {
  edit.app.router.title(fieldName(field));
  const choose = async (value) => {
    await edit.write(field, value);
    await edit.back();
  };
  const buttons = ANSWERS[field]().map((word, i) =>
    el(
      "button",
      {
        type: "button",
        class: "edit-answer",
        "aria-pressed": String(edit.value(field) === Boolean(i)),
        onclick: () => choose(Boolean(i)),
      },
      word,
    ),
  );
  screen.append(...buttons);
}

/** Taking an issue back needs a reason: one tap for those that are frequent, and words for the rest. */
function withdrawal({ edit, screen, field }) {
  edit.app.router.title(fieldName(field));
  const input = el("textarea", { id: "edit-words", rows: 3, maxlength: MOST_WORDS });
  const [stays] = ANSWERS.withdrawn();
  const choose = (value, why) => async () => {
    await edit.write(field, value, why);
    await edit.back();
  };
  const answer = (word, value) => el("button", { type: "button", class: "edit-answer", onclick: choose(value, word) }, word);
  const otherwise = () => (input.value.trim() ? choose(true, input.value.trim())() : input.focus());
  screen.append(
    answer(stays, false),
    el("h2", {}, t("왜 철회합니까?")),
    ...WITHDRAWALS().map((why) => answer(why, true)),
    el("label", { for: "edit-words" }, t("다른 이유")),
    input,
    el("div", { class: "field-foot" }, el("button", { type: "button", class: "action", onclick: otherwise }, t("이 이유로 철회"))),
  );
}

function words({ edit, screen, field }) {
  edit.app.router.title(fieldName(field));
  const input = el("textarea", { id: "edit-words", rows: 6, maxlength: MOST_WORDS }, edit.value(field) ?? "");
  const done = async () => {
    await edit.write(field, input.value.trim() || null);
    await edit.back();
  };
  screen.append(el("label", { for: "edit-words" }, fieldName(field)), input, confirm(done));
}

/** By buttons for one hand, or by figures. */
function width({ edit, screen, field }) {
  edit.app.router.title(fieldName(field));
  const input = el("input", {
    id: "edit-width",
    type: "number",
    inputmode: "decimal",
    min: STEP_M,
    max: WIDEST_M - STEP_M,
    step: "any",
    value: edit.value(field) ?? "",
  });
  const by = (metres) => () => {
    input.value = Math.min(WIDEST_M - STEP_M, Math.max(STEP_M, Number(input.value) + metres)).toFixed(1);
  };
  const button = (word, metres) => el("button", { type: "button", class: "tool", onclick: by(metres) }, word);
  const done = async () => {
    if (input.value === "" || !input.reportValidity()) return input.focus();
    await edit.write(field, Number(input.value));
    return edit.back();
  };
  screen.append(
    el("label", { for: "edit-width" }, t("너비 (m)")),
    input,
    el("div", { class: "edit-steps" }, button("−1", -1), button("−0.1", -STEP_M), button("+0.1", STEP_M), button("+1", 1)),
    confirm(done),
  );
}

const confirm = (done) =>
  el("div", { class: "field-foot" }, el("button", { type: "button", class: "action", onclick: done }, t("이렇게 고치기")));

export const FIELD_STEPS = {
  category,
  severity,
  description: words,
  place,
  withdrawn: withdrawal,
  width_m: width,
  stairs: yesOrNo,
  impassable: yesOrNo,
  note: words,
};
