/** Priorities: the segments that were chosen on the map, ranked by weights that stand in the address. */

import { ask } from "./api.js";
import { CardPanel } from "./cardpanel.js";
import { Board } from "./plan-board.js";
import { boardLayer, repaint } from "./plan-layer.js";
import { isPast, momentIn, PastControl } from "./plan-past.js";
import { RankedList } from "./priorities-list.js";
import { Marks } from "./priorities-marks.js";
import { Sending, showLists } from "./priorities-send.js";
import { Weights } from "./priorities-weights.js";
import { report, say } from "./say.js";

const golmok = window.golmok;
const { el, t } = golmok;
const { map, face } = golmok.shell;
const byId = (id) => document.getElementById(id);
const OWN = ["weights", "page", "as_of", "known_at"]; // of the address; all else is what was chosen on the map
const FIRST = 20;
const SIZE = 50;
const PAUSE = 150; // ms after which a slider that moves is answered

const counted = (number) => number.toLocaleString(golmok.locale);
const board = new Board();
let layer = null;
let later = 0;
let known = null;
let asking = new AbortController();

/* ---- the address: what is chosen, the weights, the page ---- */

const asked = new URLSearchParams(window.location.search);
const choice = Object.fromEntries([...new Set(asked.keys())].filter((key) => !OWN.includes(key)).map((key) => [key, asked.getAll(key)]));
const chosen = new URLSearchParams(Object.entries(choice).flatMap(([key, wanted]) => wanted.map((one) => [key, one])));

board.moment = momentIn(window.location.search);

function query(...extra) {
  const all = new URLSearchParams([...chosen, ...Object.entries(board.moment), ...extra.filter(([, value]) => value)]);
  return all.size ? `?${all}`.replaceAll("%2C", ",") : "";
}

function note() {
  const mine = weights.areFirst ? "" : weights.written;
  window.history.replaceState(null, "", `${window.location.pathname}${query(["weights", mine], ["page", list.page > 1 ? list.page : ""])}`);
  if (!byId("content").dataset.files) return;
  for (const kind of ["csv", "xlsx"]) byId(`file-${kind}`).href = `/plan/priorities/list.${kind}${query(["weights", mine])}`;
}

for (const id of ["way-map", "narrow"]) byId(id).href = `/plan${query()}`;
byId("way-findings").href = `/plan/findings?${new URLSearchParams(board.moment)}`;

/* ---- the past: ranked as it was known, and sent to nobody ---- */

/** The page begins anew: what the criteria are measured by is of that moment, too. */
const past = new PastControl((moment) => {
  board.moment = moment;
  window.location.assign(`${window.location.pathname}${query(["weights", weights.areFirst ? "" : weights.written])}`);
});
past.mark(board.moment);
byId("rank-then").hidden = !isPast(board.moment);

/* ---- the list ---- */

const weights = new Weights(byId("weights"), () => {
  list.page = 1;
  window.clearTimeout(later);
  later = window.setTimeout(rank, PAUSE);
});

const list = new RankedList(byId("list"), {
  picked: tellPicked,
  turned: () => rank({ fit: true }),
  shown: ({ lat, lon }) => map.setView([lat, lon], Math.max(map.getZoom(), 16)),
  card: (id) => openCard(id, { focus: true }),
  issuesOf: (id) => `/plan${query()}#rows=issues,${id}&segment=${id}`,
  toldOn: (id) => `/plan?${new URLSearchParams(board.moment)}#rows=issues,${id}&segment=${id}`,
});
list.page = Math.max(1, Number(asked.get("page")) || 1);

const marks = new Marks(map, (id) => list.find(id));

async function rank({ fit = false } = {}) {
  note();
  asking.abort();
  asking = new AbortController();
  try {
    const answer = await ask("/priorities", { ...board.moment, ...choice, weights: weights.written, page: list.page, size: SIZE }, asking.signal);
    const last = Math.max(1, Math.ceil(answer.total / SIZE));
    if (list.page > last) {
      list.page = last; // an old address, or fewer segments by now
      return await rank({ fit });
    }
    known = answer.known_at;
    list.draw(answer);
    marks.draw(answer.items);
    weights.explain(answer.criteria);
    tell(answer);
    if (fit) marks.fit(answer.items);
  } catch (fault) {
    report(fault, () => rank({ fit }));
  }
}

function tell({ total, run, known_at: moment }) {
  byId("ranked").replaceChildren(el("strong", {}, t("{count}구간", { count: counted(total) })));
  const day = run ? t("등급 {day}", { day: golmok.date(run.as_of) }) : t("등급 없음");
  const time = new Date(moment).toLocaleTimeString(golmok.locale, { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Seoul" });
  byId("known").replaceChildren(el("span", {}, day), " ", el("span", {}, t("{moment} 기준", { moment: time })));
  say(t("{count}구간의 순위를 다시 매겼습니다.", { count: counted(total) }));
}

/* ---- what is picked ---- */

const most = Number(byId("content").dataset.most);

function tellPicked() {
  const count = list.picks.size;
  byId("picked").textContent = count > most ? t("{count}구간 고름, 한 목록에는 {most}구간까지", { count, most }) : t("{count}구간 고름", { count });
  byId("pick-none").hidden = count === 0;
  for (const id of ["send", "keep"]) if (byId(id)) byId(id).disabled = count === 0 || count > most || isPast(board.moment);
}

const sending = new Sending(() => ({ weights: weights.byKey, chosen: choice, known_at: known }), () => list.drop());

byId("pick-first").addEventListener("click", () => list.pick(list.items.slice(0, FIRST), true));
byId("pick-none").addEventListener("click", () => list.drop());
byId("send")?.addEventListener("click", () => sending.toTeam(list.picked));
byId("keep").addEventListener("click", () => sending.forVisit(list.picked));
byId("lists-open").addEventListener("click", () =>
  showLists((stops) => {
    marks.draw(stops);
    marks.fit(stops);
  }),
);

/* ---- map and card ---- */

const card = new CardPanel(byId("card"), {
  closed: () => face.set({ selected: null }),
  home: () => map.getContainer(),
  moment: () => (isPast(board.moment) ? { as_of: board.as_of, known_at: board.known_at } : {}),
  showOnMap: ({ bounds: [west, south, east, north] }) => map.fitBounds([[south, west], [north, east]], { ...golmok.room(map), maxZoom: 18 }),
});

function openCard(id, { focus = false } = {}) {
  face.set({ selected: id });
  return card.open(id, { focus });
}

face.on("pick", ({ props }) => {
  if (!props) return card.close();
  list.find(props.id);
  openCard(props.id, { focus: map.getContainer().classList.contains("golmok-keys") });
});

async function open() {
  const opened = board.open();
  layer?.remove();
  layer = boardLayer(map, face, board, () => window.setTimeout(open, 1500));
  try {
    past.tell(await opened);
    await board.choose(choice, undefined);
    repaint(map, layer);
  } catch (fault) {
    report(fault, open);
  }
}

byId("panel-toggle").addEventListener("click", ({ currentTarget }) => {
  currentTarget.setAttribute("aria-expanded", String(byId("side").classList.toggle("is-open")));
});

if (map.getZoom() === undefined) golmok.settle(map);
tellPicked();
rank({ fit: true });
open();
