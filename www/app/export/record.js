// A run as a plain object for JSON: its configuration, step and checksum, and every section of the frame. Used by dialog.js.

import { stripsOf } from "../../shared/strips.js";
import { written } from "../words/f32.js";

/** @import { Frame, History } from "../../shared/protocol.js" */
/** @import { State } from "../page/sight.js" */

/** @typedef {{frame: Frame, link: string, sum: string | null, state: Readonly<State>}} Moment a frame and its state; `sum` is the checksum at its step, if known */
/** @typedef {{[key: string]: unknown}} Json */

/** The run and its current frame, without the history. @param {Moment} moment */
export function frameRecord({ frame, link, sum, state: { config, text, textName, textIsBuiltIn } }) {
  const { buffer, epoch, step, history, ...sections } = frame;
  const now = /** @type {Json & {layer: Json[], batch: Json}} */ (listed(sections));
  const { tokens, targets } = frame.batch;
  now.batch.tokens = rows(/** @type {unknown[]} */ (now.batch.tokens), tokens.length / targets.length);
  for (const layer of now.layer) {
    const { map, dead_neurons } = /** @type {{map: unknown[], dead_neurons: unknown[]}} */ (layer);
    layer.map = rows(map, dead_neurons.length);
  }
  return {
    format: "initscope 1: sections are lists; NaN, Infinity and -Infinity are strings",
    link,
    step,
    checksum: sum,
    config,
    text: { name: textName, builtIn: textIsBuiltIn, ...text },
    frame: now,
  };
}

/** Everything the page knows of the run, with the step of each answer. @param {Moment} moment */
export function wholeRecord(moment) {
  const { frame, state } = moment;
  const { loss, smooth, update, gradient_norm, branch } = frame.history;
  const { evaluations, survey, samples, strips } = state;
  const verdicts = state.past?.verdicts ?? state.verdicts;
  return {
    ...frameRecord(moment),
    history: {
      ...{ loss: filled(loss), smooth: filled(smooth), update: update.map(filled) },
      ...(gradient_norm === undefined ? {} : { gradient_norm: filled(gradient_norm) }),
      ...(branch === undefined ? {} : { branch: branch.map(filled) }),
    },
    verdicts,
    evaluations: evaluations.map(({ step, train, val }) => ({ step, train: written(train), val: written(val) })),
    survey,
    samples: samples === null ? null : { step: samples.step, items: samples.items },
    strips: strips === null ? null : stripsRecord(strips),
  };
}

/** Typed arrays as lists of numbers, recursively. @param {unknown} part @returns {unknown} */
function listed(part) {
  if (part instanceof Float32Array || part instanceof Uint32Array) return Array.from(part, written);
  if (Array.isArray(part)) return part.map(listed);
  if (typeof part !== "object" || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, listed(value)]));
}

/** @param {unknown[]} values @param {number} length of a row */
const rows = (values, length) =>
  Array.from({ length: values.length / length }, (_, i) => values.slice(i * length, (i + 1) * length));

/** A history without its unused points. @param {History} history */
function filled({ first, points: [n], stride, min, mean, max, nonfinite }) {
  const used = Object.entries({ min, mean, max, nonfinite }).map(([name, row]) => [name, listed(row.subarray(0, n))]);
  return { first: written(first[0]), stride: stride[0], ...Object.fromEntries(used) };
}

/** The strips as a list of bins per column. @param {NonNullable<State["strips"]>} strips */
function stripsRecord(strips) {
  const { columns, stride, bins, activation } = strips.info;
  const one = (/** @type {{values: Uint8Array, range: [number, number]}} */ { values, range }) => ({
    range: range.map(written),
    columns: rows([...values], bins),
  });
  return {
    columns,
    stride,
    bins,
    layer: activation
      .flatMap((_, i) => stripsOf(strips, i) ?? [])
      .map((layer) => ({ activation: one(layer.activation), gradient: one(layer.gradient) })),
  };
}
