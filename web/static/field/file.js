/** The queue as a file and back: sealed as it lies on the phone, so whoever finds the file cannot read it. */

import { asked } from "./store.js";

const FORM = "golmok-queue";

/** Write everything of an owner that is not confirmed. */
export async function queueToFile(store, owner) {
  const [items, photos] = await store.read(["items", "photos"], async (itemStore, photoStore) => [
    await asked(itemStore.index("owner").getAll(owner)),
    await asked(photoStore.getAll(IDBKeyRange.bound([owner], [owner, []]))),
  ]);
  const waiting = items.filter(({ state }) => state !== "confirmed");
  const text = JSON.stringify({ form: FORM, edition: 1, owner, items: waiting, photos }, intoText);
  return new Blob([text], { type: "application/json" });
}

/** Put back what a file holds and the phone does not; answers how many records came. */
export async function queueFromFile(store, owner, blob) {
  const read = JSON.parse(await blob.text(), fromText);
  if (read?.form !== FORM || read.edition !== 1) throw new TypeError("no queue of this page");
  if (read.owner !== owner) throw new TypeError("the queue of somebody else");
  return store.write(["items", "photos"], async (items, photos) => {
    const came = [];
    for (const item of read.items) if (!(await asked(items.getKey(item.id)))) came.push(item);
    const named = new Set(came.flatMap((item) => item.photos));
    for (const item of came) items.put(item);
    for (const photo of read.photos) {
      if (named.has(photo.sha256) && !(await asked(photos.getKey([owner, photo.sha256])))) photos.put(photo);
    }
    return came.length;
  });
}

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
