// The type of a table, and histograms as a table. Used by tables.js and norm.js.

import { count, figure } from "../words/format.js";

/** @import { Distribution } from "../../shared/protocol.js" */

/** @typedef {{caption: string, head: string[], rows: (string | number)[][]}} Table */

/**
 * Histograms on one axis as a table with a row per bin.
 * @param {string} caption
 * @param {[name: string, distribution: Distribution][]} columns
 * @returns {Table}
 */
export function binTable(caption, columns) {
  const { range, counts } = columns[0][1];
  const [from, to] = range;
  const edge = (/** @type {number} */ i) => figure(from + ((to - from) * i) / counts.length);
  const row = (/** @type {string} */ name, /** @type {(distribution: Distribution) => number} */ of) => [
    name,
    ...columns.map(([, distribution]) => count(of(distribution))),
  ];
  return {
    caption,
    head: ["from … to", ...columns.map(([name]) => name)],
    rows: [
      row("below", ({ outside }) => outside[0]),
      ...Array.from(counts, (_, i) => row(`${edge(i)} … ${edge(i + 1)}`, (distribution) => distribution.counts[i])),
      row("above", ({ outside }) => outside[1]),
      row("NaN", ({ nonfinite }) => nonfinite[0]),
      row("infinite", ({ nonfinite }) => nonfinite[1]),
    ],
  };
}
