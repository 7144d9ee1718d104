/** A finding on the map: one byte a segment colours the lines, one bit says whether a row is about it. */

import { boardLayer, OUT, repaint } from "./plan-layer.js";

const golmok = window.golmok;
const { el, t } = golmok;
const AXIS = "finding";
const BARE = 2; // pixels

const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

/** What tiles are coloured by. */
class FindingBoard {
  constructor() {
    this.opened = new Promise((go) => (this.open = go));
    Object.assign(this, { network: null, codes: new Uint8Array(), keys: [], bits: null });
  }

  has(at) {
    return this.codes[at] !== 255 && (this.bits === null || (this.bits[at >> 3] & (1 << (at & 7))) !== 0);
  }

  value(_axis, at) {
    return this.keys[this.codes[at]];
  }
}

export class FindingMap {
  /** places: where the switch of maps and the legend go; chosen(key, option) when an entry of the legend is pressed. */
  constructor(map, face, places, { painted, toggled, stale }) {
    Object.assign(this, { map, face, places, painted, toggled, stale });
    this.board = new FindingBoard();
    this.axis = { key: AXIS, title: "", symbols: [] };
    golmok.style.axes.push(this.axis);
  }

  /** Put the lines on the map, once there are colours for them. */
  draw() {
    this.face.set({ axis: AXIS, lettered: false });
    this.layer = boardLayer(this.map, this.face, this.board, this.stale);
  }

  /** Take the colours of a finding: its maps, which of them, and the bytes. */
  colour(found, key, { network, bytes }) {
    const { symbols } = found.maps.find((one) => one.key === key);
    const out = { ...symbols[0], key: OUT, mark: "" };
    const drawn = symbols.map((one) => ({ ...one, bare: one.width <= BARE })); // what is nothing has no edge
    const unknown = golmok.symbolsOf("overall").at(-1);
    this.axis.symbols = [out, ...drawn.sort((a, b) => a.width - b.width), unknown];
    Object.assign(this.board, { network, codes: bytes, keys: symbols.map((one) => one.key), bits: null });
    this.board.open();
  }

  /** Show the segments that rows are about. */
  choose(bits) {
    this.board.bits = bits === null ? null : bytesOf(bits);
    if (this.layer) repaint(this.map, this.layer);
    else this.draw();
  }

  legend(found, key, choice) {
    const { symbols } = found.maps.find((one) => one.key === key);
    const { label, options } = found.facets.find((one) => one.key === key);
    const wanted = choice[key] ?? [];
    const option = (symbol) => options.find((one) => one.key === symbol.key);
    const entry = (symbol) =>
      el(
        "li",
        {},
        el(
          "button",
          {
            type: "button",
            id: `legend-${symbol.key}`,
            "aria-pressed": String(!wanted.length || wanted.includes(symbol.key)),
            onclick: () => this.toggled(key, symbol.key),
          },
          golmok.swatch(symbol, this.face.theme),
          el("span", {}, option(symbol).label),
          el("b", {}, option(symbol).count.toLocaleString(golmok.locale)),
        ),
      );
    const focused = document.activeElement?.id;
    this.places.legend.replaceChildren(...[...symbols].sort((a, b) => b.width - a.width).map(entry));
    this.places.legend.setAttribute("aria-label", label);
    this.switch(found, key);
    document.getElementById(focused)?.focus();
  }

  /** Where a finding has several maps: which one. */
  switch(found, key) {
    const option = ({ key: one }) =>
      el(
        "label",
        {},
        el("input", { type: "radio", name: "finding-map", value: one, checked: one === key, onchange: () => this.painted(one) }),
        el("span", {}, found.facets.find((facet) => facet.key === one).label),
      );
    this.places.maps.hidden = found.maps.length < 2;
    this.places.maps.replaceChildren(
      el("fieldset", { class: "golmok-switch" }, el("legend", { class: "golmok-quiet" }, t("지도")), found.maps.map(option)),
    );
  }
}

/** Read a column of bytes and the network whose segments it is of. */
export async function columnOf(path, query) {
  const base = document.getElementById("content").dataset.api;
  const answer = await fetch(`${base}${path}?${new URLSearchParams(query)}`);
  if (!answer.ok) throw new Error(`${answer.status} ${path}`);
  return { network: answer.headers.get("Golmok-Network"), bytes: new Uint8Array(await answer.arrayBuffer()) };
}
