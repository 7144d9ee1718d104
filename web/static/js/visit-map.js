/** The walk of a visit over the graded map: the way, the segments of the stops, and their numbers. */

const { el, t } = window.golmok;
const PANE = "visit-lit";
const flip = ([lon, lat]) => [lat, lon];
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export class VisitMap {
  /** go(place) is called when the number of a stop is pressed. */
  constructor(map, go) {
    Object.assign(this, { map, go });
    map.createPane(PANE).classList.add(PANE); // its lines let what lies under them be picked
    this.lit = L.layerGroup().addTo(map);
    this.numbers = L.layerGroup().addTo(map);
  }

  show({ stops, legs, begin, end }) {
    this.lit.clearLayers();
    this.numbers.clearLayers();
    for (const { line } of stops) this.#line(line, { color: colour("--accent"), weight: 12, opacity: 0.45 });
    for (const { line } of legs) this.#line(line, { color: colour("--paper"), weight: 9 });
    for (const { line, is_guess: isGuess } of legs)
      this.#line(line, { color: colour("--accent"), weight: 4, dashArray: isGuess ? "2 9" : null });
    stops.forEach((stop, place) => this.#number(stop, place));
    for (const [one, word] of [[begin, t("출발")], [end, t("끝")]]) if (one) this.#end(one, word);
  }

  #line(places, options) {
    L.polyline(places.map(flip), { pane: PANE, interactive: false, ...options }).addTo(this.lit);
  }

  #number(stop, place) {
    const name = t("정류지 {number}: {name}", { number: place + 1, name: stop.name ?? t("이름 없는 골목") });
    const icon = L.divIcon({ className: "visit-number", html: "", iconSize: [28, 28] });
    const middle = flip(stop.line[Math.floor((stop.line.length - 1) / 2)]);
    const marker = L.marker(stop.line.length === 2 ? this.#between(stop.line) : middle, { icon, alt: name });
    marker.addTo(this.numbers).on("click", () => this.go(place));
    const mark = marker.getElement();
    mark.replaceChildren(el("span", { "aria-hidden": "true" }, String(place + 1)));
    mark.setAttribute("aria-label", name);
    mark.setAttribute("title", name);
  }

  #between([one, other]) {
    return [(one[1] + other[1]) / 2, (one[0] + other[0]) / 2];
  }

  #end({ lon, lat, name }, word) {
    const icon = L.divIcon({ className: "visit-end", html: "", iconSize: null });
    const marker = L.marker([lat, lon], { icon, interactive: false, keyboard: false }).addTo(this.numbers);
    marker.getElement().textContent = [word, name].filter(Boolean).join(": ");
  }

  goTo({ line }) {
    this.map.fitBounds(L.latLngBounds(line.map(flip)), { maxZoom: 18 });
  }

  /** Show the whole walk, if there is one. */
  fit({ stops, legs }) {
    const bounds = L.latLngBounds([...stops, ...legs].flatMap(({ line }) => line.map(flip)));
    if (bounds.isValid()) this.map.fitBounds(bounds, { maxZoom: 17, padding: [40, 40] });
  }
}
