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

const plain = () => ({ color: colour("--accent"), weight: 3, fillOpacity: 0.25, radius: 7 });
const marked = () => ({ color: colour("--danger"), weight: 5, fillOpacity: 0.5, radius: 11 });
const shapes = new Map();

const drawn = L.featureGroup(places.map(shapeOf)).addTo(map);
if (drawn.getLayers().length) map.fitBounds(drawn.getBounds(), { animate: false, maxZoom: CLOSEST, padding: [24, 24] });

function shapeOf({ row, label, shape }) {
  const one = L.geoJSON(shape, { style: plain, pointToLayer: (_feature, place) => L.circleMarker(place, plain()) });
  const name = document.createElement("span");
  name.textContent = label ?? (row ? t("{row}행", { row }) : "");
  if (name.textContent) one.bindTooltip(name, { permanent: Boolean(label), direction: "right", offset: [8, 0] });
  if (row) {
    shapes.set(String(row), one);
    one.on("click", () => mark(String(row), { scroll: true }));
  }
  return one;
}

/** Show which place belongs to which row. */
function mark(row, { scroll = false } = {}) {
  for (const one of shapes.values()) one.setStyle(plain());
  for (const line of document.querySelectorAll("tr[data-row]")) line.classList.toggle("is-marked", line.dataset.row === row);
  const one = shapes.get(row);
  if (!one) return;
  one.setStyle(marked()).bringToFront();
  if (scroll) document.querySelector(`tr[data-row="${row}"]`)?.scrollIntoView({ block: "nearest" });
  else map.panInside(one.getBounds().getCenter(), { padding: [40, 40] });
}

for (const line of document.querySelectorAll("tr[data-row]")) {
  const { row } = line.dataset;
  const button = line.querySelector("button");
  if (shapes.has(row)) button.addEventListener("click", () => mark(row));
  else button.replaceWith(document.createTextNode(button.textContent));
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
