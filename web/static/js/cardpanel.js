/** The panel of the grade card: a side panel on a desk, a sheet from below on a phone. */

import { ask } from "./api.js";
import { report, say } from "./say.js";

const golmok = window.golmok;
const { el, t } = golmok;

/** A field of the segment that was written over, and what a value of it says. */
const WRITTEN = {
  width_m: (metres) => [t("폭"), t("{width} m", { width: metres })],
  stairs: (has) => [t("계단"), has ? t("계단 있음") : t("계단 없음")],
  impassable: (is) => [t("통행 불가"), is ? t("다닐 수 없음") : t("다닐 수 있음")],
  note: (words) => [t("메모"), words ?? t("없음")],
};

/** What people wrote over the segment, each value with who wrote it and when; only its staff get any. */
function edits({ edited }) {
  if (!edited?.length) return "";
  const rows = edited.flatMap(({ field, values, is_conflict: differ }) =>
    values.map(({ value, by, at }) => {
      const [term, said] = WRITTEN[field](value);
      const told = [said, by, golmok.date(at), differ ? t("고친 값 충돌") : null];
      return el("div", {}, el("dt", {}, term), el("dd", {}, told.filter(Boolean).join(" · ")));
    }),
  );
  return el("section", {}, el("h3", {}, t("현장에서 고친 것")), el("dl", { class: "golmok-facts" }, rows));
}

/** Why it has its grade, in full: only who sees every line of every card is offered that, and loads what draws it. */
function why(card, moment) {
  if (!document.getElementById("content").dataset.why || card.overall.reason === "own_survey_first") return "";
  const place = el("div", { class: "card-why" });
  import("./card-why.js").then(({ fill }) => fill(place, card, moment));
  return place;
}

const heading = ({ name, overall }) => {
  const grade = golmok.symbolOf("overall", overall.grade);
  const verdict =
    overall.status === "graded"
      ? t("{mark} 등급 {word}, {score}점", {
          mark: grade.mark,
          word: golmok.word(grade),
          score: overall.score.toFixed(2),
        })
      : t("미조사");
  return `${name || t("이름 없는 골목")}, ${verdict}`;
};

export class CardPanel {
  /**
   * actions: showOnMap(card), closed(), home(), where the focus goes when its opener is gone, and moment(), from when the
   * city is looked at, where that may be the past.
   */
  constructor(sheet, actions) {
    this.sheet = sheet;
    this.actions = actions;
    this.asking = new AbortController();
    this.opener = null;
  }

  get isOpen() {
    return !this.sheet.hidden;
  }

  /** Fetch and show a card; with focus, the reader is taken to it and brought back on closing. */
  async open(id, { focus = false } = {}) {
    this.asking.abort();
    this.asking = new AbortController();
    if (focus && !this.sheet.contains(document.activeElement)) this.opener = document.activeElement;
    try {
      const moment = this.actions.moment?.() ?? {};
      const card = await ask(`/segments/${encodeURIComponent(id)}`, moment, this.asking.signal);
      this.show(card, focus, moment);
      return card;
    } catch (fault) {
      report(fault, () => this.open(id, { focus }));
      return null;
    }
  }

  show(card, focus, moment = {}) {
    this.sheet.replaceChildren(
      el(
        "button",
        { type: "button", class: "golmok-close", "aria-label": t("카드 닫기"), onclick: () => this.close() },
        "×",
      ),
      moment.as_of ? el("p", { class: "card-then" }, t("{day}에 알던 대로의 카드", { day: golmok.date(moment.as_of) })) : "",
      ...golmok.card(card),
      edits(card),
      why(card, moment),
      this.tools(card),
    );
    this.sheet.hidden = false;
    this.sheet.scrollTop = 0;
    say(heading(card));
    if (focus) document.getElementById("golmok-card-title").focus();
  }

  tools(card) {
    const copy = el("button", { type: "button", class: "tool" }, t("링크 복사"));
    copy.addEventListener("click", () => copyAddress(copy));
    const show = el(
      "button",
      { type: "button", class: "tool", onclick: () => this.actions.showOnMap(card) },
      t("지도에서 보기"),
    );
    const [lon, lat] = card.center;
    const there = { class: "tool", href: `/report#map=18/${lat}/${lon}` };
    return el("div", { class: "card-tools" }, el("a", there, t("여기 불편 신고")), copy, show);
  }

  close() {
    this.asking.abort();
    if (!this.isOpen) return;
    const { opener } = this;
    const focused = this.sheet.contains(document.activeElement);
    this.opener = null;
    this.sheet.hidden = true;
    this.actions.closed();
    if (focused) (opener?.isConnected && opener !== document.body ? opener : this.actions.home()).focus();
  }
}

/** Copy the address; where the browser forbids that, put it where it can be copied by hand. */
async function copyAddress(button) {
  try {
    await navigator.clipboard.writeText(window.location.href);
    button.textContent = t("복사했습니다");
    say(t("링크를 복사했습니다"));
  } catch {
    const field = el("input", {
      class: "address",
      readonly: true,
      "aria-label": t("이 화면의 주소"),
      value: window.location.href,
    });
    button.replaceWith(field);
    field.select();
  }
}
