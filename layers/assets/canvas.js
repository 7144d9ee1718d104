/**
 * Two kinds of canvas on a Leaflet map: one per tile, painted again without fetching again, and
 * one over the whole view, for what must not be cut at the edge of a tile.
 */
(() => {
  "use strict";

  const golmok = window.golmok;
  const { TILE } = golmok;
  const PAD = 160; // pixels that a view canvas reaches beyond the view, for dragging

  function pixels(canvas, width, height) {
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const ctx = canvas.getContext("2d");
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    return ctx;
  }

  /** A named pane under the overlays, made once. */
  golmok.pane = (map, name, level) => {
    const pane = map.getPane(`golmok-${name}`) || map.createPane(`golmok-${name}`);
    pane.style.zIndex = level;
    pane.style.pointerEvents = "none";
    return `golmok-${name}`;
  };

  golmok.TileCanvas = L.GridLayer.extend({
    options: { tileSize: TILE, updateWhenZooming: false, keepBuffer: 1 },

    initialize(source, painter, options) {
      L.GridLayer.prototype.initialize.call(this, options);
      this._source = source;
      this._painter = painter;
      this._contents = new Map();
      this.on("tileunload", ({ coords }) => this._contents.delete(this._tileCoordsToKey(coords)));
    },

    createTile(coords, done) {
      const canvas = L.DomUtil.create("canvas");
      this._source.tile(coords).then(
        (content) => {
          const key = this._tileCoordsToKey(coords);
          if (!this._tiles[key] || this._tiles[key].el !== canvas) return;
          this._contents.set(key, { coords, canvas, content });
          this._paint(this._contents.get(key));
          done(null, canvas);
        },
        (fault) => {
          if (fault.name !== "AbortError") this.fire("fault", { fault });
          done(fault, canvas);
        },
      );
      return canvas;
    },

    repaint() {
      for (const tile of this._contents.values()) this._paint(tile);
    },

    /** Contents of the tiles on screen at the zoom of the map, placed in pixels of that zoom. */
    contents() {
      const zoom = this._map ? Math.round(this._map.getZoom()) : null;
      return [...this._contents.values()]
        .filter(({ coords }) => coords.z === zoom)
        .map(({ coords, content }) => ({
          features: content.features,
          scale: content.scale,
          dx: content.dx + coords.x * TILE,
          dy: content.dy + coords.y * TILE,
        }));
    },

    _paint({ coords, canvas, content }) {
      this._painter(pixels(canvas, TILE, TILE), content, coords.z);
    },
  });

  golmok.ViewCanvas = L.Layer.extend({
    initialize(draw, options) {
      L.setOptions(this, options);
      this._draw = draw;
    },

    onAdd(map) {
      this._canvas = L.DomUtil.create("canvas", "leaflet-zoom-hide", this.getPane());
      this._canvas.setAttribute("aria-hidden", "true");
      map.on("moveend viewreset resize", this.redraw, this);
      this.redraw();
    },

    onRemove(map) {
      map.off("moveend viewreset resize", this.redraw, this);
      cancelAnimationFrame(this._waiting);
      this._canvas.remove();
    },

    /** Draw again in the next frame, once, however often it was asked for. */
    redraw() {
      cancelAnimationFrame(this._waiting);
      this._waiting = requestAnimationFrame(() => this._map && this._reset());
    },

    _reset() {
      const size = this._map.getSize();
      const [width, height] = [size.x + 2 * PAD, size.y + 2 * PAD];
      const corner = this._map.containerPointToLayerPoint([-PAD, -PAD]);
      L.DomUtil.setPosition(this._canvas, corner);
      this._canvas.style.width = `${width}px`;
      this._canvas.style.height = `${height}px`;
      const origin = this._map.getPixelOrigin().add(corner);
      const ctx = pixels(this._canvas, width, height);
      this._draw(ctx, { origin, width, height, zoom: Math.round(this._map.getZoom()) });
    },
  });
})();
