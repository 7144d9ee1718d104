/** Which screen is shown: the one that the address names, so that the back button of the phone does what it should. */

const place = document.getElementById("screen");
const heading = document.getElementById("title");
const back = document.getElementById("back");

/** Records that are not written on a screen of their own name. */
const WRITTEN_ON = { issue: "log", work: "act" };

/** Where somebody goes on with a record. */
export const pathOf = ({ kind, id }) => `${WRITTEN_ON[kind] ?? kind}/${id}`;

export class Router {
  #screens;
  #app;
  #leave = null;
  #turn = 0;
  #shown = 0;

  constructor(screens, app) {
    this.#screens = new Map(screens.map((screen) => [screen.name, screen]));
    this.#app = app;
    window.addEventListener("hashchange", () => this.show());
    back.addEventListener("click", () => (history.length > 1 ? history.back() : this.go("")));
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
   * and may answer what is to be done when it is left. `rest` is what follows the name in the address.
   */
  async show() {
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
