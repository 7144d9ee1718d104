/** The desk of issues: joins the list, the issue, the decisions about many, and what takes them back. */

import { ask } from "./api.js";
import { askPage } from "./desk-list.js";
import { fillPane, panesOf } from "./desk-panes.js";
import { send } from "./desk-send.js";
import { complain, hush, report, say } from "./say.js";
import { Issue } from "./work-issue.js";
import { workKeys } from "./work-keys.js";
import { WorkList } from "./work-list.js";
import { WorkMany } from "./work-many.js";
import { drawPast, offerUndo } from "./work-past.js";
import { count } from "./work-words.js";

const { el, t } = window.golmok;
const byId = (id) => document.getElementById(id);
const FLAGS = ["overdue", "unanswered", "news"];
const state = { page: 1, total: 0, busy: false, choices: null, last: null, asked: null, loading: null };

const issue = new Issue(byId("issue"), {
  decide: (decision, item) => decideOne(decision, item),
  added: (item) => changed(item, t("사진을 더했습니다.")),
  restored: (item) => changed(item, t("다시 처리할 목록에 넣었습니다.")),
  failed: (fault) => report(fault),
  read: (id) => read(id),
  close: () => close(),
});

const list = new WorkList(byId("rows"), byId("pager"), {
  read: (item) => read(item.id),
  selected: () => drawMany(),
  turn: (page) => {
    state.page = page;
    load();
  },
});

const many = new WorkMany(byId("many"), byId("confirm"), {
  scope: () => (list.selected.size ? { issues: [...list.selected] } : narrowed()),
  items: () => list.items.filter(({ id }) => !list.selected.size || list.selected.has(id)),
  done: async (answer, _decision, label) => {
    list.selected.clear();
    await finished(answer, t("{count}: {label}", { count: count(answer.count), label }));
  },
  changed: () => load(),
  clear: () => list.selectAll(false),
  all: () => list.selectAll(true),
});

/* ---- what is on the list ---- */

function narrowed() {
  const form = new FormData(byId("filters"));
  const filters = Object.fromEntries([...form].filter(([, value]) => value !== ""));
  return { ...filters, ...Object.fromEntries(FLAGS.filter((name) => filters[name]).map((name) => [name, true])) };
}

function isNarrowed() {
  const { state: which, ...rest } = narrowed();
  return which !== "open" || Object.keys(rest).length > 0;
}

async function load() {
  const mine = (state.loading = Symbol("load"));
  byId("rows").setAttribute("aria-busy", "true");
  try {
    const answer = await askPage("/works/list", narrowed(), state.page);
    if (state.loading !== mine) return; // the filters were changed meanwhile
    state.page = answer.page;
    state.total = answer.total;
    byId("waiting").replaceChildren(
      count(answer.total),
      answer.overdue ? el("span", { class: "due is-over" }, ` · ${t("기한 지남 {count}", { count: count(answer.overdue) })}`) : "",
    );
    drawUnread(answer);
    list.show(answer);
  } catch (fault) {
    report(fault, load);
  } finally {
    byId("rows").removeAttribute("aria-busy");
  }
}

/** What waits to be read is told whatever the list shows. */
function drawUnread(found) {
  for (const [name, label] of Object.entries({ unanswered: t("신고한 사람의 소식"), news: t("새 소식") })) {
    byId(name).textContent = found[name] ? `${label} ${count(found[name])}` : label;
    byId(name).classList.toggle("is-some", found[name] > 0);
  }
}

async function loadChoices() {
  const choices = await ask("/works/choices");
  const options = (found, key, label) => found.map((one) => el("option", { value: one[key] }, one[label]));
  byId("district").append(...options(choices.districts, "code", "name"));
  byId("category").append(...options(choices.categories, "id", "label"));
  byId("team").append(...options(choices.teams, "id", "name"));
  byId("sent").append(...options(choices.lists, "id", "name"));
  for (const one of [byId("sent"), ...byId("sent").labels]) one.hidden = !choices.lists.length;
  state.choices = choices;
  drawMany();
}

/** Whose list it is that the desk shows, and how far it is. */
function drawSent() {
  const one = state.choices?.lists.find(({ id }) => id === byId("sent").value);
  byId("sent-words").hidden = !one;
  if (!one) return;
  const done = t("구간 {segments}곳, 그 뒤 현장조사 {surveyed}곳", one);
  byId("sent-words").textContent = [t("{team}에 보낸 목록", one), one.reason, done, `${one.by} ${one.at}`].filter(Boolean).join(" · ");
}

async function loadPast() {
  try {
    const pane = byId("pane-past");
    await fillPane(pane, ask("/works"), ({ items }) => drawPast(pane, items, undo));
  } catch (fault) {
    report(fault, loadPast);
  }
}

function drawMany() {
  many.draw({ selected: list.selected.size, total: state.total, narrowed: isNarrowed() && state.total > 0, choices: state.choices });
}

/* ---- one issue ---- */

/** Read one, unless it is being read or shown already: a form that is being filled in must not go. */
async function read(id, { anew = false } = {}) {
  const asked = state.asked;
  if (anew || asked?.id !== id) {
    const mine = (state.asked = { id });
    try {
      const whole = await ask(`/works/issues/${id}`);
      if (state.asked !== mine) return;
      list.look(id);
      issue.show(whole, state.choices);
      if (whole.item.news) hear(id);
    } catch (fault) {
      if (state.asked === mine) state.asked = null;
      report(fault, () => read(id));
      return;
    }
  }
  if (!anew) open();
}

/** It is no news any more; the list says so when it is loaded next, so that it does not move under the reader's hand. */
const hear = (id) => send(`/works/issues/${id}/heard`, {}).catch(report);

/** On a phone the issue takes the place of the list. */
function open() {
  document.body.classList.add("is-reading");
  if (!window.matchMedia("(max-width: 767px)").matches) return;
  window.scrollTo({ top: 0 });
  byId("issue").focus({ preventScroll: true });
}

function close() {
  document.body.classList.remove("is-reading");
  byId("rows").querySelector(`li[data-id="${list.id}"] .row`)?.focus();
}

/** Send one thing after the other; what is pressed meanwhile is not sent. */
async function sendOnce(path, body) {
  if (state.busy) return null;
  state.busy = true;
  try {
    return await send(path, body);
  } finally {
    state.busy = false;
  }
}

async function decideOne(decision, item) {
  try {
    const answer = await sendOnce("/works", { ...decision, issues: [item.id], expected: 1 });
    if (answer) await finished(answer, wordsOf(decision, item));
  } catch (fault) {
    if (fault.refused?.length) complain(state.choices.refusals[fault.refused[0].why] || fault.message);
    else report(fault);
    await read(item.id, { anew: true });
  }
}

/** Photos and edits stay: nothing offers to take them back. */
async function changed(item, words) {
  hush();
  byId("undo-bar").hidden = true;
  await Promise.all([load(), read(item.id, { anew: true })]);
  say(words);
}

function wordsOf({ act, move }, { category }) {
  const label = state.choices.moves.find(({ kind }) => kind === move)?.label;
  if (label) return t("{category}: {label}", { category, label });
  return act === "reply" || act === "note" ? t("적어 두었습니다.") : t("처리했습니다.");
}

/* ---- what was done, and taking it back ---- */

async function finished(answer, words) {
  hush();
  state.last = { id: answer.id };
  offerUndo(byId("undo-bar"), words, () => undo(state.last));
  await refresh();
  say(words);
}

async function refresh() {
  await Promise.all([load(), byId("pane-past").hidden ? null : loadPast(), state.asked ? read(state.asked.id, { anew: true }) : null]);
}

async function undo(act) {
  if (!act) return;
  try {
    const answer = await sendOnce(`/works/${act.id}/undo`, {});
    if (!answer) return;
    const { count: done, refused } = answer;
    const left = refused.length ? t("그 뒤에 바뀐 {count}은 그대로 두었습니다.", { count: count(refused.length) }) : "";
    const words = [t("{count} 되돌렸습니다.", { count: count(done) }), left].filter(Boolean).join(" ");
    state.last = null;
    offerUndo(byId("undo-bar"), words, null);
    await refresh();
    say(words);
  } catch (fault) {
    report(fault);
  }
}

/* ---- panes, filters, keys ---- */

panesOf(["list", "past"], (name) => {
  byId("filters").hidden = name !== "list";
  if (name === "past") loadPast();
});

byId("filters").addEventListener("change", () => {
  state.page = 1;
  list.selected.clear();
  drawSent();
  load();
});

const keys = workKeys(byId("keys"), {
  move: (step) => list.move(step),
  select: () => list.toggle(),
  shortlist: () => list.item && decideOne({ act: list.item.listed ? "unlist" : "shortlist" }, list.item),
  undo: () => undo(state.last),
});
byId("keys-open").addEventListener("click", () => keys.open());

/** An address may name the issue that is to be read. */
function readNamed() {
  const [, id] = /^#([0-9a-f-]{36})$/.exec(window.location.hash) ?? [];
  if (id) read(id);
}
window.addEventListener("hashchange", readNamed);

issue.clear();
await Promise.all([loadChoices().catch((fault) => report(fault)), load()]);
readNamed();
