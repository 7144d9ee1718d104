/** Where the phone is, for as long as somebody wants to know. */

/** A fix says where the phone is for `freshMs`: after that whoever holds it may have walked on. */
const EXACT = { watch: { enableHighAccuracy: true, maximumAge: 2_000, timeout: 20_000 }, freshMs: 15_000 };

/** Enough to follow a walk of hours, and easy on the battery. */
export const COARSE = { watch: { enableHighAccuracy: false, maximumAge: 15_000, timeout: 60_000 }, freshMs: 60_000 };

const LOOKS = 5;

export class Locator {
  #listeners = new Set();
  #watch = null;
  #clock = null;
  #way;
  #told = null;
  #isAskedAgain = false;

  /** Why there is no position: denied, unavailable or null. */
  fault = null;

  constructor(way = EXACT) {
    this.#way = way;
  }

  /** The latest position {lon, lat, accuracy}, or null where it is too old to be where the phone is. */
  get fix() {
    return this.#told && this.#age <= this.#way.freshMs ? this.#told.fix : null;
  }

  /** Hear of every position from now on, of the last one at once, and when it is lost; answers how to stop. */
  follow(listener) {
    this.#listeners.add(listener);
    if (this.#watch === null) this.#begin();
    if (this.fix || this.fault) listener(this);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#end();
    };
  }

  #begin() {
    if (!navigator.geolocation) {
      this.fault = "unavailable";
      return;
    }
    this.#ask();
    this.#clock = setInterval(() => this.#look(), this.#way.freshMs / LOOKS);
  }

  #ask() {
    this.#watch = navigator.geolocation.watchPosition(
      ({ coords }) => this.#found(coords),
      ({ code, PERMISSION_DENIED }) => this.#failed(code === PERMISSION_DENIED ? "denied" : "unavailable"),
      this.#way.watch,
    );
  }

  #end() {
    navigator.geolocation?.clearWatch(this.#watch);
    clearInterval(this.#clock);
    this.#watch = null;
  }

  /** By the clock, which goes on while the phone sleeps, or by the page's own, where somebody put the clock back. */
  get #age() {
    return Math.max(Date.now() - this.#told.at, performance.now() - this.#told.steady);
  }

  /** Ask anew before a fix is too old, since a phone that lies still may tell nothing; let it go when it is. */
  #look() {
    if (!this.#told) return;
    if (!this.#isAskedAgain && this.#age > this.#way.freshMs / 2) {
      this.#isAskedAgain = true;
      navigator.geolocation.clearWatch(this.#watch);
      this.#ask();
    }
    if (this.fix) return;
    this.#told = null;
    this.#tell();
  }

  #found({ longitude, latitude, accuracy }) {
    const fix = {
      lon: longitude,
      lat: latitude,
      accuracy: Math.min(99_999, Math.max(1, Math.round(accuracy * 10) / 10)),
    };
    this.fault = null;
    this.#isAskedAgain = false;
    // When it was told, and not its own time, which may be by the clock of satellites; `maximumAge` bounds what lies between.
    this.#told = { fix, at: Date.now(), steady: performance.now() };
    this.#tell();
  }

  #failed(fault) {
    this.fault = fault;
    this.#told = null;
    this.#tell();
  }

  #tell() {
    for (const listener of this.#listeners) listener(this);
  }
}
