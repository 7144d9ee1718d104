/** A record that is being written: on the phone from its first answer on, and in one window at a time. */

import { movedSince, moveReading, moveTimes, reading } from "./clock.js";

const { t } = window.golmok;
const PATIENCE_MS = 500;

/** Drafts that were left here while photos were on their way into them, by their ids: who opens one again waits. */
const leaving = new Map();

/** The draft is open in another window; when that lets go of it, the screen that was refused is begun anew. */
export class DraftBusy extends Error {
  constructor(name) {
    super(name);
    const detail = location.hash;
    navigator.locks.request(name, () => window.dispatchEvent(new CustomEvent("golmok-draft-free", { detail })));
  }

  words() {
    return t("다른 창에서 쓰고 있습니다. 그 창에서 이어 쓰거나, 그 창을 닫으면 여기에 열립니다.");
  }
}

export class Draft {
  #outbox;
  #release;
  #body;
  #label;
  #last = Promise.resolve();
  #coming = new Set();
  #isDropped = false;

  /** `body` is what will be sent, `label` what the phone says of it: {title, where, …}; both are JSON. */
  constructor(outbox, item, { body, label }, release) {
    this.#outbox = outbox;
    this.#release = release;
    this.#body = body;
    this.#label = label;
    Object.assign(this, { id: item.id, kind: item.kind, clock: item.clock });
  }

  /** Open one that was begun, or begin one with what is known of it; throws DraftBusy. */
  static async open(outbox, id, kind, first) {
    await leaving.get(id);
    const release = await taken(`golmok-draft-${id}`);
    const item = await outbox.item(id);
    if (item && (item.state !== "draft" || item.owner !== outbox.owner)) {
      release();
      return null;
    }
    return new Draft(outbox, item ?? { id, kind, clock: reading() }, item ? await outbox.content(id) : first, release);
  }

  /** What will be sent; its times are by our clock as it is now, so that those that are written next are by the same. */
  get body() {
    this.#followClock();
    return this.#body;
  }

  get label() {
    this.#followClock();
    return this.#label;
  }

  /** Take an answer: `body` and `label` as far as they change; undefined takes one back. */
  set({ body = {}, label = {} }) {
    Object.assign(this.body, body);
    Object.assign(this.label, label);
    return this.#keep();
  }

  /**
   * Keep a photo with it, a blob or the promise of one: it is not closed before that is kept. `about` is what the record
   * says of it beside its hash.
   */
  addPhoto(picture, about) {
    const kept = this.#takePhoto(picture, about);
    const arrived = () => this.#coming.delete(kept);
    this.#coming.add(kept);
    kept.then(arrived, arrived);
    return kept;
  }

  async #takePhoto(picture, about) {
    const photo = await this.#outbox.closed(await picture);
    const { sha256 } = photo;
    if (!this.photos.includes(sha256)) await this.#keepPhoto(photo, (photos) => [...photos, { sha256, ...about }]);
  }

  /** How many photos are on their way into it. */
  get coming() {
    return this.#coming.size;
  }

  /** Wait for the photos that are on their way; answers whether all of them are kept. */
  async photosTaken() {
    let areKept = true;
    while (this.#coming.size > 0) {
      const ends = await Promise.allSettled(this.#coming);
      areKept &&= ends.every(({ status }) => status === "fulfilled");
    }
    return areKept;
  }

  dropPhoto(sha256) {
    return this.set({ body: { photos: this.body.photos.filter((photo) => photo.sha256 !== sha256) } });
  }

  /** Put another picture in the place of one. */
  async changePhoto(sha256, blob) {
    const photo = await this.#outbox.closed(blob);
    await this.#keepPhoto(photo, (photos) =>
      photos.map((one) => (one.sha256 === sha256 ? { ...one, sha256: photo.sha256 } : one)),
    );
  }

  /** The hashes of its photos. */
  get photos() {
    return hashesOf(this.body);
  }

  /**
   * Close it: from here on it is sent. Photos that are on their way come first; answers false where one of them could not
   * be kept, which whoever took it tells, and it stays open.
   */
  async save() {
    if (!(await this.photosTaken())) return false;
    await this.#inTurn(async () => {
      await this.#kept(this.body);
      await this.#outbox.save(this.id);
    });
    this.leave();
    return true;
  }

  async drop() {
    this.#isDropped = true;
    await this.#inTurn(() => this.#outbox.drop(this.id));
    this.leave();
  }

  /** Let other windows have it, once the photos that are on their way lie in it. */
  leave() {
    const left = this.photosTaken().then(() => {
      leaving.delete(this.id);
      this.#release();
    });
    leaving.set(this.id, left);
  }

  #followClock() {
    const moved = movedSince(this.clock);
    if (moved === 0) return;
    this.clock = moveReading(this.clock, moved);
    Object.assign(this.#body, moveTimes(this.#body, moved));
    Object.assign(this.#label, moveTimes(this.#label, moved));
  }

  #keep() {
    return this.#inTurn(() => this.#kept(this.body));
  }

  /** Name a photo in the record, once both are kept: where there is no room for it, the record goes on without. */
  #keepPhoto(photo, named) {
    return this.#inTurn(async () => {
      if (this.#isDropped) return;
      const photos = named(this.body.photos ?? []);
      await this.#kept({ ...this.body, photos }, photo);
      this.body.photos = photos;
    });
  }

  #kept(body, photo = null) {
    const { id, kind, clock, label } = this;
    return this.#outbox.keep({ id, kind, clock, body, label, photos: hashesOf(body) }, photo);
  }

  /** One step after the other: of two quick answers the later one is what lies on the phone in the end. */
  #inTurn(step) {
    this.#last = this.#last.catch(() => {}).then(step);
    return this.#last;
  }
}

const hashesOf = ({ photos = [] }) => photos.map(({ sha256 }) => sha256);

/** Hold a lock until what is answered is called; a screen that was just left may take a moment to let go of it. */
async function taken(name) {
  try {
    return await takenInTime(name);
  } catch (fault) {
    if (fault.name !== "TimeoutError") throw fault;
    const { held } = await navigator.locks.query();
    if (held.some((lock) => lock.name === name)) throw new DraftBusy(name);
    return taken(name); // nobody has it: the phone is slow
  }
}

function takenInTime(name) {
  return new Promise((keep, fail) => {
    const inTime = { signal: AbortSignal.timeout(PATIENCE_MS) };
    navigator.locks.request(name, inTime, () => new Promise((release) => keep(release))).catch(fail);
  });
}
