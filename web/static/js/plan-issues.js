/** The chosen issues on the map: a point in the middle of their segments, near ones as one; the larger, the more of them. */

import { repaint } from "./plan-layer.js";

const golmok = window.golmok;
const { el, svg, t } = golmok;
const TILE = 512;
const CELLS = [[14, 32], [16, 16]]; // before which zoom points within how many pixels are one; a tile is a whole number of them
const ROOM = 32; // pixels around a tile whose points still reach into it
const PIECE = 400; // points that are painted without a pause
const STEPS = 65_535; // in which the server tells places
const [LEAST, MORE, MOST_DOUBLINGS] = [3.5, 1.5, 5]; // radius of one issue, what each doubling adds, how many do [px]
const SAMPLES = [1, 4, 16, 2 ** MOST_DOUBLINGS];

const LABEL = t("불편사항");

const radiusOf = (count) => LEAST + MORE * Math.min(MOST_DOUBLINGS, Math.floor(Math.log2(count)));

/** Points by tile, of what was chosen last. */
class Points {
  constructor() {
    this.take([0, 0, 1, 1], new Uint16Array());
  }

  take([west, north, width, height], rows) {
    this.x = Float64Array.from({ length: rows.length / 3 }, (_, i) => west + (rows[3 * i] / STEPS) * width);
    this.y = Float64Array.from({ length: rows.length / 3 }, (_, i) => north + (rows[3 * i + 1] / STEPS) * height);
    this.count = Float64Array.from({ length: rows.length / 3 }, (_, i) => rows[3 * i + 2]);
  }

  /** What is drawn on a tile: {props: {label, count}, geom} in its pixels; of a far view one for every cell. */
  within({ x: column, y: row, z }) {
    const world = 256 * 2 ** z;
    const [, cell] = CELLS.find(([before]) => z < before) ?? [z, 1];
    const cells = new Map();
    for (let i = 0; i < this.x.length; i += 1) {
      const [x, y] = [this.x[i] * world - column * TILE, this.y[i] * world - row * TILE];
      if (x < -ROOM || y < -ROOM || x >= TILE + ROOM || y >= TILE + ROOM) continue;
      const key = Math.floor(x / cell) * 2 * TILE + Math.floor(y / cell);
      const found = cells.get(key) ?? { x: 0, y: 0, count: 0 };
      const count = this.count[i];
      cells.set(key, { x: found.x + x * count, y: found.y + y * count, count: found.count + count });
    }
    return [...cells.values()].map(({ x, y, count }) => ({
      props: { label: LABEL, count },
      geomType: 1,
      geom: [[{ x: x / count, y: y / count }]],
    }));
  }
}

function* paint(ctx, content, face) {
  const { theme } = face;
  const bySize = new Map();
  for (const { props, geom } of content.features) {
    const radius = radiusOf(props.count);
    if (!bySize.has(radius)) bySize.set(radius, []);
    bySize.get(radius).push(geom[0][0]);
  }
  for (const [radius, places] of [...bySize].sort(([a], [b]) => a - b))
    for (let at = 0; at < places.length; at += PIECE) {
      const dots = new Path2D();
      for (const { x, y } of places.slice(at, at + PIECE)) {
        dots.moveTo(x + radius, y);
        dots.arc(x, y, radius, 0, 2 * Math.PI);
      }
      ctx.fillStyle = theme.issue;
      ctx.fill(dots);
      ctx.strokeStyle = theme.halo;
      ctx.lineWidth = 1.5;
      ctx.setLineDash([]);
      ctx.stroke(dots);
      yield;
    }
}

export class IssueLayer {
  /** ask() brings the points of what is chosen, opened(kind) shows rows, failed(fault, again) says what went wrong. */
  constructor(map, face, holder, { ask, opened, failed }) {
    Object.assign(this, { map, holder, ask, opened, failed, points: new Points(), turn: 0 });
    this.layer = golmok.layer("issues", { tiles: "/api/v1/board/points" }); // its source is set below
    this.layer._source = { tile: async (coords) => ({ features: this.points.within(coords), scale: 1, dx: 0, dy: 0 }) };
    this.layer._painter = (ctx, content) => paint(ctx, content, face);
    this.layer.on("add", () => this.load());
    this.layer.on("remove", () => (this.holder.hidden = true));
    face.on("change", ({ changed }) => changed.includes("theme") && this.tell());
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

  /** The legend: what a size means, and how many there are, which leads to them. */
  tell() {
    const whole = this.points.count.reduce((sum, count) => sum + count, 0);
    const colour = golmok.face(this.map).theme.issue;
    const size = 2 * radiusOf(SAMPLES.at(-1)) + 2;
    const dot = (count) => svg("svg", { viewBox: `0 0 ${size} ${size}`, width: size, height: size, "aria-hidden": "true", focusable: "false" }, svg("circle", { cx: size / 2, cy: size / 2, r: radiusOf(count), fill: colour }));
    const sample = (count, i) => el("li", {}, dot(count), i < SAMPLES.length - 1 ? String(count) : t("{count}건 이상", { count }));
    this.holder.replaceChildren(
      el("p", {}, el("button", { type: "button", class: "plan-open", id: "legend-issues", onclick: () => this.opened() }, t("고른 불편사항 {count}건", { count: whole.toLocaleString(golmok.locale) }))),
      el("ul", {}, SAMPLES.map(sample)),
      el("p", { class: "plan-hint" }, t("구간 가운데에 그립니다. 멀리서 보면 가까운 것을 한 점으로 모읍니다.")),
    );
    this.holder.hidden = false;
  }
}
