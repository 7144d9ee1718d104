/** Send photos by pieces under the hash of their bytes; what arrived of one before is not sent again. */

import { golmokFetch } from "../field/wire.js";
import { shrunk } from "../field/picture.js";

const PIECE = 512 * 1024;

/** A chosen file as it is sent: small and upright; what the browser cannot draw is left for the server to. */
export async function readied(file) {
  const blob = await shrunk(file).catch(() => file);
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  const sha256 = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { blob, sha256 };
}

export async function sendPhoto({ blob, sha256 }, csrf) {
  const known = await golmokFetch("HEAD", `photos/${sha256}`);
  let at = Number(known.get("Upload-Offset") ?? 0);
  while (at < blob.size) {
    const headers = { "Upload-Offset": at, "Upload-Length": blob.size };
    ({ offset: at } = await golmokFetch("PUT", `photos/${sha256}`, { csrf, bytes: blob.slice(at, at + PIECE), headers }));
  }
}
