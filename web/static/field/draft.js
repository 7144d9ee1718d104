/** A record that is being written: on the phone from its first answer on, and in one window at a time. */

import { reading } from "./clock.js";

const PATIENCE_MS = 500;

/** The draft is open in another window. */
export class DraftBusy extends Error {}

export class Draft {
  #outbox;
  #release;
  #last = Promise.resolve();

  /** `body` is what will be sent, `label` what the phone says of it: {title, where, …}; both are JSON. */
  constructor(outbox, item, { body, label }, release) {
    this.#outbox = outbox;
    this.#release = release;
    Object.assign(this, { id: item.id, kind: item.kind, clock: item.clock, body, label });
  }

  /** Open one that was begun, or begin one with what is known of it; throws DraftBusy. */
  static async open(outbox, id, kind, first) {
    const release = await taken(`golmok-draft-${id}`);
    const item = await outbox.item(id);
    if (item && (item.state !== "draft" || item.owner !== outbox.owner)) {
      release();
      return null;
    }
    return new Draft(outbox, item ?? { id, kind, clock: reading() }, item ? await outbox.content(id) : first, release);
  }

  /** Take an answer: `body` and `label` as far as they change; undefined takes one back. */
  set({ body = {}, label = {} }) {
    Object.assign(this.body, body);
    Object.assign(this.label, label);
    return this.#keep();
  }

  /** Keep a photo with it; `about` is what the record says of it beside its hash. */
  async addPhoto(blob, about) {
    const photo = await this.#outbox.closed(blob);
    const { sha256 } = photo;
    if (!this.photos.includes(sha256)) await this.#keepPhoto(photo, (photos) => [...photos, { sha256, ...about }]);
    return sha256;
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

  /** Close it: from here on it is sent. */
  async save() {
    await this.#inTurn(async () => {
      await this.#kept(this.body);
      await this.#outbox.save(this.id);
    });
    this.leave();
  }

  async drop() {
    await this.#inTurn(() => this.#outbox.drop(this.id));
    this.leave();
  }

  /** Let other windows have it. */
  leave() {
    this.#release();
  }

  #keep() {
    return this.#inTurn(() => this.#kept(this.body));
  }

  /** Name a photo in the record, once both are kept: where there is no room for it, the record goes on without. */
  #keepPhoto(photo, named) {
    return this.#inTurn(async () => {
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
function taken(name) {
  return new Promise((keep, fail) => {
    const inTime = { signal: AbortSignal.timeout(PATIENCE_MS) };
    const held = navigator.locks.request(name, inTime, () => new Promise((release) => keep(release)));
    held.catch((fault) => fail(fault.name === "TimeoutError" ? new DraftBusy(name) : fault));
  });
}
