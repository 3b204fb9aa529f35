// Frames of a run's past, in fixed memory however long the run: full, every second one is let go. What is kept hangs on the
// run's steps alone, not on when a slice ended. Knows no session and no page.

/** @import { Layout, Verdict } from "../../shared/protocol.js" */

/**
 * @typedef {object} Recorded A step as it was left
 * @property {number} step
 * @property {ArrayBuffer} buffer its frame
 * @property {Verdict[]} verdicts
 * @property {Layout} layout
 * @property {number} look by which of the ways to look at a run it was written
 */

const MAX_FRAMES = 256;
const MAX_BYTES = 16 * 1024 * 1024;

/** @param {number} [maxFrames] @param {number} [maxBytes] step 0 and one more are kept, whatever they take */
export function createRecorder(maxFrames = MAX_FRAMES, maxBytes = MAX_BYTES) {
  /** By their steps, each a multiple of the stride; step 0 first. @type {Recorded[]} */
  let frames = [];
  let stride = 1;
  let bytes = 0;
  /** Buffers of frames that were let go, no more than fit beneath the limit. @type {ArrayBuffer[]} */
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
    /** The first step that is not recorded and is to be. */
    next: () => (frames.length === 0 ? 0 : frames[frames.length - 1].step + stride),
    /** Whether a step that is about to be left is to be recorded, maybe anew. @param {number} step */
    wants: (step) => step % stride === 0 && step >= (frames.at(-1)?.step ?? 0),
    /** A buffer for the next frame, if one is free. */
    spare: () => spare.pop(),
    /** Takes in a step that is wanted. @param {Recorded} recorded */
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
    /** What frames and free buffers take. */
    bytes: () => bytes + spare.reduce((sum, { byteLength }) => sum + byteLength, 0),
  };
}
