/** The map of the area, drawn from what lies on the phone: segments by letter, the pin in the middle, where we are. */

const { el, t } = window.golmok;
const flip = ([lon, lat]) => [lat, lon];
const darkQuery = window.matchMedia("(prefers-color-scheme: dark)");
const NEAREST_PIXELS = 24;

export class FieldMap {
  #container;
  #grades;
  #casing = null;
  #lines = new Map();
  #marked = [];
  #here = null;
  #isAt = false;
  #bounds = null;
  #listening = [];

  constructor(container, grades) {
    this.#container = container;
    this.#grades = grades;
    this.leaflet = L.map(container, {
      attributionControl: false,
      zoomControl: false,
      fadeAnimation: false,
      maxZoom: 20,
      minZoom: 9,
      keyboardPanDelta: 20,
      renderer: L.canvas({ padding: 0.3 }),
    });
    L.control.zoom({ position: "topright", zoomInTitle: t("확대"), zoomOutTitle: t("축소") }).addTo(this.leaflet);
    L.control.scale({ position: "topleft", imperial: false }).addTo(this.leaflet);
    container.setAttribute("role", "application");
    // Leaflet focuses the map at a tap as well: only who goes by keys is shown where they are.
    container.addEventListener("keyup", () => container.classList.add("is-by-keys"));
    container.addEventListener("pointerdown", () => container.classList.remove("is-by-keys"));
    this.#say(t("골목 지도"));
    this.leaflet.setView([36.5, 127.8], 9);
    this.pin = el("div", { class: "field-pin", "aria-hidden": "true", hidden: true });
    container.append(this.pin);
  }

  /** Draw the segments of an area, and go there when nobody has looked at a place yet. */
  draw(area) {
    this.#casing?.remove();
    for (const line of this.#lines.values()) line.remove();
    this.#lines.clear();
    const graded = (area.data?.segments ?? []).filter((segment) => segment.graded);
    const edge = { color: darkQuery.matches ? "#e6e8ea" : "#333333", weight: 7, interactive: false };
    this.#casing = L.polyline(
      graded.map(({ line }) => line.map(flip)),
      edge,
    ).addTo(this.leaflet); // yellow on white needs an edge
    for (const segment of area.data?.segments ?? [])
      this.#lines.set(segment.id, this.#line(segment).addTo(this.leaflet));
    const bounds = L.latLngBounds(graded.length ? this.#casing.getBounds() : (area.bounds ?? []));
    this.#bounds = bounds.isValid() ? bounds : null;
    this.#begin();
  }

  #line({ line, graded, grade }) {
    const symbol = this.#grades[grade ?? "ungraded"];
    const look = graded ? { color: symbol.colour, weight: 5 } : { color: "#8a8a8a", weight: 1.5, opacity: 0.6 };
    return L.polyline(line.map(flip), { ...look, interactive: false });
  }

  /** Show it above the screen that asks for it; `pin` marks the middle. */
  show({ pin = false } = {}) {
    this.#container.hidden = false;
    this.pin.hidden = !pin;
    this.leaflet.invalidateSize({ animate: false });
  }

  hide() {
    this.#container.hidden = true;
    this.#say(t("골목 지도"));
    this.mark([]);
    for (const [name, listener] of this.#listening.splice(0)) this.leaflet.off(name, listener);
  }

  /** Hear of an event of Leaflet until the map is hidden. */
  listen(name, listener) {
    this.leaflet.on(name, listener);
    this.#listening.push([name, listener]);
  }

  /** Take the room that there is beside the screen, now that this one is there. */
  settle() {
    if (this.#container.hidden) return;
    this.leaflet.invalidateSize({ animate: false });
    this.#begin();
  }

  /** Show the alleys that were drawn, as soon as there is room: a hidden map would show the whole country. */
  #begin() {
    if (this.#isAt || this.#container.hidden || !this.#bounds) return;
    this.leaflet.fitBounds(this.#bounds, { animate: false });
    this.#bounds = null;
  }

  /** Put segments above the others, each with a halo: ids, in order. */
  mark(ids) {
    for (const layer of this.#marked) layer.remove();
    this.#marked = ids.flatMap((id) => {
      const places = this.#lines.get(id)?.getLatLngs();
      if (!places) return [];
      const halo = { color: "#ffffff", weight: 15, opacity: 0.95, interactive: false };
      const line = { color: "#0b50d0", weight: 9, interactive: false };
      return [L.polyline(places, halo).addTo(this.leaflet), L.polyline(places, line).addTo(this.leaflet)];
    });
  }

  /** Show where we are, with the ring that says how surely. */
  locate(fix) {
    this.#here?.remove();
    if (!fix) return;
    const at = [fix.lat, fix.lon];
    const ring = L.circle(at, {
      radius: fix.accuracy,
      color: "#0b50d0",
      weight: 1.5,
      fillOpacity: 0.12,
      interactive: false,
    });
    const dot = L.circleMarker(at, {
      radius: 7,
      color: "#ffffff",
      weight: 2,
      fillColor: "#0b50d0",
      fillOpacity: 1,
      interactive: false,
    });
    this.#here = L.layerGroup([ring, dot]).addTo(this.leaflet);
  }

  /** Whether anybody has looked at a place yet. */
  get wasAt() {
    return this.#isAt;
  }

  goTo({ lon, lat }, zoom = 18) {
    this.#isAt = true;
    this.leaflet.setView([lat, lon], Math.max(zoom, this.leaflet.getZoom()), { animate: false });
  }

  /** Show all of some segments. */
  frame(ids) {
    const places = ids.flatMap((id) => this.#lines.get(id)?.getLatLngs() ?? []);
    this.#isAt = true;
    if (places.length)
      this.leaflet.fitBounds(L.latLngBounds(places), { padding: [40, 40], maxZoom: 18, animate: false });
  }

  get middle() {
    const { lng, lat } = this.leaflet.getCenter();
    return { lon: lng, lat };
  }

  /** Hear of segments that are tapped, or moved to the middle by keys and chosen; `network` says which is nearest. */
  onPick(network, listener) {
    const pick = ({ lng, lat }) => {
      const found = network?.nearest({ lon: lng, lat });
      const metres = (NEAREST_PIXELS * 40_075_016 * Math.cos((lat * Math.PI) / 180)) / 2 ** (this.leaflet.getZoom() + 8);
      listener(found && found.distance <= metres ? found.segment : null);
    };
    this.listen("click", ({ latlng }) => pick(latlng));
    this.listen("keydown", ({ originalEvent: { key, target } }) => {
      if (key === "Enter" && target === this.#container) pick(this.leaflet.getCenter());
    });
    this.#say(t("골목 지도. 화살표 키로 옮기고 Enter로 한가운데의 구간을 고릅니다."), { pickable: true });
  }

  #say(words, { pickable = false } = {}) {
    this.#container.setAttribute("aria-label", words);
    this.#container.classList.toggle("is-pickable", pickable);
  }
}
