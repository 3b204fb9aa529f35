// Saved runs as a JSON file with a version, and back. A file is validated field by field; if anything is invalid, the errors
// are returned and nothing is imported. Used by dialog.js.

import { written } from "../words/f32.js";
import { MAX_NAME } from "./record.js";
import { MAX_RUNS } from "./shelf.js";

/** @import { FieldError } from "../../shared/protocol.js" */
/** @import { Core } from "../engine/core.js" */
/** @import { Layer, Log, Run } from "./record.js" */

/** The part of the core that is used here. @typedef {Pick<Core, "parseLink" | "linkOf">} Links */

const FORMAT = "initscope runs";
const VERSION = 1;
/** Far more than 100 runs need, which is about 4 MB. */
export const MAX_BYTES = 20_000_000;
/** Limits for a history's points and a histogram's bins, above what Rust writes. */
const MAX_POINTS = 1024;
const MAX_BINS = 256;
const MAX_LINK = 16_384;
const MAX_SHOWN = 60;
const MAX_U32 = 0xffff_ffff;

/** @param {Run[]} runs */
export const runsAsJson = (runs) => `${JSON.stringify({ format: FORMAT, version: VERSION, runs: runs.map(plain) })}\n`;

/** @param {Run} run */
function plain({ saved, name, link, step, text, first, last, uniform, threshold, evaluation, log, layers }) {
  const { stride, ...rows } = log;
  return {
    saved: new Date(saved).toISOString(),
    ...{ name, link, step, text },
    ...numbers({ first, last, uniform, threshold }),
    evaluation: evaluation && numbers(evaluation),
    log: { stride, ...lists(rows) },
    layers: layers.map(({ activation: { mean, std, ...counts }, gradient, saturated, dead, neurons }) => ({
      ...numbers({ mean: mean[0], std: std[0], gradient, saturated, dead, neurons }),
      ...lists(counts),
    })),
  };
}

/** @param {Record<string, number>} values */
const numbers = (values) => Object.fromEntries(Object.entries(values).map(([key, value]) => [key, written(value)]));
/** @param {Record<string, Float32Array | Uint32Array>} rows */
const lists = (rows) => Object.fromEntries(Object.entries(rows).map(([key, row]) => [key, Array.from(row, written)]));

/** An error in one field. */
class Fault extends Error {
  /** @param {string} field @param {string} expected @param {unknown} got the value in the file */
  constructor(field, expected, got) {
    super(`${field}: expected ${expected}`);
    this.error = { field, expected, got: shown(got) };
  }
}

/** @param {unknown} value of JSON */
function shown(value) {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/**
 * The runs of a file; or none, and the first error of the file or of each run.
 * @param {string} json
 * @param {Links} core
 * @returns {{runs: Run[], errors: FieldError[]}}
 */
export function readRuns(json, core) {
  try {
    const file = object("file", parsed(json));
    if (file.format !== FORMAT) throw new Fault("format", JSON.stringify(FORMAT), file.format);
    if (file.version !== VERSION) throw new Fault("version", String(VERSION), file.version);
    const list = array("runs", file.runs, 0, MAX_RUNS);
    /** @type {FieldError[]} */
    const errors = [];
    const runs = list.flatMap((run, i) => {
      try {
        return [readRun(`runs[${i}]`, run, core)];
      } catch (thrown) {
        errors.push(errorOf(thrown));
        return [];
      }
    });
    return { runs: errors.length > 0 ? [] : runs, errors };
  } catch (thrown) {
    return { runs: [], errors: [errorOf(thrown)] };
  }
}

/** @param {unknown} thrown */
function errorOf(thrown) {
  if (thrown instanceof Fault) return thrown.error;
  throw thrown;
}

/** @param {string} json @returns {unknown} */
function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    throw new Fault("file", "JSON as saved by Export all", json.slice(0, MAX_SHOWN + 1) || undefined);
  }
}

/**
 * @param {string} at its path in the file
 * @param {unknown} value
 * @param {Links} core
 * @returns {Run}
 */
function readRun(at, value, core) {
  const run = object(at, value);
  const name = string(`${at}.name`, run.name, 0, MAX_NAME);
  const { config, link, step, isBuiltIn } = readLink(at, run, core);
  const text = isBuiltIn ? nothing(`${at}.text`, run.text) : string(`${at}.text`, run.text, 1, MAX_NAME);
  const layers = array(`${at}.layers`, run.layers, config.hidden.length, config.hidden.length);
  return {
    saved: readDate(`${at}.saved`, run.saved),
    ...{ name, link, step, text },
    first: number(`${at}.first`, run.first),
    last: number(`${at}.last`, run.last),
    uniform: finite(`${at}.uniform`, run.uniform),
    threshold: finite(`${at}.threshold`, run.threshold),
    evaluation: run.evaluation === null ? null : readEvaluation(`${at}.evaluation`, run.evaluation, step),
    log: readLog(`${at}.log`, run.log),
    layers: layers.map((layer, i) => readLayer(`${at}.layers[${i}]`, layer, config.hidden[i])),
  };
}

/** @param {string} at @param {Record<string, unknown>} run @param {Links} core */
function readLink(at, run, core) {
  const { config, text, step, sum, errors } = core.parseLink(string(`${at}.link`, run.link, 1, MAX_LINK));
  // Rust's own errors, which name the field of the Config.
  for (const { field, expected, got } of errors) {
    const fault = new Fault(`${at}.link: ${field}`, expected, got);
    fault.error.got = got.slice(0, MAX_SHOWN);
    throw fault;
  }
  if (step === null || step < 1) throw new Fault(`${at}.link: step`, "a step above 0", step ?? undefined);
  if (sum === null) throw new Fault(`${at}.link: sum`, "a checksum", undefined);
  if (whole(`${at}.step`, run.step) !== step) throw new Fault(`${at}.step`, `${step}, as in its link`, run.step);
  // Printed again without what does not belong to the run, such as a lesson.
  return { config, step, isBuiltIn: text === null, link: core.linkOf(config, { text, step, sum }).fragment };
}

/** @param {string} at @param {unknown} value */
function readDate(at, value) {
  const text = string(at, value, 1, 30);
  const time = Date.parse(text);
  if (Number.isNaN(time) || new Date(time).toISOString() !== text) {
    throw new Fault(at, "a date such as 2026-01-31T12:00:00.000Z", value);
  }
  return time;
}

/** @param {string} at @param {unknown} value @param {number} last step */
function readEvaluation(at, value, last) {
  const { step, train, val } = object(at, value);
  return {
    step: whole(`${at}.step`, step, last),
    train: number(`${at}.train`, train),
    val: number(`${at}.val`, val),
  };
}

/** @param {string} at @param {unknown} value @returns {Log} */
function readLog(at, value) {
  const log = object(at, value);
  const points = array(`${at}.mean`, log.mean, 1, MAX_POINTS).length;
  const row = (/** @type {string} */ key) => losses(`${at}.${key}`, array(`${at}.${key}`, log[key], points, points));
  const stride = whole(`${at}.stride`, log.stride);
  if (stride === 0) throw new Fault(`${at}.stride`, "at least 1", 0);
  return {
    ...{ stride, min: row("min"), mean: row("mean"), max: row("max") },
    nonfinite: counts(`${at}.nonfinite`, log.nonfinite, points, points),
    smooth: row("smooth"),
  };
}

/** @param {string} at @param {unknown} value @param {number} width as in its link @returns {Layer} */
function readLayer(at, value, width) {
  const layer = object(at, value);
  const neurons = whole(`${at}.neurons`, layer.neurons);
  if (neurons !== width) throw new Fault(`${at}.neurons`, `${width}, as in its link`, neurons);
  const range = array(`${at}.range`, layer.range, 2, 2).map((end, i) => finite(`${at}.range[${i}]`, end));
  if (range[0] >= range[1]) throw new Fault(`${at}.range`, "the lower end first", layer.range);
  const saturated = number(`${at}.saturated`, layer.saturated);
  if (saturated < 0 || saturated > 100) throw new Fault(`${at}.saturated`, "a percentage", saturated);
  return {
    activation: {
      counts: counts(`${at}.counts`, layer.counts, 1, MAX_BINS),
      range: Float32Array.from(range),
      outside: counts(`${at}.outside`, layer.outside, 2, 2),
      nonfinite: counts(`${at}.nonfinite`, layer.nonfinite, 2, 2),
      mean: Float32Array.of(number(`${at}.mean`, layer.mean)),
      std: Float32Array.of(number(`${at}.std`, layer.std)),
    },
    gradient: number(`${at}.gradient`, layer.gradient),
    saturated,
    dead: whole(`${at}.dead`, layer.dead, width),
    neurons,
  };
}

/** @param {string} at @param {unknown} value @returns {Record<string, unknown>} */
function object(at, value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Fault(at, "an object", value);
  return /** @type {Record<string, unknown>} */ (value);
}

/** @param {string} at @param {unknown} value @param {number} min @param {number} max @returns {unknown[]} */
function array(at, value, min, max) {
  const length = min === max ? String(min) : `${min} to ${max}`;
  if (!Array.isArray(value) || value.length < min || value.length > max) {
    throw new Fault(at, `a list of ${length}`, value);
  }
  return value;
}

/**
 * Lone surrogates are rejected, since other JSON parsers refuse a file that contains them.
 * @param {string} at
 * @param {unknown} value
 * @param {number} min
 * @param {number} max
 */
function string(at, value, min, max) {
  if (typeof value !== "string" || value.length < min || value.length > max || /\p{Cs}/u.test(value)) {
    throw new Fault(at, `a text of ${min} to ${max} whole characters`, value);
  }
  return value;
}

/** @param {string} at @param {unknown} value */
function nothing(at, value) {
  if (value !== null) throw new Fault(at, "null, since its link has no text", value);
  return null;
}

/** An f32, or NaN or an infinity as a string. @param {string} at @param {unknown} value */
function number(at, value) {
  const named = typeof value === "string" && ["NaN", "Infinity", "-Infinity"].includes(value);
  if (!named && !isF32(value)) throw new Fault(at, 'a number, "NaN", "Infinity" or "-Infinity"', value);
  return asF32(Number(value));
}

/** @param {string} at @param {unknown} value */
function finite(at, value) {
  if (!isF32(value)) throw new Fault(at, "a finite number", value);
  return asF32(value);
}

/** Adding 0 turns −0 into 0, as in exported files. @param {number} value */
const asF32 = (value) => Math.fround(value) + 0;

/** @param {unknown} value @returns {value is number} */
const isF32 = (value) => typeof value === "number" && Number.isFinite(Math.fround(value));

/** @param {string} at @param {unknown} value @param {number} [max] */
function whole(at, value, max = MAX_U32) {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0) throw new Fault(at, "a whole number", value);
  if (value > max) throw new Fault(at, `a whole number of at most ${max}`, value);
  return value + 0;
}

/** @param {string} at @param {unknown[]} list */
const losses = (at, list) => Float32Array.from(list, (value, i) => number(`${at}[${i}]`, value));
/** @param {string} at @param {unknown} list @param {number} min @param {number} max */
const counts = (at, list, min, max) =>
  Uint32Array.from(array(at, list, min, max), (value, i) => whole(`${at}[${i}]`, value));
