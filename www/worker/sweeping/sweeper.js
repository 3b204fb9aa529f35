// A worker of a sweep: measures one network after another on one text, in slices so that a message never waits long. Keeps
// none of them, draws nothing, knows no page.

import { initSync, Sweeper } from "../../pkg/initscope.js";
import { guarded, unreadable } from "../guard.js";

/** @import { FromSweeper, ToSweeper } from "../../shared/protocol.js" */

/** A message waits no longer than this. */
const SLICE_MS = 8;
/** How far a long cell is, is told no more often. */
const TELL_EVERY_MS = 200;

/** @typedef {Extract<ToSweeper, {kind: "cells"}>} Portion */
/** @typedef {{done: number, total: number, value: number | null, healthy: boolean | null, checksum: string | null}} Advanced */

/** @type {Sweeper | undefined} */
let sweeper;
/** What is to be done; the first cell of the first portion is the one under way, once `begun`. @type {Portion[]} */
let portions = [];
let begun = false;
let held = false;
let sliceQueued = false;
let toldAt = 0;

// A message to oneself lets waiting messages in first, without the 4 ms that nested timers are held back.
const channel = new MessageChannel();
channel.port1.onmessage = () => guarded(runSlice);

/** @param {MessageEvent<ToSweeper>} event */
self.onmessage = (event) => guarded(() => receive(event.data));
self.addEventListener("messageerror", () => guarded(unreadable));

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
  queueSlice();
}

function queueSlice() {
  if (sliceQueued || held || portions.length === 0) return;
  sliceQueued = true;
  channel.port2.postMessage(null);
}

function runSlice() {
  sliceQueued = false;
  const end = performance.now() + SLICE_MS;
  while (!held && portions.length > 0 && performance.now() < end) work(end - performance.now());
  queueSlice();
}

/** Goes on with the cell under way, or begins the next. @param {number} milliseconds */
function work(milliseconds) {
  if (sweeper === undefined) throw new Error("a cell came before the text");
  const { job, measure, steps, cells } = portions[0];
  const [{ id, config }] = cells;
  if (!begun) {
    try {
      sweeper.begin(config, measure, steps);
    } catch (thrown) {
      // A list is what Rust says of a Config; all else is a trap.
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

/** The cell under way is done with. */
function leave() {
  begun = false;
  portions[0].cells.shift();
  if (portions[0].cells.length === 0) portions.shift();
}

/** @param {FromSweeper} message */
function post(message) {
  self.postMessage(message);
}
