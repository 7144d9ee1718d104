/** How the rubric speaks: its names in the reader's language, and its drawings. */

import { NOT_APPLICABLE, NOT_OBSERVED } from "./survey-answers.js";

const { locale, t } = window.golmok;
const DRAWN = new Set([0, 2, 4]);

/** A name that comes in both languages. */
export const said = ({ ko, en }) => (locale === "ko-KR" ? ko : en);

/** The address of the drawing of a level, or null where words have to do. */
export const drawingOf = ({ id }, level) =>
  DRAWN.has(level) ? new URL(`drawings/${id}-${level}.svg`, import.meta.url).href : null;

export function answerWord(rubric, answer) {
  if (answer === undefined) return t("답 없음");
  if (answer === NOT_APPLICABLE) return said(rubric.not_applicable);
  if (answer === NOT_OBSERVED) return said(rubric.not_observed);
  return `${answer} ${said(rubric.levels[answer])}`;
}

export const nameOf = (segment) => segment?.name || t("이름 없는 골목");
