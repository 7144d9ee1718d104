/** A record that is being written: on the phone from its first answer on, and in one window at a time. */

/** The draft is open in another window. */
export class DraftBusy extends Error {}

export class Draft {
  #outbox;
  #release;

  /** `body` is what will be sent, `label` what the phone says of it: {title, where, …}; both are JSON. */
  constructor(outbox, item, { body, label }, release) {
    this.#outbox = outbox;
    this.#release = release;
    Object.assign(this, { id: item.id, kind: item.kind, body, label });
  }

  /** Open one that was begun, or begin one with what is known of it; throws DraftBusy. */
  static async open(outbox, id, kind, first) {
    const release = await taken(`golmok-draft-${id}`);
    const item = await outbox.item(id);
    if (item && (item.state !== "draft" || item.owner !== outbox.owner)) {
      release();
      return null;
    }
    return new Draft(outbox, item ?? { id, kind }, item ? await outbox.content(id) : first, release);
  }

  /** Take an answer: `body` and `label` as far as they change; undefined takes one back. */
  set({ body = {}, label = {} }) {
    Object.assign(this.body, body);
    Object.assign(this.label, label);
    return this.#keep();
  }

  /** Keep a photo with it; `about` is what the record says of it beside its hash. */
  async addPhoto(blob, about) {
    const sha256 = await this.#outbox.addPhoto(blob);
    if (!this.photos.includes(sha256))
      await this.set({ body: { photos: [...(this.body.photos ?? []), { sha256, ...about }] } });
    return sha256;
  }

  dropPhoto(sha256) {
    return this.set({ body: { photos: this.body.photos.filter((photo) => photo.sha256 !== sha256) } });
  }

  /** Put another picture in the place of one. */
  async changePhoto(sha256, blob) {
    const changed = await this.#outbox.addPhoto(blob);
    await this.set({
      body: {
        photos: this.body.photos.map((photo) => (photo.sha256 === sha256 ? { ...photo, sha256: changed } : photo)),
      },
    });
  }

  /** The hashes of its photos. */
  get photos() {
    return (this.body.photos ?? []).map(({ sha256 }) => sha256);
  }

  /** Close it: from here on it is sent. */
  async save() {
    await this.#keep();
    await this.#outbox.save(this.id);
    this.leave();
  }

  async drop() {
    await this.#outbox.drop(this.id);
    this.leave();
  }

  /** Let other windows have it. */
  leave() {
    this.#release();
  }

  #keep() {
    const { id, kind, body, label, photos } = this;
    return this.#outbox.keep({ id, kind, body, label, photos });
  }
}

/** Hold a lock until what is answered is called. */
function taken(name) {
  return new Promise((keep, fail) => {
    const held = navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      if (!lock) throw new DraftBusy(name);
      return new Promise((release) => keep(release));
    });
    held.catch(fail);
  });
}
