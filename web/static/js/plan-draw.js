/**
 * Drawing on the map by pointer or keys: corners one after another, a box between two of them, or single segments.
 *
 * By keys the map moves under a cross in its middle, Enter sets a corner there, Backspace takes the last one back, Escape
 * ends. While something is drawn no card opens. Without any tool a box is dragged and a segment picked with Shift, which
 * adds, or with Ctrl or Alt, which take away, as in a GIS.
 */

import { howOf } from "./plan-area.js";

const { el } = window.golmok;
const STEADY = 4; // pixels that a pointer may move within a click
const THIN = 2; // pixels between two sides of a box that is but a line; half of one gets lost as the map moves by keys
const LINE = { className: "plan-drawn", interactive: false };

const isControl = ({ target }) => target.closest(".leaflet-control") !== null;

export class Drawing {
  /**
   * changed(corners) is called with each corner, done(corners, how) when a shape is finished, picked(place, pointer, how)
   * with a place whose segment is meant, ended() when drawing is over. how is null where no key says it.
   */
  constructor(map, { changed, done, picked, ended }) {
    Object.assign(this, { map, changed, done, picked, ended, mode: null, corners: [], stopDrag: null });
    this.shape = L.layerGroup().addTo(map);
    this.cross = el("div", { class: "plan-cross", "aria-hidden": "true", hidden: true });
    const box = map.getContainer();
    box.append(this.cross);
    map.boxZoom.disable(); // dragging with Shift draws a box of ours
    box.addEventListener("click", (event) => this.click(event), true);
    box.addEventListener("keydown", (event) => this.key(event), true);
    box.addEventListener("pointerdown", (event) => this.press(event), true);
    document.addEventListener("keydown", ({ key }) => key === "Escape" && this.end());
    map.on("mousemove", ({ latlng }) => this.mode && !this.stopDrag && this.draw(latlng));
    map.on("move", () => this.mode && !this.stopDrag && this.draw());
  }

  /** Begin: a mode says whether it picks segments or its shape is a box or closed, and how many corners it has at most. */
  start(mode) {
    this.end();
    this.mode = mode;
    this.cross.hidden = false;
    this.map.doubleClickZoom.disable();
    if (mode.isBox) this.map.dragging.disable();
    this.map.getContainer().classList.add("is-drawing");
    this.map.getContainer().focus({ preventScroll: true });
    this.changed(this.corners);
  }

  end() {
    this.stopDrag?.();
    if (!this.mode) return;
    this.mode = null;
    this.corners = [];
    this.shape.clearLayers();
    this.cross.hidden = true;
    this.map.doubleClickZoom.enable();
    this.map.dragging.enable();
    this.map.getContainer().classList.remove("is-drawing");
    this.ended();
  }

  add(place) {
    const most = this.mode.isBox ? 2 : (this.mode.most ?? Infinity);
    if (this.corners.length < most) {
      this.corners.push(place);
      this.draw();
      this.changed(this.corners);
    }
    if (this.corners.length === most) this.finish();
  }

  /** Take the last corner back; false when there is none. */
  back() {
    if (!this.corners.length) return false;
    this.corners.pop();
    this.draw();
    this.changed(this.corners);
    return true;
  }

  get isEnough() {
    return this.corners.length >= (this.mode?.isBox ? 2 : this.mode?.isClosed ? 3 : 2);
  }

  finish(how = null) {
    if (!this.isEnough) return;
    if (!this.mode.isBox) this.done(this.corners, how);
    else if (!this.isThin(...this.corners)) this.done(boxOf(...this.corners), how);
    if (this.mode?.isBox) this.back(); // it was refused, and its other corner may lie elsewhere
  }

  isThin(one, other) {
    const { x, y } = this.map.latLngToContainerPoint(one).subtract(this.map.latLngToContainerPoint(other));
    return Math.min(Math.abs(x), Math.abs(y)) <= THIN;
  }

  /** Whether a single segment is meant by an event: in the mode for it, or without any by the key that is held down. */
  isPicking(event) {
    return this.mode ? this.mode.isPicking : howOf(event) !== null;
  }

  click(event) {
    if (isControl(event)) return;
    const isPicking = this.isPicking(event);
    if (!this.mode && !this.wasDragged && !isPicking) return;
    event.stopPropagation();
    const hasMoved = this.wasDragged || (!this.isHeld && this.map.dragging.moved?.());
    if (!hasMoved) {
      const place = this.map.mouseEventToLatLng(event);
      if (isPicking && event.detail < 2) this.picked(place, event.pointerType || "mouse", howOf(event));
      else if (isPicking) return; // the second of two clicks would take back the first
      else if (event.detail > 1) this.finish(howOf(event));
      else this.add(place);
    }
    this.wasDragged = false;
  }

  key(event) {
    const isSetting = event.key === "Enter" || event.key === " ";
    if (isControl(event) || !(this.mode || (event.key === "Enter" && this.isPicking(event)))) return;
    if (isSetting && this.isPicking(event)) this.picked(this.map.getCenter(), "centre", howOf(event));
    else if (isSetting) this.set();
    else if (event.key === "Backspace") this.back();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Set a corner in the middle; the same one twice is the last. */
  set() {
    const middle = this.map.getCenter();
    if (this.corners.at(-1)?.equals(middle)) this.finish();
    else this.add(middle);
  }

  /** Drag a box: with a key that says how always, in the mode of boxes without it. */
  press(event) {
    this.wasDragged = false;
    this.isHeld = false;
    const how = howOf(event);
    if (isControl(event) || event.button !== 0 || !(how || this.mode?.isBox)) return;
    this.isHeld = true; // and what Leaflet remembers is of a drag before this one
    const isMoving = this.map.dragging.enabled(); // Leaflet leaves Shift alone, and would drag the map with other keys
    this.map.dragging.disable();
    const from = this.map.mouseEventToLatLng(event);
    const start = L.point(event.clientX, event.clientY);
    const listening = new AbortController();
    const { signal } = listening;
    const stop = () => {
      listening.abort();
      this.stopDrag = null;
      L.DomUtil.enableTextSelection();
      if (isMoving) this.map.dragging.enable();
      if (this.mode) this.draw();
      else this.shape.clearLayers();
    };
    this.stopDrag = stop;
    const move = (moved) => {
      this.wasDragged ||= start.distanceTo([moved.clientX, moved.clientY]) > STEADY;
      if (this.wasDragged) this.paint(boxOf(from, this.map.mouseEventToLatLng(moved)), true);
    };
    const release = (released) => {
      stop();
      if (this.wasDragged) this.dragged(from, this.map.mouseEventToLatLng(released), how);
    };
    document.addEventListener("pointermove", move, { signal });
    document.addEventListener("pointerup", release, { signal });
    document.addEventListener("pointercancel", stop, { signal });
    L.DomUtil.disableTextSelection();
  }

  dragged(from, to, how) {
    if (this.isThin(from, to)) return;
    if (this.mode && !this.mode.isBox && !this.mode.isPicking) this.end();
    this.done(boxOf(from, to), how);
  }

  /** The corners that are set, and a way on to where the next one would be; of a box what it would be. */
  draw(pointer = this.map.getContainer().classList.contains("golmok-keys") ? this.map.getCenter() : null) {
    const last = this.corners.at(-1);
    if (!pointer || !last) this.paint(this.corners, this.mode.isClosed);
    else if (this.mode.isBox) this.paint(boxOf(last, pointer), true);
    else {
      this.paint(this.corners, this.mode.isClosed);
      this.shape.addLayer(L.polyline([last, pointer], { ...LINE, className: "plan-drawn is-open is-next" }));
    }
  }

  paint(places, isClosed) {
    this.shape.clearLayers();
    if (places.length > 1) this.shape.addLayer(isClosed ? L.polygon(places, LINE) : L.polyline(places, { ...LINE, className: "plan-drawn is-open" }));
    for (const place of this.corners) this.shape.addLayer(L.circleMarker(place, { ...LINE, radius: 5 }));
  }
}

function boxOf(one, other) {
  const box = L.latLngBounds(one, other);
  return [box.getSouthWest(), box.getSouthEast(), box.getNorthEast(), box.getNorthWest()];
}
