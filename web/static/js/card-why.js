/** Why a segment has its grade, for who sees every line of it: asked for part by part, when a part is opened. */

import { ask } from "./api.js";
import { History } from "./card-history.js";
import { decisionsAbout } from "./decisions.js";
import { report, say } from "./say.js";

const golmok = window.golmok;
const { el, t } = golmok;
const AXES = ["overall", "residential", "walking"];
const UNGRADED = { now: t("지금은 미조사입니다. 먼저 조사해야 합니다."), then: t("그때는 미조사였습니다. 등급을 매길 조사가 없었습니다.") };
const NO_LIFT = {
  best: t("이미 가장 좋은 등급입니다."),
  structural: t("고칠 수 있는 것을 다 고쳐도 등급은 그대로입니다. 남는 것은 폭이나 경사 같은 구조입니다."),
};

/** Parts that are open stay so on the next card. */
const opened = new Set();

export function fill(place, card, { as_of, known_at: known } = {}) {
  const address = `/segments/${encodeURIComponent(card.id)}`;
  const history = new History((page) => ask(`${address}/history`, { page, as_of, known }));
  let lift = null;
  const time = as_of ? "then" : "now";
  const lifted = () => (lift ??= ask(`${address}/lift`, { as_of, known_at: known }).catch((fault) => ((lift = null), Promise.reject(fault))));
  const past = part("history", t("이력"), () => history.nodes());
  const decided = part("decisions", t("주민회의 결정"), async () => {
    const found = await decisionsAbout({ segment: card.id });
    return found.length ? found : [el("p", {}, t("이 구간에 대한 결정이 없습니다."))];
  });
  leadTo(past, place.closest(".golmok-sheet")?.querySelector(".golmok-surveys"));
  place.replaceChildren(
    past,
    part("lift", t("한 등급 올리려면"), async () => liftNodes(await lifted(), time)),
    as_of ? "" : decided, // of now alone
    part("chances", t("축별 등급 확률"), async () => chanceNodes(await lifted(), time)),
  );
}

/** Make the number of surveys the way to them. */
function leadTo(past, surveys) {
  const open = () => {
    past.open = true;
    past.firstChild.focus();
  };
  surveys?.replaceWith(el("button", { type: "button", class: "golmok-surveys", onclick: open }, surveys.textContent));
}

function part(key, title, load) {
  const body = el("div", { class: "why-body" });
  const details = el("details", { class: "why-part", id: `why-${key}` }, el("summary", {}, el("h3", {}, title)), body);
  const show = async () => {
    body.replaceChildren(el("p", { class: "golmok-note" }, t("불러오는 중…")));
    try {
      body.replaceChildren(...(await load()));
      say(t("{title} 불러옴", { title }));
    } catch (fault) {
      details.open = false;
      report(fault, () => (details.open = true));
    }
  };
  details.addEventListener("toggle", () => {
    if (details.open) opened.add(key);
    else opened.delete(key);
    if (details.open && !body.querySelector(":not(.golmok-note)")) show();
  });
  details.open = opened.has(key);
  return details;
}

/** A letter on its tile, with its number. */
const verdict = ({ grade, score }) => [
  golmok.tile(golmok.symbolOf("overall", grade)),
  el("span", { class: "golmok-number" }, score === null ? t("미조사") : score.toFixed(2)),
];

const counted = (number) => number.toLocaleString(golmok.locale, { maximumFractionDigits: 1 });

/** Of the Korean sentence the place is in 10,000 won, of the English one in won. */
const money = (cost) => (cost * 10_000).toLocaleString(golmok.locale, { style: "currency", currency: "KRW" });

const axisTitle = (key) => t(golmok.style.axes.find((axis) => axis.key === key).title);

/* ---- what would lift it ---- */

const NOW = { now: t("지금"), then: t("그때") };

function liftNodes({ now, mended, lift, why_none: why }, time) {
  const row = (term, axis) => el("div", {}, el("dt", {}, term), el("dd", {}, verdict(axis)));
  return [
    el(
      "dl",
      { class: "why-steps" },
      row(NOW[time], now.overall),
      lift ? row(t("고친 뒤"), lift) : null,
      row(t("개선 가능 점수"), mended.overall),
    ),
    lift ? pricesOf(lift) : el("p", {}, why === "ungraded" ? UNGRADED[time] : NO_LIFT[why]),
    el("p", { class: "golmok-note" }, t("개선 가능 점수는 고칠 수 있는 것을 모두 고치고 다시 조사했을 때의 점수입니다.")),
    lift ? el("p", { class: "golmok-note" }, t("비용은 순서를 견주기 위한 가정입니다. 시의 계약 단가가 아닙니다.")) : null,
  ].filter(Boolean);
}

function pricesOf({ items, cost }) {
  const row = ({ item, label, cost: price }) =>
    el("tr", {}, el("th", { scope: "row" }, `${item} ${label}`), el("td", {}, money(price)));
  return el(
    "table",
    { class: "golmok-sum" },
    el("caption", {}, t("가장 적은 비용으로 한 등급 올리는 항목")),
    el("tbody", {}, items.map(row)),
    el("tfoot", {}, el("tr", {}, el("th", { scope: "row" }, t("모두")), el("td", {}, money(cost)))),
  );
}

/* ---- how sure its letters are ---- */

const CHANCES = {
  now: t("지금 알려진 것으로 다시 조사했을 때 나올 등급의 확률"),
  then: t("그때 알려진 것으로 다시 조사했다면 나왔을 등급의 확률"),
};

function chanceNodes({ now }, time) {
  const graded = AXES.filter((key) => now[key].probability);
  if (!graded.length) return [el("p", {}, UNGRADED[time])];
  const letters = golmok.symbolsOf("overall").filter(({ key }) => key in now[graded[0]].probability);
  const row = (key) => {
    const { grade, probability } = now[key];
    const cell = ({ key: letter }) =>
      el("td", { class: letter === grade ? "is-now" : null }, golmok.percent(probability[letter]));
    return el("tr", {}, el("th", { scope: "row" }, axisTitle(key)), letters.map(cell));
  };
  return [
    el(
      "table",
      { class: "why-table" },
      el("caption", {}, CHANCES[time]),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          el("th", { scope: "col" }, t("축")),
          letters.map((one) => el("th", { scope: "col" }, golmok.tile(one))),
        ),
      ),
      el("tbody", {}, graded.map(row)),
    ),
  ];
}
