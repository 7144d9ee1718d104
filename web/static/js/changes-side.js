/** What changed in numbers, each of them the way to its rows: by what became of it, from which grade to which, by district. */

import { counted, SYMBOLS } from "./changes-look.js";

const golmok = window.golmok;
const { el, t } = golmok;
const KINDS = ["worse", "better", "same", "graded", "lapsed", "new", "gone"];
const ALWAYS = 3; // kinds that are told of even where there are none
const SHOWN = ["worse", "better"]; // of each district
const FOLLOWED = "true"; // as the address has it

export class Side {
  /** changed(filters) is called with what is wanted: keys of filters to lists of options. */
  constructor({ followed, kinds, matrix, districts }, words, changed) {
    Object.assign(this, { followed, kinds, matrix, districts, words, changed });
  }

  draw(answer, filters) {
    Object.assign(this, { answer, filters });
    const focused = document.activeElement?.id;
    this.drawFollowed();
    this.drawKinds();
    this.drawMatrix();
    this.drawDistricts();
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  /** How many are compared with what lay there before them, the way to which. */
  drawFollowed() {
    const { followed } = this.answer;
    const isOn = this.isOnly("followed", FOLLOWED);
    this.followed.hidden = !followed && !isOn;
    if (this.followed.hidden) return this.followed.replaceChildren();
    const said = t("{count}구간은 나뉘거나 합쳐지기 전 구간과 견주었습니다.", { count: counted(followed) });
    const wanted = { kind: [], was: [], now: [], followed: isOn ? [] : [FOLLOWED] };
    return this.followed.replaceChildren(el("button", { type: "button", class: "row-count", id: "followed-rows", "aria-pressed": String(isOn), onclick: () => this.want(wanted) }, said));
  }

  drawKinds() {
    const { kinds } = this.answer;
    const chosen = new Set(this.filters.kind ?? []);
    const most = Math.max(1, ...KINDS.map((kind) => kinds[kind]));
    const there = KINDS.filter((kind, i) => i < ALWAYS || kinds[kind] || chosen.has(kind));
    this.kinds.replaceChildren(...there.map((kind) => this.kind(kind, kinds[kind], most, chosen)));
  }

  kind(kind, count, most, chosen) {
    const symbol = SYMBOLS.find(({ key }) => key === kind);
    const share = el("span", { class: "plan-share", "aria-hidden": "true" });
    share.style.width = `${(100 * count) / most}%`;
    share.style.backgroundColor = symbol.colour;
    const toggle = ({ target }) => {
      if (target.checked) chosen.add(kind);
      else chosen.delete(kind);
      this.want({ kind: KINDS.filter((one) => chosen.has(one)) });
    };
    return el(
      "label",
      { class: `plan-option${count ? "" : " is-none"}` },
      el("input", { type: "checkbox", id: `kind-${kind}`, checked: chosen.has(kind), onchange: toggle }),
      golmok.swatch(symbol, golmok.shell.face.theme),
      el("span", { class: "plan-label" }, `${symbol.mark} ${this.words[kind]}`.trim()),
      el("span", { class: "plan-count" }, counted(count)),
      share,
    );
  }

  drawMatrix() {
    const { letters, matrix } = this.answer;
    const named = letters.map((letter) => (letter.length === 1 ? letter : t("미조사")));
    const head = el("tr", {}, el("td", { class: "change-corner" }, t("이전 ↓ 이후 →")), named.map((name) => el("th", { scope: "col" }, name)));
    const rows = matrix.map((counts, was) =>
      el("tr", {}, el("th", { scope: "row" }, named[was]), counts.map((count, now) => el("td", {}, this.cell(letters, named, was, now, count)))),
    );
    this.matrix.replaceChildren(el("table", { class: "change-matrix" }, el("thead", {}, head), el("tbody", {}, rows)));
  }

  cell(letters, named, was, now, count) {
    const [before, after] = [letters[was], letters[now]];
    const isOn = this.isOnly("was", before) && this.isOnly("now", after);
    const tone = was === now ? "same" : after === "ungraded" || before === "ungraded" ? "" : now > was ? "worse" : "better";
    const said = t("{before}에서 {after}로: {count}", { before: named[was], after: named[now], count: counted(count) });
    return el(
      "button",
      {
        type: "button",
        class: `change-cell is-${tone}`,
        id: `cell-${before}-${after}`,
        "aria-pressed": String(isOn),
        "aria-label": said,
        disabled: count === 0 && !isOn,
        onclick: () => this.want(isOn ? { was: [], now: [] } : { was: [before], now: [after] }),
      },
      counted(count),
    );
  }

  isOnly(filter, option) {
    const wanted = this.filters[filter] ?? [];
    return wanted.length === 1 && wanted[0] === option;
  }

  drawDistricts() {
    const head = el("tr", {}, el("th", { scope: "col" }, t("동")), SHOWN.map((kind) => el("th", { scope: "col" }, this.words[kind])));
    const there = this.answer.districts.filter(({ code }) => code);
    const rows = there.sort((a, b) => b.kinds.worse - a.kinds.worse).map((district) => this.district(district));
    this.districts.replaceChildren(el("table", { class: "change-districts" }, el("thead", {}, head), el("tbody", {}, rows)));
  }

  district({ code, name, kinds }) {
    const isOn = this.isOnly("district", code);
    const button = el(
      "button",
      { type: "button", class: "row-open", id: `district-${code}`, "aria-pressed": String(isOn), onclick: () => this.want({ district: isOn ? [] : [code] }) },
      name,
    );
    return el("tr", { class: isOn ? "is-selected" : null }, el("th", { scope: "row" }, button), SHOWN.map((kind) => el("td", { class: "number" }, this.share(code, name, kind, kinds[kind]))));
  }

  /** How many of a district became better or worse, the way to which. */
  share(code, name, kind, count) {
    const isOn = this.isOnly("district", code) && this.isOnly("kind", kind);
    const said = t("{district} {kind}: {count}", { district: name, kind: this.words[kind], count: counted(count) });
    const wanted = isOn ? { district: [], kind: [] } : { district: [code], kind: [kind] };
    return el("button", { type: "button", class: "row-count", id: `district-${code}-${kind}`, "aria-pressed": String(isOn), "aria-label": said, disabled: count === 0 && !isOn, onclick: () => this.want(wanted) }, counted(count));
  }

  want(filters) {
    this.changed({ ...this.filters, ...filters });
  }
}
