/** The list of unsure places: the row at one place in it is asked about, and the next one after its answer. */

import { DeskList } from "./desk-list.js";
import { count, day, percent, whereabouts } from "./review-question.js";

const { el, t } = window.golmok;

export class ReviewList extends DeskList {
  /** on: ask(item), selected(), turn(page). */
  constructor(rows, pager, on) {
    super(rows, pager, on);
    this.at = -1;
  }

  get item() {
    return this.items[this.at] || null;
  }

  /** Whether the list moves inside its pane, and not with the whole page. */
  get scrolls() {
    const pane = this.rows.parentElement;
    return pane.scrollHeight > pane.clientHeight;
  }

  /** Show a page, asking about the row that stands where the last one stood. */
  show(answer) {
    const focus = this.hasFocus;
    const { length } = answer.items;
    this.fill(answer, t("확인할 곳이 없습니다."));
    this.go(length ? Math.max(0, Math.min(this.at, length - 1)) : -1, { focus });
    this.on.selected();
  }

  where(item) {
    return whereabouts(item);
  }

  about({ reported_at: moment, probability, settles }) {
    const told = [
      day(moment),
      probability === null ? t("후보 없음") : t("첫째 후보 {percent}", { percent: percent(probability) }),
      settles > 1 ? t("같이 {count}", { count: count(settles) }) : null,
    ];
    return el("span", { class: "about" }, told.filter(Boolean).join(" · "));
  }

  press(id) {
    this.go(this.items.findIndex((item) => item.id === id));
    if (!this.scrolls) window.scrollTo({ top: 0 }); // on a phone the question stands above the list
  }

  /** Ask about the row at an index. */
  go(index, { focus = false } = {}) {
    this.at = index;
    const row = this.mark(this.item?.id, { focus });
    if (this.scrolls) row?.scrollIntoView({ block: "nearest" });
    this.on.ask(this.item);
  }

  move(step) {
    const next = this.at + step;
    if (this.items[next]) this.go(next, { focus: true });
  }
}
