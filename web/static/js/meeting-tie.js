/** What can be tied at a segment: itself, its alley, the issues on it; to an item of the agenda or a decision. */

const { el, t } = window.golmok;

export class TiePanel {
  #subjects = [];
  #subject = null;

  /** tie(form) sends what was chosen, chosen(subject) hears to what it will be tied, closed() that it was shut. */
  constructor(holder, template, { tie, chosen, closed }) {
    Object.assign(this, { holder, template, tie, chosen, closed });
    holder.addEventListener("keydown", ({ key }) => key === "Escape" && this.close());
  }

  /** Whether there is something to tie to, and whoever looks may. */
  get can() {
    return this.#subjects.length > 0 && document.querySelector(".tie-more") !== null;
  }

  know(subjects) {
    this.#subjects = subjects;
    if (!subjects.some(({ id }) => id === this.#subject)) this.#subject = subjects[0]?.id ?? null;
    if (!this.holder.hidden) this.#draw();
  }

  choose(subject) {
    this.#subject = subject ?? this.#subject;
    if (!this.holder.hidden) this.#draw();
  }

  open(found, { subject, focus }) {
    this.found = found;
    this.choose(subject);
    this.holder.hidden = false;
    this.#draw();
    if (focus) this.holder.querySelector("select")?.focus();
  }

  close() {
    this.holder.hidden = true;
    this.closed();
  }

  #draw() {
    const { segment, alley, issues } = this.found;
    const own = this.#subjects.find(({ id }) => id === this.#subject) ?? { segments: [], issues: [] };
    const name = segment.name ?? t("이름 없는 길");
    const rest = alley.filter((id) => !own.segments.includes(id));
    this.holder.replaceChildren(
      el("button", { type: "button", class: "golmok-close", "aria-label": t("닫기"), onclick: () => this.close() }, "×"),
      el("h2", { id: "tie-title" }, name),
      el("p", { class: "quiet" }, [segment.district, `${Math.round(segment.length_m)} m`].filter(Boolean).join(" · ")),
      el("label", {}, t("어디에 이을까요"), this.#choice()),
      el("p", { class: "buttons" },
        this.#button(t("이 구간 잇기"), t("이어져 있음"), { segment: [segment.id] }, own.segments.includes(segment.id)),
        alley.length > 1 ? this.#button(t("골목 전체 {count}구간 잇기", { count: alley.length }), t("골목 전체가 이어져 있음"), { segment: rest }, !rest.length) : null,
      ),
      issues.length ? el("h3", {}, t("이 구간의 열린 불편사항")) : el("p", { class: "quiet" }, t("열린 불편사항이 없습니다.")),
      el("ul", { class: "tie-issues" }, issues.map((issue) => this.#issue(issue, own))),
    );
  }

  #choice() {
    const words = ({ kind, ordinal, words: said }) => `${kind === "item" ? t("안건 {number}", { number: ordinal }) : t("결정 {number}", { number: ordinal })} · ${said.slice(0, 30)}`;
    const options = this.#subjects.map((one) => el("option", { value: one.id, selected: one.id === this.#subject }, words(one)));
    return el("select", { onchange: ({ target }) => this.#take(target.value) }, options);
  }

  #take(subject) {
    this.#subject = subject;
    this.chosen(subject);
    this.#draw();
    this.holder.querySelector("select").focus();
  }

  #issue(issue, own) {
    const day = new Date(issue.reported_at).toLocaleDateString(window.golmok.locale, { timeZone: "Asia/Seoul" });
    const button = this.#button(t("잇기"), t("이어져 있음"), { issue: [issue.id] }, own.issues.includes(issue.id), issue.label);
    return el("li", {}, el("span", {}, issue.label, " ", el("span", { class: "quiet" }, day)), button);
  }

  #button(verb, done, parts, isDone, what = "") {
    if (isDone) return el("span", { class: "badge is-good" }, done);
    return el("button", { type: "button", class: "tool", "aria-label": what && `${what} ${verb}`, onclick: () => this.#send(parts) }, verb);
  }

  async #send(parts) {
    const form = document.importNode(this.template.content.firstElementChild, true);
    const given = { subject: [this.#subject], ...parts };
    for (const [name, ids] of Object.entries(given)) form.append(el("input", { type: "hidden", name, value: ids.join(",") })); // a long alley in one field
    this.chosen(this.#subject);
    await this.tie(form);
    this.holder.querySelector("button, select")?.focus();
  }
}
