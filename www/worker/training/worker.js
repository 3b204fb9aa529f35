// The worker's message loop: one session, run in slices so that a message never waits long. Draws nothing, knows no page.

import { guarded, unreadable } from "../guard.js";
import { openSession, Refusal } from "../session.js";
import { createPast } from "./past.js";
import { createTasks } from "./tasks.js";

/** @import { FromWorker, Layout, ToWorker } from "../../shared/protocol.js" */

/** Half a frame at 60 Hz: a message waits no longer than this. */
const SLICE_MS = 8;
/** A step under a moving finger is drawn on the cores that train: for so long after each question the run waits. */
const HELD_MS = 50;
/** One frame on the screen and one on its way; without a free buffer the worker trains on undrawn. */
const BUFFERS = 2;
/** Words that change faster can't be read. */
const VERDICTS_EVERY_MS = 250;

/** @type {ReturnType<typeof openSession> | undefined} */
let session;
let epoch = 0;
/** The last order that came. */
let order = 0;
/** The step to run to; at or beneath the session's step, the worker rests. */
let until = 0;
/** The barriers of a run that goes in lockstep with others, nearest first: it stops at each until there is another, without resting. Null where it goes freely. @type {number[] | null} */
let barriers = null;
/** How long it has trained since the last of them, ms. */
let worked = 0;
let sliceQueued = false;
/** Until when the run waits for whoever looks back. */
let heldUntil = Number.NEGATIVE_INFINITY;
let frameOwed = false;
/** The layout that the page reads frames by. @type {Layout | undefined} */
let layout;
/** Frames that the page has. */
let lent = 0;
let verdictsAt = Number.NEGATIVE_INFINITY;
/** @type {ArrayBuffer[]} */
const freeBuffers = [];

// A message to oneself lets waiting messages in first, without the 4 ms that nested timers are held back.
const channel = new MessageChannel();
channel.port1.onmessage = () => guarded(runSlice);

const tasks = createTasks((answer) => post(answer));
const past = createPast(post);

/** @param {MessageEvent<ToWorker>} event */
self.onmessage = (event) => guarded(() => receive(event.data));
self.addEventListener("messageerror", () => guarded(unreadable));

/** @param {ToWorker} message */
function receive(message) {
  if ("order" in message) order = message.order;
  if (message.kind === "ping") return post({ kind: "pong" });
  if (message.kind === "start") {
    const { module, text, config } = message;
    if (message.forgets) past.forget();
    begin("config", message.epoch, message.until, () => {
      session = openSession(module, text, config, message.epoch);
      if (message.forgets) session.forget();
    });
    return;
  }
  if (session === undefined) return;
  const live = session;
  switch (message.kind) {
    case "configure":
      begin("config", message.epoch, message.until, () => live.configure(message.config, message.epoch));
      break;
    case "text":
      begin("text", message.epoch, message.until, () => live.setText(message.text, message.epoch));
      break;
    case "open":
      begin("open", message.epoch, message.until, () => {
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
      // What is being asked of the network would be of two.
      tasks.drop();
      past.keep(live);
      live.advance(1);
      rest();
      break;
    case "pause":
      rest();
      break;
    case "pace":
      barriers ??= [];
      barriers.push(message.limit);
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
      post({ kind: "samples", epoch, step: live.step(), items: live.sample(count, live.step()), request });
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
 * Puts the session at step 0 of something new, or tells why not and leaves all as it was.
 * @param {"config" | "text" | "open"} what
 * @param {number} nextEpoch
 * @param {number} nextUntil
 * @param {() => void} change
 */
function begin(what, nextEpoch, nextUntil, change) {
  if (!attempt(what, nextEpoch, change) || session === undefined) return;
  epoch = nextEpoch;
  until = nextUntil;
  barriers = null;
  worked = 0;
  verdictsAt = Number.NEGATIVE_INFINITY;
  tasks.drop();
  past.clear();
  layout = session.layout();
  post({
    kind: "started",
    epoch,
    layout,
    config: session.config(),
    text: session.textInfo(),
  });
  // The page may have both buffers, and the first frame of something new shall not wait for one.
  const most = BUFFERS + 1;
  if (until > session.step()) {
    sendFrame(most);
    queueSlice();
  } else rest(most);
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

function queueSlice() {
  if (sliceQueued) return;
  sliceQueued = true;
  channel.port2.postMessage(null);
}

function runSlice() {
  sliceQueued = false;
  if (session === undefined) return;
  if (past.advance(SLICE_MS, session) || tasks.advance(SLICE_MS)) {
    queueSlice();
    return;
  }
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
  // Those beside it wait for the frame of a barrier, and have use for no other.
  if (barriers !== null && step === barriers[0]) barriers.shift();
  else if (barriers !== null && step < until) return queueSlice();
  if (step >= until) {
    rest();
    return;
  }
  sendFrame(barriers === null ? BUFFERS : Number.POSITIVE_INFINITY);
  queueSlice();
}

/** Makes steps for a slice, at most up to `stop`, and records those that are due. @param {NonNullable<typeof session>} live @param {number} stop */
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

/** Stands still where the session is, and says where that is. @param {number} [most] buffers that the page may have */
function rest(most = barriers === null ? BUFFERS : Number.POSITIVE_INFINITY) {
  if (session === undefined) return;
  until = 0;
  barriers = null;
  verdictsAt = Number.NEGATIVE_INFINITY;
  sendFrame(most);
  post({ kind: "rested", epoch, order, step: session.step(), sum: session.checksum() });
}

/** Sends the newest frame, or owes it until a buffer comes back. @param {number} most buffers that the page may have */
function sendFrame(most = BUFFERS) {
  if (session === undefined) return;
  frameOwed = lent >= most;
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

/**
 * @param {FromWorker} message
 * @param {Transferable[]} [transfer]
 */
function post(message, transfer = []) {
  self.postMessage(message, { transfer });
}
