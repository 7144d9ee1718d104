/** The layers of the map: which are shown, in which order, how opaque; kept in the address. */

import { twice } from "./plan-tools.js";

const golmok = window.golmok;
const { el, t } = golmok;
const LOWEST = 210; // of their panes; what is in focus and what is written lies above them all
const STEP = 10;
const MOST = 100; // per cent
const USUAL = ["issues", "segments", "roads", "districts"]; // from above

export class Layers {
  /** noted(isSettled) is called when the address has to change; while a slider moves nothing is settled. */
  constructor(map, face, holder, noted) {
    Object.assign(this, { map, face, noted, rows: null, first: null });
    this.list = el("ol", { class: "plan-layer-list" });
    holder.append(
      el("details", {}, el("summary", { class: "tool" }, ...twice(t("지도에 표시"), t("표시"))), this.list),
    );
  }

  /** Begin with what an address says, else with what the map shows by itself; again when layers were made anew. */
  open(asked) {
    if (!this.rows) this.begin(asked);
    this.apply();
    this.draw();
  }

  begin(asked) {
    const keys = this.face.registry.map(({ key }) => key).sort((a, b) => USUAL.indexOf(a) - USUAL.indexOf(b));
    this.first = this.written(keys.map((key) => ({ key, isOn: this.map.hasLayer(this.layer(key)), opacity: MOST })));
    this.rows = this.rowsOf(asked, keys);
  }

  /** Rows as an address says them; a layer that it does not name comes last, as it is. */
  rowsOf(asked, keys) {
    const told = (asked ?? "").split(",").map((one) => /^(-?)([a-z]+)(?::(\d{1,3}))?$/.exec(one));
    const known = new Map(told.filter(Boolean).map(([, off, key, opacity]) => [key, { isOn: !off, opacity: Math.min(MOST, Number(opacity ?? MOST)) }]));
    const order = [...new Set([...known.keys()].filter((key) => keys.includes(key))), ...keys.filter((key) => !known.has(key))];
    return order.map((key) => ({ key, isOn: this.map.hasLayer(this.layer(key)), opacity: MOST, ...known.get(key) }));
  }

  layer(key) {
    return this.face.registry.find((entry) => entry.key === key).layer;
  }

  /** How the address says it; null while it is as at first. */
  get address() {
    const now = this.rows ? this.written(this.rows) : null;
    return now === this.first ? null : now;
  }

  /** All of it, whether it is as at first or not. */
  get whole() {
    return this.rows ? this.written(this.rows) : "";
  }

  /** Show what an address says, as at first when it says nothing. */
  follow(asked) {
    if ((asked ?? this.first) !== this.whole) this.set(asked ?? this.first);
  }

  /** Show what `whole` said at another time. */
  set(whole) {
    const focused = this.list.contains(document.activeElement) ? document.activeElement.id : "";
    this.rows = this.rowsOf(whole, this.rows.map(({ key }) => key));
    this.apply();
    this.draw();
    document.getElementById(focused)?.focus();
  }

  /** Keys of the layers that are shown. */
  get shown() {
    return (this.rows ?? []).filter(({ isOn }) => isOn).map(({ key }) => key);
  }

  written(rows) {
    return rows.map(({ key, isOn, opacity }) => `${isOn ? "" : "-"}${key}${opacity < MOST ? `:${opacity}` : ""}`).join(",");
  }

  apply() {
    this.rows.forEach(({ key, isOn, opacity }, i) => {
      const layer = this.layer(key);
      if (isOn && !this.map.hasLayer(layer)) layer.addTo(this.map);
      if (!isOn && this.map.hasLayer(layer)) layer.remove();
      const pane = this.map.getPane(`golmok-${key}`);
      if (!pane) return; // never shown yet
      pane.style.zIndex = LOWEST + STEP * (this.rows.length - 1 - i);
      pane.style.opacity = opacity / MOST;
    });
  }

  draw() {
    this.list.replaceChildren(...this.rows.map((row, i) => this.row(row, i)));
  }

  row(row, i) {
    const { title } = this.face.registry.find(({ key }) => key === row.key);
    const name = t(title);
    const change = (values, isSettled) => {
      Object.assign(row, values);
      this.apply();
      this.noted(isSettled);
    };
    const move = (by, label, sign) =>
      el(
        "button",
        { type: "button", class: "tool is-round", id: `layer-${row.key}-${by}`, "aria-label": label, disabled: !this.rows[i + by], onclick: () => this.move(i, by) },
        sign,
      );
    return el(
      "li",
      {},
      el("label", { class: "plan-layer-name" }, el("input", { type: "checkbox", id: `layer-${row.key}-on`, checked: row.isOn, value: row.key, onchange: ({ target }) => change({ isOn: target.checked }, true) }), name),
      el("input", { type: "range", id: `layer-${row.key}-opacity`, min: 10, max: MOST, step: 10, value: row.opacity, "aria-label": t("{layer} 진하기", { layer: name }), oninput: ({ target }) => change({ opacity: Number(target.value) }, false), onchange: () => this.noted(true) }),
      move(-1, t("{layer} 위로", { layer: name }), "↑"),
      move(1, t("{layer} 아래로", { layer: name }), "↓"),
    );
  }

  move(i, by) {
    const [row] = this.rows.splice(i, 1);
    this.rows.splice(i + by, 0, row);
    this.apply();
    this.draw();
    this.noted(true);
    const button = document.getElementById(`layer-${row.key}-${by}`);
    (button.disabled ? document.getElementById(`layer-${row.key}-${-by}`) : button).focus();
  }
}
