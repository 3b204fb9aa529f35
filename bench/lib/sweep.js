// How long a whole map of first steps takes, by the page's own pool of workers: one less than there are cores, eight at most.

import { availableParallelism } from "node:os";
import { poolSize } from "../../www/app/map/pool.js";
import { openWorker } from "./browsers.js";
import { SWEEP } from "./measures.js";

/** @import { Browser } from "@playwright/test" */

/** Both axes have so many values. */
const SIDE = 24;
const AXES = [`w=0.01..10*${SIDE}`, `out=0.01..10*${SIDE}`];

/**
 * Each round has fresh workers, as a map has that is opened for the first time: their code is not yet compiled for speed.
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
        // A row each, as soon as there is a hand free.
        while (next < rows[0]) cells += await call("sweep.row", next++);
      }),
    );
    const seconds = (performance.now() - began) / 1000;
    if (cells !== SIDE * SIDE) throw new Error(`the sweep has ${cells} cells`);
    record(SWEEP, seconds);
    await Promise.all(workers.map(({ close }) => close()));
  }
}
