/**
 * The queue as a file and back: sealed as it lies on the phone, so whoever finds the file cannot read it.
 *
 * A line says what the file is, and each other line is one record with its photos: however many wait, no more than one
 * record is in hand at a time, and what was read before a file breaks off is whole.
 */

import { fromText, putBack, recordOf, textOf } from "./record.js";
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
    const record = await recordOf(store, id);
    if (record) records.push(textOf(record));
  }
  const head = textOf({ form: FORM, edition: EDITION, owner, records: records.length });
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
      yield fromText(begun.join(""));
      begun = [other];
    }
  }
  const rest = begun.join("");
  if (rest) yield fromText(rest);
}
