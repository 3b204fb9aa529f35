// The TensorFlow.js peer with its wasm backend: one thread, simd128.

import { rate } from "./clock.js";
import { readFixture, trainingBytes } from "./fixture.js";

/** @import { Fixture, Network } from "./fixture.js" */

/** Made of library.js. */
const LIBRARY = "../../target/bench/tensorflow/tensorflow.js";
const BINARIES = "../node_modules/@tensorflow/tfjs-backend-wasm/dist/";

/** @type {any} */
let tf;
/** @type {Fixture} */
let fixture;
/** @type {Uint8Array} */
let train;
/** @type {Record<string, ReturnType<typeof create>>} */
const networks = {};

export async function open() {
  tf = await import(LIBRARY);
  tf.setWasmPaths(new URL(BINARIES, import.meta.url).href);
  tf.setThreadsCount(1);
  if (!(await tf.setBackend("wasm"))) throw new Error("TensorFlow.js has no wasm backend here");
  await tf.ready();
  if (!(await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT"))) throw new Error("TensorFlow.js sees no simd128");
  [fixture, train] = [await readFixture(), await trainingBytes()];
  for (const of of fixture.networks) networks[of.name] = create(of);
}

/** The losses and running statistics of the fixture's steps. @param {string} name */
export function replay(name) {
  const of = /** @type {Network} */ (fixture.networks.find((of) => of.name === name));
  const network = create(of);
  const losses = of.steps.map(({ contexts, targets }) => network.step(contexts, targets));
  return { losses, running: network.running() };
}

/** @param {string} name @param {number} seconds */
export const steps = (name, seconds) =>
  rate(seconds, (times) => {
    for (; times > 0; times--) networks[name].sampledStep();
  });

/** @param {Network} of */
function create({ tensors, hidden, batch, eps, momentum, rate }) {
  const { vocabulary, context, examples } = fixture;
  const variables = new Map(
    tensors.map(({ name, shape, values }) => [name, tf.variable(tf.tensor(values, shape, "float32"))]),
  );
  const table = variables.get("C");
  const layers = Array.from({ length: hidden.length + 1 }, (_, i) => {
    const [weight, b, gain, bias] = ["W", "b", "gain", "bias"].map((name) => variables.get(`${name}${i + 1}`));
    const statistics = gain && [tf.variable(tf.zeros(gain.shape), false), tf.variable(tf.ones(gain.shape), false)];
    return { weight, b, gain, bias, statistics };
  });
  const trained = [...variables.values()];
  const identity = tf.eye(vocabulary);
  const optimizer = tf.train.sgd(rate);

  /** @param {any} contexts @param {any} labels */
  function loss(contexts, labels) {
    // Embedding lookup by one-hot vectors: the wasm backend has no gradient for gather.
    let h = tf.reshape(tf.matMul(contexts, table), [batch, -1]);
    layers.forEach(({ weight, b, gain, bias, statistics }, i) => {
      h = b === undefined ? tf.matMul(h, weight) : tf.fused.matMul({ a: h, b: weight, bias: b });
      if (gain !== undefined) h = normalize(h, gain, bias, statistics);
      if (i < layers.length - 1) h = tf.tanh(h);
    });
    return tf.losses.softmaxCrossEntropy(labels, h);
  }

  /** @param {any} x @param {any} gain @param {any} bias @param {any[]} statistics */
  function normalize(x, gain, bias, statistics) {
    const mean = tf.mean(x, 0);
    const centred = tf.sub(x, mean);
    const variance = tf.div(tf.sum(tf.square(centred), 0), batch - 1);
    [mean, variance].forEach((value, i) => {
      statistics[i].assign(tf.add(tf.mul(statistics[i], 1 - momentum), tf.mul(value, momentum)));
    });
    return tf.add(tf.mul(tf.div(centred, tf.sqrt(tf.add(variance, eps))), gain), bias);
  }

  /** @param {ArrayLike<number>} contexts @param {ArrayLike<number>} targets @returns {number} */
  function step(contexts, targets) {
    return tf.tidy(() => {
      // One-hot vectors; the wasm backend's own oneHot returns integers, whatever the requested type.
      const [x, labels] = [contexts, targets].map((tokens) => tf.gather(identity, tf.tensor1d(tokens, "int32")));
      return optimizer.minimize(() => loss(x, labels), true, trained).dataSync()[0];
    });
  }

  const contexts = new Int32Array(batch * context);
  const targets = new Int32Array(batch);
  function sampledStep() {
    for (let i = 0; i < batch; i++) {
      const chosen = Math.floor(Math.random() * examples);
      for (let j = 0; j < context; j++) contexts[i * context + j] = train[chosen * context + j];
      targets[i] = train[examples * context + chosen];
    }
    return step(contexts, targets);
  }

  const running = () =>
    layers.flatMap(({ statistics = [] }) => statistics.flatMap((/** @type {any} */ of) => [...of.dataSync()]));
  return { step, sampledStep, running };
}
