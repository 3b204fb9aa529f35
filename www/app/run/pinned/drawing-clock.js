// When runs that train together are next drawn: seldom enough that drawing leaves the cores to the training. Used by pins.js.

/** Runs side by side are drawn this seldom while they train: a picture of four costs as much as many steps. */
export const SHOW_EVERY_MS = 100;
/** Where the page takes longer to draw, this many times as long passes before the next. */
const PAUSE_FACTOR = 3;
/** A drawing that takes longer is not one: the machine slept meanwhile. */
const MAX_DRAWING_MS = 1000;

/** @param {(draw: () => void) => void} nextFrame calls back before the page is next drawn */
export function createDrawingClock(nextFrame) {
  let drawing = false;
  let dueAt = 0;
  return {
    /** Whether what was shown is drawn, and there is time for the next. */
    isDue: () => !drawing && performance.now() >= dueAt,
    /** Measures how long the page takes to draw what is being shown. */
    measure() {
      if (drawing) return;
      drawing = true;
      const asked = performance.now();
      nextFrame(() => {
        const from = performance.now();
        // After what the view draws in this very frame.
        setTimeout(() => {
          const now = performance.now();
          drawing = false;
          const took = Math.min(MAX_DRAWING_MS, now - from);
          dueAt = Math.max(asked + SHOW_EVERY_MS, now + PAUSE_FACTOR * took);
        });
      });
    },
  };
}
