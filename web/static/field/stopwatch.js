/** How long somebody was at it: a page that nobody sees is no work. */

export class Stopwatch {
  #past;
  #since = null;
  #watch = () => (document.visibilityState === "visible" ? this.#go() : this.#rest());

  constructor(seconds = 0) {
    this.#past = seconds * 1000;
    document.addEventListener("visibilitychange", this.#watch);
    this.#watch();
  }

  get seconds() {
    return (this.#past + (this.#since === null ? 0 : performance.now() - this.#since)) / 1000;
  }

  stop() {
    document.removeEventListener("visibilitychange", this.#watch);
    this.#rest();
  }

  #go() {
    this.#since ??= performance.now();
  }

  #rest() {
    this.#past = this.seconds * 1000;
    this.#since = null;
  }
}
