// Registers the service worker that makes the site available offline, and shows a notice when a new version is ready. The
// new version is used only after the reader reloads. Where service workers are not available, everything else still works.
// Loaded by index.js.

import { button, element, setText } from "../ui/elements.js";

/** @import { App } from "../page/app.js" */

/** @param {App} app @param {string} script */
export async function keep(app, script) {
  const { serviceWorker } = navigator;
  const url = new URL("sw.js", location.href).href;
  // Undefined without https; rejected if storage is denied or a file of the site is missing.
  const registration = await serviceWorker?.register(url, { updateViaCache: "none" }).catch(() => null);
  if (!registration) return;
  holdVersion(script);

  const notice = createNotice(() => reload(app, registration));
  /** Whether this page came from this service worker: otherwise there is no older version to replace. */
  const isCached = () => serviceWorker.controller?.scriptURL === url;

  function watchInstall() {
    const installing = registration?.installing;
    installing?.addEventListener("statechange", () => {
      if (installing.state === "installed" && isCached()) notice.show();
    });
  }

  registration.addEventListener("updatefound", watchInstall);
  watchInstall();
  if (registration.waiting && isCached()) notice.show();

  // Fails when offline.
  const checkForUpdate = () => registration.update().catch(() => {});
  document.addEventListener("visibilitychange", () => !document.hidden && checkForUpdate());
  if (registration.active === null) return;
  registration.active.postMessage("delete unused");
  checkForUpdate();
}

/** Holds a lock while the page is open, so that the service worker does not delete the files of its version. @param {string} script */
function holdVersion(script) {
  const hold = () =>
    navigator.locks.request(script, { mode: "shared" }, () => {
      // Released on pagehide: a page that holds a lock is not kept in the back-forward cache.
      return new Promise((release) => addEventListener("pagehide", release, { once: true }));
    });
  hold();
  addEventListener("pageshow", ({ persisted }) => persisted && hold());
}

/** @param {() => void} onReload */
function createNotice(onReload) {
  const [notice, message, buttons] = ["new-version", "new-version-said", "new-version-ways"].map((id) => element(id));
  const reloadButton = button("new-version-reload");

  /** @param {boolean} shown */
  function show(shown) {
    notice.toggleAttribute("data-shown", shown);
    buttons.hidden = !shown;
    setText(message, shown ? "A new version of this page is available." : "");
  }

  reloadButton.addEventListener("click", () => {
    reloadButton.disabled = true;
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
  await app.commands.stop();
  app.address.flush();
  const { waiting } = registration;
  // Another tab has already activated it.
  if (waiting === null) return location.reload();
  waiting.addEventListener("statechange", () => location.reload(), { once: true });
  waiting.postMessage("take over");
}
