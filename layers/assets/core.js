/**
 * The namespace, and the Face: what everything that shows one city shares.
 *
 * Nothing here or in the files after it writes markup: text reaches the page as text nodes only.
 */
(() => {
  "use strict";

  const golmok = (window.golmok = window.golmok || {});
  const KOREA = [
    [33, 124],
    [39, 132],
  ];
  const SVG = "http://www.w3.org/2000/svg";
  const faces = new WeakMap();
  const darkQuery = window.matchMedia("screen and (prefers-color-scheme: dark)"); // paper is light
  const english = window.golmokEnglish; // only there when the reader chose it

  /** A Korean sentence in the language of the reader; its places, written {name}, are filled. */
  golmok.t = (sentence, values = {}) =>
    (english?.[sentence] ?? sentence).replace(/\{(\w+)\}/g, (_place, name) => values[name]);

  golmok.locale = english ? "en-GB" : "ko-KR";

  /** The word of a symbol: one Korean word may be two in English, so symbols have words of their own. */
  golmok.word = ({ key, word }) => english?.[`symbol ${key}`] ?? word;

  if (window.L && window.matchMedia("(prefers-reduced-motion: reduce)").matches) {
    L.Map.mergeOptions({ zoomAnimation: false, inertia: false });
  }

  /**
   * State shared by all that shows one city; a map is not needed. Tells its listeners "change"
   * with the names of what changed, "pick" with a segment's properties or null, and "fault" when
   * a tile could not be had.
   */
  class Face {
    constructor() {
      this.axis = "overall";
      this.hidden = new Set();
      this.selected = null;
      this.hovered = null;
      this.lettered = true; // whether the letters of grades are written along the segments
      this.base = false; // true where the map has no other ground than ours
      this.registry = [];
      this.totals = null; // by axis and symbol, once they are known
      this.listeners = new Map();
      darkQuery.addEventListener("change", () => this.fire("change", { changed: ["theme"] }));
    }

    /** Colours that are not grades, for the reader's light or dark setting. */
    get theme() {
      return golmok.style.themes[this.base && darkQuery.matches ? "dark" : "light"];
    }

    get symbols() {
      return golmok.symbolsOf(this.axis);
    }

    set(values) {
      const changed = Object.keys(values).filter((name) => this[name] !== values[name]);
      Object.assign(this, values);
      if (changed.length) this.fire("change", { changed });
    }

    on(name, listener) {
      this.listeners.set(name, [...(this.listeners.get(name) || []), listener]);
    }

    fire(name, event) {
      for (const listener of this.listeners.get(name) || []) listener(event);
    }

    listens(name) {
      return this.listeners.has(name);
    }
  }

  golmok.newFace = () => new Face();

  golmok.face = (map) => {
    if (!faces.has(map)) faces.set(map, new Face());
    return faces.get(map);
  };

  golmok.symbolsOf = (axisKey) => golmok.style.axes.find((axis) => axis.key === axisKey).symbols;

  /** The symbol of a value; what is unknown or absent is 미조사. */
  golmok.symbolOf = (axisKey, value) => {
    const symbols = golmok.symbolsOf(axisKey);
    return symbols.find((symbol) => symbol.key === value) || symbols[symbols.length - 1];
  };

  /** An element with attributes and children; strings become text, never markup. */
  golmok.el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
  golmok.svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return element;
  }

  /** The view a permalink asks for, "#map=zoom/lat/lon", or null. */
  golmok.viewOf = (hash) => {
    const match = /(?:^|[#&])map=([\d.]+)\/(-?[\d.]+)\/(-?[\d.]+)/.exec(hash);
    if (!match) return null;
    const [zoom, lat, lon] = match.slice(1).map(Number);
    return [zoom, lat, lon].every(Number.isFinite) && Math.abs(lat) <= 85 ? { zoom, center: [lat, lon] } : null;
  };

  /** Padding that keeps a place clear of the panel and the card, wherever they lie over the map. */
  golmok.room = (map) => {
    const frame = map.getContainer().getBoundingClientRect();
    const room = { paddingTopLeft: [24, 24], paddingBottomRight: [24, 24] };
    for (const cover of document.querySelectorAll(".golmok-panel, .golmok-sheet")) {
      const box = cover.getBoundingClientRect();
      if (!box.width || box.top >= frame.bottom) continue;
      if (box.width > frame.width / 2) room.paddingBottomRight[1] = Math.max(24, frame.bottom - box.top + 24);
      else if (box.left - frame.left < frame.width / 2) room.paddingTopLeft[0] = box.right - frame.left + 24;
      else room.paddingBottomRight[0] = frame.right - box.left + 24;
    }
    return room;
  };

  /** Go to the view of the permalink, or to the bounds; far beyond them there is nothing to see. */
  golmok.settle = (map, bounds = KOREA) => {
    const whole = L.latLngBounds(bounds);
    const asked = golmok.viewOf(window.location.hash);
    if (asked) map.setView(asked.center, asked.zoom);
    else map.fitBounds(whole, golmok.room(map));
    const farthest = Math.max(6, map.getBoundsZoom(whole) - 2);
    const middle = map.project(whole.getCenter(), farthest);
    const corners = [middle.subtract(map.getSize()), middle.add(map.getSize())];
    map.setMinZoom(farthest);
    map.setMaxBounds(corners.map((corner) => map.unproject(corner, farthest)));
  };

  /** Where a page says that its city is, so that tiles are asked for before all else: "west,south,east,north". */
  function pageBounds() {
    const { bounds } = document.querySelector("main[data-bounds]")?.dataset || {};
    if (!bounds) return null;
    const [west, south, east, north] = bounds.split(",").map(Number);
    return [
      [south, west],
      [north, east],
    ];
  }

  /** Make the map of a shell: no basemap, Korean controls; without bounds it waits for settle. */
  golmok.open = (id, bounds) => {
    const map = L.map(id, {
      attributionControl: false,
      zoomControl: false,
      fadeAnimation: false, // a fifth of a second in which a picture that is ready would not be seen
      maxZoom: 19,
      keyboardPanDelta: 120,
    });
    const face = golmok.face(map);
    face.base = true;
    map.getContainer().setAttribute("aria-label", golmok.t("골목 등급 지도"));
    map.getContainer().setAttribute("aria-roledescription", golmok.t("지도"));
    L.control.zoom({ position: "bottomright", zoomInTitle: golmok.t("확대"), zoomOutTitle: golmok.t("축소") }).addTo(map);
    L.control.scale({ position: "bottomleft", imperial: false }).addTo(map);
    const container = map.getContainer();
    // Leaflet takes the focus by script, so the browser cannot tell keys from clicks: we do
    document.addEventListener("keydown", () => container.classList.add("golmok-keys"), true);
    document.addEventListener("pointerdown", () => container.classList.remove("golmok-keys"), true);
    golmok.shell = { map, face };
    const known = bounds || pageBounds();
    if (known) golmok.settle(map, known);
    return map;
  };

  golmok.register = (map, entries) => {
    golmok.face(map).registry = entries;
  };
})();
