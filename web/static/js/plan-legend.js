/**
 * What the map shows besides the grades, whose legend is their facet: each layer with a sample as it is painted, and the
 * issues by state and category. Where the facets fold away the colours are here, too, and what else there is unfolds, so
 * that it leaves the map to be seen. All of it chooses as the facets do.
 */

const golmok = window.golmok;
const { el, t } = golmok;
const SIZE = [40, 16]; // of a sample [px]
const NEAR = 16; // the zoom at which samples are painted
const NARROW = window.matchMedia("(max-width: 767px)"); // as in the styles
const SIFTS = ["status", "category"]; // by which the legend chooses issues
const byId = (id) => document.getElementById(id);
const at = (x, y) => ({ x, y });
const feature = (geomType, line, props = {}) => ({ geomType, geom: [line], props });
const MIDDLE = feature(1, [at(20, 8)]);
const SAMPLES = {
  districts: feature(3, [at(-9, 8.5), at(49, 8.5), at(49, 29), at(-9, 29), at(-9, 8.5)]),
  roads: feature(2, [at(4, 8), at(36, 8)], { road_class: "secondary" }),
  venues: MIDDLE,
  shops: MIDDLE,
};

/** A piece of the map with one thing of a layer on it, painted by its own painter. */
function sampleOf(key, face) {
  const [width, height] = SIZE;
  const dense = window.devicePixelRatio || 1;
  const canvas = el("canvas", { class: "plan-sample", width: width * dense, height: height * dense, "aria-hidden": "true" });
  const ctx = canvas.getContext("2d");
  ctx.scale(dense, dense);
  ctx.fillStyle = key === "districts" ? face.theme.outside : face.theme.ground;
  ctx.fillRect(0, 0, width, height);
  Array.from(golmok.symbols.painters[key](ctx, { features: [SAMPLES[key]], scale: 1, dx: 0, dy: 0 }, face, NEAR));
  return canvas;
}

export class Legend {
  /** Follows what the facets show, which layers there are, and the reader's light or dark setting. */
  constructor(map, face, facets) {
    Object.assign(this, { map, face, facets, holder: byId("legend") });
    this.open = new Set(NARROW.matches ? [] : SIFTS.slice(0, 1));
    this.fold(NARROW);
    NARROW.addEventListener("change", (query) => this.fold(query));
    facets.drawn.push(() => this.draw());
    map.on("layeradd layerremove", ({ layer }) => face.registry.some((one) => one.layer === layer) && this.draw());
    face.on("change", ({ changed }) => changed.includes("theme") && this.draw());
  }

  /** Where there is room nothing is folded, and nothing can be. */
  fold({ matches }) {
    byId("legend-rest").open = !matches;
  }

  draw() {
    const focused = this.holder.contains(document.activeElement) ? document.activeElement.id : null;
    const shown = this.face.registry.filter(({ layer }) => this.map.hasLayer(layer));
    const signs = shown.filter(({ key }) => key in SAMPLES);
    const hasIssues = shown.some(({ key }) => key === "issues");
    byId("legend-signs").replaceChildren(...signs.map(({ key, title }) => el("li", { "data-layer": key }, sampleOf(key, this.face), t(title))));
    byId("legend-sift").hidden = !hasIssues;
    if (this.facets.board) this.drawChips();
    this.holder.classList.toggle("is-bare", !signs.length && !hasIssues);
    if (focused) byId(focused)?.focus({ preventScroll: true });
  }

  drawChips() {
    const { facets } = this.facets.board;
    const axis = facets.get(this.face.axis);
    byId("legend-axis").setAttribute("aria-label", axis.label);
    byId("legend-axis").replaceChildren(...this.chips(axis, (key) => this.colour(key)));
    byId("legend-sift").replaceChildren(...SIFTS.map((key) => this.sift(facets.get(key))));
  }

  /** The options of a facet of issues, which unfold. */
  sift(facet) {
    const { key, label } = facet;
    const chosen = this.facets.chosenOf(facet).size;
    return el(
      "details",
      { class: "plan-sift", open: this.open.has(key), ontoggle: ({ target }) => target.isConnected && this.remember(key, target.open) },
      el("summary", { id: `sift-${key}` }, label, chosen ? el("span", { class: "plan-of" }, t("{count}개 고름", { count: chosen })) : ""),
      el("div", { class: "plan-chips", role: "group", "aria-label": label }, this.chips(facet)),
    );
  }

  remember(key, isOpen) {
    if (isOpen) this.open.add(key);
    else this.open.delete(key);
  }

  colour(key) {
    const symbol = golmok.symbolOf(this.face.axis, key);
    return [golmok.swatch(symbol, this.face.theme), el("span", {}, key.length === 1 ? key : golmok.word(symbol))];
  }

  /** The options of a facet as buttons with how many each of them would bring. */
  chips(facet, said = (_, label) => el("span", {}, label)) {
    const chosen = this.facets.chosenOf(facet);
    const counts = this.facets.counts?.[facet.key];
    return facet.options.map(({ key, label }, i) => {
      const isOn = chosen.has(key);
      const count = counts ? el("span", { class: "plan-count" }, counts[i].toLocaleString(golmok.locale)) : "";
      return el("button", { type: "button", class: "plan-chip", id: `chip-${facet.key}-${key}`, "aria-pressed": String(isOn), onclick: () => this.facets.take(facet.key, key, !isOn) }, said(key, label), count);
    });
  }
}
