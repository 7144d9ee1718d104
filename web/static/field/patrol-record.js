/**
 * One patrol as it is walked. Its draft is the record that is sent at the end; every tap is kept in it at once. What it
 * finds are records of their own, which name it: a segment that something was found on was looked at.
 */

const MINUTE_MS = 60_000;
const LONGEST_MS = 24 * 60 * MINUTE_MS;

/** What is known of a patrol before it sets out: {body, label}. */
export const unwalked = ({ team, plan, title, owner }) => ({
  body: { team_id: team.id, plan_id: plan?.id, officers: [owner], checks: [] },
  label: { title, where: team.name, districts: team.districts, route: plan?.segments ?? [], rested_ms: 0 },
});

export class Patrol {
  #draft;
  #network;

  /** The segment that stands to be looked at, or null; whatever was found. */
  chosen = null;
  finds = [];

  /** Before it is shown, it has to learn what lies on the phone. */
  constructor(draft) {
    this.#draft = draft;
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

  get isUnderWay() {
    return this.body.started_at !== undefined;
  }

  get isResting() {
    return this.label.resting_since !== undefined;
  }

  /* ---- what is shown of it ---- */

  /** The route, then what was looked at beside it: {segment, number, at, finds}; `number` only on the route. */
  get stops() {
    const planned = this.label.route.map((id, i) => this.#stop(id, i + 1));
    const beside = this.body.checks.filter(({ segment_id: id }) => !this.label.route.includes(id));
    return [...planned, ...beside.map(({ segment_id: id }) => this.#stop(id, null))].filter(({ segment }) => segment);
  }

  /** A segment as a stop, also one that is none yet. */
  stop(id) {
    return this.stops.find(({ segment }) => segment.id === id) ?? this.#stop(id, null);
  }

  #stop(id, number) {
    const check = this.body.checks.find(({ segment_id: segment }) => segment === id);
    return {
      segment: this.#network.segment(id),
      number,
      at: check?.checked_at ?? null,
      finds: this.finds.filter(({ segment }) => segment === id),
    };
  }

  /** Whether it may look at a segment: one of its route, or where its team works. */
  takes({ id, district }) {
    return this.label.route.includes(id) || (this.label.districts?.includes(district) ?? true);
  }

  /** Segments of the route that are not on the map of this phone. */
  get unknown() {
    return this.label.route.filter((id) => !this.#network.segment(id)).length;
  }

  /** How many segments were looked at, and how many were to be; of a patrol without a plan only the first. */
  get tally() {
    const { route } = this.label;
    const checked = this.body.checks.filter(({ segment_id: id }) => route.length === 0 || route.includes(id)).length;
    return { checked, planned: route.length };
  }

  /** Of those found, what was saved; the others are still being written. */
  get saved() {
    return this.finds.filter(({ state }) => state !== "draft");
  }

  /** Minutes walked so far, without the rests. */
  get minutes() {
    const { ended_at: end, started_at: start } = this.body;
    const all = (end ? Date.parse(end) : Date.now()) - Date.parse(start);
    return Math.max(0, Math.round((all - this.#restedMs) / MINUTE_MS));
  }

  get restedMinutes() {
    return Math.round(this.#restedMs / MINUTE_MS);
  }

  /** The first segment of the route that is open behind the one looked at last, else the first that is open at all. */
  get next() {
    const route = this.stops.filter(({ number }) => number !== null);
    const last = route.find(({ segment }) => segment.id === this.body.checks.at(-1)?.segment_id)?.number ?? 0;
    const open = route.filter(({ at }) => at === null);
    return (open.find(({ number }) => number > last) ?? open[0])?.segment.id ?? null;
  }

  /* ---- what is done ---- */

  begin() {
    return this.#draft.set({ body: { started_at: now() } });
  }

  setOfficers(officers) {
    return this.#draft.set({ body: { officers } });
  }

  setNote(note) {
    return this.#draft.set({ body: { note: note.trim() || undefined } });
  }

  check(id, at = now()) {
    if (this.stop(id).at !== null) return undefined;
    return this.#draft.set({ body: { checks: [...this.body.checks, { segment_id: id, checked_at: at }] } });
  }

  uncheck(id) {
    return this.#draft.set({ body: { checks: this.body.checks.filter(({ segment_id: one }) => one !== id) } });
  }

  rest() {
    return this.#draft.set({ label: { resting_since: now() } });
  }

  walkOn() {
    return this.#draft.set({ label: this.#rested });
  }

  get #rested() {
    return { resting_since: undefined, rested_ms: this.#restedMs };
  }

  get #restedMs() {
    return this.label.rested_ms + (this.isResting ? Date.now() - Date.parse(this.label.resting_since) : 0);
  }

  /** Learn the map and what was found, and tick the segments it was found on. */
  async learn({ area, outbox }) {
    this.#network = area.network;
    this.finds = await findsOf(outbox, this.id);
    for (const { segment, at } of this.saved) {
      if (segment && this.takes(this.#network.segment(segment) ?? { id: segment })) await this.check(segment, at);
    }
  }

  /**
   * Close it: from here on it is sent. All that it did lies between its beginning and its end, whatever became of the clock;
   * one that nobody ended in time ended with the last thing that it did. One that was ended before is only put right.
   */
  async end() {
    const did = [this.body.started_at, ...this.body.checks.map(({ checked_at: at }) => at)].sort();
    const last = [did.at(-1), this.body.ended_at ?? now()].sort().at(-1);
    const isTooLong = Date.parse(last) - Date.parse(did[0]) > LONGEST_MS;
    const body = { started_at: did[0], ended_at: isTooLong ? did.at(-1) : last };
    await this.#draft.set({ body, label: this.#rested });
    await this.#draft.save();
  }

  drop() {
    return this.#draft.drop();
  }

  leave() {
    this.#draft.leave();
  }
}

const now = () => new Date().toISOString();

/** What names a patrol, of all that is written on this phone: {id, state, segment, at, title}. */
async function findsOf(outbox, patrol) {
  const finds = [];
  for (const { id, kind, state } of await outbox.items()) {
    if (kind !== "issue") continue;
    const { body, label } = await outbox.content(id);
    if (body.patrol_id !== patrol) continue;
    finds.push({ id, state, segment: body.segment_id, at: body.reported_at, title: label.title });
  }
  return finds;
}
