/** From when the city is looked at: now, or as it was known on a day of the past; where that is not now, the page says so. */

const golmok = window.golmok;
const { t } = golmok;
const byId = (id) => document.getElementById(id);

/** What an address says of the past; nothing is now. */
export function momentIn(search) {
  const asked = new URLSearchParams(search);
  return Object.fromEntries(["as_of", "known_at"].map((name) => [name, asked.get(name)]).filter(([, value]) => value));
}

export const isPast = (moment) => Object.keys(moment).length > 0;

export const isSame = (one, other) => one.as_of === other.as_of && one.known_at === other.known_at;

export class PastControl {
  /** looked(moment) when another one is wanted. */
  constructor(looked) {
    Object.assign(this, { form: byId("past"), opener: byId("past-open"), day: byId("past-day"), banner: byId("then") });
    this.opener.addEventListener("click", () => this.toggle(this.form.hidden));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.toggle(false);
      looked(this.wanted);
    });
    byId("then-other").addEventListener("click", () => this.toggle(this.form.hidden));
    byId("then-now").addEventListener("click", () => looked({}));
  }

  /** What was known then, or what is known by now: up to this moment, so that the address says the same tomorrow. */
  get wanted() {
    const then = { as_of: this.day.value };
    return byId("past-known").checked ? then : { ...then, known_at: this.now };
  }

  toggle(isShown) {
    this.form.hidden = !isShown;
    for (const opener of [this.opener, byId("then-other")]) opener.setAttribute("aria-expanded", String(isShown));
    if (isShown) this.day.focus();
  }

  /** Mark the page before anything of that moment is on it. */
  mark(moment) {
    document.body.classList.toggle("is-past", isPast(moment));
    this.banner.hidden = !isPast(moment);
    byId("now-line").hidden = isPast(moment);
    if (moment.as_of) this.day.value = moment.as_of;
  }

  /** Say which moment it is, and which ones there are. */
  tell({ as_of: asOf, known_at: known, first, now }) {
    this.now = now;
    this.opener.disabled = !first;
    Object.assign(this.day, { min: first ?? "", max: now.slice(0, 10), value: this.day.value || asOf });
    const moment = new Date(known).toLocaleString(golmok.locale, { dateStyle: "medium", timeStyle: "short", timeZone: "Asia/Seoul" });
    byId("then-words").textContent = t("{day}까지 일어난 일을 {moment}까지 기록된 대로", { day: golmok.date(asOf), moment });
  }
}
