/** How the numbers of findings are written. */

const golmok = window.golmok;
const { t } = golmok;

export const counted = (number, digits = 0) =>
  number.toLocaleString(golmok.locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** A number without a unit: as many digits as tell it from chance. */
function measured(number) {
  if (Math.abs(number) >= 100) return counted(number);
  if (Math.abs(number) >= 1 || number === 0) return counted(number, 2);
  return number.toLocaleString(golmok.locale, { maximumSignificantDigits: 2, maximumFractionDigits: 5 });
}

const UNITS = {
  count: (number) => counted(number),
  share: (number) => `${counted(100 * number, 1)} %`,
  number: measured,
  points: (number) => t("{points}점", { points: counted(number, 2) }),
  metres: (number) => `${counted(number)} m`,
  days: (number) => t("{count}일", { count: counted(number, number < 10 ? 1 : 0) }),
  day: (day) => golmok.date(day),
};

export const written = (unit, value) => (value === null || value === undefined ? "–" : UNITS[unit](value));

export const isNumber = (unit) => unit !== "issue";
