/** Buttons for what cannot be taken back: they act at the second press. */

const { el, t } = window.golmok;

/** The button that throws away what was begun. */
export const dropButton = (act) =>
  asked("tool is-quiet", t("쓰던 것 버리기"), t("정말 버릴까요? 한 번 더 누르세요"), act);

/** A button with a word, and the question that stands there instead after the first press. */
export function asked(look, word, question, act) {
  const button = el("button", { type: "button", class: look }, word);
  let isAsked = false;
  button.addEventListener("click", () => {
    if (isAsked) return act();
    isAsked = true;
    button.textContent = question;
    return undefined;
  });
  return button;
}
