// The training worker's message loop: runs one session in slices, so that messages never wait long. Started by www/app/run/.

import { createSlices, listen } from "../guard.js";
import { openSession, Refusal } from "../session.js";
import { createLookBack } from "./look-back.js";
import { createTasks } from "./tasks.js";

/** @import { FromWorker, Layout, ToWorker } from "../../shared/protocol.js" */
/** @import { OpenSession } from "../session.js" */

/** Duration of a slice: half a frame at 60 Hz. Messages wait no longer than this. */
const SLICE_MS = 8;
/** While the reader drags the timeline, training pauses for this long after each question, to leave the cores to drawing. */
const HELD_MS = 50;
/** One frame on the screen and one on its way; without a free buffer, the worker trains without sending frames. */
const BUFFERS = 2;
/** Texts that change faster can't be read. */
const VERDICTS_EVERY_MS = 250;

/** @type {OpenSession | undefined} */
let session;
let epoch = 0;
/** The last order received. */
let order = 0;
/** The step to run to; the worker is idle at or above it. */
let until = 0;
/** The barriers of a run in lockstep with others, nearest first: it waits at each until the next one arrives. Null without lockstep. @type {number[] | null} */
let barriers = null;
/** How long it has trained since the last of them, ms. */
let worked = 0;
/** Until when training is paused for looking back. */
let heldUntil = Number.NEGATIVE_INFINITY;
let frameOwed = false;
/** The layout that the page has for reading frames. @type {Layout | undefined} */
let layout;
/** The number of frames that the page holds. */
let lent = 0;
let verdictsAt = Number.NEGATIVE_INFINITY;
/** @type {ArrayBuffer[]} */
const freeBuffers = [];

const queueSlice = createSlices(runSlice);
const tasks = createTasks((answer) => post(answer));
const past = createLookBack(post);

listen(receive);

/** @param {ToWorker} message */
function receive(message) {
  if ("order" in message) order = message.order;
  if (message.kind === "ping") return post({ kind: "pong" });
  if (message.kind === "start") {
    const { module, text, config } = message;
    if (message.forgets) past.forget();
    return begin("config", message, () => {
      session = openSession(module, text, config, message.epoch);
      if (message.forgets) session.disableCheckpoints();
    });
  }
  if (session === undefined) return;
  const live = session;
  switch (message.kind) {
    case "configure":
      begin("config", message, () => live.configure(message.config, message.epoch));
      break;
    case "text":
      begin("text", message, () => live.setText(message.text, message.epoch));
      break;
    case "open":
      begin("open", message, () => {
        live.setText(message.text, message.epoch);
        live.configure(message.config, message.epoch);
      });
      break;
    case "run":
      until = message.until;
      if (until > live.step()) queueSlice();
      else rest();
      break;
    case "step":
      // An open question would otherwise mix two networks.
      tasks.drop();
      past.keep(live);
      live.advance(1);
      rest();
      break;
    case "pause":
      rest();
      break;
    case "barrier":
      barriers ??= [];
      barriers.push(message.step);
      queueSlice();
      break;
    case "rate":
      attempt("rate", epoch, () => live.setLearningRate(message.rate));
      post({ kind: "config", epoch, config: live.config() });
      sendFrame();
      break;
    case "plan":
      attempt("rate", epoch, () => live.setPlan(message.plan));
      post({ kind: "config", epoch, config: live.config() });
      break;
    case "look":
      live.look(message.look);
      past.looked(message.look);
      sendFrame();
      break;
    case "evaluate":
    case "survey":
    case "ways":
    case "couple":
      if (attempt("question", epoch, () => tasks.begin(message, live, epoch))) queueSlice();
      break;
    case "back": {
      const { request } = message;
      if (!message.exact) heldUntil = performance.now() + HELD_MS;
      attempt("question", epoch, () => past.back(message, live, epoch) && queueSlice(), request);
      break;
    }
    case "timeline":
      past.timeline(message.request, live, epoch);
      break;
    case "cancel":
      tasks.drop();
      past.drop();
      break;
    case "sample": {
      const { count, request } = message;
      const items = live.sample(count, live.step());
      post({ kind: "samples", epoch, step: live.step(), items, known: items.map(live.textContains), request });
      break;
    }
    case "weights": {
      const tensors = live.tensors();
      const at = { epoch, step: live.step(), sum: live.checksum(), request: message.request };
      post(
        { kind: "weights", ...at, tensors },
        tensors.map(({ values }) => values.buffer),
      );
      break;
    }
    case "strips": {
      const values = live.strips();
      post({ kind: "strips", epoch, info: live.stripsInfo(), values }, [values.buffer]);
      break;
    }
    case "checksum":
      post({ kind: "checksum", epoch, step: live.step(), sum: live.checksum() });
      break;
    case "recycle":
      lent -= 1;
      freeBuffers.push(message.buffer);
      if (frameOwed) sendFrame();
      break;
  }
}

/**
 * Restarts the session at step 0 with a change, or reports why not and leaves everything unchanged.
 * @param {"config" | "text" | "open"} what
 * @param {{epoch: number, until: number}} next
 * @param {() => void} change
 */
function begin(what, next, change) {
  if (!attempt(what, next.epoch, change) || session === undefined) return;
  ({ epoch, until } = next);
  barriers = null;
  worked = 0;
  verdictsAt = Number.NEGATIVE_INFINITY;
  tasks.drop();
  past.clear();
  layout = session.layout();
  post({ kind: "started", epoch, layout, config: session.config(), text: session.textInfo() });
  // The page may hold both buffers, and the first frame of a new run must not wait for one.
  const max = BUFFERS + 1;
  if (until > session.step()) {
    sendFrame(max);
    queueSlice();
  } else rest(max);
}

/**
 * @param {"config" | "text" | "open" | "rate" | "question"} what
 * @param {number} triedEpoch
 * @param {() => void} change
 * @param {number} [request]
 * @returns {boolean} whether Rust accepted it
 */
function attempt(what, triedEpoch, change, request) {
  try {
    change();
    return true;
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    post({ kind: "refused", what, epoch: triedEpoch, errors: thrown.errors, request });
    return false;
  }
}

function runSlice() {
  if (session === undefined) return;
  if (past.advance(SLICE_MS, session) || tasks.advance(SLICE_MS)) return queueSlice();
  const stop = Math.min(until, barriers === null ? until : (barriers[0] ?? 0));
  if (session.step() >= stop) return;
  const from = performance.now();
  if (from < heldUntil) {
    setTimeout(queueSlice, heldUntil - from);
    return;
  }
  train(session, stop);
  worked += performance.now() - from;
  const step = session.step();
  // Runs in lockstep only need the frame of the barrier.
  if (barriers !== null && step === barriers[0]) barriers.shift();
  else if (barriers !== null && step < until) return queueSlice();
  if (step >= until) return rest();
  sendFrame(barriers === null ? BUFFERS : Number.POSITIVE_INFINITY);
  queueSlice();
}

/** Trains for a slice, at most up to `stop`, and records the steps that are due. @param {OpenSession} live @param {number} stop */
function train(live, stop) {
  const end = performance.now() + SLICE_MS;
  let left = SLICE_MS;
  while (left > 0 && live.step() < stop) {
    past.keep(live);
    const steps = Math.min(stop, past.next()) - live.step();
    if (live.advanceFor(left, steps) < steps) return;
    left = end - performance.now();
  }
}

/** Stops at the session's step and reports it. @param {number} [max] buffers that the page may hold */
function rest(max = barriers === null ? BUFFERS : Number.POSITIVE_INFINITY) {
  if (session === undefined) return;
  until = 0;
  barriers = null;
  verdictsAt = Number.NEGATIVE_INFINITY;
  sendFrame(max);
  post({ kind: "rested", epoch, order, step: session.step(), sum: session.checksum() });
}

/** Sends the newest frame, now or as soon as a buffer is returned. @param {number} max buffers that the page may hold */
function sendFrame(max = BUFFERS) {
  if (session === undefined) return;
  frameOwed = lent >= max;
  if (frameOwed) return;
  lent += 1;
  const buffer = session.copyFrame(freeBuffers.pop());
  if (layout !== session.layout()) {
    layout = session.layout();
    post({ kind: "layout", epoch, layout });
  }
  const now = performance.now();
  const due = now - verdictsAt >= VERDICTS_EVERY_MS;
  if (due) verdictsAt = now;
  post({ kind: "frame", epoch, buffer, verdicts: due ? session.verdicts() : null, worked }, [buffer]);
  worked = 0;
}

/** @param {FromWorker} message @param {Transferable[]} [transfer] */
function post(message, transfer = []) {
  self.postMessage(message, { transfer });
}
