/** One record with its photos, sealed as it lies on the phone: out of the outbox, as a line of text, and back. */

import { asked } from "./store.js";

/** A record with its photos, as they lie here now; null when it was confirmed or dropped meanwhile. */
export function recordOf(store, id) {
  return store.read(["items", "photos"], async (items, photos) => {
    const item = await asked(items.get(id));
    if (!item || item.state === "confirmed") return null;
    const kept = await Promise.all(item.photos.map((digest) => asked(photos.get([item.owner, digest]))));
    return { item, photos: kept.filter(Boolean) };
  });
}

/** Keep a record with its photos, unless it is here; answers how many that are. */
export function putBack(store, owner, { item, photos }) {
  return store.write(["items", "photos"], async (itemStore, photoStore) => {
    if (await asked(itemStore.getKey(item.id))) return 0;
    itemStore.put({ ...item, owner });
    for (const photo of photos) photoStore.put({ ...photo, owner });
    return 1;
  });
}

/** A line of text that says it. */
export const textOf = (value) => new Blob([JSON.stringify(value, intoText), "\n"]);

/** What a line of text says. */
export const fromText = (line) => JSON.parse(line, revived);

function intoText(_name, value) {
  const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : value;
  return bytes instanceof Uint8Array ? { base64: toBase64(bytes) } : value;
}

function revived(name, value) {
  if (typeof value?.base64 !== "string") return value;
  const bytes = Uint8Array.from(atob(value.base64), (letter) => letter.codePointAt(0));
  return name === "data" ? bytes.buffer : bytes;
}

function toBase64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCodePoint(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
