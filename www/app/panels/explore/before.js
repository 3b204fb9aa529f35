// The run before the last change of its settings: its loss, which Explore draws as a pale curve beside the new run's, and what
// it had instead. A run that a link or a lesson begins has none. Used by curve.js.

import { smoothCourse } from "../../../draw/courses.js";
import { nameBefore } from "../../run/pinned/names.js";
import { hasAny } from "../../run/store.js";
import { count, lossFigure } from "../../words/format.js";

/** @import { Course } from "../../../draw/columns.js" */
/** @import { Config } from "../../../shared/protocol.js" */
/** @import { App } from "../../page/app.js" */
/** @import { Pin, Run } from "../../run/store.js" */
/** @import { Text } from "../../run/texts.js" */

/** @typedef {{course: Course, name: string, words: string}} Before `words` are its text alternative */

/**
 * The part of the run before that is drawn: up to twice the steps of the run, which would be too narrow to read beside a much
 * longer one.
 * @param {Course} course
 * @param {number} step
 */
export function comparable({ xs, values }, step) {
  const last = xs.findIndex((x) => x >= 2 * step);
  return step === 0 || last === -1 ? { xs, values } : { xs: xs.slice(0, last + 1), values: values.slice(0, last + 1) };
}

/** @param {Pick<App, "core" | "store" | "frames" | "text">} app */
export function createBefore({ core, store, frames, text }) {
  /** @type {{config: Config, text: Text, epoch: number, course: Course, end: string} | null} */
  let kept = null;
  /** Of the run that the newest frames are of. */
  let { config } = store.get();
  /** @type {{config: Config, name: string} | null} */
  let named = null;

  /** @type {WeakMap<Config, string | null>} */
  const links = new WeakMap();
  /** @param {Config} of */
  function linkOf(of) {
    const known = links.get(of);
    if (known !== undefined) return known;
    const { fragment } = core.printLink(of);
    links.set(of, fragment);
    return fragment;
  }

  store.subscribe((state, changed) => {
    if (hasAny(changed, "awaited", "replaces") && state.awaited && linkOf(config) !== linkOf(state.config)) {
      if (!state.replaces) kept = null;
      else if (changed.has("awaited")) keep();
    }
    if (!state.awaited) config = state.config;
  });

  /** The run on the screen is about to be replaced. */
  function keep() {
    const frame = frames.shown();
    // While a control is dragged, networks that were not trained pass.
    if (frame === null || frame.step === 0 || frame.epoch === kept?.epoch) return;
    const { history, step, loss, epoch } = frame;
    const course = smoothCourse(history, step, loss[0]);
    kept = { config, text: text(), epoch, course, end: `${lossFigure(loss[0])} at step ${count(step)}` };
    named = null;
  }

  return {
    /** The run before; null if there is none, or if the run or a pinned one is the same. @param {Pick<Run, "config"> & {pins: Pin[]}} state @returns {Before | null} */
    of({ config: now, pins }) {
      if (kept !== null && kept.text !== text()) kept = null;
      if (kept === null) return null;
      const link = linkOf(kept.config);
      if ([now, ...pins.map((pin) => pin.config)].some((other) => linkOf(other) === link)) return null;
      if (named?.config !== now) named = { config: now, name: `before: ${nameBefore(core, kept.config, now)}` };
      const { course, end } = kept;
      return { course, name: named.name, words: `${named.name}, ${end}` };
    },
  };
}
