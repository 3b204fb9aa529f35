// A canvas in the resolution of the screen: drawing uses CSS pixels, the backing store device pixels. Used by all that draws.

import { contextOf } from "./shapes.js";

/** @typedef {ReturnType<typeof createSurface>} Surface */

/** The least number of device pixels for one of CSS; more than the screen has while pictures are exported. */
let least = 0;
/** What measures each surface again and has it drawn. @type {Set<() => void>} */
const surfaces = new Set();
const currentScale = () => Math.max(devicePixelRatio, least);

/** Has everything drawn again in at least this resolution, in the next animation frame; 0 for that of the screen. @param {number} scale */
export function setLeastScale(scale) {
  least = scale;
  for (const redraw of surfaces) redraw();
}

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
    scale = currentScale();
    width = canvas.clientWidth;
    height = canvas.clientHeight;
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
  }
  // Observed, because reading the size in every frame would force a layout in every frame.
  const redraw = () => {
    measure();
    onResize?.();
  };
  const observer = new ResizeObserver(redraw);
  surfaces.add(redraw);
  observer.observe(canvas);

  return {
    canvas,
    /** Cleared and scaled to CSS pixels. @returns {{context: CanvasRenderingContext2D, width: number, height: number, scale: number}} */
    begin() {
      // No onResize here: the caller is about to draw.
      if (width === 0 || scale !== currentScale()) measure();
      context.setTransform(scale, 0, 0, scale, 0, 0);
      context.clearRect(0, 0, width, height);
      return { context, width, height, scale };
    },
    close() {
      observer.disconnect();
      surfaces.delete(redraw);
    },
  };
}
