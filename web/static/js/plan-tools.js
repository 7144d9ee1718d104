/** What a planner does on the map itself: choose segments by an area, measure lengths and areas. */

import { areaOf, lengthOf } from "./geodesic.js";
import { Drawing } from "./plan-draw.js";
import { say } from "./say.js";

const golmok = window.golmok;
const { el, t } = golmok;
const MOST = 100; // corners of an area that the server takes
const KEYS = t("키보드로는 화살표로 지도를 옮기고 Enter로 찍습니다. Backspace는 하나 되돌리기, Esc는 끝내기입니다.");
const MODES = {
  box: { title: t("네모로 고르기"), short: t("네모"), hint: t("끌거나 두 모서리를 누르세요."), isBox: true, isClosed: true },
  polygon: { title: t("다각형으로 고르기"), short: t("다각형"), hint: t("모서리를 차례로 누르고 두 번 눌러 마치세요."), isClosed: true, most: MOST },
  length: { title: t("거리 재기"), short: t("거리"), hint: t("지날 곳을 차례로 누르세요."), tell: (places) => metres(lengthOf(places)) },
  surface: { title: t("면적 재기"), short: t("면적"), hint: t("모서리를 차례로 누르세요."), isClosed: true, tell: (places) => squareMetres(areaOf(places)) },
};

const digits = (number, most) => number.toLocaleString(golmok.locale, { maximumFractionDigits: most });
const metres = (length) => (length < 1000 ? `${digits(length, 1)} m` : `${digits(length / 1000, 3)} km`);
const squareMetres = (area) => (area < 100_000 ? `${digits(area, 0)} m²` : `${digits(area / 1_000_000, 3)} km²`);

/** An area as addresses have it, and back; what is none is null. */
export const written = (corners) => corners.map(({ lng, lat }) => `${lng.toFixed(5)},${lat.toFixed(5)}`).join(",");

export function cornersOf(area) {
  const numbers = (area ?? "").split(",").map(Number);
  const isArea = numbers.length >= 6 && numbers.length <= 2 * MOST && numbers.length % 2 === 0 && numbers.every(Number.isFinite);
  return isArea ? Array.from({ length: numbers.length / 2 }, (_, i) => [numbers[2 * i + 1], numbers[2 * i]]) : null;
}

export class Tools {
  /** begun() is called when drawing begins, chosen(area) with an area as addresses have it, or null for none any more. */
  constructor(map, { bar, strip }, { begun, chosen }) {
    Object.assign(this, { map, strip, begun, chosen, mode: null });
    this.drawing = new Drawing(map, {
      changed: (corners) => this.tell(corners),
      done: (corners) => this.finish(corners),
      ended: () => this.rest(),
    });
    this.area = L.layerGroup().addTo(map);
    this.said = el("p", { class: "plan-said", role: "status" });
    this.hint = el("p", { class: "plan-hint" });
    this.undo = tool(t("하나 되돌리기"), () => this.drawing.back());
    this.done = tool(t("마치기"), () => this.drawing.finish());
    strip.append(
      this.said,
      this.hint,
      el("div", { class: "plan-acts" }, this.undo, this.done, tool(t("그만두기"), () => this.stop())),
    );
    this.drop = tool(twice(t("그린 영역 지우기"), t("영역 지우기")), () => chosen(null), { hidden: true });
    this.buttons = Object.entries(MODES).map(([key, { title, short }]) =>
      tool(twice(title, short), () => (this.mode === key ? this.stop() : this.start(key)), { "data-mode": key, "aria-pressed": "false" }),
    );
    bar.append(...this.buttons, this.drop);
  }

  start(key) {
    this.drawing.end();
    this.begun();
    this.mode = key;
    this.hint.textContent = `${MODES[key].hint} ${KEYS}`;
    this.strip.hidden = false;
    this.press();
    this.drawing.start(MODES[key]);
  }

  stop() {
    const button = this.buttons.find(({ dataset }) => dataset.mode === this.mode);
    this.drawing.end();
    button?.focus();
  }

  rest() {
    this.mode = null;
    this.strip.hidden = true;
    this.press();
  }

  press() {
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.mode === this.mode));
  }

  tell(corners) {
    const { title, tell } = MODES[this.mode];
    this.said.textContent = tell && corners.length > 1 ? `${title}: ${tell(corners)}` : t("{title}: 점 {count}개", { title, count: corners.length });
    this.undo.disabled = corners.length === 0;
    this.done.hidden = Boolean(tell) || MODES[this.mode].isBox === true;
    this.done.disabled = !this.drawing.isEnough;
  }

  /** An area that was drawn is chosen; a measure stays to be read. */
  finish(corners) {
    if (this.mode && MODES[this.mode].tell) {
      say(this.said.textContent);
      return;
    }
    this.drawing.end();
    this.map.getContainer().focus({ preventScroll: true });
    this.chosen(written(corners));
  }

  /** Show the area that is chosen now. */
  show(area) {
    this.area.clearLayers();
    const corners = cornersOf(area);
    if (corners) this.area.addLayer(L.polygon(corners, { className: "plan-area", interactive: false }));
    this.drop.hidden = corners === null;
  }
}

/** Words that are short where there is little room, and said in full all the same. */
export const twice = (words, short) => [
  el("span", { class: "plan-long" }, words),
  el("span", { class: "plan-short", "aria-hidden": "true" }, short),
];

const tool = (title, onclick, attributes = {}) => el("button", { type: "button", class: "tool", onclick, ...attributes }, title);
