/* global EDITION, FILES: the server writes them before this text */

/**
 * Keeps the page of field teams on the phone, whole: an edition is all of its files or none of them.
 *
 * Only files are kept here, nothing that anybody wrote or may see; the outbox has a place and editions of its own.
 * A new edition waits until the page asks for it, or until no window shows the old one any more.
 */

const NAME = `golmok-field-${EDITION}`;
const PAGE = "/field";
const CHOICE = "/field/language";

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(makeRoom()));

self.addEventListener("message", ({ data }) => {
  if (data.ask === "take over") self.skipWaiting();
  if (data.ask === "speak") remember(data.language);
});

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname, search } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) return;
  if (mode === "navigate" && pathname === PAGE) event.respondWith(shell(search));
  else if (pathname.startsWith("/static/") || pathname.startsWith("/language/words-"))
    event.respondWith(file(event.request));
});

async function keep() {
  const cache = await caches.open(NAME);
  await cache.addAll(FILES.map((address) => new Request(address, { cache: "no-cache" })));
}

async function makeRoom() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("golmok-field-") && name !== NAME);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

const shellIn = (language) => `${PAGE}?language=${language}`;

/** The page itself, in the language that was chosen last of those that it is kept in. */
async function shell(search) {
  const asked = new URLSearchParams(search).get("language");
  if (asked) await remember(asked);
  const cache = await caches.open(NAME);
  const chosen = await (await cache.match(CHOICE))?.text();
  const kept = await cache.match(shellIn(chosen ?? "ko"), { ignoreVary: true });
  return kept ?? fetch(PAGE);
}

async function remember(language) {
  if (!FILES.includes(shellIn(language))) return;
  const cache = await caches.open(NAME);
  await cache.put(CHOICE, new Response(language));
}

async function file(request) {
  const cache = await caches.open(NAME);
  return (await cache.match(request, { ignoreVary: true })) ?? fetch(request);
}
