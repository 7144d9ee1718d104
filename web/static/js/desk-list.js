/** A list of a desk, by pages: one row is looked at, any number is selected. */

import { ask } from "./api.js";

const { el, t } = window.golmok;
const SIZE = 50;

/** Ask for a page, or for the last one there is. */
export async function askPage(path, filters, page) {
  const answer = await ask(path, { ...filters, page, size: SIZE });
  if (answer.items.length || page === 1) return answer;
  return askPage(path, filters, Math.max(1, Math.ceil(answer.total / SIZE)));
}

/** What a row says below its category comes from about(item), where it lies from where(item). */
export class DeskList {
  /** on: selected(), turn(page). */
  constructor(rows, pager, on) {
    Object.assign(this, { rows, pager, on });
    this.items = [];
    this.selected = new Set();
    rows.addEventListener("click", ({ target }) => {
      const row = target.closest("li[data-id]");
      if (row && !target.closest("label")) this.press(row.dataset.id);
    });
    rows.addEventListener("change", ({ target }) => this.select(target.value, target.checked));
  }

  /** Put the rows of a page there; what is on none of them is not selected any more. */
  fill({ items, total, page, size }, nothing) {
    this.items = items;
    this.selected = new Set(items.map(({ id }) => id).filter((id) => this.selected.has(id)));
    this.rows.replaceChildren(
      ...(items.length ? items.map((item) => this.row(item)) : [el("li", { class: "nothing" }, nothing)]),
    );
    this.drawPager(page, Math.max(1, Math.ceil(total / size)));
  }

  get hasFocus() {
    return this.rows.contains(document.activeElement);
  }

  row(item) {
    const { id, category, severity, severity_label: grave } = item;
    const box = el("input", {
      type: "checkbox",
      value: id,
      checked: this.selected.has(id),
      "aria-label": t("{category}, {where} 선택", { category, where: this.where(item) }),
    });
    return el(
      "li",
      { "data-id": id },
      el("label", { class: "check" }, box),
      el(
        "button",
        { type: "button", class: "row" },
        el("span", { class: "what" }, category, el("span", { class: `grave is-${severity}` }, grave.split(" - ")[0])),
        el("span", { class: "where" }, this.where(item)),
        this.about(item),
      ),
    );
  }

  /** Mark the row that is looked at, and return it. */
  mark(id, { focus = false } = {}) {
    let found = null;
    for (const row of this.rows.querySelectorAll("li[data-id]")) {
      const button = row.querySelector(".row");
      const isIt = row.dataset.id === id;
      row.classList.toggle("is-asked", isIt);
      if (isIt) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
      if (isIt) found = row;
    }
    if (focus) found?.querySelector(".row").focus({ preventScroll: true });
    return found;
  }

  select(id, on) {
    if (on) this.selected.add(id);
    else this.selected.delete(id);
    const box = this.rows.querySelector(`input[value="${id}"]`);
    if (box) box.checked = on;
    this.on.selected();
  }

  selectAll(on) {
    for (const { id } of this.items) this.select(id, on);
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
