/** The page of findings: one question at a time, its figures, its map and its rows; all of it stands in the address. */

import { ask } from "./api.js";
import { CardPanel } from "./cardpanel.js";
import { columnOf, FindingMap } from "./findings-map.js";
import { FindingRows, fileOf } from "./findings-rows.js";
import { choiceOf, FindingSide, wait, whereOf } from "./findings-side.js";
import { report, say } from "./say.js";

const golmok = window.golmok;
const { el, t } = golmok;
const { map, face } = golmok.shell;
const byId = (id) => document.getElementById(id);
const OTHER = "other";

const state = { show: null, as_of: null, known_at: null, paint: null, choice: {} };
let found = null;
let runs = [];
let turn = 0; // only the last thing that was asked for counts

const momentOf = () => Object.fromEntries(Object.entries({ as_of: state.as_of, known_at: state.known_at }).filter(([, value]) => value));

/** From when what lies behind a row is looked at: from now, unless another moment is asked for. */
const cardMoment = () => (Object.keys(momentOf()).length ? found.moment : {});

/* ---- the address ---- */

function read() {
  const asked = new URLSearchParams(window.location.search);
  const keys = [...byId("tabs").children].map(({ dataset }) => dataset.key);
  state.show = keys.includes(asked.get("show")) ? asked.get("show") : keys[0];
  state.as_of = asked.get("as_of");
  state.known_at = asked.get("known_at");
  state.paint = asked.get("paint");
  state.choice = asked.has("where") ? choiceOf(asked.getAll("where").filter(Boolean)) : null;
  Object.assign(rows, { sort: asked.get("sort"), order: asked.get("order"), page: Number(asked.get("page")) || 1 });
}

function addressOf() {
  const query = new URLSearchParams({ show: state.show, ...momentOf() });
  if (state.paint && found && state.paint !== found.maps[0].key) query.set("paint", state.paint);
  if (state.choice) for (const one of whereOf(state.choice).length ? whereOf(state.choice) : [""]) query.append("where", one);
  if (rows.sort) query.set("sort", rows.sort);
  if (rows.order) query.set("order", rows.order);
  if (rows.page > 1) query.set("page", rows.page);
  const { lat, lng } = map.getCenter();
  const parts = [`map=${map.getZoom()}/${lat.toFixed(5)}/${lng.toFixed(5)}`];
  if (face.selected) parts.push(`segment=${face.selected}`);
  return `${window.location.pathname}?${query}#${parts.join("&")}`.replaceAll("%3A", ":");
}

const note = ({ step = false } = {}) => window.history[step ? "pushState" : "replaceState"](null, "", addressOf());

/* ---- a finding ---- */

async function load() {
  const mine = ++turn;
  for (const tab of byId("tabs").children) {
    if (tab.dataset.key === state.show) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
  byId("tabs").querySelector("[aria-current]").scrollIntoView({ block: "nearest", inline: "center" });
  document.body.setAttribute("aria-busy", "true");
  try {
    let answer;
    do {
      answer = await ask(`/findings/${state.show}`, momentOf());
      if (mine !== turn) return;
      wait(answer.progress);
    } while (!answer.found);
    found = answer.found;
    tell();
    if (!found.maps.some(({ key }) => key === state.paint)) state.paint = found.maps[0].key;
    state.choice ??= opens();
    side.draw(found, state.choice);
    await Promise.all([colour(mine), list(mine)]);
  } catch (fault) {
    wait(null);
    if (mine === turn) report(fault, load);
  } finally {
    if (mine === turn) document.body.removeAttribute("aria-busy");
  }
}

const opens = () => choiceOf(found.maps.find(({ key }) => key === state.paint).where);

async function colour(mine) {
  const column = await columnOf(`/findings/${state.show}/columns/${state.paint}`, momentOf());
  if (mine !== turn) return;
  picture.colour(found, state.paint, column);
  picture.legend(found, state.paint, state.choice);
}

let listing = 0;

async function list(mine = turn) {
  const asked = ++listing;
  byId("grid").setAttribute("aria-busy", "true");
  const answer = await ask(`/findings/${state.show}/rows`, { ...momentOf(), ...rows.query, where: whereOf(state.choice), bits: true });
  await picture.board.opened;
  if (mine !== turn || asked !== listing) return;
  byId("grid").removeAttribute("aria-busy");
  rows.draw(found, answer, {
    choice: state.choice,
    selected: face.selected,
    files: (extension) => fileOf(state.show, extension, momentOf(), state.choice, rows),
  });
  picture.choose(answer.bits);
  say(t("{question} {count}행", { question: found.question, count: answer.total.toLocaleString(golmok.locale) }));
}

async function choose(choice, { step = true } = {}) {
  state.choice = choice;
  rows.page = 1;
  note({ step });
  side.mark(found, choice);
  picture.legend(found, state.paint, choice);
  try {
    await list();
  } catch (fault) {
    report(fault, () => choose(choice, { step: false }));
  }
}

/** The rows of a number; of a sum those that make up most of it first. */
const side = new FindingSide((choice, sums) => {
  if (sums) Object.assign(rows, { sort: sums, order: "desc" });
  choose(choice);
});

const rows = new FindingRows(byId("grid"), byId("bar"), {
  open: (id) => openCard(id, { focus: true, find: true }),
  changed: () => {
    note();
    list().catch((fault) => report(fault, list));
  },
  choose: (choice) => choose(choice),
  issuesOf: (id) => `/plan?${new URLSearchParams(cardMoment())}#rows=issues,${id}&segment=${id}`,
});

const picture = new FindingMap(map, face, { maps: byId("maps"), legend: byId("legend") }, {
  painted: (key) => {
    state.paint = key;
    state.choice = null;
    note({ step: true });
    load();
  },
  toggled: (facet, option) => {
    const wanted = new Set(state.choice[facet] ?? []);
    if (!wanted.delete(option)) wanted.add(option);
    const { [facet]: _, ...rest } = state.choice;
    choose(wanted.size ? { ...rest, [facet]: [...wanted] } : rest);
  },
  stale: () => load(),
});

/* ---- the day ---- */

function tell() {
  const { as_of: day, known_at: known } = found.moment;
  for (const [id, path] of [["way-map", "/plan"], ["way-priorities", "/plan/priorities"]]) byId(id).href = `${path}?${new URLSearchParams(momentOf())}`;
  byId("known").textContent = t("{day}까지 일어난 일을 {moment}까지 기록된 대로", { day: golmok.date(day), moment: new Date(known).toLocaleString(golmok.locale, { dateStyle: "medium", timeStyle: "short", timeZone: "Asia/Seoul" }) });
  const select = byId("as-of");
  const isRun = runs.some((run) => run.as_of === day);
  select.replaceChildren(
    ...runs.map((run) => el("option", { value: run.as_of }, golmok.date(run.as_of))),
    el("option", { value: OTHER }, t("다른 날…")),
  );
  select.value = isRun ? day : OTHER;
  byId("other-day").hidden = isRun;
  byId("other-day").value = day;
}

function look(day) {
  if (!day) return;
  Object.assign(state, { as_of: day, known_at: null });
  rows.page = 1;
  note({ step: true });
  load();
}

byId("as-of").addEventListener("change", ({ target }) => {
  byId("other-day").hidden = target.value !== OTHER;
  if (target.value === OTHER) byId("other-day").focus();
  else look(target.value);
});
byId("other-day").addEventListener("change", ({ target }) => look(target.value));

/* ---- the card ---- */

const card = new CardPanel(byId("card"), {
  closed: () => select(null),
  home: () => map.getContainer(),
  showOnMap: (one) => goTo(one.bounds, 18),
  moment: cardMoment,
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
  map.fitBounds(
    [
      [south, west],
      [north, east],
    ],
    { ...golmok.room(map), maxZoom },
  );
}

face.on("pick", ({ props }) => {
  if (props) openCard(props.id, { focus: map.getContainer().classList.contains("golmok-keys") });
  else card.close();
});

map.getContainer().addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target === map.getContainer()) golmok.together(map).choose(map.getCenter(), "centre");
});

/* ---- start ---- */

byId("tabs").addEventListener("click", (event) => {
  const tab = event.target.closest("a");
  if (!tab || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  Object.assign(state, { show: tab.dataset.key, paint: null, choice: null });
  Object.assign(rows, { sort: null, order: null, page: 1 });
  note({ step: true });
  load();
});

byId("panel-toggle").addEventListener("click", ({ currentTarget }) => {
  const isOpen = byId("side").classList.toggle("is-open");
  currentTarget.setAttribute("aria-expanded", String(isOpen));
});

function setTable(isShown) {
  byId("grid").hidden = !isShown;
  byId("table-switch").setAttribute("aria-pressed", String(isShown));
  document.body.classList.toggle("has-table", isShown);
  map.invalidateSize();
}

byId("table-switch").addEventListener("click", () => setTable(byId("grid").hidden));
window.addEventListener("popstate", () => {
  read();
  load();
});

if (map.getZoom() === undefined) golmok.settle(map);
const asked = new URLSearchParams(window.location.hash.slice(1));
const isWide = window.matchMedia("(min-width: 768px)").matches;
byId("legend-box").open = isWide;
setTable(isWide);
read();
ask("/findings", momentOf())
  .then(async (answer) => {
    ({ runs } = answer);
    await load();
    map.on("moveend", () => note());
    if (asked.get("segment")) openCard(asked.get("segment"));
  })
  .catch((fault) => report(fault, () => window.location.reload()));
