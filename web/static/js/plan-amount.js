/** How much is chosen and seen: numbers that lead to their rows, and ways on that take the choice along. */

import { pairsOf } from "./plan-choice.js";

const golmok = window.golmok;
const { el, t } = golmok;
const byId = (id) => document.getElementById(id);
const counted = (number, digits = 0) =>
  number.toLocaleString(golmok.locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });

export class Amount {
  /** opened(state) when the rows of a number are wanted. */
  constructor(opened) {
    this.opened = opened;
    this.told = null; // how much is chosen, and how much of that is seen
  }

  tell({ chosen, seen, whole, known_at: known }, choice, moment) {
    const of = Object.keys(choice).length ? chosen : whole;
    this.told = { chosen: of, seen };
    byId("chosen").replaceChildren(
      this.leads({ kind: "segments" }, el("strong", {}, t("{count}구간", { count: counted(of.segments) })), ` ${counted(of.km, 1)} km`),
      this.leads({ kind: "issues" }, t("불편사항 {count}", { count: counted(of.issues) })),
      this.leads({ kind: "segments", inView: true }, t("화면 안 {count}구간", { count: counted(seen.segments) })),
    );
    byId("known").textContent = t("{moment} 기준", { moment: new Date(known).toLocaleTimeString(golmok.locale, { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Seoul" }) });
    byId("clear").hidden = !Object.keys(choice).length;
    byId("way-priorities").href = `/plan/priorities?${new URLSearchParams([...pairsOf(choice), ...Object.entries(moment)])}`;
    byId("way-findings").href = `/plan/findings?${new URLSearchParams(moment)}`;
  }

  /** A number, as the way to its rows. */
  leads(state, ...said) {
    const id = `open-${state.kind}${state.inView ? "-view" : ""}`;
    return el("button", { type: "button", class: `plan-open${state.inView ? " plan-seen" : ""}`, id, onclick: () => this.opened(state) }, said);
  }
}
