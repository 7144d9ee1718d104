/**
 * What lies on the phone is closed with a key that only its owner's login is given. The key itself cannot be read
 * from here, only used, and it is dropped when somebody else comes: what they find then opens for nobody.
 */

const CIPHER = "AES-GCM";
const NONCE_BYTES = 12;

const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder();

export const keyFrom = (bytes) => crypto.subtle.importKey("raw", bytes, CIPHER, false, ["encrypt", "decrypt"]);

/** Close bytes; `place` is what they belong to, and they open nowhere else. */
export async function close(key, bytes, place) {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const data = await crypto.subtle.encrypt({ name: CIPHER, iv, additionalData: utf8.encode(place) }, key, bytes);
  return { iv, data };
}

export const open = (key, { iv, data }, place) =>
  crypto.subtle.decrypt({ name: CIPHER, iv, additionalData: utf8.encode(place) }, key, data);

export const closeJson = (key, value, place) => close(key, utf8.encode(JSON.stringify(value)), place);

export const openJson = async (key, sealed, place) => JSON.parse(fromUtf8.decode(await open(key, sealed, place)));
