/** How one visit went, as it is written down. Its draft is the record that is sent; every answer is kept in it at once. */

const DAY_MS = 86_400_000;
const USUAL_DAYS = 14;
const SEOUL = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Seoul" });

/** A Korean date, such as 2026-07-03. */
export const dayOf = (time) => SEOUL.format(time);

/** What is known of a record before anything is answered: {body, label}. */
export function unwritten(visit) {
  const [begins, today] = [dayOf(new Date(visit.starts_at)), dayOf(new Date())];
  return {
    body: { visit_id: visit.id, attendance: [], entries: [] },
    label: { title: visit.theme, where: begins, day: begins < today ? begins : today, begins: visit.starts_at },
  };
}

export class VisitRecord {
  #draft;

  constructor(draft) {
    this.#draft = draft;
  }

  get draft() {
    return this.#draft;
  }

  get id() {
    return this.#draft.id;
  }

  get body() {
    return this.#draft.body;
  }

  get label() {
    return this.#draft.label;
  }

  get entries() {
    return this.body.entries;
  }

  get photos() {
    return this.body.photos ?? [];
  }

  heads(kind) {
    return this.body.attendance.find((one) => one.kind === kind)?.heads ?? 0;
  }

  get allHeads() {
    return this.body.attendance.reduce((sum, { heads }) => sum + heads, 0);
  }

  entry(id) {
    return this.entries.find((one) => one.id === id) ?? null;
  }

  /** Offices that were named in this record, the latest first. */
  get owners() {
    return [...new Set(this.entries.map(({ owner }) => owner).filter(Boolean))].reverse();
  }

  get saysNothing() {
    return this.entries.length === 0 && this.allHeads === 0;
  }

  setDay(day) {
    return this.#draft.set({ label: { day } });
  }

  setNote(note) {
    return this.#draft.set({ body: { note: note.trim() || undefined } });
  }

  setHeads(kind, heads) {
    const others = this.body.attendance.filter((one) => one.kind !== kind);
    return this.#draft.set({ body: { attendance: heads > 0 ? [...others, { kind, heads }] : others } });
  }

  /** Begin an entry; answers its id. */
  async begin(kind) {
    const due = dayOf(new Date(Date.parse(this.label.day) + USUAL_DAYS * DAY_MS));
    const entry = { id: crypto.randomUUID(), kind, owner: this.owners[0] ?? "", due };
    await this.#draft.set({ body: { entries: [...this.entries, entry] } });
    return entry.id;
  }

  /** Take answers of an entry; undefined takes one back. */
  answer(id, said) {
    return this.#draft.set({
      body: { entries: this.entries.map((one) => (one.id === id ? { ...one, ...said } : one)) },
    });
  }

  drop(id) {
    const left = this.entries.filter((one) => one.id !== id);
    return this.#draft.set({ body: { entries: left.map((one) => (one.about === id ? { ...one, about: undefined } : one)) } });
  }

  /** What an entry still lacks: names of its questions. */
  lacks(entry) {
    const asked = entry.kind === "promise" ? ["words", "owner", "due"] : ["role", "outcome", "owner", "due"];
    if (entry.outcome === "referral") asked.push("district");
    else if (entry.kind === "consultation") asked.push("words");
    if (entry.outcome === "issue") asked.push("segment_id", "category");
    const lacking = asked.filter((name) => !entry[name]?.trim());
    if (entry.due && entry.due < this.label.day) lacking.push("due");
    return lacking;
  }

  get isWhole() {
    return !this.saysNothing && this.entries.every((one) => this.lacks(one).length === 0);
  }

  /** Close it: from here on it is sent. One that is written later tells the day, and the hour at which it began. */
  async save() {
    const now = new Date();
    const { day, begins } = this.label;
    const then = new Date(`${day}T${new Date(begins).toLocaleTimeString("sv-SE", { timeZone: "Asia/Seoul" })}+09:00`);
    const held = day === dayOf(now) ? now : then;
    const promises = this.entries.filter(({ kind }) => kind === "promise");
    const others = this.entries.filter(({ kind }) => kind !== "promise");
    await this.#draft.set({ body: { held_at: held.toISOString(), entries: [...others, ...promises] } });
    return this.#draft.save();
  }

  leave() {
    this.#draft.leave();
  }
}
