// A canvas in the resolution of the screen: drawing uses CSS pixels, the backing store device pixels. Used by all that draws.

import { contextOf } from "./shapes.js";

/** @typedef {ReturnType<typeof createSurface>} Surface */

/** @typedef {(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D) => CanvasRenderingContext2D} Through makes the context that a canvas is drawn through */

/** While pictures are exported. @type {Through | null} */
let through = null;
/** What has each surface drawn again. @type {Set<() => void>} */
const redraws = new Set();

/** Has everything drawn again in the next animation frame, through other contexts; null for the canvases' own from now on. @param {Through | null} next */
export function drawThrough(next) {
  through = next;
  if (next !== null) for (const redraw of redraws) redraw();
}

/** Whether what is out of sight is to be drawn too. */
export const isDrawnThrough = () => through !== null;

/**
 * @param {HTMLCanvasElement} canvas whose CSS gives it its size
 * @param {() => void} [onResize] called when a new size has cleared the canvas
 */
export function createSurface(canvas, onResize) {
  const context = contextOf(canvas);
  let width = 0;
  let height = 0;
  let scale = 1;

  function measure() {
    scale = devicePixelRatio;
    width = canvas.clientWidth;
    height = canvas.clientHeight;
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
  }
  // Observed, because reading the size in every frame would force a layout in every frame.
  const observer = new ResizeObserver(() => {
    measure();
    onResize?.();
  });
  observer.observe(canvas);
  const redraw = () => onResize?.();
  redraws.add(redraw);

  return {
    canvas,
    /** Cleared and scaled to CSS pixels. @returns {{context: CanvasRenderingContext2D, width: number, height: number, scale: number}} */
    begin() {
      // No onResize here: the caller is about to draw.
      if (width === 0 || scale !== devicePixelRatio) measure();
      context.setTransform(scale, 0, 0, scale, 0, 0);
      context.clearRect(0, 0, width, height);
      return { context: through?.(canvas, context) ?? context, width, height, scale };
    },
    close() {
      observer.disconnect();
      redraws.delete(redraw);
    },
  };
}
