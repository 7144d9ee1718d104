/** The rows behind the numbers of the page: segments or issues, of all that is chosen, of what is in view, or of one segment. */

import { Marks } from "./plan-marks.js";
import { PlanTable } from "./plan-table.js";
import { twice } from "./plan-tools.js";

const golmok = window.golmok;
const { el, t } = golmok;
const KINDS = { segments: t("구간"), issues: t("불편사항") };
const VIEW = "view";
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What the address says of the table, and back: which rows, whether of the view alone, of which segment. */
export function rowsIn(asked) {
  const [kind, ...more] = (asked ?? "").split(",");
  if (!(kind in KINDS)) return null;
  const on = more.find((one) => UUID.test(one)) ?? null;
  return { kind, inView: more.includes(VIEW), on: kind === "issues" ? on : null };
}

const written = ({ kind, inView, on }) => [kind, inView && VIEW, on].filter(Boolean).join(",");

function gradeCell(letter) {
  const symbol = golmok.symbolOf("overall", letter);
  return symbol.key === "ungraded" ? el("span", { class: "ungraded" }, golmok.word(symbol)) : el("span", { class: "graded" }, golmok.tile(symbol));
}

function issueCell({ issue }) {
  const desk = document.getElementById("content").dataset.work;
  const short = issue.slice(0, 8);
  return desk ? el("a", { href: `${desk}#${issue}` }, short) : short;
}

/** Columns of issues; wordOf(facet, option) says an option of a facet. */
const columnsOf = (wordOf) => {
  const worded = (title, facet) => ({ title, sort: facet, cell: (row) => (row[facet] === null ? "–" : wordOf(facet, row[facet])) });
  return [
    { title: t("골목"), sort: "name", cell: ({ id, name }) => el("button", { type: "button", class: "row-open", "data-id": id }, name || t("이름 없는 골목")), row: true },
    { title: t("동"), sort: "district", cell: ({ district }) => district || "–" },
    { title: t("종합"), sort: "score", cell: ({ overall }) => gradeCell(overall) },
    worded(t("유형"), "category"),
    worded(t("심각도"), "severity"),
    worded(t("처리 상태"), "status"),
    worded(t("처리기한"), "due"),
    worded(t("접수한 달"), "month"),
    worded(t("추진단"), "team"),
    { title: t("불편사항"), cell: issueCell },
  ];
};

export class PlanRows {
  /**
   * asked() tells { choice, box, selected }; open(id) when a row is chosen, noted() when the address has to change,
   * zoomed(bounds) when all of the rows are to be seen on the map, picked(ids, how) when marked ones are to be picked, which
   * says whether they are, failed(fault, again) when rows could not be had.
   */
  constructor(holder, board, actions) {
    Object.assign(this, { holder, board, ...actions, state: { kind: "segments", inView: false, on: null }, names: new Map(), turn: 0 });
    this.bar = el("div", { class: "plan-view" });
    this.zoom = el("button", { type: "button", class: "tool", id: "zoom-rows", disabled: true, onclick: () => this.zoomed(this.bounds) }, twice(t("지도를 이 행에 맞추기"), t("지도 맞춤")));
    this.boxes = { segments: el("div", { class: "plan-rows" }), issues: el("div", { class: "plan-rows" }) };
    this.marks = new Marks({ picked: (ids, how) => this.picked(ids, how), left: () => this.unmark() });
    const shared = { open: (id) => this.open(id), changed: () => this.load() };
    const wordOf = (facet, key) => board.facets.get(facet).options.find((one) => one.key === key)?.label ?? key;
    this.tables = {
      segments: new PlanTable(this.boxes.segments, { ...shared, lead: [this.marks.column] }),
      issues: new PlanTable(this.boxes.issues, { ...shared, name: "sort-issue", columns: columnsOf(wordOf), sort: "due", label: t("불편사항 표, 옆으로 밀어 볼 수 있음"), nothing: () => t("고른 조건에 맞는 불편사항이 없습니다.") }),
    };
    this.boxes.segments.addEventListener("click", ({ target }) => {
      const count = target.closest("[data-issues]");
      if (!count) return;
      this.names.set(count.dataset.issues, count.dataset.name);
      this.show({ kind: "issues", on: count.dataset.issues });
      this.bar.querySelector("input:checked").focus();
    });
    this.draw();
  }

  get isShown() {
    return !this.holder.hidden;
  }

  /** How the address says it; null while there is no table. */
  get address() {
    return this.isShown ? written(this.state) : null;
  }

  get table() {
    return this.tables[this.state.kind];
  }

  /** Show rows; what is not said is as at first. */
  show({ kind = "segments", inView = false, on = null } = {}) {
    this.state = { kind, inView, on };
    this.table.page = 1;
    this.draw();
    return this.load();
  }

  /** Begin with the first page again: something else is chosen. */
  begin() {
    for (const table of Object.values(this.tables)) table.page = 1;
  }

  draw() {
    const { kind, inView, on } = this.state;
    const radio = ([key, title]) =>
      el("label", {}, el("input", { type: "radio", name: "rows", value: key, checked: key === kind, onchange: () => this.show({ kind: key, inView }) }), el("span", {}, title));
    const seen = el("label", { class: "plan-in-view" }, el("input", { type: "checkbox", id: "in-view", value: VIEW, checked: inView, onchange: ({ target }) => this.show({ ...this.state, inView: target.checked }) }), t("화면 안만"));
    const one = on && el(
      "span",
      { class: "plan-on" },
      t("{name} 한 구간", { name: this.names.get(on) ?? t("고른 골목") }),
      el("button", { type: "button", class: "tool", id: "on-all", onclick: () => this.all() }, t("모든 구간에서")),
    );
    const isZooming = document.activeElement === this.zoom;
    const focused = this.bar.contains(document.activeElement) ? document.activeElement.value : null;
    this.bar.replaceChildren(el("fieldset", { class: "golmok-switch is-small" }, el("legend", { class: "golmok-quiet" }, t("표의 행")), Object.entries(KINDS).map(radio)), seen, this.zoom, one ?? "");
    this.holder.replaceChildren(this.bar, kind === "segments" ? this.marks.bar : "", this.boxes[kind]);
    if (isZooming) this.zoom.focus();
    else if (focused) this.bar.querySelector(`[value="${focused}"]`)?.focus();
  }

  /** No row is marked any more: the focus stays at the table. */
  unmark() {
    for (const box of this.boxes.segments.querySelectorAll(".row-mark input")) box.checked = false;
    this.boxes.segments.querySelector(".scroller").focus();
  }

  all() {
    this.show({ kind: "issues" });
    this.bar.querySelector("input:checked").focus();
  }

  async load() {
    this.noted();
    if (!this.isShown) return;
    const { choice, box, selected } = this.asked();
    const { kind, inView, on } = this.state;
    const mine = ++this.turn; // only the last thing that was asked for is shown
    try {
      const page = await this.board.rows(kind, choice, inView ? box : undefined, { ...this.table.query, segment: on });
      if (mine !== this.turn) return;
      const items = kind === "issues" ? page.items.map((row) => ({ ...row, issue: row.id, id: row.segment })) : page.items;
      if (kind === "issues" && on && items.length && !this.names.has(on)) {
        this.names.set(on, items[0].name || t("이름 없는 골목"));
        this.draw();
      }
      this.bounds = page.bounds;
      this.zoom.disabled = page.bounds === null;
      this.table.draw({ ...page, items }, selected);
    } catch (fault) {
      this.failed(fault, () => this.load());
    }
  }

  mark(id) {
    this.table.mark(id);
  }
}
