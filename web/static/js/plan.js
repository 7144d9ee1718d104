/** The planner's page: what is chosen narrows the map, the counts and the table alike, and stands in the address. */

import { CardPanel } from "./cardpanel.js";
import { Board } from "./plan-board.js";
import { Facets } from "./plan-facets.js";
import { IssueLayer } from "./plan-issues.js";
import { boardLayer, repaint } from "./plan-layer.js";
import { Layers } from "./plan-layers.js";
import { OutMenu } from "./plan-out.js";
import { isPast, isSame, momentIn, PastControl } from "./plan-past.js";
import { PlanRows, rowsIn } from "./plan-rows.js";
import { PlanSearch } from "./plan-search.js";
import { cornersOf, Tools } from "./plan-tools.js";
import { report, say } from "./say.js";

const golmok = window.golmok;
const { el, t } = golmok;
const { map, face } = golmok.shell;
const byId = (id) => document.getElementById(id);
const counted = (number, digits = 0) =>
  number.toLocaleString(golmok.locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });

const board = new Board();
let choice = {};
let layer = null;

/* ---- the address: what is chosen, then the map ---- */

function chosenIn(search) {
  const asked = new URLSearchParams(search);
  const found = {};
  for (const { key, options } of board.facets.values()) {
    const wanted = options.map((option) => option.key).filter((option) => asked.getAll(key).includes(option));
    if (wanted.length) found[key] = wanted;
  }
  if (cornersOf(asked.get("area"))) found.area = [asked.get("area")];
  return found;
}

const pairsOf = () => Object.entries(choice).flatMap(([key, wanted]) => wanted.map((one) => [key, one]));

function addressOf() {
  const query = new URLSearchParams([...Object.entries(board.moment), ...pairsOf()]);
  const { lat, lng } = map.getCenter();
  const parts = [`map=${map.getZoom()}/${lat.toFixed(5)}/${lng.toFixed(5)}`];
  if (face.axis !== "overall") parts.push(`axis=${face.axis}`);
  if (face.selected) parts.push(`segment=${face.selected}`);
  if (layers.address) parts.push(`layers=${layers.address}`);
  if (rows.address) parts.push(`rows=${rows.address}`);
  return `${window.location.pathname}${query.size ? `?${query}`.replaceAll("%2C", ",") : ""}#${parts.join("&")}`;
}

const note = ({ step = false } = {}) => window.history[step ? "pushState" : "replaceState"](null, "", addressOf());

/* ---- what is chosen ---- */

const boxOf = () => map.getBounds().toBBoxString();

let amount = null; // how much is chosen, and how much of that is seen

function tell({ chosen, seen, whole, known_at: known }) {
  const of = Object.keys(choice).length ? chosen : whole;
  amount = { chosen: of, seen };
  byId("chosen").replaceChildren(
    leads({ kind: "segments" }, el("strong", {}, t("{count}구간", { count: counted(of.segments) })), ` ${counted(of.km, 1)} km`),
    leads({ kind: "issues" }, t("불편사항 {count}", { count: counted(of.issues) })),
    leads({ kind: "segments", inView: true }, t("화면 안 {count}구간", { count: counted(seen.segments) })),
  );
  byId("known").textContent = t("{moment} 기준", { moment: new Date(known).toLocaleTimeString(golmok.locale, { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Seoul" }) });
  byId("clear").hidden = !Object.keys(choice).length;
  byId("way-priorities").href = `/plan/priorities?${new URLSearchParams([...pairsOf(), ...Object.entries(board.moment)])}`;
  byId("way-findings").href = `/plan/findings?${new URLSearchParams(board.moment)}`;
}

/** A number, as the way to its rows. */
function leads(state, ...said) {
  const id = `open-${state.kind}${state.inView ? "-view" : ""}`;
  return el("button", { type: "button", class: `plan-open${state.inView ? " plan-seen" : ""}`, id, onclick: () => openRows(state) }, said);
}

async function choose(next, { step = true } = {}) {
  choice = next;
  rows.begin();
  facets.draw(board, choice, facets.counts);
  tools.show(choice.area?.[0]);
  if (step) note({ step });
  try {
    const answer = await board.choose(choice, boxOf());
    repaint(map, layer);
    show(answer);
    rows.load();
    issues.load();
    say(t("{count}구간", { count: counted(answer.chosen.segments) }));
  } catch (fault) {
    report(fault, () => choose(next, { step: false }));
  }
}

function show(answer) {
  const focused = document.activeElement?.id;
  tell(answer);
  facets.draw(board, choice, answer.counts);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

async function look() {
  note();
  try {
    show(await board.look(choice, boxOf()));
    if (rows.state.inView) rows.load();
  } catch (fault) {
    report(fault, look);
  }
}

const facets = new Facets(byId("facets"), choose);

const layers = new Layers(map, face, byId("layers"), () => note());

const tools = new Tools(map, { bar: byId("tools"), strip: byId("drawing") }, {
  begun: () => card.close(),
  chosen: (area) => {
    const { area: _, ...rest } = choice;
    choose(area ? { ...rest, area: [area] } : rest);
  },
});

/* ---- the table ---- */

const rows = new PlanRows(byId("grid"), board, {
  asked: () => ({ choice, box: boxOf(), selected: face.selected }),
  open: (id) => openCard(id, { focus: true, find: true }),
  noted: () => note(),
  zoomed: (bounds) => goTo(bounds, 17),
  failed: report,
});

function setTable(isShown) {
  byId("grid").hidden = !isShown;
  byId("table-switch").setAttribute("aria-pressed", String(isShown));
  document.body.classList.toggle("has-table", isShown);
  map.invalidateSize();
}

byId("table-switch").addEventListener("click", () => {
  setTable(!rows.isShown);
  rows.load().then(() => rows.mark(face.selected));
});

/** Show the rows of a number, and take the focus there. */
async function openRows(state) {
  byId("side").classList.remove("is-open");
  setTable(true);
  await rows.show(state);
  byId("grid").querySelector(".scroller").focus();
}

/* ---- the issues on the map ---- */

const issues = new IssueLayer(map, face, byId("issue-legend"), {
  ask: () => board.points(choice),
  opened: () => openRows({ kind: "issues" }),
  failed: report,
});

/* ---- the card ---- */

const card = new CardPanel(byId("card"), {
  closed: () => select(null),
  home: () => map.getContainer(),
  showOnMap: (one) => goTo(one.bounds, 18),
  moment: () => (isPast(board.moment) ? { as_of: board.as_of, known_at: board.known_at } : {}),
});

function select(id) {
  face.set({ selected: id });
  rows.mark(id);
  note();
}

async function openCard(id, { focus = false, find = false } = {}) {
  select(id);
  const shown = await card.open(id, { focus });
  if (shown && find) goTo(shown.bounds, 17);
}

function goTo([west, south, east, north], maxZoom) {
  const corners = [
    [south, west],
    [north, east],
  ];
  map.fitBounds(corners, { ...golmok.room(map), maxZoom });
}

face.on("pick", ({ props }) => {
  if (props) openCard(props.id, { focus: map.getContainer().classList.contains("golmok-keys") });
  else card.close();
});

map.getContainer().addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target === map.getContainer())
    golmok.together(map).choose(map.getCenter(), "centre");
});

new PlanSearch(map, byId("found"), ({ bounds, segment_id: segment }) => {
  if (bounds) goTo(bounds, 18);
  if (segment) openCard(segment);
  else map.getContainer().focus();
});

/* ---- what is taken away ---- */

/** What is chosen, in words: of every facet its options. */
function words() {
  const said = Object.entries(choice).map(([key, wanted]) => {
    const facet = board.facets.get(key);
    if (!facet) return t("그린 영역");
    return `${facet.label}: ${facet.options.filter((one) => wanted.includes(one.key)).map((one) => one.label).join(", ")}`;
  });
  return said.join(" · ") || t("모든 구간");
}

const out = new OutMenu(byId("out"), () => ({ choice, words: words(), box: boxOf(), axis: face.axis, layers: layers.shown, moment: board.moment, ...amount }));
byId("out-open").addEventListener("click", () => out.open());

/* ---- the past ---- */

function lookFrom(moment) {
  card.close();
  board.moment = moment;
  return open();
}

const past = new PastControl((moment) => {
  board.moment = moment;
  note({ step: true });
  lookFrom(moment);
});

/* ---- start ---- */

byId("axes").append(golmok.axisSwitch(face));
face.on("change", ({ changed }) => changed.includes("axis") && note());
byId("clear").addEventListener("click", () => choose({}));
byId("panel-toggle").addEventListener("click", ({ currentTarget }) => {
  const isOpen = byId("side").classList.toggle("is-open");
  currentTarget.setAttribute("aria-expanded", String(isOpen));
});

async function follow() {
  await choose(chosenIn(window.location.search), { step: false });
}

let later = 0;

/** Lines and colours are of different networks: one of them is a moment behind. */
function changed() {
  window.clearTimeout(later);
  later = window.setTimeout(open, 1500);
}

async function open() {
  past.mark(board.moment);
  const opened = board.open();
  layer?.remove();
  layer = boardLayer(map, face, board, changed);
  issues.register();
  layers.open(asked.get("layers"));
  try {
    past.tell(await opened);
    await follow();
  } catch (fault) {
    report(fault, open);
  }
}

if (map.getZoom() === undefined) golmok.settle(map);
const asked = new URLSearchParams(window.location.hash.slice(1));
if (golmok.style.axes.some(({ key }) => key === asked.get("axis"))) face.set({ axis: asked.get("axis") });
board.moment = momentIn(window.location.search);
open().then(() => {
  map.on("moveend", look);
  if (asked.get("segment")) openCard(asked.get("segment"));
  if (rowsIn(asked.get("rows"))) openRows(rowsIn(asked.get("rows")));
});
window.addEventListener("popstate", () => {
  const moment = momentIn(window.location.search);
  if (isSame(moment, board.moment)) follow();
  else lookFrom(moment);
});
