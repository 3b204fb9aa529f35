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
  return {
    /** The part; null if it could not be loaded; the next call tries again. */
    load() {
      loading ??= make().then(
        (made) => {
          part = made;
          return part;
        },
        (/** @type {unknown} */ reason) => {
          loading = null;
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
  };
}

/** The message for a dialog that is already open, which would cover the page's alert. @param {unknown} reason */
export const notLoaded = (reason) => `This could not be loaded: ${reason}. Check the connection and reload the page.`;
