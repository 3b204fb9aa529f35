// The wasm module, compiled once on the page, and Rust's own knowledge of links, ranges and defaults.
// Trains nothing: runs live in the worker.

import initialise, { describe, new_seed, parse_link, print_link, pytorch, schema } from "../pkg/initscope.js";

/** @import { Config, FieldError } from "../shared/protocol.js" */

/** @typedef {{name: string, doc: string, kind: string, min?: number | null, max?: number | null, choices: string[], default?: unknown}} Field */
/** @typedef {{name: string, doc: string, config: Config}} Preset */
/** @typedef {{config: Config, step: number | null, sum: string | null, errors: FieldError[]}} Link */
/** @typedef {{name: string, std: number, gain: number, formula: string}} WeightFacts */
/** @template T @typedef {{value: T, error: null} | {value: null, error: FieldError}} Read what a person typed, or what is wrong with it */
/** @typedef {Awaited<ReturnType<typeof loadCore>>} Core */

/** `(module (func (result v128) (i32x4.splat (i32.const 0))))`: valid only where simd128 is. */
const SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 17, 11,
]);

/**
 * What this browser lacks, in words for a reader; null where nothing is missing.
 * @returns {string | null}
 */
export function missingFeature() {
  if (typeof WebAssembly !== "object") return "WebAssembly";
  if (!WebAssembly.validate(SIMD_PROBE)) return "WebAssembly SIMD";
  if (typeof Worker !== "function") return "web workers";
  if (typeof HTMLDialogElement !== "function") return "dialogs";
  return null;
}

export async function loadCore() {
  const module = await compile(new URL("../pkg/initscope_bg.wasm", import.meta.url));
  await initialise({ module_or_path: module });
  const { fields, presets, threshold } = /** @type {{fields: Field[], presets: Preset[], threshold: number}} */ (
    schema()
  );

  /**
   * A field's bounds; every one asked for here must be a number of Rust's schema.
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

  /**
   * A scale's or rate's number as a person types it, fractions too.
   * @param {"w" | "out" | "lr"} name
   * @param {string} text
   * @returns {Read<number>}
   */
  function readNumber(name, text) {
    const { config, errors } = parseField(name, name === "lr" ? text : `std:${text}`);
    // With a comma, a link's rate is a whole schedule.
    if (errors.length === 0 && !text.includes(",")) {
      const value = name === "lr" ? config.lr.initial : /** @type {{std: number}} */ (config[name]).std;
      return { value, error: null };
    }
    const { min, max } = range(name);
    const expected = `a number from ${min} to ${max}, such as 0.2 or 5/3`;
    return { value: null, error: { field: name, expected, got: text || "nothing" } };
  }

  /**
   * A field as a link has it.
   * @template {keyof Config} Name
   * @param {Name} name
   * @param {string} text
   * @returns {Read<Config[Name]>}
   */
  function readField(name, text) {
    // A norm on the logits is refused where there is no norm, whatever its gain.
    const { config, errors } = parseField(name, text, name === "outnorm" ? "norm=batch&" : "");
    return errors.length > 0 ? { value: null, error: errors[0] } : { value: config[name], error: null };
  }

  /** The Config last printed: within one move of a slider the same is asked for several times. @type {Readonly<Config> | null} */
  let lastPrinted = null;
  /** @type {{fragment: string, errors: null} | {fragment: null, errors: FieldError[]}} */
  let lastLink = { fragment: "", errors: null };

  /**
   * The fragment, or the named errors of a Config that no link can say.
   * @param {Readonly<Config>} config
   */
  function printLink(config) {
    if (config === lastPrinted) return lastLink;
    lastPrinted = config;
    try {
      lastLink = { fragment: print_link(config), errors: null };
    } catch (thrown) {
      if (!Array.isArray(thrown)) throw thrown;
      lastLink = { fragment: null, errors: thrown };
    }
    return lastLink;
  }

  return {
    module,
    presets,
    /** The |h| beyond which an activation counts as saturated, where nothing else is asked for; an f32. */
    threshold: Number(threshold.toPrecision(7)),
    range,
    readNumber,
    readField,
    /**
     * Changes of the learning rate as a link has them: `100000:0.01,150000:0.001`, or nothing.
     * @param {number} initial
     * @param {string} text
     * @returns {{changes: Config["lr"]["changes"], errors: FieldError[]}}
     */
    readPlan(initial, text) {
      const { config, errors } = parseField("lr", text === "" ? String(initial) : `${initial},${text}`);
      return { changes: config.lr.changes, errors };
    },
    /** The words that a field takes. @param {string} name @returns {string[]} */
    choices: (name) => fields.find((field) => field.name === name)?.choices ?? [],
    /** @param {string} name */
    preset: (name) => presets.find((preset) => preset.name === name) ?? presets[0],
    newSeed: () => new_seed(),
    /** @param {string} fragment @returns {Link} */
    parseLink: (fragment) => parse_link(fragment),
    printLink,
    /**
     * The link's fragment at a step, with its checksum if that is known; not `whole`, but without them, where no link can name the step.
     * @param {Config} config
     * @param {number} step
     * @param {string | null} sum
     * @returns {{fragment: string, whole: boolean}}
     */
    printLinkAt(config, step, sum) {
      const fragment = print_link(config, step, sum ?? undefined);
      const whole = parse_link(fragment).errors.length === 0;
      return { fragment: whole ? fragment : print_link(config), whole };
    },
    /** The fields in which a Config differs from its preset. @param {Config} config @returns {string[]} */
    changes(config) {
      const keys = new URLSearchParams((printLink(config).fragment ?? "").slice(1)).keys();
      return [...keys].filter((key) => key !== "v" && key !== "preset");
    },
    /** The hidden weight matrices, then the output's. @param {Config} config @param {number} vocabulary @returns {WeightFacts[]} */
    weights: (config, vocabulary) => describe(config, vocabulary).layers,
    /**
     * The script that trains the network on a text in PyTorch. Throws the list of what is wrong with either.
     * @param {Config} config
     * @param {Uint8Array} text
     * @returns {Promise<string>}
     */
    async pytorch(config, text) {
      const { default: template } = await import("../../src/export/pytorch.py?raw");
      return pytorch(config, text, template);
    },
  };
}

/** A link that says one field. @param {string} name @param {string} text @param {string} [before] @returns {Link} */
const parseField = (name, text, before = "") =>
  parse_link(`#${before}${name}=${text.replace(/[%&]/g, encodeURIComponent)}`);

/**
 * @param {URL} url
 * @param {string} expected names the file and what should have come
 * @returns {Promise<Response>}
 */
export async function fetched(url, expected) {
  const response = await fetch(url).catch((/** @type {unknown} */ reason) => {
    throw new Error(`${expected}, got no answer (${reason}). Check the connection and reload the page.`);
  });
  if (!response.ok) throw new Error(`${expected}, got status ${response.status}. The site is incomplete.`);
  return response;
}

/**
 * Compiles while the bytes arrive; a server that names another MIME type costs one more pass.
 * @param {URL} url
 * @returns {Promise<WebAssembly.Module>}
 */
async function compile(url) {
  const response = await fetched(url, `${url.pathname}: expected the wasm module`);
  if (response.headers.get("Content-Type")?.startsWith("application/wasm")) {
    return WebAssembly.compileStreaming(response);
  }
  return WebAssembly.compile(await response.arrayBuffer());
}
