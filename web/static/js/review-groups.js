/** Groups that one decision may settle, and what was decided of late. */

import { count, labelOf, percent } from "./review-question.js";

const { el, locale, t } = window.golmok;
const KINDS = {
  address: t("같은 주소"),
  point: t("같은 지점"),
  candidates: t("같은 후보"),
  boundary: t("동 경계"),
};
const DONE = { accept: t("첫째 후보로"), pick: t("고른 구간으로"), leave: t("미배정으로 둠"), undo: t("되돌림") };
const timed = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone: "Asia/Seoul" });

const sureness = ({ least }) => (least === null ? t("후보 없음") : t("가장 낮은 확률 {percent}", { percent: percent(least) }));

const told = ({ by, recorded_at: moment, undone }) =>
  [by, timed.format(new Date(moment)), undone ? t("되돌려짐") : null].filter(Boolean).join(" · ");

/** Fill a pane with the groups; open(group) shows the issues of one. */
export function drawGroups(pane, groups, open) {
  const row = (group) =>
    el(
      "li",
      {},
      el(
        "button",
        { type: "button", class: "row", onclick: () => open(group) },
        el("span", { class: "what" }, labelOf(group), el("strong", { class: "count" }, count(group.count))),
        el("span", { class: "about" }, `${KINDS[group.kind]} · ${sureness(group)}`),
      ),
    );
  pane.replaceChildren(
    groups.length
      ? el("ul", { class: "rows" }, groups.map(row))
      : el("p", { class: "nothing" }, t("한 번에 정할 묶음이 없습니다.")),
  );
}

/** Fill a pane with the last reviews; undo(review) takes one back. */
export function drawPast(pane, reviews, undo) {
  const row = (review) =>
    el(
      "li",
      { class: review.undone ? "is-undone" : null },
      el(
        "div",
        { class: "row" },
        el("span", { class: "what" }, DONE[review.kind], el("strong", { class: "count" }, count(review.count))),
        el("span", { class: "about" }, told(review)),
      ),
      review.undone
        ? null
        : el(
            "button",
            { type: "button", class: "tool", onclick: () => undo(review) },
            review.kind === "undo" ? t("다시 하기") : t("되돌리기"),
          ),
    );
  pane.replaceChildren(
    reviews.length
      ? el("ul", { class: "rows past" }, reviews.map(row))
      : el("p", { class: "nothing" }, t("아직 정한 것이 없습니다.")),
  );
}
