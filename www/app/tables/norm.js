// The Norm panel as tables: each neuron's statistics, γ and β, and batch coupling. Used by tables.js.

import { blockName, characters, exampleName } from "../panels/norm/wording.js";
import { mostProbable, restOf } from "../words/alphabet.js";
import { count } from "../words/format.js";
import { binTable } from "./bins.js";

/** @import { Frame } from "../../shared/protocol.js" */
/** @import { State } from "../page/sight.js" */
/** @import { Table } from "./bins.js" */

/** Characters that are listed; of a larger alphabet only the most probable. */
const MAX_CHARACTERS = 256;

/** @param {Frame} frame @param {Readonly<State>} state @returns {Table[]} */
export function normTables({ norm, layer }, { layer: wanted, coupled, text }) {
  /** @type {Table[]} */
  const tables = [];
  if (norm !== undefined) {
    const { block, batch_mean, running_mean, batch_var, running_var, gain, bias } =
      norm[Math.min(wanted, norm.length - 1)];
    const of = blockName(block[0], layer.length);
    if (batch_mean.length > 0) {
      tables.push({
        caption: `Statistics of BatchNorm of ${of}: over the current minibatch, and running`,
        head: ["neuron", "batch mean", "running mean", "batch variance", "running variance"],
        rows: Array.from(batch_mean, (mean, i) => [String(i), mean, running_mean[i], batch_var[i], running_var[i]]),
      });
    }
    for (const [name, values] of Object.entries({ γ: gain, β: bias })) {
      if (values.counts.length > 0) tables.push(binTable(`${name} of ${of}, values per bin`, [[name, values]]));
    }
  }
  if (coupled?.training && text !== null) {
    const { step, evaluation, training, probabilities } = coupled;
    const draws = probabilities.length / evaluation.length;
    const names = characters(text.alphabet);
    const shown = mostProbable(evaluation, MAX_CHARACTERS, coupled.target);
    const left = names.length - shown.length;
    const { mean, std, min, max } = training;
    /** @type {(string | number)[][]} */
    const rows = shown.map((i) => [names[i], evaluation[i], mean[i], std[i], min[i], max[i]]);
    tables.push({
      caption: `Probabilities of what follows ${exampleName(coupled, names)}, in ${count(draws)} batches at step ${count(step)}`,
      head: ["next", "in evaluation mode", "mean", "std", "min", "max"],
      rows:
        left === 0
          ? rows
          : [...rows, [`the other ${count(left)}`, restOf(evaluation, shown), restOf(mean, shown), "–", "–", "–"]],
    });
  }
  return tables;
}
