/** A short mark on the map in the middle of a segment: its number, or what became of it. */

/** A layer; `look` is its class, and one that stands out lies above the others. */
export function markAt(line, mark, look, isChosen) {
  const className = isChosen ? `${look} is-chosen` : look;
  const icon = L.divIcon({ className, html: "", iconSize: [26, 26] });
  const layer = L.marker(middleOf(line), { icon, interactive: false, keyboard: false, zIndexOffset: isChosen ? 1000 : 0 });
  layer.on("add", () => (layer.getElement().textContent = mark));
  return layer;
}

/** The vertex in the middle, or the middle of the only piece. */
function middleOf(line) {
  if (line.length > 2) return [...line[line.length >> 1]].reverse();
  const [[west, south], [east, north]] = line;
  return [(south + north) / 2, (west + east) / 2];
}
