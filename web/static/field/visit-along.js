/** The visits that this phone takes along, with the words to write down how they went. Kept sealed, like the outbox. */

import { closeJson, openJson } from "./seal.js";
import { asked } from "./store.js";
import { golmokFetch, Refusal, Unreachable } from "./wire.js";

/** Who plans visits writes down how they went. */
const OFFICE = new Set(["planner", "mayor", "admin"]);

export class VisitsAlong {
  #store;
  #identity;

  /** The bundle as web/schemas/visit_record.py has it, or null while there was never one. */
  data = null;

  constructor(store, identity) {
    this.#store = store;
    this.#identity = identity;
  }

  get isMine() {
    return OFFICE.has(this.#identity.role);
  }

  visit(id) {
    return this.data?.visits.find((visit) => visit.id === id) ?? null;
  }

  districtName(code) {
    return this.data?.districts.find((district) => district.code === code)?.name ?? code;
  }

  /** Take what lies on the phone. */
  async recall() {
    if (!this.isMine) return;
    const found = await this.#store.read(["areas"], (areas) => asked(areas.get(this.#name)));
    if (found) this.data = await openJson(this.#identity.key, found.sealed, this.#name);
  }

  /** Ask the server; without a signal what lies here is good enough. Answers whether anything came. */
  async refresh() {
    if (!this.isMine) return false;
    try {
      this.data = await golmokFetch("GET", "field/visits");
    } catch (fault) {
      if (fault instanceof Unreachable || fault instanceof Refusal) return false;
      throw fault;
    }
    const sealed = await closeJson(this.#identity.key, this.data, this.#name);
    await this.#store.write(["areas"], (areas) => areas.put({ owner: this.#name, sealed }));
    return true;
  }

  get #name() {
    return `visits ${this.#identity.owner}`;
  }
}
