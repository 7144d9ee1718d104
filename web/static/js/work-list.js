/** The list of issues to see to: one is read, also while it is on another page. */

import { DeskList } from "./desk-list.js";
import { assignedTo, dueWords, unread, whereabouts } from "./work-words.js";

const { el, t } = window.golmok;

export class WorkList extends DeskList {
  /** on: read(item), selected(), turn(page). */
  constructor(rows, pager, on) {
    super(rows, pager, on);
    this.id = null;
  }

  get item() {
    return this.items.find(({ id }) => id === this.id) || null;
  }

  show(answer) {
    const focus = this.hasFocus;
    this.fill(answer, t("여기에는 처리할 것이 없습니다."));
    this.mark(this.id, { focus });
    this.on.selected();
  }

  where(item) {
    return whereabouts(item);
  }

  about(item) {
    const { status_label: status, overdue } = item;
    const due = dueWords(item);
    return [
      el(
        "span",
        { class: "about" },
        el("span", { class: overdue ? "due is-over" : "due" }, due || status),
        ` · ${[due ? status : null, assignedTo(item)].filter(Boolean).join(" · ")}`,
      ),
      ...unread(item).map((word) => el("span", { class: "unread" }, word)),
    ];
  }

  press(id) {
    this.look(id);
    this.on.read(this.item);
  }

  /** Mark the one that is read. */
  look(id, options) {
    this.id = id;
    return this.mark(id, options);
  }

  move(step) {
    const next = this.items[this.items.findIndex(({ id }) => id === this.id) + step];
    if (!next) return;
    this.press(next.id);
    this.mark(next.id, { focus: true }).scrollIntoView({ block: "nearest" });
  }
}
