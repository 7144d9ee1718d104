/** Which screen is shown: the one that the address names, so that the back button of the phone does what it should. */

const place = document.getElementById("screen");
const heading = document.getElementById("title");
const back = document.getElementById("back");

/** A second tap at the same place so soon after a screen came was meant for the one before: nobody has read this one yet. */
const HASTY_MS = 300;
const SAME_PLACE_PX = 40;

/** Records that are not written on a screen of their own name. */
const WRITTEN_ON = { issue: "log", work: "act" };

/** Where somebody goes on with a record. */
export const pathOf = ({ kind, id }) => `${WRITTEN_ON[kind] ?? kind}/${id}`;

export class Router {
  #screens;
  #app;
  #leave = null;
  #showing = null;
  #turn = 0;
  #shown = 0;
  #shownAt = 0;
  #touch = { x: Infinity, y: Infinity };
  #isHasty = false;

  constructor(screens, app) {
    this.#screens = new Map(screens.map((screen) => [screen.name, screen]));
    this.#app = app;
    window.addEventListener("hashchange", () => this.show());
    window.addEventListener("golmok-draft-free", ({ detail }) => this.#again(detail));
    back.addEventListener("click", () => (history.length > 1 ? history.back() : this.go("")));
    place.addEventListener("pointerdown", (event) => this.#touched(event), { capture: true });
    place.addEventListener("click", (event) => this.#clicked(event), { capture: true });
  }

  /** A finger may tap twice where once was meant; a mouse and a key do what they are told. */
  #touched({ pointerType, clientX: x, clientY: y }) {
    const isThere = Math.hypot(x - this.#touch.x, y - this.#touch.y) < SAME_PLACE_PX;
    this.#isHasty = pointerType === "touch" && isThere && performance.now() - this.#shownAt < HASTY_MS;
    this.#touch = { x, y };
  }

  #clicked(event) {
    if (!this.#isHasty) return;
    this.#isHasty = false;
    event.preventDefault();
    event.stopPropagation();
  }

  go(path) {
    if (location.hash === `#/${path}`) this.show();
    else location.hash = `#/${path}`;
  }

  /** Go on without a way back to what was shown last. */
  replace(path) {
    history.replaceState(null, "", `#/${path}`);
    return this.show();
  }

  /**
   * Show the screen of the address. Screens are {name, show({app, screen, rest})}; `show` fills `screen` with elements,
   * and may answer what is to be done when it is left. `rest` is what follows the name in the address. A screen that is
   * on its way already is not begun twice: a tap changes the address some time before the browser tells of it.
   */
  show() {
    if (this.#showing?.address === location.hash) return this.#showing.done;
    const showing = { address: location.hash };
    this.#showing = showing;
    showing.done = this.#draw().finally(() => {
      if (this.#showing === showing) this.#showing = null;
    });
    return showing.done;
  }

  /** Begin the screen of an address anew, unless somebody went on. */
  async #again(address) {
    await this.#showing?.done;
    if (location.hash === address) this.show();
  }

  async #draw() {
    const turn = (this.#turn += 1);
    this.#leave?.();
    this.#leave = null;
    const [name = "", ...rest] = location.hash.replace(/^#\/?/, "").split("/");
    const found = this.#screens.get(name) ?? this.#screens.get("");
    const screen = document.createElement("div");
    screen.className = `screen is-${found.name || "home"}`;
    this.#app.map.hide();
    back.hidden = found.name === "";
    const leave = await this.#app.guard(() => found.show({ app: this.#app, screen, rest }));
    if (turn !== this.#turn) return leave?.(); // somebody went on meanwhile
    this.#leave = leave;
    this.#shown = turn;
    this.#shownAt = performance.now();
    place.replaceChildren(screen);
    this.#app.map.settle();
    window.scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  }

  /** Whether the screen of the address is the one that is seen, and none is on its way. */
  get isSettled() {
    return this.#shown === this.#turn;
  }

  title(text) {
    heading.textContent = text;
    document.title = text;
  }
}
