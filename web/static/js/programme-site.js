/** The site of a programme, or those of several, on the map; where one is chosen, what is pressed or found is taken in, or left out again. */

import { ask } from "./api.js";
import { wordsOf } from "./plan-search.js";
import { report, say } from "./say.js";
import { Search } from "./search.js";

const golmok = window.golmok;
const { el, t } = golmok;
const { map, face } = golmok.shell;
const byId = (id) => document.getElementById(id);
const PANE = "site-lit";
const list = byId("sites");
const form = list.dataset.form; // of what the segments are sent with; a page that only shows them has none

map.createPane(PANE).classList.add(PANE); // its lines let what lies under them be picked
const drawn = L.layerGroup().addTo(map);
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const items = () => [...list.children];
const box = (item) => item.querySelector("input");
const chosen = () => items().filter((item) => !form || box(item).checked);
/** The lines of one item, of which a programme has as many as it has segments. */
const placesOf = ({ dataset }) =>
  dataset.line.split("|").map((line) => line.split(" ").map((pair) => pair.split(",").map(Number).reverse()));
const nameOf = ({ name }) => name || t("이름 없는 골목");

function draw() {
  drawn.clearLayers();
  const line = { pane: PANE, interactive: false };
  for (const item of chosen()) {
    L.polyline(placesOf(item), { ...line, color: colour("--paper"), weight: 13 }).addTo(drawn);
    L.polyline(placesOf(item), { ...line, color: colour("--accent"), weight: 8 }).addTo(drawn);
  }
  byId("no-site").hidden = items().length > 0;
}

/* ---- choosing ---- */

function take(segment) {
  const { id, district, length_m: length, line } = segment;
  if (items().some(({ dataset }) => dataset.id === id)) return;
  const where = [district, `${Math.round(length)} m`].filter(Boolean).join(" · ");
  const input = el("input", { type: "checkbox", name: "segment", value: id, form });
  input.checked = true;
  const words = el("span", {}, nameOf(segment), " ", el("span", { class: "quiet" }, where));
  list.append(el("li", { "data-id": id, "data-line": line.map((place) => place.join(",")).join(" ") }, el("label", {}, input, " ", words)));
}

/** A site is often a whole alley: the rest of it is one press away. */
function offer([segment, ...others]) {
  const rest = others.filter(({ id }) => !items().some(({ dataset }) => dataset.id === id));
  const all = () => {
    rest.forEach(take);
    byId("whole").hidden = true;
    draw();
    say(t("{count}구간을 더했습니다", { count: rest.length }));
    box(list.lastElementChild).focus();
  };
  const words = t("{name}의 나머지 {count}구간도 더하기", { name: nameOf(segment), count: rest.length });
  byId("whole").replaceChildren(el("button", { type: "button", class: "tool", onclick: all }, words));
  byId("whole").hidden = !rest.length;
}

async function pick(id) {
  const there = items().find(({ dataset }) => dataset.id === id);
  if (there) {
    box(there).checked = !box(there).checked;
    say(box(there).checked ? t("자리에 더했습니다") : t("자리에서 뺐습니다"));
    return draw();
  }
  try {
    const { segments } = await ask(`/programmes/sites/${id}`);
    take(segments[0]);
    offer(segments);
    draw();
    say(t("자리에 더했습니다"));
  } catch (fault) {
    report(fault, () => pick(id));
  }
  return undefined;
}

function found({ bounds, segment_id: segment, lat, lon }) {
  if (bounds) map.fitBounds([[bounds[1], bounds[0]], [bounds[3], bounds[2]]], { maxZoom: 18 }); // prettier-ignore
  else if (lat) map.setView([lat, lon], 18);
  if (segment) pick(segment);
}

if (form) {
  face.on("pick", ({ props }) => props && pick(props.id));
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === map.getContainer()) golmok.together(map).choose(map.getCenter(), "centre");
  });
  list.addEventListener("change", draw);
  new Search(byId("search"), found, { path: "/board/search", words: wordsOf });
} else {
  face.on("pick", () => null); // the page tells of the programme, not of a segment
}

if (map.getZoom() === undefined) golmok.settle(map);
draw();
const bounds = L.latLngBounds(chosen().flatMap(placesOf).flat());
if (bounds.isValid()) map.fitBounds(bounds, { maxZoom: 17, padding: [40, 40], animate: false });
