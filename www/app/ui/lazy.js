// Loads a part of the page when it is first needed: once, and again after a failure. Used by each feature's index.js, and by
// panels that most visits never open.

/**
 * @template T
 * @param {() => Promise<T>} make imports the part, with its style sheet where it has one of its own, and creates it
 * @param {(reason: unknown) => void} failed shows that it could not be loaded
 */
export function createLazy(make, failed) {
  /** @type {T | null} */
  let part = null;
  /** @type {Promise<T | null> | null} */
  let loading = null;
  let hasFailed = false;
  const lazy = {
    /** The part; null if it could not be loaded; the next call tries again. */
    load() {
      loading ??= make().then(
        (made) => {
          part = made;
          return part;
        },
        (/** @type {unknown} */ reason) => {
          loading = null;
          hasFailed = true;
          failed(reason);
          return null;
        },
      );
      return loading;
    },
    /** The part, once it is there. */
    loaded: () => part,
    /** Whether it is there or on its way. */
    isBegun: () => loading !== null,
    /** For what asks again and again, until it is there: loads it, unless that has failed. @param {() => void} then called once it is there */
    async begin(then) {
      if (part === null && !hasFailed && (await lazy.load()) !== null) then();
    },
  };
  return lazy;
}

/** The message for a dialog that is already open, which would cover the page's alert. @param {unknown} reason */
export const notLoaded = (reason) => `This could not be loaded: ${reason}. Check the connection and reload the page.`;
