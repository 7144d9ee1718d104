/** The form of a venue, made easier: what is pressed on the map stands in the field, and what stands there is drawn. */

const byId = (id) => document.getElementById(id);
const golmok = window.golmok;
const { map, face } = golmok.shell;
const field = byId("shape");
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const FEWEST_CORNERS = 3;

const frame = byId("drawing");
frame.hidden = false;
byId("drawing-tools").hidden = false;
map.invalidateSize();
for (const symbol of golmok.symbolsOf("confidence")) symbol.mark = "";
face.set({ axis: "confidence" });
face.on("pick", () => null); // a press is a corner here, not a question about an alley

const drawn = L.layerGroup().addTo(map);

/** The corners that the field holds, as far as they can be read. */
function corners() {
  const pairs = field.value.split("\n").map((line) => line.match(/-?\d+(?:\.\d+)?/g)?.map(Number));
  return pairs.filter((pair) => pair?.length === 2 && pair[0] < 90 && pair[1] > 90);
}

function draw() {
  drawn.clearLayers();
  const places = corners();
  const line = { color: colour("--accent"), weight: 3, interactive: false };
  if (places.length >= FEWEST_CORNERS) L.polygon(places, line).addTo(drawn);
  else if (places.length > 1) L.polyline(places, line).addTo(drawn);
  for (const place of places) L.circleMarker(place, { ...line, radius: 6, fillColor: colour("--paper"), fillOpacity: 1 }).addTo(drawn);
}

function write(lines) {
  field.value = lines.join("\n");
  draw();
}

const lines = () => field.value.split("\n").filter((line) => line.trim());

map.on("click", ({ latlng: { lat, lng } }) => write([...lines(), `${lat.toFixed(6)}, ${lng.toFixed(6)}`]));
byId("undo").addEventListener("click", () => write(lines().slice(0, -1)));
byId("clear").addEventListener("click", () => write([]));
field.addEventListener("input", draw);

const here = corners();
const [west, south, east, north] = frame.dataset.bounds.split(",").map(Number);
if (here.length) map.fitBounds(L.latLngBounds(here).pad(0.5), { maxZoom: 18, animate: false });
else if (frame.dataset.bounds) map.fitBounds([[south, west], [north, east]], { animate: false }); // prettier-ignore
draw();
