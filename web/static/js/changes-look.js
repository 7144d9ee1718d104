/** How what became of a grade looks on the map: an axis of its own, of hues that tell apart to every eye. */

import { OUT } from "./plan-layer.js";

const golmok = window.golmok;
const { el, t } = golmok;
const overall = golmok.style.axes[0].symbols;
const ungraded = overall[overall.length - 1];

const look = (key, mark, colour, width, dash = []) => ({ key, mark, word: "", colour, ink: "#ffffff", width, dash });
const background = (key) => ({ ...look(key, "", "#98a2ac", 2), bare: true });

/** From what is drawn at the bottom to what lies above; the words come with the page. */
export const SYMBOLS = [
  { ...overall[0], key: OUT, mark: "" },
  background("same"),
  look("lapsed", "", "#8a949e", 4, [2, 5]),
  look("graded", "", "#7048a8", 4),
  look("new", "", "#7048a8", 4, [8, 5]),
  background("gone"), // it is nowhere on the map of now
  look("better", "▲", "#0072b2", 5),
  look("worse", "▼", "#d55e00", 6),
];

/** Put the axis of changes beside those of the grades. */
export function addChanges(words) {
  for (const symbol of SYMBOLS) symbol.word = words[symbol.key] ?? "";
  golmok.style.axes.push({ key: "change", title: "", symbols: [...SYMBOLS, ungraded] });
}

/** The letters and their lines, for a map that shows grades. */
export const legend = (axis) =>
  golmok
    .symbolsOf(axis)
    .filter(({ key }) => key !== OUT)
    .map((symbol) => {
      const word = golmok.word(symbol);
      return el("li", {}, golmok.swatch(symbol, golmok.shell.face.theme), symbol.key.length === 1 ? `${symbol.mark} ${word}` : word);
    });

/** A grade of a row: its tile, or why there is none. */
export function gradeOf(axis, score) {
  if (score === null) return el("span", { class: "ungraded" }, "–");
  const symbol = golmok.symbolOf(axis, score.grade ?? "ungraded");
  if (symbol.key === "ungraded") return el("span", { class: "ungraded" }, golmok.word(symbol));
  return el("span", { class: "graded" }, golmok.tile(symbol), score.score.toFixed(2));
}

export const signed = (number) => (number > 0 ? `+${number.toFixed(2)}` : number.toFixed(2).replace("-", "−"));

export const dayOf = (day) => golmok.date(day);

export const counted = (number) => number.toLocaleString(golmok.locale);

export const nothing = () => t("조건에 맞는 구간이 없습니다.");

/** A moment as a field of the page has it: by the clock of the reader. */
export function clockOf(moment) {
  const at = new Date(moment);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
