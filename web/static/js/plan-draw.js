/**
 * Drawing on the map by pointer or keys: corners one after another, or a box between two of them.
 *
 * By keys the map moves under a cross in its middle, Enter sets a corner there, Backspace takes the last one back, Escape
 * ends. While something is drawn nothing of the map is picked.
 */

const { el } = window.golmok;
const STEADY = 4; // pixels that a pointer may move within a click
const LINE = { className: "plan-drawn", interactive: false };

const isControl = ({ target }) => target.closest(".leaflet-control") !== null;

export class Drawing {
  /** changed(corners) is called with each corner, done(corners) when a shape is finished, ended() when drawing is over. */
  constructor(map, { changed, done, ended }) {
    Object.assign(this, { map, changed, done, ended, mode: null, corners: [] });
    this.shape = L.layerGroup().addTo(map);
    this.cross = el("div", { class: "plan-cross", "aria-hidden": "true", hidden: true });
    const box = map.getContainer();
    box.append(this.cross);
    map.boxZoom.disable(); // dragging with Shift draws a box of ours
    box.addEventListener("click", (event) => this.click(event), true);
    box.addEventListener("keydown", (event) => this.key(event), true);
    box.addEventListener("pointerdown", (event) => this.press(event), true);
    document.addEventListener("keydown", ({ key }) => key === "Escape" && this.mode && this.end());
    map.on("mousemove", ({ latlng }) => this.mode && this.draw(latlng));
    map.on("move", () => this.mode && this.draw());
  }

  /** Begin: a mode says whether its shape is a box, whether it is closed, and how many corners it has at most. */
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
    this.corners.push(place);
    this.draw();
    this.changed(this.corners);
    if (this.corners.length === (this.mode.isBox ? 2 : this.mode.most)) this.finish();
  }

  back() {
    this.corners.pop();
    this.draw();
    this.changed(this.corners);
  }

  get isEnough() {
    return this.corners.length >= (this.mode?.isBox ? 2 : this.mode?.isClosed ? 3 : 2);
  }

  finish() {
    if (this.isEnough) this.done(this.mode.isBox ? boxOf(...this.corners) : this.corners);
  }

  click(event) {
    if (isControl(event)) return;
    if (!this.mode && !this.wasDragged) return;
    event.stopPropagation();
    if (this.mode && !this.wasDragged && !this.map.dragging.moved?.()) {
      if (event.detail > 1) this.finish();
      else this.add(this.map.mouseEventToLatLng(event));
    }
    this.wasDragged = false;
  }

  key(event) {
    if (!this.mode || isControl(event)) return;
    if (event.key === "Enter" || event.key === " ") this.set();
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

  /** Drag a box: with Shift always, in the mode of boxes without it. */
  press(event) {
    this.wasDragged = false;
    if (isControl(event) || event.button !== 0 || !(event.shiftKey || this.mode?.isBox)) return;
    const from = this.map.mouseEventToLatLng(event);
    const start = L.point(event.clientX, event.clientY);
    const listening = new AbortController();
    const { signal } = listening;
    const stop = () => {
      listening.abort();
      L.DomUtil.enableTextSelection();
    };
    const move = (moved) => {
      this.wasDragged ||= start.distanceTo([moved.clientX, moved.clientY]) > STEADY;
      if (this.wasDragged) this.paint(boxOf(from, this.map.mouseEventToLatLng(moved)), true);
    };
    const release = (released) => {
      stop();
      if (!this.wasDragged) return;
      this.shape.clearLayers();
      this.dragged(boxOf(from, this.map.mouseEventToLatLng(released)));
    };
    document.addEventListener("pointermove", move, { signal });
    document.addEventListener("pointerup", release, { signal });
    document.addEventListener("pointercancel", stop, { signal });
    L.DomUtil.disableTextSelection();
  }

  dragged(box) {
    if (this.mode && !this.mode.isBox) this.end();
    this.done(box);
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
