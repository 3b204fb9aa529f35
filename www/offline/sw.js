// The service worker: keeps all files of one version of the site in this browser, so that it opens without a network. The
// build writes it to the site's root with the two constants filled in (vite/service-worker.js). Runs no network.
//
// No page gets files of two versions. Pages (*.html) come from the version of the worker in charge; all else has a hash of
// its content in its address, by which it is looked up in whichever version holds it: a page that was opened with an older
// version goes on with that one's files.

const VERSION = "put in by the build";
/** Each file of the site and its SHA-256. @type {[file: string, hash: string][]} */
const FILES = [];

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const scope = worker.registration.scope;
/** Of this site alone: another copy of it on the same host has another scope. */
const prefix = `initscope ${scope} `;
const own = prefix + VERSION;

/** By the address of its folder, as some hosts redirect index.html to it. @param {string} file */
const addressOf = (file) => scope + (file === "index.html" ? "" : file);
const isPage = (/** @type {string} */ file) => file.endsWith(".html");
/** Whether an address may be that of a file with a hash, of this version or an older one. @param {string} address */
const isNamed = (address) => address.startsWith(`${scope}assets/`);
/** What a page is kept as, by each address that it has. */
const pages = new Map(FILES.filter(([file]) => isPage(file)).map(([file]) => [scope + file, addressOf(file)]));
pages.set(scope, scope);

/** All of this version or nothing, and each file to the byte: one of another version, as in the middle of an upload, is refused. */
async function install() {
  const begun = await caches.has(own);
  try {
    const cache = await caches.open(own);
    // One after another: what the page itself needs meanwhile comes first.
    for (const [file, hash] of FILES) {
      const address = addressOf(file);
      const known = isPage(file) ? undefined : await caches.match(address, { ignoreVary: true });
      await cache.put(address, known ?? (await fetched(address, file, hash)));
    }
  } catch (reason) {
    // Such as a file that is missing, or no room: the worker in charge, if there is one, stays.
    if (!begun) await caches.delete(own);
    throw reason;
  }
}

/** @param {string} address @param {string} file @param {string} hash */
async function fetched(address, file, hash) {
  // What the page has loaded already is still at hand; a page of the same name may be an older one.
  const cache = isPage(file) ? "no-cache" : "default";
  const response = await fetch(address, { cache, integrity: `sha256-${hash}` });
  if (!response.ok) throw new Error(`${file}: expected the file, got status ${response.status}`);
  // Anew, since one that was redirected answers no navigation.
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
 * Lets go of versions that no page is of any more: each page holds a lock by the name of its script. What a worker that is
 * yet to be in charge has fetched is no page's either, and is left alone.
 */
async function letGo() {
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
// The page that was there first is kept as well.
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const kept = request.mode === "navigate" ? pages.get(origin + pathname) : undefined;
  if (request.method !== "GET") return;
  if (kept !== undefined) event.respondWith(page(request, kept));
  else if (isNamed(request.url)) event.respondWith(named(request));
});
worker.addEventListener("message", (event) => {
  if (event.data === "take over") event.waitUntil(worker.skipWaiting());
  if (event.data === "let go") event.waitUntil(letGo());
});
