/** The review page: joins the list, the question, the map and the groups; every answer can be taken back. */

import { ask } from "./api.js";
import { askPage } from "./desk-list.js";
import { fillPane, panesOf } from "./desk-panes.js";
import { ListChanged, send } from "./desk-send.js";
import { drawGroups, drawPast } from "./review-groups.js";
import { reviewKeys } from "./review-keys.js";
import { ReviewList } from "./review-list.js";
import { Many } from "./review-many.js";
import { ReviewMap } from "./review-map.js";
import { Question, count, nameOf } from "./review-question.js";
import { complain, hush, report, say } from "./say.js";

const golmok = window.golmok;
const { el, t } = golmok;
const byId = (id) => document.getElementById(id);
const { map, face } = golmok.shell;

// Here the map is to find an alley by: one quiet colour, and no letters where its names need the room.
for (const symbol of golmok.symbolsOf("confidence")) symbol.mark = "";
face.set({ axis: "confidence" });

const state = { group: null, page: 1, busy: false, loading: null };
const { bounds } = byId("content").dataset;
const reviewMap = new ReviewMap(map, bounds && cornersOf(bounds.split(",").map(Number)));

const question = new Question(byId("question"), {
  choose: (candidate) => one({ kind: "pick", segment: candidate.segment }, nameOf(candidate)),
  pick: (segment) => one({ kind: "pick", segment }, t("고른 구간")),
  leave: () => leave(),
});

const list = new ReviewList(byId("rows"), byId("pager"), {
  ask: (item) => {
    question.ask(item);
    reviewMap.show(item, list.items);
    face.set({ selected: null });
  },
  selected: () => drawMany(),
  turn: (page) => {
    state.page = page;
    list.at = 0;
    load();
  },
});

/* ---- what is on the list ---- */

function cornersOf([west, south, east, north]) {
  return [
    [south, west],
    [north, east],
  ];
}

const narrowed = () => ({
  group: state.group?.key,
  district: byId("district").value || undefined,
  least: byId("least").value ? Number(byId("least").value) : undefined,
});

async function load() {
  const mine = (state.loading = Symbol("load"));
  byId("rows").setAttribute("aria-busy", "true");
  try {
    const answer = await askPage("/reviews/list", narrowed(), state.page);
    if (state.loading !== mine) return; // the filters were changed meanwhile
    state.page = answer.page;
    state.total = answer.total;
    byId("waiting").textContent = answer.total
      ? t("확인 대기 {count}", { count: count(answer.total) })
      : t("모두 확인했습니다");
    list.show(answer);
  } catch (fault) {
    report(fault, load);
  } finally {
    byId("rows").removeAttribute("aria-busy");
  }
}

async function loadGroups() {
  try {
    const { district, least } = narrowed();
    drawGroups(byId("pane-groups"), (await ask("/reviews/groups", { district, least })).items, open);
  } catch (fault) {
    report(fault, loadGroups);
  }
}

async function loadPast() {
  try {
    const pane = byId("pane-past");
    const { items } = await fillPane(pane, ask("/reviews"), (found) => {
      byId("undo-last").disabled = !lastOf(found.items);
      drawPast(pane, found.items, undo);
    });
    return items;
  } catch (fault) {
    report(fault, loadPast);
    return [];
  }
}

const lastOf = (items) => items.find(({ own, undone, kind }) => own && !undone && kind !== "undo");

async function loadAreas() {
  try {
    drawAreas((await ask("/reviews/areas")).items);
  } catch (fault) {
    report(fault, loadAreas);
  }
}

function drawAreas(items) {
  const chosen = byId("district").value;
  const option = ({ code, name, waiting }) => el("option", { value: code }, `${name} ${count(waiting)}`);
  byId("district").replaceChildren(
    el("option", { value: "" }, t("모든 동")),
    ...items.filter(({ code, waiting }) => code && waiting).map(option),
  );
  byId("district").value = chosen;
}

function open(group) {
  state.group = group;
  start();
  show("list");
}

function start() {
  state.page = 1;
  list.at = 0;
  list.selected.clear();
  return load();
}

/* ---- one answer ---- */

function one(said, name) {
  const { item } = list;
  if (!item) return;
  decide({ ...said, issues: [item.id] }, 1, t("{name}(으)로 정했습니다", { name }));
}

function leave() {
  if (list.selected.size) many.confirm({ kind: "leave" });
  else if (list.item) decide({ kind: "leave", issues: [list.item.id] }, 1, t("미배정으로 두었습니다"));
}

async function decide(decision, expected, words) {
  if (state.busy) return;
  state.busy = true;
  byId("question").classList.add("is-busy");
  try {
    await send("/reviews", { ...decision, expected });
    list.selected.clear();
    hush();
    await refresh(words);
  } catch (fault) {
    if (fault instanceof ListChanged) await refresh();
    if (fault instanceof ListChanged) complain(`${fault.message} ${t("지금은 {count}입니다.", { count: count(fault.count) })}`);
    else report(fault);
  } finally {
    state.busy = false;
    byId("question").classList.remove("is-busy");
  }
}

let around = Promise.resolve(); // one after the other, so that the newest is what stays

/** The next answer may be given as soon as the list asks for it; what stands around it follows. */
async function refresh(words) {
  around = around.then(() => Promise.all([loadPast(), loadAreas(), byId("pane-groups").hidden ? null : loadGroups()]));
  await load();
  if (words) say(`${words}. ${byId("waiting").textContent}`);
}

async function undo(review) {
  if (state.busy) return;
  state.busy = true;
  try {
    const { count: many } = await send(`/reviews/${review.id}/undo`, {});
    await refresh(t("{count} 되돌렸습니다", { count: count(many) }));
  } catch (fault) {
    report(fault);
  } finally {
    state.busy = false;
  }
}

async function undoLast() {
  const last = lastOf(await loadPast());
  if (last) undo(last);
}

/* ---- many at once ---- */

const isNarrowed = () => list.selected.size > 0 || Object.values(narrowed()).some((value) => value !== undefined);

const many = new Many(byId("many"), byId("confirm"), {
  scope: () => (list.selected.size ? { issues: [...list.selected] } : narrowed()),
  decide: (decision, settled) => decide(decision, settled, t("{count} 정했습니다", { count: count(settled) })),
  changed: () => refresh(),
  ungroup: () => open(null),
});

function drawMany() {
  const isShown = isNarrowed() && (list.items.length > 0 || state.group !== null);
  const { group, total } = state;
  many.draw({ isShown, group, total, selected: list.selected.size, segment: face.selected });
}

/* ---- panes ---- */

const show = panesOf(["list", "groups", "past"], (name) => {
  if (name === "groups") loadGroups();
  if (name === "past") loadPast();
});

for (const filter of ["district", "least"])
  byId(filter).addEventListener("change", () => {
    start();
    if (!byId("pane-groups").hidden) loadGroups();
  });

/* ---- map and keys ---- */

face.on("pick", ({ props }) => {
  question.offer(props);
  drawMany();
  if (props) say(t("{name} 고름", { name: nameOf(props) }));
});

map.getContainer().addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target === map.getContainer())
    golmok.together(map).choose(map.getCenter(), "centre");
});

const keys = reviewKeys(byId("keys"), {
  move: (step) => list.move(step),
  choose: (i) => list.item?.candidates[i] && question.answers.choose(list.item.candidates[i]),
  leave,
  select: () => list.toggle(),
  acceptAll: () => (isNarrowed() ? many.confirm({ kind: "accept" }) : say(t("먼저 묶음이나 민원을 고르세요"))),
  undo: undoLast,
});
byId("keys-open").addEventListener("click", () => keys.open());
byId("undo-last").addEventListener("click", undoLast);

refresh();
