// A gauge of the first loss against ln V, on a log axis that starts at 1. Used by summary.js, explore/ and lessons/; its
// scale also by export/.

import { make } from "../ui/dom.js";
import { setLabel } from "../ui/elements.js";
import { count, lossFigure } from "../words/format.js";

/** The gauge has two decades, or as many as the first loss needs. */
const MIN_DECADES = 2;
const MAX_DECADES = 40;

/**
 * How many decades the axis has, and where the two losses are on it, from 0 to 1.
 * @param {number} first @param {number} ln the loss of a uniform guess
 */
export function gaugeScale(first, ln) {
  const shown = Number.isFinite(first) ? Math.log10(Math.max(1, first)) : Number.POSITIVE_INFINITY;
  const decades = Math.max(MIN_DECADES, Math.min(MAX_DECADES, Math.ceil(shown)));
  const [from, to] = [ln, first].map((value) => Math.min(1, Math.max(0, Math.log10(value) / decades)));
  return { decades, uniform: from, first: Number.isNaN(to) ? 1 : to };
}

/** A label for each power of ten, or for fewer if there are many. @param {number} decades */
export function gaugeTicks(decades) {
  const every = Math.ceil(decades / 4);
  const powers = Array.from({ length: Math.floor(decades / every) + 1 }, (_, i) => i * every);
  return powers.map((power) => ({ at: power / decades, label: power < 4 ? count(10 ** power) : `1e${power}` }));
}

/** @param {number} part */
const share = (part) => `${(100 * part).toFixed(2)}%`;

/** @param {HTMLElement} gauge with the elements `.excess`, `.first` and `.uniform` @param {HTMLElement} ticks */
export function createGauge(gauge, ticks) {
  let decades = 0;

  /** @param {number} needed */
  function drawTicks(needed) {
    decades = needed;
    ticks.replaceChildren(
      ...gaugeTicks(decades).map(({ at, label }) => {
        const tick = make("span", {}, label);
        tick.style.setProperty("--at", share(at));
        return tick;
      }),
    );
    gauge.style.setProperty("--decade", share(1 / decades));
  }

  return {
    /** @param {number} first @param {number} ln the loss of a uniform guess @param {string} judgment the comparison in words */
    draw(first, ln, judgment) {
      const scale = gaugeScale(first, ln);
      if (scale.decades !== decades) drawTicks(scale.decades);
      for (const place of [gauge, ticks.parentElement ?? ticks]) {
        place.style.setProperty("--uniform", share(scale.uniform));
        place.style.setProperty("--first", share(scale.first));
      }
      gauge.classList.toggle("near", judgment === "near ln V");
      setLabel(
        gauge,
        `First loss ${lossFigure(first)} compared with ln V ${lossFigure(ln)} on a log scale: ${judgment}`,
      );
    },
  };
}
