/** The past as the page knows it: its official runs, which grade each segment had in one, and what the server compares. */

import { ask } from "./api.js";

const golmok = window.golmok;
const AXES = ["overall", "residential", "walking", "confidence"]; // in the order in which a column has them
const NOWHERE = 255;
const UNGRADED = "ungraded";

const WORDS = Object.fromEntries(
  AXES.map((axis) => [axis, golmok.style.axes.find(({ key }) => key === axis).symbols.map(({ key }) => key).filter((key) => /^([A-E]|high|medium|low)$/.test(key))]),
);
for (const words of Object.values(WORDS)) words.push(UNGRADED);

export class Past {
  constructor() {
    this.columns = new Map();
    this.asking = {};
  }

  /** Read which runs there are, as they were known; positions are of the network of now. */
  async open(known) {
    const { network, known_at: at, items } = await ask("/grades/runs", { known });
    if (network !== this.network) this.columns.clear();
    Object.assign(this, { network, known, knownAt: at, runs: items });
  }

  /** The run that was the newest on a day, or null. */
  at(day) {
    return this.runs.findLast(({ as_of: asOf }) => asOf <= day) ?? null;
  }

  /** From when a card is looked at beside a run: from now beside the newest there is. */
  momentOf(run) {
    if (!run || (run === this.runs.at(-1) && !this.known)) return {};
    return { as_of: run.as_of, known_at: run.known_at };
  }

  /** The grades of a run, read once. */
  column(run) {
    if (!this.columns.has(run)) {
      const asked = columnOf(run, this.network);
      this.columns.set(run, asked);
      asked.catch(() => this.columns.delete(run)); // to be asked for again
    }
    return this.columns.get(run);
  }

  compare(query) {
    return ask("/grades/changes", { ...query, columns: true }, this.only("answer"));
  }

  rows(query) {
    return ask("/grades/changes/rows", query, this.only("rows"));
  }

  /** The signal of a question of which only the last one counts. */
  only(kind) {
    this.asking[kind]?.abort();
    this.asking[kind] = new AbortController();
    return this.asking[kind].signal;
  }
}

/** What a layer shows of the past: the grades of one run, or what became of them; and of which segments. */
export class Moment {
  constructor() {
    this.opened = new Promise((done) => (this.isOpen = done));
    this.kinds = new Uint8Array();
    this.bits = null;
  }

  /** Show a run; layers wait for the first one. */
  show(network, column) {
    Object.assign(this, { network, column, size: column.length / AXES.length });
    this.isOpen();
  }

  compared({ order, column, bits }, isNarrowed) {
    Object.assign(this, { order, kinds: bytesOf(column), bits: isNarrowed ? bytesOf(bits) : null });
  }

  /** What a segment is on an axis: the key of its symbol. */
  value(axis, at) {
    return axis === "change" ? this.order[this.kinds[at]] : WORDS[axis][this.column[AXES.indexOf(axis) * this.size + at]];
  }

  /** Whether it is shown: it was there in the run that is looked at, and is wanted. */
  has(at) {
    if (this.isCompared ? this.kinds[at] === NOWHERE : this.column[at] === NOWHERE) return false;
    return this.bits === null || (this.bits[at >> 3] & (1 << (at & 7))) !== 0;
  }
}

const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

async function columnOf(run, network) {
  const base = document.getElementById("content").dataset.api;
  const answer = await fetch(`${base}/grades/columns?${new URLSearchParams({ run, network })}`);
  if (!answer.ok) throw new Error(`${answer.status} ${run}`);
  return new Uint8Array(await answer.arrayBuffer());
}
