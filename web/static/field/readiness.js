/** Whether one may go where there is no signal: the page and what is known of the area lie on the phone. */

import { momentWord, partWord } from "./work-words.js";

const { el, t } = window.golmok;
const CHANGED = "golmok-readiness";
const { dataset } = document.documentElement;

/** Say of the page (`kept`: "true") or of the area (`area`: "coming", "kept" or "missed") how far it has come. */
export function tellReadiness(what, word) {
  dataset[what] = word;
  document.dispatchEvent(new Event(CHANGED));
}

/** A line that keeps saying it for as long as it is shown. */
export function readinessLine(area) {
  const line = el("p", { class: "home-ready", role: "status" });
  const fill = () => {
    if (line.isConnected) line.replaceChildren(...words(area));
    else document.removeEventListener(CHANGED, fill);
  };
  line.append(...words(area));
  requestAnimationFrame(() => document.addEventListener(CHANGED, fill));
  return line;
}

function words({ data, at }) {
  const isComing = !["kept", "missed"].includes(dataset.area);
  if (!data) return isComing ? [t("지도와 불편사항을 받는 중…")] : [];
  const taken = momentWord(at);
  if (isComing) return [t("지도와 불편사항을 새로 받는 중 (지금 것은 {taken})", { taken })];
  if (dataset.kept !== "true") return [t("화면을 전화기에 담는 중…")];
  return [
    el("b", {}, t("신호 없이 쓸 수 있습니다.")),
    " ",
    t("지도와 불편사항은 {taken}에 받았습니다.", { taken }),
    " ",
    partWord(data) ?? "",
  ];
}
