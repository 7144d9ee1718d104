/** Taking back, step by step, what was done to what is seen, and doing it again: by Ctrl+Z, Ctrl+Y and two buttons. */

import { say } from "./say.js";

const golmok = window.golmok;
const { el, svg, t } = golmok;
const MOST = 100; // steps that are remembered
const TYPED = "input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]";
const ARROWS = { back: "M4 8h9a5 5 0 0 1 0 10H8M8 4 4 8l4 4", again: "M20 8h-9a5 5 0 0 0 0 10h5M16 4l4 4-4 4" };
const WHAT = { moment: t("기준 시점"), conditions: t("조건"), area: t("고른 곳"), axis: t("보기 방식"), layers: t("지도에 표시") };
const TOLD = {
  back: { done: (what) => t("되돌렸습니다: {what}", { what }), none: t("더 되돌릴 것이 없습니다.") },
  again: { done: (what) => t("다시 했습니다: {what}", { what }), none: t("다시 할 것이 없습니다.") },
};

export class Undo {
  /**
   * state() tells what is seen, by the keys of WHAT, as values that JSON has; apply(state, changed) shows it once more,
   * where these keys are others than now, and is done with what `state` tells when it returns; first() takes back something smaller and says whether there was any.
   */
  constructor(holder, { state, apply, first }) {
    Object.assign(this, { state, apply, first, now: null, isApplying: false });
    this.steps = { back: [], again: [] };
    this.buttons = {
      back: this.button("back", t("되돌리기"), "Control+Z"),
      again: this.button("again", t("다시 하기"), "Control+Y"),
    };
    holder.append(...Object.values(this.buttons));
    document.addEventListener("keydown", (event) => this.key(event));
    this.draw();
  }

  button(way, title, keys) {
    const arrow = svg("svg", { viewBox: "0 0 24 24", width: 20, height: 20, fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true", focusable: "false" }, svg("path", { d: ARROWS[way] }));
    return el("button", { type: "button", class: "tool is-round plan-undo", id: `undo-${way}`, title: `${title} (${keys.replace("Control", "Ctrl")})`, "aria-keyshortcuts": keys, "aria-label": title, onclick: () => this.go(way) }, arrow);
  }

  /** Remember what is seen, if it is not what was seen before; the first time there is nothing to go back to. */
  record() {
    const next = JSON.stringify(this.state());
    if (this.isApplying || next === this.now) return;
    if (this.now !== null) this.steps.back = [...this.steps.back, this.now].slice(-MOST);
    this.steps.again = [];
    this.now = next;
    this.draw();
  }

  /** A moment that is remembered was read, and may not have all that was chosen before: that is no step of its own. */
  settle() {
    const state = this.state();
    if (this.now !== null && JSON.stringify(JSON.parse(this.now).moment) === JSON.stringify(state.moment)) this.now = JSON.stringify(state);
  }

  /** Go one step back, or again. */
  go(way) {
    if (way === "back" && this.first()) return;
    const next = this.steps[way].pop();
    if (next === undefined) {
      say(TOLD[way].none);
      return;
    }
    const [before, after] = [JSON.parse(this.now), JSON.parse(next)];
    this.steps[way === "back" ? "again" : "back"].push(this.now);
    this.now = next;
    const changed = Object.keys(WHAT).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
    this.isApplying = true;
    try {
      this.apply(after, changed);
    } finally {
      this.isApplying = false;
    }
    this.draw();
    say(TOLD[way].done(changed.map((key) => WHAT[key]).join(", ")));
  }

  /** A field in which somebody types has an undo of its own. */
  key(event) {
    const isTyped = Boolean(event.target.closest?.(TYPED));
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing || isTyped || document.querySelector("dialog[open]")) return;
    const letter = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : { KeyZ: "z", KeyY: "y" }[event.code]; // Hangul is typed with the same keys
    if (letter !== "z" && (letter !== "y" || event.shiftKey)) return;
    event.preventDefault();
    this.go(letter === "y" || event.shiftKey ? "again" : "back");
  }

  draw() {
    for (const [way, button] of Object.entries(this.buttons)) button.setAttribute("aria-disabled", String(!this.steps[way].length));
  }
}
