/** The panel of the grade card: a side panel on a desk, a sheet from below on a phone. */

import { ask } from "./api.js";
import { report, say } from "./say.js";

const golmok = window.golmok;
const { el, t } = golmok;

const said = ({ name, overall }) => {
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
  /** actions: showOnMap(card), closed(), and home(), where the focus goes when its opener is gone. */
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
      const card = await ask(`/segments/${encodeURIComponent(id)}`, {}, this.asking.signal);
      this.show(card, focus);
      return card;
    } catch (fault) {
      report(fault, () => this.open(id, { focus }));
      return null;
    }
  }

  show(card, focus) {
    this.sheet.replaceChildren(
      el(
        "button",
        { type: "button", class: "golmok-close", "aria-label": t("카드 닫기"), onclick: () => this.close() },
        "×",
      ),
      ...golmok.card(card),
      this.tools(card),
    );
    this.sheet.hidden = false;
    this.sheet.scrollTop = 0;
    say(said(card));
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
