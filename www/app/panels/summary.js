// The run in figures: step, loss, steps per second, checksum, and the gauge that compares the first loss with ln V.

import { make } from "../ui/dom.js";
import { element, setLabel, setText } from "../ui/elements.js";
import { count, figure, lossFigure } from "../words/format.js";

/** @import { Frame } from "../../shared/protocol.js" */
/** @import { Core } from "../engine/core.js" */

const UNKNOWN = "–";
/** Steps per second are averaged over at least this time. */
const SPEED_OVER_MS = 1000;
/** A longer gap between frames means that the tab was hidden or suspended, or the machine slept. */
const MAX_GAP_MS = 5000;
/** The gauge starts at a loss of 1 and has two decades, or as many as the first loss needs. */
const MIN_DECADES = 2;

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
  const gauge = element("gauge");
  const ticks = element("gauge-ticks");
  let decades = 0;
  /** Steps and times of recent frames. @type {{step: number, at: number}[]} */
  let passed = [];

  /** @param {number} first @param {number} ln @param {string} judgment */
  function drawGauge(first, ln, judgment) {
    const shown = Number.isFinite(first) ? Math.log10(Math.max(1, first)) : Number.POSITIVE_INFINITY;
    const needed = Math.max(MIN_DECADES, Math.min(40, Math.ceil(shown)));
    if (needed !== decades) {
      decades = needed;
      // A label for each power of ten, or for fewer if there are many.
      const every = Math.ceil(decades / 4);
      const powers = Array.from({ length: Math.floor(decades / every) + 1 }, (_, i) => i * every);
      ticks.replaceChildren(
        ...powers.map((power) => {
          const tick = make("span", {}, power < 4 ? count(10 ** power) : `1e${power}`);
          tick.style.setProperty("--at", share(power / decades));
          return tick;
        }),
      );
      gauge.style.setProperty("--decade", share(1 / decades));
    }
    const [from, to] = [ln, first].map((value) => Math.min(1, Math.max(0, Math.log10(value) / decades)));
    gauge.style.setProperty("--uniform", share(from));
    gauge.style.setProperty("--first", share(Number.isNaN(to) ? 1 : to));
    setLabel(gauge, `First loss ${lossFigure(first)} compared with ln V ${lossFigure(ln)} on a log scale: ${judgment}`);
  }

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
      drawGauge(first, ln, judgment);
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

/** @param {number} part */
const share = (part) => `${(100 * part).toFixed(2)}%`;
