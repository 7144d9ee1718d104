/** Boxes over a photo, by mouse, finger or keys; each is kept as shares of the photo's sides. */

const { el, t } = window.golmok;
const STEP = 0.01;
const LEAST = 0.01;
const BEGIN = { left: 0.4, top: 0.4, width: 0.2, height: 0.2 };
const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

export class Boxes {
  /** frame: holds the photo; list: names each box. */
  constructor(frame, list) {
    Object.assign(this, { frame, list, boxes: [], changed: () => {} });
    frame.addEventListener("pointerdown", (event) => this.draw(event));
  }

  get shares() {
    return this.boxes.map(({ left, top, width, height }) => ({ left, top, width, height }));
  }

  /** A box in the middle, for whoever has no pointer; the keys are with it. */
  add() {
    this.put({ ...BEGIN }).node.focus();
  }

  put(box) {
    box.node = el("div", { class: "box", tabindex: "0", role: "img" });
    box.node.addEventListener("keydown", (event) => this.key(event, box));
    this.boxes.push(box);
    this.frame.append(box.node);
    this.show();
    return box;
  }

  drop(box) {
    this.boxes = this.boxes.filter((one) => one !== box);
    box.node.remove();
    this.show();
  }

  /** Draw from where the pointer went down, or move the box it went down on. */
  draw(event) {
    if (event.button) return;
    event.preventDefault();
    const start = this.place(event);
    const held = this.boxes.find(({ node }) => node === event.target);
    const grip = held && { x: start.x - held.left, y: start.y - held.top };
    const box = held || this.put({ left: start.x, top: start.y, width: 0, height: 0 });
    this.frame.setPointerCapture(event.pointerId);
    const move = (moved) => {
      const { x, y } = this.place(moved);
      if (grip) this.to(box, x - grip.x, y - grip.y);
      else {
        const [left, top] = [Math.min(x, start.x), Math.min(y, start.y)];
        Object.assign(box, { left, top, width: Math.abs(x - start.x), height: Math.abs(y - start.y) });
      }
      this.show();
    };
    const end = () => {
      for (const name of ["pointermove", "pointerup", "pointercancel"]) this.frame.removeEventListener(name, stops[name]);
      if (box.width < LEAST || box.height < LEAST) this.drop(box);
      else box.node.focus();
    };
    const stops = { pointermove: move, pointerup: end, pointercancel: end };
    for (const [name, stop] of Object.entries(stops)) this.frame.addEventListener(name, stop);
  }

  key(event, box) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const step = steps[event.key];
    if (step && event.shiftKey) this.size(box, box.width + step[0] * STEP, box.height + step[1] * STEP);
    else if (step) this.to(box, box.left + step[0] * STEP, box.top + step[1] * STEP);
    else if (event.key === "Delete" || event.key === "Backspace") {
      this.drop(box);
      (this.boxes.at(-1)?.node || this.frame.closest("article").querySelector('[data-act="box"]')).focus();
    } else return;
    event.preventDefault();
    this.show();
  }

  to(box, left, top) {
    box.left = clamp(left, 0, 1 - box.width);
    box.top = clamp(top, 0, 1 - box.height);
  }

  size(box, width, height) {
    box.width = clamp(width, LEAST, 1 - box.left);
    box.height = clamp(height, LEAST, 1 - box.top);
  }

  place({ clientX, clientY }) {
    const frame = this.frame.getBoundingClientRect();
    return { x: clamp((clientX - frame.left) / frame.width, 0, 1), y: clamp((clientY - frame.top) / frame.height, 0, 1) };
  }

  show() {
    this.boxes.forEach(({ node, ...shares }, i) => {
      node.setAttribute("aria-label", t("가린 곳 {number}", { number: i + 1 }));
      for (const side of ["left", "top", "width", "height"]) node.style[side] = `${shares[side] * 100}%`;
    });
    this.list.replaceChildren(
      ...this.boxes.map((box, i) => {
        const drop = () => this.drop(box);
        const name = t("가린 곳 {number}", { number: i + 1 });
        const label = t("{name} 지우기", { name });
        return el("li", {}, el("button", { type: "button", class: "tool", "aria-label": label, onclick: drop }, `${name} ×`));
      }),
    );
    this.changed();
  }
}
