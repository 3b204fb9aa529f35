// Speaks to the worker of one run. The newest run wins: one preview is under way at a time, a text or a Config stays on
// trial until the worker has accepted it, and messages of an older run are dropped. Used by index.js, and by
// pinned/pin.js for each pinned run.

import { frameReader } from "../../shared/protocol.js";
import { createConnection } from "./connection.js";
import { createRequests } from "./requests.js";

/** @import { Answer, Config, FieldError, Frame, FromWorker, Look, Question, TextInfo, ToWorker, Verdict } from "../../shared/protocol.js" */
/** @import { Text } from "./texts.js" */

/**
 * @typedef {object} ClientEvents
 * @property {(config: Config, text: Text, info: TextInfo) => void} started
 * @property {(frame: Frame, verdicts: Verdict[] | null, worked: number) => void} frame the receiver gives each frame back by `recycle`; `worked` is how many ms of training it took
 * @property {(at: {step: number, sum: string}) => void} rested
 * @property {(config: Config) => void} config the worker's Config after a change in mid-run
 * @property {(what: "config" | "text" | "open" | "rate" | "question", errors: FieldError[], kept: Config) => void} refused with the Config that came with the text, where one did
 * @property {(answer: Answer) => void} answered
 * @property {(message: string, step: number, repeated: boolean) => void} failed at a step; `repeated` where the worker before failed too, and the run has not stopped anywhere since
 * @property {(message: string) => void} neverStarted no worker ever answered
 */

/** @template T @typedef {T extends {order: number} ? Omit<T, "order"> : never} WithoutOrder */
/** @typedef {Extract<ToWorker, {order: number}>} Command a message that starts or stops the run */

export class Client {
  #module;
  #forgets;
  /** @type {ClientEvents | undefined} */
  #events;
  #connection;

  #epoch = 0;
  /** Frames of an epoch below this one are dropped. */
  #oldestEpoch = 0;
  /** Counts what moves the run or stops it: a `rested` sent before the newest of these is outdated. */
  #order = 0;
  /** Whether the worker has yet to answer the newest order. */
  #moves = false;
  #failedSinceRest = false;

  /** Whether the first frame of a start or a configure is awaited. */
  #previewing = false;
  /** The newest Config asked for meanwhile. @type {{config: Config, until: number} | null} */
  #waiting = null;
  /** Barriers given meanwhile, or without a worker: they hold for the next run. @type {number[]} */
  #barriers = [];
  /** A text the worker hasn't answered for, and the Config that came with it. @type {{text: Text, config: Config | null, until: number, epoch: number} | null} */
  #tried = null;
  /** A Config the worker hasn't answered for. @type {{config: Config, epoch: number} | null} */
  #asked = null;

  /** What a new worker needs to compute the run again. @type {{text: Text, config: Config}} */
  #run;
  /** How a new worker's run is to be looked at. @type {Look} */
  #look = {};
  #step = 0;
  /** @type {((buffer: ArrayBuffer) => Frame) | undefined} */
  #readFrame;
  /** This worker's buffers that are on the page. @type {Set<ArrayBuffer>} */
  #lent = new Set();

  /**
   * @param {object} parts
   * @param {WebAssembly.Module} parts.module
   * @param {Text} parts.text
   * @param {Config} parts.config
   * @param {() => boolean} parts.isHidden whether the page is
   * @param {boolean} [parts.forgets] whether nobody will look back at the run
   */
  constructor({ module, text, config, isHidden, forgets = false }) {
    this.#module = module;
    this.#forgets = forgets;
    this.#run = { text, config };
    this.#connection = createConnection({
      isHidden,
      receive: (message) => this.#receive(message),
      isWaiting: () => this.#moves || this.requests.any(),
      failed: (message, everHeard) => this.#failed(message, everHeard),
    });
    /** Questions whose answers are for whoever asks. */
    this.requests = createRequests({
      isOpen: this.#connection.isOpen,
      isHeld: () => this.#waiting !== null,
      post: this.#connection.postAwaited,
      reader: () => this.#readFrame,
    });
  }

  /** Sets the event handlers; called before anything else. @param {ClientEvents} events */
  listen(events) {
    this.#events = events;
  }

  /** Where the run is: the step of its newest frame, or where it stopped. */
  position() {
    return this.#waiting === null ? this.#step : 0;
  }

  /**
   * Starts at step 0 with a Config and runs to `until`. Called faster than previews come, only the newest counts.
   * @param {Config} config
   * @param {number} until
   */
  configure(config, until = 0) {
    if (!this.#connection.isOpen()) {
      this.#run.config = config;
      this.#tried = null;
      this.#asked = null;
      this.#waiting = null;
      this.#step = 0;
      this.restart(until);
    } else if (this.#previewing) {
      this.#barriers = [];
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

  /** @param {Text} text tried; the old one, and its run, stay if Rust refuses it @param {number} until */
  setText(text, until) {
    this.#epoch += 1;
    this.#tried = { text, config: null, until, epoch: this.#epoch };
    this.#connection.postAwaited({ kind: "text", text: text.bytes, epoch: this.#epoch, until });
  }

  /**
   * Starts at step 0 with a text and a Config of its own, and runs to `until`: nothing is seen of the one without the other.
   * @param {Text} text tried; if Rust refuses it, the run before stands where it was, and is not shown
   * @param {Config} config
   * @param {number} until
   */
  open(text, config, until) {
    if (!this.#connection.isOpen()) this.restart(0);
    this.#epoch += 1;
    this.#oldestEpoch = this.#epoch;
    this.#previewing = true;
    this.#waiting = null;
    this.#barriers = [];
    this.#asked = null;
    this.#step = 0;
    this.#tried = { text, config, until, epoch: this.#epoch };
    this.#command({ kind: "open", text: text.bytes, config, epoch: this.#epoch, until });
  }

  /** @param {number} until */
  run(until) {
    if (!this.#connection.isOpen()) this.#startWithBarriers(until, (first) => this.restart(first));
    else if (this.#waiting) this.#waiting.until = until;
    else this.#command({ kind: "run", until });
  }

  /** Adds a barrier: the worker waits at this step for the next one. @param {number} step */
  barrier(step) {
    if (!this.#connection.isOpen() || this.#waiting) this.#barriers.push(step);
    else this.#connection.post({ kind: "barrier", step });
  }

  /** Begins a run that barriers were given for: it waits at step 0 until it has them. @param {number} until @param {(until: number) => void} start */
  #startWithBarriers(until, start) {
    const barriers = this.#barriers;
    this.#barriers = [];
    start(barriers.length > 0 ? 0 : until);
    if (barriers.length === 0 || !this.#connection.isOpen()) return;
    for (const step of barriers) this.barrier(step);
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
    this.#reschedule({ initial: rate }, { kind: "rate", rate });
  }

  /**
   * @param {string} plan the changes after the current step, as a link has them
   * @param {Config["lr"]["changes"]} changes the same, for a run that has not begun
   */
  setPlan(plan, changes) {
    this.#reschedule({ changes }, { kind: "plan", plan });
  }

  /** Changes the schedule of the Config that waits, or else of the run. @param {Partial<Config["lr"]>} lr @param {ToWorker} message */
  #reschedule(lr, message) {
    if (this.#waiting === null) return this.#connection.post(message);
    const { config } = this.#waiting;
    this.#waiting.config = { ...config, lr: { ...config.lr, ...lr } };
  }

  /** Ends the worker, for good. */
  close() {
    this.#moves = false;
    this.#connection.close();
  }

  /** @param {Look} look */
  look(look) {
    this.#look = { ...this.#look, ...look };
    this.#connection.post({ kind: "look", look });
  }

  /** @param {Question | {kind: "cancel"}} question */
  ask(question) {
    this.#connection.postAwaited(question);
  }

  /** The text that a Config will train on, unless it is refused: the last one given. */
  textToCome() {
    return (this.#connection.isOpen() ? this.#tried?.text : null) ?? this.#run.text;
  }

  /** @param {{buffer: ArrayBuffer}} frame not to be read any more */
  recycle({ buffer }) {
    if (this.#lent.delete(buffer)) this.#connection.post({ kind: "recycle", buffer }, [buffer]);
  }

  /** Runs the same in a new worker, and what was asked of the one before and did not come. @param {number} until */
  restart(until) {
    if (!this.#connection.open()) return;
    this.#epoch += 1;
    this.#oldestEpoch = this.#epoch;
    this.#previewing = true;
    this.#barriers = [];
    this.#lent.clear();
    const { text, config } = this.#run;
    const tried = this.#tried;
    const asked = this.#waiting?.config ?? this.#asked?.config;
    this.#tried = null;
    this.#asked = null;
    this.#waiting = null;
    const start = { module: this.#module, text: text.bytes, config, forgets: this.#forgets, epoch: this.#epoch };
    this.#command({ kind: "start", ...start, until: tried?.config || asked ? 0 : until });
    this.#connection.post({ kind: "look", look: this.#look });
    if (tried?.config) this.open(tried.text, tried.config, until);
    else if (tried) this.setText(tried.text, tried.until);
    if (asked) this.#waiting = { config: asked, until };
  }

  /** Sends a command with the next order. @param {WithoutOrder<Command>} command */
  #command(command) {
    this.#order += 1;
    this.#moves = true;
    this.#connection.postAwaited(/** @type {Command} */ ({ ...command, order: this.#order }));
  }

  /** @param {FromWorker} message */
  #receive(message) {
    if (message.kind === "pong") return;
    if (message.kind === "failed") return this.#connection.fail(message.message);
    if (this.requests.receive(message, (epoch) => epoch >= this.#oldestEpoch)) return;
    if (message.kind === "refused") return this.#refused(message);
    if (message.kind === "frame") this.#lent.add(message.buffer);
    if (message.epoch < this.#oldestEpoch) {
      if (message.kind === "frame") this.recycle(message);
      return;
    }
    switch (message.kind) {
      case "started":
        this.#readFrame = frameReader(message.layout);
        this.#oldestEpoch = message.epoch;
        this.#step = 0;
        this.#run.config = message.config;
        this.#asked = null;
        // The worker answers in order: a start after the try, and no refusal before it, means the text is in use.
        if (this.#tried !== null && message.epoch >= this.#tried.epoch) {
          this.#run.text = this.#tried.text;
          this.#tried = null;
        }
        if (this.#waiting === null) this.#events?.started(message.config, this.#run.text, message.text);
        break;
      case "layout":
        this.#readFrame = frameReader(message.layout);
        break;
      case "frame": {
        if (this.#readFrame === undefined) return;
        const frame = this.#readFrame(message.buffer);
        this.#step = frame.step;
        this.#events?.frame(frame, message.verdicts, message.worked);
        this.#previewCame();
        break;
      }
      case "rested":
        this.#failedSinceRest = false;
        if (message.order === this.#order) this.#moves = false;
        if (this.#waiting !== null || message.order !== this.#order) break;
        this.#step = message.step;
        this.#events?.rested(message);
        break;
      case "config":
        this.#run.config = message.config;
        this.#events?.config(message.config);
        break;
      default:
        if (this.#waiting === null) this.#events?.answered(message);
    }
  }

  #previewCame() {
    this.#previewing = false;
    if (this.#waiting === null) return;
    const { config, until } = this.#waiting;
    this.#waiting = null;
    this.#startWithBarriers(until, (first) => this.configure(config, first));
    this.requests.released();
  }

  /** @param {Extract<FromWorker, {kind: "refused"}>} message */
  #refused({ what, epoch, errors }) {
    if (epoch === this.#asked?.epoch) this.#asked = null;
    const tried = epoch === this.#tried?.epoch ? this.#tried : null;
    if (what === "open" && tried === null) return;
    if (tried !== null) this.#tried = null;
    this.#events?.refused(what, errors, tried?.config ?? this.#run.config);
    if (what === "config" || what === "open") this.#previewCame();
  }

  /** @param {string} message @param {boolean} everHeard */
  #failed(message, everHeard) {
    this.#moves = false;
    this.requests.refuseAll(new Error(message));
    if (!everHeard) return this.#events?.neverStarted(message);
    const repeated = this.#failedSinceRest;
    this.#failedSinceRest = true;
    this.#events?.failed(message, this.#step, repeated);
  }
}
