// The peers that train S and D: JavaScript and wasm libraries in the same worker as ours, and Python libraries, each in its own process.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { env } from "node:process";
import { createInterface } from "node:readline";

/** @import { Call } from "./browsers.js" */
/** @import { Fixture } from "../page/fixture.js" */

/** @typedef {{losses: number[], running: number[]}} Replay of the fixture's steps */

/**
 * @typedef {object} Peer
 * @property {string} name
 * @property {(network: string) => Promise<Replay>} replay
 * @property {(network: string, seconds: number) => Promise<number>} steps per second
 */

/** Tolerance between a peer's numbers and ours: sums in another order drift apart, but not faster than this. */
const TOLERANCE = 1e-3;

/**
 * @param {string} name
 * @param {string} group of page/worker.js
 * @param {Call} call
 * @returns {Promise<Peer>}
 */
export async function openInPage(name, group, call) {
  await call(`${group}.open`);
  return {
    name,
    replay: (network) => call(`${group}.replay`, network),
    steps: (network, seconds) => call(`${group}.steps`, network, seconds),
  };
}

/**
 * @typedef {object} Process one of Python, with one library
 * @property {string} library
 * @property {Record<string, string>} forms the name of each form of the network in the table
 * @property {Record<string, string>} environment
 */

const ONE_THREAD = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
/** Keeps the libraries and their dependencies from using vectors wider than 128 bits, on Intel and AMD processors. */
const NARROW = {
  ATEN_CPU_CAPABILITY: "default",
  MKL_ENABLE_INSTRUCTIONS: "SSE4_2",
  NPY_DISABLE_CPU_FEATURES: "X86_V3,X86_V4,AVX512_ICL,AVX512_SPR",
  ONEDNN_MAX_CPU_ISA: "SSE41",
  OPENBLAS_CORETYPE: "Nehalem",
};

/** @type {Process[]} */
export const PYTHON = [
  { library: "torch", forms: { plain: "PyTorch", fused: "PyTorch, fused batch norm" }, environment: ONE_THREAD },
  { library: "torch", forms: { plain: "PyTorch held to 128 bits" }, environment: { ...ONE_THREAD, ...NARROW } },
  { library: "numpy", forms: { plain: "NumPy" }, environment: ONE_THREAD },
  { library: "numpy", forms: { plain: "NumPy held to 128 bits" }, environment: { ...ONE_THREAD, ...NARROW } },
];

/**
 * Starts a Python library. Resolves to no peers if Python does not have it.
 * @param {Process} process
 * @param {string} root
 * @returns {Promise<{peers: Peer[], version?: string, close: () => void}>}
 */
export async function openPython({ library, forms, environment }, root) {
  const script = join(root, "bench/python/peer.py");
  const child = spawn(env.PYTHON ?? "python3", [script, library, join(root, "target/bench")], {
    env: { ...env, ...environment, PYTHONDONTWRITEBYTECODE: "1" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let complaints = "";
  child.stderr.on("data", (text) => {
    complaints += text;
  });
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  const lines = createInterface({ input: child.stdout });
  const answers = lines[Symbol.asyncIterator]();
  const answered = async () => {
    const { done, value } = await answers.next();
    return done ? undefined : JSON.parse(value);
  };
  const greeting = await answered();
  const close = () => {
    child.stdin.end();
  };
  if (greeting === undefined) {
    const missing = child.pid === undefined || /ModuleNotFoundError/.test(complaints);
    if (!missing) throw new Error(`${library} in Python: ${complaints}`);
    return { peers: [], close };
  }

  /** @param {Record<string, unknown>} question */
  async function ask(question) {
    child.stdin.write(`${JSON.stringify(question)}\n`);
    const answer = await answered();
    if (answer !== undefined) return answer;
    if (child.exitCode === null) await once(child, "close");
    throw new Error(`${library} in Python: ${complaints}`);
  }
  const peers = Object.entries(forms).map(([form, name]) => ({
    name,
    replay: (/** @type {string} */ network) => ask({ do: "replay", form, network }),
    steps: async (/** @type {string} */ network, /** @type {number} */ seconds) =>
      (await ask({ do: "steps", form, network, seconds })).rate,
  }));
  return { peers, version: greeting.version, close };
}

/**
 * Lets a peer train on the fixture's minibatches, and throws unless it computes the same numbers.
 * @param {Peer} peer
 * @param {Fixture} fixture
 */
export async function verify(peer, fixture) {
  for (const { name, steps, running } of fixture.networks) {
    const replay = await peer.replay(name);
    compare(
      replay.losses,
      steps.map(({ loss }) => loss),
      `the loss of ${peer.name} on ${name}`,
    );
    compare(replay.running, running, `the running statistics of ${peer.name} on ${name}`);
  }
}

/** @param {number[]} theirs @param {number[]} ours @param {string} what */
function compare(theirs, ours, what) {
  if (theirs.length !== ours.length) throw new Error(`${what}: expected ${ours.length} numbers, got ${theirs.length}`);
  // Means near 0 are sums that cancel, so they are compared relative to the size of the others.
  const size = ours.reduce((sum, value) => sum + Math.abs(value), 0) / ours.length;
  for (const [i, our] of ours.entries()) {
    const apart = Math.abs(theirs[i] - our) / Math.max(Math.abs(our), size);
    if (!(apart <= TOLERANCE)) throw new Error(`${what}: number ${i} is ${theirs[i]}, ours is ${our}`);
  }
}
