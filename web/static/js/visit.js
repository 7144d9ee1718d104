/** The desk of a visit: stops in an order, the way between them on the map, and when one is where. */

import { ask } from "./api.js";
import { report, say } from "./say.js";
import { Search } from "./search.js";
import { followFiles } from "./visit-files.js";
import { StopList } from "./visit-list.js";
import { VisitMap } from "./visit-map.js";

const golmok = window.golmok;
const { el, t } = golmok;
const { map, face } = golmok.shell;
const byId = (id) => document.getElementById(id);
const form = byId("visit");
const field = (name) => form.elements[name];
const { most, usual } = byId("content").dataset;
const LONGEST_STAY = 240;

let stops = [...byId("stops").children].map(({ dataset }) => ({ id: dataset.stop, stay: Number(dataset.stay), because: dataset.because }));
let walk = { stops: [], legs: [], begin: null, end: null, metres: 0, minutes: 0 };
let asking = null;

const drawn = new VisitMap(map, (place) => list.focus(place));
const list = new StopList(byId("stops"), {
  moved: (from, to) => {
    const next = stops.toSpliced(from, 1).toSpliced(to, 0, stops[from]);
    lead(next, { focus: to, word: t("{number}번째로 옮겼습니다", { number: to + 1 }) });
  },
  stayed: (place, stay) => lead(stops.with(place, { ...stops[place], stay })),
  left: (place) => lead(stops.toSpliced(place, 1), { focus: place, word: t("정류지를 뺐습니다") }),
  seen: (place) => drawn.goTo(walk.stops[place]),
});

/* ---- when one is where ---- */

function clock(minutes) {
  const begins = new Date(field("starts_at").value);
  if (Number.isNaN(begins.getTime())) return "–";
  begins.setMinutes(begins.getMinutes() + minutes);
  return begins.toLocaleTimeString(golmok.locale, { hour: "2-digit", minute: "2-digit", hour12: false });
}

const metres = (value) => `${Math.round(value).toLocaleString(golmok.locale)} m`;

function sums() {
  const late = walk.minutes > field("minutes").valueAsNumber;
  const far = walk.metres > field("limit_m").valueAsNumber;
  const sum = (word, value, isOver = false) => el("div", isOver ? { class: "is-over" } : {}, el("dt", {}, word), el("dd", {}, value));
  byId("sums").replaceChildren(
    sum(t("정류지"), t("{count}곳", { count: stops.length })),
    sum(t("걷는 거리"), metres(walk.metres), far),
    sum(t("모두"), t("{minutes}분", { minutes: walk.minutes }), late),
    sum(t("끝나는 때"), clock(walk.minutes), late),
  );
  const hard = (name) => walk.legs.reduce((count, leg) => count + leg[name], 0);
  const warnings = [
    far && t("정한 거리 {limit}보다 {over} 더 걷습니다.", { limit: metres(field("limit_m").valueAsNumber), over: metres(walk.metres - field("limit_m").valueAsNumber) }),
    late && t("정한 시간보다 {over}분 더 걸립니다.", { over: walk.minutes - field("minutes").valueAsNumber }),
    hard("stairs") && t("계단이 있는 구간 {count}곳을 지납니다.", { count: hard("stairs") }),
    hard("steep") && t("경사가 급하거나 단차가 있는 구간 {count}곳을 지납니다.", { count: hard("steep") }),
    hard("closed") && t("통행할 수 없다고 적힌 구간 {count}곳을 지납니다.", { count: hard("closed") }),
    walk.legs.some((leg) => leg.is_guess) && t("길이 이어지지 않아 거리를 어림한 곳이 있습니다."),
  ];
  byId("warnings").replaceChildren(...warnings.filter(Boolean).map((sentence) => el("li", {}, sentence)));
}

function show() {
  list.show(stops, walk, clock, LONGEST_STAY);
  byId("no-stops").hidden = stops.length > 0;
  byId("shortest").disabled = stops.length < 2;
  sums();
}

/** Ask for the walk by way of stops, then show them; nothing changes where it cannot be had. */
async function lead(wanted, { shortest = false, focus = null, word = "", kept = false } = {}) {
  asking?.abort();
  asking = new AbortController();
  const query = {
    stops: wanted.map(({ id, stay }) => `${id}:${stay}`).join(","),
    begin: field("begin")?.value,
    end: field("end")?.value,
    shortest: shortest || null,
  };
  try {
    walk = await ask("/visits/walk", query, asking.signal);
  } catch (fault) {
    report(fault, () => lead(wanted, { shortest, focus, word }));
    return;
  }
  const before = new Map(wanted.map((stop) => [stop.id, stop]));
  if (walk.gone.length) tellGone(walk.gone.length);
  stops = walk.stops.map(({ id }) => before.get(id));
  show();
  drawn.show(walk);
  if (focus !== null) list.focus(focus);
  if (word) say(word);
  byId("unsaved").hidden = kept && walk.gone.length === 0;
  byId("order-said").textContent = shortest ? (walk.is_exact ? t("이보다 짧은 차례는 없습니다.") : t("짧은 차례입니다.")) : "";
}

/** Lines that were cut anew are stops no more: they are left out, and that is saved with the rest. */
function tellGone(count) {
  const told = byId("gone");
  told.hidden = false;
  told.textContent = t("정류지 {count}곳은 길이 새로 나뉘어 지금은 없습니다. 뺐으니 지도에서 다시 고르고 저장해 주세요.", { count });
}

/* ---- stops from the map ---- */

function add(id) {
  const place = stops.findIndex((stop) => stop.id === id);
  if (place >= 0) {
    list.focus(place);
  } else if (stops.length >= Number(most)) {
    say(t("정류지는 {most}곳까지입니다.", { most }));
  } else {
    lead([...stops, { id, stay: Number(usual), because: "map" }], { word: t("{number}번째 정류지로 더했습니다", { number: stops.length + 1 }) });
  }
}

face.on("pick", ({ props }) => props && add(props.id));
map.getContainer().addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target === map.getContainer()) golmok.together(map).choose(map.getCenter(), "centre");
});
new Search(byId("search"), ({ bounds: [west, south, east, north], segment_id: segment }) => {
  map.fitBounds([[south, west], [north, east]], { maxZoom: 18 });
  if (segment) add(segment);
});

/* ---- the form ---- */

byId("shortest").addEventListener("click", () => lead(stops, { shortest: true, word: t("짧은 차례로 놓았습니다") }));
form.addEventListener("input", () => (byId("unsaved").hidden = false));
for (const name of ["starts_at", "minutes", "limit_m"]) field(name).addEventListener("change", show);
for (const name of ["begin", "end"]) field(name)?.addEventListener("change", () => lead(stops));

followFiles(byId("files"));
if (map.getZoom() === undefined) golmok.settle(map);
lead(stops, { kept: true }).then(() => drawn.fit(walk));
