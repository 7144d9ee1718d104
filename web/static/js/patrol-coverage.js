/** Which segments of a district patrols looked at, on a map. */

import { PatrolMap, colour, segmentsOf } from "./patrol-map.js";

const { t } = window.golmok;
const container = document.getElementById("coverage-map");
const district = document.getElementById("map-district");
const said = document.getElementById("map-said");
const { week } = container.dataset;

const looks = () => ({
  now: { color: colour("--patrol-now"), weight: 5, opacity: 1 },
  before: { color: colour("--patrol-before"), weight: 4, opacity: 1 },
  never: { color: colour("--quiet"), weight: 2, opacity: 0.7, dashArray: "3 4" },
  road: { color: colour("--line"), weight: 1, opacity: 0.8 },
});

async function show(map) {
  const code = district.value;
  said.textContent = t("지도를 그립니다…");
  const [segments, answer] = await Promise.all([
    segmentsOf([code]),
    fetch(`/api/v1/patrols/coverage?${new URLSearchParams({ district: code, week })}`).then((found) => found.json()),
  ]);
  if (district.value !== code) return;
  const last = new Map(answer.segments.map(({ id, last_at }) => [id, last_at]));
  const kinds = looks();
  const kind = ({ id, graded }) => {
    if (!graded) return "road";
    if (!last.has(id)) return "never";
    return last.get(id) >= answer.since ? "now" : "before";
  };
  map.draw(segments, (segment) => kinds[kind(segment)]);
  const graded = segments.filter((segment) => segment.graded);
  const counts = { now: 0, before: 0, never: 0 };
  for (const segment of graded) counts[kind(segment)] += 1;
  said.textContent = t("구간 {all}곳 가운데 이 주에 {now}곳, 그 앞 일곱 주에 {before}곳을 살펴보았습니다.", { all: graded.length, ...counts });
}

async function tryToShow(map) {
  try {
    await show(map);
  } catch (fault) {
    said.textContent = fault.message;
  }
}

function start() {
  if (!district.value) return;
  const map = new PatrolMap(container);
  district.addEventListener("change", () => tryToShow(map));
  tryToShow(map);
}

start();
