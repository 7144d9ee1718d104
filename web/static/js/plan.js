/** The planner's page: what is chosen narrows the map, the counts and the table alike, and stands in the address. */

import { CardPanel } from "./cardpanel.js";
import { Board } from "./plan-board.js";
import { Amount } from "./plan-amount.js";
import { addressOf, chosenIn, seenIn, wordsOf } from "./plan-choice.js";
import { Facets } from "./plan-facets.js";
import { IssueLayer } from "./plan-issues.js";
import { boardLayer, repaint } from "./plan-layer.js";
import { Layers } from "./plan-layers.js";
import { Legend } from "./plan-legend.js";
import { OutMenu } from "./plan-out.js";
import { isPast, isSame, momentIn, PastControl } from "./plan-past.js";
import { PlanRows, rowsIn } from "./plan-rows.js";
import { PlanSearch } from "./plan-search.js";
import { Tools } from "./plan-tools.js";
import { Undo } from "./plan-undo.js";
import { complain, hush, report, say } from "./say.js";

const golmok = window.golmok;
const { t } = golmok;
const { map, face } = golmok.shell;
const byId = (id) => document.getElementById(id);

const board = new Board();
let choice = {};
let layer = null;

/* ---- the address: what is chosen, then the map ---- */

let isRead = false; // what the address says; until then nothing is written over it

const note = ({ step = false } = {}) =>
  isRead && window.history[step ? "pushState" : "replaceState"](null, "", addressOf({ moment: board.moment, choice, map, face, layers, rows }));

/* ---- what is chosen ---- */

const boxOf = () => map.getBounds().toBBoxString();

const amount = new Amount((state) => openRows(state));

async function choose(next, { step = true } = {}) {
  choice = next;
  isRead = true;
  hush();
  rows.begin();
  facets.draw(board, choice, facets.counts);
  tools.show(choice.area?.[0]);
  if (step) note({ step });
  remember();
  try {
    const answer = await board.choose(choice, boxOf());
    repaint(map, layer);
    show(answer);
    rows.load();
    issues.load();
    say(t("{count}구간", { count: answer.chosen.segments.toLocaleString(golmok.locale) }));
  } catch (fault) {
    report(fault, () => choose(next, { step: false }));
  }
}

function show(answer) {
  const focused = document.activeElement?.id;
  amount.tell(answer, choice, board.moment);
  tools.follow(answer.followed);
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

const layers = new Layers(map, face, byId("layers"), (isSettled) => {
  note();
  if (isSettled) remember();
});

const tools = new Tools(map, { bar: byId("tools"), strip: byId("drawing"), picked: byId("picked"), followed: byId("followed") }, {
  begun: () => card.close(),
  isWanted: (at) => board.isWanted(at),
  chosen(area) {
    const { area: _, ...rest } = choice;
    return choose(area ? { ...rest, area: [area] } : rest);
  },
});

const undo = new Undo(byId("undo"), {
  state() {
    const { area = null, ...conditions } = choice;
    return { moment: board.moment, conditions: Object.entries(conditions).sort(), area, axis: face.axis, layers: layers.whole };
  },
  apply({ moment, conditions, area, axis, layers: shown }, changed) {
    face.set({ axis });
    layers.set(shown);
    const next = { ...Object.fromEntries(conditions), ...(area && { area }) };
    if (changed.includes("moment")) goToMoment(moment, next);
    else if (changed.includes("conditions") || changed.includes("area")) choose(next);
    else note();
  },
  first: () => tools.drawing.back(),
});

/** What is seen once the city is there can be taken back. */
const remember = () => board.facets && isRead && undo.record();

/* ---- the table ---- */

const rows = new PlanRows(byId("grid"), board, {
  asked: () => ({ choice, box: boxOf(), selected: face.selected }),
  open: (id) => openCard(id, { focus: true, find: true }),
  noted: () => note(),
  zoomed: (bounds) => goTo(bounds, 17),
  picked: (ids, how) => tools.takeRows(ids, how),
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
  opened: (due) => (due ? choose({ ...choice, due }) : Promise.resolve()).then(() => openRows({ kind: "issues" })),
  failed: report,
});

new Legend(map, face, facets);

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

const goTo = ([west, south, east, north], maxZoom) => map.fitBounds([[south, west], [north, east]], { ...golmok.room(map), maxZoom });

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

const out = new OutMenu(byId("out"), () => ({ choice, words: wordsOf(choice, board), box: boxOf(), axis: face.axis, layers: layers.shown, moment: board.moment, ...amount.told }));
byId("out-open").addEventListener("click", () => out.open());

/* ---- the past ---- */

function lookFrom(moment) {
  card.close();
  board.moment = moment;
  return open();
}

function goToMoment(moment, wanted = choice) {
  board.moment = moment;
  choice = wanted;
  note({ step: true });
  remember();
  lookFrom(moment);
}

const past = new PastControl((moment) => goToMoment(moment));

/* ---- start ---- */

byId("axes").append(golmok.axisSwitch(face));
face.on("change", ({ changed }) => {
  if (!changed.includes("axis")) return;
  note();
  remember();
});
byId("clear").addEventListener("click", () => choose({}));
byId("panel-toggle").addEventListener("click", ({ currentTarget }) => {
  const isOpen = byId("side").classList.toggle("is-open");
  currentTarget.setAttribute("aria-expanded", String(isOpen));
});

async function follow() {
  const { search } = window.location;
  await choose(chosenIn(search, board), { step: false });
  if (new URLSearchParams(search).get("area") && !choice.area) complain(t("주소에 적힌 고른 곳을 읽을 수 없어 빼고 보여 줍니다."));
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
  layers.open(asked.layers);
  try {
    past.tell(await opened);
    if (opened !== board.opened) return; // of another moment, which goes on by itself
    choice = chosenIn(window.location.search, board);
    undo.settle();
    await follow();
  } catch (fault) {
    if (opened === board.opened) report(fault, open);
  }
}

if (map.getZoom() === undefined) golmok.settle(map);
const asked = seenIn(window.location.hash);
face.set({ axis: asked.axis });
board.moment = momentIn(window.location.search);
open().then(() => {
  map.on("moveend", look);
  openBeside(asked);
  note(); // what was switched meanwhile
});

/** Open the card and the rows that an address names. */
function openBeside({ segment, rows: wanted }) {
  if (segment !== face.selected) segment ? openCard(segment) : card.close();
  if (wanted === rows.address) return;
  if (rowsIn(wanted)) openRows(rowsIn(wanted));
  else setTable(false);
}

/** Do what another address says: of a step back, of a link into the page that is open. */
window.addEventListener("popstate", async () => {
  const [seen, moment] = [seenIn(window.location.hash), momentIn(window.location.search)];
  isRead = false;
  face.set({ axis: seen.axis });
  layers.follow(seen.layers);
  if (seen.place) map.setView(seen.place.center, seen.place.zoom, { animate: false });
  await (isSame(moment, board.moment) ? board.opened.then(follow) : lookFrom(moment));
  openBeside(seen);
  note();
});
