/** The ranks of the page on the map. */

const SHOWN = 50; // of a page; more would cover the map

export class Marks {
  /** chosen(id) is called when one is pressed. */
  constructor(map, chosen) {
    Object.assign(this, { map, chosen, layer: L.layerGroup().addTo(map) });
  }

  draw(items) {
    this.layer.clearLayers();
    for (const { id, rank, lat, lon } of [...items].slice(0, SHOWN).reverse()) {
      const icon = L.divIcon({ className: "rank-mark", html: String(Number(rank)), iconSize: [28, 28] });
      const mark = L.marker([lat, lon], { icon, keyboard: false, alt: "", zIndexOffset: -rank });
      mark.on("click", () => this.chosen(id));
      this.layer.addLayer(mark);
    }
  }

  /** See all of them. */
  fit(items) {
    if (items.length) this.map.fitBounds(items.map(({ lat, lon }) => [lat, lon]), { padding: [40, 40], maxZoom: 16 });
  }
}
