// Compiles the wasm module, once for the page and its workers, and wraps what the page computes with it: links, the schema of
// the settings, and the By hand panel. Training happens in the workers. Used by main.js.

import { fetched } from "./assets.js";
import initialise, {
  describe,
  fan_in,
  field_texts,
  fingerprint,
  new_seed,
  normalize_points,
  parse_link,
  print_link,
  pytorch,
  schema,
  tanh_slope,
} from "./engine.js";

/** @import { Config, FieldError } from "../../shared/protocol.js" */
/** @import { Panel } from "../page/panel-names.js" */

/** @typedef {{name: string, doc: string, kind: string, min?: number | null, max?: number | null, choices: string[], default?: unknown}} Field */
/** @typedef {{name: string, doc: string, config: Config}} Preset */
/** @typedef {{lesson: string | null, focus: Panel | null, hide: Panel[] | null, embed: boolean}} LinkView what the page shows; `hide` is null where that is left to the page */
/** @typedef {{packed: string, file: null} | {packed: null, file: string}} LinkText the text itself, or the hash and length of its file */
/** @typedef {{color: 0 | 1 | 2, name: string, config: Config, step: number | null}} LinkPin a run beside the link's; `step` is null where it is at the link's */
/** @typedef {{view: LinkView, text: LinkText | null, pins: LinkPin[], lockstep: boolean, step: number | null, sum: string | null}} Said What a link says besides a Config */
/** @typedef {Said & {config: Config, errors: FieldError[]}} Link */
/** @typedef {{name: string, std: number, gain: number, formula: string}} WeightFacts */
/** @typedef {{gain: number, bias: number, eps: number, variance: Config["variance"]}} NormSettings */
/** @typedef {{mean: number, variance: number, std: number, normalized: number[], output: number[]}} Normalized */
/** @typedef {{plain: number, scaled: number, normed: number}} Widths standard deviations after weights of std 1, of std 1/√n, and of std 1 followed by BatchNorm */
/** @typedef {{forward: Widths, backward: Widths}} FanIn */
/** @typedef {{tanh: number, slope: number, product: number}} TanhSlope */
/** @template T @typedef {{value: T, error: null} | {value: null, error: FieldError}} Read a parsed value, or the error */
/** @typedef {Awaited<ReturnType<typeof loadCore>>} Core */

export async function loadCore() {
  const module = await compile(new URL("../../pkg/initscope_bg.wasm", import.meta.url));
  await initialise({ module_or_path: module });
  const { fields, presets, threshold, largest_text } =
    /** @type {{fields: Field[], presets: Preset[], threshold: number, largest_text: number}} */ (schema());

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

  /**
   * Parses a typed number of a scale or rate; fractions are allowed.
   * @param {"w" | "out" | "lr"} name
   * @param {string} text
   * @returns {Read<number>}
   */
  function readNumber(name, text) {
    const { config, errors } = parseField(name, name === "lr" ? text : `std:${text}`);
    // With a comma, a rate in a link is a schedule.
    if (errors.length === 0 && !text.includes(",")) {
      const value = name === "lr" ? config.lr.initial : /** @type {{std: number}} */ (config[name]).std;
      return { value, error: null };
    }
    const { min, max } = range(name);
    const expected = `a number from ${min} to ${max}, such as 0.2 or 5/3`;
    return { value: null, error: { field: name, expected, got: text || "nothing" } };
  }

  /**
   * Parses a field in the link's syntax.
   * @template {keyof Config} Name
   * @param {Name} name
   * @param {string} text
   * @returns {Read<Config[Name]>}
   */
  function readField(name, text) {
    // Rust rejects a norm on the logits without a norm in the hidden layers.
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
      lastLink = { fragment: print_link(config, ""), errors: null };
    } catch (thrown) {
      if (!Array.isArray(thrown)) throw thrown;
      lastLink = { fragment: null, errors: thrown };
    }
    return lastLink;
  }

  return {
    module,
    presets,
    /** The default |h| beyond which an activation counts as saturated; an f32. */
    threshold: Number(threshold.toPrecision(7)),
    /** The maximum size of a text in bytes. */
    largestText: largest_text,
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
    /** A field's choices. @param {string} name @returns {string[]} */
    choices: (name) => fields.find((field) => field.name === name)?.choices ?? [],
    /** @param {string} name */
    preset: (name) => presets.find((preset) => preset.name === name) ?? presets[0],
    newSeed: () => new_seed(),
    /** @param {string} fragment @returns {Link} */
    parseLink(fragment) {
      const { config, rest, errors } = parse_link(fragment);
      return { config, ...readRest(rest), errors };
    },
    printLink,
    /** All fields of a valid Config in the order of links, as links have them. @param {Config} config @returns {[key: string, text: string][]} */
    fieldTexts: (config) => field_texts(config),
    /**
     * A valid Config's fragment, with what else is to be said; not `whole`, but without step and checksum, where no link
     * can name the step.
     * @param {Config} config
     * @param {Partial<Said>} said
     * @returns {{fragment: string, whole: boolean}}
     */
    linkOf(config, said) {
      const rest = printRest(said, printLink);
      try {
        return { fragment: rest === "" ? (printLink(config).fragment ?? "") : print_link(config, rest), whole: true };
      } catch (thrown) {
        if (!Array.isArray(thrown) || thrown.some(({ field }) => !/^(pin\d )?step$/.test(field))) throw thrown;
        const begins = { ...said, pins: said.pins?.map((pin) => ({ ...pin, step: null })), step: null, sum: null };
        return { fragment: print_link(config, printRest(begins, printLink)), whole: false };
      }
    },
    /** The hash and length by which a link names a file. @param {Uint8Array} file */
    fingerprint: (file) => fingerprint(file),
    /** The fields in which a Config differs from its preset. @param {Config} config @returns {string[]} */
    changes(config) {
      const keys = new URLSearchParams((printLink(config).fragment ?? "").slice(1)).keys();
      return [...keys].filter((key) => key !== "v" && key !== "preset");
    },
    /**
     * Normalizes one feature over a minibatch of 2 to 64 points with the BatchNorm layer. Throws FieldError[].
     * @param {number[]} points
     * @param {NormSettings} settings
     * @returns {Normalized}
     */
    normalizePoints: (points, { gain, bias, eps, variance }) =>
      normalize_points(Float64Array.from(points), gain, bias, eps, variance),
    /**
     * The std of 32 examples of std 1 after a random n × n matrix, and of a gradient before it. Throws FieldError[] unless n
     * is a whole number from 1 to 2000.
     * @param {number} n
     * @param {number} seed
     * @returns {FanIn}
     */
    fanIn: (n, seed) => fan_in(n, seed),
    /**
     * tanh at x, its slope, and the gradient that several such layers leave. Throws FieldError[] unless x is a number from −10
     * to 10 and `layers` a whole number from 1 to 100.
     * @param {number} x
     * @param {number} layers
     * @returns {TanhSlope}
     */
    tanhSlope: (x, layers) => tanh_slope(x, layers),
    /** The hidden weight matrices, then the output's. @param {Config} config @param {number} vocabulary @returns {WeightFacts[]} */
    weights: (config, vocabulary) => describe(config, vocabulary).layers,
    /**
     * The script that trains the network on a text in PyTorch. Throws FieldError[] if either is invalid.
     * @param {Config} config
     * @param {Uint8Array} text
     * @returns {Promise<string>}
     */
    async pytorch(config, text) {
      const { default: template } = await import("../../../src/export/pytorch.py?raw");
      return pytorch(config, text, template);
    },
  };
}

/** The keys of pins, by their colours. */
const PIN_KEYS = ["pin1", "pin2", "pin3"];

/** A pin of a link, from its text form, which Rust has checked. @param {string} text @param {0 | 1 | 2} color @returns {LinkPin} */
function readPin(text, color) {
  const [name, ...said] = text.split(";");
  const { config, rest } = parse_link(said.join("&"));
  const step = new URLSearchParams(rest).get("step");
  return { color, name: decodeURIComponent(name), config, step: step === null ? null : Number(step) };
}

/** What a link says besides the Config, from its text form. @param {string} rest @returns {Said} */
function readRest(rest) {
  const said = new URLSearchParams(rest);
  const [packed, file, step, hide] = ["text", "textis", "step", "hide"].map((key) => said.get(key));
  const panels = (/** @type {string} */ list) => /** @type {Panel[]} */ (list === "none" ? [] : list.split(","));
  return {
    view: {
      lesson: said.get("lesson"),
      focus: /** @type {Panel | null} */ (said.get("focus")),
      hide: hide === null ? null : panels(hide),
      embed: said.has("embed"),
    },
    text: packed !== null ? { packed, file: null } : file !== null ? { packed: null, file } : null,
    pins: PIN_KEYS.flatMap((key, i) => {
      const pin = said.get(key);
      return pin === null ? [] : [readPin(pin, /** @type {0 | 1 | 2} */ (i))];
    }),
    lockstep: said.get("pace") === null,
    step: step === null ? null : Number(step),
    sum: said.get("sum"),
  };
}

/** What stands between the parts of a pin, or undoes it. @param {string} text */
const escaped = (text) => text.replace(/[%;]/g, encodeURIComponent);

/** @param {Partial<Said>} said @param {(config: Config) => {fragment: string | null}} printLink */
function printRest({ view, text, pins = [], lockstep = true, step, sum }, printLink) {
  const pinned = pins.map(({ color, name, config, step: at }) => {
    const link = (printLink(config).fragment ?? "").replace(/^#v=\d+/, "");
    const there = at === null || at === (step ?? 0) ? "" : `;step=${at}`;
    return [PIN_KEYS[color], encodeURIComponent(escaped(name) + escaped(link).replaceAll("&", ";") + there)];
  });
  const pairs = {
    lesson: view?.lesson,
    focus: view?.focus,
    hide: view?.hide ? view.hide.join(",") || "none" : null,
    embed: view?.embed ? "1" : null,
    text: text?.packed,
    textis: text?.file,
    ...Object.fromEntries(pinned),
    pace: lockstep ? null : "free",
    step,
    sum,
  };
  const told = Object.entries(pairs).filter(([, value]) => value !== null && value !== undefined);
  return told.map(([key, value]) => `${key}=${value}`).join("&");
}

/** A link that says one field. @param {string} name @param {string} text @param {string} [before] @returns {{config: Config, errors: FieldError[]}} */
const parseField = (name, text, before = "") =>
  parse_link(`#${before}${name}=${text.replace(/[%&]/g, encodeURIComponent)}`);

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
