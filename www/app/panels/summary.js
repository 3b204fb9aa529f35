// The run in figures: step, loss, steps a second, checksum, and the gauge of the first loss against ln V.

import { element, name, tell } from "../ui/elements.js";
import { count, figure, lossFigure, startVerdict } from "../words/format.js";

/** @import { Frame } from "../../shared/protocol.js" */

const UNKNOWN = "–";
/** The pace is that of the steps made in a stretch this long, at least. */
const PACE_OVER_MS = 1000;
/** Longer than this no frame is away, but for a tab that was hidden or suspended, or a machine that slept. */
const LONGEST_GAP_MS = 5000;
/** The gauge begins at a loss of 1 and has two decades, or as many as the first loss needs. */
const FEWEST_DECADES = 2;

export function createSummary() {
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
  /** Where the run was, and when. @type {{step: number, at: number}[]} */
  let passed = [];

  /** @param {number} first @param {number} ln */
  function drawGauge(first, ln) {
    const shown = Number.isFinite(first) ? Math.log10(Math.max(1, first)) : Number.POSITIVE_INFINITY;
    const wanted = Math.max(FEWEST_DECADES, Math.min(40, Math.ceil(shown)));
    if (wanted !== decades) {
      decades = wanted;
      // A label for each power, and fewer where there are many.
      const every = Math.ceil(decades / 4);
      const powers = Array.from({ length: Math.floor(decades / every) + 1 }, (_, i) => i * every);
      ticks.replaceChildren(
        ...powers.map((power) => {
          const tick = document.createElement("span");
          tick.textContent = power < 4 ? count(10 ** power) : `1e${power}`;
          tick.style.setProperty("--at", share(power / decades));
          return tick;
        }),
      );
      gauge.style.setProperty("--decade", share(1 / decades));
    }
    const [from, to] = [ln, first].map((value) => Math.min(1, Math.max(0, Math.log10(value) / decades)));
    gauge.style.setProperty("--uniform", share(from));
    gauge.style.setProperty("--first", share(Number.isNaN(to) ? 1 : to));
    name(
      gauge,
      `First loss ${lossFigure(first)} against ln V ${lossFigure(ln)} on a log scale: ${startVerdict(first, ln)}`,
    );
  }

  return {
    /**
     * @param {Frame} frame
     * @param {number} characters V of the text
     * @param {string | null} sum the checksum at the frame's step, if the run rests there
     */
    tell(frame, characters, sum) {
      const [first] = frame.first_loss;
      const [ln] = frame.uniform_loss;
      tell(step, count(frame.step));
      tell(checksum, sum ?? UNKNOWN);
      loss.textContent = lossFigure(frame.loss[0]);
      tell(starting, lossFigure(first));
      tell(uniform, lossFigure(ln));
      tell(vocabulary, String(characters));
      tell(verdict, startVerdict(first, ln));
      drawGauge(first, ln);
    },
    /**
     * @param {number} at the step of a frame that came
     * @param {number} now
     * @param {boolean} moving
     * @param {boolean} words whether the pace is to be told
     */
    pace(at, now, moving, words) {
      const last = passed.at(-1);
      if (!moving || (last !== undefined && (at < last.step || now - last.at > LONGEST_GAP_MS))) passed = [];
      if (at === 0) tell(rate, UNKNOWN);
      if (!moving) return;
      passed.push({ step: at, at: now });
      while (passed.length > 2 && now - passed[1].at >= PACE_OVER_MS) passed.shift();
      const [from] = passed;
      const seconds = (now - from.at) / 1000;
      if (words && seconds > 0.2) rate.textContent = figure((at - from.step) / seconds, 4);
    },
    /** The run has left the step whose checksum stood there. */
    left() {
      tell(checksum, UNKNOWN);
    },
  };
}

/** @param {number} part */
const share = (part) => `${(100 * part).toFixed(2)}%`;
