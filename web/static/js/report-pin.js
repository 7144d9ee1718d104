/** The pin: it stands still while the map moves under it, and the segment below is confirmed with one tap. */

import { ask } from "./api.js";
import { complain, report } from "./say.js";

const golmok = window.golmok;
const { el, t } = golmok;
const NEAREST_ZOOM = 17;
const PATIENCE_MS = 250;
const CASING = { color: "#ffffff", weight: 12, opacity: 0.9, interactive: false };
const LINE = { color: "#1d70b8", weight: 7, interactive: false };
const flip = ([lon, lat]) => [lat, lon];

export class Pin {
  constructor({ map, face }, form) {
    Object.assign(this, { map, form, asking: new AbortController(), timer: 0, isSet: false });
    this.said = document.getElementById("pin-said");
    this.choices = document.getElementById("pin-choices");
    this.drawn = L.layerGroup().addTo(map);
    for (const symbol of golmok.symbolsOf("confidence")) symbol.mark = "";
    face.set({ axis: "confidence" });
    map.invalidateSize();
    this.begin();
    map.on("moveend", () => this.moved());
    for (const name of ["pointerdown", "keydown", "wheel"]) {
      map.getContainer().addEventListener(name, () => (this.isSet = true), { passive: true });
    }
    document.getElementById("here").addEventListener("click", () => this.here());
  }

  begin() {
    const { lon, lat } = this.form;
    if (lon.value && lat.value) {
      this.isSet = true;
      this.map.setView([Number(lat.value), Number(lon.value)], NEAREST_ZOOM + 1, { animate: false });
      this.moved();
      return;
    }
    this.isSet = golmok.viewOf(window.location.hash) !== null; // whoever comes from a card has a place already
    const { bounds } = document.getElementById("pinning").dataset;
    const [west, south, east, north] = bounds.split(",").map(Number);
    if (bounds) golmok.settle(this.map, [[south, west], [north, east]]); // prettier-ignore
    else golmok.settle(this.map);
    this.moved();
  }

  /** Go to where the device says it is; a pin moved after that is set by hand. */
  here() {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.isSet = true;
        this.accuracy = Math.max(1, Math.round(coords.accuracy));
        this.map.setView([coords.latitude, coords.longitude], NEAREST_ZOOM + 1, { animate: false });
      },
      () => complain(t("위치를 알 수 없습니다. 지도를 움직이거나 주소를 적어 주세요.")),
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  }

  moved() {
    if (!this.isSet) return;
    clearTimeout(this.timer);
    this.asking.abort();
    this.drawn.clearLayers();
    this.choices.replaceChildren();
    this.set({ segment: "" });
    if (this.map.getZoom() < NEAREST_ZOOM) {
      this.set({ lon: "", lat: "" });
      this.said.textContent = t("골목이 보일 때까지 더 크게 보아 주세요.");
      return;
    }
    const { lng, lat } = this.map.getCenter();
    this.set({ lon: lng.toFixed(6), lat: lat.toFixed(6), accuracy_m: this.accuracy ?? "" });
    this.accuracy = undefined;
    this.timer = setTimeout(() => this.look(), PATIENCE_MS);
  }

  set(values) {
    for (const [name, value] of Object.entries(values)) this.form[name].value = value;
  }

  async look() {
    this.asking = new AbortController();
    try {
      const { lon, lat } = this.form;
      const { items } = await ask("/segments", { lon: lon.value, lat: lat.value }, this.asking.signal);
      this.offer(items);
    } catch (fault) {
      report(fault, () => this.look());
    }
  }

  offer(items) {
    if (!items.length) {
      this.said.textContent = t("가까운 골목을 찾지 못했습니다. 그대로 보내면 담당자가 자리를 찾습니다.");
      return;
    }
    this.draw(items[0]);
    this.said.textContent =
      items.length > 1 ? t("어느 골목인가요?") : t("여기가 맞나요? {place}", { place: nameOf(items[0]) });
    this.choices.replaceChildren(
      ...items.map((item) => {
        const words = items.length > 1 ? nameOf(item) : t("맞습니다");
        const choice = el("button", { type: "button", class: "tool", "aria-pressed": "false" }, words);
        choice.addEventListener("click", () => this.confirm(item, choice));
        return choice;
      }),
    );
  }

  confirm(item, choice) {
    this.draw(item);
    this.set({ segment: item.id });
    for (const one of this.choices.children) one.setAttribute("aria-pressed", String(one === choice));
    this.said.textContent = t("정했습니다: {place}", { place: nameOf(item) });
  }

  draw({ line }) {
    this.drawn.clearLayers();
    const places = line.map(flip);
    this.drawn.addLayer(L.polyline(places, CASING));
    this.drawn.addLayer(L.polyline(places, LINE));
  }
}

const nameOf = ({ name, district }) => [district, name || t("이름 없는 골목")].filter(Boolean).join(" ");
