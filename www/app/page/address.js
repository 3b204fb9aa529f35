// The address bar: reads and writes the fragment. A run that a person starts is an entry of the browser's history; its later
// steps are not. Created by app.js; export/, map/ and share/ use its functions.

/** How long nothing must change before the address is written. Browsers ration its changes (Safari: 100 in 10 s). */
const PAUSE_MS = 250;
/** How often it is written while something keeps changing. */
const WRITE_EVERY_MS = 1000;
/** Where a browser refuses all the same, it is asked again after this time. */
const RATIONED_MS = 5000;
/** Runs begun sooner after one another than this are one drag, and one entry. */
const ENTRIES_APART_MS = 1000;

/** Whether the page is a file of this machine, which a link from elsewhere does not reach. */
export const isFile = () => location.protocol === "file:";

/** A link as it is passed on: from a file, the part that opens the same run in any copy of the page. @param {string} link */
export const passedOn = (link) => (isFile() ? new URL(link).hash : link);

/** @param {(fragment: string, builtIn: boolean) => void} onForeignChange a fragment that a person typed, followed or came back to, and whether it was written for the built-in text */
export function createAddress(onForeignChange) {
  /** @type {{print: () => string, entry: boolean, builtIn: boolean} | null} */
  let waiting = null;
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  let begunAt = Number.NEGATIVE_INFINITY;
  let waitingSince = 0;
  /** The fragment that this page has read or written last. */
  let known = location.hash;

  function write() {
    clearTimeout(timer);
    timer = undefined;
    // One that it doesn't know has just been followed, and will be heard of in a moment.
    if (waiting === null || location.hash !== known) return;
    const { print, entry, builtIn } = waiting;
    const fragment = print();
    if (fragment !== location.hash || history.state?.builtIn !== builtIn) {
      try {
        // A fragment without a text does not name it; one that this page wrote means the built-in one.
        if (entry) history.pushState({ builtIn }, "", fragment);
        else history.replaceState({ builtIn }, "", fragment);
      } catch {
        timer = setTimeout(write, RATIONED_MS);
        return;
      }
    }
    waiting = null;
    known = location.hash;
  }

  // Neither of those two fires a hashchange, so every one heard here is foreign.
  addEventListener("hashchange", () => {
    waiting = null;
    known = location.hash;
    begunAt = Number.NEGATIVE_INFINITY;
    onForeignChange(location.hash, history.state?.builtIn === true);
  });
  addEventListener("pagehide", write);

  return {
    read: () => location.hash,
    /**
     * @param {() => string} print makes the fragment, when it is written: of the many of a moving slider, only the last is made
     * @param {boolean} isEntry whether a person began this run
     * @param {boolean} builtIn whether it learns from the built-in text
     */
    write(print, isEntry, builtIn) {
      const now = performance.now();
      const entry = isEntry && now - begunAt > ENTRIES_APART_MS;
      if (isEntry) begunAt = now;
      waiting = { print, entry: entry || waiting?.entry === true, builtIn };
      if (timer === undefined) waitingSince = now;
      clearTimeout(timer);
      timer = setTimeout(write, Math.min(PAUSE_MS, waitingSince + WRITE_EVERY_MS - now));
    },
    /**
     * A run that is opened from within the page has an entry of its own, as one that is followed has.
     * @param {string} fragment
     * @param {boolean} builtIn whether one without a text means the built-in one
     */
    enter(fragment, builtIn) {
      write();
      if (fragment !== location.hash) history.pushState({ builtIn }, "", fragment);
      waiting = null;
      known = location.hash;
      begunAt = Number.NEGATIVE_INFINITY;
    },
    /** Writes what waits, now; the run that is begun next is an entry of its own. */
    flush() {
      write();
      begunAt = Number.NEGATIVE_INFINITY;
    },
    /** The whole link of a fragment. @param {string} fragment */
    link: (fragment) => new URL(fragment, location.href).href,
  };
}
