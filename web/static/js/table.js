/** The table view: the same segments, filters and cards as the map, and no map needed. */

import { ask } from "./api.js";
import { report, say } from "./say.js";

const golmok = window.golmok;
const { el, t } = golmok;
const SIZE = 50;
const COLUMNS = [
  { title: t("골목"), sort: "name", cell: nameCell, row: true },
  { title: t("동"), sort: "district", cell: ({ district }) => district || "–" },
  { title: t("종합"), sort: "score", cell: ({ overall }) => gradeCell("overall", overall) },
  { title: t("주거"), cell: ({ residential }) => gradeCell("residential", residential) },
  { title: t("보행"), cell: ({ walking }) => gradeCell("walking", walking) },
  { title: t("신뢰도"), cell: ({ confidence }) => golmok.word(golmok.symbolOf("confidence", confidence)) },
  { title: t("길이"), sort: "length_m", cell: ({ length_m: metres }) => `${Math.round(metres)} m`, number: true },
  { title: t("마지막 조사"), cell: ({ surveyed_on: day }) => golmok.date(day) || "–", number: true },
];

const counted = (number) => number.toLocaleString(golmok.locale);

function nameCell({ id, name }) {
  return el("button", { type: "button", class: "row-open", "data-id": id }, name || t("이름 없는 골목"));
}

function gradeCell(axis, { grade, score } = {}) {
  const symbol = golmok.symbolOf(axis, grade);
  if (symbol.key === "ungraded") return el("span", { class: "ungraded" }, golmok.word(symbol));
  return el(
    "span",
    { class: "graded" },
    golmok.tile(symbol),
    score === null || score === undefined ? "" : score.toFixed(2),
  );
}

export class SegmentTable {
  /** state holds district, q, sort, order, page as in the address; changed() is called when it moves. */
  constructor(holder, face, { open, changed }) {
    Object.assign(this, { holder, face, open, changed });
    this.state = { district: "", q: "", sort: "", order: "", page: "" };
    this.asking = new AbortController();
    this.districts = el("select", {
      id: "grid-district",
      onchange: ({ target }) => this.set({ district: target.value }),
    });
    this.name = el("input", {
      id: "grid-name",
      type: "search",
      autocomplete: "off",
      enterkeyhint: "search",
      placeholder: t("골목 이름"),
    });
    this.name.addEventListener("change", () => this.set({ q: this.name.value.trim() }));
    this.table = el("table", { class: "segments" });
    this.pager = el("nav", { class: "pager", "aria-label": t("쪽 넘기기") });
    const scroller = el(
      "div",
      { class: "scroller", tabindex: "0", role: "region", "aria-label": t("구간 표, 옆으로 밀어 볼 수 있음") },
      this.table,
    );
    const filters = el(
      "div",
      { class: "filters" },
      el("label", { for: "grid-name" }, t("골목 이름")),
      this.name,
      el("label", { for: "grid-district" }, t("동")),
      this.districts,
    );
    holder.append(filters, scroller, this.pager);
    this.table.addEventListener("click", ({ target }) => {
      const row = target.closest("tbody tr");
      if (row) this.open(row.dataset.id);
    });
  }

  setDistricts(districts) {
    const option = ({ code, name }) => el("option", { value: code }, name);
    this.districts.replaceChildren(el("option", { value: "" }, t("모든 동")), ...districts.map(option));
    this.districts.value = this.state.district;
  }

  /** Change the query; anything but the page starts again at the first page. */
  set(values) {
    this.state = { ...this.state, page: "", ...values };
    this.changed();
    return this.load();
  }

  /** What is asked of the server: the table's own state, and the axis and grades of the legend. */
  query() {
    const { axis, hidden, symbols } = this.face;
    const shown = symbols.map(({ key }) => key).filter((key) => !hidden.has(key));
    return {
      ...this.state,
      axis,
      grade: shown.length === symbols.length ? [] : shown,
      sort: this.state.sort || "score",
      order: this.state.order || "asc",
      page: this.state.page || "1",
      size: SIZE,
      none: shown.length === 0,
    };
  }

  async load() {
    const { none, ...query } = this.query();
    this.name.value = this.state.q;
    this.districts.value = this.state.district;
    this.asking.abort();
    this.asking = new AbortController();
    this.table.setAttribute("aria-busy", "true");
    try {
      const answer = none
        ? { total: 0, page: 1, size: SIZE, items: [] }
        : await ask("/segments", query, this.asking.signal);
      this.draw(answer);
    } catch (fault) {
      report(fault, () => this.load());
    } finally {
      this.table.removeAttribute("aria-busy");
    }
  }

  draw({ total, page, size, items }) {
    const focused = this.holder.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
    const first = (page - 1) * size + 1;
    const range = total
      ? t("{total}구간 가운데 {first}–{last}", {
          total: counted(total),
          first: counted(first),
          last: counted(first + items.length - 1),
        })
      : t("맞는 구간이 없습니다");
    this.table.replaceChildren(
      el("caption", {}, range),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          COLUMNS.map((column) => this.head(column)),
        ),
      ),
      el("tbody", {}, items.length ? items.map((item) => this.row(item)) : this.nothing()),
    );
    this.drawPager(page, Math.max(1, Math.ceil(total / size)));
    if (focused) this.holder.querySelector(`[data-focus="${focused}"]:enabled`)?.focus();
    say(range);
  }

  head({ title, sort, number }) {
    const cell = el("th", { scope: "col", class: number ? "number" : null });
    if (!sort) {
      cell.append(title);
      return cell;
    }
    const { sort: by, order } = this.query();
    const now = by === sort ? order : null;
    if (now) cell.setAttribute("aria-sort", now === "asc" ? "ascending" : "descending");
    const next = now === "asc" ? "desc" : "asc";
    const arrow = el("span", { "aria-hidden": "true", class: "arrow" }, now ? (now === "asc" ? "▲" : "▼") : "↕");
    cell.append(
      el(
        "button",
        { type: "button", class: "sort", "data-focus": sort, onclick: () => this.set({ sort, order: next }) },
        title,
        arrow,
      ),
    );
    return cell;
  }

  row(item) {
    const cells = COLUMNS.map(({ cell, row, number }) =>
      row ? el("th", { scope: "row" }, cell(item)) : el("td", { class: number ? "number" : null }, cell(item)),
    );
    return el("tr", { "data-id": item.id, class: item.id === this.face.selected ? "is-selected" : null }, cells);
  }

  nothing() {
    const reset = () => {
      this.face.set({ hidden: new Set() });
      this.set({ district: "", q: "" });
    };
    const button = el("button", { type: "button", class: "tool", onclick: reset }, t("거르기 모두 풀기"));
    return el(
      "tr",
      {},
      el("td", { colspan: COLUMNS.length, class: "nothing" }, t("조건에 맞는 구간이 없습니다."), " ", button),
    );
  }

  drawPager(page, pages) {
    const step = (to, label) =>
      el(
        "button",
        {
          type: "button",
          class: "tool",
          "data-focus": label,
          disabled: to < 1 || to > pages,
          onclick: () => this.turn(to),
        },
        label,
      );
    this.pager.replaceChildren(
      step(page - 1, t("이전")),
      el("span", {}, t("{page} / {pages}쪽", { page: counted(page), pages: counted(pages) })),
      step(page + 1, t("다음")),
    );
  }

  async turn(page) {
    await this.set({ page: String(page) });
    this.holder.querySelector(".scroller").scrollTop = 0;
  }

  mark(id) {
    for (const row of this.table.querySelectorAll("tbody tr"))
      row.classList.toggle("is-selected", row.dataset.id === id);
  }
}
