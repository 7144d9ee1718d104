/** golmok.layer: a Leaflet layer of one key, and what the layers of one map do together. */
(() => {
  "use strict";

  const golmok = window.golmok;
  const LEVELS = { districts: 210, density: 212, roads: 220, before: 230, segments: 240, issues: 260, venues: 262, shops: 264 };
  const REACH = { mouse: 12, pen: 12, touch: 20, centre: 60 }; // pixels within which a segment is picked
  const together = new WeakMap();

  /** What the golmok layers of a map share: picking, the ring around the segment in focus, the writing. */
  class Together {
    constructor(map) {
      this.map = map;
      this.face = golmok.face(map);
      this.layers = [];
      this.focus = new golmok.ViewCanvas((ctx, { origin, zoom }) => this._ring(ctx, origin, zoom), {
        pane: golmok.pane(map, "focus", 250),
        isEmpty: () => !this.face.hovered && !this.face.selected,
      }).addTo(map);
      this.marks = new golmok.ViewCanvas((ctx, view) => golmok.writeMarks(ctx, view, this.layers, this.face), {
        pane: golmok.pane(map, "marks", 270),
        rest: 150, // milliseconds: words of tiles that come one after another are placed once
      }).addTo(map);
      this.face.on("change", ({ changed }) => this._changed(changed));
      map.on("click", ({ latlng, originalEvent }) => this.choose(latlng, originalEvent.pointerType || "mouse"));
      map.on("mousemove", ({ latlng }) => this._hover(latlng));
      map.on("mouseout", () => this.face.set({ hovered: null }));
      this._ground();
    }

    put(layer) {
      this.layers = [...this.layers.filter((other) => other !== layer), layer];
      this.redraw();
    }

    take(layer) {
      this.layers = this.layers.filter((other) => other !== layer);
      this.redraw();
    }

    redraw() {
      this.focus.redraw();
      this.marks.redraw();
    }

    /** Properties of the visible segment nearest to a place within reach [px], or null; far away tiles name none. */
    pick(latlng, reach, isMeant = (props) => this._visible(props)) {
      const point = this.map.project(latlng, Math.round(this.map.getZoom()));
      let best = { props: null, far: reach };
      for (const content of this._segments()) {
        const at = { x: (point.x - content.dx) / content.scale, y: (point.y - content.dy) / content.scale };
        for (const { props, geom, bbox } of content.features) {
          if (!props.id || !inside(at, bbox, best.far / content.scale) || !isMeant(props)) continue;
          const far = Math.min(...geom.map((line) => golmok.geometry.distanceToLine(at, line))) * content.scale;
          if (far < best.far) best = { props, far };
        }
      }
      return best.props;
    }

    /** As `pick` by a kind of pointer, or from the centre of the view, and also of segments that a filter hides. */
    near(latlng, pointer) {
      return this.pick(latlng, REACH[pointer] || REACH.mouse, () => true);
    }

    /** Pick at a place, by a kind of pointer or from the centre of the view, and say so. */
    choose(latlng, pointer) {
      const reach = REACH[pointer] || REACH.mouse;
      const point = this._pointAt(latlng, Math.min(reach, REACH.touch));
      if (point) {
        L.popup().setLatLng(latlng).setContent(point).openOn(this.map);
        return;
      }
      const props = this.pick(latlng, reach);
      this.face.set({ selected: props ? props.id : null });
      if (this.face.listens("pick")) this.face.fire("pick", { props, latlng });
      else if (props) L.popup().setLatLng(latlng).setContent(golmok.summary(props)).openOn(this.map);
    }

    /** A few words about the nearest point within reach [px] of a place whose layer has some, or null. */
    _pointAt(latlng, reach) {
      const at = this.map.project(latlng, Math.round(this.map.getZoom()));
      let best = { far: reach };
      for (const layer of this.layers.filter(({ key }) => key in ABOUT)) {
        for (const { dx, dy, scale, features } of layer.contents()) {
          for (const { props, geom: [[{ x, y }]], geomType } of features) {
            const far = Math.hypot(x * scale + dx - at.x, y * scale + dy - at.y);
            if (geomType === 1 && far <= best.far) best = { far, layer, props };
          }
        }
      }
      return best.layer ? ABOUT[best.layer.key](best.props, best.layer.isServed) : null;
    }

    _hover(latlng) {
      cancelAnimationFrame(this._hovering);
      if (this.map.dragging?.moving()) return;
      this._hovering = requestAnimationFrame(() => {
        const props = this.pick(latlng, REACH.mouse);
        this.map.getContainer().classList.toggle("golmok-over", Boolean(props || this._pointAt(latlng, REACH.mouse)));
        this.face.set({ hovered: props ? props.id : null });
      });
    }

    _visible(props) {
      return !this.face.hidden.has(golmok.symbolOf(this.face.axis, props[this.face.axis]).key);
    }

    _segments() {
      return this.layers.filter(({ key }) => key === "segments").flatMap((layer) => layer.contents());
    }

    _ring(ctx, origin, zoom) {
      const { hovered, selected } = this.face;
      for (const [id, strong] of [
        [hovered, false],
        [selected, true],
      ]) {
        if (!id || (id === selected && !strong)) continue;
        for (const content of this._segments()) {
          const here = { ...content, dx: content.dx - origin.x, dy: content.dy - origin.y };
          golmok.finish(golmok.symbols.ring(ctx, here, this.face, zoom, (props) => props.id === id, strong));
        }
      }
    }

    _changed(changed) {
      if (changed.some((name) => ["axis", "hidden", "theme"].includes(name))) {
        for (const layer of this.layers) layer.repaint();
        this._ground();
        this.redraw();
      } else {
        this.focus.redraw();
      }
    }

    _ground() {
      if (this.face.base) this.map.getContainer().style.backgroundColor = this.face.theme.outside;
    }
  }

  const inside = ({ x, y }, box, room) =>
    x >= box.minX - room && x <= box.maxX + room && y >= box.minY - room && y <= box.maxY + room;

  golmok.together = (map) => {
    if (!together.has(map)) together.set(map, new Together(map));
    return together.get(map);
  };

  /** A few words about a segment, for maps that have no card. */
  golmok.summary = (props) => {
    const row = (axis) => golmok.el("div", {}, `${golmok.t(axis.title)}: ${wordOf(axis.key, props)}`);
    return golmok.el("div", {}, golmok.el("strong", {}, props.name || golmok.t("이름 없는 골목")), golmok.style.axes.map(row));
  };

  /** A few words about a point: its name, what is known of it, and the way to its page where there is one. */
  const about = (name, lines, way) =>
    golmok.el("div", {}, golmok.el("strong", {}, name), [...lines, way].filter(Boolean).map((line) => golmok.el("div", {}, line)));

  const link = (href, words) => golmok.el("a", { href }, words);

  /** What opens on a point, by its layer: of its properties, and of whether its page is at hand. */
  const ABOUT = {
    venues: ({ id, name, kind }, isServed) =>
      about(name, [golmok.t(golmok.style.venueKinds[kind])], isServed && link(`/venues/${id}`, golmok.t("시간표와 이용 신청"))),
    shops: ({ id, name, sector, hours, services }, isServed) =>
      about(
        name,
        [golmok.t(golmok.style.shopSectors[sector]), hours, services],
        isServed && link(`/shops#shop-${id}`, golmok.t("복지상점 목록에서 보기")),
      ),
  };

  function wordOf(axisKey, props) {
    const symbol = golmok.symbolOf(axisKey, props[axisKey]);
    const isWord = axisKey === "confidence" || symbol.key === "ungraded";
    return isWord ? golmok.word(symbol) : `${symbol.mark} ${golmok.word(symbol)}`;
  }

  const Layer = golmok.TileCanvas.extend({
    initialize(key, where) {
      this.key = key;
      this.isServed = Boolean(where.tiles);
      const painter = (ctx, content, zoom) => golmok.symbols.painters[key](ctx, content, golmok.face(this._map), zoom);
      golmok.TileCanvas.prototype.initialize.call(this, golmok.sourceOf(where), painter, {});
      this.on("load", () => golmok.together(this._map).redraw());
      this.on("fault", (event) => golmok.face(this._map).fire("fault", event));
    },

    onAdd(map) {
      this.options.pane = golmok.pane(map, this.key, LEVELS[this.key]);
      golmok.TileCanvas.prototype.onAdd.call(this, map);
      golmok.together(map).put(this);
    },

    onRemove(map) {
      golmok.together(map).take(this);
      golmok.TileCanvas.prototype.onRemove.call(this, map);
    },
  });

  /** Make the layer of a key; where is {tiles: address} or {block: id of a JSON block}. */
  golmok.layer = (key, where) => new Layer(key, where);
})();
