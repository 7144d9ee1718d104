/** Arrows and circles on a photo, by finger or by keys. */

import { asJpeg } from "./picture.js";

const { el, t } = window.golmok;
const COLOUR = "#ff2d20";
const EDGE = "#ffffff";
const STEP = 0.03;

export async function drawStep({ app, screen, draft, rest: [sha256] }) {
  app.router.title(t("표시 그리기"));
  const bitmap = await createImageBitmap(await app.outbox.photo(sha256));
  const canvas = el("canvas", {
    class: "log-canvas",
    tabindex: "0",
    role: "application",
    "aria-label": t("사진. 화살표 키로 십자를 옮기고, Enter로 시작과 끝을 찍습니다."),
  });
  Object.assign(canvas, { width: bitmap.width, height: bitmap.height });
  const drawing = new Drawing(canvas, bitmap);
  const tools = [
    ["arrow", t("화살표")],
    ["circle", t("동그라미")],
  ].map(([shape, name]) =>
    el(
      "button",
      {
        type: "button",
        class: "tool",
        "aria-pressed": String(shape === drawing.shape),
        onclick: ({ target }) => pick(shape, target),
      },
      name,
    ),
  );
  const pick = (shape, button) => {
    drawing.shape = shape;
    for (const tool of tools) tool.setAttribute("aria-pressed", String(tool === button));
  };
  const done = async () => {
    const kept = await app.guard(async () => {
      if (drawing.marks.length) await draft.changePhoto(sha256, await drawing.picture());
      return true;
    });
    if (kept) history.back();
  };
  screen.append(
    el(
      "div",
      { class: "log-tools", role: "group", "aria-label": t("도구") },
      ...tools,
      el("button", { type: "button", class: "tool", onclick: () => drawing.undo() }, t("되돌리기")),
    ),
    canvas,
    el(
      "div",
      { class: "field-foot" },
      el("button", { type: "button", class: "action", onclick: done }, t("다 그렸습니다")),
    ),
  );
  return () => bitmap.close();
}

class Drawing {
  marks = [];
  shape = "arrow";
  #canvas;
  #bitmap;
  #begun = null;
  #cross = null;

  constructor(canvas, bitmap) {
    this.#canvas = canvas;
    this.#bitmap = bitmap;
    canvas.addEventListener("pointerdown", (event) => this.#begin(this.#at(event), event.pointerId));
    canvas.addEventListener("pointermove", (event) => this.#begun && this.#show(this.#at(event)));
    canvas.addEventListener("pointerup", (event) => this.#end(this.#at(event)));
    canvas.addEventListener("pointercancel", () => this.#drop());
    canvas.addEventListener("keydown", (event) => this.#key(event));
    this.#show();
  }

  undo() {
    this.marks.pop();
    this.#show();
  }

  picture() {
    this.#cross = null;
    this.#show();
    return asJpeg(this.#canvas);
  }

  #at({ clientX, clientY }) {
    const box = this.#canvas.getBoundingClientRect();
    return [
      ((clientX - box.left) / box.width) * this.#canvas.width,
      ((clientY - box.top) / box.height) * this.#canvas.height,
    ];
  }

  #begin(place, pointer) {
    this.#begun = place;
    if (pointer !== undefined) this.#canvas.setPointerCapture(pointer);
  }

  #end(place) {
    if (!this.#begun) return;
    const isMark = Math.hypot(place[0] - this.#begun[0], place[1] - this.#begun[1]) > this.#canvas.width * 0.02;
    if (isMark) this.marks.push({ shape: this.shape, from: this.#begun, to: place });
    this.#drop();
  }

  #drop() {
    this.#begun = null;
    this.#show();
  }

  #key(event) {
    const { width, height } = this.#canvas;
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    this.#cross ??= [width / 2, height / 2];
    if (event.key === "Enter") {
      if (this.#begun) this.#end(this.#cross);
      else this.#begin(this.#cross);
    } else if (event.key === "Escape") {
      this.#drop();
    } else if (moves[event.key]) {
      const [dx, dy] = moves[event.key];
      const inside = (value, most) => Math.min(most, Math.max(0, value));
      this.#cross = [
        inside(this.#cross[0] + dx * width * STEP, width),
        inside(this.#cross[1] + dy * width * STEP, height),
      ];
    } else {
      return;
    }
    event.preventDefault();
    this.#show(this.#cross);
  }

  #show(place = null) {
    const context = this.#canvas.getContext("2d");
    context.drawImage(this.#bitmap, 0, 0);
    for (const mark of this.marks) stroke(context, mark);
    if (this.#begun && place) stroke(context, { shape: this.shape, from: this.#begun, to: place });
    if (this.#cross) cross(context, this.#cross);
  }
}

function stroke(context, { shape, from, to }) {
  const path = shape === "arrow" ? arrow(from, to, context.canvas.width * 0.05) : circle(from, to);
  const width = Math.max(3, context.canvas.width * 0.008);
  Object.assign(context, { lineCap: "round", lineJoin: "round" });
  for (const [colour, wide] of [
    [EDGE, width * 2],
    [COLOUR, width],
  ]) {
    Object.assign(context, { strokeStyle: colour, lineWidth: wide });
    context.stroke(path);
  }
}

function arrow([x0, y0], [x1, y1], head) {
  const path = new Path2D();
  const angle = Math.atan2(y1 - y0, x1 - x0);
  path.moveTo(x0, y0);
  path.lineTo(x1, y1);
  for (const side of [-1, 1]) {
    path.moveTo(x1, y1);
    path.lineTo(x1 - head * Math.cos(angle + side * 0.5), y1 - head * Math.sin(angle + side * 0.5));
  }
  return path;
}

function circle([x0, y0], [x1, y1]) {
  const path = new Path2D();
  path.ellipse((x0 + x1) / 2, (y0 + y1) / 2, Math.abs(x1 - x0) / 2, Math.abs(y1 - y0) / 2, 0, 0, 2 * Math.PI);
  return path;
}

function cross(context, [x, y]) {
  const reach = context.canvas.width * 0.03;
  Object.assign(context, { strokeStyle: COLOUR, lineWidth: 2 });
  context.strokeRect(x - reach / 2, y - reach / 2, reach, reach);
  context.beginPath();
  context.moveTo(x - reach, y);
  context.lineTo(x + reach, y);
  context.moveTo(x, y - reach);
  context.lineTo(x, y + reach);
  context.stroke();
}
