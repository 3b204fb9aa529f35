// The run in figures: step, loss, steps per second, checksum, and the gauge that compares the first loss with ln V. Used by
// view.js.

import { element, setText } from "../ui/elements.js";
import { count, figure, lossFigure } from "../words/format.js";
import { createGauge } from "./gauge.js";

/** @import { Frame } from "../../shared/protocol.js" */
/** @import { Core } from "../engine/core.js" */

const UNKNOWN = "–";
/** Steps per second are averaged over at least this time. */
const SPEED_OVER_MS = 1000;
/** A longer gap between frames means that the tab was hidden or suspended, or the machine slept. */
const MAX_GAP_MS = 5000;
/** @param {Core} core */
export function createSummary(core) {
  const ids = [
    "step-count",
    "checksum",
    "loss",
    "starting-loss",
    "uniform-loss",
    "vocabulary",
    "start-verdict",
    "rate",
  ];
  const [step, checksum, loss, starting, uniform, vocabulary, verdict, rate] = ids.map((id) => element(id));
  const gauge = createGauge(element("gauge"), element("gauge-ticks"));
  /** Steps and times of recent frames. @type {{step: number, at: number}[]} */
  let passed = [];

  return {
    /**
     * @param {Frame} frame
     * @param {number} characters V of the text
     * @param {string | null} sum the checksum at the frame's step, if the run is idle there
     */
    show(frame, characters, sum) {
      const [first] = frame.first_loss;
      const [ln] = frame.uniform_loss;
      setText(step, count(frame.step));
      setText(checksum, sum ?? UNKNOWN);
      loss.textContent = lossFigure(frame.loss[0]);
      setText(starting, lossFigure(first));
      setText(uniform, lossFigure(ln));
      setText(vocabulary, String(characters));
      const judgment = core.judgeFirstLoss(first, ln);
      setText(verdict, judgment);
      gauge.draw(first, ln, judgment);
    },
    /**
     * @param {number} at the step of the newest frame
     * @param {number} now
     * @param {boolean} moving
     * @param {boolean} showsText whether texts are updated
     */
    showSpeed(at, now, moving, showsText) {
      const last = passed.at(-1);
      if (!moving || (last !== undefined && (at < last.step || now - last.at > MAX_GAP_MS))) passed = [];
      if (at === 0) setText(rate, UNKNOWN);
      if (!moving) return;
      passed.push({ step: at, at: now });
      while (passed.length > 2 && now - passed[1].at >= SPEED_OVER_MS) passed.shift();
      const [from] = passed;
      const seconds = (now - from.at) / 1000;
      if (showsText && seconds > 0.2) rate.textContent = figure((at - from.step) / seconds, 4);
    },
    /** The run is no longer at the step of the checksum. */
    clearChecksum() {
      setText(checksum, UNKNOWN);
    },
  };
}
