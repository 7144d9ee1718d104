/** Find what was typed: a field with a list under it, by keys or pointer. */

import { ask } from "./api.js";
import { report, say } from "./say.js";

const { el, t } = window.golmok;
const PAUSE = 180; // milliseconds without typing before the server is asked

export class Search {
  /**
   * choose(item) is called with what was picked from the list. path is where the server is asked, words(item) what is said
   * of an item and of its place; what it returns null for is an alley or a district.
   */
  constructor(form, choose, { path = "/search", words = () => null } = {}) {
    Object.assign(this, { form, path, words });
    this.field = form.querySelector("input");
    this.list = form.querySelector("[role=listbox]");
    this.choose = choose;
    this.items = [];
    this.active = -1;
    this.asking = new AbortController();
    this.field.addEventListener("input", () => this.later());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("focus", () => this.items.length && this.unfold(true));
    this.form.addEventListener(
      "focusout",
      ({ relatedTarget }) => this.form.contains(relatedTarget) || this.unfold(false),
    );
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.pick(Math.max(this.active, 0));
    });
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", ({ target }) => {
      const option = target.closest("[role=option]");
      if (option) this.pick([...this.list.children].indexOf(option));
    });
  }

  focus() {
    this.field.focus();
    this.field.select();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.find(), PAUSE);
  }

  async find() {
    this.asking.abort();
    this.asking = new AbortController();
    const text = this.field.value.trim();
    if (!text) return this.show([], "");
    try {
      const { items, said } = await ask(this.path, { q: text }, this.asking.signal);
      this.show(items, text, said);
    } catch (fault) {
      report(fault, () => this.find());
    }
    return undefined;
  }

  /** said is why there is nothing, or not all that was asked for. */
  show(items, text, said = null) {
    this.items = items;
    this.activate(-1);
    this.list.replaceChildren(...items.map((item, i) => option(this.words(item) ?? named(item), i)));
    const none = items.length ? null : t("“{text}”을(를) 이름에 담은 골목이 없습니다", { text });
    if (text && (said || none)) this.list.append(el("li", { class: "none" }, said || none));
    this.unfold(Boolean(text));
    if (text) say([items.length ? t("검색 결과 {count}건", { count: items.length }) : t("검색 결과 없음"), said].filter(Boolean).join(" "));
  }

  unfold(open) {
    this.list.hidden = !open || !this.list.children.length;
    this.field.setAttribute("aria-expanded", String(!this.list.hidden));
  }

  activate(index) {
    this.active = index;
    [...this.list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === index)));
    const item = this.list.children[index];
    if (item) {
      this.field.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else {
      this.field.removeAttribute("aria-activedescendant");
    }
  }

  key(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps && this.items.length) {
      event.preventDefault();
      this.unfold(true);
      const count = this.items.length;
      this.activate(
        (this.active + steps[event.key] + (this.active < 0 && event.key === "ArrowUp" ? 1 : 0) + count) % count,
      );
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (this.list.hidden) this.field.blur();
      this.unfold(false);
    }
  }

  pick(index) {
    const item = this.items[index];
    if (!item) return;
    if (!this.words(item)) this.field.value = item.name;
    this.unfold(false);
    this.field.blur();
    this.choose(item);
  }
}

const named = ({ kind, name, district, segments }) => [
  name,
  [kind === "district" ? t("행정동") : district, t("{count}구간", { count: segments })].filter(Boolean).join(" · "),
];

const option = ([found, where], i) =>
  el(
    "li",
    { role: "option", id: `search-${i}`, "aria-selected": "false" },
    el("span", { class: "found" }, found),
    el("span", { class: "where" }, where),
  );
