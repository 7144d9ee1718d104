/**
 * A second copy of what is saved and not yet confirmed, sealed as the first, in another place of the same browser.
 *
 * Chromium throws its IndexedDB away as a whole where it was killed in the middle of a write and went on behind the torn
 * end of its log (google/leveldb issue 1287): what was saved since is then only here, and what was not sent before.
 */

import { fromText, putBack, recordOf, textOf } from "./record.js";
import { asked } from "./store.js";

const PLACE = "golmok-copies";
const WAITING = new Set(["saved", "sent"]);
const folder = (owner) => `/field/copies/${owner}/`;

/** Do something with a record and its copy while no other window does: both say the same of it afterwards. */
export const inTurn = (work) => navigator.locks.request(PLACE, work);

/** Whether anything lies here, of whomever. */
export async function liesHere() {
  try {
    return (await (await caches.open(PLACE)).keys()).length > 0;
  } catch {
    return false; // a browser that keeps no copies
  }
}

export class Copies {
  #store;
  #folder;

  constructor(store, owner) {
    this.#store = store;
    this.#folder = folder(owner);
    this.owner = owner;
  }

  /** Keep a copy of a saved record with its photos. Where there is none, for want of room or else, the record is saved all the same. */
  async keep(id) {
    const record = await recordOf(this.#store, id);
    if (!record || !WAITING.has(record.item.state)) return;
    await quietly(async (copies) => copies.put(this.#folder + id, new Response(textOf(record))));
  }

  /** Let the copy of a record go, which the server has, or which is a draft again. */
  drop(id) {
    return quietly((copies) => copies.delete(this.#folder + id));
  }

  /** Let all copies go, as there is no room for both them and what is new; answers whether that made any. */
  async makeRoom() {
    const mine = await this.#ids();
    for (const id of mine) await this.drop(id);
    return mine.length > 0;
  }

  /** Put back what lies only here; answers how many records came back. */
  async bringBack() {
    let came = 0;
    for (const id of await this.#ids()) came += (await inTurn(() => quietly((copies) => this.#compare(copies, id)))) ?? 0;
    return came;
  }

  /** Keep a copy of those of which there is none. */
  async complete(items) {
    const here = new Set(await this.#ids());
    for (const { id, state } of items) if (WAITING.has(state) && !here.has(id)) await inTurn(() => this.keep(id));
  }

  async #compare(copies, id) {
    const item = await this.#store.read(["items"], (items) => asked(items.get(id)));
    if (item) {
      if (!WAITING.has(item.state)) await this.drop(id);
      return 0;
    }
    const copy = await copies.match(this.#folder + id);
    return copy ? putBack(this.#store, this.owner, fromText(await copy.text())) : 0;
  }

  async #ids() {
    const all = (await quietly((copies) => copies.keys())) ?? [];
    const paths = all.map(({ url }) => new URL(url).pathname);
    return paths.filter((path) => path.startsWith(this.#folder)).map((path) => path.slice(this.#folder.length));
  }
}

/** Do something with the copies; what fails there, or one that cannot be read, ends nothing else. */
async function quietly(work) {
  try {
    return await work(await caches.open(PLACE));
  } catch (fault) {
    if (fault.name !== "QuotaExceededError") console.error(fault);
    return undefined;
  }
}
