// The duration of a whole sweep map without training, with as many workers as the page's own pool: the cores minus one, at most eight.

import { availableParallelism } from "node:os";
import { poolSize } from "../../www/app/map/pool.js";
import { openWorker } from "./browsers.js";
import { SWEEP } from "./measures.js";

/** @import { Browser } from "@playwright/test" */

/** Values per axis. */
const SIDE = 24;
const AXES = [`w=0.01..10*${SIDE}`, `out=0.01..10*${SIDE}`];

/**
 * Each round has fresh workers, like a map opened for the first time: their code is not optimized yet.
 * @param {Browser} chromium
 * @param {string} origin
 * @param {number} rounds
 * @param {(name: string, value: number) => void} record
 */
export async function sweep(chromium, origin, rounds, record) {
  for (let round = 0; round < rounds; round++) {
    const workers = await Promise.all(
      Array.from({ length: poolSize(availableParallelism()) }, () => openWorker(chromium, origin)),
    );
    const rows = await Promise.all(workers.map(({ call }) => call("sweep.open", "preset=deep-batchnorm", ...AXES)));
    const began = performance.now();
    let [next, cells] = [0, 0];
    await Promise.all(
      workers.map(async ({ call }) => {
        // Each worker takes the next row as soon as it is free.
        while (next < rows[0]) cells += await call("sweep.row", next++);
      }),
    );
    const seconds = (performance.now() - began) / 1000;
    if (cells !== SIDE * SIDE) throw new Error(`the sweep has ${cells} cells`);
    record(SWEEP, seconds);
    await Promise.all(workers.map(({ close }) => close()));
  }
}
