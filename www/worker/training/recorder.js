// Records frames of a run's past in a fixed amount of memory: when it is full, every second frame is dropped. Which steps are
// kept depends only on the run's length and the size of its frames, not on its slices. Used by look-back.js.

/** @import { Layout, Verdict } from "../../shared/protocol.js" */

/**
 * @typedef {object} Recorded A recorded step
 * @property {number} step
 * @property {ArrayBuffer} buffer its frame
 * @property {Verdict[]} verdicts
 * @property {Layout} layout
 * @property {number} look the Look it was written for
 */

const MAX_FRAMES = 256;
const MAX_BYTES = 16 * 1024 * 1024;

/** @param {number} [maxFrames] @param {number} [maxBytes] step 0 and one more are kept, whatever their size */
export function createRecorder(maxFrames = MAX_FRAMES, maxBytes = MAX_BYTES) {
  /** In ascending order, each a multiple of the stride, starting with step 0. @type {Recorded[]} */
  let frames = [];
  let stride = 1;
  let bytes = 0;
  /** Buffers of dropped frames, within the memory limit. @type {ArrayBuffer[]} */
  let spare = [];

  function thin() {
    stride *= 2;
    for (const { step, buffer } of frames) {
      if (step % stride === 0) continue;
      bytes -= buffer.byteLength;
      spare.push(buffer);
    }
    frames = frames.filter(({ step }) => step % stride === 0);
  }

  return {
    clear() {
      frames = [];
      spare = [];
      stride = 1;
      bytes = 0;
    },
    /** The next step to record. */
    next: () => (frames.length === 0 ? 0 : frames[frames.length - 1].step + stride),
    /** Whether the current step is to be recorded, possibly again. @param {number} step */
    wants: (step) => step % stride === 0 && step >= (frames.at(-1)?.step ?? 0),
    /** A buffer for the next frame, if one is free. */
    spare: () => spare.pop(),
    /** Adds a recorded step. @param {Recorded} recorded */
    put(recorded) {
      const size = recorded.buffer.byteLength;
      const last = frames.at(-1);
      if (last?.step === recorded.step) {
        bytes -= last.buffer.byteLength;
        spare.push(last.buffer);
        frames.pop();
      }
      const isFull = () => frames.length === maxFrames || bytes + size > maxBytes;
      while (frames.length > 1 && isFull()) thin();
      if (recorded.step % stride !== 0) return;
      frames.push(recorded);
      bytes += size;
    },
    /** The last one at or before a step. @param {number} step */
    at: (step) => frames.findLast((recorded) => recorded.step <= step),
    steps: () => frames.map(({ step }) => step),
    stride: () => stride,
    /** Bytes of frames and free buffers. */
    bytes: () => bytes + spare.reduce((sum, { byteLength }) => sum + byteLength, 0),
  };
}
