/** The list of unsure places, by pages: one row is asked about, any number is selected. */

import { count, day, percent, whereabouts } from "./review-question.js";

const { el, t } = window.golmok;
export const SIZE = 50;

export class List {
  /** on: ask(item), selected(), turn(page). */
  constructor(rows, pager, on) {
    Object.assign(this, { rows, pager, on });
    this.items = [];
    this.selected = new Set();
    this.at = -1;
    rows.addEventListener("click", ({ target }) => {
      const row = target.closest("li[data-id]");
      if (!row || target.closest("label")) return;
      this.go(this.items.findIndex(({ id }) => id === row.dataset.id));
      if (!this.scrolls) window.scrollTo({ top: 0 }); // on a phone the question stands above the list
    });
    rows.addEventListener("change", ({ target }) => this.select(target.value, target.checked));
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
  show({ items, total, page, size }) {
    const focused = this.rows.contains(document.activeElement);
    const at = Math.max(0, Math.min(this.at, items.length - 1));
    this.items = items;
    this.selected = new Set(items.map(({ id }) => id).filter((id) => this.selected.has(id)));
    this.rows.replaceChildren(...(items.length ? items.map((item) => this.row(item)) : [nothing()]));
    this.drawPager(page, Math.max(1, Math.ceil(total / size)));
    this.go(items.length ? at : -1, { focus: focused });
    this.on.selected();
  }

  row(item) {
    const { id, category, severity, severity_label: grave } = item;
    const box = el("input", {
      type: "checkbox",
      value: id,
      checked: this.selected.has(id),
      "aria-label": t("{category}, {where} 선택", { category, where: whereabouts(item) }),
    });
    return el(
      "li",
      { "data-id": id },
      el("label", { class: "check" }, box),
      el(
        "button",
        { type: "button", class: "row" },
        el("span", { class: "what" }, category, el("span", { class: `grave is-${severity}` }, grave.split(" - ")[0])),
        el("span", { class: "where" }, whereabouts(item)),
        el("span", { class: "about" }, told(item)),
      ),
    );
  }

  /** Ask about the row at an index. */
  go(index, { focus = false } = {}) {
    this.at = index;
    for (const [i, row] of [...this.rows.querySelectorAll("li[data-id]")].entries()) {
      const button = row.querySelector(".row");
      row.classList.toggle("is-asked", i === index);
      if (i === index) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
      if (i === index && this.scrolls) row.scrollIntoView({ block: "nearest" });
      if (i === index && focus) button.focus({ preventScroll: true });
    }
    this.on.ask(this.item);
  }

  move(step) {
    const next = this.at + step;
    if (this.items[next]) this.go(next, { focus: true });
  }

  select(id, on) {
    if (on) this.selected.add(id);
    else this.selected.delete(id);
    const box = this.rows.querySelector(`input[value="${id}"]`);
    if (box) box.checked = on;
    this.on.selected();
  }

  toggle() {
    if (this.item) this.select(this.item.id, !this.selected.has(this.item.id));
  }

  drawPager(page, pages) {
    const step = (to, label) =>
      el(
        "button",
        { type: "button", class: "tool", disabled: to < 1 || to > pages, onclick: () => this.on.turn(to) },
        label,
      );
    this.pager.hidden = pages < 2;
    this.pager.replaceChildren(
      step(page - 1, t("이전")),
      el("span", {}, t("{page} / {pages}쪽", { page, pages })),
      step(page + 1, t("다음")),
    );
  }
}

const told = ({ reported_at: moment, probability, settles }) =>
  [
    day(moment),
    probability === null ? t("후보 없음") : t("첫째 후보 {percent}", { percent: percent(probability) }),
    settles > 1 ? t("같이 {count}", { count: count(settles) }) : null,
  ]
    .filter(Boolean)
    .join(" · ");

const nothing = () => el("li", { class: "nothing" }, t("확인할 곳이 없습니다."));
