/** Find an alley or a district by name: a field with a list under it, by keys or pointer. */

import { ask } from "./api.js";
import { report, say } from "./say.js";

const { el, t } = window.golmok;
const PAUSE = 180; // milliseconds without typing before the server is asked

export class Search {
  /** choose(item) is called with what was picked from the list. */
  constructor(form, choose) {
    this.form = form;
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
      const { items } = await ask("/search", { q: text }, this.asking.signal);
      this.show(items, text);
    } catch (fault) {
      report(fault, () => this.find());
    }
    return undefined;
  }

  show(items, text) {
    this.items = items;
    this.activate(-1);
    this.list.replaceChildren(...items.map(option));
    if (text && !items.length)
      this.list.append(el("li", { class: "none" }, t("“{text}”을(를) 이름에 담은 골목이 없습니다", { text })));
    this.unfold(Boolean(text));
    if (text) say(items.length ? t("검색 결과 {count}건", { count: items.length }) : t("검색 결과 없음"));
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
    this.field.value = item.name;
    this.unfold(false);
    this.field.blur();
    this.choose(item);
  }
}

const option = ({ kind, name, district, segments }, i) =>
  el(
    "li",
    { role: "option", id: `search-${i}`, "aria-selected": "false" },
    el("span", { class: "found" }, name),
    el(
      "span",
      { class: "where" },
      [kind === "district" ? t("행정동") : district, t("{count}구간", { count: segments })].filter(Boolean).join(" · "),
    ),
  );
