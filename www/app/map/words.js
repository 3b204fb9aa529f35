// Labels, default values and texts for a sweep's fields, measures and cells. Pure functions, used across map/.

import { FAILED, KNOWN, REFUSED } from "../../draw/cells.js";
import { ACTIVATIONS } from "../words/activations.js";
import { count, figure, lossFigure, percent } from "../words/format.js";
import { initParts } from "../words/inits.js";
import { normName, OPTIMIZERS } from "../words/recipe.js";
import { NEAR_BEST } from "./health.js";

/** @import { Config, Init, Measure } from "../../shared/protocol.js" */
/** @import { OptimizerName } from "../words/recipe.js" */
/** @import { Scaling } from "../../draw/ramp.js" */
/** @import { Ruler } from "../../draw/ruler.js" */
/** @import { Axis, CellPlace, Sweep } from "./sweep.js" */

/** @typedef {{from: string, to: string, count: string} | {list: string}} Values of an axis, as typed */

/** Ranges over which networks of any depth go from vanishing to saturated. @param {string[]} gains @param {string[]} stds @param {Init} init @returns {Values} */
const scales = (gains, stds, init) => {
  const [from, to] = initParts(init).name === "std" ? stds : gains;
  return { from, to, count: "24" };
};

/**
 * Each field's label, first values on an axis, value in a network, and whether its values are words, of which there is no range.
 * @type {Record<string, {label: string, values: (config: Config) => Values, of: (config: Config) => number | string, words?: true}>}
 */
export const FIELDS = {
  w: {
    label: "Hidden weight scale",
    values: ({ w }) => scales(["0.1", "10"], ["0.01", "3"], w),
    of: ({ w }) => sizeOf(w),
  },
  out: {
    label: "Output weight scale",
    values: ({ out }) => scales(["0.01", "10"], ["0.001", "3"], out),
    of: ({ out }) => sizeOf(out),
  },
  depth: { label: "Depth", values: () => ({ from: "1", to: "10", count: "10" }), of: ({ hidden }) => hidden.length },
  width: {
    label: "Width",
    values: () => ({ from: "8", to: "256", count: "11" }),
    of: ({ hidden }) => (hidden.every((width) => width === hidden[0]) ? hidden[0] : hidden.join(",")),
  },
  lr: { label: "Learning rate", values: () => ({ from: "0.001", to: "10", count: "24" }), of: ({ lr }) => lr.initial },
  batch: { label: "Batch size", values: () => ({ from: "1", to: "128", count: "8" }), of: ({ batch }) => batch },
  seed: { label: "Seed", values: () => ({ from: "1", to: "24", count: "24" }), of: ({ seed }) => seed },
  warmup: { label: "Warmup", values: () => ({ list: "0,10,30,100,300,1000" }), of: ({ warmup }) => warmup },
  clip: { label: "Clip norm", values: () => ({ list: "none,0.01,0.1,1,10" }), of: ({ clip }) => clip ?? "none" },
  decay: { label: "Weight decay", values: () => ({ list: "default,0,0.001,0.01,0.1" }), of: ({ decay }) => decay },
  norm: {
    label: "Normalization",
    values: ({ hidden }) => ({ list: ["none,batch,layer,rms", ...groupsOf(hidden)].join(",") }),
    of: ({ norm }) => norm,
    words: true,
  },
  act: {
    label: "Activation",
    values: () => ({ list: "tanh,relu,sigmoid,selu,gelu,silu" }),
    of: ({ act }) => act,
    words: true,
  },
  res: { label: "Residual connections", values: () => ({ list: "none,pre,post" }), of: ({ res }) => res, words: true },
  branch: {
    label: "Branch scale",
    values: () => ({ list: "1,depth,learned:0" }),
    of: ({ branch }) => branch,
    words: true,
  },
  opt: {
    label: "Optimizer",
    values: () => ({ list: "sgd,momentum:0.9,nesterov:0.9,adam,adamw" }),
    of: ({ opt }) => textOf(opt),
    words: true,
  },
  b: { label: "Biases", values: () => ({ list: "none,zero,torch,std:1" }), of: ({ b }) => textOf(b), words: true },
  outb: {
    label: "Output biases",
    values: () => ({ list: "none,zero,std:1,torch,prior" }),
    of: ({ outb }) => textOf(outb),
    words: true,
  },
};

/** A group norm of four groups, where four divides every width. @param {number[]} hidden */
const groupsOf = (hidden) => (hidden.every((width) => width % 4 === 0) ? ["group:4"] : []);

/** `momentum:0.9` of `{momentum: 0.9}`, as links have it. @param {string | {[name: string]: number}} value */
function textOf(value) {
  if (typeof value === "string") return value;
  const [[name, number]] = Object.entries(value);
  return `${name}:${number}`;
}

/** A value of an axis as it is shown. @param {string} field @param {string} value */
export function valueLabel(field, value) {
  switch (field) {
    case "act":
      return ACTIVATIONS[/** @type {Config["act"]} */ (value)].name;
    case "norm":
      return value === "none" ? value : normName(/** @type {Config["norm"]} */ (value));
    case "branch":
      return value === "depth" ? "1/√L" : value.replace(":", " ");
    case "opt": {
      const [name, momentum] = value.split(":");
      return momentum === undefined ? OPTIMIZERS[/** @type {OptimizerName} */ (name)] : `${name} ${momentum}`;
    }
    case "b":
    case "outb":
      return value.replace(":", " ");
    default:
      return value;
  }
}

/** @type {Record<Measure, {label: string, figure: (value: number) => string, scaling: Scaling}>} */
export const MEASURES = {
  first_loss: { label: "First loss", figure: lossFigure, scaling: { log: "wide", spread: 1.3 } },
  saturated: { label: "Saturated, %", figure: percent, scaling: { log: "never", from: 0, to: 100 } },
  dead: { label: "Dead neurons", figure: count, scaling: { log: "never", from: 0 } },
  gradient_ratio: { label: "Gradient std, last / first layer", figure, scaling: { log: "always", around: 1 } },
  val: { label: "Validation loss", figure: lossFigure, scaling: { log: "wide", spread: 1.3 } },
};

/** A number where the setting is a standard deviation or a gain, else its name. @param {Init} init */
function sizeOf(init) {
  const { name, value } = initParts(init);
  if (value === null) return name;
  return name === "std" || name === "gain" ? value : `${name} ${value}`;
}

/** A measure's value as text. @param {Measure} measure @param {number} value */
export const measured = (measure, value) => (Number.isFinite(value) ? MEASURES[measure].figure(value) : figure(value));

/**
 * The ideal value of a measure, marked on the color key.
 * @param {Measure} measure
 * @param {number} uniform the loss of a uniform guess
 */
export function markOf(measure, uniform) {
  if (measure === "gradient_ratio") return { value: 1, label: "equal" };
  const isLoss = measure === "first_loss" || measure === "val";
  return isLoss ? { value: uniform, label: `ln V ${uniform.toFixed(2)}` } : null;
}

/** @param {Measure} measure @param {number} steps */
export function measureTitle(measure, steps) {
  const { label } = MEASURES[measure];
  const when = steps === 0 ? "before the first step" : `after ${count(steps)} step${steps === 1 ? "" : "s"}`;
  return measure === "first_loss" ? label : `${label}, ${when}`;
}

/** The kind of those of a weight scale's values that are numbers alone. @param {string} field @param {string[]} values @param {Config} base */
function kindOf(field, values, base) {
  if ((field !== "w" && field !== "out") || !values.some((value) => /^\d/.test(value))) return "";
  return initParts(base[field]).name === "std" ? "std" : "gain";
}

/** An axis as it is drawn. @param {Axis} axis @param {Config} base @returns {Ruler} */
export function rulerOf({ field, values }, base) {
  const kind = kindOf(field, values, base);
  const isNumber = (/** @type {string} */ value) => FIELDS[field].words !== true && /^[\d.e+-]+$/.test(value);
  const numbers = values.map((value) => (isNumber(value) ? Number(value) : null));
  const labels = values.map((value) => valueLabel(field, value));
  return { title: `${FIELDS[field].label}${kind ? `, ${kind}` : ""}`, labels, numbers };
}

/** The unchanged network's own value on an axis. @param {string} field @param {Config} config */
export function ownValue(field, config) {
  const value = FIELDS[field].of(config);
  return typeof value === "number"
    ? { label: String(value), number: value }
    : { label: valueLabel(field, value), number: null };
}

/** @param {string} field @param {string} value @param {Config} base */
function valueWords(field, value, base) {
  const kind = kindOf(field, [value], base);
  return `${FIELDS[field].label.toLowerCase()} ${kind}${kind ? " " : ""}${valueLabel(field, value).replace(":", " ")}`;
}

/** Describes a cell: its values and its result. @param {Sweep} sweep @param {CellPlace} place */
export function cellWords({ x, y, maps, columns, measure }, { map, column, row }) {
  const { label, base, cells, sound, sums, reasons } = maps[map];
  const at = row * columns + column;
  const values = [valueWords(x.field, x.values[column], base)];
  if (y !== null) values.push(valueWords(y.field, y.values[row], base));
  const where = `${label === "" ? "" : `${label}: `}${values.join(", ")}`;
  const first = where.charAt(0).toUpperCase() + where.slice(1);
  switch (cells.state[at]) {
    case KNOWN: {
      const slow = sound[at] === 1 ? ", though nothing is wrong: it has learned too little" : "";
      const health = cells.healthy[at] === 1 ? "healthy" : `not healthy${slow}`;
      const name = MEASURES[measure].label.replace(", %", "").toLowerCase();
      return `${first}: ${name} ${measured(measure, cells.value[at])}, ${health}; checksum ${sums[at]}`;
    }
    case REFUSED:
      return `${first}: invalid configuration. ${reasons.get(at)}`;
    case FAILED:
      return `${first}: failed in three workers (${reasons.get(at)})`;
    default:
      return `${first}: not computed yet`;
  }
}

/** @param {Config} config */
export function networkWords({ hidden, act, norm, res, opt }) {
  const same = hidden.every((width) => width === hidden[0]);
  const layers = `${hidden.length} hidden layer${hidden.length === 1 ? "" : "s"} of ${same ? hidden[0] : hidden.join(", ")}`;
  const parts = [layers, ACTIVATIONS[act].name, ...(norm === "none" ? [] : [normName(norm)])];
  if (res !== "none") parts.push(`${norm === "none" ? "" : `${res}-norm `}residual`);
  if (opt !== "sgd") parts.push(valueLabel("opt", textOf(opt)));
  return parts.join(", ");
}

/**
 * What a sweep shows, and what counts as healthy in it.
 * @param {Sweep} sweep
 * @param {string} network
 * @param {boolean} isOwn whether the network is the current run's, and not a preset's
 */
export function introduction({ y, maps, measure }, network, isOwn) {
  const [one, drawn] = y === null ? ["point", "The green band marks"] : ["cell", "The line encloses"];
  const learned = ` and a validation loss that is at most ln V, and at most ${NEAR_BEST} above the best healthy one`;
  const rule = `${drawn} healthy networks: no verdict against them${measure === "val" ? learned : ""}`;
  const ring = maps.some(({ own }) => own) ? `. The ring marks ${isOwn ? "this run" : "the preset itself"}` : "";
  return `Each ${one} is one network: ${network}, with ${y === null ? "one setting" : "the values on the axes"} changed. ${rule}${ring}.`;
}

/** Describes a map: its measure, axes, and range of values. @param {Sweep} sweep @param {number} map */
export function mapWords({ x, y, maps, measure, steps, columns, rows }, map) {
  const { label, base, cells } = maps[map];
  const known = cells.value.filter((value, at) => cells.state[at] === KNOWN && Number.isFinite(value)).sort();
  const healthy = cells.healthy.reduce((sum, one) => sum + one, 0);
  const axes = [x, ...(y === null ? [] : [y])].map(({ field, values }) => {
    const { title, labels } = rulerOf({ field, values }, base);
    return FIELDS[field].words === true
      ? `${title} ${labels.join(", ")}`
      : `${title} from ${values[0]} to ${values.at(-1)}`;
  });
  let found = "nothing computed yet";
  if (known.length > 0) {
    const [least, most] = [known[0], known[known.length - 1]].map((value) => measured(measure, value));
    found = `${least} to ${most}, ${healthy} of ${columns * rows} ${y === null ? "networks" : "cells"} healthy`;
  }
  return `${y === null ? "Line chart" : "Map"}${label === "" ? "" : ` ${label.toLowerCase()}`} of ${measureTitle(measure, steps)}, ${axes.join(" and ")}: ${found}`;
}
