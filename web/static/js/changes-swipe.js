/** Two maps on one another, cut along a line that is drawn to and fro by hand or by keys. */

const golmok = window.golmok;
const { el, t } = golmok;
const STEPS = { ArrowLeft: -2, ArrowDown: -2, ArrowRight: 2, ArrowUp: 2, PageDown: -10, PageUp: 10, Home: -100, End: 100 };

export class Swipe {
  constructor(map, holder) {
    Object.assign(this, { map, holder, share: 50, isOn: false, names: ["", ""] });
    this.line = el("div", { class: "change-divider", role: "slider", tabindex: "0", "aria-orientation": "horizontal", "aria-valuemin": 0, "aria-valuemax": 100, "aria-label": t("밀어서 견주기") }, el("span", { "aria-hidden": "true" }, "◂▸"));
    this.sides = [el("p", { class: "change-side is-before" }), el("p", { class: "change-side is-after" })];
    holder.append(...this.sides, this.line);
    this.line.addEventListener("keydown", (event) => this.key(event));
    this.line.addEventListener("pointerdown", (event) => this.line.setPointerCapture(event.pointerId));
    this.line.addEventListener("pointermove", (event) => this.line.hasPointerCapture(event.pointerId) && this.follow(event));
    map.on("move zoom viewreset resize", () => this.isOn && this.cut());
  }

  /** Begin with the names of both sides; the panes are there by now. */
  start(before, after) {
    this.isOn = true;
    this.holder.hidden = false;
    this.names = [before, after];
    this.sides.forEach((side, i) => (side.textContent = this.names[i]));
    this.to(this.share);
  }

  stop() {
    this.isOn = false;
    this.holder.hidden = true;
    for (const key of ["before", "segments"]) {
      const pane = this.map.getPane(`golmok-${key}`);
      if (pane) pane.style.clipPath = "";
    }
  }

  key(event) {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    this.to(this.share + step);
  }

  follow({ clientX }) {
    const { left, width } = this.holder.getBoundingClientRect();
    this.to((100 * (clientX - left)) / width);
  }

  to(share) {
    this.share = Math.min(100, Math.max(0, Math.round(share)));
    const [before, after] = this.names;
    this.line.setAttribute("aria-valuenow", this.share);
    this.line.setAttribute("aria-valuetext", t("왼쪽 {share}%는 {before}, 오른쪽은 {after}", { share: this.share, before, after }));
    this.line.style.left = `${this.share}%`;
    this.cut();
  }

  /** Panes move with the map, so where they are cut moves against it. */
  cut() {
    const [corner, far] = [[0, 0], this.map.getSize()].map((point) => this.map.containerPointToLayerPoint(point));
    const x = corner.x + ((far.x - corner.x) * this.share) / 100;
    const box = (west, east) => `polygon(${west}px ${corner.y}px, ${east}px ${corner.y}px, ${east}px ${far.y}px, ${west}px ${far.y}px)`;
    this.map.getPane("golmok-before").style.clipPath = box(corner.x, x);
    this.map.getPane("golmok-segments").style.clipPath = box(x, far.x);
  }
}
