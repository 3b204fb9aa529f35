// The run in figures: step, checksum, losses, the gauge of the first loss against ln V, and what to make of it.

import { count, lossFigure, startVerdict } from "./wording.js";

/** @import { Frame } from "../shared/protocol.js" */

const UNKNOWN = "–";

/**
 * @param {Record<"step" | "checksum" | "loss" | "starting" | "uniform" | "vocabulary" | "gauge" | "verdict", HTMLElement>} elements
 */
export function createSummary({ step, checksum, loss, starting, uniform, vocabulary, gauge, verdict }) {
  return {
    /**
     * @param {Frame} frame
     * @param {number} characters V of the text
     * @param {string | null} sum the checksum at the frame's step, if the run rests there
     */
    tell(frame, characters, sum) {
      const [first] = frame.first_loss;
      const [ln] = frame.uniform_loss;
      step.textContent = count(frame.step);
      checksum.textContent = sum ?? UNKNOWN;
      loss.textContent = lossFigure(frame.loss[0]);
      starting.textContent = lossFigure(first);
      uniform.textContent = lossFigure(ln);
      vocabulary.textContent = String(characters);
      verdict.textContent = startVerdict(first, ln);
      const full = 1.08 * Math.max(Number.isFinite(first) ? first : 0, ln);
      gauge.style.setProperty("--first", share(Number.isFinite(first) ? first : full, full));
      gauge.style.setProperty("--uniform", share(ln, full));
      gauge.style.setProperty("--split", share(Math.min(ln, first), Number.isFinite(first) ? first : full));
    },
    /** The run has left the step whose checksum stood there. */
    left() {
      checksum.textContent = UNKNOWN;
    },
  };
}

/** @param {number} part @param {number} full */
const share = (part, full) => `${((100 * part) / full).toFixed(2)}%`;
