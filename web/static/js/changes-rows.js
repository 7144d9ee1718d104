/** What changed as a table: from which grade to which, by how much, and which lines of the explanation differ. */

import { counted, gradeOf, nothing, signed } from "./changes-look.js";
import { PlanTable } from "./plan-table.js";

const golmok = window.golmok;
const { el, t } = golmok;
const FIRST = 3; // reasons that are told without asking

function reason({ label, difference, issues }) {
  const many = issues ? t("{label} {before}→{after}건", { label: t(label), before: counted(issues[0]), after: counted(issues[1]) }) : t(label);
  return el("li", {}, many, " ", el("span", { class: difference < 0 ? "change-down" : "change-up" }, signed(difference)));
}

function why({ lines }) {
  if (!lines.length) return "–";
  const first = el("ul", { class: "change-why" }, lines.slice(0, FIRST).map(reason));
  if (lines.length <= FIRST) return first;
  const rest = el("details", {}, el("summary", {}, t("{count}개 더 보기", { count: lines.length - FIRST })), el("ul", { class: "change-why" }, lines.slice(FIRST).map(reason)));
  return el("div", {}, first, rest);
}

const name = ({ id, name: called, forebear }) => [
  el("button", { type: "button", class: "row-open", "data-id": id }, called || t("이름 없는 골목")),
  forebear ? el("span", { class: "change-forebear" }, t("나뉘거나 합쳐지기 전 구간과 견줌")) : "",
];

const columnsOf = (axis, words) => [
  { title: t("골목"), sort: "name", cell: name, row: true },
  { title: t("동"), sort: "district", cell: ({ district }) => district || "–" },
  { title: t("변화"), cell: ({ kind }) => words[kind] },
  { title: t("이전 등급"), sort: "before", cell: ({ before }) => gradeOf(axis(), before) },
  { title: t("이후 등급"), sort: "after", cell: ({ after }) => gradeOf(axis(), after) },
  { title: t("점수 차이"), sort: "difference", cell: ({ difference }) => (difference === null ? "–" : signed(difference)), number: true },
  { title: t("달라진 까닭"), cell: why },
  { title: t("길이"), sort: "length_m", cell: ({ length_m: metres }) => `${Math.round(metres)} m`, number: true },
];

/** axis() tells of which grade; the others as PlanTable has them. */
export const changesTable = (holder, { axis, words, ...actions }) =>
  new PlanTable(holder, { ...actions, columns: columnsOf(axis, words), sort: "difference", size: 50, label: t("달라진 구간 표, 옆으로 밀어 볼 수 있음"), nothing });
