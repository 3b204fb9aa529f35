// The counts of a histogram: how many values it has, and its bins without exact zeros. Used by histogram.js, ghosts.js and
// reading.js.

/** @import { Distribution } from "../shared/protocol.js" */

/** The number of all values of a histogram, inside and outside its axis. @param {Distribution} distribution */
export function total({ counts, outside, nonfinite }) {
  let n = outside[0] + outside[1] + nonfinite[0] + nonfinite[1];
  for (const count of counts) n += count;
  return n;
}

/** The counts without exact zeros, which are in the first bin of an axis that starts at 0. @param {Distribution} distribution @param {number | null} zeros */
export function countsWithout({ counts }, zeros) {
  if (zeros === null || zeros === 0) return counts;
  const rest = counts.slice();
  rest[0] = Math.max(0, rest[0] - zeros);
  return rest;
}
