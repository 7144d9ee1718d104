/** Whose phone this is just now: the last one who logged in here, known also where there is no signal. */

import { hear } from "./clock.js";
import { keyFrom } from "./seal.js";
import { asked } from "./store.js";
import { golmokFetch, Refusal, Unreachable } from "./wire.js";

const channel = new BroadcastChannel("golmok-owner");
const NOBODY = "nobody";
const NOTE = location.protocol === "https:" ? "__Host-golmok-owner" : "golmok-owner";
const NOTE_KEPT_S = 400 * 86_400;

/**
 * Who logged in last with this browser, as the server notes it in a cookie: the id of a user, or nobody after a logout.
 * Undefined where nothing is noted. It needs no script to be written and no signal to be read.
 */
const noted = () => document.cookie.split("; ").find((one) => one.startsWith(`${NOTE}=`))?.slice(NOTE.length + 1);

/** Whether somebody else logged in since, or its owner logged out. */
const isPassedOn = (owner) => ![undefined, owner].includes(noted());

/**
 * Ask the server who is logged in. It refuses with login_ended where the login that was had here was ended on purpose, by
 * a logout or from elsewhere, and did not just run out.
 */
export async function askWho(login) {
  const me = await golmokFetch("GET", "field/me", { headers: login ? { "Golmok-Login": login } : {} });
  hear(me.server_time);
  return me;
}

/** Whether the server knows who it is and lets them do nothing here, as their role changed or lacks a second factor. */
export const isBarred = (fault) => fault instanceof Refusal && fault.status === 403;

export const isOver = (fault) => fault instanceof Refusal && fault.code === "login_ended";

/**
 * Ask the server who is logged in and take their key, in place of any other. Without a signal, or when the login has run
 * out, whoever was here last goes on writing; somebody else's login and the end of their own take the key away, also
 * where there is no signal and where the page that they happened on brought no script.
 * Answers {owner, name, role, districts, login, key}, or null when nobody is known.
 */
export async function whoIsHere(store) {
  const last = await whoWasHere(store);
  try {
    const me = await askWho(last?.login);
    const key = await keyFrom(Uint8Array.from(atob(me.outbox_key), (letter) => letter.codePointAt(0)));
    const identity = { owner: me.id, name: me.name, role: me.role, districts: me.districts, login: me.login, key };
    await remember(store, identity);
    return identity;
  } catch (fault) {
    if (isOver(fault)) {
      await leave(store);
      return null;
    }
    if (!(fault instanceof Unreachable || (fault instanceof Refusal && fault.status === 401))) throw fault;
    return last;
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
  channel.postMessage(identity.owner);
}

const lastOne = async (store) => (await store.read(["keys"], (keys) => asked(keys.getAll())))[0];

/** Whoever was here last, with their key; null where nobody was, and where the phone was passed on: then the key goes. */
export async function whoWasHere(store) {
  const last = await lastOne(store);
  if (!last || !isPassedOn(last.owner)) return last ?? null;
  await leave(store);
  return null;
}

/** Hear when somebody else is here, or nobody: by another window, or by the note. */
export function onOther(owner, listener) {
  channel.onmessage = ({ data }) => data !== owner && listener();
  if (owner === null) return;
  const look = () => isPassedOn(owner) && listener();
  window.cookieStore?.addEventListener("change", look);
  document.addEventListener("visibilitychange", look);
}

/** Drop the key of one person; what it closed stays, and opens only for their next login. */
export const forget = (store, owner) => store.write(["keys"], (keys) => keys.delete(owner));

/**
 * Log out, with a signal or without: the server ends the login with the next request that brings it the note. The note is
 * written first, so that a phone that dies meanwhile does the rest when it is opened.
 */
export async function logOut(store) {
  const kept = `Path=/; Max-Age=${NOTE_KEPT_S}; SameSite=Lax${location.protocol === "https:" ? "; Secure" : ""}`;
  document.cookie = `${NOTE}=${NOBODY}; ${kept}`;
  await leave(store);
}

/** Nobody is here any more: what lies on the phone stays, and opens only for its owner's next login. */
export async function leave(store) {
  await store.write(["keys", "areas", "pictures"], (...stores) => {
    for (const one of stores) one.clear();
  });
  channel.postMessage(null);
}
