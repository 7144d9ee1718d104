/** A part of the public map that stands alone. Everything is asked for without a login, even where there is one. */

import { ApiFault } from "./api.js";
import { boardLayer } from "./plan-layer.js";
import { report, say } from "./say.js";

const golmok = window.golmok;
const { el, t } = golmok;
const { map, face } = golmok.shell;
const byId = (id) => document.getElementById(id);
const { api, query, axis } = byId("content").dataset;
const counted = (number, digits = 0) => number.toLocaleString(golmok.locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

/** Ask as anybody would: no cookie goes along. */
async function ask(address) {
  const answer = await fetch(address, { credentials: "omit", headers: { Accept: "application/json" } }).catch(() => null);
  const body = await answer?.json().catch(() => null);
  if (answer?.ok && body) return body;
  throw new ApiFault(body?.error?.message || t("서버에 연결하지 못했습니다. 잠시 뒤에 다시 시도해 주세요."));
}

/** What is shown, as the layer of a board asks for it. */
const board = {
  async read() {
    const said = await ask(`${api}/segments${query ? `?${query}` : ""}`);
    Object.assign(this, said, { chosen: bytesOf(said.bits) });
    this.columns = Object.fromEntries(Object.entries(said.axes).map(([key, { column }]) => [key, bytesOf(column)]));
    return this;
  },
  open() {
    this.opened = this.read();
    return this.opened;
  },
  value(key, at) {
    return this.axes[key].words[this.columns[key][at]];
  },
  has(at) {
    return (this.chosen[at >> 3] & (1 << (at & 7))) !== 0;
  },
};

/** A number, and the way to its rows in the table; of none there are no rows. */
function wayToRows(number, said, rows = {}) {
  if (!number) return el("span", { class: "shown-count" }, said);
  const name = t("{said}: 표로 보기", { said: rows.name ? `${rows.name} ${said}` : said });
  return el("button", { type: "button", class: "shown-count", "aria-label": name, onclick: () => openTable(rows) }, said);
}

function drawLegend() {
  const { words, counts } = board.axes[face.axis];
  const rows = words.map((word, i) => {
    const symbol = golmok.symbolOf(face.axis, word);
    const name = [symbol.mark, golmok.word(symbol)].filter(Boolean).join(" ");
    const way = wayToRows(counts[i], counted(counts[i]), { of: face.axis, only: word, name });
    return el("li", {}, golmok.swatch(symbol, face.theme), el("span", {}, name), way);
  });
  byId("legend").replaceChildren(...rows);
}

/* ---- the card ---- */

const sheet = byId("card");

function close() {
  if (sheet.hidden) return;
  sheet.hidden = true;
  face.set({ selected: null });
  map.getContainer().focus();
}

async function openCard(id) {
  face.set({ selected: id });
  try {
    const card = await ask(`/api/v1/segments/${encodeURIComponent(id)}`);
    const button = el("button", { type: "button", class: "golmok-close", "aria-label": t("카드 닫기"), onclick: close }, "×");
    sheet.replaceChildren(button, ...golmok.card(card));
    sheet.hidden = false;
    say(t("{name} 카드를 열었습니다", { name: card.name || t("이름 없는 골목") }));
    byId("golmok-card-title").focus();
  } catch (fault) {
    report(fault, () => openCard(id));
  }
}

face.on("pick", ({ props }) => (props ? openCard(props.id) : close()));
face.on("change", ({ changed }) => changed.some((one) => ["axis", "theme"].includes(one)) && board.axes && drawLegend());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
  if (event.key === "Enter" && event.target === map.getContainer()) golmok.together(map).choose(map.getCenter(), "centre");
});

/* ---- the table ---- */

const grid = byId("grid");
const HEADS = [t("골목"), t("동"), t("종합"), t("주거"), t("보행"), t("길이 (m)")];
const EXTRA = [3, 4, 5]; // of little use on a phone
let narrowed = {}; // of an axis, only one word, and its name

async function loadRows(page) {
  const asked = new URLSearchParams(query);
  const { of, only } = narrowed;
  for (const [key, value] of Object.entries({ page, of, only })) if (value) asked.set(key, value);
  try {
    drawRows(await ask(`${api}/rows?${asked}`));
  } catch (fault) {
    report(fault, () => loadRows(page));
  }
}

function drawRows({ total, page, size, items }) {
  const cells = ({ name, district, overall, residential, walking, length_m: metres }) => [
    name || t("이름 없는 골목"),
    district ?? "",
    ...[overall, residential, walking].map((letter) => letter ?? t("미조사")),
    counted(metres),
  ];
  const kind = (i) => [i === 5 ? "number" : "", EXTRA.includes(i) ? "is-extra" : ""].join(" ").trim();
  const step = (to, label) => el("button", { type: "button", class: "tool", disabled: to < 1 || (to - 1) * size >= total, onclick: () => loadRows(to) }, label);
  const said = t("{count}구간, 나쁜 등급부터", { count: counted(total) });
  const whole = el("button", { type: "button", class: "tool", onclick: () => openTable() }, t("모두 보기"));
  grid.replaceChildren(
    narrowed.only ? el("p", { class: "shown-pages" }, whole) : "",
    el(
      "table",
      {},
      el("caption", {}, narrowed.only ? `${narrowed.name}: ${said}` : said),
      el("thead", {}, el("tr", {}, HEADS.map((head, i) => el("th", { scope: "col", class: kind(i) }, head)))),
      el("tbody", {}, items.map((item) => el("tr", {}, cells(item).map((cell, i) => el("td", { class: kind(i) }, cell))))),
    ),
    el("p", { class: "shown-pages" }, step(page - 1, t("이전")), t("{page} / {pages}쪽", { page: counted(page), pages: counted(Math.max(1, Math.ceil(total / size))) }), step(page + 1, t("다음"))),
  );
}

function showTable(isShown) {
  close();
  grid.hidden = !isShown;
  byId("stage").classList.toggle("is-away", isShown);
  byId("table-switch").setAttribute("aria-pressed", String(isShown));
}

function openTable(rows = {}) {
  narrowed = rows;
  showTable(true);
  grid.focus({ preventScroll: true }); // what was pressed is hidden now
  return loadRows(1);
}

byId("table-switch").addEventListener("click", ({ currentTarget }) => {
  if (!grid.hidden) return showTable(false);
  openTable();
  currentTarget.focus();
});

/* ---- start ---- */

let later = 0;

async function open() {
  board.layer?.remove();
  const opened = board.open();
  board.layer = boardLayer(map, face, board, () => {
    window.clearTimeout(later);
    later = window.setTimeout(open, 1500);
  });
  try {
    await opened;
    const [west, south, east, north] = board.bounds ?? [];
    if (map.getZoom() === undefined || !asked) {
      if (board.bounds) map.fitBounds([[south, west], [north, east]], { ...golmok.room(map), maxZoom: 17, animate: false });
      else golmok.settle(map);
    }
    const said = t("{count}구간 {km} km", { count: counted(board.segments), km: counted(board.km, 1) });
    byId("amount").replaceChildren(wayToRows(board.segments, said));
    drawLegend();
  } catch (fault) {
    report(fault, open);
  }
}

const asked = golmok.viewOf(window.location.hash);
face.set({ axis });
byId("axes").append(golmok.axisSwitch(face));
if (asked) map.setView(asked.center, asked.zoom, { animate: false });
open();
