/** Today's segments in walking order, with the one to go to next. */

import { nameOf } from "./survey-words.js";

const { el, locale, t } = window.golmok;
const metres = new Intl.NumberFormat(locale, { style: "unit", unit: "meter", maximumFractionDigits: 0 });

/** `on` hears choose(stop) and start(stop); `chosen` is the stop that is shown on the map. */
export function listParts(round, chosen, on) {
  if (round.length === 0 && !chosen) return [none()];
  const done = round.filter(({ state }) => state === "done");
  const left = round.filter(({ state }) => state !== "done");
  const row = (stop) => el("li", {}, rowButton(stop, stop === chosen, on));
  return [
    round.length ? tally(done.length, round.length) : none(),
    el("ol", { class: "survey-list" }, left.map(row)),
    done.length
      ? el(
          "details",
          { class: "survey-done" },
          el("summary", {}, t("마친 구간 {count}", { count: done.length })),
          el("ol", { class: "survey-list" }, done.map(row)),
        )
      : null,
    end(chosen, on),
  ].filter(Boolean);
}

const none = () => el("p", { class: "survey-none" }, t("오늘 조사할 구간이 없습니다. 지도에서 구간을 눌러 조사할 수 있습니다."));

function tally(done, all) {
  return el(
    "p",
    { class: "survey-tally" },
    el("strong", {}, `${done}/${all}`),
    ` ${t("구간 마침")}`,
    el("progress", { max: all, value: done, "aria-hidden": "true" }),
  );
}

function rowButton(stop, isChosen, on) {
  const { segment, number, state } = stop;
  return el(
    "button",
    {
      type: "button",
      class: `survey-stop is-${state}`,
      "aria-current": isChosen ? "true" : null,
      onclick: () => on.choose(stop),
    },
    el("span", { class: "survey-number" }, number),
    el("span", { class: "survey-stop-name" }, nameOf(segment), el("small", {}, metres.format(segment.length_m))),
    el("span", { class: "survey-state" }, word(stop)),
  );
}

function word({ state, count }) {
  if (state === "begun") return t("쓰는 중, 답 {count}개", { count });
  return state === "done" ? t("마침") : "";
}

function end(chosen, on) {
  if (!chosen) return el("div", { class: "field-foot" }, el("p", {}, t("오늘 구간을 모두 마쳤습니다.")));
  const { number, segment, state } = chosen;
  const name = [number, nameOf(segment)].filter(Boolean).join(" · ");
  return el(
    "div",
    { class: "field-foot is-stacked survey-end" },
    el(
      "button",
      { type: "button", class: "action", onclick: () => on.start(chosen) },
      el("small", {}, name),
      start(state),
    ),
  );
}

function start(state) {
  if (state === "begun") return t("이어서 조사하기");
  return state === "done" ? t("다시 조사하기") : t("조사 시작");
}
