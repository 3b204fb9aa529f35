// The candle peer, compiled to wasm: see ../candle.

import { compile, rate } from "./clock.js";
import { fixtureBytes, readFixture, trainingBytes } from "./fixture.js";

/** @import { Network } from "./fixture.js" */

/** @type {any} */
let exports;
/** @type {Network[]} */
let networks = [];

export async function open() {
  exports = await compile("target/bench/candle.wasm");
  const [json, train, fixture] = await Promise.all([fixtureBytes(), trainingBytes(), readFixture()]);
  ({ networks } = fixture);
  const at = exports.input(json.length + train.length);
  const input = new Uint8Array(exports.memory.buffer, at, json.length + train.length);
  input.set(json);
  input.set(train, json.length);
  exports.open(json.length);
}

/** @param {string} network */
const index = (network) => networks.findIndex(({ name }) => name === network);

/** The losses and running statistics of the fixture's steps. @param {string} network */
export function replay(network) {
  const length = exports.replay(index(network));
  const numbers = [...new Float32Array(exports.memory.buffer, exports.answer(), length)];
  const count = networks[index(network)].steps.length;
  return { losses: numbers.slice(0, count), running: numbers.slice(count) };
}

/** @param {string} network @param {number} seconds */
export const steps = (network, seconds) =>
  rate(seconds, (times) => {
    if (Number.isNaN(exports.steps(index(network), times))) throw new Error("candle's loss is NaN");
  });
