/**
 * The queue as a file and back: sealed as it lies on the phone, so whoever finds the file cannot read it.
 *
 * A line says what the file is, and each other line is one record with its photos: however many wait, no more than one
 * record is in hand at a time, and what was read before a file breaks off is whole.
 */

import { asked, StoreFault } from "./store.js";

const FORM = "golmok-queue";
const EDITION = 2;

/** The file cannot be taken in: `kind` is other (no queue of this person) or cut, after so many records that `came`. */
export class FileFault extends Error {
  constructor(kind, came, cause = null) {
    super(`The file is ${kind}.`, { cause });
    Object.assign(this, { kind, came });
  }
}

/** Write everything of an owner that is not confirmed. */
export async function queueToFile(store, owner) {
  const ids = await store.read(["items"], (items) => asked(items.index("owner").getAllKeys(owner)));
  const records = [];
  for (const id of ids) {
    const record = await waiting(store, id);
    if (record) records.push(lineOf(record));
  }
  const head = lineOf({ form: FORM, edition: EDITION, owner, records: records.length });
  return new Blob([head, ...records], { type: "application/json" });
}

/** Put back what a file holds and the phone does not; answers how many records came. Throws FileFault or StoreFault. */
export async function queueFromFile(store, owner, blob) {
  let head = null;
  let came = 0;
  let left = 0;
  try {
    for await (const read of linesOf(blob)) {
      if (head === null) {
        head = headOf(read, owner);
        left = head.records;
      } else {
        came += await putBack(store, owner, read);
        left -= 1;
      }
    }
  } catch (fault) {
    if (fault instanceof FileFault || fault instanceof StoreFault) throw fault;
    const isOther = head === null && !(fault instanceof DOMException); // which says that the file cannot be read at all
    throw new FileFault(isOther ? "other" : "cut", came, fault);
  }
  if (head === null) throw new FileFault("other", came);
  if (left > 0) throw new FileFault("cut", came);
  return came;
}

/** A record with its photos, as they lie here now; null when it was confirmed or dropped meanwhile. */
function waiting(store, id) {
  return store.read(["items", "photos"], async (items, photos) => {
    const item = await asked(items.get(id));
    if (!item || item.state === "confirmed") return null;
    const kept = await Promise.all(item.photos.map((digest) => asked(photos.get([item.owner, digest]))));
    return { item, photos: kept.filter(Boolean) };
  });
}

/** Keep a record with its photos, unless it is here; answers how many that are. */
function putBack(store, owner, { item, photos }) {
  return store.write(["items", "photos"], async (itemStore, photoStore) => {
    if (await asked(itemStore.getKey(item.id))) return 0;
    itemStore.put({ ...item, owner });
    for (const photo of photos) photoStore.put({ ...photo, owner });
    return 1;
  });
}

function headOf(read, owner) {
  if (read?.form !== FORM || read.edition !== EDITION || read.owner !== owner) throw new FileFault("other", 0);
  return read;
}

/** What each line says; the last may end where the file was cut off. */
async function* linesOf(blob) {
  const reader = blob.stream().pipeThrough(new TextDecoderStream("utf-8", { fatal: true })).getReader();
  let begun = [];
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const [end, ...others] = piece.value.split("\n");
    begun.push(end);
    for (const other of others) {
      yield JSON.parse(begun.join(""), fromText);
      begun = [other];
    }
  }
  const rest = begun.join("");
  if (rest) yield JSON.parse(rest, fromText);
}

const lineOf = (value) => new Blob([JSON.stringify(value, intoText), "\n"]);

function intoText(_name, value) {
  const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : value;
  return bytes instanceof Uint8Array ? { base64: toBase64(bytes) } : value;
}

function fromText(name, value) {
  if (typeof value?.base64 !== "string") return value;
  const bytes = Uint8Array.from(atob(value.base64), (letter) => letter.codePointAt(0));
  return name === "data" ? bytes.buffer : bytes;
}

function toBase64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCodePoint(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
