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

/** As many powers of ten as a log axis names. */
const MOST_POWERS = 6;

/**
 * Ticks of a log10 axis: powers of ten, fewer where there are many, and between a few of them their multiples. Those
 * too close to each other to be labelled have an empty label.
 * @param {number} low above 0
 * @param {number} high
 * @returns {{value: number, label: string}[]}
 */
export function logTicks(low, high) {
  const powers = Math.log10(high) - Math.log10(low);
  const every = Math.ceil(powers / MOST_POWERS);
  const multiples = powers > 2.5 ? [1] : [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const labelled = powers > 1.2 ? [1, 2, 5] : powers > 0.5 ? [1, 2, 3, 5, 7] : multiples;
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    if (every > 1 && power % every !== 0) continue;
    for (const multiple of multiples) {
      const value = Number(`${multiple}e${power}`);
      if (value < low * (1 - 1e-9) || value > high * (1 + 1e-9)) continue;
      ticks.push({ value, label: labelled.includes(multiple) ? shortNumber(value) : "" });
    }
  }
  return ticks;
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
