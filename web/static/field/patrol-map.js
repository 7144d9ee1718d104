/** A patrol on the map: its route with what is left, what was looked at and what was found on, told apart by mark and colour. */

import { markAt } from "./map-mark.js";

const flip = ([lon, lat]) => [lat, lon];
const LOOKS = {
  left: { colour: "#0b50d0" },
  checked: { colour: "#1f7a3d", mark: "✓" },
  found: { colour: "#b3261e", mark: "!" },
};

export const stateOf = ({ at, finds }) => (finds.length ? "found" : at ? "checked" : "left");

/** What stands for a stop, on the map and in the list: its number until it was looked at. */
export const markOf = (stop) => LOOKS[stateOf(stop)].mark ?? stop.number ?? "+";

export class PatrolMap {
  #map;
  #drawn = L.layerGroup();

  constructor(map) {
    this.#map = map;
    this.#drawn.addTo(map.leaflet);
  }

  show(stops, chosen) {
    this.#drawn.clearLayers();
    const isChosen = ({ segment }) => segment.id === chosen?.segment.id;
    const shown = !chosen || stops.some(isChosen) ? stops : [...stops, chosen];
    const lines = shown.map((stop) => [stop.segment.line.map(flip), LOOKS[stateOf(stop)].colour, isChosen(stop)]);
    for (const [line, , stands] of lines) this.#add(line, { color: "#ffffff", weight: stands ? 19 : 13 });
    for (const [line, color, stands] of lines) this.#add(line, { color, weight: stands ? 12 : 7 });
    for (const stop of shown) {
      const look = `patrol-mark is-${stateOf(stop)}`;
      this.#drawn.addLayer(markAt(stop.segment.line, markOf(stop), look, isChosen(stop)));
    }
  }

  #add(line, look) {
    this.#drawn.addLayer(L.polyline(line, { ...look, interactive: false }));
  }

  /** Go to the segment that stands to be looked at, or show the whole route. */
  frame(stops, chosen) {
    this.#map.frame((chosen ? [chosen] : stops).map(({ segment }) => segment.id));
  }

  leave() {
    this.#drawn.remove();
  }
}
