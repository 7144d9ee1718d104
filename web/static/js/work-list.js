/** The list of issues to see to, by pages: one is read, any number is selected. */

import { assignedTo, dueWords, unread, whereabouts } from "./work-words.js";

const { el, t } = window.golmok;
export const SIZE = 50;

export class WorkList {
  /** on: read(item), selected(), turn(page). */
  constructor(rows, pager, on) {
    Object.assign(this, { rows, pager, on });
    this.items = [];
    this.selected = new Set();
    this.id = null;
    rows.addEventListener("click", ({ target }) => {
      const row = target.closest("li[data-id]");
      if (row && !target.closest("label")) this.read(row.dataset.id);
    });
    rows.addEventListener("change", ({ target }) => this.select(target.value, target.checked));
  }

  get item() {
    return this.items.find(({ id }) => id === this.id) || null;
  }

  show({ items, total, page, size }) {
    const focused = this.rows.contains(document.activeElement) && this.id;
    this.items = items;
    this.selected = new Set(items.map(({ id }) => id).filter((id) => this.selected.has(id)));
    this.rows.replaceChildren(
      ...(items.length ? items.map((item) => this.row(item)) : [el("li", { class: "nothing" }, t("여기에는 처리할 것이 없습니다."))]),
    );
    this.drawPager(page, Math.max(1, Math.ceil(total / size)));
    this.mark({ focus: focused });
    this.on.selected();
  }

  row(item) {
    const { id, category, severity, severity_label: grave, status_label: status, overdue } = item;
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
        el(
          "span",
          { class: "about" },
          el("span", { class: overdue ? "due is-over" : "due" }, dueWords(item) || status),
          ` · ${[dueWords(item) ? status : null, assignedTo(item)].filter(Boolean).join(" · ")}`,
        ),
        unread(item).map((word) => el("span", { class: "unread" }, word)),
      ),
    );
  }

  read(id) {
    this.id = id;
    this.mark({});
    this.on.read(this.item);
  }

  mark({ focus }) {
    for (const row of this.rows.querySelectorAll("li[data-id]")) {
      const isRead = row.dataset.id === this.id;
      const button = row.querySelector(".row");
      row.classList.toggle("is-asked", isRead);
      if (isRead) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
      if (isRead && focus) button.focus({ preventScroll: true });
    }
  }

  move(step) {
    const next = this.items[this.items.findIndex(({ id }) => id === this.id) + step];
    if (!next) return;
    this.read(next.id);
    const button = this.rows.querySelector(`li[data-id="${next.id}"] .row`);
    button.focus({ preventScroll: true });
    button.scrollIntoView({ block: "nearest" });
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
    if (this.item) this.select(this.id, !this.selected.has(this.id));
  }

  drawPager(page, pages) {
    const step = (to, label) =>
      el("button", { type: "button", class: "tool", disabled: to < 1 || to > pages, onclick: () => this.on.turn(to) }, label);
    this.pager.hidden = pages < 2;
    this.pager.replaceChildren(
      step(page - 1, t("이전")),
      el("span", {}, t("{page} / {pages}쪽", { page, pages })),
      step(page + 1, t("다음")),
    );
  }
}
