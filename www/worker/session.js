// The wasm session as the worker uses it. The only file that touches `memory.buffer`; knows no message and no page. Used by
// training/.

import { initSync, Session } from "../pkg/initscope.js";

/** @import { Config, Coupled, FieldError, Layout, LongQuestion, Look, Marks, StripsInfo, Tensor, TextInfo, Verdict, WayLosses } from "../shared/protocol.js" */

/**
 * What is known of the answer to a long question, null for what is not.
 * @typedef {{done: number, total: number} & (
 *   {kind: "evaluation", train: number | null, val: number | null} | {kind: "surveyed", dead: number[][]}
 *   | {kind: "ways", results: WayLosses[], logits: number | null} | {kind: "coupled"})} Known
 */
/** @typedef {ReturnType<typeof openSession>} OpenSession */

/** Rust refused the arguments, and names the fields. The session is as it was before the call. */
export class Refusal extends Error {
  /** @param {FieldError[]} errors */
  constructor(errors) {
    super(errors.map(({ field, expected, got }) => `${field}: expected ${expected}, got ${got}`).join("; "));
    this.errors = errors;
  }
}

/**
 * Makes the session: the module's one instance in this worker, with a text and a Config.
 * @param {WebAssembly.Module} module
 * @param {Uint8Array} text
 * @param {Config} config
 * @param {number} epoch
 */
export function openSession(module, text, config, epoch) {
  const { memory } = initSync({ module });
  const session = refusing(() => new Session(text, config, epoch));
  /** Whether the frame in memory is up to date: of the current step and look. A new run writes its first frame itself. */
  let written = true;
  /** The layout of the frame last written; the same object while it is the same. @type {Layout | null} */
  let layout = null;

  /** Calls what starts a run at step 0. @param {() => void} call */
  function restart(call) {
    refusing(call);
    written = true;
    layout = null;
  }
  /** @template T @param {() => T} call */
  function change(call) {
    written = false;
    return refusing(call);
  }

  return {
    /** @param {Config} next @param {number} nextEpoch */
    configure: (next, nextEpoch) => restart(() => session.configure(next, nextEpoch)),
    /** @param {Uint8Array} bytes @param {number} nextEpoch */
    setText: (bytes, nextEpoch) => restart(() => session.set_text(bytes, nextEpoch)),
    /** @param {number} rate */
    setLearningRate: (rate) => change(() => session.set_learning_rate(rate)),
    /** @param {string} plan the changes after the current step, as a link has them */
    setPlan: (plan) => change(() => session.set_plan(plan)),
    /** @param {Look} look */
    look({ threshold, focus, preactivations, norms }) {
      written = false;
      if (threshold !== undefined) refusing(() => session.set_threshold(threshold));
      if (focus !== undefined) session.set_focus(focus.layer, focus.neuron);
      if (preactivations !== undefined) session.show_preactivations(preactivations);
      if (norms !== undefined) session.show_norms(norms);
    },
    /** @param {number} steps */
    advance: (steps) => change(() => session.advance(steps)),
    /** @param {number} milliseconds @param {number} steps at most */
    advanceFor: (milliseconds, steps) => change(() => session.advance_for(milliseconds, steps)),
    step: () => session.step(),
    checksum: () => session.checksum(),
    config: () => /** @type {Config} */ (session.config()),
    /** Of the frame last written. */
    layout() {
      // Within a run the layout depends on the size of the minibatch alone, and so does the length.
      if (layout?.words !== session.frame_words()) layout = /** @type {Layout} */ (session.layout());
      return layout;
    },
    textInfo: () => /** @type {TextInfo} */ (session.text_info()),
    verdicts: () => /** @type {Verdict[]} */ (session.verdicts()),
    /** What stands out in the run so far. */
    marks: () => /** @type {Marks} */ (session.marks()),

    /** Records no checkpoints: nobody will look back. */
    disableCheckpoints: () => session.disable_checkpoints(),
    /** Starts to run to a step again, on a second network. @param {number} step */
    lookBack: (step) => refusing(() => session.look_back(step)),
    /** @param {number} milliseconds @returns {{done: number, total: number} | null} in steps */
    lookBackFor: (milliseconds) => session.look_back_for(milliseconds),
    /** What the run was at the step that was looked back at. */
    pastFrame() {
      const layout = /** @type {Layout} */ (session.past_layout());
      const words = new Uint32Array(memory.buffer, session.past_ptr(), layout.words);
      return { buffer: words.slice().buffer, layout, verdicts: /** @type {Verdict[]} */ (session.past_verdicts()) };
    },

    /** Starts to answer a long question, in place of the one before. @param {LongQuestion} question */
    ask: (question) => refusing(() => session.ask(question)),
    /** What is known after so much more work; null where there is nothing to do. @param {number} milliseconds */
    answerFor: (milliseconds) => /** @type {Known | null} */ (session.answer_for(milliseconds)),
    /** The probabilities of the draws, once they are finished. @returns {Coupled} */
    coupling() {
      const rows = session.coupling();
      const { vocabulary } = /** @type {TextInfo} */ (session.text_info());
      const row = (/** @type {number} */ i) => rows.slice(i * vocabulary, (i + 1) * vocabulary);
      const training = { mean: row(1), std: row(2), min: row(3), max: row(4) };
      return { evaluation: row(0), training, probabilities: rows.slice(5 * vocabulary) };
    },
    /** @param {number} count @param {number} seed */
    sample: (count, seed) => session.sample(count, seed),
    /** Whether an item is one of the text's. @param {string} item */
    textContains: (item) => session.text_contains(item),
    stripsInfo: () => /** @type {StripsInfo} */ (session.strips_info()),
    strips: () => session.strips(),
    /** Every parameter, running statistic and number of the optimizer's state, copied out. @returns {Tensor[]} */
    tensors() {
      const found = /** @type {{name: string, shape: number[], ptr: number}[]} */ (session.tensors());
      return found.map(({ name, shape, ptr }) => {
        const length = shape.reduce((product, size) => product * size, 1);
        return { name, shape, values: new Float32Array(memory.buffer, ptr, length).slice() };
      });
    },

    /**
     * Writes the frame, unless it stands there, and copies it out, into `into` if that has the right size.
     * @param {ArrayBuffer | undefined} into
     * @returns {ArrayBuffer}
     */
    copyFrame(into) {
      if (!written) session.write_frame();
      written = true;
      // A view of wasm memory dies when the memory grows, so a new one is made after every call.
      const frame = new Uint8Array(memory.buffer, session.frame_ptr(), session.frame_words() * 4);
      const buffer = into?.byteLength === frame.length ? into : new ArrayBuffer(frame.length);
      new Uint8Array(buffer).set(frame);
      return buffer;
    },
  };
}

/**
 * Turns Rust's list of named errors into a Refusal; a trap passes as it is.
 * @template T
 * @param {() => T} call
 * @returns {T}
 */
function refusing(call) {
  try {
    return call();
  } catch (thrown) {
    if (Array.isArray(thrown)) throw new Refusal(thrown);
    throw thrown;
  }
}
