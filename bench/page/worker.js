// The benchmark's module worker, in which everything measured in a browser runs, as in the product.

import * as candle from "./candle.js";
import * as kernels from "./kernels.js";
import * as ours from "./ours.js";
import * as sweep from "./sweep.js";
import * as tensorflow from "./tensorflow.js";

/** @type {Record<string, Record<string, (...values: any[]) => unknown>>} */
const rooms = { candle, kernels, ours, sweep, tensorflow };

/** @param {MessageEvent<{name: string, values: unknown[]}>} event */
self.onmessage = async ({ data: { name, values } }) => {
  try {
    const [room, work] = name.split(".");
    self.postMessage({ result: await rooms[room][work](...values) });
  } catch (thrown) {
    self.postMessage({ error: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) });
  }
};

self.postMessage({ result: "ready" });
