/** What a planner finds by typing: how it is told in the list, and what choosing it does to the map. */

import { goByLetter } from "./keys.js";
import { Search } from "./search.js";
import { say } from "./say.js";

const golmok = window.golmok;
const { el, t } = golmok;
const NEAR = 18; // the zoom at which one place is looked at

const alley = ({ name, district }) => [district, name || t("이름 없는 골목")].filter(Boolean).join(" ");
const degrees = ({ lat, lon }) => `${lat.toFixed(5)}, ${lon.toFixed(5)}`;

const onAlley = (item) => (item.segment_id ? t("{alley}에서 {far} m", { alley: alley({ ...item, name: item.alley }), far: item.far_m }) : t("이 도시 밖"));

const FORMS = {
  address: (item) => [item.name, [onAlley(item), item.certainty === "sure" ? "" : t("확실하지 않음"), ...item.reasons].filter(Boolean).join(" · ")],
  building: (item) => [`${item.name} ${item.number}`, t("이 주소의 불편사항 {count}건이 있는 구간", { count: item.issues })],
  issue: (item) => [t("접수번호 {code}", { code: item.code }), item.segment_id ? alley(item) : t("구간을 아직 찾지 못한 불편사항")],
  position: (item) => [degrees(item), `${systemOf(item)} · ${item.segment_id ? t("{alley}에서 {far} m", { alley: alley(item), far: item.far_m }) : t("이 도시 밖")}`],
};

/** How something found is told, and where it is; null for an alley or a district. */
export const wordsOf = (item) => FORMS[item.kind]?.(item) ?? null;

function systemOf({ crs, north_first: northFirst }) {
  const order = crs === 4326 ? "" : ` ${northFirst ? t("북, 동") : t("동, 북")}`;
  return `EPSG:${crs}${order}`;
}

export class PlanSearch {
  /** show(item) takes the map to what has bounds and opens its card. */
  constructor(map, holder, show) {
    Object.assign(this, { map, holder, show });
    this.pin = L.layerGroup().addTo(map);
    this.search = new Search(document.getElementById("search"), (item) => this.chosen(item), {
      path: "/board/search",
      words: wordsOf,
    });
    goByLetter("/", document.getElementById("search-field"));
  }

  chosen(item) {
    this.clear();
    const isPlace = item.kind === "position" || item.kind === "address";
    if (isPlace) this.drop(item);
    if (isPlace || item.kind === "issue") this.tell(item);
    if (isPlace && !item.segment_id) this.map.setView([item.lat, item.lon], NEAR);
    else this.show(item);
  }

  drop({ lat, lon }) {
    const icon = L.divIcon({ className: "plan-pin", iconSize: [28, 36], iconAnchor: [14, 36] });
    this.pin.addLayer(L.marker([lat, lon], { icon, interactive: false, keyboard: false }));
  }

  /** What stays to be read beside the map, with the way on. */
  tell(item) {
    const [what, where] = wordsOf(item);
    const way = item.issue_id ? el("a", { href: `/work#${item.issue_id}` }, t("불편사항 처리에서 열기")) : "";
    const close = el("button", { type: "button", class: "golmok-close", "aria-label": t("검색 결과 닫기"), onclick: () => this.clear() }, "×");
    this.holder.replaceChildren(el("p", {}, el("strong", {}, what), ` ${where} `, way), close);
    this.holder.hidden = false;
    say(`${what} ${where}`);
  }

  clear() {
    this.pin.clearLayers();
    this.holder.hidden = true;
  }
}
