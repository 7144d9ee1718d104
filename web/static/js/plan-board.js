/** The board as the page knows it: which option each segment has, which segments are chosen, and what the server counts. */

import { ask } from "./api.js";

const NOWHERE = 255;
const AXES = ["overall", "residential", "walking", "confidence"];

export class Board {
  constructor() {
    this.moment = {}; // from when the city is looked at; nothing of it is now
    this.turn = 0;
    this.columns = {};
    this.words = {};
    this.bits = null;
    this.asking = { choice: new AbortController(), view: new AbortController() };
  }

  /** Ask what there is; whoever needs it waits for `opened`. */
  open() {
    this.turn += 1;
    this.opened = this.read(this.turn);
    return this.opened;
  }

  /**
   * Positions of segments are of one network, so all of it is read anew when that changes meanwhile. What comes after
   * another moment was asked for is passed over.
   */
  async read(turn) {
    const [summary, ...read] = await Promise.all([ask("/board", this.moment), ...AXES.map((axis) => columnOf(axis, this.moment))]);
    if (turn !== this.turn) return this.opened;
    if (read.some(({ network }) => network !== summary.network)) return this.read(turn);
    Object.assign(this, summary);
    this.facets = new Map(summary.facets.map((facet) => [facet.key, facet]));
    AXES.forEach((axis, i) => {
      this.columns[axis] = read[i].bytes;
      this.words[axis] = this.facets.get(axis).options.map(({ key }) => key);
    });
    return this;
  }

  /** What a segment is on an axis: the key of its symbol. */
  value(axis, at) {
    return this.words[axis][this.columns[axis][at]];
  }

  /** Whether it is shown: it was there, and is wanted. */
  has(at) {
    return this.columns.overall[at] !== NOWHERE && this.isWanted(at);
  }

  isWanted(at) {
    return this.bits === null || (this.bits[at >> 3] & (1 << (at & 7))) !== 0;
  }

  /** Ask what a choice leaves, and remember which segments that is. */
  async choose(choice, box) {
    const answer = await ask("/board/answer", { ...this.moment, ...choice, box, bits: true }, this.only("choice"));
    this.bits = Object.keys(choice).length ? bytesOf(answer.bits) : null;
    return answer;
  }

  /** Ask the same of another view. */
  look(choice, box) {
    return ask("/board/answer", { ...this.moment, ...choice, box }, this.only("view"));
  }

  /** kind is segments or issues. */
  rows(kind, choice, box, query) {
    return ask(kind === "issues" ? "/board/issues" : "/board/rows", { ...this.moment, ...choice, box, ...query }, this.only("rows"));
  }

  /** Where the chosen issues are, and how many at each place. */
  async points(choice) {
    const { answer, bytes } = await bytesFrom("points", { ...this.moment, ...choice });
    return { extent: answer.headers.get("Golmok-Extent").split(",").map(Number), rows: new Uint16Array(bytes) };
  }

  /** The signal of a question of which only the last one counts; a new choice makes questions of the old one idle. */
  only(kind) {
    this.asking[kind]?.abort();
    if (kind === "choice") this.asking.view.abort();
    this.asking[kind] = new AbortController();
    return this.asking[kind].signal;
  }
}

const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

async function bytesFrom(what, values) {
  const base = document.getElementById("content").dataset.api;
  const query = new URLSearchParams(Object.entries(values).flatMap(([name, wanted]) => [wanted].flat().map((one) => [name, one])));
  const answer = await fetch(`${base}/board/${what}?${query}`);
  if (!answer.ok) throw new Error(`${answer.status} ${what}`);
  return { answer, bytes: await answer.arrayBuffer() };
}

async function columnOf(axis, moment) {
  const { answer, bytes } = await bytesFrom(`columns/${axis}`, moment);
  return { network: answer.headers.get("Golmok-Network"), bytes: new Uint8Array(bytes) };
}
