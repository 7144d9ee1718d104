/** What a patrol shows while it is walked: how far it is, the segment that stands to be looked at, and the route. */

import { markOf, stateOf } from "./patrol-map.js";
import { lengthWord } from "./patrol-plans.js";
import { nameOf } from "./survey-words.js";

const { el, t } = window.golmok;

const button = (word, look, act) => el("button", { type: "button", class: look, onclick: act }, word);

export function tallyParts(patrol) {
  const { checked, planned } = patrol.tally;
  return [
    el("strong", {}, planned ? `${checked}/${planned}` : String(checked)),
    el("span", {}, t("구간 확인")),
    el("span", {}, t("발견 {count}", { count: patrol.saved.length })),
    el("span", {}, t("{minutes}분", { minutes: patrol.minutes })),
    planned ? el("progress", { max: planned, value: checked, "aria-hidden": "true" }) : "",
  ];
}

/** Where one seems to be, to tap; or why that is not known. */
export function hereParts({ fix, fault }, stop, chosen, on) {
  if (stop && stop.segment.id === chosen) return [el("span", {}, t("지금 이 구간에 있는 것 같습니다."))];
  if (stop) {
    const name = [stop.number, nameOf(stop.segment)].filter(Boolean).join(" · ");
    return [button(t("지금 있는 곳: {name}", { name }), "tool is-wide", () => on.choose(stop.segment.id))];
  }
  if (fix) return [el("span", {}, t("지금 어느 구간에 있는지 뚜렷하지 않습니다."))];
  if (fault === "denied") return [el("span", {}, t("위치를 쓸 수 없게 막혀 있습니다. 지도나 목록에서 구간을 고르세요."))];
  return [el("span", {}, t("위치를 찾는 중입니다."))];
}

/** `on` hears fine(id), notYet(id), find(id), choose(id), rest() and end(). */
export function walkParts(patrol, stops, chosen, on) {
  return [
    heading(patrol, chosen, on),
    foot(patrol, chosen, on), // lies at the bottom, and comes first to who goes by keys
    el("div", { class: "patrol-ways" }, button(t("쉬기"), "tool", on.rest), button(t("마치기"), "tool", on.end)),
    el("ol", { class: "patrol-route", "aria-label": t("경로") }, ...stops.map((stop) => row(stop, chosen, on))),
  ];
}

function heading({ tally }, chosen, on) {
  if (!chosen) {
    const word = tally.planned ? t("경로를 모두 살펴봤습니다.") : t("지도에서 구간을 누르거나 지금 있는 곳을 고르세요.");
    return el("h2", { class: "patrol-name", tabindex: "-1" }, word);
  }
  const { segment, at, finds } = chosen;
  return el(
    "div",
    { class: "patrol-chosen" },
    el(
      "h2",
      { class: "patrol-name", tabindex: "-1" },
      el("span", { class: `patrol-mark is-${stateOf(chosen)}`, "aria-hidden": "true" }, String(markOf(chosen))),
      el("span", {}, nameOf(segment), el("small", {}, aboutStop(chosen, tally.planned))),
    ),
    at && finds.length === 0 ? button(t("확인 취소"), "tool", () => on.notYet(segment.id)) : "",
  );
}

function aboutStop(stop, planned) {
  const { number, segment } = stop;
  const place = number ? t("{number}번째 구간", { number }) : planned ? t("계획에 없는 구간") : null;
  return [place, lengthWord(segment.length_m), standing(stop)].filter(Boolean).join(" · ");
}

function standing({ at, finds }) {
  if (finds.length) return t("발견 {count}", { count: finds.length });
  return at ? t("이상 없음") : "";
}

function row(stop, chosen, on) {
  const { segment } = stop;
  return el(
    "li",
    {},
    el(
      "button",
      {
        type: "button",
        class: `patrol-stop is-${stateOf(stop)}`,
        "aria-current": segment.id === chosen?.segment.id ? "true" : null,
        onclick: () => on.choose(segment.id),
      },
      el("span", { class: `patrol-mark is-${stateOf(stop)}`, "aria-hidden": "true" }, String(markOf(stop))),
      el("span", {}, nameOf(segment), el("small", {}, lengthWord(segment.length_m))),
      el("span", { class: "patrol-standing" }, standing(stop)),
    ),
  );
}

/** The one decision: what about this segment. */
function foot({ next, tally }, chosen, on) {
  const ways = [];
  if (chosen) ways.push(button(t("불편사항 발견"), "action is-second", () => on.find(chosen.segment.id)));
  if (chosen && !chosen.at) ways.push(button(t("이상 없음"), "action", () => on.fine(chosen.segment.id)));
  else if (next) ways.push(button(t("다음 구간"), "action", () => on.choose(next)));
  else if (tally.planned) ways.push(button(t("마치기"), "action", on.end));
  return ways.length ? el("div", { class: "field-foot patrol-foot" }, ...ways) : "";
}
