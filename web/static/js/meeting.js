/** The desk of a meeting: what is sent stays on the page, and what the agenda is about is lit on the map beside it. */

import { ApiFault, ask } from "./api.js";
import { AgendaMap } from "./meeting-map.js";
import { TiePanel } from "./meeting-tie.js";
import { report, say } from "./say.js";
import { Search } from "./search.js";

const golmok = window.golmok;
const { t } = golmok;
const { map, face } = golmok.shell;
const byId = (id) => document.getElementById(id);
const { meeting } = byId("content").dataset;
const SECTIONS = ["told", "agenda", "attendance", "decisions", "minutes"];

const drawn = new AgendaMap(map, (subject) => goToSubject(subject));
let active = null;

/* ---- what is sent ---- */

const isOpen = (details) => details.querySelector("summary").textContent.trim();

const controls = (form) => [...form.elements].filter(({ name, type }) => name && type !== "submit");
const first = (select) => Math.max(0, [...select.options].findIndex((one) => one.defaultSelected));

function isTyped(one) {
  if (one.type === "checkbox") return one.checked !== one.defaultChecked;
  return one.options ? one.selectedIndex !== first(one) : one.value !== one.defaultValue;
}

/** Carry what was typed and not sent yet over to the same form, with the version that was seen when it was typed. */
function carryOver(ours, theirs, sent) {
  for (const form of ours.querySelectorAll("form[data-act]")) {
    if (form === sent || !controls(form).some(isTyped)) continue;
    const same = [...theirs.querySelectorAll("form[data-act]")].find(({ action }) => action === form.action);
    if (!same) continue;
    for (const one of controls(form)) {
      const other = same.elements[one.name];
      if (one.type === "checkbox") other.checked = one.checked;
      else if (one.name !== "csrf_token") other.value = one.value;
    }
  }
}

/** Put the sections of another state of the page in the place of ours; what was unfolded or typed stays so unless it was sent. */
function swap(page, sent) {
  for (const id of SECTIONS) {
    const [ours, theirs] = [byId(id), page.getElementById(id)];
    if (!ours || !theirs) continue;
    const unfolded = [...ours.querySelectorAll("details[open]")].filter((one) => !one.contains(sent));
    const keys = new Set(unfolded.map((one) => `${one.closest("[data-subject]")?.dataset.subject} ${isOpen(one)}`));
    carryOver(ours, theirs, sent);
    ours.replaceWith(theirs);
    for (const one of theirs.querySelectorAll("details"))
      if (keys.has(`${one.closest("[data-subject]")?.dataset.subject} ${isOpen(one)}`)) one.open = true;
  }
}

/** Send a form and show what came of it; a fault leaves what was typed as it is. Return whether it was done. */
async function send(form, submitter) {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form, submitter) }).catch(() => {
    throw new ApiFault(t("서버에 연결하지 못했습니다. 잠시 뒤에 다시 시도해 주세요."));
  });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const told = page.getElementById("told");
  if (!told) throw new ApiFault(page.querySelector("h1")?.textContent ?? String(answer.status)); // a page of another kind
  if (answer.ok) swap(page, form);
  else byId("told").replaceWith(told);
  const sentence = byId("told").querySelector("[role]");
  say(sentence?.textContent ?? "");
  if (!answer.ok) sentence?.scrollIntoView({ block: "nearest" });
  return answer.ok;
}

async function act(form, submitter) {
  const home = form.closest("section")?.id;
  try {
    if (!(await send(form, submitter))) return;
    if (home && !document.activeElement?.closest("section")) byId(home)?.focus({ preventScroll: true });
    mark(active);
    await light();
  } catch (fault) {
    report(fault, () => act(form, submitter));
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-act]")) return;
  event.preventDefault();
  act(event.target, event.submitter);
});

/* ---- the map ---- */

let seen = false;

async function light() {
  const lit = await ask(`/meetings/${meeting}/map`);
  drawn.show(lit, active);
  panel.know(lit.subjects);
  if (!seen) drawn.fit();
  seen = true;
}

const panel = new TiePanel(byId("tie"), byId("tie-form"), {
  tie: (form) => act(form, null),
  chosen: (subject) => mark(subject),
  closed: () => drawn.pick(null),
});

function mark(subject) {
  active = subject;
  for (const one of document.querySelectorAll(".tie-more")) one.setAttribute("aria-pressed", String(one.dataset.subject === subject));
  for (const one of document.querySelectorAll("li[data-subject]")) one.classList.toggle("is-active", one.dataset.subject === subject);
  drawn.emphasise(subject);
}

function goToSubject(subject) {
  mark(subject);
  document.querySelector(`li[data-subject="${subject}"]`)?.scrollIntoView({ block: "center" });
}

async function pick(segment, { focus = false } = {}) {
  try {
    const found = await ask(`/meetings/segments/${segment}`);
    drawn.pick(found.segment);
    panel.open(found, { subject: active, focus });
  } catch (fault) {
    report(fault, () => pick(segment, { focus }));
  }
}

document.addEventListener("click", ({ target }) => {
  const more = target.closest(".tie-more");
  if (more) {
    mark(more.dataset.subject === active ? null : more.dataset.subject);
    panel.choose(active);
    if (active) {
      say(t("지도에서 구간을 누르거나 골목을 찾으세요."));
      byId("search-text").focus();
    }
  }
  const tied = target.closest("[data-goto]");
  if (tied) drawn.goTo(tied.dataset.goto);
});

face.on("pick", ({ props }) => {
  if (props && panel.can) pick(props.id, { focus: map.getContainer().classList.contains("golmok-keys") });
});
map.getContainer().addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target === map.getContainer()) golmok.together(map).choose(map.getCenter(), "centre");
});

new Search(byId("search"), ({ bounds: [west, south, east, north], segment_id: segment }) => {
  map.fitBounds([[south, west], [north, east]], { maxZoom: 18, paddingBottomRight: [24, 240] }); // clear of the panel
  if (segment && panel.can) pick(segment, { focus: true });
});

if (map.getZoom() === undefined) golmok.settle(map);
light().catch((fault) => report(fault, light));
