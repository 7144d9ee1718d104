/** One answer for many: what is meant, what it would do with the least probability, and only then doing it. */

import { count, labelOf, percent, sideOf } from "./review-question.js";
import { ListChanged, send } from "./desk-send.js";
import { complain, report } from "./say.js";

const { el, t } = window.golmok;
const WORDS = {
  accept: t("각자 가장 그럴듯한 후보로 정합니다."),
  pick: t("모두 고른 구간으로 정합니다."),
  leave: t("모두 미배정으로 둡니다. 동의 합계에만 셉니다."),
};

const tool = (words, onclick) => el("button", { type: "button", class: "tool", onclick }, words);

export class Many {
  /** on: scope() says which issues are meant; decide(decision, count), changed() and ungroup(). */
  constructor(holder, dialog, on) {
    Object.assign(this, { holder, dialog, on });
  }

  /** Offer what can be said about the selected rows, or about the group. */
  draw({ isShown, group, total, selected, segment }) {
    this.holder.hidden = !isShown;
    this.group = selected ? null : group;
    const title = selected
      ? t("고른 {count}", { count: count(selected) })
      : `${group ? labelOf(group) : t("거른 목록")} ${count(total || 0)}`;
    this.holder.replaceChildren(
      el("p", {}, el("strong", {}, title), this.group ? this.ungroupTool() : null),
      el("div", { class: "many-tools" }, selected || total ? this.tools(segment) : null),
    );
  }

  tools(segment) {
    const { group } = this;
    const side = group?.kind === "boundary" ? group.key.split(":")[1] : null;
    return [
      side ? tool(t("모두 {side} 쪽으로", { side: sideOf(group) }), () => this.confirm({ kind: "accept", side })) : null,
      tool(t("각자 첫째 후보로"), () => this.confirm({ kind: "accept" })),
      segment ? tool(t("지도에서 고른 구간으로"), () => this.confirm({ kind: "pick", segment })) : null,
      tool(t("미배정으로 두기"), () => this.confirm({ kind: "leave" })),
    ];
  }

  ungroupTool() {
    return el("button", { type: "button", class: "row-open", onclick: () => this.on.ungroup() }, t("묶음 풀기"));
  }

  /** Ask the server what a verdict would do, and the reader whether to do it. */
  async confirm(verdict) {
    const decision = { ...verdict, ...this.on.scope() };
    try {
      const effect = await send("/reviews/preview", decision);
      if (effect.count) this.show(decision, effect);
      else complain(t("정할 수 있는 것이 없습니다. 후보가 없는 민원은 지도에서 구간을 골라 주세요."));
    } catch (fault) {
      if (fault instanceof ListChanged) await this.on.changed();
      report(fault);
    }
  }

  show(decision, { count: settled, left_out: left, least }) {
    const yes = () => {
      this.dialog.close();
      this.on.decide(decision, settled);
    };
    this.dialog.replaceChildren(
      el("h2", { id: "confirm-title" }, t("{count}을 한 번에 정합니까?", { count: count(settled) })),
      el("p", {}, this.words(decision), " ", sureness(decision, least)),
      left ? el("p", {}, t("맞는 후보가 없는 {count}은 목록에 남습니다.", { count: count(left) })) : "",
      el("p", { class: "hint" }, t("한 번에 되돌릴 수 있습니다.")),
      el(
        "div",
        { class: "many-tools" },
        el("button", { type: "button", class: "tool is-main", onclick: yes }, t("정하기")),
        tool(t("그만두기"), () => this.dialog.close()),
      ),
    );
    this.dialog.showModal();
  }

  words({ kind, side }) {
    return side ? t("모두 {side} 쪽 후보로 정합니다.", { side: sideOf(this.group) }) : WORDS[kind];
  }
}

function sureness({ kind }, least) {
  if (least !== null) return t("가장 낮은 확률은 {percent}입니다.", { percent: percent(least) });
  return kind === "pick" ? t("그 구간이 후보가 아니었던 민원이 있습니다.") : "";
}
