/**
 * What was written down on this phone and not yet confirmed by the server.
 *
 * draft → saved → sent → confirmed; whatever cannot go on keeps its state and says why (`reason`). Contents are
 * sealed; what stays readable is only what the queue needs to go on: ids, states, hashes and times.
 */

import { digestOf, sha256 } from "./canonical.js";
import { Copies, inTurn } from "./copies.js";
import { plain } from "./plain-text.js";
import { closeJson, close, openJson, open } from "./seal.js";
import { asked } from "./store.js";

const CHANNEL = "golmok-outbox";
const KEPT_CONFIRMED = 100;
const SETTLED_MS = 60_000;
const TAKEN_BY_ANOTHER = new Set(["receipt_clash", "receipt_differs"]);

export const STATES = ["draft", "saved", "sent", "confirmed"];

export class Outbox {
  #store;
  #key;
  #copies;
  #listeners = new Set();
  #channel = new BroadcastChannel(CHANNEL);
  #looked = { at: 0, unnamed: new Set() };

  constructor(store, owner, key) {
    this.#store = store;
    this.#key = key;
    this.#copies = new Copies(store, owner);
    this.owner = owner;
    this.#channel.onmessage = () => this.#tell();
  }

  /** Hear of every change, made here or in another window. */
  onChange(listener) {
    this.#listeners.add(listener);
  }

  #tell() {
    for (const listener of this.#listeners) listener();
  }

  #changed() {
    this.#channel.postMessage("changed");
    this.#tell();
  }

  /** Bring back what the browser threw away of what was saved. */
  async bringBack() {
    if ((await this.#copies.bringBack()) > 0) this.#changed();
  }

  /** Keep a second copy of whatever has none, as what came from a file or from an earlier edition. */
  async complete() {
    await this.#copies.complete(await this.items());
  }

  /** Write; where there is no room, in place of the copies of what was saved before. */
  async #write(names, work) {
    try {
      return await this.#store.write(names, work);
    } catch (fault) {
      if (fault.kind !== "full" || !(await this.#copies.makeRoom())) throw fault;
      return this.#store.write(names, work);
    }
  }

  /** Tell every window that records were put here from elsewhere. */
  brought() {
    this.#changed();
  }

  /**
   * Begin a record, or write on in one; its content is kept from the first answer on, and with it the photo that it
   * names from now on, if there is one: neither lies here without the other.
   */
  async keep({ id, kind, clock, body, label, photos }, photo = null) {
    const sealed = await closeJson(this.#key, { body: plain(body), label }, id);
    const now = Date.now();
    await this.#write(["items", "photos"], async (items, photoStore) => {
      const found = await asked(items.get(id));
      if (found && found.state !== "draft") throw new Error(`${id} was saved before and is not written over.`);
      items.put({ ...found, id, owner: this.owner, kind, clock, state: "draft", at: found?.at ?? now, sealed, photos });
      if (photo && !(await asked(photoStore.getKey([this.owner, photo.sha256])))) photoStore.put(photo);
      const gone = (found?.photos ?? []).filter((digest) => !photos.includes(digest));
      await this.#forgetPhotos(items, photoStore, { id, photos: gone });
    });
    this.#changed();
  }

  /** Close a draft: from here on it is sent, and never changed; it is saved once it lies here twice. */
  async save(id) {
    const digest = await digestOf((await this.content(id)).body);
    await inTurn(async () => {
      await this.#put(id, (item) => {
        if (item.state !== "draft") return item; // a second tap
        return { ...item, state: "saved", digest, tries: 0, savedAt: Date.now() };
      });
      await this.#copies.keep(id);
    });
    this.#changed();
  }

  /**
   * Make a draft of what the server would not take, in its place; answers its id. What was refused is not there, so it
   * keeps its id, which other records may name; only where the server has something else under it there is a new one.
   */
  async reopen(id) {
    const known = await this.item(id);
    const its = TAKEN_BY_ANOTHER.has(known.reason?.code) ? crypto.randomUUID() : id;
    const sealed = await closeJson(this.#key, await this.content(id), its);
    await inTurn(async () => {
      await this.#copies.drop(id); // first: a phone that dies here keeps what was refused, and copies it anew
      await this.#store.write(["items"], async (items) => {
        const { owner, kind, clock, at, state, reason, photos } = await asked(items.get(id));
        if (state !== "saved" || !reason?.stuck) throw new Error(`${id} is ${state}, not refused.`);
        items.delete(id);
        items.put({ id: its, owner, kind, clock, state: "draft", at, sealed, photos });
      });
    });
    this.#changed();
    return its;
  }

  /** Throw a draft away, with the photos that only it had. */
  async drop(id) {
    await this.#store.write(["items", "photos"], async (items, photos) => {
      const item = await asked(items.get(id));
      if (item?.owner !== this.owner || item.state !== "draft") return;
      items.delete(id);
      await this.#forgetPhotos(items, photos, item);
    });
    this.#changed();
  }

  /** Close a photo, to be kept with the record that names it by its hash. */
  async closed(blob) {
    const bytes = await blob.arrayBuffer();
    const digest = await sha256(bytes);
    return { owner: this.owner, sha256: digest, type: blob.type, sealed: await close(this.#key, bytes, digest) };
  }

  /** The bytes of a photo, or null when it was confirmed and let go. */
  async photo(digest) {
    const found = await this.#store.read(["photos"], (photos) => asked(photos.get([this.owner, digest])));
    if (!found) return null;
    return new Blob([await open(this.#key, found.sealed, digest)], { type: found.type });
  }

  /** What a record says: {body, label}. */
  async content(id) {
    const item = await this.item(id);
    return openJson(this.#key, item.sealed, id);
  }

  item(id) {
    return this.#store.read(["items"], (items) => asked(items.get(id)));
  }

  /** Everything of this owner, the oldest first. */
  async items() {
    const found = await this.#store.read(["items"], (items) => asked(items.index("owner").getAll(this.owner)));
    return found.sort((one, other) => one.at - other.at || one.id.localeCompare(other.id));
  }

  /** What is to be sent and was not refused. */
  async waiting() {
    const items = await this.items();
    return items.filter(({ state, reason }) => (state === "saved" || state === "sent") && !reason?.stuck);
  }

  /** How many there are of each state, and how many of them are stuck. */
  async counts() {
    const counts = Object.fromEntries([...STATES, "stuck"].map((state) => [state, 0]));
    for (const item of await this.items()) {
      counts[item.state] += 1;
      if (item.reason?.stuck) counts.stuck += 1;
    }
    return counts;
  }

  /** Note how far the sending of a record came: its next state, or the reason why it did not get there. */
  note(id, change) {
    return this.#change(id, (item) => ({ ...item, reason: null, ...change }));
  }

  /** Go on without the photo that a record is stuck at, which stays here until the others are sent too. */
  async goWithout(id) {
    await inTurn(async () => {
      await this.#put(id, (item) => ({ ...item, without: [...(item.without ?? []), item.reason.photo], reason: null }));
      await this.#copies.keep(id);
    });
    this.#changed();
  }

  /** The server confirmed the record with all its photos: only now what it does not need any more is let go. */
  async confirm(id) {
    await inTurn(async () => {
      await this.#store.write(["items", "photos"], (...stores) => this.#settle(id, ...stores));
      await this.#copies.drop(id);
    });
    this.#changed();
  }

  async #settle(id, items, photos) {
    const item = await asked(items.get(id));
    items.put({ ...item, state: "confirmed", reason: null, confirmedAt: Date.now() });
    await this.#forgetPhotos(items, photos, item);
    const all = await asked(items.index("owner").getAll(this.owner));
    const confirmed = all.filter(({ state }) => state === "confirmed");
    confirmed.sort((one, other) => other.confirmedAt - one.confirmedAt);
    for (const old of confirmed.slice(KEPT_CONFIRMED)) items.delete(old.id);
  }

  /**
   * Let go of photos that no record names, as an earlier edition could leave them: of those that none named at the last
   * look either, since its windows may still be open and keep a photo before the record.
   */
  async sweep() {
    const sinceLast = Date.now() - this.#looked.at;
    if (sinceLast < SETTLED_MS) return;
    await this.#store.write(["items", "photos"], async (items, photos) => {
      const needed = await this.#needed(items);
      const kept = await asked(photos.getAllKeys(IDBKeyRange.bound([this.owner], [this.owner, []])));
      const unnamed = kept.map(([, digest]) => digest).filter((digest) => !needed.has(digest));
      for (const digest of unnamed) if (this.#looked.unnamed.has(digest)) photos.delete([this.owner, digest]);
      this.#looked = { at: Date.now(), unnamed: new Set(unnamed) };
    });
  }

  async #forgetPhotos(items, photos, { id, photos: theirs }) {
    const needed = await this.#needed(items, id);
    for (const digest of theirs) if (!needed.has(digest)) photos.delete([this.owner, digest]);
  }

  /** The photos of all records that are not confirmed, but of one. */
  async #needed(items, but = null) {
    const all = await asked(items.index("owner").getAll(this.owner));
    return new Set(all.filter(({ id, state }) => id !== but && state !== "confirmed").flatMap(({ photos }) => photos));
  }

  async #change(id, changed) {
    await this.#put(id, changed);
    this.#changed();
  }

  #put(id, changed) {
    return this.#write(["items"], async (items) => items.put(changed(await asked(items.get(id)))));
  }
}
