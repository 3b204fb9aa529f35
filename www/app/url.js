// The address bar: reads the fragment, and writes it. A run that a person begins is an entry of the history, to come back
// to; where it is by then is not. Knows no Config: only fragments.

/** Browsers ration changes of the address (Safari: 100 in 10 s), and take some milliseconds for one: it is written at rest, */
const RESTS_MS = 250;
/** or where there is no rest, this often. */
const WRITE_EVERY_MS = 1000;
/** Runs begun sooner after one another than this are one drag, and one entry. */
const ENTRIES_APART_MS = 1000;

/** @param {(fragment: string) => void} onForeignChange a fragment that a person typed, followed or came back to */
export function createAddress(onForeignChange) {
  /** @type {{fragment: string, entry: boolean} | null} */
  let waiting = null;
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  let begunAt = Number.NEGATIVE_INFINITY;
  let waitingSince = 0;

  function write() {
    clearTimeout(timer);
    timer = undefined;
    if (waiting === null) return;
    const { fragment, entry } = waiting;
    waiting = null;
    if (fragment === location.hash) return;
    if (entry) history.pushState(null, "", fragment);
    else history.replaceState(null, "", fragment);
  }

  // Neither of those two fires a hashchange, so every one heard here is foreign.
  addEventListener("hashchange", () => {
    waiting = null;
    begunAt = Number.NEGATIVE_INFINITY;
    onForeignChange(location.hash);
  });
  addEventListener("pagehide", write);

  return {
    read: () => location.hash,
    /** @param {string} fragment @param {boolean} begun whether a person began this run */
    write(fragment, begun) {
      const now = performance.now();
      const entry = begun && now - begunAt > ENTRIES_APART_MS;
      if (begun) begunAt = now;
      waiting = { fragment, entry: entry || waiting?.entry === true };
      if (timer === undefined) waitingSince = now;
      clearTimeout(timer);
      timer = setTimeout(write, Math.min(RESTS_MS, waitingSince + WRITE_EVERY_MS - now));
    },
    /** The whole link of a fragment. @param {string} fragment */
    link: (fragment) => new URL(fragment, location.href).href,
  };
}
