/**
 * Sends what is saved: records first, then their photos in pieces, then asks whether the server has all of it.
 *
 * It may be stopped anywhere and begin again: the same record under the same id is the same receipt, and a photo goes
 * on where the server says that it ends. Only one window sends at a time. Nothing here deletes what is not confirmed.
 */

import { clockHeaders } from "./clock.js";
import { askWho, isBarred, isOver } from "./identity.js";
import { golmokFetch, Refusal, Unreachable } from "./wire.js";

const LOCK = "golmok-sending";
const FIRST_PIECE = 64 * 1024;
const LARGEST_PIECE = 512 * 1024;
const SMALLEST_PIECE = 8 * 1024;
const QUICK_MS = 3_000;
const SERVER_FAILED = 500;
const PAUSES_MS = [2_000, 5_000, 15_000, 60_000, 300_000];

const ADDRESSES = { issue: "issues", survey: "surveys", patrol: "patrols", edit: "edits", work: "works", visit: "visit-records" };

export class Sender {
  #outbox;
  #login;
  #piece = FIRST_PIECE;
  #failures = 0;
  #timer = null;
  #again = false;

  /** `onWord` hears how it stands: sending, idle, offline, login, over, other, barred, or fault and which. */
  constructor(outbox, login, onWord) {
    this.#outbox = outbox;
    this.#login = login;
    this.onWord = onWord;
    for (const [target, name] of [[window, "online"], [document, "visibilitychange"]]) {
      target.addEventListener(name, () => document.visibilityState === "visible" && this.flush());
    }
  }

  /** Send all there is, now; a second call while it runs makes it look once more at the end. */
  async flush() {
    clearTimeout(this.#timer);
    this.#again = true;
    await navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
      while (lock && this.#again) {
        this.#again = false;
        await this.#round();
      }
    });
    this.#rest();
  }

  async #round() {
    try {
      const me = await askWho(this.#login);
      const isOurs = me.id === this.#outbox.owner;
      this.onWord(isOurs ? "sending" : "other");
      if (isOurs && (await this.#sendAll(me.csrf))) this.#failures = 0;
      else this.#failures += 1;
      if (isOurs) this.onWord("idle");
    } catch (fault) {
      this.#failures += 1;
      if (fault instanceof Unreachable) {
        this.onWord("offline");
      } else if (isOver(fault)) {
        this.onWord("over");
      } else if (isBarred(fault)) {
        this.onWord("barred");
      } else if (endsTheRound(fault)) {
        this.onWord("login");
      } else {
        this.onWord("fault", fault); // the outbox could not be read or written: nothing was let go
      }
    }
  }

  /** Send what waits; answers whether the server failed at none of it. */
  async #sendAll(csrf) {
    let isWhole = true;
    for (const item of await this.#outbox.waiting()) isWhole = (await this.#send(item, csrf)) && isWhole;
    await this.#outbox.sweep();
    return isWhole;
  }

  /** Try again by itself while there is something to send, ever more slowly while nothing at all gets through. */
  async #rest() {
    if ((await this.#outbox.waiting()).length === 0) return;
    const pause = PAUSES_MS[Math.min(Math.max(this.#failures - 1, 0), PAUSES_MS.length - 1)];
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), pause * (0.8 + 0.4 * Math.random()));
  }

  /** Send one; answers whether the server could say yes or no to it. */
  async #send(item, csrf) {
    try {
      if (item.state === "saved") await this.#sendRecord(item, csrf);
      let missing = await this.#missing(item, csrf);
      for (const digest of missing) await this.#sendPhoto(digest, csrf);
      if (missing.length > 0) missing = await this.#missing(item, csrf);
      if (missing.length === 0) await this.#outbox.confirm(item.id);
      return true;
    } catch (fault) {
      // One that is refused, or at which the server fails, stays with the reason and holds nobody else up.
      const isRefused = fault instanceof Refusal && !endsTheRound(fault);
      if (isRefused) {
        const { code, status, message, photo } = fault;
        const reason = { stuck: true, code, status, message, photo };
        await this.#outbox.note(item.id, { reason });
        return true;
      }
      await this.#outbox.note(item.id, { reason: { code: "waiting", status: fault.status }, tries: item.tries + 1 });
      if (fault.status !== SERVER_FAILED) throw fault;
      return false;
    }
  }

  async #sendRecord(item, csrf) {
    const { body } = await this.#outbox.content(item.id);
    const headers = clockHeaders(item.clock);
    const receipt = await golmokFetch("PUT", `${ADDRESSES[item.kind]}/${item.id}`, { csrf, json: body, headers });
    if (receipt.sha256 !== item.digest) {
      throw new Refusal(0, "receipt_differs", `The server stored ${receipt.sha256}, not ${item.digest}.`);
    }
    await this.#outbox.note(item.id, { state: "sent", receipt });
    this.#failures = 0;
  }

  /** The photos that the server has not got of a record, but for those that it goes without. One that was put back to an older day is told the record anew. */
  async #missing(item, csrf) {
    const ask = async () => {
      const { missing } = await golmokFetch("GET", `receipts/${item.id}`);
      return missing.filter((digest) => !item.without?.includes(digest));
    };
    try {
      return await ask();
    } catch (fault) {
      if (fault.code !== "not_found") throw fault;
      await this.#sendRecord(item, csrf);
      return ask();
    }
  }

  async #sendPhoto(digest, csrf) {
    try {
      const blob = await this.#outbox.photo(digest);
      if (!blob) throw new Refusal(0, "photo_gone", digest);
      // What the server had of it may be damaged, which it threw away: then once more, from the first byte.
      const isDamaged = await this.#sendPieces(digest, csrf, blob).catch(damaged);
      if (isDamaged) await this.#sendPieces(digest, csrf, blob);
    } catch (fault) {
      throw Object.assign(fault, { photo: digest });
    }
  }

  async #sendPieces(digest, csrf, blob) {
    let at = await offsetOf(digest);
    while (at < blob.size) {
      const piece = blob.slice(at, at + this.#piece);
      const began = performance.now();
      try {
        at = await putPiece(digest, csrf, { at, piece, of: blob.size });
      } catch (fault) {
        this.#piece = Math.max(SMALLEST_PIECE, this.#piece / 2);
        throw fault;
      }
      this.#failures = 0;
      if (performance.now() - began < QUICK_MS) this.#piece = Math.min(LARGEST_PIECE, this.#piece * 2);
    }
  }
}

/** Whether a refusal is about the login, and not about what was sent. */
const endsTheRound = (fault) => fault instanceof Refusal && (fault.status === 401 || fault.code === "form_stale");

function damaged(fault) {
  if (fault.code === "digest_mismatch") return true;
  throw fault;
}

async function offsetOf(digest) {
  const headers = await golmokFetch("HEAD", `photos/${digest}`);
  return Number(headers.get("Upload-Offset") ?? 0);
}

/** Send one piece; where the server says that it has another length, go on from there. */
async function putPiece(digest, csrf, { at, piece, of }) {
  const headers = { "Upload-Offset": at, "Upload-Length": of };
  try {
    const answer = await golmokFetch("PUT", `photos/${digest}`, { csrf, bytes: piece, headers });
    return answer.offset;
  } catch (fault) {
    if (fault instanceof Refusal && fault.status === 409 && Number.isInteger(fault.details?.offset)) {
      return fault.details.offset;
    }
    throw fault;
  }
}
