/** What is chosen by: every facet with its options, how many each of them would bring, and which are chosen. */

const golmok = window.golmok;
const { el, t } = golmok;
const FIRST = ["overall", "district", "category", "due"]; // open at first; the others show on demand
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
    this.long = new Set();
  }

  /** Show the counts of an answer; before there is one, the options alone. */
  draw(board, choice, counts) {
    const focused = this.holder.contains(document.activeElement) ? document.activeElement.id : null;
    const scrolled = this.holder.scrollTop;
    Object.assign(this, { board, choice, counts });
    const there = [...board.facets.values()].filter(({ options }) => options.length);
    const rank = ({ key }) => (ORDER.indexOf(key) + 1 || ORDER.length + 1);
    this.holder.replaceChildren(...there.sort((a, b) => rank(a) - rank(b)).map((one) => this.facet(one)));
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    this.holder.scrollTop = scrolled;
  }

  facet(facet) {
    const { key, label, of, options } = facet;
    const chosen = new Set(this.choice[key] ?? []);
    const counts = this.counts?.[key] ?? [];
    const most = Math.max(1, ...counts);
    const rows = options.map((option, i) => this.row(facet, option, counts[i], most, chosen));
    const isLong = rows.length > SHORT && !this.long.has(key);
    const shown = isLong ? rows.filter((_, i) => i < SHORT || chosen.has(options[i].key)) : rows;
    const more = el(
      "button",
      { type: "button", class: "plan-more", id: `more-${key}`, onclick: () => this.lengthen(key) },
      this.long.has(key) ? t("줄이기") : t("{count}개 더 보기", { count: rows.length - shown.length }),
    );
    return el(
      "details",
      { class: "plan-facet", open: this.open.has(key) || chosen.size > 0, ontoggle: ({ target }) => this.remember(key, target.open) },
      el(
        "summary",
        { id: `facet-${key}` },
        el("span", {}, label),
        el("span", { class: "plan-of" }, chosen.size ? t("{count}개 고름", { count: chosen.size }) : of === "issues" ? t("불편사항") : t("구간")),
      ),
      el("div", { role: "group", "aria-label": label }, shown, rows.length > SHORT ? more : ""),
    );
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
      { class: `plan-option${count === 0 ? " is-none" : ""}` },
      box,
      symbol ? golmok.swatch(symbol, golmok.shell.face.theme) : "",
      el("span", { class: "plan-label" }, symbol && key.length === 1 ? `${key} ${golmok.word(symbol)}` : label),
      el("span", { class: "plan-count" }, count === undefined ? "" : counted(count)),
      share,
    );
  }

  take(facet, option, isOn) {
    const { options } = this.board.facets.get(facet);
    const chosen = new Set(this.choice[facet] ?? []);
    if (isOn) chosen.add(option);
    else chosen.delete(option);
    const { [facet]: _, ...rest } = this.choice;
    const wanted = options.map(({ key }) => key).filter((key) => chosen.has(key));
    this.changed(wanted.length ? { ...rest, [facet]: wanted } : rest);
  }

  remember(key, isOpen) {
    if (isOpen) this.open.add(key);
    else this.open.delete(key);
  }

  lengthen(key) {
    if (this.long.has(key)) this.long.delete(key);
    else this.long.add(key);
    this.draw(this.board, this.choice, this.counts);
  }
}
