/** Surveys on the map: the round with its numbers, or the one segment that is being surveyed. */

import { markAt } from "./map-mark.js";

/** A number at each segment that is left, and the chosen one standing out. */
export class RoundMap {
  #map;
  #numbers = L.layerGroup();

  constructor(map) {
    this.#map = map;
    this.#numbers.addTo(map.leaflet);
  }

  show(round, chosen) {
    this.#numbers.clearLayers();
    for (const { number, segment, state } of round) {
      if (state === "done") continue;
      this.#numbers.addLayer(markAt(segment.line, number, "survey-map-number", segment === chosen?.segment));
    }
    this.#map.mark(chosen ? [chosen.segment.id] : []);
    if (chosen) this.#map.frame([chosen.segment.id]);
    else this.#map.frame(round.map(({ segment }) => segment.id));
  }

  leave() {
    this.#numbers.remove();
  }
}

/** The segment that is being surveyed, above its items for as long as somebody wants to see it. */
export class SegmentMap {
  #app;
  #segment;
  #stop = null;

  constructor(app, segment) {
    this.#app = app;
    this.#segment = segment;
  }

  get isShown() {
    return this.#stop !== null;
  }

  toggle() {
    const { map, locator } = this.#app;
    if (this.isShown) {
      this.leave();
      map.hide();
      return;
    }
    map.show();
    map.mark([this.#segment]);
    map.frame([this.#segment]);
    this.#stop = locator.follow(({ fix }) => fix && map.locate(fix));
    window.scrollTo(0, 0);
  }

  leave() {
    this.#stop?.();
    this.#stop = null;
  }
}
