/** The state before beside the state after: the photo of the fix is taken from the same spot, and laid over the other to see. */

import { takePhoto } from "./take-photo.js";

const { el, t } = window.golmok;
const MOST = 10;

/** The part of the screen, of an issue and the draft of its fix. */
export async function afterPhoto(app, draft, issue) {
  const pair = new Pair(app, draft, issue);
  await pair.draw();
  return pair.element;
}

class Pair {
  element = el("section", { class: "work-after", "aria-label": t("앞뒤 사진") });
  #app;
  #draft;
  #befores;
  #before;
  #after;
  #said = el("p", { class: "field-hint", role: "status" });

  constructor(app, draft, issue) {
    this.#app = app;
    this.#draft = draft;
    this.#befores = issue?.photos.slice(0, 3) ?? [];
    [this.#before] = this.#befores;
    this.#after = issue?.after.at(-1);
  }

  async draw() {
    const taken = this.#draft.photos;
    this.element.replaceChildren(
      ...[
        this.#before ? await this.#compared() : null,
        this.#befores.length > 1 ? await this.#chooser() : null,
        taken.length ? await this.#strip(taken) : null,
        this.#camera(taken),
        this.#said,
      ].filter(Boolean),
    );
  }

  /** The state before; once there is one after, it lies over it and fades in by a slider. */
  async #compared() {
    const before = await this.#app.pictures.image(this.#before, t("처음 사진"));
    const after = this.#draft.photos.at(-1) ?? this.#after;
    if (!after) {
      return el("figure", { class: "work-guide" }, before, el("figcaption", {}, t("처음 사진입니다. 같은 자리에서 찍어 주세요.")));
    }
    const over = await this.#app.pictures.image(after, t("조치 뒤 사진"));
    over.className = "work-over";
    const fade = el("input", {
      type: "range",
      min: 0,
      max: 100,
      value: 50,
      "aria-label": t("조치 뒤 사진을 겹쳐 보기"),
      oninput: ({ target }) => (over.style.opacity = target.value / 100),
    });
    over.style.opacity = 0.5;
    return el(
      "figure",
      { class: "work-guide" },
      el("div", { class: "work-laid" }, before, over),
      el("figcaption", {}, el("span", {}, t("처음")), fade, el("span", {}, t("조치 뒤"))),
    );
  }

  async #chooser() {
    const buttons = this.#befores.map(async (sha256, i) => {
      const choose = async () => {
        this.#before = sha256;
        await this.draw();
      };
      return el(
        "button",
        { type: "button", class: "work-thumb", "aria-pressed": String(sha256 === this.#before), onclick: () => this.#app.guard(choose) },
        await this.#app.pictures.image(sha256, t("처음 사진 {number}", { number: i + 1 })),
      );
    });
    return el("div", { class: "log-photos" }, await Promise.all(buttons));
  }

  async #strip(taken) {
    const photos = taken.map(async (sha256, i) => {
      const number = i + 1;
      const drop = async () => {
        await this.#draft.dropPhoto(sha256);
        await this.draw();
      };
      return el(
        "figure",
        { class: "work-taken" },
        await this.#app.pictures.image(sha256, t("찍은 사진 {number}", { number })),
        el(
          "button",
          { type: "button", class: "tool", "aria-label": t("사진 {number} 빼기", { number }), onclick: () => this.#app.guard(drop) },
          t("빼기"),
        ),
      );
    });
    return el("div", { class: "log-photos" }, await Promise.all(photos));
  }

  #camera(taken) {
    const input = el("input", {
      type: "file",
      accept: "image/*",
      capture: "environment",
      id: "work-camera",
      class: "field-quiet",
      onchange: ({ target }) => this.#app.guard(() => this.#add(target)),
    });
    if (taken.length >= MOST) return null;
    const word = taken.length ? t("한 장 더 찍기") : t("조치 뒤 사진 찍기");
    return el("div", { class: "work-camera" }, input, el("label", { for: "work-camera", class: "action is-second" }, word));
  }

  async #add({ files }) {
    this.#said.textContent = t("사진을 담는 중");
    const isRead = await takePhoto(this.#draft, files[0], { moment: "after" });
    this.#said.textContent = isRead ? "" : t("이 파일은 사진으로 읽을 수 없습니다.");
    if (isRead) await this.draw();
  }
}
