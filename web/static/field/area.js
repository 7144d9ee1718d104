/** What is known of the districts that somebody works in: segments, open issues, today's list. Kept sealed, like the outbox. */

import { mayBeOne, radiusOf } from "./nearness.js";
import { Network } from "./network.js";
import { closeJson, openJson } from "./seal.js";
import { asked, dropTold } from "./store.js";
import { golmokFetch, Refusal, Unreachable } from "./wire.js";

const ADDRESS = "/api/v1/field/area";
const PATIENCE_MS = 1_500;
const OVER = new Set(["resolved", "rejected"]);

export class Area {
  #store;
  #identity;
  #etag = null;
  #turn = 0;

  /** The bundle as web/schemas/area.py has it, or null while there was never one; `at` is when it was asked for. */
  data = null;
  network = null;
  at = null;

  constructor(store, identity) {
    this.#store = store;
    this.#identity = identity;
  }

  /** Take what lies on the phone. */
  async recall() {
    const found = await this.#store.read(["areas"], (areas) => asked(areas.get(this.#identity.owner)));
    if (!found) return;
    this.#etag = found.etag;
    this.#take(await openJson(this.#identity.key, found.sealed, `area ${found.owner}`), found.at);
  }

  /**
   * Ask the server; answers whether there is anything new. A district is named by those who work in all of them. What was
   * asked for before something else is let go when it comes after all: then it answers null.
   */
  async refresh(district = null) {
    const turn = (this.#turn += 1);
    const headers = { Accept: "application/json" };
    if (this.#etag && !district) headers["If-None-Match"] = this.#etag;
    const chosen = district ?? this.#chosen();
    const askedAt = Date.now();
    let answer;
    let said;
    try {
      answer = await fetch(chosen ? `${ADDRESS}?district=${encodeURIComponent(chosen)}` : ADDRESS, {
        headers,
        cache: "no-store",
      });
      said = answer.status === 304 ? null : await answer.json();
    } catch (fault) {
      if (turn !== this.#turn) return null;
      throw new Unreachable(`GET ${ADDRESS}: ${fault.message}`, { cause: fault });
    }
    if (turn !== this.#turn) return null;
    if (answer.status === 304) {
      this.at = askedAt;
      return false;
    }
    if (answer.status >= 500) throw new Unreachable(`GET ${ADDRESS}: ${answer.status}`);
    if (!answer.ok) throw new Refusal(answer.status, said?.error?.code, said?.error?.message);
    this.#etag = answer.headers.get("ETag");
    this.#take(said, askedAt);
    await this.#keep();
    return true;
  }

  /** Leave nothing of it on the phone, so that it is gone when the page is opened anew; the next time all of it is asked for. */
  drop() {
    this.#etag = null;
    return dropTold(this.#store);
  }

  /**
   * The same as `doubles` by the server, which knows all there are; where it does not answer at once, what lies here:
   * {found, isPart}, whether there are others that nobody has looked through.
   */
  async doublesNow(record) {
    const { lon, lat, category, segment_id: segment } = record;
    const accuracy = this.data && radiusOf(this.data.nearness, record);
    const told = Object.entries({ lon, lat, category, segment, accuracy_m: accuracy }).filter(([, value]) => value != null);
    try {
      const { issues } = await golmokFetch("GET", `issues/near?${new URLSearchParams(told)}`, { patience: PATIENCE_MS });
      return { found: issues.map((issue) => ({ issue, distance: issue.distance_m })), isPart: false };
    } catch (fault) {
      if (!(fault instanceof Unreachable || fault instanceof Refusal)) throw fault;
      return { found: this.doubles(record, category), isPart: Boolean(this.data?.left_out) };
    }
  }

  /** Open issues of the same kind whose place may be that of a record, the likeliest first: [{issue, distance}]. */
  doubles(record, category) {
    const group = this.category(category)?.group;
    const issues = this.data?.issues.filter(
      (issue) => issue.position && !OVER.has(issue.state) && this.category(issue.category)?.group === group,
    );
    return issues ? mayBeOne(this.network, this.data.nearness, record, issues) : [];
  }

  category(id) {
    return this.data?.categories.find((category) => category.id === id) ?? null;
  }

  issue(id) {
    return this.data?.issues.find((issue) => issue.id === id) ?? null;
  }

  /** A move of issues that the reader's role makes, or null. */
  move(kind) {
    return this.data?.work?.moves.find((move) => move.kind === kind) ?? null;
  }

  /** Leaflet's bounds of the districts. */
  get bounds() {
    return this.data?.districts.flatMap(({ bounds: [west, south, east, north] }) => [
      [south, west],
      [north, east],
    ]);
  }

  #chosen() {
    return this.#identity.districts === null ? this.data?.districts[0]?.code : null;
  }

  #take(data, at) {
    this.data = data;
    this.at = at;
    this.network = new Network(data.segments);
  }

  async #keep() {
    const { owner, key } = this.#identity;
    const { data, at } = this;
    const etag = this.#etag;
    const sealed = await closeJson(key, data, `area ${owner}`);
    if (data !== this.data) return; // another came meanwhile, and is kept instead
    await this.#store.write(["areas"], (areas) => areas.put({ owner, sealed, etag, at }));
  }
}
