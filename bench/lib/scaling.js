// Scaling: nanoseconds per multiply-add of whole steps, from small networks to large ones.

import { AXES } from "./measures.js";
import { figure, median } from "./report.js";

/** @import { Call } from "./browsers.js" */

/** @typedef {{axis: keyof typeof AXES, at: number, link: string}} Place */

const WIDTHS = [8, 16, 32, 33, 64, 100, 128, 200, 256, 257, 512];
const BATCHES = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const DEPTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
/** Sizes from here on are compared. */
const FROM = 32;

/** @type {Place[]} */
const PLACES = [
  ...[1, 2].flatMap((depth) =>
    WIDTHS.map((at) => ({ axis: /** @type {const} */ ("width"), at, link: `preset=batchnorm&hidden=${at}x${depth}` })),
  ),
  // Without a norm, since BatchNorm rejects a batch size of 1.
  ...BATCHES.map((at) => ({ axis: /** @type {const} */ ("batch"), at, link: `preset=kaiming&batch=${at}` })),
  ...DEPTHS.map((at) => ({ axis: /** @type {const} */ ("depth"), at, link: `preset=deep-batchnorm&hidden=100x${at}` })),
];

/**
 * @param {Call} chromium
 * @param {number} rounds
 * @param {number} seconds of each reading
 * @param {(name: string, value: number) => void} record
 */
export async function scaling(chromium, rounds, seconds, record) {
  /** @type {number[][]} each place's readings */
  const readings = PLACES.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, { link }] of PLACES.entries()) readings[i].push(await chromium("ours.scale", link, seconds));
    for (const [axis, name] of Object.entries(AXES)) {
      const along = PLACES.flatMap((place, i) =>
        place.axis === axis ? [{ at: place.at, ns: readings[i][round] }] : [],
      );
      const claimed = along.filter(({ at }) => axis === "depth" || at >= FROM);
      const [best, worst] = [Math.min(...along.map(({ ns }) => ns)), Math.max(...claimed.map(({ ns }) => ns))];
      record(name, worst / best);
    }
  }
  return PLACES.map((place, i) => ({ ...place, nanoseconds: median(readings[i]), runs: readings[i] }));
}

/** @param {Awaited<ReturnType<typeof scaling>>} places */
export function scalingTable(places) {
  const lines = places.map(({ link, nanoseconds }) => `${figure(nanoseconds).padEnd(8)}${link}`);
  return ["nanoseconds per multiply-add", ...lines].join("\n");
}
