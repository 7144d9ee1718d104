/**
 * The chosen issues on the map: a point in the middle of their segments, near ones as one; the larger, the more of them.
 * Around a point goes a ring as far as they are overdue: all the way where all of them are.
 */

import { repaint } from "./plan-layer.js";

const golmok = window.golmok;
const { el, svg, t } = golmok;
const TILE = 512;
const CELLS = [[14, 32], [16, 16]]; // before which zoom points within how many pixels are one; a tile is a whole number of them
const ROOM = 32; // pixels around a tile whose points still reach into it
const PIECE = 400; // points that are painted without a pause
const STEPS = 65_535; // in which the server tells places
const [LEAST, MORE, MOST_DOUBLINGS] = [3.5, 1.5, 5]; // radius of one issue, what each doubling adds, how many do [px]
const [GAP, RING] = [1.5, 2.5]; // between a point and its ring, and how wide that is [px]
const LEAST_ARC = Math.PI / 5; // of a ring or of what is missing of it: one of many is seen
const NUMBERS = 4; // of a place
const SAMPLES = [1, 4, 16, 2 ** MOST_DOUBLINGS];

const LABEL = t("불편사항");

const radiusOf = (count) => LEAST + MORE * Math.min(MOST_DOUBLINGS, Math.floor(Math.log2(count)));
const ringOf = (count) => radiusOf(count) + GAP + RING / 2;

/** How far the ring of a point goes around, from above [rad]. */
function arcOf({ count, late }) {
  if (late === count) return 2 * Math.PI;
  return Math.min(2 * Math.PI - LEAST_ARC, Math.max(LEAST_ARC, (2 * Math.PI * late) / count));
}

/** Points by tile, of what was chosen last. */
class Points {
  constructor() {
    this.take([0, 0, 1, 1], new Uint16Array());
  }

  take([west, north, width, height], rows) {
    const column = (place, of) => Float64Array.from({ length: rows.length / NUMBERS }, (_, i) => of(rows[NUMBERS * i + place]));
    this.x = column(0, (step) => west + (step / STEPS) * width);
    this.y = column(1, (step) => north + (step / STEPS) * height);
    this.count = column(2, Number);
    this.late = column(3, Number);
  }

  /** What is drawn on a tile: {props: {label, count, late}, geom} in its pixels; of a far view one for every cell. */
  within({ x: column, y: row, z }) {
    const world = 256 * 2 ** z;
    const [, cell] = CELLS.find(([before]) => z < before) ?? [z, 1];
    const cells = new Map();
    for (let i = 0; i < this.x.length; i += 1) {
      const [x, y] = [this.x[i] * world - column * TILE, this.y[i] * world - row * TILE];
      if (x < -ROOM || y < -ROOM || x >= TILE + ROOM || y >= TILE + ROOM) continue;
      const key = Math.floor(x / cell) * 2 * TILE + Math.floor(y / cell);
      const found = cells.get(key) ?? { x: 0, y: 0, count: 0, late: 0 };
      const count = this.count[i];
      cells.set(key, { x: found.x + x * count, y: found.y + y * count, count: found.count + count, late: found.late + this.late[i] });
    }
    return [...cells.values()].map(({ x, y, count, late }) => ({
      props: { label: LABEL, count, late },
      geomType: 1,
      geom: [[{ x: x / count, y: y / count }]],
    }));
  }
}

/** The colour of what is overdue, as elsewhere on the page. */
const lateColour = () => getComputedStyle(document.body).getPropertyValue("--fault").trim();

function* paint(ctx, content, face) {
  const { theme } = face;
  ctx.setLineDash([]);
  yield* dots(ctx, content.features, theme);
  yield* rings(ctx, content.features.filter(({ props }) => props.late), theme); // above every point: one that is overdue hides behind none
}

/** The larger ones above the smaller. */
function* dots(ctx, features, theme) {
  const bySize = new Map();
  for (const { props, geom } of features) {
    const radius = radiusOf(props.count);
    if (!bySize.has(radius)) bySize.set(radius, []);
    bySize.get(radius).push(geom[0][0]);
  }
  for (const [radius, places] of [...bySize].sort(([a], [b]) => a - b))
    for (let at = 0; at < places.length; at += PIECE) {
      const path = new Path2D();
      for (const { x, y } of places.slice(at, at + PIECE)) {
        path.moveTo(x + radius, y);
        path.arc(x, y, radius, 0, 2 * Math.PI);
      }
      ctx.fillStyle = theme.issue;
      ctx.fill(path);
      ctx.strokeStyle = theme.halo;
      ctx.lineWidth = 1.5;
      ctx.stroke(path);
      yield;
    }
}

function* rings(ctx, features, theme) {
  const late = lateColour();
  for (let at = 0; at < features.length; at += PIECE) {
    const path = new Path2D();
    for (const { props, geom } of features.slice(at, at + PIECE)) {
      const [{ x, y }] = geom[0];
      const radius = ringOf(props.count);
      path.moveTo(x, y - radius);
      path.arc(x, y, radius, -Math.PI / 2, arcOf(props) - Math.PI / 2);
    }
    ctx.strokeStyle = theme.halo;
    ctx.lineWidth = RING + 2 * GAP;
    ctx.stroke(path);
    ctx.strokeStyle = late;
    ctx.lineWidth = RING;
    ctx.stroke(path);
    yield;
  }
}

export class IssueLayer {
  /** ask() brings the points of what is chosen, opened(due) shows their rows, or of those alone that are due so, failed(fault, again) says what went wrong. */
  constructor(map, face, holder, { ask, opened, failed }) {
    Object.assign(this, { map, holder, ask, opened, failed, points: new Points(), turn: 0 });
    this.layer = golmok.layer("issues", { tiles: "/api/v1/board/points" }); // its source is set below
    this.layer._source = { tile: async (coords) => ({ features: this.points.within(coords), scale: 1, dx: 0, dy: 0 }) };
    this.layer._painter = (ctx, content) => paint(ctx, content, face);
    this.layer.on("add", () => this.load());
    this.layer.on("remove", () => (this.holder.hidden = true));
    face.on("change", ({ changed }) => changed.includes("theme") && this.isShown && this.tell());
  }

  /** In the place of the layer that shows everybody what is public: on this page it follows what is chosen. */
  register() {
    const { registry } = golmok.face(this.map);
    const other = registry.find(({ key }) => key === "issues");
    if (other.layer !== this.layer) other.layer.remove();
    golmok.register(this.map, registry.map((one) => (one.key === "issues" ? { ...one, layer: this.layer } : one)));
  }

  get isShown() {
    return this.map.hasLayer(this.layer);
  }

  /** Read and draw what is chosen now; only the last choice counts, and nothing is asked while the layer is off. */
  async load() {
    if (!this.isShown) return;
    const mine = ++this.turn;
    try {
      const { extent, rows } = await this.ask();
      if (mine !== this.turn || !this.isShown) return;
      this.points.take(extent, rows);
      for (const { coords, content } of this.layer._contents.values()) content.features = this.points.within(coords);
      repaint(this.map, this.layer);
      this.tell();
    } catch (fault) {
      this.failed(fault, () => this.load());
    }
  }

  /** The legend: what a size and a ring mean, and how many there are and are overdue, which leads to them. */
  tell() {
    const focused = this.holder.contains(document.activeElement) ? document.activeElement.id : null;
    const [whole, late] = [this.points.count, this.points.late].map((each) => each.reduce((sum, count) => sum + count, 0));
    const sample = (count, i) => el("li", {}, this.sample(count), i < SAMPLES.length - 1 ? String(count) : t("{count}건 이상", { count }));
    const overdue = t("기한 지난 것 {count}건", { count: late.toLocaleString(golmok.locale) });
    const leads = (id, due, words) => el("button", { type: "button", class: "plan-open", id, onclick: () => this.opened(due) }, words);
    this.holder.replaceChildren(
      el("p", {}, leads("legend-issues", null, t("고른 불편사항 {count}건", { count: whole.toLocaleString(golmok.locale) }))),
      el("ul", {}, SAMPLES.map(sample)),
      el("p", { class: "plan-late" }, this.sample(SAMPLES[1], "70 30"), t("고리:"), " ", late ? leads("legend-late", ["overdue"], overdue) : overdue),
      el("p", { class: "plan-hint" }, t("구간 가운데에 그립니다. 멀리서 보면 가까운 것을 한 점으로 모읍니다.")),
    );
    this.holder.hidden = false;
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  /** A point as it is painted, with a ring if it is told how far it goes around. */
  sample(count, ring = null) {
    const size = 2 * radiusOf(SAMPLES.at(-1)) + 2;
    const middle = { cx: size / 2, cy: size / 2 };
    const dot = svg("circle", { ...middle, r: radiusOf(count), fill: golmok.face(this.map).theme.issue });
    const around = ring && svg("circle", { ...middle, class: "plan-ring", r: ringOf(count), pathLength: 100, "stroke-dasharray": ring, transform: `rotate(-90 ${middle.cx} ${middle.cy})` });
    return svg("svg", { viewBox: `0 0 ${size} ${size}`, width: size, height: size, "aria-hidden": "true", focusable: "false" }, dot, around);
  }
}
