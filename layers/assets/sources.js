/**
 * Where features come from: vector tiles on our host, a JSON block in the page, or the address that such a block names.
 *
 * Both answer `tile(coords)` with {features, scale, dx, dy}: a point (x, y) of a feature lies at
 * (x * scale + dx, y * scale + dy) pixels of a map tile of TILE pixels.
 */
(() => {
  "use strict";

  const golmok = window.golmok;
  const TILE = 512;
  const DEEPEST = 15; // deeper maps stretch these tiles: 4096 steps of it are 0.2 m
  const KEPT = 64; // tiles whose features are remembered
  const MARGIN = 48; // pixels around a tile whose features still reach into it

  class TileSource {
    constructor(address) {
      this.address = address;
      this.asked = new Map();
    }

    async tile({ z, x, y }, haste) {
      const wanted = Math.max(0, z - 1);
      const level = Math.min(wanted, DEEPEST);
      const scale = 2 ** (wanted - level);
      const [tileX, tileY] = [Math.floor(x / scale), Math.floor(y / scale)];
      return {
        features: await this._features(level, tileX, tileY, haste),
        scale,
        dx: (tileX * scale - x) * TILE,
        dy: (tileY * scale - y) * TILE,
      };
    }

    /** Features of a tile, read once for all that stretch it; tiles of another level are not wanted any more. */
    _features(z, x, y, haste) {
      for (const [key, { level, stop }] of this.asked) {
        if (level !== z) {
          stop.abort();
          this.asked.delete(key);
        }
      }
      const key = `${x}/${y}`;
      if (!this.asked.has(key)) {
        const stop = new AbortController();
        const features = this._read(z, x, y, stop.signal, haste);
        this.asked.set(key, { level: z, stop, features });
        features.catch(() => this.asked.get(key)?.stop === stop && this.asked.delete(key)); // to be asked for again
        if (this.asked.size > KEPT) this.asked.delete(this.asked.keys().next().value);
      }
      return this.asked.get(key).features;
    }

    async _read(z, x, y, signal, haste) {
      const address = this.address.replace("{z}", z).replace("{x}", x).replace("{y}", y);
      const answer = await fetch(address, { signal });
      if (answer.status === 204 || answer.status === 404) return [];
      if (!answer.ok) throw new Error(`${answer.status} ${address}`);
      return golmok.inTurn(golmok.readTile(new Uint8Array(await answer.arrayBuffer()), TILE), haste);
    }
  }

  const KINDS = { Point: 1, LineString: 2, Polygon: 3, MultiPolygon: 3 };

  class FrameSource {
    constructor(collection) {
      this.rows = collection.features.map(({ properties, geometry }) => ({
        props: properties,
        geomType: KINDS[geometry.type],
        rings: ringsOf(geometry),
      }));
      this.zoom = null;
      this.features = [];
    }

    async tile({ z, x, y }) {
      this._project(z);
      const [west, north] = [x * TILE - MARGIN, y * TILE - MARGIN];
      const [east, south] = [(x + 1) * TILE + MARGIN, (y + 1) * TILE + MARGIN];
      const features = this.features.filter(
        ({ bbox }) => bbox.maxX >= west && bbox.minX <= east && bbox.maxY >= north && bbox.minY <= south,
      );
      return { features, scale: 1, dx: -x * TILE, dy: -y * TILE };
    }

    _project(zoom) {
      if (zoom === this.zoom) return;
      this.zoom = zoom;
      const world = 256 * 2 ** zoom;
      this.features = this.rows.map(({ props, geomType, rings }) => {
        const geom = rings.map((ring) => ring.map((point) => project(point, world)));
        return { props, geomType, geom, bbox: boxOf(geom) };
      });
    }
  }

  /** A frame too large for the page: read once, and asked for again where that failed. */
  class AskedSource {
    constructor(address) {
      this.address = address;
    }

    async tile(coords) {
      this.asked ??= this._read().catch((fault) => {
        this.asked = null;
        throw fault;
      });
      return (await this.asked).tile(coords);
    }

    async _read() {
      const answer = await fetch(this.address);
      if (!answer.ok) throw new Error(`${answer.status} ${this.address}`);
      return new FrameSource(await answer.json());
    }
  }

  function frameOf(block) {
    const { href, ...collection } = JSON.parse(document.getElementById(block).textContent);
    return href ? new AskedSource(href) : new FrameSource(collection);
  }

  function ringsOf({ type, coordinates }) {
    if (type === "Point") return [[coordinates]];
    if (type === "LineString") return [coordinates];
    return type === "Polygon" ? coordinates : coordinates.flat();
  }

  function project([lon, lat], world) {
    const sine = Math.sin((lat * Math.PI) / 180);
    return { x: world * (lon / 360 + 0.5), y: world * (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) };
  }

  function boxOf(geom) {
    const box = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
    for (const { x, y } of geom.flat()) {
      box.minX = Math.min(box.minX, x);
      box.minY = Math.min(box.minY, y);
      box.maxX = Math.max(box.maxX, x);
      box.maxY = Math.max(box.maxY, y);
    }
    return box;
  }

  golmok.TILE = TILE;
  golmok.sourceOf = ({ tiles, block }) => (tiles ? new TileSource(tiles) : frameOf(block));
})();
