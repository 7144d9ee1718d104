/**
 * A second copy of what is saved and not yet confirmed, sealed as the first, in another place of the same browser.
 *
 * Chromium throws its IndexedDB away as a whole where it was killed in the middle of a write and went on behind the torn
 * end of its log (google/leveldb issue 1287): what was saved since is then only here, and what was not sent before.
 */

import { fromText, putBack, recordOf, textOf } from "./record.js";

const PLACE = "golmok-copies";
const folder = (owner) => `/field/copies/${owner}/`;

/** Whether anything lies here, of whomever. */
export async function liesHere() {
  const copies = await caches.open(PLACE);
  return (await copies.keys()).length > 0;
}

export class Copies {
  #store;
  #folder;

  constructor(store, owner) {
    this.#store = store;
    this.#folder = folder(owner);
    this.owner = owner;
  }

  /** Keep a copy of a record with its photos; where there is no room for two, there is one. */
  async keep(id) {
    const record = await recordOf(this.#store, id);
    if (!record) return;
    try {
      await (await caches.open(PLACE)).put(this.#folder + id, new Response(textOf(record)));
    } catch (error) {
      if (error.name !== "QuotaExceededError") throw error;
    }
  }

  /** Let the copy of a record go, which the server has, or which is a draft again. */
  async drop(id) {
    await (await caches.open(PLACE)).delete(this.#folder + id);
  }

  /** Put back what lies only here, and keep a copy of what lies only there; answers how many records came back. */
  async settle(items) {
    const states = new Map(items.map(({ id, state }) => [id, state]));
    const copies = await caches.open(PLACE);
    let came = 0;
    for (const request of await copies.keys()) {
      const { pathname } = new URL(request.url);
      if (!pathname.startsWith(this.#folder)) continue;
      const id = pathname.slice(this.#folder.length);
      const state = states.get(id);
      if (state === undefined) came += await this.#bringBack(await copies.match(request));
      else if (state === "draft" || state === "confirmed") await copies.delete(request);
      else states.delete(id);
    }
    for (const [id, state] of states) if (state === "saved" || state === "sent") await this.keep(id);
    return came;
  }

  async #bringBack(copy) {
    return putBack(this.#store, this.owner, fromText(await copy.text()));
  }
}
