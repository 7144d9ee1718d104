/** The rows behind a number: sorted, by page, narrowed by what stands above them, and as files. */

import { whereOf } from "./findings-side.js";
import { counted, isNumber, written } from "./findings-words.js";

const golmok = window.golmok;
const { el, t } = golmok;
const SIZE = 50;
const FILED = new Set(["complaints", "repeats", "incidents", "duplicates"]); // columns that count what was filed about a segment

function gradeCell({ grade, score }) {
  const symbol = golmok.symbolOf("overall", grade ?? "ungraded");
  if (symbol.key === "ungraded") return el("span", { class: "ungraded" }, golmok.word(symbol));
  return el("span", { class: "graded" }, golmok.tile(symbol), score.toFixed(2));
}

function issueCell(id) {
  if (!id) return "–";
  const desk = document.getElementById("content").dataset.work;
  const short = id.slice(0, 8);
  return desk ? el("a", { href: `${desk}#${id}` }, short) : short;
}

export class FindingRows {
  /**
   * open(id) when a row is chosen, changed() when another order or page is wanted, choose(choice) when it is narrowed;
   * issuesOf(id) is where the issues of a segment are.
   */
  constructor(holder, bar, { open, changed, choose, issuesOf }) {
    Object.assign(this, { bar, changed, choose, issuesOf, page: 1, sort: null, order: null });
    this.table = el("table", { class: "segments" });
    this.pager = el("nav", { class: "pager", "aria-label": t("쪽 넘기기") });
    const scroller = el("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": t("근거가 된 행의 표, 옆으로 밀어 볼 수 있음") }, this.table);
    holder.append(scroller, this.pager);
    this.table.addEventListener("click", ({ target }) => {
      const row = target.closest("tbody tr[data-id]");
      if (row && !target.closest("a")) open(row.dataset.id);
    });
  }

  get query() {
    return { sort: this.sort, order: this.order, page: this.page, size: SIZE };
  }

  /** What was filed about a segment is on its issues, to which the number leads. */
  number({ id, name, values }, { key, label, unit }) {
    const said = written(unit, values[key]);
    if (!FILED.has(key) || !values[key]) return said;
    return el("a", { class: "row-count", href: this.issuesOf(id), "aria-label": t("{name} {label}: {value}", { name: name || t("이름 없는 골목"), label, value: said }) }, said);
  }

  columns(found) {
    const shown = found.facets.filter((facet) => facet.is_shown);
    return [
      { title: t("골목"), sort: "name", row: true, cell: ({ id, name }) => el("button", { type: "button", class: "row-open", "data-id": id }, name || t("이름 없는 골목")) },
      { title: t("동"), sort: "district", cell: ({ district }) => district || "–" },
      { title: t("종합"), sort: "score", cell: gradeCell },
      ...shown.filter(({ key }) => key !== "overall").map(({ key, label }) => ({ title: label, cell: ({ words }) => words[key] ?? "–" })),
      ...found.columns.map((column) =>
        column.unit === "issue"
          ? { title: column.label, cell: ({ values }) => issueCell(values[column.key]) }
          : { title: column.label, sort: column.key, number: isNumber(column.unit), cell: (row) => this.number(row, column) },
      ),
      { title: t("길이"), sort: "length_m", number: true, cell: ({ length_m: metres }) => `${Math.round(metres)} m` },
    ];
  }

  draw(found, { items, total, segments }, { choice, selected, files }) {
    const columns = this.columns(found);
    const focused = document.activeElement?.id;
    const rows = items.map((item) =>
      el(
        "tr",
        { "data-id": item.id, class: item.id === selected ? "is-selected" : null },
        columns.map(({ cell, row, number }) => el(row ? "th" : "td", { scope: row ? "row" : null, class: number ? "number" : null }, cell(item))),
      ),
    );
    const none = el("tr", {}, el("td", { class: "nothing", colspan: columns.length }, t("여기에 해당하는 행이 없습니다.")));
    this.table.replaceChildren(
      el("thead", {}, el("tr", {}, columns.map((column) => this.head(column, found)))),
      el("tbody", {}, rows.length ? rows : none),
    );
    this.drawBar(found, { total, segments, choice, files });
    this.drawPager(Math.max(1, Math.ceil(total / SIZE)));
    document.getElementById(focused)?.focus();
  }

  drawBar(found, { total, segments, choice, files }) {
    const chip = (facet, option) => {
      const { label, options } = found.facets.find(({ key }) => key === facet);
      const word = options.find(({ key }) => key === option)?.label ?? option;
      const without = choice[facet].filter((one) => one !== option);
      const { [facet]: _, ...rest } = choice;
      const drop = () => this.choose(without.length ? { ...rest, [facet]: without } : rest);
      return el("button", { type: "button", class: "finding-chip", "aria-label": t("{what} 조건 빼기", { what: `${label} ${word}` }), onclick: drop }, `${word} ×`);
    };
    const chips = Object.entries(choice).flatMap(([facet, options]) => options.map((option) => chip(facet, option)));
    const said = segments === total ? t("{count}구간", { count: counted(total) }) : t("{rows}행, {count}구간", { rows: counted(total), count: counted(segments) });
    const file = (extension) => el("a", { class: "tool", href: files(extension), download: true }, extension.toUpperCase());
    const mayTake = document.getElementById("content").dataset.files;
    this.bar.replaceChildren(
      el("strong", {}, said),
      ...chips,
      chips.length ? el("button", { type: "button", class: "tool", id: "all-rows", onclick: () => this.choose({}) }, t("모두 보기")) : "",
      mayTake ? el("span", { class: "finding-files" }, file("csv"), file("xlsx")) : "",
    );
  }

  head({ title, sort, number }, found) {
    const attributes = { scope: "col", class: number ? "number" : null };
    if (!sort) return el("th", attributes, title);
    const [by, order] = [this.sort ?? found.sort, this.order ?? found.order];
    const direction = by === sort ? order : null;
    const arrow = { asc: "▲", desc: "▼" }[direction] ?? "";
    const button = el(
      "button",
      { type: "button", class: "sort", id: `sort-${sort}`, onclick: () => this.by(sort, direction) },
      title,
      el("span", { class: "arrow", "aria-hidden": "true" }, arrow),
    );
    return el("th", { ...attributes, "aria-sort": direction ? `${direction}ending` : null }, button);
  }

  by(sort, direction) {
    Object.assign(this, { sort, order: direction === "desc" ? "asc" : "desc", page: 1 });
    this.changed();
  }

  drawPager(pages) {
    const step = (to, label) => el("button", { type: "button", class: "tool", disabled: to < 1 || to > pages, onclick: () => this.turn(to) }, label);
    this.pager.hidden = pages < 2;
    this.pager.replaceChildren(
      step(this.page - 1, t("이전")),
      el("span", {}, t("{page} / {pages}쪽", { page: counted(this.page), pages: counted(pages) })),
      step(this.page + 1, t("다음")),
    );
  }

  turn(page) {
    this.page = page;
    this.changed();
  }

  mark(id) {
    for (const row of this.table.querySelectorAll("tbody tr")) row.classList.toggle("is-selected", row.dataset.id === id);
    this.table.querySelector("tbody tr.is-selected")?.scrollIntoView({ block: "nearest" });
  }
}

/** The address of a file of the rows. */
export function fileOf(key, extension, moment, choice, { sort, order }) {
  const query = new URLSearchParams(moment);
  for (const one of whereOf(choice)) query.append("where", one);
  if (sort) query.set("sort", sort);
  if (order) query.set("order", order);
  return `/plan/findings/${key}.${extension}?${query}`;
}
