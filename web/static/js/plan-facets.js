/**
 * What is chosen by: every facet with its options, how many each of them would bring, and which are chosen.
 *
 * The facet of the axis by which the map is coloured is its legend, too: it comes first and is open.
 */

import { isWithin, MONTH, SPAN, SpanControl, spanOf, spanWords, withoutMonths } from "./plan-span.js";

const golmok = window.golmok;
const { el, t } = golmok;
const FIRST = ["district", "category", "due"]; // open at first, as the one that is shown; the others show on demand
const ORDER = ["overall", "residential", "walking", "confidence", "district"]; // the others follow as they come
const GRADED = ["overall", "residential", "walking", "confidence"];
const SHORT = 8; // options that are shown without asking for more

const counted = (number) => number.toLocaleString(golmok.locale);

export class Facets {
  /** changed(choice) is called with what is chosen: keys of facets to lists of options. */
  constructor(holder, changed) {
    Object.assign(this, { holder, changed });
    this.choice = {};
    this.open = new Set(FIRST);
    this.isFolded = false; // the facet of the axis that is shown
    this.long = new Set();
    this.span = new SpanControl((choice) => (choice ? this.changed(choice) : this.again()));
    this.drawn = []; // who else shows what is chosen and counted
    golmok.shell.face.on("change", ({ changed: what }) => {
      if (what.includes("axis")) this.isFolded = false;
      if (what.includes("axis") || what.includes("theme")) this.again();
    });
  }

  again() {
    if (this.board) this.draw(this.board, this.choice, this.counts);
  }

  /** Show the counts of an answer; before there is one, the options alone. */
  draw(board, choice, counts) {
    const focused = this.holder.contains(document.activeElement) ? document.activeElement.id : null;
    const scrolled = this.holder.scrollTop;
    Object.assign(this, { board, choice, counts });
    const there = [...board.facets.values()].filter(({ options }) => options.length);
    const rank = ({ key }) => (this.isShown(key) ? 0 : ORDER.indexOf(key) + 1 || ORDER.length + 1);
    this.holder.replaceChildren(...there.sort((a, b) => rank(a) - rank(b)).map((one) => this.facet(one)));
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    this.holder.scrollTop = scrolled;
    for (const draw of this.drawn) draw();
  }

  /** Whether the map is coloured by a facet. */
  isShown(key) {
    return golmok.shell.face.axis === key;
  }

  /** The chosen options of a facet; of months in a row every one. */
  chosenOf({ key, options }) {
    const chosen = new Set(this.choice[key] ?? []);
    if (key === MONTH) for (const one of options) if (isWithin(this.choice, one.key)) chosen.add(one.key);
    return chosen;
  }

  facet(facet) {
    const { key, label, options } = facet;
    const chosen = this.chosenOf(facet);
    const counts = this.counts?.[key] ?? [];
    const most = Math.max(1, ...counts);
    const rows = options.map((option, i) => this.row(facet, option, counts[i], most, chosen));
    if (key === MONTH) rows.reverse(); // the newest first
    const keys = rows.map((row) => row.dataset.key);
    const isLong = rows.length > SHORT && !this.long.has(key);
    const shown = isLong ? rows.filter((_, i) => i < SHORT || chosen.has(keys[i])) : rows;
    const more = el(
      "button",
      { type: "button", class: "plan-more", id: `more-${key}`, onclick: () => this.lengthen(key) },
      this.long.has(key) ? t("줄이기") : t("{count}개 더 보기", { count: rows.length - shown.length }),
    );
    const isOpen = this.open.has(key) || chosen.size > 0 || (this.isShown(key) && !this.isFolded) || (key === MONTH && this.isSpanned);
    return el(
      "details",
      { class: "plan-facet", open: isOpen, ontoggle: ({ target }) => target.isConnected && this.remember(key, target.open) },
      el("summary", { id: `facet-${key}` }, el("span", {}, label), el("span", { class: "plan-of" }, this.told(facet, chosen))),
      key === MONTH ? this.span.draw(this.choice, options.map((option) => option.key)) : "",
      el("div", { role: "group", "aria-label": label }, shown, rows.length > shown.length || this.long.has(key) ? more : ""),
      this.isShown(key) ? golmok.reading(golmok.shell.face) : "",
    );
  }

  get isSpanned() {
    return SPAN.some((end) => end in this.choice);
  }

  /** What is said of a facet beside its name. */
  told({ key, of }, chosen) {
    if (key === MONTH && this.isSpanned) return spanWords(spanOf(this.choice));
    if (chosen.size) return t("{count}개 고름", { count: chosen.size });
    if (this.isShown(key)) return t("지도의 색");
    return of === "issues" ? t("불편사항") : t("구간");
  }

  row({ key: facet }, { key, label }, count, most, chosen) {
    const graded = GRADED.includes(facet);
    const symbol = graded ? golmok.symbolOf(facet, key) : null;
    const share = el("span", { class: "plan-share", "aria-hidden": "true" });
    share.style.width = `${(100 * (count ?? 0)) / most}%`;
    if (symbol) share.style.backgroundColor = symbol.colour;
    const box = el("input", {
      type: "checkbox",
      id: `option-${facet}-${key}`,
      checked: chosen.has(key),
      onchange: ({ target }) => this.take(facet, key, target.checked),
    });
    return el(
      "label",
      { class: `plan-option${count === 0 ? " is-none" : ""}`, "data-key": key },
      box,
      symbol ? golmok.swatch(symbol, golmok.shell.face.theme) : "",
      el("span", { class: "plan-label" }, symbol && key.length === 1 ? `${key} ${golmok.word(symbol)}` : label),
      el("span", { class: "plan-count" }, count === undefined ? "" : counted(count)),
      share,
    );
  }

  /** Choose an option, or no longer; months that were chosen in a row are then chosen one by one. */
  take(key, option, isOn) {
    const facet = this.board.facets.get(key);
    const chosen = this.chosenOf(facet);
    if (isOn) chosen.add(option);
    else chosen.delete(option);
    const { [key]: _, ...rest } = key === MONTH ? withoutMonths(this.choice) : this.choice;
    const wanted = facet.options.map((one) => one.key).filter((one) => chosen.has(one));
    this.changed(wanted.length ? { ...rest, [key]: wanted } : rest);
  }

  remember(key, isOpen) {
    if (this.isShown(key)) this.isFolded = !isOpen;
    else if (isOpen) this.open.add(key);
    else this.open.delete(key);
  }

  lengthen(key) {
    if (this.long.has(key)) this.long.delete(key);
    else this.long.add(key);
    this.draw(this.board, this.choice, this.counts);
  }
}
