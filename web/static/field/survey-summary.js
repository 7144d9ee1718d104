/** All answers of a survey before it is handed in: what is still open, what wants a photo, and the way back to each. */

import { NOT_OBSERVED } from "./survey-answers.js";
import { photoButton } from "./survey-photo.js";
import { answerWord, said } from "./survey-words.js";

const { el, t } = window.golmok;

/** `on` hears item(at), photo(item, blob), noPhotos(item), save(button), drop(). */
export function summaryParts(answers, on) {
  const { count, items } = answers;
  const open = items.length - count;
  return [
    el("h2", { class: "survey-name", tabindex: "-1" }, el("small", {}, `${count}/${items.length}`), el("span", {}, t("모든 답"))),
    el("ol", { class: "survey-summary" }, items.map((item, at) => row(answers, item, at, on))),
    dropButton(on),
    el(
      "div",
      { class: "field-foot is-stacked survey-end" },
      fault(answers, open),
      open
        ? el("button", { type: "button", class: "action", onclick: () => on.item(answers.nextOpen()) }, t("이어서 답하기"))
        : el(
            "button",
            { type: "button", class: "action", disabled: !answers.saysSomething, onclick: ({ target }) => on.save(target) },
            t("저장"),
          ),
    ),
  ];
}

function fault(answers, open) {
  const wanting = answers.items.filter((item) => answers.wantsPhoto(item)).length;
  const words = [
    open ? t("답하지 않은 항목 {count}개", { count: open }) : null,
    !open && !answers.saysSomething ? t("아무것도 확인하지 못한 조사는 저장할 수 없습니다.") : null,
    wanting ? t("사진 없는 심각·위험 {count}개", { count: wanting }) : null,
  ].filter(Boolean);
  return words.length ? el("p", { class: "survey-left" }, words.join(" · ")) : null;
}

function row(answers, item, at, on) {
  const answer = answers.of(item);
  const anchor = item.levels[answer];
  const name = said(item.label);
  return el(
    "li",
    {},
    el(
      "button",
      { type: "button", class: `survey-row ${mark(answer)}`, onclick: () => on.item(at) },
      el("span", { class: "survey-row-name" }, name),
      el("strong", {}, answerWord(answers.rubric, answer)),
      anchor ? el("small", {}, said(anchor)) : null,
    ),
    answers.wantsPhoto(item) ? photoButton(t("사진 찍기"), name, (file) => on.photo(item, file)) : null,
    answers.photosOf(item).length
      ? el(
          "button",
          {
            type: "button",
            class: "tool",
            "aria-label": t("{item} 사진 지우기", { item: name }),
            onclick: () => on.noPhotos(item),
          },
          t("사진 있음 ×"),
        )
      : null,
  );
}

/** Asks once more, in its own place. */
function dropButton(on) {
  const button = el("button", { type: "button", class: "tool survey-drop", onclick: () => sure() }, t("이 조사 지우기"));
  let isAsked = false;
  function sure() {
    if (isAsked) on.drop();
    isAsked = true;
    button.textContent = t("한 번 더 누르면 지웁니다");
  }
  return button;
}

function mark(answer) {
  if (answer === undefined) return "is-open";
  return answer === NOT_OBSERVED || typeof answer !== "number" ? "is-other" : `is-${answer}`;
}
