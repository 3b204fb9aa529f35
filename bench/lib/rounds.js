// One round of the benchmark: measures everything once. Values that are compared are measured alternately.

import { NETWORKS } from "./measures.js";

/** @import { Call } from "./browsers.js" */
/** @import { Frames } from "./drawing.js" */
/** @import { Peer } from "./peers.js" */

/**
 * @typedef {object} Bench
 * @property {Call} chromium
 * @property {Peer[]} peers
 * @property {Pick<Peer, "steps"> | undefined} firefox
 * @property {((frames: Frames, seconds: number) => Promise<{steps: number, frames: number}>) | undefined} page
 * @property {number} seconds of each reading
 * @property {(name: string) => boolean} wanted
 * @property {(name: string, value: number) => void} record
 */

/**
 * Measures `anchor` before and after each of the others, since the machine's speed changes from second to second.
 * Each gets its own value, and the mean of the anchor's values before and after it.
 * @param {() => Promise<number>} anchor
 * @param {{read: () => Promise<number>, use: (other: number, anchor: number) => void}[]} others
 */
async function between(anchor, others) {
  if (others.length === 0) return;
  let before = await anchor();
  for (const { read, use } of others) {
    const other = await read();
    const after = await anchor();
    use(other, (before + after) / 2);
    before = after;
  }
}

/** @param {Bench} bench */
export async function round(bench) {
  const { chromium, seconds, wanted, record } = bench;
  for (const network of NETWORKS) await steps(bench, network);

  const products = "D's matrix products, share of peak";
  if (wanted(products)) {
    const peak = () => chromium("kernels.peak", seconds / 2);
    /** @type {Record<string, number>} */
    let parts = {};
    await between(peak, [
      {
        read: async () => {
          parts = await chromium("kernels.gemms", 2 * seconds);
          return parts.together;
        },
        use: (together, peak) => {
          record(products, (100 * together) / peak);
          record("peak", peak / 1e9);
          record("D's forward products", parts.forward / 1e9);
          record("D's weight gradients", parts.weight / 1e9);
          record("D's input gradients", parts.input / 1e9);
        },
      },
    ]);
  }

  await drawing(bench);

  const preview = "D's preview";
  if (wanted(preview)) record(preview, await chromium("ours.preview", "D", seconds));

  const ofFrame = "D's frame against a step";
  if (wanted(ofFrame)) {
    const { step, frame } = await chromium("ours.frame", "D", 4 * seconds);
    record(ofFrame, frame / step);
  }

  const ofEvaluation = "evaluation of 182,625 examples by S";
  if (wanted(ofEvaluation)) {
    const { seconds, longest, total } = await chromium("ours.evaluation");
    if (total !== 182_625) throw new Error(`the text has ${total} examples`);
    record(ofEvaluation, seconds);
    record("longest slice of that evaluation", longest);
  }
}

/**
 * The page's training with its frames drawn, and with frames sent but not drawn, compared with no frames.
 * @param {Bench} bench
 */
async function drawing({ page, seconds, record }) {
  if (page === undefined) return;
  let drawn = 0;
  await between(
    async () => (await page("none", 4 * seconds)).steps,
    [
      {
        read: async () => {
          const { steps, frames } = await page("drawn", 4 * seconds);
          drawn = frames;
          return steps;
        },
        use: (steps, alone) => {
          record("training lost to drawing", 100 * (1 - steps / alone));
          record("frames drawn meanwhile", drawn);
        },
      },
      {
        read: async () => (await page("sent", 4 * seconds)).steps,
        use: (steps, alone) => record("training lost to frames not drawn", 100 * (1 - steps / alone)),
      },
    ],
  );
}

/**
 * Whole steps of one network, compared with every peer, with Firefox and with the machine's peak.
 * @param {Bench} bench @param {string} network
 */
async function steps({ chromium, peers, firefox, seconds, wanted, record }, network) {
  const work = await chromium("ours.work", network);
  const ours = () => chromium("ours.steps", network, seconds);
  const others = peers.map((peer) => ({
    name: `${network} against ${peer.name}`,
    read: () => peer.steps(network, seconds),
    value: (/** @type {number} */ theirs, /** @type {number} */ ours) => ours / theirs,
  }));
  others.push({
    name: `${network}'s whole step, share of peak`,
    read: () => chromium("kernels.peak", seconds / 2),
    value: (peak, ours) => {
      record(`${network} in Chromium`, ours);
      return (100 * ours * work) / peak;
    },
  });
  if (firefox !== undefined) {
    others.push({
      name: `${network} in Firefox against Chromium`,
      read: () => firefox.steps(network, seconds),
      value: (theirs, ours) => {
        record(`${network} in Firefox`, theirs);
        return theirs / ours;
      },
    });
  }
  const chosen = others.filter(({ name }) => wanted(name));
  await between(
    ours,
    chosen.map(({ name, read, value }) => ({ read, use: (other, anchor) => record(name, value(other, anchor)) })),
  );
}
