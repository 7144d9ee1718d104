/** Months from one to another: when the chosen issues were reported. In the address these are `from` and `to`. */

import { say } from "./say.js";

const { el, t } = window.golmok;
export const SPAN = ["from", "to"];
export const MONTH = "month"; // the facet whose options these are
const WRITTEN = /^\d{4}-(0[1-9]|1[0-2])$/;
const LABELS = { from: t("시작 달"), to: t("끝 달") };
const OPEN = { from: t("처음"), to: t("끝") };

/** { from, to } of a choice, each empty where it is open. */
export const spanOf = (choice) => Object.fromEntries(SPAN.map((end) => [end, choice[end]?.[0] ?? ""]));

const isSaid = ({ from, to }) => Boolean(from || to);

export function spanWords({ from, to }) {
  if (from && to) return t("{from}부터 {to}까지", { from, to });
  return from ? t("{from}부터", { from }) : t("{to}까지", { to });
}

/** What is wrong with a span, in words; null when nothing is. */
export function faultOf({ from, to }) {
  if ([from, to].some((month) => month && !WRITTEN.test(month))) return t("달은 2026-07처럼 적습니다. 목록에서 다시 골라 주세요.");
  return from && to && from > to ? t("시작 달이 끝 달보다 늦습니다. 둘 가운데 하나를 바꿔 주세요.") : null;
}

/** Whether a month lies in the span of a choice. */
export function isWithin(choice, month) {
  const span = spanOf(choice);
  return isSaid(span) && !faultOf(span) && (!span.from || span.from <= month) && (!span.to || month <= span.to);
}

export class SpanControl {
  /** changed(choice) is called with a span that can be, changed(null) with one that cannot: it stays to be put right. */
  constructor(changed) {
    Object.assign(this, { changed, draft: null, of: null });
  }

  /** The two lists of months of a choice, and what is wrong with what they say. */
  draw(choice, months) {
    if (choice !== this.of) this.draft = null; // something else is chosen meanwhile
    this.of = choice;
    const span = this.draft ?? spanOf(choice);
    const fault = faultOf(span);
    const lists = SPAN.map((end) => {
      const known = months.includes(span[end]) || !span[end] ? months : [...months, span[end]].sort();
      const list = el(
        "select",
        { id: `span-${end}`, "aria-invalid": fault ? "true" : null, "aria-describedby": fault ? "span-fault" : null, onchange: ({ target }) => this.take(end, target.value) },
        [["", OPEN[end]], ...known.map((month) => [month, month])].map(([value, label]) => el("option", { value, selected: value === span[end] }, label)),
      );
      return el("label", {}, LABELS[end], list);
    });
    return el("div", { class: "plan-span", role: "group", "aria-label": t("접수한 기간") }, lists, fault ? el("p", { class: "plan-fault", id: "span-fault" }, fault) : "");
  }

  take(end, month) {
    const span = { ...(this.draft ?? spanOf(this.of)), [end]: month };
    const fault = faultOf(span);
    this.draft = fault ? span : null;
    if (fault) say(fault);
    this.changed(fault ? null : { ...withoutMonths(this.of), ...Object.fromEntries(SPAN.filter((one) => span[one]).map((one) => [one, [span[one]]])) });
  }
}

/** A choice that says nothing of months, one by one or in a row. */
export const withoutMonths = (choice) => Object.fromEntries(Object.entries(choice).filter(([key]) => key !== MONTH && !SPAN.includes(key)));
