/** Whose phone this is just now: the last one who logged in here, known also where there is no signal. */

import { keyFrom } from "./seal.js";
import { asked } from "./store.js";
import { golmokFetch, Refusal, Unreachable } from "./wire.js";

/**
 * Ask the server who is logged in and take their key, in place of any other. Without a signal, or when the login has
 * ended meanwhile, whoever was here last goes on writing; only somebody else's login takes the key away.
 * Answers {owner, name, districts, key, login: good | ended | unknown}, or null when nobody is known.
 */
export async function whoIsHere(store) {
  try {
    const me = await golmokFetch("GET", "field/me");
    const key = await keyFrom(Uint8Array.from(atob(me.outbox_key), (letter) => letter.codePointAt(0)));
    const identity = { owner: me.id, name: me.name, districts: me.districts, key };
    await remember(store, identity);
    return { ...identity, login: "good" };
  } catch (fault) {
    if (!(fault instanceof Unreachable || (fault instanceof Refusal && fault.status === 401))) throw fault;
    const last = await lastOne(store);
    return last ? { ...last, login: fault instanceof Unreachable ? "unknown" : "ended" } : null;
  }
}

/** Keep the key in place of any other; where there is no room left for it, only nobody else's may stay. */
async function remember(store, identity) {
  try {
    await store.write(["keys"], (keys) => {
      keys.clear();
      keys.put(identity);
    });
  } catch (fault) {
    if (fault.kind !== "full") throw fault;
    const last = await lastOne(store);
    if (last?.owner !== identity.owner) await store.write(["keys"], (keys) => keys.clear());
  }
}

const lastOne = async (store) => (await store.read(["keys"], (keys) => asked(keys.getAll())))[0];

/** Nobody is here any more: what lies on the phone stays, and opens only for its owner's next login. */
export const leave = (store) =>
  store.write(["keys", "areas", "pictures"], (...stores) => {
    for (const one of stores) one.clear();
  });
