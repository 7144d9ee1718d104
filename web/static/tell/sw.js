/* global EDITION, FILES: the server writes them before this text */

/** Keeps the page for telling of a household on the phone, whole. Nothing that anybody wrote is kept here. */

const NAME = `golmok-tell-${EDITION}`;
const PAGE = "/tell";

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(makeRoom()));

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) return;
  if (mode === "navigate" && pathname === PAGE) event.respondWith(fetch(event.request).catch(() => kept(PAGE)));
  else if (pathname.startsWith("/static/")) event.respondWith(file(event.request));
});

async function keep() {
  const cache = await caches.open(NAME);
  await cache.addAll(FILES.map((address) => new Request(address, { cache: "no-cache" })));
  await self.skipWaiting();
}

async function makeRoom() {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith("golmok-tell-") && name !== NAME).map((name) => caches.delete(name)),
  );
  await self.clients.claim();
}

async function kept(request) {
  const cache = await caches.open(NAME);
  return cache.match(request, { ignoreVary: true });
}

const file = async (request) => (await kept(request)) ?? fetch(request);
