/** A route is chosen: segments tapped on the map in the order in which they are walked, or taken from a list. */

import { PatrolMap, colour, segmentsOf } from "./patrol-map.js";

const { el, t } = window.golmok;
const form = document.getElementById("plan");
const team = document.getElementById("team");
const list = document.getElementById("route");
const next = document.getElementById("next");
const said = document.getElementById("route-said");
const metresAMinute = Number(form.dataset.speed);

const map = new PatrolMap(document.getElementById("route-map"));
let segments = new Map();
let route = [...list.querySelectorAll("input")].map((input) => input.value);

const nameOf = (segment) => segment?.name ?? t("이름 없는 길");
const metres = (segment) => `${Math.round(segment.length_m)} m`;

function look({ id, graded }) {
  if (route.includes(id)) return { color: colour("--accent"), weight: 8, opacity: 1 };
  return graded ? { color: colour("--quiet"), weight: 4, opacity: 0.9 } : { color: colour("--line"), weight: 1.5, opacity: 0.8 };
}

function pick({ id }) {
  route = route.includes(id) ? route.filter((other) => other !== id) : [...route, id];
  show();
}

/** Those that meet the end of the route first, then all the others by name. */
function waysOn() {
  const last = segments.get(route.at(-1));
  const meets = ({ ends }) => Boolean(last) && ends.some((end) => last.ends.includes(end));
  const open = [...segments.values()].filter(({ id, graded }) => graded && !route.includes(id));
  const byName = (one, other) => nameOf(one).localeCompare(nameOf(other), "ko");
  return [...open.filter(meets).sort(byName), ...open.filter((segment) => !meets(segment)).sort(byName)];
}

function line(id, place) {
  const segment = segments.get(id);
  const words = segment ? `${nameOf(segment)} · ${metres(segment)}` : t("지금은 없는 구간");
  const out = el("button", { type: "button", class: "tool", "aria-label": t("{number}번째 {name} 빼기", { number: place + 1, name: words }) }, t("빼기"));
  out.addEventListener("click", () => {
    route = route.filter((other) => other !== id);
    show();
    (list.querySelectorAll("button")[Math.min(place, route.length - 1)] ?? next).focus();
  });
  return el("li", {}, el("input", { type: "hidden", name: "segment", value: id }), el("span", {}, words), out);
}

function show() {
  const chosen = route.map((id) => segments.get(id)).filter(Boolean);
  const length = chosen.reduce((sum, segment) => sum + segment.length_m, 0);
  list.replaceChildren(...route.map(line));
  next.replaceChildren(...waysOn().map((segment) => el("option", { value: segment.id }, `${nameOf(segment)} · ${metres(segment)}`)));
  map.restyle([...segments.values()], look);
  map.number(chosen);
  said.textContent = t("구간 {count}곳 · {metres} m · 걸어서 약 {minutes}분", {
    count: route.length,
    metres: Math.round(length).toLocaleString(window.golmok.locale),
    minutes: route.length ? Math.max(1, Math.round(length / metresAMinute)) : 0,
  });
}

async function load() {
  const districts = team.selectedOptions[0].dataset.districts.split(" ").filter(Boolean);
  said.textContent = t("지도를 그립니다…");
  try {
    segments = new Map((await segmentsOf(districts)).map((segment) => [segment.id, segment]));
  } catch (fault) {
    said.textContent = fault.message;
    return;
  }
  map.draw([...segments.values()], look, pick);
  show();
}

team.addEventListener("change", () => {
  route = [];
  load();
});
document.getElementById("add-next").addEventListener("click", () => {
  if (segments.has(next.value)) pick(segments.get(next.value));
});
load();
