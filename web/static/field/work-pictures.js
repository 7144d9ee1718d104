/** Small pictures of issues, kept sealed on the phone: where there is no signal, the state before is wanted most. */

import { close, open } from "./seal.js";
import { asked } from "./store.js";

const { el, t } = window.golmok;
const OF_WORK = 3;
const MOST_OF_WORK = 200;
const MOST = 600;

export class Pictures {
  #store;
  #identity;
  #outbox;
  #busy = false;

  constructor(store, identity, outbox) {
    this.#store = store;
    this.#identity = identity;
    this.#outbox = outbox;
  }

  /** Fetch what an area wants and the phone does not have, and let go of the rest; ends where the signal does, and makes way for what is to be sent. */
  async follow({ data }) {
    if (this.#busy || !data?.work) return;
    this.#busy = true;
    try {
      const wanted = wantedOf(data);
      const here = await this.#digests();
      await this.#forget(here.filter((sha256) => !wanted.includes(sha256)));
      for (const sha256 of wanted.filter((one) => !here.includes(one))) {
        const isFirst = (await this.#outbox.waiting()).length === 0;
        if (!isFirst || !(await this.#fetch(sha256))) return;
      }
    } finally {
      this.#busy = false;
    }
  }

  /** A picture that lies on the phone, taken here or kept, or null. */
  async blob(sha256) {
    const own = await this.#outbox.photo(sha256);
    if (own) return own;
    const key = [this.#identity.owner, sha256];
    const found = await this.#store.read(["pictures"], (pictures) => asked(pictures.get(key)));
    return found && new Blob([await open(this.#identity.key, found.sealed, `picture ${sha256}`)], { type: "image/jpeg" });
  }

  /** An image of a photo: the kept one, else the server's, else a quiet place for it. */
  async image(sha256, alt) {
    const blob = await this.blob(sha256);
    const address = blob ? URL.createObjectURL(blob) : `/api/v1/photos/${sha256}/thumb`;
    const image = el("img", { src: address, alt });
    if (blob) image.addEventListener("load", () => URL.revokeObjectURL(address), { once: true });
    image.addEventListener("error", () =>
      image.replaceWith(el("span", { class: "photo-away" }, t("사진은 신호가 있을 때 보입니다"))),
    );
    return image;
  }

  async #fetch(sha256) {
    let bytes;
    try {
      const answer = await fetch(`/api/v1/photos/${sha256}/thumb`, { cache: "no-store" });
      if (!answer.ok) return answer.status === 404; // gone meanwhile; after anything else the rest waits
      bytes = await answer.arrayBuffer();
    } catch {
      return false;
    }
    const { owner, key } = this.#identity;
    const sealed = await close(key, bytes, `picture ${sha256}`);
    await this.#store.write(["pictures"], (pictures) => pictures.put({ owner, sha256, sealed }));
    return true;
  }

  async #digests() {
    const own = IDBKeyRange.bound([this.#identity.owner], [this.#identity.owner, []]);
    const keys = await this.#store.read(["pictures"], (pictures) => asked(pictures.getAllKeys(own)));
    return keys.map(([, sha256]) => sha256);
  }

  async #forget(digests) {
    if (digests.length === 0) return;
    await this.#store.write(["pictures"], (pictures) => {
      for (const sha256 of digests) pictures.delete([this.#identity.owner, sha256]);
    });
  }
}

/** The first few of what is the reader's to do or to confirm; then one of every issue, which may be what they see, the newest first. */
function wantedOf({ issues }) {
  const theirs = issues.filter(({ history }) => history !== null);
  const work = theirs.flatMap(({ photos, after }) => [...photos.slice(0, OF_WORK), ...after.slice(-1)]);
  const newest = [...issues].sort((one, other) => other.reported_at.localeCompare(one.reported_at));
  const others = newest.flatMap(({ photos }) => photos.slice(0, 1));
  return [...new Set([...work.slice(0, MOST_OF_WORK), ...others])].slice(0, MOST);
}
