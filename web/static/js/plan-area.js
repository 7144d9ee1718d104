/**
 * What was picked on the map: areas and single segments, each added to those before it or taken away, as the address has it.
 *
 * Parts stand one after another with semicolons, and the last word about a segment holds. A part that is taken away begins
 * with "out,"; one that is the first is so from all. An area is its corners, anything else are ids of segments.
 */

export const NEW = "new";
export const ADD = "add";
export const TAKE = "take";
export const MOST_CORNERS = 100;
const MOST_AREAS = 20;
const MOST_IN_ALL = 300; // corners of all areas together
const FARTHEST = [180, 85]; // degrees, east or west and north or south
const LONGEST = 4000; // characters, of all parts
const OUT = "out,";
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** How a pointer or a key picks by what is held down with it; null for as it is. */
export function howOf({ shiftKey, ctrlKey, altKey, metaKey }) {
  if (ctrlKey || altKey || metaKey) return TAKE;
  return shiftKey ? ADD : null;
}

/** Corners of Leaflet as a part. */
export const drawn = (corners) => corners.map(({ lng, lat }) => `${lng.toFixed(5)},${lat.toFixed(5)}`).join(",");

/** Whether it is short enough to stand in an address, and plain enough to be held against a city. */
export function isShort(area) {
  const areas = area.split(";").map((part) => partOf(part)?.corners ?? []).filter(({ length }) => length);
  const corners = areas.reduce((sum, { length }) => sum + length, 0);
  return area.length <= LONGEST && areas.length <= MOST_AREAS && corners <= MOST_IN_ALL;
}

/** The parts of an area, with ids or with corners as Leaflet has them; null of what is none. */
export function partsOf(area) {
  if (!area || !isShort(area)) return null;
  const parts = area.split(";").map(partOf);
  return parts.includes(null) ? null : parts;
}

function partOf(written) {
  const isOut = written.startsWith(OUT);
  const words = (isOut ? written.slice(OUT.length) : written).split(",");
  if (words.every((word) => UUID.test(word))) return { isOut, ids: words };
  const numbers = words.map((word) => (word.trim() ? Number(word) : Number.NaN));
  const isArea = numbers.length >= 6 && numbers.length <= 2 * MOST_CORNERS && numbers.length % 2 === 0 && numbers.every((degrees, i) => Math.abs(degrees) <= FARTHEST[i % 2]);
  return isArea ? { isOut, corners: Array.from({ length: numbers.length / 2 }, (_, i) => [numbers[2 * i + 1], numbers[2 * i]]) } : null;
}

/** An area with another one; how is NEW, ADD or TAKE. */
export function withDrawn(area, corners, how) {
  const part = drawn(corners);
  if (how === NEW || (how === ADD && !area)) return part;
  return [area, how === TAKE ? `${OUT}${part}` : part].filter(Boolean).join(";");
}

/** An area with single segments more or less; null when nothing is picked any more. */
export function withSegments(area, ids, how) {
  const told = new Set(ids);
  const parts = how === NEW ? [] : (partsOf(area) ?? []);
  const fromAll = parts.length ? parts[0].isOut : how === TAKE;
  const isOut = how === TAKE;
  const left = parts.map((part) => (part.ids ? { ...part, ids: part.ids.filter((id) => !told.has(id)) } : part)).filter((one) => !one.ids || one.ids.length);
  while (left.length && left[0].isOut !== fromAll) left.shift(); // nothing is there for it to change
  if (left.some(({ corners }) => corners) || isOut === fromAll) {
    const last = left.at(-1);
    if (last?.ids && last.isOut === isOut) last.ids.push(...told);
    else left.push({ isOut, ids: [...told] });
  }
  return left.map(written).join(";") || null;
}

const written = ({ isOut, ids, corners }) => `${isOut ? OUT : ""}${(ids ?? corners.flatMap(([lat, lng]) => [lng, lat])).join(",")}`;

/** What the parts say last of one segment: picked, taken away, or null where an area has the last word. */
export function saidOf(area, id) {
  const last = (partsOf(area) ?? []).findLast(({ ids, corners }) => corners || ids.includes(id));
  return last?.ids ? !last.isOut : null;
}
