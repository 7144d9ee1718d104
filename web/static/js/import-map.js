/** Where the first rows of a file lie as it is read now, over the districts of the city; rows and places point at each other. */

import { colour } from "./patrol-map.js";

const { t } = window.golmok;
const KOREA = [36.5, 127.8];
const CLOSEST = 17;

const frame = document.getElementById("import-map");
const places = JSON.parse(frame.dataset.places);
const map = L.map(frame, { attributionControl: false, zoomControl: false, fadeAnimation: false, maxZoom: 20 });
L.control.zoom({ position: "topright", zoomInTitle: t("확대"), zoomOutTitle: t("축소") }).addTo(map);
L.control.scale({ position: "bottomleft", imperial: false }).addTo(map);
map.setView(KOREA, 7);
frame.setAttribute("role", "application");
frame.setAttribute("aria-label", t("파일의 처음 행들이 놓이는 곳"));

const good = () => ({ color: colour("--accent"), fillColor: colour("--accent"), weight: 3, fillOpacity: 0.25, radius: 7 });
const bad = () => ({ ...good(), color: colour("--danger"), fillColor: colour("--danger"), dashArray: "7 6", fillOpacity: 0.1 });
const marked = () => ({ color: colour("--ink"), weight: 6, fillOpacity: 0.4, radius: 10 });
const shapes = new Map();
const isBad = new Set(places.filter(({ faults }) => faults.length).map(({ row }) => String(row)));

const drawn = L.featureGroup(places.map(shapeOf)).addTo(map);
if (drawn.getLayers().length) map.fitBounds(drawn.getBounds(), { animate: false, maxZoom: CLOSEST, padding: [24, 24] });

function shapeOf({ row, label, shape, faults }) {
  const pointToLayer = (_feature, place) => (faults.length ? cross(place) : L.circleMarker(place, good()));
  const one = L.geoJSON(shape, { style: faults.length ? bad : good, pointToLayer });
  const name = document.createElement("span");
  name.textContent = label ?? (row ? t("{row}행", { row }) : "");
  if (name.textContent) one.bindTooltip(name, { permanent: Boolean(label), direction: "right", offset: [8, 0] });
  if (row) {
    shapes.set(String(row), one);
    if (faults.length) one.bindPopup(() => reasons(row, faults), besideButtons()).on("popupopen", nameClose);
    one.on("click", () => mark(String(row), { scroll: !faults.length }));
  }
  return one;
}

/** Where a row lies that cannot be used: a cross, so that it is told from the others without its colour. */
function cross(place) {
  const icon = L.divIcon({ className: "import-cross", html: "", iconSize: [22, 22] });
  return L.marker(place, { icon, keyboard: false }); // the row's own button is for the keyboard
}

/** How a popup opens: beside the buttons of the map, not under them. */
function besideButtons() {
  return { minWidth: 150, maxWidth: Math.min(280, frame.clientWidth - 130), autoPanPaddingBottomRight: [66, 8] };
}

/** Why a row cannot be used; what stands in the file reaches the page as text only. */
function reasons(row, faults) {
  const said = document.createElement("div");
  said.className = "import-reasons";
  part(said, "strong", t("{row}행: 쓸 수 없음", { row }));
  const list = part(said, "ul", "");
  for (const { column, value, why, more } of faults) {
    const line = part(list, "li", "");
    if (column) part(line, "b", column);
    if (value) part(line, "code", value);
    part(line, "span", why);
    if (more) part(line, "span", more).lang = "en";
  }
  return said;
}

function part(parent, tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  parent.append(made);
  return made;
}

function nameClose({ popup }) {
  popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", t("닫기"));
}

/** Show which place belongs to which row. */
function mark(row, { scroll = false } = {}) {
  for (const [key, one] of shapes) {
    one.setStyle(isBad.has(key) ? bad() : good());
    one.eachLayer((layer) => layer.getElement()?.classList.toggle("is-marked", key === row));
  }
  for (const line of document.querySelectorAll("tr[data-row]")) line.classList.toggle("is-marked", line.dataset.row === row);
  const one = shapes.get(row);
  if (!one) return;
  one.setStyle(marked()).bringToFront();
  if (scroll) document.querySelector(`tr[data-row="${row}"]`)?.scrollIntoView({ block: "nearest" });
}

/** Bring the place of a row into sight, with why it cannot be used. */
function show(row) {
  const one = shapes.get(row);
  map.closePopup();
  mark(row);
  frame.scrollIntoView({ block: "nearest" });
  map.panInside(one.getBounds().getCenter(), { padding: [40, 40], animate: false });
  if (isBad.has(row)) one.openPopup();
}

for (const line of document.querySelectorAll("tr[data-row]")) {
  const { row } = line.dataset;
  const button = line.querySelector("button");
  if (shapes.has(row)) button.addEventListener("click", () => show(row));
  else button.replaceWith(document.createTextNode(button.textContent));
}

/** What the two symbols mean, where both may be seen. */
function legend() {
  const box = L.DomUtil.create("div", "import-legend");
  const isPoint = (wanted) => places.some(({ shape, faults }) => shape.type === "Point" && Boolean(faults.length) === wanted);
  for (const [kind, said] of [
    [isPoint(false) ? "ring" : "line", t("쓸 수 있는 행")],
    [isPoint(true) ? "cross" : "dashes", t("쓸 수 없는 행")],
  ])
    part(box, "span", said).prepend(L.DomUtil.create("i", `import-${kind}`));
  return box;
}

if (isBad.size) {
  const control = L.control({ position: "bottomright" });
  control.onAdd = legend;
  control.addTo(map);
}

/** The ground: the districts the city has, under what the file brings. */
async function ground() {
  const answer = await fetch("/export/districts.geojson");
  if (!answer.ok) return;
  const named = ({ properties }, one) => {
    const name = document.createElement("span");
    name.textContent = properties.name;
    one.bindTooltip(name, { permanent: true, direction: "center", className: "import-district" });
  };
  const style = { color: colour("--quiet"), weight: 1.5, fill: false, interactive: false };
  const under = L.geoJSON(await answer.json(), { style, interactive: false, onEachFeature: named }).addTo(map).bringToBack();
  if (!drawn.getLayers().length && under.getLayers().length) map.fitBounds(under.getBounds(), { animate: false });
}

ground();
