/** The button that throws away what was begun: at the second press. */

const { el, t } = window.golmok;

export function dropButton(act) {
  const button = el("button", { type: "button", class: "tool is-quiet" }, t("쓰던 것 버리기"));
  let isAsked = false;
  button.addEventListener("click", () => {
    if (isAsked) return act();
    isAsked = true;
    button.textContent = t("정말 버릴까요? 한 번 더 누르세요");
    return undefined;
  });
  return button;
}
