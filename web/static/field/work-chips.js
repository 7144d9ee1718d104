/** Choices of which one holds, or none: a second tap takes it back. */

const { el } = window.golmok;

/** `choices` are [key, ...what the button shows]; `now` tells the key that holds, and `take` keeps another. */
export function chips(name, choices, now, take) {
  const buttons = choices.map(([key, ...face]) => {
    const choose = async () => {
      await take(now() === key ? undefined : key);
      for (const [other, one] of buttons) one.setAttribute("aria-pressed", String(now() === other));
    };
    const look = { type: "button", class: "tool", "aria-pressed": String(now() === key), onclick: choose };
    return [key, el("button", look, ...face)];
  });
  return el(
    "div",
    { class: "work-chips", role: "group", "aria-label": name },
    el("h2", {}, name),
    buttons.map(([, button]) => button),
  );
}
