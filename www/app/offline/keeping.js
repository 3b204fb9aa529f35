// Registers the service worker that keeps the site for later, and tells of a new version: it waits until a person asks for
// it. A browser that keeps nothing loses nothing else.

import { canPause, isIdle } from "../run/selectors.js";
import { button, element, tell } from "../ui/elements.js";

/** @import { App } from "../page/app.js" */

/** @param {App} app @param {string} script */
export async function keep(app, script) {
  const { serviceWorker } = navigator;
  const url = new URL("sw.js", location.href).href;
  // Not there without https, denied with storage, or the site is incomplete.
  const registration = await serviceWorker?.register(url, { updateViaCache: "none" }).catch(() => null);
  if (!registration) return;
  hold(script);

  const notice = createNotice(() => reload(app, registration));
  /** Where another copy of the site, or none, answers this page, there is no older version to leave. */
  const isKept = () => serviceWorker.controller?.scriptURL === url;

  function follow() {
    const coming = registration?.installing;
    coming?.addEventListener("statechange", () => {
      if (coming.state === "installed" && isKept()) notice.show();
    });
  }

  registration.addEventListener("updatefound", follow);
  follow();
  if (registration.waiting && isKept()) notice.show();

  // Without a network there is nothing new.
  const look = () => registration.update().catch(() => {});
  document.addEventListener("visibilitychange", () => !document.hidden && look());
  if (registration.active === null) return;
  registration.active.postMessage("let go");
  look();
}

/** While the page is open, its version is kept, whichever worker is in charge. @param {string} script */
function hold(script) {
  const held = () =>
    navigator.locks.request(script, { mode: "shared" }, () => {
      // One that goes back to the page by the browser's button finds it as it was, unless it holds a lock.
      return new Promise((release) => addEventListener("pagehide", release, { once: true }));
    });
  held();
  addEventListener("pageshow", ({ persisted }) => persisted && held());
}

/** @param {() => void} onReload */
function createNotice(onReload) {
  const [notice, said, ways] = ["new-version", "new-version-said", "new-version-ways"].map((id) => element(id));
  const go = button("new-version-reload");

  /** @param {boolean} shown */
  function show(shown) {
    notice.toggleAttribute("data-shown", shown);
    ways.hidden = !shown;
    tell(said, shown ? "A new version of this page is here." : "");
  }

  go.addEventListener("click", () => {
    go.disabled = true;
    onReload();
  });
  button("new-version-dismiss").addEventListener("click", () => {
    show(false);
    element("preset").focus();
  });
  return { show: () => show(true) };
}

/**
 * Pauses the run, so that the link in the address has its step, and opens it again with the newest version.
 * @param {App} app
 * @param {ServiceWorkerRegistration} registration
 */
async function reload(app, registration) {
  await stopped(app);
  app.address.flush();
  const { waiting } = registration;
  // Another tab has asked before.
  if (waiting === null) return location.reload();
  waiting.addEventListener("statechange", () => location.reload(), { once: true });
  waiting.postMessage("take over");
}

/** @param {App} app */
function stopped({ store, commands }) {
  if (!canPause(store.get())) return;
  commands.pause();
  return new Promise((resolve) => {
    store.subscribe((run) => {
      if (!canPause(run) && (!isIdle(run) || run.sum !== null)) resolve(null);
    });
  });
}
