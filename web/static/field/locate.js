/** Where the phone is, for as long as somebody wants to know. */

const EXACT = { enableHighAccuracy: true, maximumAge: 2_000, timeout: 20_000 };

/** Enough to follow a walk of hours, and easy on the battery. */
export const COARSE = { enableHighAccuracy: false, maximumAge: 15_000, timeout: 60_000 };

export class Locator {
  #listeners = new Set();
  #watch = null;
  #options;

  /** The latest position {lon, lat, accuracy}, or null; `fault` is denied, unavailable or null. */
  fix = null;
  fault = null;

  constructor(options = EXACT) {
    this.#options = options;
  }

  /** Hear of every position from now on, and of the last one at once; answers how to stop. */
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
    this.#watch = navigator.geolocation.watchPosition(
      ({ coords }) => this.#found(coords),
      ({ code, PERMISSION_DENIED }) => this.#failed(code === PERMISSION_DENIED ? "denied" : "unavailable"),
      this.#options,
    );
  }

  #end() {
    navigator.geolocation?.clearWatch(this.#watch);
    this.#watch = null;
  }

  #found({ longitude, latitude, accuracy }) {
    this.fault = null;
    this.fix = {
      lon: longitude,
      lat: latitude,
      accuracy: Math.min(99_999, Math.max(1, Math.round(accuracy * 10) / 10)),
    };
    this.#tell();
  }

  #failed(fault) {
    this.fault = fault;
    this.#tell();
  }

  #tell() {
    for (const listener of this.#listeners) listener(this);
  }
}
