/** A map of the segments of some districts, drawn from GET /api/v1/field/area, and tapped. */

const { t } = window.golmok;
const flip = ([lon, lat]) => [lat, lon];
const LEAST_PIXELS = 16;

/** Return the segments of districts, each once. */
export async function segmentsOf(districts) {
  const areas = await Promise.all(districts.map(area));
  return [...new Map(areas.flatMap(({ segments }) => segments).map((segment) => [segment.id, segment])).values()];
}

async function area(code) {
  const answer = await fetch(`/api/v1/field/area?district=${encodeURIComponent(code)}`);
  if (!answer.ok) throw new Error((await answer.json()).error.message);
  return answer.json();
}

/** Return a colour of the page, which canvas does not read by itself. */
export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export class PatrolMap {
  #lines = new Map();
  #numbers = L.layerGroup();

  constructor(container) {
    this.map = L.map(container, {
      attributionControl: false,
      zoomControl: false,
      fadeAnimation: false,
      maxZoom: 20,
      renderer: L.canvas({ padding: 0.3, tolerance: LEAST_PIXELS / 2 }),
    });
    L.control.zoom({ position: "topright", zoomInTitle: t("확대"), zoomOutTitle: t("축소") }).addTo(this.map);
    L.control.scale({ position: "bottomleft", imperial: false }).addTo(this.map);
    this.#numbers.addTo(this.map);
    this.map.setView([36.5, 127.8], 9);
    container.setAttribute("role", "application");
    container.setAttribute("aria-label", t("골목 지도"));
  }

  /** Draw segments in place of those before; `look` says how each is drawn, `onPick` hears of those that are tapped. */
  draw(segments, look, onPick) {
    for (const line of this.#lines.values()) line.remove();
    this.#lines = new Map(segments.map((segment) => [segment.id, this.#line(segment, look, onPick)]));
    const bounds = L.latLngBounds(segments.flatMap(({ line }) => line.map(flip)));
    if (bounds.isValid()) this.map.fitBounds(bounds, { animate: false, padding: [12, 12] });
  }

  #line(segment, look, onPick) {
    const line = L.polyline(segment.line.map(flip), { ...look(segment), interactive: segment.graded && Boolean(onPick) });
    if (segment.graded && onPick) line.on("click", () => onPick(segment));
    return line.addTo(this.map);
  }

  /** Draw them anew where they are. */
  restyle(segments, look) {
    for (const segment of segments) this.#lines.get(segment.id)?.setStyle(look(segment));
  }

  /** Number segments in the order of a route. */
  number(segments) {
    this.#numbers.clearLayers();
    segments.forEach((segment, place) => {
      const middle = this.#lines.get(segment.id)?.getLatLngs();
      if (!middle) return;
      const icon = L.divIcon({ className: "patrol-number", html: "", iconSize: [24, 24] });
      const marker = L.marker(middle[Math.floor(middle.length / 2)], { icon, interactive: false, keyboard: false });
      this.#numbers.addLayer(marker);
      marker.getElement().textContent = String(place + 1);
    });
  }
}
