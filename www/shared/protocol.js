// The protocol between the page and its workers: the types of the messages, and the reader of frames. Used by www/app/ and
// www/worker/; imports nothing.

/**
 * @typedef {"std" | "gain" | "xavier_normal" | "xavier_uniform" | "kaiming_normal" | "kaiming_uniform" | "kaiming_normal_out"
 *   | "kaiming_uniform_out" | "orthogonal" | "trunc_normal" | "torch" | "lsuv" | "zero"} InitName
 */

/**
 * An initialization of weights: its name with a number, `{gain: 1}` for a standard deviation of 1/√fan_in, or its name alone,
 * `"torch"`.
 * @typedef {InitName | {[name in InitName]?: number}} Init
 */

/**
 * The settings of a run, as Rust exchanges them. A link contains all of them.
 * @typedef {object} Config
 * @property {string} preset
 * @property {number} context
 * @property {number} emb
 * @property {number[]} hidden
 * @property {"tanh" | "relu" | "identity" | "sigmoid" | "leaky_relu" | "elu" | "selu" | "gelu" | "gelu_tanh" | "silu" | "softplus"} act
 * @property {Init} w
 * @property {Init} out
 * @property {"none" | "zero" | "torch" | {std: number}} b
 * @property {"none" | "zero" | "torch" | "prior" | {std: number}} outb
 * @property {"none" | "batch" | "layer" | "rms" | `group:${number}`} norm
 * @property {number | null} outnorm
 * @property {number} eps
 * @property {number} momentum
 * @property {"unbiased" | "biased"} variance
 * @property {"none" | "pre" | "post"} res
 * @property {string} branch a number, `depth` or `learned:` and a number
 * @property {number} batch
 * @property {{initial: number, changes: [number, number][], cosine?: number}} lr base rates; `cosine` is the step at which a half cosine has brought them to 0
 * @property {number} warmup
 * @property {"sgd" | {momentum: number} | {nesterov: number} | "adam" | "adamw"} opt
 * @property {[number, number]} betas
 * @property {number} opteps
 * @property {number | "default"} decay
 * @property {number | null} clip
 * @property {number} seed
 * @property {Change[]} then in the order of their steps
 */

/**
 * Settings that change from a step on; absent ones stay. `seed` is the seed of the minibatches drawn from then on.
 * @typedef {{step: number, batch?: number, momentum?: number, eps?: number, variance?: Config["variance"], seed?: number}} Change
 */

/** @typedef {{field: string, expected: string, got: string}} FieldError */
/** @typedef {{lines: number, characters: number, vocabulary: number, alphabet: string, train: number, val: number, test: number}} TextInfo `alphabet` starts with token 1 */
/** @typedef {{name: string, at: number, len: number, type: "f32" | "u32"}} Section `at` and `len` count 32-bit words */
/** @typedef {{magic: number, version: number, words: number, sections: Section[]}} Layout */

/**
 * @typedef {object} Distribution A histogram of equal bins over `range`, with the values outside it
 * @property {Uint32Array} counts
 * @property {Float32Array} range from, to
 * @property {Uint32Array} outside below, above
 * @property {Uint32Array} nonfinite NaN, infinite
 * @property {Float32Array} mean
 * @property {Float32Array} std
 */

/**
 * @typedef {object} LayerSections
 * @property {Distribution} preactivation all counts are 0 unless requested
 * @property {Distribution} activation
 * @property {Distribution} gradient
 * @property {Float32Array} saturated percent
 * @property {Uint32Array} saturated_counts for how many examples each neuron is saturated
 * @property {Uint32Array} dead how many neurons
 * @property {Uint32Array} dead_neurons 0 or 1 for each neuron
 * @property {Float32Array} map activations, batch × neurons
 * @property {Float32Array} output_std of what the layer passes on: with a residual connection the sum, else the activations
 * @property {Float32Array} output_gradient_std of the gradient there
 */

/**
 * @typedef {object} History One point for each stride of steps
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
 * @property {Float32Array} update_data log10; of the update that the optimizer makes at this step
 */

/**
 * @typedef {object} NormSections One normalized block
 * @property {Uint32Array} block its index: hidden layers from 0, then the output layer, then the final norm before that
 * @property {Float32Array} batch_mean of each neuron, over the minibatch; this and the next three are empty unless it is BatchNorm
 * @property {Float32Array} batch_var
 * @property {Float32Array} running_mean
 * @property {Float32Array} running_var
 * @property {Distribution} gain γ of all neurons; all counts of this and of `bias` are 0 unless requested
 * @property {Distribution} bias β, which RMSNorm lacks
 * @property {Float32Array} bias_gradient the largest |∂loss/∂b| of the bias before the norm, and the largest |∂loss/∂W| of the same layer's weight; NaN unless requested, empty without that bias
 */

/**
 * @typedef {object} OptimizerSections
 * @property {Float32Array} gradient_norm of all gradients together, before they are clipped
 * @property {Float32Array} clipped_share of the steps so far, 0 to 1; NaN before the first and if gradients are not clipped
 * @property {{median: Float32Array, below_eps: Float32Array}[]} [root_v] for each weight, √v̂ of this step's update: its median, and the share of elements below eps; only with Adam and AdamW
 */

/**
 * @typedef {object} BranchSections The learned scales of the residual branches
 * @property {Uint32Array} layer the hidden layer of each, counted from 0
 * @property {Float32Array} scale
 * @property {Uint32Array} recorded which of them have a history: all, or some that are evenly spread over the depth
 */

/**
 * @typedef {object} Frame Views into one buffer; all are invalid after the buffer is recycled
 * @property {ArrayBuffer} buffer
 * @property {number} epoch
 * @property {number} step
 * @property {Float32Array} loss
 * @property {Float32Array} first_loss
 * @property {Float32Array} uniform_loss
 * @property {Float32Array} learning_rate of this step, with the cosine and the warmup
 * @property {Float32Array} base_rate the rate that was set last, without them
 * @property {Float32Array} threshold
 * @property {{tokens: Uint32Array, targets: Uint32Array}} batch contexts, batch × context, and the next token of each
 * @property {{index: Uint32Array, probabilities: Float32Array}} example one example of the minibatch, counted from 0, and the probability of each next token
 * @property {LayerSections[]} layer
 * @property {{layer: Uint32Array, index: Uint32Array, preactivation: Float32Array}} neuron the selected hidden neuron, counted from 0, for each example
 * @property {WeightSections[]} weight
 * @property {NormSections[]} [norm] absent without a norm
 * @property {OptimizerSections} optimizer
 * @property {BranchSections} [branch] absent where none is learned
 * @property {{loss: History, smooth: History, update: History[], gradient_norm?: History, branch?: History[]}} history `smooth` is the smoothed loss; `gradient_norm` is there if gradients are clipped, `branch` for the recorded scales
 */

/**
 * What frames contain besides the basics: the threshold of saturation, the selected hidden neuron, and whether to measure
 * pre-activations and norms beyond their statistics.
 * @typedef {object} Look
 * @property {number} [threshold]
 * @property {{layer: number, neuron: number}} [focus]
 * @property {boolean} [preactivations]
 * @property {boolean} [norms]
 */

/**
 * How a verdict's control is changed; src/diagnostics/remedy.rs defines each.
 * @typedef {"lower-rate" | "raise-rate" | "lower-scale" | "raise-scale" | "shrink-biases" | "shrink-output" | "shrink-output-biases"
 *   | "lower-output-gain" | "use-batchnorm" | "raise-eps"} Remedy
 */

/**
 * A finding about the network's health; `control` is the field of the Config that fixes it, and `remedy` is how it is changed.
 * @typedef {{severity: "bad" | "warn" | "good", text: string, control: string | null, remedy: Remedy | null, layer: number | null}} Verdict
 */

/** @typedef {{columns: number, stride: number, bins: number, activation: [number, number][], gradient: [number, number]}} StripsInfo column c belongs to step c · stride; gradients are binned by log10 of their magnitude */

/**
 * The losses of both splits for one way to evaluate a network with BatchNorm: with each minibatch's own statistics, with running
 * ones, with calibrated ones, or with the norms folded into the linear layers. Null until computed.
 * @typedef {{way: "minibatch" | "running" | "calibrated" | "folded", train: number | null, val: number | null}} WayLosses
 */

/** @typedef {{name: string, shape: number[], values: Float32Array}} Tensor in row-major order */

/**
 * The probability of each next token for one example: in evaluation mode, and in training mode over draws of the other
 * examples of its batch.
 * @typedef {object} Coupled
 * @property {Float32Array} evaluation
 * @property {{mean: Float32Array, std: Float32Array, min: Float32Array, max: Float32Array}} training
 * @property {Float32Array} probabilities for each draw, draws × vocabulary
 */

/**
 * Long questions pause training until they are answered. They are answered several times: with their progress, and finally
 * with the result. `couple` puts one example into `draws` minibatches.
 * @typedef {{kind: "evaluate"} | {kind: "survey"} | {kind: "ways"}
 *   | {kind: "couple", tokens: number[], target: number, draws: number, seed: number}} LongQuestion
 */

/**
 * Questions, which do not change the run. An answer with a request number goes to the requester and is not shown on the
 * page.
 * @typedef {LongQuestion | {kind: "sample", count: number, request?: number} | {kind: "strips"} | {kind: "checksum"}
 *   | {kind: "weights", request: number}} Question
 */

/**
 * `logits` is the largest difference of a logit between the folded network and the one with running statistics; null until
 * it is computed.
 * @typedef {{kind: "evaluation", epoch: number, step: number, done: number, total: number, train: number | null, val: number | null}
 *   | {kind: "surveyed", epoch: number, step: number, done: number, total: number, dead: number[][]}
 *   | {kind: "ways", epoch: number, step: number, done: number, total: number, results: WayLosses[], logits: number | null}
 *   | {kind: "coupled", epoch: number, step: number, done: number, total: number, tokens: number[], target: number} & (Coupled | {evaluation: null, training: null, probabilities: null})
 *   | {kind: "samples", epoch: number, step: number, items: string[], known: boolean[], request?: number}
 *   | {kind: "strips", epoch: number, info: StripsInfo, values: Uint8Array}} Answer
 */

/**
 * The parameters in order, the running statistics, then the optimizer's state (`exp_avg.W1`), and the checksum over all of them.
 * @typedef {{kind: "weights", epoch: number, step: number, sum: string, tensors: Tensor[], request: number}} Weights
 */

/**
 * Notable steps of the run.
 * @typedef {object} Marks
 * @property {{step: number, layer: number} | null} dead the first step with a neuron that was saturated, at the default threshold, for its whole minibatch; `layer` counts from 0
 * @property {number | null} nan the first step whose loss was not finite
 * @property {{step: number, what: "loss" | "weights" | "statistics" | "optimizer"} | null} diverged the first step at which anything was not finite: its loss, or the network before its update
 * @property {{from: number, to: number, by: number} | null} drop where the smoothed loss fell most within 100 steps: between which steps, and by how many nats
 */

/**
 * Numbered questions about the run's past. `back` is answered with the frame of the step or, unless `exact`, with the last one
 * recorded before it. If the exact frame is not recorded, the step is recomputed in slices while training is paused; a newer
 * `back`, `cancel` or another run cancels that.
 * @typedef {{kind: "back", step: number, exact: boolean, request: number} | {kind: "timeline", request: number}} PastQuestion
 */

/**
 * `exact` is whether the frame is of the requested step and for the current Look. `layout` is sent if it differs from that
 * of the run's newest frame. `steps` are the recorded ones.
 * @typedef {{kind: "past", epoch: number, step: number, exact: boolean, buffer: ArrayBuffer, verdicts: Verdict[], layout?: Layout, request: number}} Past
 * @typedef {{kind: "timeline", epoch: number, step: number, steps: number[], stride: number, marks: Marks, request: number}} Timeline
 */

/**
 * Page to training worker. `until` is the step to run to: 0 stays at the start. `order` numbers the messages that start or stop
 * the run. With `forgets`, no past is recorded. `barrier` adds a step at which the run waits, until it is paused or
 * restarted: it sends its only frame there, and continues when the next barrier arrives.
 * @typedef {{kind: "start", module: WebAssembly.Module, text: Uint8Array, config: Config, forgets?: boolean, epoch: number, until: number, order: number}
 *   | {kind: "configure", config: Config, epoch: number, until: number, order: number}
 *   | {kind: "open", text: Uint8Array, config: Config, epoch: number, until: number, order: number}
 *   | {kind: "run", until: number, order: number}
 *   | {kind: "step", order: number}
 *   | {kind: "pause", order: number}
 *   | {kind: "barrier", step: number}
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
 * Training worker to page. `started` answers each accepted start, configure, text or open, before its first frame. `layout`
 * precedes the first frame of another layout, as when the batch size changes during the run. `rested` reports that the run
 * stopped at a step, with the last order it had received. After `refused`, nothing has changed. A frame's verdicts are null if
 * the last ones still hold; `worked` is the time spent on training since the previous frame, in milliseconds. `past-left` answers
 * a canceled question; `pong` answers `ping` at once.
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

/** @typedef {"first_loss" | "saturated" | "dead" | "gradient_ratio" | "val"} Measure what a sweep can measure */

/**
 * Page to a sweeping worker. `cells` are computed in order, after earlier ones; `hold` pauses, even within a cell; `drop`
 * discards them all.
 * @typedef {{kind: "start", module: WebAssembly.Module, text: Uint8Array}
 *   | {kind: "cells", job: number, measure: Measure, steps: number, cells: {id: number, config: Config}[]}
 *   | {kind: "hold", held: boolean}
 *   | {kind: "drop"}} ToSweeper
 */

/**
 * A sweeping worker to the page. `value` may be NaN; `part` is the progress of a long cell, from 0 to 1.
 * @typedef {{kind: "ready"}
 *   | {kind: "found", job: number, id: number, value: number, healthy: boolean, sum: string}
 *   | {kind: "refused", job: number, id: number, errors: FieldError[]}
 *   | {kind: "under-way", job: number, id: number, part: number}
 *   | {kind: "failed", message: string}} FromSweeper
 */

/** The frame's first word, "INSC" in little-endian bytes, and the layout this file can read. */
export const MAGIC = 0x4353_4e49;
export const LAYOUT_VERSION = 6;
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
 * Puts a view at its path; a number in the path is an array index.
 * @param {Record<string, unknown>} root
 * @param {string[]} path
 * @param {Float32Array | Uint32Array} view
 */
function place(root, path, view) {
  const taken = () => new RangeError(`section ${path.join(".")}: expected a unique path, got one that is taken`);
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

/** @param {string} what @param {number} expected @param {number} got */
function expect(what, expected, got) {
  if (got !== expected) throw new RangeError(`${what}: expected ${expected}, got ${got}`);
}
