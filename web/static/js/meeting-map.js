/** What the agenda of a meeting is about, lit over the graded map: lines, and the number of each item and decision. */

const { el, t } = window.golmok;
const PANE = "meeting-lit";
const flip = ([lon, lat]) => [lat, lon];
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export class AgendaMap {
  #lines = new Map();
  #subjects = [];
  #picked = null;

  /** go(subject) is called when the number of an item or a decision is pressed. */
  constructor(map, go) {
    Object.assign(this, { map, go });
    map.createPane(PANE).classList.add("meeting-lit"); // its lines let what lies under them be picked
    this.lit = L.layerGroup().addTo(map);
    this.numbers = L.layerGroup().addTo(map);
  }

  show({ subjects, segments, issues }, active) {
    this.#subjects = subjects;
    this.lit.clearLayers();
    this.numbers.clearLayers();
    this.#lines = new Map(segments.map((one) => [one.id, this.#line(one.line)]));
    for (const { lon, lat } of issues) if (lon !== null) this.#dot([lat, lon]);
    for (const subject of subjects) this.#number(subject);
    this.emphasise(active);
  }

  #line(places) {
    const line = (options) => L.polyline(places.map(flip), { pane: PANE, interactive: false, ...options }).addTo(this.lit);
    line({ color: colour("--paper"), weight: 13 });
    return line({ color: colour("--accent") });
  }

  #dot(place) {
    const options = { pane: PANE, interactive: false, radius: 7, color: colour("--paper"), weight: 2, fillColor: colour("--danger"), fillOpacity: 1 };
    L.circleMarker(place, options).addTo(this.lit);
  }

  #number({ id, kind, ordinal, words, segments }) {
    const places = this.#lines.get(segments.find((one) => this.#lines.has(one)))?.getLatLngs();
    if (!places) return;
    const icon = L.divIcon({ className: `meeting-number is-${kind}`, html: "", iconSize: [28, 28], iconAnchor: [14, 36] });
    const name = kind === "item" ? t("안건 {number}", { number: ordinal }) : t("결정 {number}", { number: ordinal });
    const marker = L.marker(places[Math.floor((places.length - 1) / 2)], { icon, alt: name, zIndexOffset: kind === "item" ? 100 : 0 });
    marker.addTo(this.numbers).on("click", () => this.go(id));
    const mark = marker.getElement();
    mark.replaceChildren(el("span", { "aria-hidden": "true" }, String(ordinal)));
    mark.setAttribute("aria-label", `${name}: ${words}`);
    mark.setAttribute("title", words);
  }

  emphasise(active) {
    const own = new Set(this.#subjects.find(({ id }) => id === active)?.segments ?? []);
    for (const [id, line] of this.#lines) line.setStyle({ weight: own.has(id) ? 12 : 8 });
  }

  /** Show which segment is talked of just now; none for null. */
  pick(segment) {
    this.#picked?.remove();
    this.#picked = segment && L.polyline(segment.line.map(flip), { pane: PANE, interactive: false, color: colour("--ink"), weight: 5, dashArray: "2 8" }).addTo(this.map);
  }

  goTo(segment) {
    const line = this.#lines.get(segment);
    if (!line) return;
    this.map.fitBounds(line.getBounds(), { maxZoom: 18 });
    this.map.getContainer().scrollIntoView({ block: "nearest" });
  }

  /** Show all that is lit, if anything is. */
  fit() {
    const bounds = L.latLngBounds([...this.#lines.values()].flatMap((line) => line.getLatLngs()));
    if (bounds.isValid()) this.map.fitBounds(bounds, { maxZoom: 17, padding: [48, 48] });
  }
}
