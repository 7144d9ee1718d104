/**
 * Two kinds of canvas on a Leaflet map: one per tile, painted again without fetching again, and
 * one over the whole view, for what must not be cut at the edge of a tile.
 */
(() => {
  "use strict";

  const golmok = window.golmok;
  const { TILE } = golmok;
  const PAD = 160; // pixels that a view canvas reaches beyond the view, for dragging

  /**
   * A sheet that is painted out of sight and shown when it is finished.
   *
   * The canvases of the page hold pictures only: one that could be painted on is copied by a browser without a graphics
   * card in every frame in which the map moves, and there are dozens. The sheet is painted by the processor in any
   * browser (willReadFrequently), so that a look at it is cheap and tells when what was asked for is done.
   */
  class Easel {
    constructor(width, height) {
      const ratio = window.devicePixelRatio || 1;
      this.sheet = new OffscreenCanvas(Math.round(width * ratio), Math.round(height * ratio));
      this.ctx = this.sheet.getContext("2d", { willReadFrequently: true });
      this.ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    }

    /** Make the browser paint now what was only noted down: the time it takes is then known. */
    settle() {
      this.ctx.getImageData(0, 0, 1, 1);
    }

    /** Hand what is painted over to a canvas of the page, which shows nothing else and keeps it as it is. */
    show(canvas) {
      const picture = this.sheet.transferToImageBitmap();
      Object.assign(canvas, { width: picture.width, height: picture.height });
      canvas.getContext("bitmaprenderer").transferFromImageBitmap(picture);
    }
  }

  const MOMENT = 8; // milliseconds of painting in one frame: more would hold up the hand that drags the map
  const PATIENCE = 100; // the same while there is nothing yet that could be dragged
  const turns = [];

  /** Do work that pauses, in the frames that have room for it, in the order in which it was asked for. */
  golmok.inTurn = (steps, { first = false } = {}) =>
    new Promise((done, failed) => {
      turns.push({ steps, first, done, failed });
      if (turns.length === 1) requestAnimationFrame(takeTurns);
    });

  function takeTurns() {
    const end = performance.now() + (turns[0].first ? PATIENCE : MOMENT);
    do takeStep(turns[0]);
    while (turns.length && performance.now() < end);
    if (turns.length) requestAnimationFrame(takeTurns);
  }

  function takeStep({ steps, done, failed }) {
    try {
      const step = steps.next();
      if (!step.done) return;
      done(step.value);
    } catch (fault) {
      failed(fault);
    }
    turns.shift();
  }

  /** Do all of what could pause. */
  golmok.finish = (steps) => {
    while (!steps.next().done);
  };

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
      this._repaints = 0;
      this.once("load", () => (this._shown = true));
      this.on("tileunload", ({ coords }) => this._contents.delete(this._tileCoordsToKey(coords)));
    },

    createTile(coords, done) {
      const canvas = L.DomUtil.create("canvas");
      const key = this._tileCoordsToKey(coords);
      const first = !this._shown;
      const isWanted = () => this._tiles[key]?.el === canvas;
      const draw = async () => {
        const content = await this._source.tile(coords, { first });
        if (!isWanted()) return;
        this._contents.set(key, { coords, canvas, content });
        await golmok.inTurn(this._paint({ coords, canvas, content }, isWanted), { first });
      };
      draw().then(
        () => done(null, canvas),
        (fault) => {
          if (fault.name !== "AbortError") this.fire("fault", { fault });
          done(fault, canvas);
        },
      );
      return canvas;
    },

    repaint() {
      this._repaints += 1;
      for (const tile of this._contents.values()) this._paintNow(tile);
    },

    /**
     * Paint anew out of sight, in the frames that have room for it, and show all of it at once; false when something
     * else was asked for meanwhile, which is then what is shown.
     */
    async repaintAside() {
      this._repaints += 1;
      const repaints = this._repaints;
      const tiles = [...this._contents.values()];
      const easels = await golmok.inTurn(this._paintAside(tiles, () => repaints === this._repaints));
      if (repaints !== this._repaints) return false;
      tiles.forEach(({ canvas }, i) => easels[i].show(canvas));
      return true;
    },

    *_paintAside(tiles, isWanted) {
      const easels = [];
      for (const { coords, content } of tiles) {
        const easel = new Easel(TILE, TILE);
        for (const step of this._painter(easel.ctx, content, coords.z)) {
          easel.settle();
          yield step;
          if (!isWanted()) return easels;
        }
        easels.push(easel);
      }
      return easels;
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

    _paintNow({ coords, canvas, content }) {
      const easel = new Easel(TILE, TILE);
      golmok.finish(this._painter(easel.ctx, content, coords.z));
      easel.show(canvas);
    },

    *_paint(tile, isWanted) {
      const repaints = this._repaints;
      const { coords, canvas, content } = tile;
      if (!isWanted()) return;
      const easel = new Easel(TILE, TILE);
      for (const step of this._painter(easel.ctx, content, coords.z)) {
        easel.settle();
        yield step;
        if (!isWanted()) return;
      }
      if (repaints === this._repaints) easel.show(canvas);
      else this._paintNow(tile); // something was chosen meanwhile that what was painted does not show
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
      clearTimeout(this._resting);
      cancelAnimationFrame(this._waiting);
      this._canvas.remove();
    },

    /** Draw again in the next frame, once, however often it was asked for; when the map has come to rest, if that will do. */
    redraw() {
      const draw = () => (this._waiting = requestAnimationFrame(() => this._map && this._reset()));
      clearTimeout(this._resting);
      cancelAnimationFrame(this._waiting);
      const isInPlace = this._zoom === this._map?.getZoom(); // it is dragged along with the map
      if (this.options.rest && isInPlace) this._resting = setTimeout(draw, this.options.rest);
      else draw();
    },

    _reset() {
      const isEmpty = this.options.isEmpty?.() || false;
      this._canvas.hidden = isEmpty;
      if (isEmpty) return;
      this._zoom = this._map.getZoom();
      const size = this._map.getSize();
      const [width, height] = [size.x + 2 * PAD, size.y + 2 * PAD];
      const corner = this._map.containerPointToLayerPoint([-PAD, -PAD]);
      L.DomUtil.setPosition(this._canvas, corner);
      this._canvas.style.width = `${width}px`;
      this._canvas.style.height = `${height}px`;
      const origin = this._map.getPixelOrigin().add(corner);
      const easel = new Easel(width, height);
      this._draw(easel.ctx, { origin, width, height, zoom: Math.round(this._map.getZoom()) });
      easel.show(this._canvas);
    },
  });
})();
