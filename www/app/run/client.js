// Owns the worker: starts it, speaks to it, mends it. Lets one preview be under way at a time, drops frames of an older
// epoch, hands buffers back. Knows no DOM and no store.

import { frameReader } from "../../shared/protocol.js";
import { createRequests } from "./requests.js";
import { createWatchdog, SILENT } from "./watchdog.js";
import { newWorker } from "./workers.js";

/** @import { Answer, Config, FieldError, Frame, FromWorker, Look, Past, PastQuestion, Question, TextInfo, Timeline, ToWorker, Verdict, Weights } from "../../shared/protocol.js" */
/** @import { OnProgress, Requested, Samples } from "./requests.js" */

/** @typedef {{name: string, builtIn: boolean, bytes: Uint8Array, packed?: string | null}} Text `packed` as a link carries it, null where it is too long for that */

/** @typedef {{frame: Frame, verdicts: Verdict[], exact: boolean, step: number}} LookedBack `step` is the frame's own; its buffer need not be given back */

/**
 * @typedef {object} ClientEvents
 * @property {(config: Config, text: Text, info: TextInfo) => void} started
 * @property {(frame: Frame, verdicts: Verdict[] | null, worked: number) => void} frame the receiver gives each frame back by `recycle`; `worked` is how many ms of training it took
 * @property {(at: {step: number, sum: string}) => void} rested
 * @property {(config: Config) => void} config the worker's Config after a change in mid-run
 * @property {(what: "config" | "text" | "open" | "rate" | "question", errors: FieldError[], kept: Config) => void} refused with the Config that came with the text, where one did
 * @property {(answer: Answer) => void} answered
 * @property {(message: string, step: number, again: boolean) => void} failed at a step; `again` before it had come to rest
 * @property {(message: string) => void} neverStarted no worker ever answered
 */

export class Client {
  #module;
  #forgets;
  #events;
  /** @type {Worker | undefined} */
  #worker;
  #epoch = 0;
  /** Frames of an epoch below this one are dropped. */
  #oldestEpoch = 0;
  /** @type {((buffer: ArrayBuffer) => Frame) | undefined} */
  #readFrame;
  /** A start or a configure whose first frame hasn't come. */
  #previewing = false;
  /** @type {{config: Config, until: number} | null} The newest Config asked for meanwhile. */
  #waiting = null;
  /** Limits given meanwhile, or without a worker: they hold for the run that is to come. @type {number[]} */
  #limits = [];
  /** A text the worker hasn't answered for, and the Config that came with it. @type {{text: Text, config: Config | null, until: number, epoch: number} | null} */
  #tried = null;
  /** A Config the worker hasn't answered for. @type {{config: Config, epoch: number} | null} */
  #asked = null;
  /** What a new worker would need to get to where this one is. @type {{text: Text, config: Config}} */
  #run;
  #step = 0;
  /** Counts what moves the run or stops it: a rest that came before the newest of these is no longer one. */
  #order = 0;
  /** This worker's buffers that are on the page. @type {Set<ArrayBuffer>} */
  #lent = new Set();
  /** How a new worker's run is to be looked at. @type {Look} */
  #look = {};
  #failedSinceRest = false;
  #heard = false;
  /** @type {{resolve: (at: {step: number, sum: string}) => void, reject: (reason: Error) => void}[]} */
  #checksumWaiters = [];
  #requests = createRequests();
  /** Whether the worker has yet to come to rest. */
  #moves = false;
  #watchdog = createWatchdog(
    () => this.#post({ kind: "ping" }),
    () => this.#fail(SILENT),
  );

  /**
   * @param {WebAssembly.Module} module
   * @param {Text} text
   * @param {Config} config
   * @param {ClientEvents} events
   * @param {boolean} [forgets] whether nobody will look back at the run
   */
  constructor(module, text, config, events, forgets = false) {
    this.#forgets = forgets;
    this.#module = module;
    this.#events = events;
    this.#run = { text, config };
  }

  /**
   * Starts at step 0 with a Config and runs to `until`. Called faster than previews come, only the newest counts.
   * @param {Config} config
   * @param {number} until
   */
  configure(config, until = 0) {
    if (this.#worker === undefined) {
      this.#run.config = config;
      this.#tried = null;
      this.#asked = null;
      this.#waiting = null;
      this.restart(until);
    } else if (this.#previewing) {
      this.#limits = [];
      this.#waiting = { config, until };
    } else {
      this.#epoch += 1;
      this.#oldestEpoch = this.#epoch;
      this.#previewing = true;
      this.#step = 0;
      this.#asked = { config, epoch: this.#epoch };
      this.#command({ kind: "configure", config, epoch: this.#epoch, until });
    }
  }

  /**
   * @param {Text} text tried; the old one, and its run, stay if Rust refuses it
   * @param {number} until
   */
  setText(text, until) {
    this.#epoch += 1;
    this.#tried = { text, config: null, until, epoch: this.#epoch };
    this.#await({ kind: "text", text: text.bytes, epoch: this.#epoch, until });
  }

  /**
   * Starts at step 0 with a text and a Config of its own, and runs to `until`: nothing is seen of the one without the other.
   * @param {Text} text tried; if Rust refuses it, the run before stands where it was, and is not shown
   * @param {Config} config
   * @param {number} until
   */
  open(text, config, until) {
    if (this.#worker === undefined) this.restart(0);
    this.#epoch += 1;
    this.#oldestEpoch = this.#epoch;
    this.#previewing = true;
    this.#waiting = null;
    this.#limits = [];
    this.#asked = null;
    this.#step = 0;
    this.#tried = { text, config, until, epoch: this.#epoch };
    this.#command({ kind: "open", text: text.bytes, config, epoch: this.#epoch, until });
  }

  /** @param {number} until */
  run(until) {
    if (this.#worker === undefined) this.#limited(until, (first) => this.restart(first));
    else if (this.#waiting) this.#waiting.until = until;
    else this.#command({ kind: "run", until });
  }

  /** Stops at this step too, without resting, as those beside it do. @param {number} limit */
  pace(limit) {
    if (this.#worker === undefined || this.#waiting) this.#limits.push(limit);
    else this.#post({ kind: "pace", limit });
  }

  /** Begins a run by `start`, which takes where it is to go: one with limits stands until it has them. @param {number} until @param {(until: number) => void} start */
  #limited(until, start) {
    const limits = this.#limits;
    this.#limits = [];
    start(limits.length > 0 ? 0 : until);
    if (limits.length === 0 || this.#worker === undefined) return;
    for (const limit of limits) this.pace(limit);
    this.run(until);
  }

  pause() {
    if (this.#waiting) this.#waiting.until = 0;
    else this.#command({ kind: "pause" });
  }

  step() {
    if (this.#waiting) this.#waiting.until = Math.max(1, this.#waiting.until);
    else this.#command({ kind: "step" });
  }

  /** @param {number} rate from the current step on */
  setLearningRate(rate) {
    if (this.#waiting) {
      const { config, until } = this.#waiting;
      this.#waiting = { config: { ...config, lr: { ...config.lr, initial: rate } }, until };
    } else this.#post({ kind: "rate", rate });
  }

  /**
   * @param {string} plan the changes after the current step, as a link has them
   * @param {Config["lr"]["changes"]} changes the same, for a run that has not begun
   */
  setPlan(plan, changes) {
    if (this.#waiting) {
      const { config, until } = this.#waiting;
      this.#waiting = { config: { ...config, lr: { ...config.lr, changes } }, until };
    } else this.#post({ kind: "plan", plan });
  }

  /** Ends the worker, for good. */
  close() {
    this.#end();
  }

  /** @param {Look} look */
  look(look) {
    this.#look = { ...this.#look, ...look };
    this.#post({ kind: "look", look });
  }

  /** @param {Question | {kind: "cancel"}} question */
  ask(question) {
    this.#await(question);
  }

  /** @returns {Promise<{step: number, sum: string}>} where the run is now; rejected if the worker fails meanwhile */
  checksum() {
    return new Promise((resolve, reject) => {
      if (this.#worker === undefined) return reject(new Error("there is no worker"));
      this.#checksumWaiters.push({ resolve, reject });
      this.#askChecksum();
    });
  }

  /** The text of the run. */
  text() {
    return this.#run.text;
  }

  /** The text that a Config will train on, unless it is refused: the last one given. */
  textToCome() {
    return (this.#worker && this.#tried?.text) ?? this.#run.text;
  }

  /** New items, not to be shown on the page. @param {number} count */
  sample(count) {
    return /** @type {Promise<Samples>} */ (this.#request((request) => ({ kind: "sample", count, request })));
  }

  /** The network's numbers as it stands. */
  weights() {
    return /** @type {Promise<Weights>} */ (this.#request((request) => ({ kind: "weights", request })));
  }

  /**
   * The run as it was at an earlier step. If it need not be exact, the last recorded step before that one may stand for it,
   * and comes at once. Rejected also where a newer call, a question that was cancelled or another run took its place.
   * @param {number} step
   * @param {boolean} exact
   * @param {OnProgress} [progress] while the step is computed again
   * @returns {Promise<LookedBack>}
   */
  async back(step, exact, progress) {
    const answer = await this.#request((request) => ({ kind: "back", step, exact, request }), progress);
    const { buffer, layout, verdicts, ...found } = /** @type {Past} */ (answer);
    const read = layout ? frameReader(layout) : this.#readFrame;
    if (read === undefined) throw new Error("there is no run");
    return { frame: read(buffer), verdicts, exact: found.exact, step: found.step };
  }

  /** The recorded steps, and what stands out in the run. */
  timeline() {
    return /** @type {Promise<Timeline>} */ (this.#request((request) => ({ kind: "timeline", request })));
  }

  /**
   * @param {(request: number) => Question | PastQuestion} question
   * @param {OnProgress} [progress]
   * @returns {Promise<Requested>} rejected if the worker fails or the run begins anew meanwhile
   */
  #request(question, progress) {
    return new Promise((resolve, reject) => {
      if (this.#worker === undefined) return reject(new Error("there is no worker"));
      this.#await(question(this.#requests.add({ resolve, reject, progress })));
    });
  }

  /** Asks for those who wait for it; while a Config waits too, its own run is the one to ask about. */
  #askChecksum() {
    if (this.#checksumWaiters.length > 0 && this.#waiting === null) this.#await({ kind: "checksum" });
  }

  /** @param {{buffer: ArrayBuffer}} frame not to be read any more */
  recycle({ buffer }) {
    if (this.#lent.delete(buffer)) this.#worker?.postMessage({ kind: "recycle", buffer }, [buffer]);
  }

  /** Runs the same in a new worker, and what was asked of the one before and did not come. @param {number} until */
  restart(until) {
    /** @type {Worker} */
    let worker;
    try {
      worker = newWorker();
    } catch (thrown) {
      // A page without an origin, as in a sandbox, may start none.
      this.#fail(thrown instanceof Error ? thrown.message : String(thrown));
      return;
    }
    worker.onmessage = (/** @type {MessageEvent<FromWorker>} */ { data }) => this.#receive(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(event.message || "the worker could not be loaded");
    };
    // Chromium's workers have no property for this.
    worker.addEventListener("messageerror", () => this.#fail("a message from the worker could not be read"));
    this.#worker = worker;
    this.#epoch += 1;
    this.#oldestEpoch = this.#epoch;
    this.#previewing = true;
    this.#limits = [];
    this.#lent.clear();
    const { text, config } = this.#run;
    const tried = this.#tried;
    const asked = this.#waiting?.config ?? this.#asked?.config;
    this.#tried = null;
    this.#asked = null;
    this.#waiting = null;
    const start = { module: this.#module, text: text.bytes, config, forgets: this.#forgets, epoch: this.#epoch };
    this.#command({ kind: "start", ...start, until: tried?.config || asked ? 0 : until });
    this.#post({ kind: "look", look: this.#look });
    if (tried?.config) this.open(tried.text, tried.config, until);
    else if (tried) this.setText(tried.text, tried.until);
    if (asked) this.#waiting = { config: asked, until };
  }

  /** @typedef {Extract<ToWorker, {order: number}>} Command */
  /** @param {Command extends infer C ? C extends Command ? Omit<C, "order"> : never : never} command */
  #command(command) {
    this.#order += 1;
    this.#moves = true;
    this.#await(/** @type {Command} */ ({ ...command, order: this.#order }));
  }

  /** Says what will be answered. @param {ToWorker} message */
  #await(message) {
    if (this.#worker !== undefined) this.#watchdog.watch();
    this.#post(message);
  }

  /** @param {ToWorker} message */
  #post(message) {
    this.#worker?.postMessage(message);
  }

  /** @param {FromWorker} message */
  #receive(message) {
    this.#heard = true;
    this.#watchdog.heard();
    this.#take(message);
    if (!this.#moves && !this.#requests.any() && this.#checksumWaiters.length === 0) this.#watchdog.rest();
  }

  /** @param {FromWorker} message */
  #take(message) {
    if (message.kind === "pong") return;
    if (message.kind === "failed") return this.#fail(message.message);
    if (message.kind === "refused") return this.#refused(message);
    if (message.kind === "checksum") return this.#checksumCame(message);
    if (message.kind === "past-progress") return this.#requests.progress(message);
    if (message.kind === "past-left") {
      return this.#requests.refuse(message.request, new DOMException("another question took its place", "AbortError"));
    }
    const { kind } = message;
    if (kind === "weights" || kind === "past" || kind === "timeline" || (kind === "samples" && message.request)) {
      return this.#requests.answer(message, message.epoch >= this.#oldestEpoch);
    }
    if (message.kind === "frame") this.#lent.add(message.buffer);
    if (message.epoch < this.#oldestEpoch) {
      if (message.kind === "frame") this.recycle(message);
      return;
    }
    switch (message.kind) {
      case "started":
        this.#readFrame = frameReader(message.layout);
        this.#oldestEpoch = message.epoch;
        this.#run.config = message.config;
        this.#asked = null;
        // The worker answers in order: a start after the try, and no refusal before it, means the text is in use.
        if (this.#tried !== null && message.epoch >= this.#tried.epoch) {
          this.#run.text = this.#tried.text;
          this.#tried = null;
        }
        if (this.#waiting === null) this.#events.started(message.config, this.#run.text, message.text);
        break;
      case "layout":
        this.#readFrame = frameReader(message.layout);
        break;
      case "frame": {
        if (this.#readFrame === undefined) return;
        const frame = this.#readFrame(message.buffer);
        this.#step = frame.step;
        this.#events.frame(frame, message.verdicts, message.worked);
        this.#previewCame();
        break;
      }
      case "rested":
        this.#failedSinceRest = false;
        if (message.order === this.#order) this.#moves = false;
        if (this.#waiting === null && message.order === this.#order) this.#events.rested(message);
        break;
      case "config":
        this.#run.config = message.config;
        this.#events.config(message.config);
        break;
      default:
        if (this.#waiting === null) this.#events.answered(message);
    }
  }

  #previewCame() {
    this.#previewing = false;
    if (this.#waiting === null) return;
    const { config, until } = this.#waiting;
    this.#waiting = null;
    this.#limited(until, (first) => this.configure(config, first));
    this.#askChecksum();
  }

  /** @param {Extract<FromWorker, {kind: "checksum"}>} message */
  #checksumCame(message) {
    if (this.#waiting !== null || message.epoch < this.#oldestEpoch) this.#askChecksum();
    else for (const { resolve } of this.#checksumWaiters.splice(0)) resolve(message);
  }

  /** @param {Extract<FromWorker, {kind: "refused"}>} message */
  #refused({ what, epoch, errors, request }) {
    if (request !== undefined) {
      const said = errors.map(({ field, expected, got }) => `${field}: expected ${expected}, got ${got}`);
      return this.#requests.refuse(request, new Error(said.join("; ")));
    }
    if (epoch === this.#asked?.epoch) this.#asked = null;
    const tried = epoch === this.#tried?.epoch ? this.#tried : null;
    if (what === "open" && tried === null) return;
    if (tried !== null) this.#tried = null;
    this.#events.refused(what, errors, tried?.config ?? this.#run.config);
    if (what === "config" || what === "open") this.#previewCame();
  }

  #end() {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#moves = false;
    this.#watchdog.rest();
  }

  /** @param {string} message */
  #fail(message) {
    this.#end();
    for (const { reject } of this.#checksumWaiters.splice(0)) reject(new Error(message));
    this.#requests.refuseAll(new Error(message));
    if (!this.#heard) {
      this.#events.neverStarted(message);
      return;
    }
    const again = this.#failedSinceRest;
    this.#failedSinceRest = true;
    this.#events.failed(message, this.#step, again);
  }
}
