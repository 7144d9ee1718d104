/** What everybody should know whatever they are doing: one line each, until it is over. */

const { el, t } = window.golmok;
const place = document.getElementById("notices");
const live = document.getElementById("live");
const shown = new Map();

/** Say that something holds, with what can be done about it: {label, act} or {label, href}. */
export function tell(key, text, ...ways) {
  const buttons = ways.map(({ label, act, href }) =>
    href
      ? el("a", { class: "tool", href }, label)
      : el("button", { type: "button", class: "tool", onclick: act }, label),
  );
  const line = el("div", { class: "field-notice", "data-notice": key }, el("p", {}, text), ...buttons);
  shown.get(key)?.remove();
  shown.set(key, line);
  place.append(line);
}

/** As `tell`, for what the reader may put away. */
export const tellOnce = (key, text, ...ways) => tell(key, text, ...ways, { label: t("닫기"), act: () => hush(key) });

export function hush(key) {
  shown.get(key)?.remove();
  shown.delete(key);
}

/** A quiet word for screen readers. */
export function say(text) {
  live.textContent = "";
  requestAnimationFrame(() => (live.textContent = text));
}
