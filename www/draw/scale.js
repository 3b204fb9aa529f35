// Where a value lies on a line of pixels, and round values to label it with. Knows no canvas.

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
 * The same on a log axis; `from` above 0.
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
 * The ends of an axis and 0, where it lies between them, as short labels.
 * @param {number} from
 * @param {number} to
 * @returns {{value: number, label: string}[]}
 */
export function endTicks(from, to) {
  const values = from < 0 && to > 0 ? [from, 0, to] : [from, to];
  return values.map((value) => ({ value, label: shortNumber(value) }));
}

/**
 * Two significant digits: `1`, `−0.25`, `3.4e−5`.
 * @param {number} value
 */
export function shortNumber(value) {
  const rounded = Number(value.toPrecision(2));
  const size = Math.abs(rounded);
  const text = size !== 0 && (size < 1e-3 || size >= 1e5) ? rounded.toExponential() : String(rounded);
  return text.replace(/-/g, "−").replace("e+", "e");
}

/** @typedef {{value: number, label: string}} Tick a line of the grid; its label is empty where there is no room for it */

/** Of the axis, between two labels. */
const LABEL_GAP = 0.075;
/** As many lines as a linear axis has, and as many powers of ten as a log axis names. */
const MOST_LINES = 8;
const MOST_POWERS = 6;
/** A log axis on which the highest value is not this many times the lowest is nearly linear, and gets such ticks. */
const NEARLY_LINEAR = 3;

/** Multiples of a power of ten that can be named together, from many to few. */
const MULTIPLES = [
  [1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 2, 3, 5, 7],
  [1, 2, 5],
  [1, 3],
];

/**
 * Ticks of a log10 axis: powers of ten, fewer where there are many, and between a few of them their multiples.
 * @param {number} low above 0
 * @param {number} high
 * @param {number} [gap] between labels, as a part of the axis
 * @returns {Tick[]}
 */
export function logTicks(low, high, gap = LABEL_GAP) {
  if (high < low * NEARLY_LINEAR) {
    // Steps of one size are the narrowest at the upper end.
    const narrowed = (1 - low / high) / Math.log(high / low);
    return linearTicks(low, high, gap / narrowed);
  }
  const powers = Math.log10(high) - Math.log10(low);
  const every = Math.ceil(powers * Math.max(1 / MOST_POWERS, gap));
  const fits = (/** @type {number[]} */ multiples) => narrowest(multiples) >= gap * powers;
  const labelled = MULTIPLES.find(fits) ?? [1];
  // Lines without a label stand three times as close, at most.
  const lines = powers > 2.5 ? [1] : narrowest(MULTIPLES[0]) * 3 >= gap * powers ? MULTIPLES[0] : labelled;
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    if (every > 1 && power % every !== 0) continue;
    for (const multiple of lines) {
      const value = Number(`${multiple}e${power}`);
      if (value < low * (1 - 1e-9) || value > high * (1 + 1e-9)) continue;
      ticks.push({ value, label: labelled.includes(multiple) ? shortNumber(value) : "" });
    }
  }
  return ticks;
}

/** The shortest way from one multiple to the next, in powers of ten. @param {number[]} multiples */
const narrowest = (multiples) =>
  Math.min(...multiples.map((multiple, i) => Math.log10((multiples[i + 1] ?? 10) / multiple)));

/**
 * Ticks of a linear axis, with as many digits as tell neighbours apart.
 * @param {number} low
 * @param {number} high
 * @param {number} [gap] between labels, as a part of the axis
 * @returns {Tick[]}
 */
export function linearTicks(low, high, gap = LABEL_GAP) {
  const step = roundStep((high - low) * Math.max(1 / MOST_LINES, gap));
  const digits = Math.floor(Math.log10(step) + 1e-9);
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-6); i * step <= high + step * 1e-6; i++) {
    const value = Number((i * step).toPrecision(12));
    ticks.push({ value, label: roundedTo(value, digits) });
  }
  return ticks;
}

/** The least of 1, 2 and 5 times a power of ten that is not less. @param {number} least */
function roundStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((multiple) => multiple * power >= least * (1 - 1e-9)) ?? 10) * power;
}

/** @param {number} value @param {number} digits the power of ten of its last digit */
function roundedTo(value, digits) {
  if (value === 0) return "0";
  const first = Math.floor(Math.log10(Math.abs(value)));
  const text =
    digits < -4 || first >= 5 ? value.toExponential(Math.max(0, first - digits)) : value.toFixed(Math.max(0, -digits));
  return text.replace(/-/g, "−").replace("e+", "e");
}

/** Where a log axis may end. */
const ROUND = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9, 10];

/**
 * An axis for values from `low` to `high`: its ends are round, so that they don't move with every value.
 * @param {number} low above 0 where `log`
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
  // Values that hardly differ are not blown up until they seem to.
  const step = roundStep(Math.max(high - low, Math.abs(high) / 50) / 8);
  const [below, above] = [Math.floor(low / step) * step, Math.ceil(high / step) * step];
  return below < above ? [below, above] : [below - step, above + step];
}

/**
 * Moves labels apart until neighbours stand at least `gap` from each other, within `low`..`high`, keeping their order.
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
