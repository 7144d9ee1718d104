/** What this phone knows of issues and segments: the area as it was had, and over it what was decided and edited here since. */

const ON_ITS_WAY = new Set(["saved", "sent"]);
const REMEMBERED_MS = 3 * 24 * 3_600_000;

/** The fields that can be edited, in the order in which they are shown. */
export const FIELDS = {
  issue: ["category", "severity", "description", "place", "withdrawn"],
  segment: ["width_m", "stairs", "impassable", "note"],
};

const REPORTED = {
  issue: ({ category, severity, text, position }) => ({
    category,
    severity,
    description: text,
    place: position && { lon: position[0], lat: position[1] },
    withdrawn: false,
  }),
  segment: ({ width_m }) => ({ width_m, stairs: null, impassable: null, note: null }),
};

export class Known {
  #area;
  #issues;
  #records = new Map();

  constructor(area, records) {
    this.#area = area;
    this.#issues = new Map(area.data.issues.map((issue) => [issue.id, issue]));
    for (const record of records) {
      for (const id of record.body.issues ?? [record.body.issue_id ?? record.body.segment_id])
        this.#records.set(id, [...(this.#records.get(id) ?? []), record]);
    }
  }

  /** Read the outbox; there must be an area. */
  static async read({ area, outbox }) {
    const items = (await outbox.items()).filter(({ kind }) => kind === "work" || kind === "edit");
    const records = await Promise.all(items.map(async (item) => ({ ...item, ...(await outbox.content(item.id)) })));
    return new Known(area, records.sort((one, other) => (one.savedAt ?? Infinity) - (other.savedAt ?? Infinity)));
  }

  /** An issue as it stands here, or null; `ahead` is what the area does not know of it yet. */
  issue(id) {
    const had = this.#issues.get(id);
    if (!had) return null;
    const { category, severity, description: text, place, withdrawn } = this.values("issue", id);
    const shown = { ...had, category, severity, text, position: place && [place.lon, place.lat], withdrawn };
    return { ...shown, ...this.#decided(id, had) };
  }

  get issues() {
    return [...this.#issues.keys()].map((id) => this.issue(id)).filter(({ withdrawn }) => !withdrawn);
  }

  /** The value of every field of an issue or a segment. */
  values(subject, id) {
    const had = this.#had(subject, id);
    const edited = Object.entries(had.edited ?? {}).map(([field, { value }]) => [field, value]);
    const here = this.#ahead(id).flatMap(({ body }) => Object.entries(body.values ?? {}));
    return {
      ...REPORTED[subject](had),
      ...Object.fromEntries(edited),
      ...Object.fromEntries(here.map(([field, { value }]) => [field, value])),
    };
  }

  /** The edits whose values the next edit of a field replaces: our own that is on its way, else those the area has. */
  heads(subject, id, field) {
    const own = this.#ahead(id).findLast(({ body }) => field in (body.values ?? {}));
    return own ? [own.id] : this.#headsHad(subject, id, field).map(({ edit }) => edit);
  }

  /** Fields that people disagree about: {field: heads}; no heads where only the receipt of an edit told of it. */
  conflicts(subject, id) {
    const told = this.#ahead(id).flatMap(({ receipt }) => receipt?.conflicts ?? []);
    const had = FIELDS[subject].filter(
      (field) => new Set(this.#headsHad(subject, id, field).map(({ value }) => JSON.stringify(value))).size > 1,
    );
    const heads = (field) => (had.includes(field) ? this.#headsHad(subject, id, field) : []);
    return Object.fromEntries([...new Set([...had, ...told])].map((field) => [field, heads(field)]));
  }

  /** What is on its way to the server, or was taken by it since the area was had. */
  ahead(id) {
    return this.#ahead(id);
  }

  /** What the server took and did not do, when that was the last thing decided here: {why, status}, or null. */
  refused(id) {
    const last = (this.#records.get(id) ?? []).findLast(({ kind, state }) => kind === "work" && state !== "draft");
    if (!last || Date.now() - last.savedAt > REMEMBERED_MS) return null;
    return refusalOf(last, id);
  }

  /** The draft of a decision or edit that was begun, or null. */
  begun(id, kind, move) {
    const drafts = (this.#records.get(id) ?? []).filter(({ state }) => state === "draft");
    return drafts.find((draft) => draft.kind === kind && draft.body.move === move)?.id ?? null;
  }

  /** What was decided here: where that leads, which answers what residents said, and whether it is on the shortlist. */
  #decided(id, { state, moves, kept, unanswered }) {
    const ahead = this.#ahead(id);
    const move = ahead.findLast(({ body }) => body.act === "move")?.body.move;
    const list = ahead.findLast(({ body }) => body.act === "shortlist" || body.act === "unlist")?.body.act;
    const now = move ? this.#area.move(move).leads_to : state;
    return {
      ahead,
      state: now,
      moves: move ? this.#area.data.work.after[now] : moves,
      unanswered: move ? null : unanswered,
      kept: kept === "team" || !list ? kept : { shortlist: "shortlist", unlist: null }[list],
    };
  }

  #had(subject, id) {
    return subject === "issue" ? this.#issues.get(id) : this.#area.network.segment(id);
  }

  #headsHad(subject, id, field) {
    return this.#had(subject, id)?.edited?.[field]?.heads ?? []; // a draft may be of what is not in the area any more
  }

  #ahead(id) {
    return (this.#records.get(id) ?? []).filter((record) => this.#isAhead(record) && !refusalOf(record, id));
  }

  #isAhead({ state, reason, confirmedAt }) {
    if (reason?.stuck) return false;
    return ON_ITS_WAY.has(state) || (state === "confirmed" && confirmedAt > this.#area.at);
  }
}

const refusalOf = ({ receipt }, id) => receipt?.refused?.find(({ issue }) => issue === id) ?? null;
