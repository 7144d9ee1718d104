/**
 * Where features come from: vector tiles on our host, or a JSON block in the page.
 *
 * Both answer `tile(coords)` with {features, scale, dx, dy}: a point (x, y) of a feature lies at
 * (x * scale + dx, y * scale + dy) pixels of a map tile of TILE pixels.
 */
(() => {
  "use strict";

  const golmok = window.golmok;
  const TILE = 512;
  const DEEPEST = 15; // deeper maps stretch these tiles: 4096 steps of it are 0.2 m
  const MARGIN = 48; // pixels around a tile whose features still reach into it

  class TileSource {
    constructor(address, layerName) {
      this.address = address;
      this.layerName = layerName;
      const server = { getZxy: (z, x, y, signal) => this._fetch(z, x, y, signal) };
      this.cache = new protomapsL.TileCache(new protomapsL.PmtilesSource(server, true), TILE);
    }

    async tile({ z, x, y }) {
      const wanted = Math.max(0, z - 1);
      const level = Math.min(wanted, DEEPEST);
      const scale = 2 ** (wanted - level);
      const [tileX, tileY] = [Math.floor(x / scale), Math.floor(y / scale)];
      const layers = await this.cache.get({ z: level, x: tileX, y: tileY });
      return {
        features: layers.get(this.layerName) || [],
        scale,
        dx: (tileX * scale - x) * TILE,
        dy: (tileY * scale - y) * TILE,
      };
    }

    async _fetch(z, x, y, signal) {
      const address = this.address.replace("{z}", z).replace("{x}", x).replace("{y}", y);
      const answer = await fetch(address, { signal });
      if (answer.status === 204 || answer.status === 404) return undefined;
      if (!answer.ok) throw new Error(`${answer.status} ${address}`);
      return { data: await answer.arrayBuffer() };
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
  golmok.sourceOf = (key, { tiles, block }) =>
    tiles ? new TileSource(tiles, key) : new FrameSource(JSON.parse(document.getElementById(block).textContent));
})();
