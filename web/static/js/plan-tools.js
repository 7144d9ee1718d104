/** What a planner does on the map itself: pick segments by areas and one by one, measure lengths and areas. */

import { areaOf, lengthOf } from "./geodesic.js";
import { ADD, isShort, MOST_CORNERS, NEW, partsOf, saidOf, TAKE, withDrawn, withSegments } from "./plan-area.js";
import { Drawing } from "./plan-draw.js";
import { complain, say } from "./say.js";

const golmok = window.golmok;
const { el, t } = golmok;
const KEYS = t("키보드로는 화살표로 지도를 옮기고 Enter로 찍습니다. Backspace는 하나 되돌리기, Esc는 끝내기입니다.");
const HELD = t("Shift를 누르고 하면 더하고, Ctrl이나 Alt를 누르고 하면 뺍니다.");
const MODES = {
  box: { title: t("네모로 고르기"), short: t("네모"), hint: t("끌거나 두 모서리를 누르세요."), isHeld: true, isBox: true, isClosed: true, picks: true },
  polygon: { title: t("다각형으로 고르기"), short: t("다각형"), hint: t("모서리를 차례로 누르고 두 번 눌러 마치세요."), isClosed: true, most: MOST_CORNERS, picks: true },
  single: { title: t("하나씩 고르기"), short: t("하나씩"), hint: t("구간을 누르면 고르고, 고른 구간을 누르면 뺍니다."), isHeld: true, isPicking: true },
  length: { title: t("거리 재기"), short: t("거리"), hint: t("지날 곳을 차례로 누르세요."), tell: (places) => metres(lengthOf(places)) },
  surface: { title: t("면적 재기"), short: t("면적"), hint: t("모서리를 차례로 누르세요."), isClosed: true, tell: (places) => squareMetres(areaOf(places)) },
};

const asWritten = ({ lng, lat }) => ({ lng: Number(lng.toFixed(5)), lat: Number(lat.toFixed(5)) });
const digits = (number, most) => number.toLocaleString(golmok.locale, { maximumFractionDigits: most });
const metres = (length) => (length < 1000 ? `${digits(length, 1)} m` : `${digits(length / 1000, 3)} km`);
const squareMetres = (area) => (area < 100_000 ? `${digits(area, 0)} m²` : `${digits(area / 1_000_000, 3)} km²`);

const HOWS = { [NEW]: t("새로"), [ADD]: t("더하기"), [TAKE]: t("빼기") };
const TOO_MUCH = t("고른 곳이 너무 많아 주소에 담을 수 없습니다. 큰 네모나 다각형 하나로 묶어 고르세요. 지금까지 고른 것은 그대로입니다.");
const FULL = t("모서리가 {most}개가 되어 다각형을 여기서 마쳤습니다. 더 자세한 모양은 다각형을 하나 더 그려 더하거나 빼세요.", { most: MOST_CORNERS });
const UNSEEN = t("고른 구간이 다른 조건에 맞지 않아 보이지 않습니다. 조건을 바꾸면 보입니다.");
const LEAST = 0.1; // m², less than any area has between places that addresses tell apart
const NONE_NEAR = t("가까이에 고를 구간이 없습니다. 지도를 확대해 구간 위를 누르세요.");

export class Tools {
  /**
   * begun() is called when drawing begins, chosen(area) with what is picked by now as addresses have it, null for nothing
   * any more, and waited for; isWanted(at) tells whether a segment is chosen.
   */
  constructor(map, { bar, strip, picked, followed }, { begun, chosen, isWanted }) {
    Object.assign(this, { map, strip, followed, begun, chosen, isWanted, mode: null, now: null, how: NEW });
    this.drawing = new Drawing(map, {
      changed: (corners) => this.tell(corners),
      done: (corners, how) => this.finish(corners, how ?? this.how),
      picked: (place, pointer, how) => this.pick(place, pointer, how),
      ended: () => this.rest(),
    });
    this.area = L.layerGroup().addTo(map);
    this.said = el("p", { class: "plan-said", role: "status" });
    this.hint = el("p", { class: "plan-hint" });
    this.undo = tool(t("하나 되돌리기"), () => this.drawing.back());
    this.done = tool(t("마치기"), () => this.drawing.finish());
    this.hows = el("fieldset", { class: "golmok-switch is-small plan-how" }, el("legend", { class: "golmok-quiet" }, t("고르는 방식")), Object.entries(HOWS).map(([how, title]) => this.radio(how, title)));
    strip.append(
      this.said,
      this.hint,
      this.hows,
      el("div", { class: "plan-acts" }, this.undo, this.done, tool(t("그만두기"), () => this.stop())),
    );
    this.drop = tool("", () => chosen(null), { id: "drop-area", hidden: true });
    this.buttons = Object.entries(MODES).map(([key, { title, short }]) =>
      tool(twice(title, short), () => (this.mode === key ? this.stop() : this.start(key)), { "data-mode": key, "aria-pressed": "false" }),
    );
    bar.append(...this.buttons);
    picked.append(this.drop);
  }

  radio(how, title) {
    return el("label", {}, el("input", { type: "radio", name: "how", value: how, checked: how === this.how, onchange: () => (this.how = how) }), el("span", {}, title));
  }

  start(key) {
    this.drawing.end();
    this.begun();
    this.mode = key;
    const keys = `${MODES[key].isHeld ? `${HELD} ` : ""}${KEYS}`;
    this.hint.replaceChildren(MODES[key].hint, el("span", { class: "plan-keys" }, ` ${keys}`));
    this.hows.hidden = !MODES[key].picks;
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
    const { title, tell, isPicking, isBox } = MODES[this.mode];
    if (isPicking) this.said.textContent = `${title}: ${amountOf(this.now) || t("아직 없음")}`;
    else this.said.textContent = tell && corners.length > 1 ? `${title}: ${tell(corners)}` : t("{title}: 점 {count}개", { title, count: corners.length });
    this.undo.hidden = isPicking === true;
    this.undo.disabled = corners.length === 0;
    this.done.hidden = Boolean(tell || isPicking || isBox);
    this.done.disabled = !this.drawing.isEnough;
  }

  /** An area that was drawn is picked, unless it has no extent; a measure stays to be read. */
  finish(corners, how) {
    if (this.mode && MODES[this.mode].tell) {
      say(this.said.textContent);
      return;
    }
    if (areaOf(corners.map(asWritten)) < LEAST || !this.take(withDrawn(this.now, corners, how))) return;
    if (corners.length === MOST_CORNERS) complain(FULL);
    this.drawing.end();
    this.map.getContainer().focus({ preventScroll: true });
  }

  /** A single segment is picked, or taken away; where no key says which, it becomes what it is not. */
  async pick(place, pointer, how) {
    const found = golmok.together(this.map).near(place, pointer);
    if (!found) {
      complain(NONE_NEAR);
      return;
    }
    const isPicked = this.now !== null && (saidOf(this.now, found.id) ?? this.isWanted(found.at));
    await this.take(withSegments(this.now, [found.id], how ?? (isPicked ? TAKE : ADD)));
    if (saidOf(this.now, found.id) && !this.isWanted(found.at)) complain(UNSEEN);
  }

  /** Rows of the table are picked, or taken away; as `take`. */
  takeRows(ids, how) {
    return this.take(withSegments(this.now, ids, how));
  }

  /** What is picked from now on; null when no address could hold it, and all is as it was. */
  take(area) {
    if (!area || isShort(area)) return this.chosen(area);
    complain(TOO_MUCH);
    return null;
  }

  /** Say what became of picked segments that the city does not have at this moment; null where it has all of them. */
  follow(found) {
    const said = found?.said ?? "";
    if (this.followed.textContent !== said) this.followed.textContent = said; // it is read out once
    this.followed.hidden = !said;
  }

  /** Show what is picked now. */
  show(area) {
    this.area.clearLayers();
    this.now = area ?? null;
    for (const { corners, isOut } of partsOf(area) ?? [])
      if (corners) this.area.addLayer(L.polygon(corners, { className: `plan-area${isOut ? " is-out" : ""}`, interactive: false }));
    this.drop.replaceChildren(...twice(t("고른 곳 지우기 ({amount})", { amount: amountOf(area) }), t("고른 곳 지우기")));
    this.drop.hidden = !area;
    if (this.mode && MODES[this.mode].isPicking) this.tell([]);
  }
}

/** How many areas and segments were picked and taken away, in words; nothing of nothing. */
function amountOf(area) {
  const parts = partsOf(area) ?? [];
  const areas = (isOut) => parts.filter((part) => part.corners && part.isOut === isOut).length;
  const segments = (isOut) => parts.filter((part) => part.ids && part.isOut === isOut).reduce((sum, { ids }) => sum + ids.length, 0);
  const said = [
    [areas(false), t("영역 {count}", { count: areas(false) })],
    [segments(false), t("구간 {count}", { count: segments(false) })],
    [areas(true), t("뺀 영역 {count}", { count: areas(true) })],
    [segments(true), t("뺀 구간 {count}", { count: segments(true) })],
  ];
  return said.filter(([count]) => count).map(([, words]) => words).join(", ");
}

/** Words that are short where there is little room, and said in full all the same. */
export const twice = (words, short) => [
  el("span", { class: "plan-long" }, words),
  el("span", { class: "plan-short", "aria-hidden": "true" }, short),
];

const tool = (title, onclick, attributes = {}) => el("button", { type: "button", class: "tool", onclick, ...attributes }, title);
