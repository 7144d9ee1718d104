/** Groups that one decision may settle, and what was decided of late. */

import { count, percent } from "./review-question.js";

const { el } = window.golmok;
const KINDS = { address: "같은 주소", point: "같은 지점", candidates: "같은 후보", boundary: "동 경계" };
const DONE = { accept: "첫째 후보로", pick: "고른 구간으로", leave: "미배정으로 둠", undo: "되돌림" };
const timed = new Intl.DateTimeFormat("ko-KR", { dateStyle: "medium", timeStyle: "short", timeZone: "Asia/Seoul" });

const sureness = ({ least }) => (least === null ? "후보 없음" : `가장 낮은 확률 ${percent(least)}`);

const told = ({ by, recorded_at: moment, undone }) =>
  [by, timed.format(new Date(moment)), undone ? "되돌려짐" : null].filter(Boolean).join(" · ");

/** Fill a pane with the groups; open(group) shows the issues of one. */
export function drawGroups(pane, groups, open) {
  const row = (group) =>
    el(
      "li",
      {},
      el(
        "button",
        { type: "button", class: "row", onclick: () => open(group) },
        el("span", { class: "what" }, group.label, el("strong", { class: "count" }, count(group.count))),
        el("span", { class: "about" }, `${KINDS[group.kind]} · ${sureness(group)}`),
      ),
    );
  pane.replaceChildren(
    groups.length
      ? el("ul", { class: "rows" }, groups.map(row))
      : el("p", { class: "nothing" }, "한 번에 정할 묶음이 없습니다."),
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
            review.kind === "undo" ? "다시 하기" : "되돌리기",
          ),
    );
  pane.replaceChildren(
    reviews.length
      ? el("ul", { class: "rows past" }, reviews.map(row))
      : el("p", { class: "nothing" }, "아직 정한 것이 없습니다."),
  );
}
