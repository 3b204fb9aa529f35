// Draws histograms over a run as an image: steps to the right, values upward, counts as shades. Used by app/panels/layers.js.

import { rgb } from "./color.js";
import { createImage } from "./image.js";
import { shortNumber } from "./scale.js";
import { setStyle } from "./shapes.js";

export { stripsOf } from "../shared/strips.js";

/** @import { Palette } from "./color.js" */
/** @import { Surface } from "./surface.js" */

/** Step 0 is drawn separately, wide enough to be visible next to thousands of steps. */
const FIRST_WIDTH = 7;
const FIRST_GAP = 2;
/** Minimum shade of a bin that is not empty. */
const MIN_SHADE = 16;
/** Maximum width of a character of a label; digits of most fonts are narrower. */
const CHARACTER_WIDTH = 7.8;

/** Width of the labels of a range. @param {ArrayLike<number>} range */
const labelsRoom = (range) =>
  Math.ceil(Math.max(shortNumber(range[0]).length, shortNumber(range[1]).length) * CHARACTER_WIDTH);

/** Where the middle of step 0 is, and where the other steps start. @param {ArrayLike<number>} range */
export function stripPlace(range) {
  const left = labelsRoom(range) + 3;
  return { first: left + FIRST_WIDTH / 2, run: left + FIRST_WIDTH + FIRST_GAP };
}

/** @param {Surface} surface */
export function createStrip(surface) {
  const image = createImage();
  const { canvas } = image;

  return {
    /**
     * @param {object} strip
     * @param {number} strip.columns 0 draws an empty frame
     * @param {number} strip.bins
     * @param {Uint8Array} strip.values columns × bins, a column's lowest bin first; 255 is the full color
     * @param {ArrayLike<number>} strip.range from, to
     * @param {{color: string, palette: Palette, cursor?: number | null}} options `color` as `#rrggbb`; `cursor` in columns
     */
    draw({ columns, bins, values, range }, { color, palette, cursor = null }) {
      const { context, width, height, scale } = surface.begin();
      const left = drawLabels(context, range, height, palette);
      if (columns > 0) {
        // Spare columns, so that not every new column needs a new image.
        const fits = canvas.height === bins && canvas.width >= columns && canvas.width < 4 * columns;
        const pitch = fits ? canvas.width : 2 * columns;
        const pixels = image.pixels(pitch, bins);
        const [r, g, b] = rgb(color);
        const tint = (b << 16) | (g << 8) | r;
        for (let column = 0; column < columns; column++) {
          for (let bin = 0; bin < bins; bin++) {
            const value = values[column * bins + bin];
            const shade = value === 0 ? 0 : Math.max(MIN_SHADE, value);
            pixels[(bins - 1 - bin) * pitch + column] = tint | (shade << 24);
          }
        }
        image.put(columns);
        // Inside the frame, whose lines would cover the outermost bins, which show saturation.
        const run = left + FIRST_WIDTH + FIRST_GAP + 1;
        const [across, down] = [width - run - 1, height - 2];
        // Cells smaller than a pixel are averaged; larger ones keep their edges.
        context.imageSmoothingEnabled = columns > across * scale || bins > down * scale;
        context.drawImage(canvas, 0, 0, 1, bins, left + 1, 1, FIRST_WIDTH - 2, down);
        if (columns > 1) context.drawImage(canvas, 1, 0, columns - 1, bins, run, 1, across, down);
      }
      drawFrame(context, left, width, height, palette.rule);
      if (cursor !== null && columns > 0) {
        const run = left + FIRST_WIDTH + FIRST_GAP;
        // Column 0 is separate; each other column's step is at the middle of its cell.
        const share = Math.min(1, Math.max(0, (cursor - 0.5) / Math.max(1, columns - 1)));
        const x = cursor < 0.5 ? left + FIRST_WIDTH / 2 : run + share * (width - run);
        context.fillStyle = palette.past;
        context.fillRect(Math.round(x) - 1, 0, 2, height);
      }
    },
  };
}

/**
 * The range's ends, at the left.
 * @param {CanvasRenderingContext2D} context
 * @param {ArrayLike<number>} range
 * @param {number} height
 * @param {Palette} palette
 * @returns {number} where the image starts
 */
function drawLabels(context, range, height, palette) {
  const [low, high] = [shortNumber(range[0]), shortNumber(range[1])];
  const room = labelsRoom(range);
  setStyle(context, { fillStyle: palette.muted, font: `${palette.tickSize}px ${palette.font}`, textAlign: "right" });
  context.textBaseline = "top";
  context.fillText(high, room, 0, room);
  context.textBaseline = "bottom";
  context.fillText(low, room, height, room);
  return room + 3;
}

/**
 * Frames around step 0 and around the other steps.
 * @param {CanvasRenderingContext2D} context
 * @param {number} left
 * @param {number} width
 * @param {number} height
 * @param {string} color
 */
function drawFrame(context, left, width, height, color) {
  const run = left + FIRST_WIDTH + FIRST_GAP;
  setStyle(context, { strokeStyle: color, lineWidth: 1 });
  context.strokeRect(left + 0.5, 0.5, FIRST_WIDTH - 1, height - 1);
  context.strokeRect(run + 0.5, 0.5, width - run - 1, height - 1);
}
