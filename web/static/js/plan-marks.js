/** Rows of the table that are marked, on whatever page and by whatever condition, until they are picked together. */

import { ADD, NEW, TAKE } from "./plan-area.js";
import { twice } from "./plan-tools.js";

const golmok = window.golmok;
const { el, t } = golmok;
const HOWS = [
  [NEW, t("이 구간만 고르기"), t("이것만")],
  [ADD, t("고른 곳에 더하기"), t("더하기")],
  [TAKE, t("고른 곳에서 빼기"), t("빼기")],
];

export class Marks {
  /** picked(ids, how) picks segments, and says whether that could be done; left() is called when nothing is marked any more. */
  constructor({ picked, left }) {
    Object.assign(this, { picked, left, ids: new Set(), last: null });
    this.said = el("strong", { role: "status" });
    this.bar = el("div", { class: "plan-marks", role: "group", "aria-label": t("표시한 구간"), hidden: true }, this.said);
    for (const [how, title, short] of HOWS) this.bar.append(tool(twice(title, short), `marks-${how}`, () => this.pick(how)));
    this.bar.append(tool(t("표시 지우기"), "marks-none", () => this.clear()));
  }

  /** The column of the table in which rows are marked. */
  get column() {
    return {
      get title() {
        return el("span", { class: "golmok-quiet" }, t("행 표시"));
      },
      cell: ({ id, name }) =>
        el(
          "label",
          { class: "row-mark" },
          el("input", { type: "checkbox", id: `mark-${id}`, value: id, checked: this.ids.has(id), "aria-label": t("{name} 표시", { name: name || t("이름 없는 골목") }), onclick: (event) => this.mark(event) }),
        ),
    };
  }

  /** Mark a row or not; with Shift, and all between it and the one before. */
  mark({ target, shiftKey }) {
    const boxes = [...target.closest("tbody").querySelectorAll(".row-mark input")];
    const [here, before] = [boxes.indexOf(target), boxes.findIndex(({ value }) => value === this.last)];
    const meant = shiftKey && before >= 0 ? boxes.slice(Math.min(here, before), Math.max(here, before) + 1) : [target];
    for (const box of meant) {
      box.checked = target.checked;
      if (box.checked) this.ids.add(box.value);
      else this.ids.delete(box.value);
    }
    this.last = target.value;
    this.draw();
  }

  pick(how) {
    if (this.picked([...this.ids], how)) this.clear();
  }

  clear() {
    this.ids.clear();
    this.draw();
    this.left();
  }

  draw() {
    this.bar.hidden = this.ids.size === 0;
    this.said.textContent = t("{count}구간 표시함", { count: this.ids.size.toLocaleString(golmok.locale) });
  }
}

const tool = (title, id, onclick) => el("button", { type: "button", class: "tool", id, onclick }, title);
