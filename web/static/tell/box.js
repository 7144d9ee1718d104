/**
 * Puts what is told into the box of the desks (mapper/operations/vault/desk_box.py): whoever sealed it cannot open it,
 * as the key that could is made for one message and thrown away with this function.
 */

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const FORM = 1;
const POINT_BYTES = 65;
const NONCE_BYTES = 12;
const PADDED = 1024;

const utf8 = new TextEncoder();

export const toBytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0));
export const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Seal an object for a place; `publicKey` is an uncompressed point in base64. */
export async function seal(publicKey, said, place) {
  const theirs = await crypto.subtle.importKey("raw", toBytes(publicKey), CURVE, false, []);
  const own = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256);
  const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const info = utf8.encode(place);
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info };
  const key = await crypto.subtle.deriveKey(hkdf, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const plain = utf8.encode(JSON.stringify(said));
  const padded = new Uint8Array(Math.ceil(plain.length / PADDED) * PADDED).fill(0x20);
  padded.set(plain);
  const iv = new Uint8Array(NONCE_BYTES); // the key is of this one message
  const closed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: info }, key, padded);
  const point = await crypto.subtle.exportKey("raw", own.publicKey);
  const sealed = new Uint8Array(1 + POINT_BYTES + NONCE_BYTES + closed.byteLength);
  sealed[0] = FORM;
  sealed.set(new Uint8Array(point), 1);
  sealed.set(new Uint8Array(closed), 1 + POINT_BYTES + NONCE_BYTES);
  return sealed;
}
