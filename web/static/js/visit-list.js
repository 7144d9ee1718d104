/** The stops of a visit as a list that is put in order by dragging its handles or by arrow keys. */

const { el, t } = window.golmok;
const CONTROLS = "button, input:not([type=hidden])";

export class StopList {
  #dragged = null;

  /** moved(from, to), stayed(place, minutes), left(place) and seen(place) say what somebody does with a stop. */
  constructor(list, { moved, stayed, left, seen }) {
    Object.assign(this, { list, moved, stayed, left, seen });
    list.addEventListener("pointermove", (event) => this.#drag(event));
    for (const end of ["pointerup", "pointercancel"]) list.addEventListener(end, () => this.#drop());
  }

  /** Show stops with what is known of them: `legs` lead to each, `clock` turns minutes into a time of day. */
  show(stops, { stops: known, legs, begin }, clock, most) {
    const first = begin ? 0 : -1;
    const held = document.activeElement.closest("[data-place]");
    const at = held ? [...held.querySelectorAll(CONTROLS)].indexOf(document.activeElement) : -1;
    this.list.replaceChildren(...stops.map((stop, place) => this.#line(stop, known[place], legs[place + first], place, { clock, most, last: stops.length - 1 })));
    if (at >= 0) this.list.children[held.dataset.place]?.querySelectorAll(CONTROLS)[at]?.focus();
  }

  focus(place) {
    this.list.children[Math.max(0, Math.min(place, this.list.children.length - 1))]?.querySelector(".visit-handle").focus();
  }

  #line(stop, known, leg, place, { clock, most, last }) {
    const name = known.name ?? t("이름 없는 골목");
    const named = { number: place + 1, name };
    const stay = el("input", { type: "number", min: 0, max: most, value: stop.stay, class: "visit-stay", "aria-label": t("{number}번째 {name}에 머무는 시간(분)", named) });
    stay.addEventListener("change", () => this.stayed(place, Math.min(most, Math.max(0, Math.round(Number(stay.value)) || 0))));
    const told = [known.district, known.grade ? t("등급 {grade}", { grade: known.grade }) : t("미조사"), known.open_issues ? t("열린 불편사항 {count}", { count: known.open_issues }) : null];
    const button = (label, word, act, off = false) => el("button", { type: "button", class: "tool is-round", "aria-label": label, title: word, disabled: off, onclick: act }, word);
    return el(
      "li",
      { "data-place": place },
      leg ? el("p", { class: leg.stairs || leg.steep || leg.closed || leg.is_guess ? "visit-leg is-hard" : "visit-leg" }, this.#way(leg)) : null,
      el(
        "div",
        { class: "visit-stop" },
        this.#handle(place, named, last),
        el("div", { class: "visit-what" }, el("button", { type: "button", class: "visit-name", onclick: () => this.seen(place) }, name), el("span", { class: "quiet" }, told.filter(Boolean).join(" · "))),
        el("span", { class: "visit-clock" }, clock(known.after_min)),
        el("label", { class: "visit-minutes" }, stay, el("span", { "aria-hidden": "true" }, t("분"))),
        button(t("{number}번째 {name} 앞으로", named), "↑", () => this.moved(place, place - 1), place === 0),
        button(t("{number}번째 {name} 뒤로", named), "↓", () => this.moved(place, place + 1), place === last),
        button(t("{number}번째 {name} 빼기", named), "×", () => this.left(place)),
      ),
      el("input", { type: "hidden", name: "stop", value: `${stop.id}:${stop.stay}:${stop.because}` }),
    );
  }

  #handle(place, named, last) {
    const handle = el("button", { type: "button", class: "visit-handle", "aria-label": t("{number} {name} 옮기기", named), "aria-describedby": "move-help" }, el("span", { "aria-hidden": "true" }, String(place + 1)));
    handle.addEventListener("keydown", (event) => {
      const to = { ArrowUp: place - 1, ArrowDown: place + 1, Home: 0, End: last }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      if (to >= 0 && to <= last && to !== place) this.moved(place, to);
    });
    handle.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      this.#dragged = { from: place, item: handle.closest("li"), pointer: event.pointerId };
      this.list.setPointerCapture(event.pointerId);
      this.#dragged.item.classList.add("is-dragged");
    });
    return handle;
  }

  #drag({ pointerId, clientY }) {
    if (pointerId !== this.#dragged?.pointer) return;
    const { item } = this.#dragged;
    const others = [...this.list.children].filter((one) => one !== item);
    const middle = (one) => one.getBoundingClientRect().top + one.getBoundingClientRect().height / 2;
    this.list.insertBefore(item, others.find((one) => clientY < middle(one)) ?? null);
  }

  #drop() {
    if (!this.#dragged) return;
    const { item, from } = this.#dragged;
    this.#dragged = null;
    item.classList.remove("is-dragged");
    const to = [...this.list.children].indexOf(item);
    if (to === from) item.querySelector(".visit-handle").focus();
    else this.moved(from, to);
  }

  #way({ metres, minutes, steep, stairs, closed, is_guess: isGuess }) {
    const parts = [t("{metres} m · 걸어서 {minutes}분", { metres: Math.round(metres).toLocaleString(window.golmok.locale), minutes })];
    if (stairs) parts.push(t("계단 {count}곳", { count: stairs }));
    if (steep) parts.push(t("경사 급한 곳 {count}", { count: steep }));
    if (closed) parts.push(t("통행할 수 없는 곳 {count}", { count: closed }));
    if (isGuess) parts.push(t("길을 알 수 없어 어림한 거리"));
    return parts.join(" · ");
  }
}
