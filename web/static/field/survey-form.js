/** One survey being made: item after item, then all answers, then it is saved. */

import { NOT_APPLICABLE } from "./survey-answers.js";
import { onHold } from "./hold.js";
import { say, tellOnce } from "./notices.js";
import { Stopwatch } from "./stopwatch.js";
import { itemParts } from "./survey-item.js";
import { summaryParts } from "./survey-summary.js";
import { answerWord, said } from "./survey-words.js";
import { takePhoto } from "./take-photo.js";

const { el, t } = window.golmok;

export class SurveyForm {
  #at = 0;
  #last = null;
  #kept = Promise.resolve();
  #isEnding = false;

  /** `app` guards what may fail; `done` is told in words when there is nothing more to do here. */
  constructor({ app, draft, answers, done, map }) {
    Object.assign(this, { app, draft, answers, done, map });
    this.watch = new Stopwatch(draft.body.duration_s);
    this.parts = el("div", { class: "survey-parts" });
    this.element = el("section", { class: "survey-form", "aria-label": t("현장조사") }, this.parts);
    this.element.addEventListener("keydown", (event) => this.#key(event));
    onHold(
      this.parts,
      (target) => target.closest(".survey-level") && this.#item?.na_allowed,
      () => this.#answer(NOT_APPLICABLE),
    );
    this.#goTo(answers.nextOpen());
  }

  get #item() {
    return this.answers.items[this.#at];
  }

  leave() {
    this.watch.stop();
    this.draft.leave();
  }

  /* ---- what is shown ---- */

  #show(at) {
    this.#at = at;
    const on = {
      answer: (value) => this.#answer(value),
      photo: (item, file) => this.#photo(item, file),
      back: () => this.#goTo(this.#at - 1),
      next: () => this.#goTo(this.#at + 1),
      summary: () => this.#showSummary(),
      map: this.map,
    };
    this.#fill(itemParts(this.answers, at, this.#last, on));
  }

  #showSummary() {
    this.#at = -1;
    const on = {
      item: (at) => this.#show(at),
      photo: (item, file) => this.#photo(item, file),
      noPhotos: (item) => this.#dropPhotos(item),
      save: (button) => this.#save(button),
      drop: () => this.#drop(),
    };
    this.#fill(summaryParts(this.answers, on));
  }

  #fill(parts) {
    const isFirst = !this.parts.firstChild;
    this.parts.replaceChildren(...parts.filter(Boolean));
    if (isFirst) return; // the page puts the focus on its own heading
    this.parts.querySelector(".survey-name").focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }


  /** To an item, or past the last one to all answers. */
  #goTo(at) {
    if (this.answers.items[at]) this.#show(at);
    else this.#showSummary();
  }

  /* ---- what is answered ---- */

  #answer(value) {
    const item = this.#item;
    if (value === NOT_APPLICABLE && !item.na_allowed) return;
    this.#keep(this.answers.with(item, value, this.watch.seconds));
    this.#last = item;
    say(`${said(item.label)}: ${answerWord(this.answers.rubric, value)}`);
    this.#goTo(this.answers.nextOpen(this.#at));
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || this.#at < 0) return;
    const level = Number.parseInt(event.key, 10);
    if (level in this.#item.levels) this.#answer(level);
  }

  /** One after the other, so that what was answered last is what is kept. */
  #keep(body) {
    Object.assign(this.draft.body, body);
    this.#kept = this.#kept.then(() => this.app.guard(() => this.draft.set({})));
  }

  async #photo(item, file) {
    const isRead = await this.app.guard(() => takePhoto(this.draft, file, { item: item.id }));
    if (isRead === false) tellOnce("photo", t("이 사진은 열 수 없습니다. 다시 찍어 주세요."));
    if (this.element.isConnected) this.#goTo(this.#at);
  }

  async #dropPhotos(item) {
    await this.#kept;
    for (const { sha256 } of this.answers.photosOf(item)) await this.app.guard(() => this.draft.dropPhoto(sha256));
    this.#goTo(this.#at);
  }

  #save(button) {
    if (this.draft.coming) button.textContent = t("사진을 담는 중");
    return this.#end(() => this.draft.save(), t("저장했습니다."));
  }

  #drop() {
    const drop = async () => {
      await this.draft.drop();
      return true;
    };
    return this.#end(drop, t("지웠습니다."));
  }

  /** Once, however often it is tapped; where it fails, or answers that it is not done, it may be tried again. */
  async #end(work, word) {
    if (this.#isEnding) return;
    this.#isEnding = true;
    await this.#kept;
    await this.app.guard(async () => {
      if (await work()) this.done(word);
    });
    this.#isEnding = false;
  }
}
