/** What the question shows on the map: candidates with their numbers, the point with its accuracy, its neighbours. */

const { el, settle } = window.golmok;
const COLOURS = ["#d4351c", "#1d70b8", "#00703c", "#6f42c1", "#8a5300"];
const flip = ([lon, lat]) => [lat, lon];

export class ReviewMap {
  /** city: its bounds, as Leaflet takes them. */
  constructor(map, city) {
    Object.assign(this, { map, city });
    this.drawn = L.layerGroup().addTo(map);
    this.dots = L.layerGroup().addTo(map);
  }

  /** Draw an item; the others of the list are small dots. Without an item the whole city is there. */
  show(item, others) {
    this.drawn.clearLayers();
    this.dots.clearLayers();
    if (!item) {
      this.rest();
      return;
    }
    for (const { id, point } of others) if (point && id !== item.id) this.dots.addLayer(dot(point));
    item.candidates.forEach((candidate, i) => this.candidate(candidate, i));
    if (item.point) this.point(item);
    this.look(item);
  }

  candidate({ line }, i) {
    const places = line.map(flip);
    this.drawn.addLayer(L.polyline(places, { color: "#ffffff", weight: 11, opacity: 0.9, interactive: false }));
    this.drawn.addLayer(L.polyline(places, { color: COLOURS[i], weight: 6, interactive: false }));
    const label = el("span", { class: `number is-${i + 1}` }, String(i + 1));
    const icon = L.divIcon({ className: "candidate-mark", html: label, iconSize: [26, 26] });
    this.drawn.addLayer(L.marker(middle(places), { icon, interactive: false, keyboard: false }));
  }

  point({ point, accuracy_m: accuracy }) {
    const place = flip(point);
    const reach = { className: "place-reach", radius: accuracy, interactive: false };
    if (accuracy) this.drawn.addLayer(L.circle(place, reach));
    this.drawn.addLayer(L.circleMarker(place, { className: "place", radius: 7, interactive: false }));
  }

  /** Go where the question is: to the point and its candidates, else to the alley that the address names. */
  look({ point, candidates, alley_bounds: bounds }) {
    const places = [...candidates.flatMap(({ line }) => line), ...(point ? [point] : [])].map(flip);
    if (!places.length && bounds) places.push([bounds[1], bounds[0]], [bounds[3], bounds[2]]);
    if (places.length) this.map.fitBounds(L.latLngBounds(places), { ...this.room(), maxZoom: 18, animate: false });
    else this.rest();
  }

  /** Where nothing says where to look: stay, or begin with the city. */
  rest() {
    if (this.map.getZoom() === undefined) settle(this.map, this.city);
  }

  /** Padding that keeps the candidates clear of the question, where it lies over the map. */
  room() {
    const frame = this.map.getContainer().getBoundingClientRect();
    const cover = document.getElementById("question").getBoundingClientRect();
    const over = cover.width && cover.top < frame.bottom && cover.left < frame.right - frame.width / 3;
    const isBeside = over && cover.bottom > frame.top && cover.width < frame.width * 0.6;
    return { paddingTopLeft: [isBeside ? cover.right - frame.left + 40 : 40, 40], paddingBottomRight: [40, 40] };
  }
}

const dot = (point) => L.circleMarker(flip(point), { className: "place-other", radius: 4, interactive: false });

/** The place half way along a line. */
function middle(places) {
  const lengths = places.slice(1).map((place, i) => L.latLng(places[i]).distanceTo(place));
  let left = lengths.reduce((sum, one) => sum + one, 0) / 2;
  const i = lengths.findIndex((length) => (left -= length) <= 0);
  const share = 1 + left / (lengths[i] || 1);
  const [from, to] = [places[i], places[i + 1]];
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
}
