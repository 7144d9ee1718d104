/** One item of a survey: its five anchors to tap, what else may be answered, and the ways to go on. */

import { NOT_APPLICABLE, NOT_OBSERVED } from "./survey-answers.js";
import { photoButton } from "./survey-photo.js";
import { answerWord, drawingOf, said } from "./survey-words.js";

const { el, t } = window.golmok;

/** `on` hears answer(value), photo(item, file), back(), next(), summary(), and has the `map`; `last` is what was answered just now. */
export function itemParts(answers, at, last, on) {
  const item = answers.items[at];
  return [
    progress(answers, at),
    heading(answers, at),
    el(
      "ol",
      { class: "survey-levels", start: "0" },
      item.levels.map((anchor, level) => el("li", {}, levelButton(answers, item, level, anchor, on))),
    ),
    otherAnswers(answers, item, on),
    el("div", { class: "field-foot survey-foot" }, askedPhoto(answers, [item, last], on), ways(answers, at, on)),
  ];
}

/** What has an answer, and where one stands: for the eye only, the heading says it too. */
function progress(answers, at) {
  const steps = answers.items.map((item, i) => {
    const state = [i === at ? "is-here" : "", answers.of(item) === undefined ? "" : "is-answered"];
    return el("i", { class: state.join(" ").trim() || null });
  });
  return el("div", { class: "survey-steps", "aria-hidden": "true" }, steps);
}

function heading({ items, rubric }, at) {
  const item = items[at];
  return el(
    "h2",
    { class: "survey-name", tabindex: "-1" },
    el("small", {}, `${at + 1}/${items.length} · ${said(rubric.axes[item.axis])}`),
    el("span", {}, said(item.label)),
  );
}

function levelButton(answers, item, level, anchor, on) {
  const drawing = drawingOf(item, level);
  return el(
    "button",
    {
      type: "button",
      class: `survey-level is-${level}`,
      "data-level": level,
      "aria-pressed": String(answers.of(item) === level),
      "aria-keyshortcuts": level,
      onclick: () => on.answer(level),
    },
    drawing ? el("img", { src: drawing, alt: "", width: 120, height: 80, draggable: "false" }) : null,
    el(
      "span",
      { class: "survey-anchor" },
      el("small", {}, `${level} ${said(answers.rubric.levels[level])}`),
      el("span", {}, said(anchor)),
    ),
  );
}

function otherAnswers(answers, item, on) {
  const button = (value, hint) =>
    el(
      "button",
      {
        type: "button",
        class: "survey-other-answer",
        "data-answer": String(value),
        "aria-pressed": String(answers.of(item) === value),
        onclick: () => on.answer(value),
      },
      answerWord(answers.rubric, value),
      hint ? el("small", {}, hint) : null,
    );
  return el(
    "div",
    { class: "survey-others" },
    item.na_allowed ? button(NOT_APPLICABLE, t("또는 길게 누르기")) : null,
    button(NOT_OBSERVED, null),
  );
}

/** A photo is asked for while one is still there, and never in the way of the next answer. */
function askedPhoto(answers, candidates, on) {
  const item = candidates.find((one) => one && answers.wantsPhoto(one));
  if (!item) return null;
  return el(
    "div",
    { class: "survey-ask" },
    el("p", {}, el("strong", {}, said(item.label)), " ", answerWord(answers.rubric, answers.of(item))),
    photoButton(t("사진 찍기"), said(item.label), (file) => on.photo(item, file)),
  );
}

function ways(answers, at, on) {
  const [before, item] = [answers.items[at - 1], answers.items[at]];
  const word = before ? answerWord(answers.rubric, answers.of(before)) : "";
  return el(
    "nav",
    { class: "survey-ways", "aria-label": t("항목 옮기기") },
    el(
      "button",
      { type: "button", class: "tool survey-back", disabled: !before, onclick: () => on.back() },
      el("span", {}, before ? t("‹ 앞 항목") : t("첫 항목")),
      before ? el("small", {}, word) : null,
    ),
    mapButton(on.map),
    el("button", { type: "button", class: "tool", onclick: () => on.summary() }, t("모든 답")),
    el(
      "button",
      { type: "button", class: "tool", disabled: answers.of(item) === undefined, onclick: () => on.next() },
      t("다음 ›"),
    ),
  );
}

/** Shows the map above the item, and puts it away again. */
function mapButton(map) {
  const toggle = () => {
    map.toggle();
    button.setAttribute("aria-pressed", String(map.isShown));
  };
  const button = el("button", { type: "button", class: "tool", "aria-pressed": String(map.isShown), onclick: toggle }, t("지도 보기"));
  return button;
}
