// Every measure of the benchmark, with its required value (must) and its target (aim), in the table's order.

/** @import { Measure } from "./report.js" */

/** The two networks: S has one hidden layer of 200 neurons, D five of 100, both with BatchNorm and a batch size of 32. */
export const NETWORKS = ["S", "D"];

/** For each axis along which networks grow: the slowest multiply-add from 32 on, compared with the fastest. */
export const AXES = {
  width: "slowest width from 32, against the best",
  batch: "slowest batch from 32, against the best",
  depth: "slowest depth, against the best",
};

/** The sweep map's row. */
export const SWEEP = "sweep of 24 × 24 first steps of D";

/** Response is measured for these presets, states of the page, and tabs of the layers. */
export const PRESETS = ["naive", "deep-batchnorm"];
export const STATES = /** @type {const} */ (["at rest", "training"]);
export const TABS = [
  { id: "view-now", name: "Now" },
  { id: "view-time", name: "Over time" },
];
/** The browsers that response is measured in; only the first reports long tasks. */
export const BROWSERS = /** @type {const} */ (["Chromium", "Firefox"]);

/** Names of the response rows. */
export const RESPONSE = {
  /** @param {string} browser @param {string} preset @param {string} state */
  most: (browser, preset, state) => `response in ${browser}: ${preset} ${state}, 95 %`,
  /** @param {string} browser @param {string} preset @param {string} state */
  half: (browser, preset, state) => `response in ${browser}: ${preset} ${state}, half`,
  /** @param {string} browser @param {string} preset @param {string} tab */
  frames: (browser, preset, tab) => `response in ${browser}: ${preset} training, ${tab}, frames drawn`,
  /** @param {string} preset @param {string} tab */
  tasks: (preset, tab) => `response in Chromium: ${preset} training, ${tab}, tasks over 50 ms`,
  longest: "response in Chromium: longest of those tasks",
};

/** Names of the timeline rows. */
export const SCRUB = {
  /** @param {string} state */
  most: (state) => `scrubbing ${state}: drawn within, 95 %`,
  /** @param {string} state */
  half: (state) => `scrubbing ${state}: drawn within, half`,
};

/** Names of the rows for pinned runs. */
export const PINNED = {
  share: "three runs in lockstep: share of the fair one",
  alone: "one of them alone",
  memory: "memory of a page with four runs",
};

/**
 * @param {string} name
 * @param {string} unit
 * @param {"higher" | "lower"} better
 * @param {number | null} [must]
 * @param {number | null} [aim]
 * @returns {Measure}
 */
const measure = (name, unit, better, must = null, aim = null) => ({ name, unit, better, must, aim });

/** Both networks' rows of one kind. @param {(network: string, i: number) => Measure} row */
const each = (row) => NETWORKS.map(row);

/** Every preset's rows of one kind, in each state or tab. @template T @param {readonly T[]} among @param {(preset: string, of: T) => Measure} row */
const ofPage = (among, row) => PRESETS.flatMap((preset) => among.map((of) => row(preset, of)));

/** @type {Measure[]} */
export const MEASURES = [
  ...each((network, i) => measure(`${network} against PyTorch`, "×", "higher", [6, 5.5][i], [8, 7][i])),
  ...each((network) => measure(`${network} against PyTorch, fused batch norm`, "×", "higher")),
  ...each((network) => measure(`${network} against PyTorch held to 128 bits`, "×", "higher")),
  ...each((network) => measure(`${network} against NumPy`, "×", "higher", 1.7, 2.3)),
  ...each((network) => measure(`${network} against NumPy held to 128 bits`, "×", "higher")),
  ...each((network) => measure(`${network} against TensorFlow.js`, "×", "higher", 22, 35)),
  ...each((network) => measure(`${network} against candle`, "×", "higher", 5, 7)),
  measure("D's matrix products, share of peak", "%", "higher", 80, 95),
  ...each((network, i) => measure(`${network}'s whole step, share of peak`, "%", "higher", [55, 65][i], [75, 85][i])),
  ...each((network) => measure(`${network} in Firefox against Chromium`, "×", "higher", 0.85, 1)),
  measure("D's preview", "ms", "lower", 4, 1.5),
  measure("D's frame against a step", "×", "lower", 0.6, 0.25),
  measure("evaluation of 182,625 examples by S", "s", "lower", 0.6, 0.3),
  measure("longest slice of that evaluation", "ms", "lower", 10),
  measure(SWEEP, "s", "lower", 2, 1),
  measure("training lost to drawing", "%", "lower", 10, 3),
  ...BROWSERS.flatMap((browser) => [
    ...ofPage(STATES, (preset, state) => measure(RESPONSE.most(browser, preset, state), "ms", "lower", 33)),
    ...ofPage(TABS, (preset, { name }) => measure(RESPONSE.frames(browser, preset, name), "/s", "higher", 30)),
  ]),
  ...ofPage(TABS, (preset, { name }) => measure(RESPONSE.tasks(preset, name), "", "lower", 0)),
  ...STATES.map((state) => measure(SCRUB.most(state), "ms", "lower", 50)),
  measure(PINNED.share, "×", "higher", 0.85, 1),
  measure(PINNED.memory, "MB", "lower", 250),
  measure("size of the wasm, gzip -9", "KB", "lower", 90, 50),
  ...Object.values(AXES).map((name) => measure(name, "×", "lower", 2)),
  measure(RESPONSE.longest, "ms", "lower"),
  ...BROWSERS.flatMap((browser) =>
    ofPage(STATES, (preset, state) => measure(RESPONSE.half(browser, preset, state), "ms", "lower")),
  ),
  ...STATES.map((state) => measure(SCRUB.half(state), "ms", "lower")),
  measure("memory that a long run of S adds", "KB", "lower"),
  measure(PINNED.alone, "steps/s", "higher"),
  measure("frames drawn meanwhile", "/s", "higher"),
  measure("training lost to frames not drawn", "%", "lower"),
  measure("peak", "G/s", "higher"),
  measure("D's forward products", "G/s", "higher"),
  measure("D's weight gradients", "G/s", "higher"),
  measure("D's input gradients", "G/s", "higher"),
  ...each((network) => measure(`${network} in Chromium`, "steps/s", "higher")),
  ...each((network) => measure(`${network} in Firefox`, "steps/s", "higher")),
];
