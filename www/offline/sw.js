// The service worker: caches all files of one version of the site, so that the page works offline. The build writes it to the
// site's root and fills in the two constants (vite/service-worker.js).
//
// No page gets files of two versions. Pages (*.html) come from the active worker's version. All other files have a content
// hash in their address and are served from whichever cached version contains them, so that a page opened with an older
// version continues with that version's files.

const VERSION = "filled in by the build";
/** Each file of the site and its SHA-256. @type {[file: string, hash: string][]} */
const FILES = [];

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const scope = worker.registration.scope;
/** Only this site's caches: another copy of it on the same host has another scope. */
const prefix = `initscope ${scope} `;
const own = prefix + VERSION;

/** index.html is cached by its folder's address, since some hosts redirect to that. @param {string} file */
const addressOf = (file) => scope + (file === "index.html" ? "" : file);
const isPage = (/** @type {string} */ file) => file.endsWith(".html");
/** Whether an address may belong to a file with a hash, of this or an older version. @param {string} address */
const isNamed = (address) => address.startsWith(`${scope}assets/`);
/** The cached address of a page, by each of its addresses. */
const pages = new Map(FILES.filter(([file]) => isPage(file)).map(([file]) => [scope + file, addressOf(file)]));
pages.set(scope, scope);

/** Caches all files of this version or none. A file whose hash differs, as during an upload of a new version, is rejected. */
async function install() {
  const existed = await caches.has(own);
  try {
    const cache = await caches.open(own);
    // One after another, to leave bandwidth to the page itself.
    for (const [file, hash] of FILES) {
      const address = addressOf(file);
      const known = isPage(file) ? undefined : await caches.match(address, { ignoreVary: true });
      await cache.put(address, known ?? (await fetchVerified(address, file, hash)));
    }
  } catch (reason) {
    // For example a missing file or full storage: the active worker, if there is one, stays active.
    if (!existed) await caches.delete(own);
    throw reason;
  }
}

/** @param {string} address @param {string} file @param {string} hash */
async function fetchVerified(address, file, hash) {
  // Files with a hash may come from the HTTP cache, as the page has just loaded them; a page there may be an older version.
  const cache = isPage(file) ? "no-cache" : "default";
  const response = await fetch(address, { cache, integrity: `sha256-${hash}` });
  if (!response.ok) throw new Error(`${file}: expected the file, got status ${response.status}`);
  // A copy, since a redirected response can't answer a navigation.
  return new Response(response.body, response);
}

/** @param {Request} request @param {string} address */
async function page(request, address) {
  return (await caches.match(address, { cacheName: own, ignoreVary: true })) ?? fetch(request);
}

/** @param {Request} request */
async function named(request) {
  return (await caches.match(request.url, { ignoreVary: true })) ?? fetch(request);
}

/**
 * Deletes the versions that no open page uses: each page holds a lock named after its script. While another worker is installing
 * or waiting, nothing is deleted, since no page uses its files yet.
 */
async function deleteUnused() {
  const names = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== own);
  if (worker.registration.installing || worker.registration.waiting) return;
  const { held = [] } = await navigator.locks.query();
  const scripts = held.map(({ name = "" }) => name).filter((name) => name.startsWith(scope));
  for (const name of names) {
    const cache = await caches.open(name);
    const used = await Promise.all(scripts.map((script) => cache.match(script, { ignoreVary: true })));
    if (used.every((found) => found === undefined)) await caches.delete(name);
  }
}

worker.addEventListener("install", (event) => event.waitUntil(install()));
// Controls the page that registered it, too.
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const cached = request.mode === "navigate" ? pages.get(origin + pathname) : undefined;
  if (request.method !== "GET") return;
  if (cached !== undefined) event.respondWith(page(request, cached));
  else if (isNamed(request.url)) event.respondWith(named(request));
});
worker.addEventListener("message", (event) => {
  if (event.data === "take over") event.waitUntil(worker.skipWaiting());
  if (event.data === "delete unused") event.waitUntil(deleteUnused());
});
