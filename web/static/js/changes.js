/** What changed between two days: on the map, in numbers and as a table; all that is chosen stands in the address. */

import { CardPanel } from "./cardpanel.js";
import { AXES, addressOf, stateIn } from "./changes-address.js";
import { addChanges, clockOf, dayOf, legend } from "./changes-look.js";
import { Moment, Past } from "./changes-past.js";
import { changesTable } from "./changes-rows.js";
import { Side } from "./changes-side.js";
import { Swipe } from "./changes-swipe.js";
import { Time } from "./changes-time.js";
import { boardLayer, layerBefore } from "./plan-layer.js";
import { report, say } from "./say.js";

const golmok = window.golmok;
const { el, t } = golmok;
const { map, face } = golmok.shell;
const byId = (id) => document.getElementById(id);
const words = { ...byId("kinds").dataset };
const MODES = { change: t("달라진 것"), swipe: t("밀어서 견주기"), time: t("시간순") };

const past = new Past();
const [shown, earlier] = [new Moment(), new Moment()];
const state = { mode: "change", axis: "overall", before: "", after: "", known: "", day: "", filters: {} };
let layer = null;
let under = null;

/* ---- the address ---- */

const read = () => Object.assign(state, stateIn(window.location.search, Object.keys(MODES)));
const note = ({ step = false } = {}) =>
  window.history[step ? "pushState" : "replaceState"](null, "", addressOf(state, map, face.selected));

const asked = () => ({ before: state.before, after: state.after, known: state.known, axis: state.axis, ...state.filters });
const isNarrowed = () => Object.keys(state.filters).length > 0;

/* ---- the two days ---- */

const runs = () => ({ before: past.at(state.before), after: past.at(state.after) });

/** What keeps the two days from being compared, in words; null when nothing does. */
function hindrance() {
  if (!past.runs.length) return t("이 시각까지 알려진 공식 등급이 없습니다.");
  const first = past.runs[0].as_of;
  if (!runs().before || !runs().after) return t("첫 공식 등급은 {day}입니다. 그날이나 더 늦은 날짜를 골라 주세요.", { day: dayOf(first) });
  return state.before > state.after ? t("이전 날짜가 이후 날짜보다 늦습니다. 두 날짜를 바꾸어 주세요.") : null;
}

function tellDays(answer) {
  const { before, after } = runs();
  const said = [t("{before} 등급과 {after} 등급을 견줍니다.", { before: dayOf(before.as_of), after: dayOf(after.as_of) })];
  if (before.id === after.id) said.push(t("두 날짜 사이에 새로 매긴 등급이 없습니다."));
  if (!answer.same_rule) said.push(t("두 등급은 항목표나 매개변수가 다릅니다."));
  if (state.known) said.push(t("{moment}에 알던 대로입니다.", { moment: golmok.date(past.knownAt) }));
  byId("said").textContent = said.join(" ");
}

async function openPast() {
  byId("known").value = state.known && clockOf(state.known);
  byId("known-box").open ||= Boolean(state.known);
  await past.open(state.known);
  const last = past.runs.length - 1;
  state.after ||= past.runs[last]?.as_of ?? "";
  state.before ||= past.runs[Math.max(0, last - 1)]?.as_of ?? "";
  state.day ||= state.after;
}

/* ---- what is compared ---- */

async function compare({ step = false } = {}) {
  for (const name of ["before", "after"]) byId(name).value = state[name];
  byId("known-now").hidden = !state.known;
  byId("clear").hidden = !isNarrowed();
  const hindered = hindrance();
  document.body.classList.toggle("is-hindered", Boolean(hindered)); // what is there is of other days
  if (hindered) {
    byId("said").textContent = hindered;
    return;
  }
  if (step) note({ step });
  try {
    const answer = await past.compare(asked());
    if (answer.network !== past.network) return again();
    for (const moment of [shown, earlier]) moment.compared(answer, isNarrowed());
    tellDays(answer);
    side.draw(answer, state.filters);
    say(t("{count}구간", { count: answer.total.toLocaleString(golmok.locale) }));
    await Promise.all([paint(), loadTable()]);
  } catch (fault) {
    report(fault, () => compare());
  }
}

/** Paint what the way of looking asks for; in time that is one run. */
async function paint(run = state.mode === "time" ? time.run : runs().after) {
  shown.isCompared = state.mode === "change";
  shown.show(past.network, await past.column(run.id));
  if (state.mode === "swipe") {
    earlier.show(past.network, await past.column(runs().before.id));
    await under.repaintAside();
  }
  await layer.repaintAside();
  golmok.together(map).redraw();
}

function look() {
  const { mode, axis } = state;
  const { before, after } = runs();
  for (const option of byId("modes").querySelectorAll("input")) option.checked = option.value === mode;
  for (const option of byId("axes").querySelectorAll("input")) option.checked = option.value === axis;
  byId("time").hidden = mode !== "time" || !past.runs.length;
  byId("legend").hidden = mode === "change";
  byId("legend").replaceChildren(...legend(axis));
  time.stop();
  if (mode === "time" && past.runs.length) time.open(past.runs, state.day);
  shown.isCompared = mode === "change";
  face.set({ axis: mode === "change" ? "change" : axis, lettered: mode !== "swipe" });
  if (mode !== "swipe") {
    under.remove();
    swipe.stop();
  } else if (before && after) {
    under.addTo(map);
    swipe.start(dayOf(before.as_of), dayOf(after.as_of));
  }
}

/** Another way of looking, other days or filters: look anew, and compare anew where that is another question. */
async function change(values, { isSame = false } = {}) {
  Object.assign(state, values);
  table.page = 1;
  look();
  if (!isSame) return compare({ step: true });
  note({ step: true });
  return hindrance() ? null : paint().catch((fault) => report(fault, look));
}

const side = new Side({ followed: byId("followed"), kinds: byId("kinds"), matrix: byId("matrix"), districts: byId("districts") }, words, (filters) =>
  change({ filters: Object.fromEntries(Object.entries(filters).filter(([, wanted]) => wanted.length)) }),
);
const swipe = new Swipe(map, byId("swipe"));
const time = new Time(byId("time"), {
  show: (run) => {
    state.day = run.as_of;
    note();
    return paint(run).catch((fault) => report(fault, () => paint(run)));
  },
  ready: (run) => past.column(run.id),
});

const choices = (name, options, chosen) =>
  Object.entries(options).map(([key, title]) =>
    el("label", {}, el("input", { type: "radio", name, value: key, onchange: () => chosen(key) }), el("span", {}, title)),
  );
byId("modes").append(...choices("mode", MODES, (mode) => change({ mode }, { isSame: true })));
const titles = Object.fromEntries(AXES.map((axis) => [axis, t(golmok.style.axes.find(({ key }) => key === axis).title)]));
const axes = choices("axis", titles, (axis) => change({ axis }));
byId("axes").append(el("fieldset", { class: "golmok-switch" }, el("legend", { class: "golmok-quiet" }, t("등급")), axes));

for (const name of ["before", "after"]) byId(name).addEventListener("change", ({ target }) => target.value && change({ [name]: target.value }));
byId("clear").addEventListener("click", () => change({ filters: {} }));
byId("panel-toggle").addEventListener("click", ({ currentTarget }) => {
  currentTarget.setAttribute("aria-expanded", String(byId("side").classList.toggle("is-open")));
});

async function know(known) {
  state.known = known;
  try {
    await openPast();
    await change({});
  } catch (fault) {
    report(fault, () => know(known));
  }
}

/** Show what the address says by now. */
async function follow() {
  read();
  try {
    await openPast();
    look();
    await compare();
  } catch (fault) {
    report(fault, follow);
  }
}
byId("known").addEventListener("change", ({ target }) => target.value && know(new Date(target.value).toISOString()));
byId("known-now").addEventListener("click", () => know(""));

/* ---- the table ---- */

let items = [];

const table = changesTable(byId("grid"), {
  axis: () => state.axis,
  words,
  open: (id) => go(items.find((item) => item.id === id)),
  changed: () => loadTable(),
});

async function loadTable() {
  if (byId("grid").hidden || hindrance()) return;
  try {
    const page = await past.rows({ ...asked(), ...table.query });
    items = page.items;
    table.draw(page, face.selected);
    drawFiles();
  } catch (fault) {
    report(fault, loadTable);
  }
}

/** Files are for those who may take out what staff see of segments. */
function drawFiles() {
  if (!byId("content").dataset.files) return;
  const { page: _page, size: _size, ...order } = table.query;
  const query = new URLSearchParams(Object.entries({ ...asked(), ...order }).flatMap(([name, value]) => [value].flat().filter(Boolean).map((one) => [name, one])));
  const link = (extension, title) => el("a", { class: "tool", href: `/api/v1/grades/changes/rows.${extension}?${query}`, download: "" }, title);
  byId("files").replaceChildren(t("이 목록을 파일로"), link("xlsx", "XLSX"), link("csv", "CSV"));
}

byId("table-switch").addEventListener("click", () => {
  const isShown = byId("grid").hidden;
  byId("grid").hidden = !isShown;
  byId("table-switch").setAttribute("aria-pressed", String(isShown));
  document.body.classList.toggle("has-table", isShown);
  map.invalidateSize();
  loadTable();
});

/* ---- one segment ---- */

const card = new CardPanel(byId("card"), {
  closed: () => select(null),
  home: () => map.getContainer(),
  showOnMap: ({ bounds }) => goTo(bounds),
  moment: () => past.momentOf(state.mode === "time" ? time.run : runs().after),
});

function select(id) {
  face.set({ selected: id });
  table.mark(id);
  note();
}

function goTo([west, south, east, north]) {
  const corners = [
    [south, west],
    [north, east],
  ];
  map.fitBounds(corners, { ...golmok.room(map), maxZoom: 17 });
}

/** Show where a row lies; its card, too, where it is a segment of now. */
function go({ id, at, bounds, kind }) {
  goTo(bounds);
  select(id);
  if (at === null || kind === "gone") say(t("지금은 없는 구간입니다. 카드가 없습니다."));
  else card.open(id, { focus: true });
}

face.on("pick", ({ props }) => {
  if (!props) card.close();
  else {
    select(props.id);
    card.open(props.id, { focus: map.getContainer().classList.contains("golmok-keys") });
  }
});

map.getContainer().addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target === map.getContainer()) golmok.together(map).choose(map.getCenter(), "centre");
});

/* ---- start ---- */

let later = 0;

/** Lines and columns are of different networks: one of them is a moment behind. */
function again() {
  window.clearTimeout(later);
  later = window.setTimeout(start, 1500);
}

async function start() {
  layer?.remove();
  under?.remove();
  layer = boardLayer(map, face, shown, again);
  under = layerBefore(face, earlier, layer, again);
  await follow();
}

if (map.getZoom() === undefined) golmok.settle(map);
addChanges(words);
start().then(() => {
  note();
  map.on("moveend", () => note());
  const segment = new URLSearchParams(window.location.hash.slice(1)).get("segment");
  if (segment) card.open(segment);
});
window.addEventListener("popstate", follow);
