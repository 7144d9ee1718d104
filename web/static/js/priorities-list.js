/** The ranked list: what speaks most for each segment, its score taken apart, and which of them are picked. */

const golmok = window.golmok;
const { el, t } = golmok;
const LOUDEST = 2; // shares that a row names without being opened
const LONG_AGO = 60; // days: what was due before is not told apart
const WHOLE = 10_000; // shares are in ten-thousandths

const digits = (number, least, most = least) =>
  number.toLocaleString(golmok.locale, { minimumFractionDigits: least, maximumFractionDigits: most });

/** What stands behind a share, in words. */
const KNOWN = {
  grade: (points) => (points === null ? t("미조사") : t("{score}점", { score: digits(points, 2) })),
  length: (metres) => t("{metres} m", { metres: digits(metres, 0) }),
  told: (count) => t("{count}건", { count: digits(count, 0) }),
  school: far,
  station: far,
  cost: (price) => (price > 0 ? t("{price}만 원", { price: digits(price, 0) }) : t("고칠 것 없음")),
  deadline: (days) => {
    if (days === null) return t("열린 불편사항 없음");
    if (days <= -LONG_AGO) return t("{days}일 넘게 지남", { days: LONG_AGO });
    return days < 0 ? t("{days}일 지남", { days: -days }) : t("{days}일 남음", { days });
  },
};

function far(metres) {
  return metres === null ? t("가까이 없음") : t("{metres} m", { metres: digits(metres, 0) });
}

export class RankedList {
  /** picked() when other rows are picked, turned() when another page is wanted, shown(row) when one is opened, card(id); issuesOf(id) is where those of its issues are that were chosen, toldOn(id) where all are. */
  constructor(holder, { picked, turned, shown, card, issuesOf, toldOn }) {
    Object.assign(this, { told: picked, turned, shown, card, issuesOf, toldOn, page: 1, open: null });
    this.picks = new Map(); // id to row, whatever page it is on
    this.table = el("table", { class: "segments rank-table" });
    this.pager = el("nav", { class: "pager", "aria-label": t("쪽 넘기기") });
    const scroller = el(
      "div",
      { class: "scroller", tabindex: "0", role: "region", "aria-label": t("순위 표, 옆으로 밀어 볼 수 있음") },
      this.table,
    );
    holder.append(scroller, this.pager);
  }

  draw({ items, criteria, weight, total, page, size }) {
    const focused = this.table.contains(document.activeElement) ? document.activeElement.id : "";
    Object.assign(this, { items, criteria, weight });
    const titles = [t("고르기"), t("순위"), t("골목"), t("종합"), t("점수"), t("무엇 때문에"), t("불편사항")];
    const head = el("tr", {}, titles.map((title, i) => el("th", { scope: "col" }, i ? title : el("span", { class: "golmok-quiet" }, title))));
    const none = el("tr", {}, el("td", { class: "nothing", colspan: titles.length }, t("고른 조건에 맞는 구간이 없습니다.")));
    const rows = items.flatMap((item) => this.row(item, titles.length));
    this.table.replaceChildren(el("thead", {}, head), el("tbody", {}, rows.length ? rows : none));
    document.getElementById(focused)?.focus();
    this.drawPager(page, Math.max(1, Math.ceil(total / size)));
  }

  row(item, wide) {
    const isOpen = this.open === item.id;
    const name = item.name || t("이름 없는 골목");
    const pick = el("input", {
      type: "checkbox",
      id: `pick-${item.rank}`,
      checked: this.picks.has(item.id),
      "aria-label": t("{rank}위 {name} 고르기", { rank: item.rank, name }),
      onchange: ({ target }) => this.pick([item], target.checked),
    });
    const opener = el(
      "button",
      {
        type: "button",
        class: "row-open",
        id: `row-${item.rank}`,
        "aria-expanded": String(isOpen),
        "aria-controls": isOpen ? `shares-${item.rank}` : null,
        onclick: () => this.toggle(item),
      },
      name,
    );
    const line = el(
      "tr",
      { "data-id": item.id, class: isOpen ? "is-selected" : null },
      el("td", { class: "rank-pick" }, pick),
      el("td", { class: "number rank-rank" }, digits(item.rank, 0)),
      el("th", { scope: "row" }, opener, el("span", { class: "rank-where" }, item.district || "–")),
      el("td", {}, graded(item.overall)),
      el("td", { class: "number rank-score" }, digits(item.score, 1)),
      el("td", { class: "rank-because" }, this.because(item)),
      el("td", { class: "number" }, item.issues ? this.issues(item, name) : digits(0, 0)),
    );
    return isOpen ? [line, el("tr", { class: "rank-shares", id: `shares-${item.rank}` }, el("td", { colspan: wide }, this.apart(item)))] : [line];
  }

  /** How many, the way to which. */
  issues({ id, issues }, name) {
    const count = digits(issues, 0);
    return el("a", { class: "row-count", href: this.issuesOf(id), "aria-label": t("{name}의 불편사항: {count}", { name, count }) }, count);
  }

  points(item, { key, weight }) {
    return this.weight ? (100 * item.shares[key] * weight) / this.weight : 0;
  }

  /** The shares that bring it most. */
  because(item) {
    const loud = [...this.criteria].sort((a, b) => this.points(item, b) - this.points(item, a)).slice(0, LOUDEST);
    const said = loud.filter((one) => this.points(item, one) > 0);
    return said.map((one) => `${one.label} ${digits(this.points(item, one), 1)}`).join(" · ") || "–";
  }

  /** What stands behind a share; what was filed about a segment is on its issues, to which it leads. */
  fact(item, key) {
    const said = KNOWN[key](item.known[key]);
    return key === "told" && item.known.told ? el("a", { class: "row-count", href: this.toldOn(item.id) }, said) : said;
  }

  /** The score as a sum that anybody can work out again. */
  apart(item) {
    const titles = [t("몫"), t("사실"), t("0~1"), t("가중치"), t("점")];
    const line = (one) =>
      el(
        "tr",
        {},
        el("th", { scope: "row" }, one.label),
        el("td", {}, this.fact(item, one.key)),
        el("td", { class: "number" }, digits(item.shares[one.key], 4)),
        el("td", { class: "number" }, `× ${one.weight}`),
        el("td", { class: "number" }, digits(this.points(item, one), 2)),
      );
    return el(
      "div",
      { class: "rank-sum" },
      el(
        "table",
        { class: "rank-apart" },
        el("thead", {}, el("tr", {}, titles.map((title, i) => el("th", { scope: "col", class: i > 1 ? "number" : null }, title)))),
        el("tbody", {}, this.criteria.map(line)),
        el("tfoot", {}, el("tr", {}, el("th", { scope: "row", colspan: 3 }, t("우선순위 점수")), el("td", { class: "number" }, `÷ ${this.weight}`), el("td", { class: "number" }, digits(item.score, 2)))),
      ),
      el("button", { type: "button", class: "tool", onclick: () => this.card(item.id) }, t("등급 카드 보기")),
    );
  }

  toggle(item) {
    this.open = this.open === item.id ? null : item.id;
    this.redraw();
    if (this.open) this.shown(item);
  }

  /** Open the row of a segment, if it is on this page. */
  find(id) {
    const item = this.items?.find((one) => one.id === id);
    if (!item) return;
    this.open = id;
    this.redraw();
    document.getElementById(`row-${item.rank}`).scrollIntoView({ block: "nearest" });
  }

  redraw() {
    const focused = document.activeElement?.id;
    const rows = this.items.flatMap((item) => this.row(item, 7));
    this.table.tBodies[0].replaceChildren(...rows);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  pick(items, isOn) {
    for (const item of items) {
      if (isOn) this.picks.set(item.id, item);
      else this.picks.delete(item.id);
    }
    this.redraw();
    this.told();
  }

  drop() {
    this.picks.clear();
    this.redraw();
    this.told();
  }

  /** Ids of what is picked, in the order of the weights as they are now: some were picked when they were others. */
  get picked() {
    const whole = ({ shares }) => this.criteria.reduce((sum, { key, weight }) => sum + Math.round(WHOLE * shares[key]) * weight, 0);
    return [...this.picks.values()].sort((a, b) => whole(b) - whole(a) || (a.id < b.id ? -1 : 1)).map(({ id }) => id);
  }

  drawPager(page, pages) {
    const step = (to, label) =>
      el("button", { type: "button", class: "tool", disabled: to < 1 || to > pages, onclick: () => this.turn(to) }, label);
    this.pager.hidden = pages < 2;
    this.pager.replaceChildren(step(page - 1, t("이전")), el("span", {}, t("{page} / {pages}쪽", { page, pages })), step(page + 1, t("다음")));
  }

  turn(page) {
    this.page = page;
    this.turned();
  }
}

function graded({ grade, score }) {
  const symbol = golmok.symbolOf("overall", grade ?? "ungraded");
  if (symbol.key === "ungraded") return el("span", { class: "ungraded" }, golmok.word(symbol));
  return el("span", { class: "graded" }, golmok.tile(symbol), digits(score, 2));
}
