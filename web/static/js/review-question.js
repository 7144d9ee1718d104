/** One question: which alley is this issue on? What is known of it, and the candidates to choose from. */

const { el, locale, t } = window.golmok;
const counted = new Intl.NumberFormat(locale);
const dated = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "Asia/Seoul" });

export const percent = (share) => `${Math.floor(share * 100)}%`;
export const count = (number) => t("{count}건", { count: counted.format(number) });
export const day = (moment) => dated.format(new Date(moment));

/** Where an issue is said to be, in few words. */
export const whereabouts = ({ address, road_name: road, district, point }) =>
  address || [district, road].filter(Boolean).join(" ") || (point ? t("행정동 밖") : t("위치 없음"));

/** The districts on the two sides of a group that lies at their boundary. */
export const sideOf = ({ label }) => label.replace(/ 경계$/, "");

/** What a group is called; the server says it in Korean. */
export function labelOf(group) {
  if (group.kind === "boundary") return t("{side} 경계", { side: sideOf(group) });
  if (group.kind === "point") return t("{place}, 같은 지점", { place: group.label.replace(/, 같은 지점$/, "") });
  return group.label;
}

export const nameOf = ({ name }) => name || t("이름 없는 골목");

/** How near a candidate is and how likely; one that was only near has no probability. */
const likelihood = ({ probability, distance_m: metres }) =>
  [probability === null ? t("가까운 구간") : percent(probability), `${Math.round(metres)}\u00a0m`].join(" · ");

export class Question {
  /** answers: choose(candidate), pick(segment), leave(). */
  constructor(holder, answers) {
    Object.assign(this, { holder, answers });
    this.picked = null;
  }

  /** Ask about an item; without one there is nothing left to ask. */
  ask(item) {
    this.item = item;
    this.picked = null;
    this.holder.hidden = !item;
    this.holder.classList.toggle("is-busy", false);
    if (item) this.holder.replaceChildren(...this.parts());
  }

  parts() {
    const { item } = this;
    return [
      el("h2", { id: "question-title" }, t("이 민원은 어느 골목입니까?")),
      this.facts(item),
      el(
        "ol",
        { class: "candidates" },
        item.candidates.map((candidate, i) => this.candidate(candidate, i)),
      ),
      el("div", { class: "other-answers" }, this.pickButton(), this.leaveButton()),
      el("p", { class: "hint" }, this.hint(item)),
    ];
  }

  facts({ category, severity_label: severity, reported_at: moment, texts, accuracy_m: accuracy, address_reasons: reasons, ...item }) {
    const position = item.point
      ? accuracy === null
        ? t("위치 정확도를 모름")
        : t("위치 오차 약 {metres}\u00a0m", { metres: Math.round(accuracy) })
      : t("위치 없이 접수");
    return el(
      "div",
      { class: "facts" },
      el("p", { class: "what" }, el("strong", {}, category), ` ${severity}`),
      texts.map((text) => el("blockquote", {}, text)),
      el("p", { class: "where" }, [whereabouts(item), day(moment), position].join(" · ")),
      reasons.length ? el("p", { class: "where" }, t("주소 확인: {reasons}", { reasons: reasons.join(" · ") })) : "",
    );
  }

  candidate(candidate, i) {
    return el(
      "li",
      {},
      el(
        "button",
        { type: "button", class: "candidate", onclick: () => this.answers.choose(candidate) },
        el("span", { class: `number is-${i + 1}`, "aria-hidden": "true" }, String(i + 1)),
        el("span", { class: "name" }, nameOf(candidate)),
        el("span", { class: "chance" }, likelihood(candidate)),
      ),
    );
  }

  pickButton() {
    this.pickTool = el(
      "button",
      { type: "button", class: "tool", disabled: true, onclick: () => this.answers.pick(this.picked) },
      t("지도에서 고른 구간으로"),
    );
    return this.pickTool;
  }

  leaveButton() {
    return el("button", { type: "button", class: "tool", onclick: () => this.answers.leave() }, t("미배정으로 두기"));
  }

  hint({ candidates, point, alley_bounds: bounds, road_name: road }) {
    if (candidates.length) return t("다른 골목이면 지도에서 구간을 고르세요.");
    if (bounds) return t("지도에 {road}을(를) 보여 줍니다. 구간을 고르세요.", { road });
    return point
      ? t("가까운 구간이 없습니다. 지도에서 고르거나 미배정으로 두세요.")
      : t("지도에서 구간을 고르거나 미배정으로 두세요.");
  }

  /** A segment was picked on the map: offer it as the answer. */
  offer(props) {
    if (!this.item) return;
    this.picked = props?.id || null;
    this.pickTool.disabled = !this.picked;
    this.pickTool.textContent = this.picked
      ? t("{name}(으)로 정하기", { name: nameOf(props) })
      : t("지도에서 고른 구간으로");
  }
}
