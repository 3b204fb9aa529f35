// The ladder: five networks trained one after the other on one seed, and a row of losses for each. Does to the run what a
// person could do by hand, and stops when a person does something else.

import { isFailed, isIdle, isReplaying, isSettled, progressOf } from "../run/selectors.js";
import { element, name } from "../ui/elements.js";
import { count, lossFigure } from "../words/format.js";

/** @import { Config } from "../../shared/protocol.js" */
/** @import { App } from "../page/app.js" */

/** @typedef {{first: number, train: number, val: number}} Result */

/** The rungs: presets, and what each mends. */
const RUNGS = [
  { preset: "naive", fix: "naive" },
  { preset: "output-fixed", fix: "small output weights" },
  { preset: "tanh-fixed", fix: "hidden weights by hand" },
  { preset: "kaiming", fix: "gain/√fan_in" },
  { preset: "batchnorm", fix: "BatchNorm" },
];

/**
 * @param {App} app
 * @param {number[]} lengths the steps to choose from
 */
export function createLadder({ core, store, commands, questions, frames }, lengths) {
  const root = element("ladder");
  const steps = document.createElement("select");
  name(steps, "How far each network is trained");
  steps.append(...lengths.map((length) => new Option(`${count(length)} steps`, String(length))));
  const go = document.createElement("button");
  go.type = "button";
  go.className = "small";
  const bar = document.createElement("progress");
  name(bar, "The ladder");
  const word = document.createElement("output");
  word.setAttribute("aria-live", "polite");
  const bars = document.createElement("div");
  bars.className = "row";
  bars.append(steps, go, bar, word);
  const table = document.createElement("table");
  table.createCaption().textContent = "Loss of each fix";
  table.caption?.classList.add("hidden");
  const head = table.createTHead().insertRow();
  for (const title of ["Fix", "first", "train", "val"]) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = title;
    head.append(cell);
  }
  const body = table.createTBody();
  root.replaceChildren(bars, table);

  /** @type {(Result | null)[]} */
  let results = RUNGS.map(() => null);
  /** What they are of: text, seed and steps. */
  let of = "";
  /** The rung at hand while it climbs. @type {{i: number, network: string | null, evaluates: boolean} | null} */
  let climbing = null;

  const until = () => Number(steps.value);
  const printed = (/** @type {Config} */ config) => core.printLink(config).fragment;
  const subject = () => JSON.stringify([store.get().textName, store.get().text, store.get().config.seed, until()]);

  /** A rung's network, on the seed at hand. @param {number} i @returns {Config} */
  const networkOf = (i) => ({ ...core.preset(RUNGS[i].preset).config, seed: store.get().config.seed });

  /** @param {number} i */
  function rerun(i) {
    if (climbing) cancel();
    commands.change(networkOf(i));
    commands.train(until());
  }

  /** @param {string} words */
  function stop(words) {
    climbing = null;
    word.textContent = words;
    draw();
  }

  function draw() {
    body.replaceChildren(
      ...RUNGS.map(({ fix }, i) => {
        const row = document.createElement("tr");
        const title = document.createElement("th");
        title.scope = "row";
        const result = results[i];
        if (result === null) title.textContent = fix;
        else {
          const run = document.createElement("button");
          run.type = "button";
          run.className = "quiet";
          run.title = "Run it again";
          run.textContent = fix;
          run.addEventListener("click", () => rerun(i));
          title.append(run);
        }
        row.append(title);
        for (const value of [result?.first, result?.train, result?.val]) {
          row.insertCell().textContent = value === undefined ? (climbing?.i === i ? "…" : "–") : lossFigure(value);
        }
        return row;
      }),
    );
    const done = results.filter((result) => result !== null).length;
    go.textContent = climbing ? "Stop" : done === 0 ? "Climb" : done < RUNGS.length ? "Go on" : "Climb again";
    steps.disabled = climbing !== null;
    bar.hidden = climbing === null;
  }

  function climb() {
    if (of !== subject() || results.every((result) => result !== null)) results = RUNGS.map(() => null);
    of = subject();
    word.textContent = "";
    next();
  }

  /** Goes to the first rung without a result, or ends. */
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
    // A rung that was left in the middle goes on from there.
    const goesOn = printed(run.config) === network && isIdle(run) && run.step <= until();
    if (!goesOn) commands.change(rung);
    if (!goesOn || run.step < until()) commands.train(until());
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
    } else if (progressOf(run, "evaluate") === null) stop("Stopped: the evaluation was left.");
  }

  function cancel() {
    if (climbing === null) return;
    const { evaluates } = climbing;
    stop("Stopped. “Go on” takes it up again.");
    if (evaluates) questions.cancel();
    else commands.pause();
  }

  go.addEventListener("click", () => (climbing ? cancel() : climb()));
  steps.addEventListener("change", () => {
    results = RUNGS.map(() => null);
    draw();
  });
  draw();
  return { follow, cancel };
}
