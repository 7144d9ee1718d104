/** What is chosen, as the address says it and in words: options of facets, months from one to another, what was picked on the map. */

import { partsOf } from "./plan-area.js";
import { SPAN, spanOf, spanWords } from "./plan-span.js";

const golmok = window.golmok;
const { t } = golmok;

/** What an address chooses; options that a board does not have are passed over, months are read by the server. */
export function chosenIn(search, board) {
  const asked = new URLSearchParams(search);
  const found = {};
  for (const { key, options } of board.facets.values()) {
    const wanted = options.map((option) => option.key).filter((option) => asked.getAll(key).includes(option));
    if (wanted.length) found[key] = wanted;
  }
  for (const end of SPAN) if (asked.get(end)) found[end] = [asked.get(end)];
  if (partsOf(asked.get("area"))) found.area = [asked.get("area")];
  return found;
}

/** The address of what is seen: the moment and what is chosen, then the map. */
export function addressOf({ moment, choice, map, face, layers, rows }) {
  const query = new URLSearchParams([...Object.entries(moment), ...pairsOf(choice)]);
  const { lat, lng } = map.getCenter();
  const parts = [`map=${map.getZoom()}/${lat.toFixed(5)}/${lng.toFixed(5)}`];
  if (face.axis !== "overall") parts.push(`axis=${face.axis}`);
  if (face.selected) parts.push(`segment=${face.selected}`);
  if (layers.address) parts.push(`layers=${layers.address}`);
  if (rows.address) parts.push(`rows=${rows.address}`);
  return `${window.location.pathname}${query.size ? `?${query}`.replaceAll("%2C", ",").replaceAll("%3B", ";") : ""}#${parts.join("&")}`;
}

/** What an address says of the map and what is beside it; the place is null where it names none. */
export function seenIn(hash) {
  const asked = new URLSearchParams(hash.slice(1));
  const axis = golmok.style.axes.find(({ key }) => key === asked.get("axis"))?.key ?? "overall";
  return { axis, place: golmok.viewOf(hash), ...Object.fromEntries(["layers", "segment", "rows"].map((name) => [name, asked.get(name)])) };
}

export const pairsOf = (choice) => Object.entries(choice).flatMap(([key, wanted]) => wanted.map((one) => [key, one]));

/** Of every facet its chosen options; a sentence for everything when nothing is chosen. */
export function wordsOf(choice, board) {
  const said = Object.entries(choice)
    .filter(([key]) => board.facets.has(key))
    .map(([key, wanted]) => {
      const { label, options } = board.facets.get(key);
      return `${label}: ${options.filter((one) => wanted.includes(one.key)).map((one) => one.label).join(", ")}`;
    });
  if (SPAN.some((end) => end in choice)) said.push(t("접수한 기간: {span}", { span: spanWords(spanOf(choice)) }));
  if (choice.area) said.push(t("지도에서 고른 곳"));
  return said.join(" · ") || t("모든 구간");
}
