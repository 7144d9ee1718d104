/** The public page: joins the map, the legend, the card, the search and the table to one state and one address. */

import { ask } from "./api.js";
import { CardPanel } from "./cardpanel.js";
import { FileMenu } from "./files.js";
import { Shortcuts } from "./keys.js";
import { read, write } from "./permalink.js";
import { complain, report, say } from "./say.js";
import { Search } from "./search.js";
import { SegmentTable } from "./table.js";

const golmok = window.golmok;
const { t } = golmok;
const byId = (id) => document.getElementById(id);
const { map = null, face = golmok.newFace() } = golmok.shell || {};
face.base = true;

let view = "map";

const card = new CardPanel(byId("card"), {
  closed: () => select(null),
  home: () => (view === "map" ? map.getContainer() : byId("grid").querySelector(".scroller")),
  showOnMap: (one) => {
    setView("map");
    goTo(one.bounds, 18);
  },
});

const table = new SegmentTable(byId("grid"), face, {
  open: (id) => openCard(id, { focus: true }),
  changed: () => note(),
});

const search = new Search(byId("search"), (item) => {
  if (view === "table") {
    table.set(item.kind === "district" ? { district: codeOf(item.name), q: "" } : { q: item.name });
    byId("grid").querySelector(".scroller").focus();
    return;
  }
  goTo(item.bounds, 18);
  if (item.segment_id) openCard(item.segment_id, { focus: true });
  else map?.getContainer().focus();
});

let districts = [];
const codeOf = (name) => districts.find((district) => district.name === name)?.code || "";

/* ---- one state, one address ---- */

/** Layers that are off at first: those of them that are on are in the address. */
const asleep = face.registry.filter(({ layer }) => !map?.hasLayer(layer));
const shown = () => new Set(asleep.filter(({ layer }) => map?.hasLayer(layer)).map(({ key }) => key));
const state = () => ({ axis: face.axis, hidden: face.hidden, shown: shown(), selected: face.selected, view, table: table.state });

let following = false;

/** Keep the address true; what a reader would want to undo becomes a step of the history. */
function note({ step = false } = {}) {
  if (following) return;
  const address = write(state(), map);
  if (address === window.location.hash) return;
  window.history[step ? "pushState" : "replaceState"](null, "", address);
}

/** Do what the address says, without writing a new one meanwhile. */
function follow() {
  const asked = read(window.location.hash);
  following = true;
  face.set({ axis: asked.axis, hidden: asked.hidden });
  for (const { key, layer } of map ? asleep : []) asked.shown.has(key) ? layer.addTo(map) : layer.remove();
  table.state = asked.table;
  setView(asked.view, { quiet: true });
  const place = golmok.viewOf(window.location.hash);
  if (map && place) map.setView(place.center, place.zoom, { animate: false });
  if (!asked.selected) card.close();
  else if (asked.selected !== face.selected) openCard(asked.selected, { find: !place });
  following = false;
}

function select(id) {
  if (face.selected !== id) face.set({ selected: id });
  table.mark(id);
  note({ step: true });
}

/* ---- the card ---- */

async function openCard(id, { focus = false, find = false } = {}) {
  select(id);
  const shown = await card.open(id, { focus });
  if (!shown || !map || view !== "map") return;
  if (find) goTo(shown.bounds, 18);
  else map.panInside([shown.center[1], shown.center[0]], golmok.room(map));
}

face.on("pick", ({ props }) => {
  if (props) openCard(props.id, { focus: map.getContainer().classList.contains("golmok-keys") });
  else card.close();
});

/* ---- map and table ---- */

function goTo([west, south, east, north], maxZoom) {
  map?.fitBounds(
    [
      [south, west],
      [north, east],
    ],
    { ...golmok.room(map), maxZoom },
  );
}

function setView(next, { quiet = false } = {}) {
  const wasTable = view === "table";
  view = map ? next : "table";
  const isTable = view === "table";
  document.body.classList.toggle("is-table", isTable);
  byId("grid").hidden = !isTable;
  byId("view-switch").textContent = isTable ? t("지도로 보기") : t("표로 보기");
  byId("view-switch").setAttribute("aria-pressed", String(isTable));
  if (isTable && !wasTable) table.load();
  if (!isTable) map.invalidateSize();
  if (quiet) return;
  say(isTable ? t("표로 봅니다") : t("지도로 봅니다"));
  note({ step: true });
}

face.on("change", ({ changed }) => {
  if (!changed.includes("axis") && !changed.includes("hidden")) return;
  note();
  if (view === "table") {
    table.state.page = "";
    table.load();
  } else if (changed.includes("axis")) {
    say(t("{axis} 지도", { axis: t(golmok.style.axes.find(({ key }) => key === face.axis).title) }));
  }
});

face.on("fault", () =>
  complain(t("지도 조각 일부를 불러오지 못했습니다."), () =>
    face.registry.forEach(({ layer }) => map.hasLayer(layer) && layer.redraw()),
  ),
);

/* ---- panel ---- */

function fillPanel() {
  const body = byId("panel-body");
  const switches = map ? [golmok.layerSwitches(map, face.registry)] : [];
  body.replaceChildren(golmok.axisSwitch(face), golmok.legend(face), ...switches);
}

byId("panel-toggle").addEventListener("click", ({ currentTarget }) => {
  const open = byId("panel").classList.toggle("is-open");
  currentTarget.setAttribute("aria-expanded", String(open));
  currentTarget.textContent = open ? t("범례 접기") : t("범례 펼치기");
});

byId("view-switch").hidden = !map;
byId("view-switch").addEventListener("click", () => setView(view === "table" ? "map" : "table"));

/* ---- keys ---- */

const shortcuts = new Shortcuts(byId("keys"), {
  search: () => search.focus(),
  toggleView: () => {
    setView(view === "table" ? "map" : "table");
    (view === "map" ? map.getContainer() : byId("grid").querySelector(".scroller")).focus();
  },
  axis: (index) => face.set({ axis: golmok.style.axes[index].key }),
  close: () => card.close(),
});
byId("keys-open").addEventListener("click", () => shortcuts.open());

map?.getContainer().addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target === map.getContainer())
    golmok.together(map).choose(map.getCenter(), "centre");
});

/* ---- files ---- */

/** What narrows the map or the table, as far as files can be narrowed by it: they know the overall letters only. */
function narrowed() {
  const found = [];
  const { district } = table.state;
  if (view === "table" && district)
    found.push({ filter: "district", values: [district], words: districts.find(({ code }) => code === district)?.name });
  const letters = face.symbols.filter(({ key }) => !face.hidden.has(key));
  if (face.axis === "overall" && letters.length && letters.length < face.symbols.length)
    found.push({
      filter: "grade",
      values: letters.map(({ key }) => key),
      words: `${t("종합")} ${letters.map((symbol) => (symbol.key === "ungraded" ? golmok.word(symbol) : symbol.key)).join("·")}`,
    });
  return found;
}

if (byId("files")) {
  const files = new FileMenu(byId("files"), narrowed);
  for (const opener of document.querySelectorAll("[data-opens=files]"))
    opener.addEventListener("click", () => files.open());
}

// What the map shows stays when the language changes; a fragment outlives the way back.
for (const link of document.querySelectorAll(".languages a"))
  link.addEventListener("click", () => (link.hash = window.location.hash));

/* ---- start ---- */

for (const time of document.querySelectorAll("time[data-date]")) time.textContent = golmok.date(time.dataset.date);

/** Wait until the grades in view are drawn, or for a while: what else is to be asked for can come after them. */
function firstPicture() {
  const { layer } = face.registry.find(({ key }) => key === "segments") || {};
  if (!layer?.isLoading()) return Promise.resolve();
  return new Promise((drawn) => {
    layer.once("load", drawn);
    window.setTimeout(drawn, 3000);
  });
}

async function showTotals() {
  try {
    const city = await ask("/map");
    districts = city.districts;
    face.set({ totals: city.axes });
    table.setDistricts(districts);
  } catch (fault) {
    report(fault, showTotals);
  }
}

if (map && map.getZoom() === undefined) golmok.settle(map);
fillPanel();
map?.on("moveend", () => note());
map?.on("layeradd layerremove", ({ layer }) => asleep.some((one) => one.layer === layer) && note());
follow();
window.addEventListener("popstate", follow);
firstPicture().then(showTotals);
