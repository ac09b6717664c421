// Keeps the page usable without a network: the app's own files, and the last answers that the report page needs. Reports that
// wait are not its business: the page keeps those itself (src/outbox.ts). The build fills in the two constants.
const version = '__VERSION__';
const files = __FILES__;

/** Answers worth having when there are no newer ones. All of them are public. */
const kept = [
  '/api/v1/site',
  '/api/v1/nets',
  '/api/v1/categories',
  '/api/v1/layers/cells.geojson',
  '/api/v1/layers/base.geojson',
];
const pages = ['/', '/report'];

/** How long a page on a bad line waits before the copy is shown, ms. */
const patience = 4000;

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(version)
      .then((cache) => cache.addAll(['/', ...files]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  const sweep = async () => {
    for (const name of await caches.keys()) if (name !== version && name !== 'answers') await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(sweep());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (request.mode === 'navigate' && pages.includes(url.pathname)) event.respondWith(page(request));
  else if (files.includes(url.pathname)) event.respondWith(file(request));
  else if (kept.includes(url.pathname)) event.respondWith(answer(request));
});

/** The app's document: from the network, or the copy when that takes too long. */
async function page(request) {
  const cache = await caches.open(version);
  try {
    return await fetch(request, { signal: AbortSignal.timeout(patience) });
  } catch {
    return (await cache.match('/')) ?? Response.error();
  }
}

/** Files have their content in their name, or change with the version. */
async function file(request) {
  const cache = await caches.open(version);
  return (await cache.match(request)) ?? fetch(request);
}

/** The newest answer that can be had. */
async function answer(request) {
  const cache = await caches.open('answers');
  try {
    const fresh = await fetch(request);
    if (fresh.ok) {
      const copy = fresh.clone();
      // One answer an address: the base map is asked for anew with every move.
      await cache.delete(request, { ignoreSearch: true });
      await cache.put(request, copy);
    }
    return fresh;
  } catch (error) {
    const old = await cache.match(request, { ignoreSearch: true });
    if (old) return old;
    throw error;
  }
}
