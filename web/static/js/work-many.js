/** One decision about many: the form, what it would do and to which it would not, and only then doing it. */

import { ListChanged, send } from "./desk-send.js";
import { complain, report } from "./say.js";
import { decisionForm } from "./work-form.js";
import { count } from "./work-words.js";

const { el, t } = window.golmok;

export class WorkMany {
  /** on: scope() says which issues are meant, items() the selected ones; done(answer, label), changed(), clear(), all(). */
  constructor(holder, dialog, on) {
    Object.assign(this, { holder, dialog, on });
  }

  draw({ selected, total, narrowed, choices }) {
    this.holder.hidden = !selected && !narrowed;
    if (this.holder.hidden || !choices) return;
    const title = selected ? t("고른 {count}", { count: count(selected) }) : t("거른 목록 {count}", { count: count(total) });
    const tool = (wanted) =>
      el("button", { type: "button", class: "tool", onclick: () => this.ask(wanted, choices) }, wanted.label);
    const acts = [["assign", t("배정")], ["reply", t("답변")], ["shortlist", t("관심 목록에 넣기")]];
    const moves = choices.moves.filter(({ kind }) => kind !== "unmerged" && (selected > 1 || kind !== "merged"));
    this.holder.replaceChildren(
      el("p", {}, el("strong", {}, title), this.selection(selected)),
      el(
        "div",
        { class: "many-tools" },
        moves.map(({ kind, ...move }) => tool({ act: "move", move: kind, ...move })),
        acts.filter(([act]) => choices.acts.includes(act)).map(([act, label]) => tool({ act, label })),
      ),
    );
  }

  selection(selected) {
    const words = selected ? t("고르기 풀기") : t("이 쪽 모두 고르기");
    const run = () => (selected ? this.on.clear() : this.on.all());
    return el("button", { type: "button", class: "row-open", onclick: run }, words);
  }

  /** Ask for what the decision needs; one that needs nothing goes on at once. */
  ask(wanted, choices) {
    const needs = wanted.needs || [];
    if (!needs.length && !["assign", "reply"].includes(wanted.act)) {
      this.confirm({ act: wanted.act, move: wanted.move }, wanted.label);
      return;
    }
    const form = decisionForm({
      ...wanted,
      choices,
      about: this.on.items(),
      send: (decision) => this.confirm(decision, wanted.label),
      cancel: () => this.dialog.close(),
    });
    this.open(el("h2", { id: "confirm-title" }, wanted.label), form);
  }

  /** Ask the server what it would do, and the reader whether to do it. */
  async confirm(said, label) {
    const scope = this.on.scope();
    const decision = { ...scope, ...said };
    // Of those that become one, the one that stays is not merged itself.
    if (said.into && scope.issues) decision.issues = scope.issues.filter((issue) => issue !== said.into);
    try {
      const effect = await send("/works/preview", decision);
      this.showEffect(decision, label, effect);
    } catch (fault) {
      this.dialog.close();
      report(fault);
    }
  }

  showEffect(decision, label, { count: done, refused }) {
    const reasons = grouped(refused);
    this.open(
      el("h2", { id: "confirm-title" }, done ? t("{count}: {label}", { count: count(done), label }) : t("처리할 수 있는 것이 없습니다")),
      refused.length
        ? el("ul", { class: "refusals" }, [...reasons].map(([why, those]) => el("li", {}, `${count(those.length)}: ${why}`)))
        : "",
      done ? el("p", { class: "hint" }, t("한 번에 되돌릴 수 있습니다.")) : "",
      el(
        "div",
        { class: "many-tools" },
        done ? el("button", { type: "button", class: "tool is-main", onclick: () => this.carryOut(decision, label, done) }, label) : "",
        el("button", { type: "button", class: "tool", onclick: () => this.dialog.close() }, t("그만두기")),
      ),
    );
  }

  async carryOut(decision, label, expected) {
    this.dialog.close();
    try {
      await this.on.done(await send("/works", { ...decision, expected }), decision, label);
    } catch (fault) {
      if (fault instanceof ListChanged) await this.on.changed();
      if (fault instanceof ListChanged) complain(`${fault.message} ${t("지금은 {count}입니다.", { count: count(fault.count) })}`);
      else report(fault);
    }
  }

  open(...parts) {
    this.dialog.replaceChildren(...parts);
    if (!this.dialog.open) this.dialog.showModal();
  }
}

function grouped(refused) {
  const found = new Map();
  for (const one of refused) found.set(one.said, [...(found.get(one.said) || []), one]);
  return found;
}
