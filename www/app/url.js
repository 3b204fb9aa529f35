// The address bar: reads the fragment, and writes it without filling the history. Knows no Config: only fragments.

/** Browsers ration changes of the address (Safari: 100 in 10 s); between two, the newest waits. */
const WRITE_EVERY_MS = 250;

/** @param {(fragment: string) => void} onForeignChange a fragment that a person typed or followed */
export function createAddress(onForeignChange) {
  /** @type {string | null} */
  let waiting = null;
  let timer = 0;

  function write() {
    timer = 0;
    if (waiting === null || waiting === location.hash) return;
    history.replaceState(null, "", waiting);
  }

  // replaceState fires no hashchange, so every one heard here is foreign.
  addEventListener("hashchange", () => {
    waiting = null;
    onForeignChange(location.hash);
  });
  addEventListener("pagehide", write);

  return {
    read: () => location.hash,
    /** @param {string} fragment */
    write(fragment) {
      waiting = fragment;
      if (timer === 0) timer = setTimeout(write, WRITE_EVERY_MS);
    },
    /** The whole link of a fragment. @param {string} fragment */
    link: (fragment) => new URL(fragment, location.href).href,
  };
}
