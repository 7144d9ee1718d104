/** Values of fields in words, and what people disagree about. */

import { nameOf } from "./survey-words.js";
import { distanceOf, momentWord } from "./work-words.js";

const { el, t, locale } = window.golmok;
const metres = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });

export const fieldName = (field) => NAMES[field]();

const NAMES = {
  category: () => t("유형"),
  severity: () => t("심각도"),
  description: () => t("설명"),
  place: () => t("위치"),
  withdrawn: () => t("철회"),
  width_m: () => t("너비"),
  stairs: () => t("계단"),
  impassable: () => t("통행"),
  note: () => t("메모"),
};

/** The two answers of a field that takes yes or no: [no, yes]. */
export const ANSWERS = {
  withdrawn: () => [t("그대로 둠"), t("철회함")],
  stairs: () => [t("계단 없음"), t("계단 있음")],
  impassable: () => [t("다닐 수 있음"), t("다닐 수 없음")],
};

export function valueWord({ words, area }, field, value) {
  if (field === "description" || field === "note") return value || t("없음");
  if (value === null || value === undefined) return t("모름");
  if (field === "category") return words.categories[value];
  if (field === "severity") return words.severities[value - 1].split(" - ")[0];
  if (field === "width_m") return t("{width} m", { width: metres.format(value) });
  if (field === "place") return nameOf(area.network.segment(value.segment) ?? area.network.nearest(value)?.segment);
  return ANSWERS[field]()[Number(value)];
}

/** What a value replaces; of a place, how far it was moved. */
export function beforeWord(app, field, before, value) {
  if (field !== "place" || !before) return t("지금은 {value}", { value: valueWord(app, field, before) });
  const metresMoved = distanceOf({ position: [before.lon, before.lat] }, value);
  return t("{metres} m 옮김", { metres: Math.round(metresMoved) });
}

/** What a receipt says that names such fields. */
export const conflictWords = (fields) =>
  t("다른 사람이 고친 값이 있습니다: {fields}. 두 값 모두 남아 있고, 추진단장이나 계획 담당자가 정합니다.", {
    fields: fields.map(fieldName).join(", "),
  });

/** Of each field that people disagree about: every value with who wrote it, none of which is lost. */
export function conflictLines(app, known, subject, id) {
  return Object.entries(known.conflicts(subject, id)).map(([field, heads]) =>
    el(
      "div",
      { class: "edit-conflict", role: "note" },
      el("b", {}, t("다른 사람이 고친 값 · {field}", { field: fieldName(field) })),
      el(
        "ul",
        {},
        heads.map(({ value, by, edited_at: at }) =>
          el("li", {}, valueWord(app, field, value), el("span", { class: "field-hint" }, ` ${[by, momentWord(at)].filter(Boolean).join(" · ")}`)),
        ),
      ),
      el("p", { class: "field-hint" }, t("두 값 모두 남아 있습니다. 추진단장이나 계획 담당자가 정합니다.")),
    ),
  );
}
