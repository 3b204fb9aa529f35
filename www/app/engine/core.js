// Compiles the wasm module, once for the page and its workers, and wraps what the page computes with it: links, the schema of
// the settings, and the By hand panel. Training happens in the workers. Used by main.js.

import { PANELS } from "../words/panels.js";
import { fetched } from "./assets.js";
import initialize, * as rust from "./engine.js";

/** @import { Config, FieldError, Remedy } from "../../shared/protocol.js" */
/** @import { Panel } from "../words/panels.js" */

/** @typedef {{name: string, doc: string, kind: string, min?: number | null, max?: number | null, choices: string[], default?: unknown}} Field */
/** @typedef {{name: string, title: string, group: string, doc: string, config: Config}} Preset */
/** @typedef {"explore" | "lab" | "compare" | "map"} View one way in which the page shows a run */
/** @typedef {{view: View | null, lesson: string | null, focus: Panel | null, hide: Panel[] | null, embed: boolean}} LinkView what the page shows; `view` and `hide` are null where that is left to the page */
/** @typedef {{packed: string, file?: undefined} | {packed?: undefined, file: string}} LinkText the text itself, or the hash and length of its file */
/** @typedef {{color: 0 | 1 | 2, name: string, config: Config, step: number | null}} LinkPin a pinned run; `step` is null where it is the link's */
/** @typedef {{view: LinkView, text: LinkText | null, pins: LinkPin[], lockstep: boolean, step?: number | null, sum?: string | null}} LinkParts what a link has besides a Config */
/** @typedef {Required<LinkParts> & {config: Config, errors: FieldError[]}} Link */
/** @typedef {{text: number, packed_text: number, steps: number, link_step: number, pins: number, pin_name: number}} Limits the maximum bytes of a text, characters of one in a link, steps of a run and in a link, pinned runs, and characters of a pin's name */
/** @typedef {Pick<Config, "batch" | "momentum" | "eps" | "variance" | "seed"> & {lr: number}} ChangeableSettings what can change on the way of a run; `seed` is that of the minibatches */
/** @typedef {{name: string, std: number, gain: number, formula: string}} WeightFacts */
/** @typedef {{gain: number, bias: number, eps: number, variance: Config["variance"]}} NormSettings */
/** @typedef {{mean: number, variance: number, std: number, normalized: number[], output: number[]}} Normalized */
/** @typedef {{plain: number, scaled: number, normed: number}} Widths standard deviations after weights of std 1, of std 1/√n, and of std 1 followed by BatchNorm */
/** @typedef {{forward: Widths, backward: Widths}} FanIn */
/** @typedef {{tanh: number, slope: number, product: number}} TanhSlope */
/** @typedef {{activation: number[], gradient: number[]}} MeanField one for each hidden layer; gradients as multiples of the last layer's */
/** @template T @typedef {{value: T, error: null} | {value: null, error: FieldError}} Read a parsed value, or the error */
/** @template T @typedef {{value: T, errors: null} | {value: null, errors: FieldError[]}} Result a computed value, or the errors */
/** @typedef {Awaited<ReturnType<typeof loadCore>>} Core */

export async function loadCore() {
  const module = await compile(new URL("../../pkg/initscope_bg.wasm", import.meta.url));
  await initialize({ module_or_path: module });
  const { fields, presets, threshold, limits, gains } =
    /** @type {{fields: Field[], presets: Preset[], threshold: number, limits: Limits, gains: string[]}} */ (
      rust.schema()
    );

  /**
   * The bounds of a numeric field in Rust's schema.
   * @param {string} name
   * @returns {{min: number, max: number, doc: string}}
   */
  function range(name) {
    const field = fields.find((candidate) => candidate.name === name);
    if (typeof field?.min !== "number" || typeof field.max !== "number") {
      throw new TypeError(`schema field ${name}: expected a numeric range, got ${JSON.stringify(field)}`);
    }
    return { min: field.min, max: field.max, doc: field.doc };
  }

  /** A field's choices. @param {string} name @returns {string[]} */
  const choices = (name) => fields.find((field) => field.name === name)?.choices ?? [];

  /** The Config last printed: one move of a slider asks for the same several times. @type {Readonly<Config> | null} */
  let lastPrinted = null;
  /** @type {{fragment: string | null, errors: FieldError[] | null}} */
  let lastLink = { fragment: "", errors: null };

  /** The fragment of a Config alone, or the errors of one that no link can have. @param {Readonly<Config>} config */
  function printLink(config) {
    if (config === lastPrinted) return lastLink;
    lastPrinted = config;
    const { value, errors } = attempt(() => rust.print_config(config));
    lastLink = { fragment: value, errors };
    return lastLink;
  }

  return {
    module,
    presets,
    /** The default |h| beyond which an activation counts as saturated; an f32. */
    threshold: Number(threshold.toPrecision(7)),
    limits,
    range,
    /**
     * Parses a typed number of a scale or rate; fractions are allowed.
     * @param {"w" | "out" | "lr" | "opt"} name
     * @param {string} text
     * @returns {Read<number>}
     */
    readNumber: (name, text) => firstError(attempt(() => rust.read_number(name, text))),
    /**
     * Parses a field in the link's syntax.
     * @template {keyof Config} Name
     * @param {Name} name
     * @param {string} text
     * @returns {Read<Config[Name]>}
     */
    readField: (name, text) => firstError(attempt(() => rust.read_field(name, text))),
    /**
     * A Config with another learning rate from a step on.
     * @param {Config} config
     * @param {number} step
     * @param {number} rate
     * @returns {Result<Config>}
     */
    withRate: (config, step, rate) => attempt(() => rust.set_rate(config, step, rate)),
    /**
     * A Config with other changes of the learning rate after a step.
     * @param {Config} config
     * @param {number} step
     * @param {string} text as a link has them: `100000:0.01,150000:0.001`, or nothing
     * @returns {Result<Config>}
     */
    withPlan: (config, step, text) => attempt(() => rust.set_plan(config, step, text)),
    /** The settings that hold at a step. @param {Config} config @param {number} step @returns {ChangeableSettings} */
    settingsAt: (config, step) => rust.settings_at(config, step),
    /** The settings that change after a step. @param {Config} config @param {number} step */
    settingsAfter: (config, step) => /** @type {(keyof ChangeableSettings)[]} */ (rust.settings_after(config, step)),
    /**
     * The Config of a run that is another one up to a step, and has other settings from there to the end.
     * @param {Config} config
     * @param {number} step
     * @param {Partial<ChangeableSettings>} settings
     * @returns {Result<Config>}
     */
    fork: (config, step, settings) => attempt(() => rust.fork(config, step, settings)),
    /**
     * The gain of hidden weights that goes with an activation, and how it is written.
     * @param {Config["act"]} act
     * @returns {{value: number, text: string}}
     */
    gain(act) {
      const text = gains[choices("act").indexOf(act)];
      return { text, value: rust.read_number("w", text) };
    },
    choices,
    /** @param {string} name */
    preset: (name) => presets.find((preset) => preset.name === name) ?? presets[0],
    newSeed: () => rust.new_seed(),
    /** @param {string} fragment @returns {Link} */
    parseLink: (fragment) => rust.parse_link(fragment, PANELS),
    printLink,
    /** All fields of a valid Config in the order of links, as links have them. @param {Config} config @returns {[key: string, text: string][]} */
    fieldTexts: (config) => rust.field_texts(config),
    /**
     * The fragment of a valid Config and of what else the link has; not `whole`, but without steps and checksum, where one
     * of the steps is more than a link can have.
     * @param {Config} config
     * @param {Partial<LinkParts>} parts
     * @returns {{fragment: string, whole: boolean}}
     */
    linkOf(config, parts) {
      const { step } = parts;
      // A pinned run without a step is at the link's.
      const pins = (parts.pins ?? []).map((pin) => (pin.step === (step ?? 0) ? { ...pin, step: null } : pin));
      const whole = [step, ...pins.map((pin) => pin.step)].every((at) => (at ?? 0) <= limits.link_step);
      const link = { ...parts, config, pins };
      const unmoved = { ...link, pins: pins.map((pin) => ({ ...pin, step: null })), step: null, sum: null };
      return { fragment: rust.print_link(whole ? link : unmoved), whole };
    },
    /** The first loss compared with ln V, in words. @param {number} first @param {number} uniform @returns {string} */
    judgeFirstLoss: (first, uniform) => rust.judge_first_loss(first, uniform),
    /** The Config with the remedy of a verdict applied. @param {Config} config @param {Remedy} remedy @returns {Config} */
    applyRemedy: (config, remedy) => rust.apply_remedy(config, remedy),
    /** The recommended ranges of the weight scales, in which a network starts healthy: in std or gain as the Config has them; and the usual gain of its activation. @param {Config} config @returns {{gain: number, w: [number, number], out: [number, number]}} */
    recommendedScales: (config) => rust.healthy_scales(config),
    /** The hash and length by which a link names a file. @param {Uint8Array} file */
    fingerprint: (file) => rust.fingerprint(file),
    /**
     * The fields in which a valid Config differs from its preset, as links have them.
     * @param {Config} config
     * @returns {[key: string, text: string][]}
     */
    differences: (config) =>
      rust.differences(config).filter((/** @type {[key: string, text: string]} */ [key]) => key !== "preset"),
    /**
     * Normalizes one feature over a minibatch of 2 to 64 points with the BatchNorm layer. Throws FieldError[].
     * @param {number[]} points
     * @param {NormSettings} settings
     * @returns {Normalized}
     */
    normalizePoints: (points, { gain, bias, eps, variance }) =>
      rust.normalize_points(Float64Array.from(points), gain, bias, eps, variance),
    /**
     * The std of 32 examples of std 1 after a random n × n matrix, and of a gradient before it. Throws FieldError[] unless n
     * is a whole number from 1 to 2000.
     * @param {number} n
     * @param {number} seed
     * @returns {FanIn}
     */
    fanIn: (n, seed) => rust.fan_in(n, seed),
    /**
     * tanh at x, its slope, and the gradient that several such layers leave. Throws FieldError[] unless x is a number from −10
     * to 10 and `layers` a whole number from 1 to 100.
     * @param {number} x
     * @param {number} layers
     * @returns {TanhSlope}
     */
    tanhSlope: (x, layers) => rust.tanh_slope(x, layers),
    /** The std of activations and of gradients in each hidden layer at step 0, if layers were infinitely wide; null where there is no prediction. @param {Config} config @returns {MeanField | null} */
    meanField: (config) => rust.mean_field(config),
    /** The hidden weight matrices, then the output's. @param {Config} config @param {number} vocabulary @returns {WeightFacts[]} */
    weights: (config, vocabulary) => rust.describe(config, vocabulary),
    /**
     * The script that trains the network on a text in PyTorch. Throws FieldError[] if either is invalid.
     * @param {Config} config
     * @param {Uint8Array} text
     * @returns {Promise<string>}
     */
    async pytorch(config, text) {
      const { default: template } = await import("../../../src/export/pytorch.py?raw");
      return rust.pytorch(config, text, template);
    },
  };
}

/** What a call of Rust returns, or the errors that it throws. @template T @param {() => T} call @returns {Result<T>} */
function attempt(call) {
  try {
    return { value: call(), errors: null };
  } catch (thrown) {
    if (!Array.isArray(thrown)) throw thrown;
    return { value: null, errors: thrown };
  }
}

/** @template T @param {Result<T>} result @returns {Read<T>} */
const firstError = ({ value, errors }) =>
  errors === null ? { value, error: null } : { value: null, error: errors[0] };

/**
 * Compiles while the bytes arrive; if the server sends another MIME type, only after all have arrived.
 * @param {URL} url
 * @returns {Promise<WebAssembly.Module>}
 */
async function compile(url) {
  const expected = `${url.pathname}: expected the wasm module`;
  const response = await fetched(url, expected);
  try {
    if (response.headers.get("Content-Type")?.startsWith("application/wasm")) {
      return await WebAssembly.compileStreaming(response);
    }
    return await WebAssembly.compile(await response.arrayBuffer());
  } catch (thrown) {
    throw new Error(`${expected}, got bytes that are invalid or incomplete (${thrown}).`);
  }
}
