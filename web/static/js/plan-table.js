/** The chosen segments as a table beside the map: sorted, by page, each row the way to its card. */

const golmok = window.golmok;
const { el, t } = golmok;
const SIZE = 100;
const DOWN = new Set(["issues", "length_m", "surveyed", "severity", "month"]); // what one looks for the most of first
const COLUMNS = [
  { title: t("골목"), sort: "name", cell: ({ id, name }) => el("button", { type: "button", class: "row-open", "data-id": id }, name || t("이름 없는 골목")), row: true },
  { title: t("동"), sort: "district", cell: ({ district }) => district || "–" },
  { title: t("종합"), sort: "score", cell: ({ overall }) => gradeCell("overall", overall) },
  { title: t("주거"), sort: "residential", cell: ({ residential }) => gradeCell("residential", residential) },
  { title: t("보행"), sort: "walking", cell: ({ walking }) => gradeCell("walking", walking) },
  { title: t("불편사항"), sort: "issues", cell: issuesCell, number: true },
  { title: t("길이"), sort: "length_m", cell: ({ length_m: metres }) => `${Math.round(metres)} m`, number: true },
  { title: t("마지막 조사"), sort: "surveyed", cell: ({ surveyed_on: day }) => golmok.date(day) || "–", number: true },
];

const LABEL = t("고른 구간 표, 옆으로 밀어 볼 수 있음");
const NOTHING = () => t("고른 조건에 맞는 구간이 없습니다.");

/** How many, the way to which. */
function issuesCell({ id, name, issues }) {
  const count = issues.toLocaleString(golmok.locale);
  if (!issues) return count;
  const label = t("{name}의 불편사항: {count}", { name: name || t("이름 없는 골목"), count });
  return el("button", { type: "button", class: "row-count", "data-issues": id, "data-name": name || t("이름 없는 골목"), "aria-label": label }, count);
}

function gradeCell(axis, { grade, score }) {
  const symbol = golmok.symbolOf(axis, grade ?? "ungraded");
  if (symbol.key === "ungraded") return el("span", { class: "ungraded" }, golmok.word(symbol));
  return el("span", { class: "graded" }, golmok.tile(symbol), score.toFixed(2));
}

export class PlanTable {
  /** open(id) when a row is chosen; changed() when another order or page is wanted; lead are columns before the usual ones. */
  constructor(holder, { open, changed, lead = [], ...form }) {
    Object.assign(this, { name: "sort", columns: [...lead, ...COLUMNS], sort: "score", size: SIZE, label: LABEL, nothing: NOTHING, ...form, changed });
    this.order = "asc";
    this.page = 1;
    this.table = el("table", { class: "segments" });
    this.pager = el("nav", { class: "pager", "aria-label": t("쪽 넘기기") });
    const scroller = el(
      "div",
      { class: "scroller", tabindex: "0", role: "region", "aria-label": this.label },
      this.table,
    );
    holder.append(scroller, this.pager);
    this.table.addEventListener("click", ({ target }) => {
      const row = target.closest("tbody tr[data-id]");
      if (row && !target.closest("details, a, .row-count, .row-mark")) open(row.dataset.id);
    });
  }

  get query() {
    return { sort: this.sort, order: this.order, page: this.page, size: this.size };
  }

  draw({ items, total }, selected) {
    const head = el("tr", {}, this.columns.map((column) => this.head(column)));
    const focused = this.table.contains(document.activeElement) ? document.activeElement.id : "";
    const rows = items.map((item) =>
      el(
        "tr",
        { "data-id": item.id, class: item.id === selected ? "is-selected" : null },
        this.columns.map(({ cell, row, number }) => el(row ? "th" : "td", { scope: row ? "row" : null, class: number ? "number" : null }, cell(item))),
      ),
    );
    const none = el("tr", {}, el("td", { class: "nothing", colspan: this.columns.length }, this.nothing()));
    this.table.replaceChildren(el("thead", {}, head), el("tbody", {}, rows.length ? rows : none));
    document.getElementById(focused)?.focus();
    this.drawPager(Math.max(1, Math.ceil(total / this.size)));
  }

  head({ title, sort }) {
    if (!sort) return el("th", { scope: "col" }, title);
    const direction = this.sort === sort ? this.order : null;
    const arrow = { asc: "▲", desc: "▼" }[direction] ?? "";
    return el(
      "th",
      { scope: "col", "aria-sort": direction ? `${direction}ending` : null },
      el(
        "button",
        { type: "button", class: "sort", id: `${this.name}-${sort}`, onclick: () => this.by(sort) },
        title,
        el("span", { class: "arrow", "aria-hidden": "true" }, arrow),
      ),
    );
  }

  by(sort) {
    const first = DOWN.has(sort) ? "desc" : "asc";
    this.order = this.sort === sort ? { asc: "desc", desc: "asc" }[this.order] : first;
    Object.assign(this, { sort, page: 1 });
    this.changed();
  }

  drawPager(pages) {
    const step = (to, label) =>
      el("button", { type: "button", class: "tool", disabled: to < 1 || to > pages, onclick: () => this.turn(to) }, label);
    this.pager.hidden = pages < 2;
    this.pager.replaceChildren(
      step(this.page - 1, t("이전")),
      el("span", {}, t("{page} / {pages}쪽", { page: this.page, pages })),
      step(this.page + 1, t("다음")),
    );
  }

  turn(page) {
    this.page = page;
    this.changed();
  }

  /** Mark what is selected on the map, and bring it into view; whoever types elsewhere keeps the focus. */
  mark(id) {
    for (const row of this.table.querySelectorAll("tbody tr")) row.classList.toggle("is-selected", row.dataset.id === id);
    this.table.querySelector("tbody tr.is-selected")?.scrollIntoView({ block: "nearest" });
  }
}
