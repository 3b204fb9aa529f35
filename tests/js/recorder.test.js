// The recorder: which frames of a run's past it keeps, whatever the slices are, and how much memory they take.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createRecorder } from "../../www/worker/training/recorder.js";

const MAX_FRAMES = 256;
const MAX_BYTES = 16 << 20;
const layout = { magic: 0, version: 0, words: 0, sections: [] };

/**
 * Records a run of so many steps with frames of so many bytes, each with its step in its first word, as the worker
 * does: slices stop at the recorder's next step, or after `slice` steps.
 * @param {ReturnType<typeof createRecorder>} recorder
 * @param {number} steps
 * @param {number} slice
 * @param {(step: number) => number} size
 */
function record(recorder, steps, slice, size) {
  let most = 0;
  for (let step = 0; ; ) {
    if (recorder.wants(step)) {
      let buffer = recorder.spare();
      if (buffer?.byteLength !== size(step)) buffer = new ArrayBuffer(size(step));
      new Uint32Array(buffer)[0] = step;
      recorder.put({ step, buffer, verdicts: [], layout, look: 0 });
      most = Math.max(most, recorder.bytes());
    }
    if (step === steps) return most;
    step = Math.min(steps, recorder.next(), step + slice);
  }
}

/** @param {ReturnType<typeof createRecorder>} recorder */
function check(recorder) {
  const steps = recorder.steps();
  assert.equal(steps[0], 0);
  for (const [i, step] of steps.entries()) {
    assert.equal(step, i * recorder.stride(), "steps in equal strides");
    assert.equal(
      new Uint32Array(recorder.at(step)?.buffer ?? new ArrayBuffer(4))[0],
      step,
      "a frame is its step's own",
    );
  }
}

test("a short run is recorded completely, a long one at a stride that is a power of two", () => {
  for (const [steps, stride, count] of [
    [0, 1, 1],
    [255, 1, 256],
    [256, 2, 129],
    [511, 2, 256],
    [512, 4, 129],
    [100_000, 512, 196],
  ]) {
    const recorder = createRecorder();
    record(recorder, steps, steps + 1, () => 4);
    assert.deepEqual([recorder.stride(), recorder.steps().length], [stride, count], `${steps} steps`);
    check(recorder);
  }
});

test("which steps are recorded depends on the steps alone, not on the slices", () => {
  const runs = [1, 3, 7, 1000].map((slice) => {
    const recorder = createRecorder(16, 1 << 20);
    record(recorder, 5000, slice, () => 64);
    check(recorder);
    return recorder.steps();
  });
  for (const steps of runs) assert.deepEqual(steps, runs[0]);
  assert.ok(runs[0].length > 8);
});

test("frames and free buffers stay within the memory limit", () => {
  for (const size of [50_000, 200_000, 5_000_000]) {
    const recorder = createRecorder();
    const most = record(recorder, 2000, 1000, () => size);
    assert.ok(most <= MAX_BYTES, `${most} bytes`);
    const room = Math.min(MAX_FRAMES, Math.floor(MAX_BYTES / size));
    assert.ok(recorder.steps().length >= Math.floor(room / 2) && recorder.steps().length <= room);
    check(recorder);
  }
});

test("frames that fill all memory leave step 0 and one more", () => {
  const recorder = createRecorder(256, 100);
  record(recorder, 1000, 1000, () => 80);
  assert.deepEqual(recorder.steps(), [0, 512]);
});

test("frames that grow during a run still stay within the memory limit", () => {
  const recorder = createRecorder(256, 100_000);
  const size = (/** @type {number} */ step) => (step < 300 ? 1000 : 9000);
  record(recorder, 5000, 1000, size);
  const taken = recorder.steps().reduce((sum, step) => sum + size(step), 0);
  assert.ok(taken <= 100_000, `${taken} bytes`);
  check(recorder);
});

test("a step that is recorded again replaces its frame", () => {
  const recorder = createRecorder();
  record(recorder, 3, 1, () => 4);
  recorder.put({ step: 3, buffer: new Uint32Array([33]).buffer, verdicts: [], layout, look: 1 });
  assert.deepEqual(recorder.steps(), [0, 1, 2, 3]);
  assert.equal(recorder.at(3)?.look, 1);
  assert.equal(recorder.wants(2), false, "an earlier one is past");
});

test("the last record at or before a step is found, and none after a clear", () => {
  const recorder = createRecorder(8, 1 << 20);
  record(recorder, 50, 50, () => 4);
  assert.equal(recorder.stride(), 8);
  assert.deepEqual(
    [0, 7, 8, 47, 1000].map((step) => recorder.at(step)?.step),
    [0, 0, 8, 40, 48],
  );
  recorder.clear();
  assert.deepEqual([recorder.at(5), recorder.steps(), recorder.stride(), recorder.next()], [undefined, [], 1, 0]);
});
