// Scales from values to pixels, and ticks at round values, for linear and log axes. Pure functions, used by all charts.

/**
 * @param {number} from value at `start`
 * @param {number} to value at `end`
 * @param {number} start pixel
 * @param {number} end pixel
 */
export function linearScale(from, to, start, end) {
  const perUnit = (end - start) / (to - from);
  return (/** @type {number} */ value) => start + (value - from) * perUnit;
}

/**
 * The same on a log axis; `from` must be above 0.
 * @param {number} from
 * @param {number} to
 * @param {number} start
 * @param {number} end
 */
export function logScale(from, to, start, end) {
  const place = linearScale(Math.log10(from), Math.log10(to), start, end);
  return (/** @type {number} */ value) => place(Math.log10(value));
}

/**
 * The ends of an axis, and 0 if it is between them, with short labels.
 * @param {number} from
 * @param {number} to
 * @returns {{value: number, label: string}[]}
 */
export function endTicks(from, to) {
  const values = from < 0 && to > 0 ? [from, 0, to] : [from, to];
  return values.map((value) => ({ value, label: shortNumber(value) }));
}

/** Two significant digits: `1`, `−0.25`, `3.4e−5`. @param {number} value */
export function shortNumber(value) {
  const rounded = Number(value.toPrecision(2));
  const size = Math.abs(rounded);
  const text = size !== 0 && (size < 1e-3 || size >= 1e5) ? rounded.toExponential() : String(rounded);
  return text.replace(/-/g, "−").replace("e+", "e");
}

/** @typedef {{value: number, label: string}} Tick a grid line; its label is empty if there is no room for it */

/** Minimum gap between two labels, as a share of the axis. */
const LABEL_GAP = 0.075;
/** Maximum grid lines of a linear axis, and maximum labeled powers of ten of a log axis. */
const MAX_LINES = 8;
const MAX_POWERS = 6;
/** A log axis whose highest value is less than this many times the lowest gets linear ticks. */
const NEARLY_LINEAR = 3;

/** Multiples of a power of ten that are labeled together, from many to few. */
const MULTIPLES = [
  [1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 2, 3, 5, 7],
  [1, 2, 5],
  [1, 3],
];

/**
 * Ticks of a log10 axis: powers of ten, thinned out if there are many, and multiples of them if there are few.
 * @param {number} low above 0
 * @param {number} high
 * @param {number} [gap] between labels, as a share of the axis
 * @returns {Tick[]}
 */
export function logTicks(low, high, gap = LABEL_GAP) {
  if (high < low * NEARLY_LINEAR) {
    // Equal steps are narrowest at the upper end.
    const narrowed = (1 - low / high) / Math.log(high / low);
    return linearTicks(low, high, gap / narrowed);
  }
  const powers = Math.log10(high) - Math.log10(low);
  const every = Math.ceil(powers * Math.max(1 / MAX_POWERS, gap));
  const fits = (/** @type {number[]} */ multiples) => narrowest(multiples) >= gap * powers;
  const labeled = MULTIPLES.find(fits) ?? [1];
  // Unlabeled lines may be up to three times as close.
  const lines = powers > 2.5 ? [1] : narrowest(MULTIPLES[0]) * 3 >= gap * powers ? MULTIPLES[0] : labeled;
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    if (every > 1 && power % every !== 0) continue;
    for (const multiple of lines) {
      const value = Number(`${multiple}e${power}`);
      if (value < low * (1 - 1e-9) || value > high * (1 + 1e-9)) continue;
      ticks.push({ value, label: labeled.includes(multiple) ? shortNumber(value) : "" });
    }
  }
  return ticks;
}

/** The smallest gap between neighboring multiples, in powers of ten. @param {number[]} multiples */
const narrowest = (multiples) =>
  Math.min(...multiples.map((multiple, i) => Math.log10((multiples[i + 1] ?? 10) / multiple)));

/**
 * Ticks of a linear axis, with enough digits to distinguish neighbors.
 * @param {number} low
 * @param {number} high
 * @param {number} [gap] between labels, as a share of the axis
 * @returns {Tick[]}
 */
export function linearTicks(low, high, gap = LABEL_GAP) {
  const step = roundStep((high - low) * Math.max(1 / MAX_LINES, gap));
  const digits = Math.floor(Math.log10(step) + 1e-9);
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-6); i * step <= high + step * 1e-6; i++) {
    const value = Number((i * step).toPrecision(12));
    ticks.push({ value, label: roundedTo(value, digits) });
  }
  return ticks;
}

/** The smallest of 1, 2 and 5 times a power of ten that is at least `min`. @param {number} min */
function roundStep(min) {
  const power = 10 ** Math.floor(Math.log10(min));
  return ([1, 2, 5].find((multiple) => multiple * power >= min * (1 - 1e-9)) ?? 10) * power;
}

/** @param {number} value @param {number} digits the power of ten of its last digit */
function roundedTo(value, digits) {
  if (value === 0) return "0";
  const first = Math.floor(Math.log10(Math.abs(value)));
  const text =
    digits < -4 || first >= 5 ? value.toExponential(Math.max(0, first - digits)) : value.toFixed(Math.max(0, -digits));
  return text.replace(/-/g, "−").replace("e+", "e");
}

/** Multiples of a power of ten at which a log axis may end. */
const ROUND = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9, 10];

/**
 * The range of an axis for values from `low` to `high`, with round ends, so that it does not change with every value.
 * @param {number} low above 0 if `log`
 * @param {number} high
 * @param {boolean} log
 * @returns {[low: number, high: number]}
 */
export function roundRange(low, high, log) {
  if (log && high >= low * NEARLY_LINEAR) {
    const down = 10 ** Math.floor(Math.log10(low));
    const up = 10 ** Math.floor(Math.log10(high));
    const below = ROUND.findLast((multiple) => multiple * down <= low) ?? 1;
    const above = ROUND.find((multiple) => multiple * up >= high) ?? 10;
    return [below * down, above * up];
  }
  // A minimum step, so that nearly equal values are not magnified.
  const step = roundStep(Math.max(high - low, Math.abs(high) / 50) / 8);
  const [below, above] = [Math.floor(low / step) * step, Math.ceil(high / step) * step];
  return below < above ? [below, above] : [below - step, above + step];
}

/**
 * Moves labels apart until neighbors are at least `gap` apart, within `low`..`high`, keeping their order.
 * @param {number[]} positions ascending
 * @param {number} gap
 * @param {number} low
 * @param {number} high
 */
export function spread(positions, gap, low, high) {
  const placed = [...positions];
  for (let i = 0; i < placed.length; i++) placed[i] = Math.max(placed[i], i === 0 ? low : placed[i - 1] + gap);
  for (let i = placed.length - 1; i >= 0; i--) {
    placed[i] = Math.min(placed[i], i === placed.length - 1 ? high : placed[i + 1] - gap);
  }
  return placed;
}
