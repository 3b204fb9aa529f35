// An image with one pixel for each cell, which a picture draws at any size. Used by heatmap.js, strip.js, example.js and
// sweep-map.js.

import { contextOf } from "./shapes.js";

export function createImage() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const context = contextOf(canvas);
  let image = context.createImageData(1, 1);
  let pixels = new Uint32Array(image.data.buffer);

  return {
    canvas,
    /** Little-endian RGBA words, row by row; transparent after a change of the size. @param {number} width @param {number} height */
    pixels(width, height) {
      if (image.width !== width || image.height !== height) {
        canvas.width = width;
        canvas.height = height;
        image = context.createImageData(width, height);
        pixels = new Uint32Array(image.data.buffer);
      }
      return pixels;
    },
    /** Puts the pixels of the first columns onto the canvas. @param {number} [columns] */
    put(columns = image.width) {
      context.putImageData(image, 0, 0, 0, 0, columns, image.height);
    },
  };
}
