// The ladder of lesson 10: trains five networks one after the other with the same seed, and shows a row of losses for each.
// It does what the reader could do by hand, and stops when the reader does something else. Loaded by player.js.

import { isFailed, isIdle, isReplaying, isSettled, progressOf } from "../run/selectors.js";
import { make, makeButton } from "../ui/dom.js";
import { element, setText } from "../ui/elements.js";
import { count, lossFigure } from "../words/format.js";
import { timeWords } from "../words/time.js";

/** @import { Config } from "../../shared/protocol.js" */
/** @import { App } from "../page/app.js" */
/** @import { Pace } from "./pace.js" */

/** @typedef {{first: number, train: number, val: number}} Result */

/** The rungs: a preset, and the fix that it adds. */
const RUNGS = [
  { preset: "naive", fix: "too large" },
  { preset: "output-fixed", fix: "small output weights" },
  { preset: "tanh-fixed", fix: "hidden weights by hand" },
  { preset: "kaiming", fix: "gain/√fan_in" },
  { preset: "batchnorm", fix: "BatchNorm" },
];

/**
 * @param {App} app
 * @param {number[]} lengths the steps to choose from
 * @param {{pace: Pace, work: (config: Config) => number}} speed of this machine, and the work of a step
 */
export function createLadder({ core, store, commands, questions, frames }, lengths, { pace, work }) {
  const root = element("ladder");
  const steps = make(
    "select",
    { "aria-label": "How far each network is trained", onchange: restart },
    ...lengths.map((length) => new Option(`${count(length)} steps`, String(length))),
  );
  const go = makeButton("", () => (climbing ? cancel() : climb()), { class: "small" });
  const bar = make("progress", { "aria-label": "The ladder" });
  const left = make("span", { class: "key" });
  const message = make("output", { "aria-live": "polite" });
  const body = make("tbody");
  const headings = ["Fix", "first", "train", "val"].map((title) => make("th", { scope: "col" }, title));
  root.replaceChildren(
    make("div", { class: "row" }, steps, go, bar, left, message),
    make(
      "table",
      {},
      make("caption", { class: "hidden" }, "Loss of each fix"),
      make("thead", {}, make("tr", {}, ...headings)),
      body,
    ),
  );

  /** @type {(Result | null)[]} */
  let results = RUNGS.map(() => null);
  /** The text, seed and steps that they belong to. */
  let of = "";
  /** The current rung while climbing. @type {{i: number, network: string | null, evaluates: boolean} | null} */
  let climbing = null;

  const until = () => Number(steps.value);
  const printed = (/** @type {Config} */ config) => core.printLink(config).fragment;
  /** The work of a step of each rung. */
  const costs = RUNGS.map(({ preset }) => work(core.preset(preset).config));
  const subject = () => JSON.stringify([store.get().textName, store.get().text, store.get().config.seed, until()]);

  /** A rung's network, with the current seed. @param {number} i @returns {Config} */
  const networkOf = (i) => ({ ...core.preset(RUNGS[i].preset).config, seed: store.get().config.seed });

  /** @param {number} i */
  function rerun(i) {
    if (climbing) cancel();
    commands.change(networkOf(i));
    commands.train(until());
  }

  /** @param {string} text */
  function stop(text) {
    climbing = null;
    message.textContent = text;
    draw();
  }

  function restart() {
    results = RUNGS.map(() => null);
    draw();
  }

  function draw() {
    body.replaceChildren(
      ...RUNGS.map(({ fix }, i) => {
        const result = results[i];
        const rung = result === null ? fix : makeButton(fix, () => rerun(i), { class: "quiet", title: "Run it again" });
        const unknown = climbing?.i === i ? "…" : "–";
        const losses = [result?.first, result?.train, result?.val];
        return make(
          "tr",
          {},
          make("th", { scope: "row" }, rung),
          ...losses.map((loss) => make("td", {}, loss === undefined ? unknown : lossFigure(loss))),
        );
      }),
    );
    const done = results.filter((result) => result !== null).length;
    const name = done === 0 ? "Climb" : done < RUNGS.length ? "Continue" : "Climb again";
    go.textContent = climbing ? "Stop" : name;
    steps.disabled = climbing !== null;
    bar.hidden = climbing === null;
    showTime();
  }

  /** How long it takes, or is still to take. */
  function showTime() {
    const made = climbing === null ? 0 : Math.min(frames.newest()?.step ?? 0, until());
    const rungs = RUNGS.map((_, i) => {
      if (results[i] !== null) return 0;
      return (until() - (climbing?.i === i ? made : 0)) * costs[i];
    });
    const all = rungs.every((cost) => cost === 0) ? costs.map((cost) => until() * cost) : rungs;
    const time = timeWords(pace.seconds(all.reduce((sum, cost) => sum + cost)));
    setText(left, time === "" || climbing === null ? time : `${time} left`);
  }

  function climb() {
    if (of !== subject() || results.every((result) => result !== null)) results = RUNGS.map(() => null);
    of = subject();
    message.textContent = "";
    next();
  }

  /** Continues with the first rung without a result, or ends. */
  function next() {
    const i = results.indexOf(null);
    if (i < 0) {
      stop("All five are done.");
      return;
    }
    const run = store.get();
    const rung = networkOf(i);
    const network = printed(rung);
    climbing = { i, network, evaluates: false };
    // A rung that was stopped continues from its step.
    const continues = printed(run.config) === network && isIdle(run) && run.step <= until();
    if (!continues) commands.change(rung);
    if (!continues || run.step < until()) commands.train(until());
    draw();
    follow();
  }

  /** Goes on where the rung has been trained or evaluated. */
  function follow() {
    if (climbing === null) return;
    const run = store.get();
    const { config, step, awaited, evaluations } = run;
    bar.max = RUNGS.length * until();
    bar.value = climbing.i * until() + Math.min(frames.newest()?.step ?? 0, until());
    showTime();
    if (printed(config) !== climbing.network) return stop("Stopped: the network was changed.");
    if (of !== subject() && !awaited) return stop("Stopped: the text was changed.");
    if (isFailed(run) || isReplaying(run)) return stop("Stopped: the training worker failed.");
    if (!isSettled(run) || awaited) return;
    if (step !== until()) return stop(`Stopped at step ${count(step)}.`);
    const found = evaluations.find((evaluation) => evaluation.step === step);
    const first = frames.newest()?.first_loss[0];
    if (found !== undefined && first !== undefined) {
      const { train, val } = found;
      results[climbing.i] = { first, train, val };
      climbing.evaluates = false;
      next();
    } else if (!climbing.evaluates) {
      climbing.evaluates = true;
      questions.evaluate();
    } else if (progressOf(run, "evaluate") === null) stop("Stopped: the evaluation was canceled.");
  }

  function cancel() {
    if (climbing === null) return;
    const { evaluates } = climbing;
    stop("Stopped. Press Continue to resume.");
    if (evaluates) questions.cancel();
    else commands.pause();
  }

  draw();
  return { follow, cancel };
}
