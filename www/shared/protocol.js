// What crosses between the page and its worker: the shapes of the messages, and how a frame's words are read.
// Imports nothing; knows no DOM and no wasm.

/**
 * A scale of initial weights: a standard deviation, or a gain g that stands for g/√fan_in.
 * @typedef {{std: number} | {gain: number}} Scale
 */

/**
 * All that a link can say of a run, as Rust gives and takes it.
 * @typedef {object} Config
 * @property {string} preset
 * @property {number} context
 * @property {number} emb
 * @property {number[]} hidden
 * @property {"tanh" | "relu" | "identity"} act
 * @property {Scale} w
 * @property {Scale} out
 * @property {"none" | "zero" | {std: number}} b
 * @property {"none" | "zero" | {std: number}} outb
 * @property {"none" | "batch" | "layer"} norm
 * @property {number | null} outnorm
 * @property {number} eps
 * @property {number} momentum
 * @property {"unbiased" | "biased"} variance
 * @property {number} batch
 * @property {{initial: number, changes: [number, number][]}} lr
 * @property {number} seed
 * @property {Change[]} then in the order of their steps
 */

/**
 * What holds from a step on; what is absent stays. A seed is that of the minibatches drawn from there on.
 * @typedef {{step: number, batch?: number, momentum?: number, eps?: number, variance?: Config["variance"], seed?: number}} Change
 */

/** @typedef {{field: string, expected: string, got: string}} FieldError */
/** @typedef {{lines: number, characters: number, vocabulary: number, alphabet: string, train: number, val: number, test: number}} TextInfo `alphabet` begins with token 1 */
/** @typedef {{name: string, at: number, len: number, type: "f32" | "u32"}} Section `at` and `len` count 32-bit words */
/** @typedef {{magic: number, version: number, words: number, sections: Section[]}} Layout */

/**
 * @typedef {object} Distribution A histogram of equal bins over `range`, and what fell beside it
 * @property {Uint32Array} counts
 * @property {Float32Array} range from, to
 * @property {Uint32Array} outside below, above
 * @property {Uint32Array} nonfinite NaN, infinite
 * @property {Float32Array} mean
 * @property {Float32Array} std
 */

/**
 * @typedef {object} LayerSections
 * @property {Distribution} preactivation what enters the activation; empty unless asked for
 * @property {Distribution} activation
 * @property {Distribution} gradient
 * @property {Float32Array} saturated percent
 * @property {Uint32Array} saturated_counts for how many examples each neuron is saturated
 * @property {Uint32Array} dead how many neurons
 * @property {Uint32Array} dead_neurons 0 or 1 for each neuron
 * @property {Float32Array} map activations, batch × neurons
 */

/**
 * @typedef {object} History Steps in equal strides, one point for each stride
 * @property {Float32Array} first the value at step 0
 * @property {Uint32Array} points how many are filled
 * @property {Uint32Array} stride steps per point
 * @property {Float32Array} min
 * @property {Float32Array} mean
 * @property {Float32Array} max
 * @property {Uint32Array} nonfinite
 */

/**
 * @typedef {object} WeightSections
 * @property {Distribution} gradient
 * @property {Float32Array} data_std
 * @property {Float32Array} grad_data
 * @property {Float32Array} update_data log10
 */

/**
 * @typedef {object} NormSections One normed block
 * @property {Uint32Array} block its index: hidden layers from 0, last the output layer
 * @property {Float32Array} batch_mean of each neuron, over the minibatch; this and the next three are empty for layer norm
 * @property {Float32Array} batch_var
 * @property {Float32Array} running_mean
 * @property {Float32Array} running_var
 * @property {Distribution} gain γ of all neurons; empty unless asked for, as the next two
 * @property {Distribution} bias β
 * @property {Float32Array} bias_gradient the largest |∂loss/∂b| of the bias before the norm, and the largest |∂loss/∂W| of the weight beside it; NaN unless asked for, of no length without that bias
 */

/**
 * @typedef {object} Frame Views into one buffer; all die when the buffer is recycled
 * @property {ArrayBuffer} buffer
 * @property {number} epoch
 * @property {number} step
 * @property {Float32Array} loss
 * @property {Float32Array} first_loss
 * @property {Float32Array} uniform_loss
 * @property {Float32Array} learning_rate
 * @property {Float32Array} threshold
 * @property {{tokens: Uint32Array, targets: Uint32Array}} batch contexts, batch × context, and what follows each
 * @property {LayerSections[]} layer
 * @property {{layer: Uint32Array, index: Uint32Array, preactivation: Float32Array}} neuron the hidden neuron in focus, counted from 0, for each example
 * @property {WeightSections[]} weight
 * @property {NormSections[]} [norm] where there is one
 * @property {{loss: History, smooth: History, update: History[]}} history `smooth` is the loss, averaged
 */

/**
 * How a run is looked at: what counts as saturated, which hidden neuron is read, whether pre-activations are measured, and
 * of norms what is beyond their statistics.
 * @typedef {object} Look
 * @property {number} [threshold]
 * @property {{layer: number, neuron: number}} [focus]
 * @property {boolean} [preactivations]
 * @property {boolean} [norms]
 */

/**
 * What a network's health comes to, in words; `control` is the field of the Config that mends it.
 * @typedef {{severity: "bad" | "warn" | "good", text: string, control: string | null, layer: number | null}} Verdict
 */

/** @typedef {{columns: number, stride: number, bins: number, activation: [number, number][], gradient: [number, number]}} StripsInfo column c is of step c · stride; gradients are counted by log10 of their size */

/**
 * The loss of both splits by one way to use a network with batch norm: with each minibatch's own statistics, with running
 * ones, with calibrated ones, or with the norms folded into the linear layers. Null until it is known.
 * @typedef {{way: "minibatch" | "running" | "calibrated" | "folded", train: number | null, val: number | null}} WayLosses
 */

/** @typedef {{name: string, shape: number[], values: Float32Array}} Tensor row by row */

/**
 * What the probability of each token comes to for one example: in evaluation mode, and in training mode over the draws of
 * its batch-mates.
 * @typedef {object} Coupled
 * @property {Float32Array} evaluation
 * @property {{mean: Float32Array, std: Float32Array, min: Float32Array, max: Float32Array}} training
 * @property {Float32Array} probabilities of each draw, draws × vocabulary
 */

/**
 * Long questions hold training up until they are answered, and are answered several times: with their progress, and at
 * last with the result. `couple` puts one example into `draws` minibatches.
 * @typedef {{kind: "evaluate"} | {kind: "survey"} | {kind: "ways"}
 *   | {kind: "couple", tokens: number[], target: number, draws: number, seed: number}} LongQuestion
 */

/**
 * Questions that change nothing of a run. What has the number of a request is for whoever made it, and not to be shown on
 * the page.
 * @typedef {LongQuestion | {kind: "sample", count: number, request?: number} | {kind: "strips"} | {kind: "checksum"}
 *   | {kind: "weights", request: number}} Question
 */

/**
 * `logits` is, at last, the largest difference of a logit between the folded network and the one with running statistics.
 * @typedef {{kind: "evaluation", epoch: number, step: number, done: number, total: number, train: number | null, val: number | null}
 *   | {kind: "surveyed", epoch: number, step: number, done: number, total: number, dead: number[][]}
 *   | {kind: "ways", epoch: number, step: number, done: number, total: number, results: WayLosses[], logits: number | null}
 *   | {kind: "coupled", epoch: number, step: number, done: number, total: number, tokens: number[], target: number} & (Coupled | {evaluation: null, training: null, probabilities: null})
 *   | {kind: "samples", epoch: number, step: number, items: string[], request?: number}
 *   | {kind: "strips", epoch: number, info: StripsInfo, values: Uint8Array}} Answer
 */

/**
 * The parameters in their order, then the running statistics, and the checksum over all of them.
 * @typedef {{kind: "weights", epoch: number, step: number, sum: string, tensors: Tensor[], request: number}} Weights
 */

/**
 * What stands out in the steps made.
 * @typedef {object} Marks
 * @property {{step: number, layer: number} | null} dead the first step with a neuron that was saturated, at the usual threshold, for its whole minibatch; `layer` counts from 0
 * @property {number | null} nan the first step whose loss was not finite
 * @property {{step: number, what: "loss" | "weights" | "statistics"} | null} diverged the first step at which anything was not finite: its loss, or the network before its update
 * @property {{from: number, to: number, by: number} | null} drop where the smoothed loss fell most within 100 steps: from the one step to the other, by so many nats
 */

/**
 * Numbered questions about the run's past. `back` is answered with the frame of the step or, unless it is to be exact, with
 * the last one recorded before it. Where the exact one is not recorded it is made anew, in slices, while training waits;
 * a newer `back`, `cancel` or another run leave it.
 * @typedef {{kind: "back", step: number, exact: boolean, request: number} | {kind: "timeline", request: number}} PastQuestion
 */

/**
 * `exact` is whether the frame is of the step that was asked for, as the run is looked at now. `layout` comes with a frame
 * that has another than the run's newest. `steps` are those recorded.
 * @typedef {{kind: "past", epoch: number, step: number, exact: boolean, buffer: ArrayBuffer, verdicts: Verdict[], layout?: Layout, request: number}} Past
 * @typedef {{kind: "timeline", epoch: number, step: number, steps: number[], stride: number, marks: Marks, request: number}} Timeline
 */

/**
 * Page to worker. `until` is the step to run to: 0 stays at the start. `order` counts what moves the run or stops it. What
 * `forgets` is not recorded. `pace`
 * adds a barrier: until it rests or begins anew, a run then stops at each, sends its frame from there and from nowhere
 * between, and goes on when there is another.
 * @typedef {{kind: "start", module: WebAssembly.Module, text: Uint8Array, config: Config, forgets?: boolean, epoch: number, until: number, order: number}
 *   | {kind: "configure", config: Config, epoch: number, until: number, order: number}
 *   | {kind: "open", text: Uint8Array, config: Config, epoch: number, until: number, order: number}
 *   | {kind: "run", until: number, order: number}
 *   | {kind: "step", order: number}
 *   | {kind: "pause", order: number}
 *   | {kind: "pace", limit: number}
 *   | {kind: "text", text: Uint8Array, epoch: number, until: number}
 *   | {kind: "rate", rate: number}
 *   | {kind: "plan", plan: string}
 *   | {kind: "look", look: Look}
 *   | Question
 *   | PastQuestion
 *   | {kind: "cancel"}
 *   | {kind: "ping"}
 *   | {kind: "recycle", buffer: ArrayBuffer}} ToWorker
 */

/**
 * Worker to page. `started` comes once for each accepted start, configure, text or open, before its first frame;
 * `layout` before the first frame of another layout, as when the size of the minibatch changes in mid-run; `rested` whenever a run comes to stand at a step, with the last order it had by then; `refused` leaves everything as
 * it was. A frame's verdicts are null while the last ones may stand; `worked` is how many
 * ms of training it took since the frame before. `past-left` answers a question that was left; `pong`, at once, whoever
 * asks whether it is well.
 * @typedef {{kind: "started", epoch: number, layout: Layout, config: Config, text: TextInfo}
 *   | {kind: "layout", epoch: number, layout: Layout}
 *   | {kind: "frame", epoch: number, buffer: ArrayBuffer, verdicts: Verdict[] | null, worked: number}
 *   | {kind: "rested", epoch: number, order: number, step: number, sum: string}
 *   | {kind: "checksum", epoch: number, step: number, sum: string}
 *   | {kind: "config", epoch: number, config: Config}
 *   | {kind: "refused", what: "config" | "text" | "open" | "rate" | "question", epoch: number, errors: FieldError[], request?: number}
 *   | Answer
 *   | Weights
 *   | Past
 *   | Timeline
 *   | {kind: "past-progress", done: number, total: number, request: number}
 *   | {kind: "past-left", request: number}
 *   | {kind: "pong"}
 *   | {kind: "failed", message: string}} FromWorker
 */

/** @typedef {"first_loss" | "saturated" | "dead" | "gradient_ratio" | "val"} Measure a figure of a network that a sweep can show */

/**
 * Page to a worker that sweeps. `cells` are worked on in their order, after those that came before; `hold` stops in the
 * midst of one, to go on there; `drop` leaves them all.
 * @typedef {{kind: "start", module: WebAssembly.Module, text: Uint8Array}
 *   | {kind: "cells", job: number, measure: Measure, steps: number, cells: {id: number, config: Config}[]}
 *   | {kind: "hold", held: boolean}
 *   | {kind: "drop"}} ToSweeper
 */

/**
 * A worker that sweeps to the page. `value` is NaN where the figure is not a number; `part` says how far a long cell is.
 * @typedef {{kind: "ready"}
 *   | {kind: "found", job: number, id: number, value: number, healthy: boolean, sum: string}
 *   | {kind: "refused", job: number, id: number, errors: FieldError[]}
 *   | {kind: "under-way", job: number, id: number, part: number}
 *   | {kind: "failed", message: string}} FromSweeper
 */

/** The frame's first word, "INSC" in little-endian bytes, and the layout this file can read. */
export const MAGIC = 0x4353_4e49;
export const LAYOUT_VERSION = 3;
const HEADER_WORDS = 8;

/**
 * Makes the reader of all frames of one layout. A section `layer.0.activation.counts` is read as
 * `frame.layer[0].activation.counts`.
 * @param {Layout} layout
 * @returns {(buffer: ArrayBuffer) => Frame}
 */
export function frameReader(layout) {
  expect("layout magic", MAGIC, layout.magic);
  expect("layout version", LAYOUT_VERSION, layout.version);
  const sections = layout.sections.map(({ name, at, len, type }) => {
    const areWhole = Number.isInteger(at) && Number.isInteger(len);
    if (!areWhole || at < HEADER_WORDS || len < 0 || at + len > layout.words) {
      throw new RangeError(
        `section ${name}: expected words within ${HEADER_WORDS}..${layout.words}, got ${at}..${at + len}`,
      );
    }
    const path = name.split(".");
    if (path.includes("__proto__")) throw new RangeError(`section name: expected a path, got ${name}`);
    return { path, byte: at * 4, len, type };
  });
  return (buffer) => {
    expect("frame bytes", layout.words * 4, buffer.byteLength);
    const header = new Uint32Array(buffer, 0, HEADER_WORDS);
    expect("frame magic", MAGIC, header[0]);
    expect("frame version", LAYOUT_VERSION, header[1]);
    /** @type {Record<string, unknown>} */
    const frame = { buffer, epoch: header[2], step: header[3] + header[4] * 2 ** 32 };
    for (const { path, byte, len, type } of sections) {
      place(frame, path, type === "f32" ? new Float32Array(buffer, byte, len) : new Uint32Array(buffer, byte, len));
    }
    return /** @type {Frame} */ (/** @type {unknown} */ (frame));
  };
}

/**
 * Puts a view at its path, where nothing is yet; a number in the path is an index of an array.
 * @param {Record<string, unknown>} root
 * @param {string[]} path
 * @param {Float32Array | Uint32Array} view
 */
function place(root, path, view) {
  const taken = () => new RangeError(`section ${path.join(".")}: expected a path of its own, got another's`);
  let node = root;
  for (let i = 0; i < path.length - 1; i++) {
    if (!Object.hasOwn(node, path[i])) node[path[i]] = /^\d+$/.test(path[i + 1]) ? [] : {};
    node = /** @type {Record<string, unknown>} */ (node[path[i]]);
    if (typeof node !== "object" || ArrayBuffer.isView(node)) throw taken();
  }
  const last = path[path.length - 1];
  if (Object.hasOwn(node, last)) throw taken();
  node[last] = view;
}

/**
 * @param {string} what
 * @param {number} expected
 * @param {number} got
 */
function expect(what, expected, got) {
  if (got !== expected) throw new RangeError(`${what}: expected ${expected}, got ${got}`);
}
