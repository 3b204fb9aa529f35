// The sweeping worker: measures one network after another on one text, in slices, so that messages never wait long. Started
// by www/app/map/map.js, for pool.js.

import { initSync, Sweeper } from "../../pkg/initscope.js";
import { createSlices, listen } from "../guard.js";

/** @import { FromSweeper, ToSweeper } from "../../shared/protocol.js" */

/** A message waits no longer than this. */
const SLICE_MS = 8;
/** Progress of a long cell is reported at most this often. */
const TELL_EVERY_MS = 200;

/** @typedef {Extract<ToSweeper, {kind: "cells"}>} Portion */
/** @typedef {{done: number, total: number, value: number | null, healthy: boolean | null, checksum: string | null}} Advanced */

/** @type {Sweeper | undefined} */
let sweeper;
/** The portions to do; once `begun`, the first cell of the first portion is being computed. @type {Portion[]} */
let portions = [];
let begun = false;
let held = false;
let toldAt = 0;

const queueSlice = createSlices(runSlice);
listen(receive);

/** @param {ToSweeper} message */
function receive(message) {
  switch (message.kind) {
    case "start":
      initSync({ module: message.module });
      sweeper = new Sweeper(message.text);
      post({ kind: "ready" });
      break;
    case "cells":
      portions.push(message);
      break;
    case "hold":
      held = message.held;
      break;
    case "drop":
      portions = [];
      begun = false;
      break;
  }
  goOn();
}

/** Queues the next slice if there is work. */
function goOn() {
  if (!held && portions.length > 0) queueSlice();
}

function runSlice() {
  const end = performance.now() + SLICE_MS;
  while (!held && portions.length > 0 && performance.now() < end) work(end - performance.now());
  goOn();
}

/** Continues the current cell, or starts the next. @param {number} milliseconds */
function work(milliseconds) {
  if (sweeper === undefined) throw new Error("a cell came before the text");
  const { job, measure, steps, cells } = portions[0];
  const [{ id, config }] = cells;
  if (!begun) {
    try {
      sweeper.begin(config, measure, steps);
    } catch (thrown) {
      // Rust throws a list of errors for an invalid Config; anything else is a trap.
      if (!Array.isArray(thrown)) throw thrown;
      leave();
      post({ kind: "refused", job, id, errors: thrown });
      return;
    }
    begun = true;
    toldAt = performance.now();
  }
  const { done, total, value, healthy, checksum } = /** @type {Advanced} */ (sweeper.advance_for(milliseconds));
  if (value !== null && healthy !== null && checksum !== null) {
    leave();
    post({ kind: "found", job, id, value, healthy, sum: checksum });
  } else if (performance.now() - toldAt > TELL_EVERY_MS) {
    toldAt = performance.now();
    post({ kind: "under-way", job, id, part: done / total });
  }
}

/** Removes the finished cell. */
function leave() {
  begun = false;
  portions[0].cells.shift();
  if (portions[0].cells.length === 0) portions.shift();
}

/** @param {FromSweeper} message */
function post(message) {
  self.postMessage(message);
}
