// The pictures as tables, made from a frame and the state. Loaded by index.js for the first table.

import { updateColumns } from "../../draw/columns.js";
import { stripsOf } from "../../shared/strips.js";
import { hasStream, showsProfile } from "../page/sight.js";
import { makeTable } from "../ui/dom.js";
import { ACTIVATIONS } from "../words/activations.js";
import { count, figure, glyph, legible, lossFigure, percent } from "../words/format.js";
import { binTable } from "./bins.js";
import { normTables } from "./norm.js";
import { optimizerTables } from "./optimizer.js";

/** @import { Distribution, Frame } from "../../shared/protocol.js" */
/** @import { Core } from "../engine/core.js" */
/** @import { State } from "../page/sight.js" */
/** @import { Table } from "./bins.js" */

/** @type {Record<string, {title: string, tables: (frame: Frame, state: Readonly<State>, core: Core) => Table[]}>} */
const TABLES = {
  layers: { title: "Layer health", tables: layerTables },
  saturation: { title: "Saturation", tables: saturationTables },
  norm: { title: "Norm", tables: normTables },
  loss: { title: "Loss", tables: lossTables },
  update: { title: "Update ratio", tables: updateTables },
  optimizer: { title: "Optimizer", tables: optimizerTables },
  weights: {
    title: "Weight gradients",
    tables: ({ weight }) => [
      binTable(
        "Gradients of the weight matrices, values per bin",
        weight.map(({ gradient }, i) => [`W${i + 1}`, gradient]),
      ),
    ],
  },
};

/** Rows of a table; more make the page slow. */
const MAX_ROWS = 1024;

/** The tables of a picture. @param {string} id @param {Frame} frame @param {Readonly<State>} state @param {Core} core */
export function tablesOf(id, frame, state, core) {
  const { title, tables } = TABLES[id];
  const text = (/** @type {string | number} */ value) => (typeof value === "number" ? figure(value) : value);
  const elements = tables(frame, state, core).map(({ caption, head, rows }) => {
    const texts = rows.slice(0, MAX_ROWS).map((row) => row.map(text));
    const more = rows.length - texts.length;
    if (more > 0) texts.push([`and ${count(more)} more`, ...head.slice(1).map(() => "")]);
    return makeTable(caption, head, texts);
  });
  return { title: `${title}, step ${count(frame.step)}`, elements };
}

/** The fullest bin of each step's histogram over the run. @param {NonNullable<State["strips"]>} strips @returns {Table[]} */
function stripTables(strips) {
  const { columns, stride, bins, activation } = strips.info;
  const layers = activation.flatMap((_, i) => stripsOf(strips, i) ?? []);
  const table = (/** @type {string} */ caption, /** @type {"activation" | "gradient"} */ key) => ({
    caption,
    head: ["step", ...layers.map((_, i) => `Layer ${i + 1}`)],
    rows: Array.from({ length: columns }, (_, column) => [
      count(column * stride),
      ...layers.map(({ [key]: { values, range } }) => {
        const fullest = values.subarray(column * bins, (column + 1) * bins).indexOf(255);
        const [from, to] = range;
        const edge = (/** @type {number} */ bin) => figure(from + ((to - from) * bin) / bins);
        return fullest < 0 ? "–" : `${edge(fullest)} … ${edge(fullest + 1)}`;
      }),
    ]),
  });
  return [
    table("Activations over the run, the fullest of 64 bins", "activation"),
    table("log₁₀ of the magnitude of gradients over the run, the fullest of 64 bins", "gradient"),
  ];
}

/** What saturation is called. @param {State["config"]["act"]} act */
const saturatedAs = (act) => (ACTIVATIONS[act].saturatesAtZero ? "zero" : "saturated");

/** @param {Frame} frame @param {Readonly<State>} state @param {Core} core @returns {Table[]} */
function layerTables({ layer, weight }, state, core) {
  const { config, tab, strips, preactivations } = state;
  const streams = hasStream(config);
  const named = (/** @type {"activation" | "preactivation" | "gradient"} */ key) =>
    layer.map((sections, i) => /** @type {[string, Distribution]} */ ([`Layer ${i + 1}`, sections[key]]));
  return [
    {
      caption: "Each hidden layer on the current minibatch",
      head: [
        "layer",
        "mean",
        "std",
        saturatedAs(config.act),
        "dead",
        "gradient std",
        "grad ratio",
        "log₁₀ update ratio",
        ...(streams ? ["std of the residual stream", "gradient std there"] : []),
      ],
      rows: layer.map(({ activation, gradient, saturated, dead, output_std, output_gradient_std }, i) => [
        String(i + 1),
        activation.mean[0],
        activation.std[0],
        percent(saturated[0]),
        count(dead[0]),
        gradient.std[0],
        weight[i].grad_data[0],
        weight[i].update_data[0],
        ...(streams ? [output_std[0], output_gradient_std[0]] : []),
      ]),
    },
    ...(showsProfile(state, layer.length) ? predictionTables(core.meanField(config)) : []),
    ...(tab === "time" && strips !== null ? stripTables(strips) : []),
    ...(preactivations ? [binTable("Pre-activations, values per bin", named("preactivation"))] : []),
    binTable("Activations, values per bin", named("activation")),
    binTable("Activation gradients, values per bin", named("gradient")),
  ];
}

/** @param {ReturnType<Core["meanField"]>} predicted @returns {Table[]} */
function predictionTables(predicted) {
  if (predicted === null) return [];
  const { activation, gradient } = predicted;
  return [
    {
      caption: "What is predicted for infinite width at step 0",
      head: ["layer", "std", "gradient std, the last layer’s being 1"],
      rows: activation.map((std, i) => [String(i + 1), std, gradient[i]]),
    },
  ];
}

/** @param {Frame} frame @param {Readonly<State>} state @returns {Table[]} */
function saturationTables(frame, { config, layer: wanted, neuron: read, text, survey }) {
  const layer = Math.min(wanted, frame.layer.length - 1);
  const { saturated_counts, dead_neurons, map } = frame.layer[layer];
  const neurons = dead_neurons.length;
  const neuron = Math.min(read, neurons - 1);
  const characters = [".", ...(text?.alphabet ?? "")];
  const { tokens, targets } = frame.batch;
  const context = tokens.length / targets.length;
  const spelled = (/** @type {Uint32Array} */ some) => legible([...some].map((token) => characters[token]).join(""));
  const surveyed = survey === null ? [] : [`for every example, step ${count(survey.step)}`];
  const everywhere = new Set(survey?.dead[layer]);
  return [
    {
      caption: `Layer ${layer + 1}: examples of ${targets.length} for which each neuron is ${saturatedAs(config.act)}`,
      head: ["neuron", `${saturatedAs(config.act)} for`, "dead", ...surveyed],
      rows: Array.from(saturated_counts, (n, i) => [
        String(i),
        count(n),
        dead_neurons[i] === 1 ? "dead" : "",
        ...surveyed.map(() => (everywhere.has(i) ? "dead" : "")),
      ]),
    },
    {
      caption: `Neuron ${neuron} of layer ${layer + 1}, example by example`,
      head: ["example", "context", "target", "h"],
      rows: Array.from(targets, (target, i) => [
        String(i),
        spelled(tokens.subarray(i * context, (i + 1) * context)),
        glyph(characters[target]),
        map[i * neurons + neuron],
      ]),
    },
  ];
}

/** @param {Frame} frame @param {Readonly<State>} state */
function lossTables({ step, history: { loss, smooth } }, { evaluations }) {
  const stride = loss.stride[0];
  // The last point may not be complete yet.
  const steps = (/** @type {number} */ from) => {
    const to = Math.min(from + stride, step) - 1;
    return to === from ? count(from) : `${count(from)} … ${count(to)}`;
  };
  const splits = {
    caption: "Loss over whole splits",
    head: ["step", "train", "val"],
    rows: evaluations.map(({ step, train, val }) => [count(step), lossFigure(train), lossFigure(val)]),
  };
  const course = {
    caption: "Loss over the steps",
    head: ["steps", "min", "mean", "max", "smoothed"],
    rows: Array.from({ length: loss.points[0] }, (_, i) => [
      steps(i * stride),
      ...[loss.min, loss.mean, loss.max, smooth.mean].map((row) => lossFigure(row[i])),
    ]),
  };
  return evaluations.length > 0 ? [splits, course] : [course];
}

/** @param {Frame} frame @returns {Table[]} */
function updateTables({ history, weight, step }) {
  const [xs, ...rows] = updateColumns(history.update, step);
  return [
    {
      caption: "Base-10 logarithm of the update ratio",
      head: ["step", ...weight.map((_, i) => `W${i + 1}`)],
      rows: xs.map((x, i) => [count(Math.round(x)), ...rows.map((row) => row[i] ?? "–")]),
    },
  ];
}
