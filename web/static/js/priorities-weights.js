/** The weights: a slider and a number each, their share of the sum, and the sum. */

const { t } = window.golmok;

export class Weights {
  /** changed() is called when a weight was set. */
  constructor(form, changed) {
    this.rows = [...form.querySelectorAll(".rank-weight")].map((row) => ({
      key: row.dataset.criterion,
      first: row.dataset.default,
      slide: row.querySelector("[type=range]"),
      number: row.querySelector("[type=number]"),
      meaning: row.querySelector("p"),
    }));
    this.changed = changed;
    for (const row of this.rows) {
      row.slide.addEventListener("input", () => this.take(row, row.slide.value));
      row.number.addEventListener("change", () => this.take(row, row.number.value));
    }
    form.addEventListener("submit", (event) => event.preventDefault());
    document.getElementById("defaults").addEventListener("click", () => this.set(this.rows.map(({ first }) => first)));
    this.tell();
  }

  /** As addresses have them. */
  get written() {
    return this.rows.map(({ number }) => number.value).join(",");
  }

  get byKey() {
    return Object.fromEntries(this.rows.map(({ key, number }) => [key, Number(number.value)]));
  }

  get areFirst() {
    return this.rows.every(({ first, number }) => first === number.value);
  }

  take(row, value) {
    const most = Number(row.slide.max);
    row.slide.value = row.number.value = Math.min(most, Math.max(0, Math.round(Number(value) || 0)));
    this.tell();
    this.changed();
  }

  set(values) {
    this.rows.forEach((row, i) => (row.slide.value = row.number.value = values[i]));
    this.tell();
    this.changed();
  }

  tell() {
    const whole = this.rows.reduce((sum, { number }) => sum + Number(number.value), 0);
    document.getElementById("whole").value = String(whole);
    for (const { slide, number } of this.rows) {
      const share = whole ? Math.round((100 * Number(number.value)) / whole) : 0;
      slide.setAttribute("aria-valuetext", t("{weight}, 전체의 {share} %", { weight: number.value, share }));
    }
  }

  /** Say how each share comes about, with the yardsticks of the city as they are now. */
  explain(criteria) {
    for (const { key, meaning } of criteria) this.rows.find((row) => row.key === key).meaning.textContent = meaning;
  }
}
