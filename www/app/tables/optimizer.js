// What the panel Optimizer shows as tables. Used by tables.js.

import { branchColumns, normColumns } from "../panels/optimizer/columns.js";
import { count, figure, percent } from "../words/format.js";

/** @import { Frame } from "../../shared/protocol.js" */
/** @import { State } from "../page/sight.js" */
/** @import { Table } from "./bins.js" */

/** @param {Frame} frame @param {Readonly<State>} state @returns {Table[]} */
export function optimizerTables(frame, { config }) {
  const { optimizer, branch } = frame;
  const norm = normColumns(frame);
  const branches = branchColumns(frame);
  const share = optimizer.clipped_share[0];
  const clipped = Number.isNaN(share) ? "" : `; ${percent(100 * share)} of the steps clipped`;
  /** @type {Table[]} */
  const tables = [];
  if (config.clip !== null && norm !== null) {
    tables.push({
      caption: `Norm of the gradients before they are clipped to ${figure(config.clip)}${clipped}`,
      head: ["step", "least", "mean", "greatest"],
      rows: norm.xs.map((x, i) => [
        count(Math.round(x)),
        ...[norm.low, norm.mean, norm.high].map((column) => column[i] ?? "–"),
      ]),
    });
  }
  if (optimizer.root_v !== undefined) {
    tables.push({
      caption: `√v of Adam’s next step, against ε ${figure(config.opteps)}`,
      head: ["weight", "median", "below ε"],
      rows: optimizer.root_v.map(({ median, below_eps }, i) => [`W${i + 1}`, median[0], percent(100 * below_eps[0])]),
    });
  }
  if (branch !== undefined && branches !== null) {
    tables.push(
      {
        caption: "Learned scale of each residual branch",
        head: ["layer", "scale"],
        rows: Array.from(branch.layer, (layer, i) => [String(layer + 1), branch.scale[i]]),
      },
      {
        caption: "Learned scales over the steps",
        head: ["step", ...branches.rows.map(({ layer }) => `Layer ${layer + 1}`)],
        rows: branches.xs.map((x, i) => [count(Math.round(x)), ...branches.rows.map(({ values }) => values[i] ?? "–")]),
      },
    );
  }
  return tables;
}
