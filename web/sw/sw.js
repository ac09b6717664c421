// Keeps the page usable without a network: the app's own files, and the last answers that the report page needs. Reports that
// wait are not its business: the page keeps those itself (src/outbox.ts). The build fills in the two constants.
const version = '__VERSION__';
const files = __FILES__;

/** Answers worth having when there are no newer ones. All of them are public. */
const kept = [
  '/api/v1/site',
  '/api/v1/nets',
  '/api/v1/categories',
  '/api/v1/layers/all.geojson',
  '/api/v1/layers/cells.geojson',
  '/api/v1/layers/cells/values',
  '/api/v1/layers/coverage/values',
  '/api/v1/layers/base.geojson',
];
const first = kept.slice(0, 3);
const pages = ['/', '/report', '/track', '/work', '/patrol'];
/** Tiles that are kept, some 20 MB of each at most: the views of a few days. Every so many new ones, the oldest go. */
const mostTiles = { cells: 400, cases: 400 };
const sweepEvery = 20;

/** The service varies its answers by origin and encoding, and there is but one of each here. */
const any = { ignoreVary: true };

/** How long a page on a bad line waits before the copy is shown, ms. */
const patience = 4000;

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(version)
      .then((cache) => cache.addAll(['/', ...files]))
      .then(fetchFirst)
      .then(() => self.skipWaiting()),
  );
});

/** What a report can't be written without is there from the first visit on; a service that is busy is asked again by the pages. */
async function fetchFirst() {
  const cache = await caches.open('answers');
  await Promise.allSettled(first.map((path) => cache.add(path)));
}

self.addEventListener('activate', (event) => {
  const sweep = async () => {
    const mine = [version, 'answers', 'cells', 'cases'];
    for (const name of await caches.keys()) if (!mine.includes(name)) await caches.delete(name);
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
  else if (url.pathname.startsWith('/tiles/cells/') && url.searchParams.has('edition')) event.respondWith(cells(event));
  // Steps of the timeline that is played are not worth keeping: nobody comes back to one of them.
  else if (/^\/tiles\/all\/\d/.test(url.pathname) && !url.searchParams.has('from')) event.respondWith(cases(event));
});

/** The app's document: from the network, or the copy when that takes too long. */
async function page(request) {
  const cache = await caches.open(version);
  try {
    return await fetch(request, { signal: AbortSignal.timeout(patience) });
  } catch {
    return (await cache.match('/', any)) ?? Response.error();
  }
}

/** Files have their content in their name, or change with the version. */
async function file(request) {
  const cache = await caches.open(version);
  return (await cache.match(request, any)) ?? fetch(request);
}

/** The newest answer that can be had. */
async function answer(request) {
  const cache = await caches.open('answers');
  try {
    const fresh = await fetch(request);
    if (fresh.ok) {
      const copy = fresh.clone();
      // One answer an address: the base map is asked for anew with every move.
      await cache.delete(request, { ignoreSearch: true, ...any });
      await cache.put(request, copy);
    }
    return fresh;
  } catch (error) {
    const old = await cache.match(request, { ignoreSearch: true, ...any });
    if (old) return old;
    throw error;
  }
}

/** Tiles of an edition never change: the copy is as good as the service's. */
async function cells(event) {
  const cache = await caches.open('cells');
  const copy = await cache.match(event.request, any);
  if (copy) return copy;
  const fresh = await fetch(event.request);
  if (fresh.ok) event.waitUntil(keep(cache, event.request, fresh.clone(), mostTiles.cells));
  return fresh;
}

/** Tiles of cases: the newest that can be had. */
async function cases(event) {
  const cache = await caches.open('cases');
  try {
    const fresh = await fetch(event.request);
    if (fresh.ok) event.waitUntil(keep(cache, event.request, fresh.clone(), mostTiles.cases));
    return fresh;
  } catch (error) {
    const old = await cache.match(event.request, any);
    if (old) return old;
    throw error;
  }
}

let puts = 0;

/** Keeps a copy, the newest last, and lets go of the oldest beyond a number. */
async function keep(cache, request, copy, most) {
  await cache.delete(request, any);
  await cache.put(request, copy);
  if (++puts % sweepEvery !== 0) return;
  const all = await cache.keys();
  await Promise.all(all.slice(0, Math.max(all.length - most, 0)).map((old) => cache.delete(old)));
}
