/** The days on which the city was graded as a line in time: chosen by hand, or played one after the other. */

import { dayOf } from "./changes-look.js";
import { say } from "./say.js";

const golmok = window.golmok;
const { el, t } = golmok;
const REST = 900; // milliseconds for which a day is looked at before the next one comes

export class Time {
  /** show(run) paints a run and is done when it is seen. */
  constructor(holder, { show, ready }) {
    Object.assign(this, { show, ready, runs: [], turn: 0 });
    this.button = el("button", { type: "button", class: "tool", id: "play", onclick: () => (this.isPlaying ? this.stop() : this.play()) });
    this.range = el("input", { type: "range", id: "moment", min: 0, step: 1, list: "moments", "aria-label": t("등급 기준일"), oninput: () => this.choose(Number(this.range.value)) });
    this.day = el("output", { for: "moment", class: "change-day" });
    this.ticks = el("datalist", { id: "moments" });
    holder.append(this.button, this.range, this.ticks, this.day);
    this.mark(false);
  }

  get isPlaying() {
    return this.button.getAttribute("aria-pressed") === "true";
  }

  get run() {
    return this.runs[Number(this.range.value)];
  }

  /** Begin at a day; what it shows is not painted yet. */
  open(runs, day) {
    this.runs = runs;
    this.range.max = Math.max(0, runs.length - 1);
    this.ticks.replaceChildren(...runs.map((_run, at) => el("option", { value: at })));
    this.button.disabled = runs.length < 2;
    this.set(Math.max(0, runs.findLastIndex(({ as_of: asOf }) => asOf <= day)));
  }

  set(at) {
    this.range.value = at;
    this.day.textContent = dayOf(this.run.as_of);
    this.range.setAttribute("aria-valuetext", this.day.textContent);
  }

  choose(at) {
    this.stop();
    this.set(at);
    this.show(this.run);
  }

  mark(isPlaying) {
    this.button.setAttribute("aria-pressed", String(isPlaying));
    this.button.textContent = isPlaying ? t("잠시 멈춤") : t("재생");
  }

  stop() {
    this.turn += 1;
    this.mark(false);
  }

  /** Show one day after the other up to the last one; from the first one when it is the last already. */
  async play() {
    const turn = (this.turn += 1);
    this.mark(true);
    let at = Number(this.range.value) + 1 < this.runs.length ? Number(this.range.value) + 1 : 0;
    for (; at < this.runs.length && turn === this.turn; at += 1) {
      this.set(at);
      const rest = new Promise((done) => window.setTimeout(done, REST));
      await this.show(this.run);
      if (this.runs[at + 1]) this.ready(this.runs[at + 1]);
      await rest;
    }
    if (turn !== this.turn) return;
    this.mark(false);
    say(t("{day}까지 모두 보았습니다", { day: this.day.textContent }));
  }
}
