// The machine's peak and the three matrix products of D: see ../kernels.

import { compile, rate } from "./clock.js";

/** How many accumulators each variant of the peak loop has. */
const VARIANTS = [8, 9, 10, 11, 12, 13, 14];
const ROUNDS = 100_000;
const PRODUCTS = ["forward", "weight", "input"];

/** @type {any} */
let exports;
/** Multiply-adds of one product over all layers of D. */
let work = 0;
let best = VARIANTS[0];

/** @param {number} vocabulary */
export async function open(vocabulary) {
  exports = await compile("target/bench/kernels.wasm");
  work = exports.gemms_prepare(vocabulary);
}

/** @param {number} accumulators @param {number} seconds */
function variant(accumulators, seconds) {
  const loop = exports[`peak_${accumulators}`];
  const perCall = exports.peak_work(accumulators) * ROUNDS;
  return (
    perCall *
    rate(seconds, (times) => {
      for (; times > 0; times--) loop(ROUNDS, 0.999, 0.001);
    })
  );
}

/** Finds the fastest variant. @param {number} seconds */
export function choosePeak(seconds) {
  const rates = VARIANTS.map((accumulators) => [accumulators, variant(accumulators, seconds)]);
  best = rates.reduce((a, b) => (b[1] > a[1] ? b : a))[0];
  return Object.fromEntries(rates);
}

/** Multiply-adds per second with registers only. @param {number} seconds */
export const peak = (seconds) => variant(best, seconds);

/**
 * Multiply-adds per second of each product, and of all three.
 * @param {number} seconds for all
 */
export function gemms(seconds) {
  const rates = PRODUCTS.map((name) => work * rate(seconds / 3, (times) => exports[`gemms_${name}`](times)));
  const together = 3 / rates.reduce((sum, rate) => sum + 1 / rate, 0);
  return { together, ...Object.fromEntries(PRODUCTS.map((name, i) => [name, rates[i]])) };
}
