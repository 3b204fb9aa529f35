// Formats numbers, facts and messages as text. Pure functions, used by most folders above words/.

import { ACTIVATIONS } from "./activations.js";

/** @import { Config, Distribution, FieldError, TextInfo } from "../../shared/protocol.js" */
/** @import { Core, WeightFacts } from "../engine/core.js" */

const whole = new Intl.NumberFormat("en");

/** Characters of foreign text that are repeated in a message, as in Rust. */
const MAX_EXCERPT = 60;
/** Control characters, lone surrogates, line separators, and marks that change the text direction. */
const INVISIBLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
/** Right-to-left letters. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Foreign text with a replacement character for each invisible one. @param {string} text */
export const legible = (text) => text.replaceAll(INVISIBLE, "\ufffd");

/** Foreign text as it is repeated in a message: legible and truncated. @param {string} text of any length */
export function excerpt(text) {
  const characters = [...text.slice(0, 2 * MAX_EXCERPT + 2)];
  const cut = characters.slice(0, MAX_EXCERPT).join("");
  return legible(cut) + (cut.length < text.length ? "…" : "");
}

/** Isolates right-to-left text, so that the sentence around it keeps its direction. @param {string} text legible */
export const within = (text) => (RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text);

/** A single character of a text; a combining mark is put on a dotted circle. @param {string} character */
export const glyph = (character) => (/^\p{M}$/u.test(character) ? `◌${character}` : legible(character));

/** An error in one line. @param {FieldError} error */
export const faultWords = ({ field, expected, got }) =>
  `${excerpt(field)}: expected ${expected}, got ${within(excerpt(got))}`;

/**
 * What is wrong with a field of the page, as a sentence to stand beside it.
 * @param {string} label the field's name on the page
 * @param {FieldError} error
 * @param {boolean} [isTyped] whether the field contains what was refused
 */
export function refusedWords(label, { expected, got }, isTyped = true) {
  const is = got === "nothing" ? "it is empty" : `${isTyped ? "you typed" : "it is"} “${within(excerpt(got))}”`;
  return `${label} must be ${expected}; ${is}.`;
}

/** A whole number as a person types it: 1000, 1,000 or 1 000; NaN for anything else. @param {string} text */
export function wholeNumber(text) {
  const digits = text.replaceAll(/[\s,_]/g, "");
  return /^\d+$/.test(digits) ? Number(digits) : Number.NaN;
}

/** Whether an error message is about memory; each engine words it differently. @param {string} message */
export const lacksMemory = (message) =>
  /out of memory|allocation failed|allocation size overflow|could not allocate|cannot allocate/i.test(message);

/**
 * The message for a failed training worker: why, and what happens to the run.
 * @param {string} message
 * @param {boolean} again whether it failed before, and is not restarted
 * @returns {[heading: string, ...lines: string[]]}
 */
export function failedWords(message, again) {
  const memory = lacksMemory(message);
  if (!again) {
    const heading = memory ? "The training worker ran out of memory" : "The training worker failed";
    const kept = "Nothing is lost: the same settings reproduce the same numbers.";
    return [`${heading}; the run is being replayed`, message, kept];
  }
  if (!memory) return ["The training worker failed again", message, "Press Reset, or reload the page."];
  return [
    "There is not enough memory for this run",
    "The settings are unchanged. Choose fewer or narrower layers, or a smaller batch size.",
    "Closing other tabs or removing pinned runs may help. Press Reset to try again.",
  ];
}

/** With a comma between thousands. @param {number} n a whole number */
export const count = (n) => whole.format(n);

/** A count with its noun. @param {number} n @param {string} thing in the singular */
export const counted = (n, thing) => `${count(n)} ${thing}${n === 1 ? "" : "s"}`;

/** A number at a fixed precision, with a real minus sign. @param {number} x @param {number} [digits] */
export function figure(x, digits = 3) {
  if (Number.isNaN(x)) return "NaN";
  if (!Number.isFinite(x)) return x < 0 ? "−∞" : "∞";
  if (x === 0) return "0";
  const size = Math.abs(x);
  const text = size < 1e-3 || size >= 1e5 ? x.toExponential(digits - 1) : x.toPrecision(digits);
  return (text.includes("e+") && size < 1e5 ? String(Math.round(x)) : text).replace(/-/g, "−").replace("e+", "e");
}

/** A percentage to one decimal. @param {number} x 0 to 100 */
export const percent = (x) => (x > 0 && x < 0.1 ? "<0.1 %" : `${x.toFixed(1)} %`);

/** A loss with three decimals, or five digits if it is large. @param {number} x */
export const lossFigure = (x) => (Number.isFinite(x) && Math.abs(x) < 100 ? x.toFixed(3) : figure(x, 5));

/**
 * How many values lie outside a histogram's axis.
 * @param {Distribution} distribution
 * @returns {[label: string, value: string]}
 */
export const outsideFacts = ({ outside: [below, above] }) => ["outside the axis", count(below + above)];

/** How many values are NaN or infinite. @param {Distribution} distribution */
export function nonfiniteFacts({ nonfinite: [nan, infinite] }) {
  const parts = [];
  if (nan > 0) parts.push(`${count(nan)} NaN`);
  if (infinite > 0) parts.push(`${count(infinite)} infinite`);
  return parts.join(", ");
}

/**
 * Describes what counts as saturated: as a label, after "activations", and as the legend of the saturation map.
 * @param {Config["act"]} act
 * @param {number} threshold
 * @param {number} [full] the magnitude with the darkest shade
 * @param {boolean} [lecture] whether the map is white on black, as in the lecture
 */
export function saturationWords(act, threshold, full = threshold, lecture = false) {
  const beyond = `beyond ±${figure(threshold, 2)}`;
  const shades = `from 0 to ${figure(full, 2)}`;
  const short = (/** @type {number} */ share) => String(Number(share.toPrecision(3)));
  const flat = `with a slope below ${short(1 - threshold)}`;
  switch (act) {
    case "relu": {
      const key = lecture ? "black: above 0; white: zero" : `zero, then h up to ${figure(full, 2)}, then dead`;
      return { label: "zero", counted: "exactly 0", key };
    }
    case "identity":
      return { label: beyond, counted: beyond, key: lecture ? `white: ${beyond}` : `|h| ${shades}, then ${beyond}` };
    case "tanh":
      return {
        label: "saturated",
        counted: beyond,
        key: lecture ? `white: saturated, |h| ${beyond.replace("±", "")}` : `|h| ${shades}, then saturated`,
      };
    case "sigmoid": {
      const [low, high] = [1 - threshold, 1 + threshold].map((end) => short(end / 2));
      const outside = `below ${low} or above ${high}`;
      return {
        label: "saturated",
        counted: outside,
        key: lecture ? `white: saturated, h ${outside}` : `|h − ½| ${shades}, then saturated`,
      };
    }
    case "leaky_relu":
    case "elu":
    case "selu":
    case "gelu":
    case "gelu_tanh":
    case "silu":
    case "softplus":
      return { label: "saturated", counted: flat, key: lecture ? "white: dead" : `|h| ${shades}, then dead` };
  }
}

/**
 * Describes one cell of the saturation map: example, neuron and value.
 * @param {{tokens: Uint32Array, targets: Uint32Array}} batch
 * @param {{example: number, neuron: number}} cell
 * @param {number} h
 * @param {Config["act"]} act
 * @param {string} alphabet
 */
export function cellFacts({ tokens, targets }, { example, neuron }, h, act, alphabet) {
  const characters = [".", ...alphabet];
  const context = tokens.length / targets.length;
  const before = [...tokens.subarray(example * context, (example + 1) * context)].map((token) => characters[token]);
  const [given, next] = [legible(before.join("")), glyph(characters[targets[example]])].map(within);
  const { slope, slopeName } = ACTIVATIONS[act];
  const slopeWords = slope === null ? "" : `, ${slopeName} = ${figure(slope(h), 2)}`;
  return `Example ${example}, “${given}” → “${next}”; neuron ${neuron}: h = ${figure(h, 4)}${slopeWords}`;
}

/** Dead neurons listed below the map; its table lists all. */
const MAX_LISTED = 5;

/** @param {number[]} neurons */
export function neuronList(neurons) {
  const more = neurons.length - MAX_LISTED;
  return `${neurons.slice(0, MAX_LISTED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/**
 * The result of the survey of dead neurons over the training split.
 * @param {number[]} dead neurons of the layer
 * @param {{step: number, neurons: number, examples: number}} of
 */
export function surveyFacts(dead, { step, neurons, examples }) {
  const where = `At step ${count(step)}`;
  if (dead.length === 0) return `${where}: none of ${neurons} is saturated for all ${count(examples)} examples.`;
  return `${where}: ${dead.length} of ${neurons} for all ${count(examples)} examples: ${neuronList(dead)}.`;
}

/**
 * The standard deviations of weight matrices; neighbors with the same formula are grouped.
 * @param {WeightFacts[]} weights
 * @returns {{names: string, formula: string}[]}
 */
export function formulas(weights) {
  /** @type {{first: string, last: string, formula: string}[]} */
  const groups = [];
  for (const { name, formula } of weights) {
    const group = groups.at(-1);
    if (group?.formula === formula) group.last = name;
    else groups.push({ first: name, last: name, formula });
  }
  return groups.map(({ first, last, formula }) => ({
    names: first === last ? first : `${first}–${last}`,
    formula,
  }));
}

/**
 * The default name of a run: its preset, and what differs from it, such as `Too large, w std 0.2`.
 * @param {Pick<Core, "differences" | "preset">} core
 * @param {Config} config
 */
export function configTitle(core, config) {
  const differs = core.differences(config).map(([key, text]) => `${key} ${text.replace(":", " ")}`);
  return [core.preset(config.preset).title, ...differs].join(", ");
}

/** What has become of a run that a control has replaced. @param {number} steps that it was trained */
export const setAsideFacts = (steps) => `Run of ${counted(steps, "step")} set aside`;

/** The earlier learning rates. @param {Config["lr"]} lr @param {number} passed how many of its changes have been made */
export function rateFacts({ initial, changes }, passed) {
  const past = changes.slice(0, passed);
  return past.length === 0 ? "" : `Initially ${initial}; ${listed(past.slice(-2), past.length > 2)}.`;
}

/** @param {[number, number][]} changes @param {boolean} cut */
const listed = (changes, cut) =>
  (cut ? "… " : "") + changes.map(([from, rate]) => `${rate} from step ${count(from)}`).join(", ");

/** @param {string} name @param {TextInfo} info */
export const textFacts = (name, { lines, characters, vocabulary }) =>
  `${within(name)}: ${counted(lines, "line")}, ${counted(characters, "distinct character")}, V\u00a0${vocabulary}, ln\u00a0V\u00a0${Math.log(vocabulary).toFixed(3)}`;

/** A file's size. @param {number} bytes */
export const sizeFacts = (bytes) => counted(bytes, "byte");

/** The error for a text above the size limit, in the same words as Rust's. @param {number} max @param {number} bytes @returns {FieldError} */
export const tooLong = (max, bytes) => ({
  field: "text",
  expected: `at most ${max / 2 ** 20} MiB (${sizeFacts(max)})`,
  got: sizeFacts(bytes),
});

/** The size of a file, from the `hash:length` that a link identifies it by. @param {string} file */
export const sizeOf = (file) => Number(file.split(":")[1]);

/** @param {string} file `hash:length`, as in a link */
export const fileFacts = (file) => `${sizeFacts(sizeOf(file))} with the hash ${file.split(":")[0]}`;

/**
 * The result of a replay.
 * @typedef {object} ReplayResult
 * @property {"matched" | "differs" | "unchecked" | "canceled"} outcome
 * @property {number} step where it ended
 * @property {string} sum the checksum there
 * @property {string | null} expected the link's checksum
 * @property {boolean} named whether the link identifies its text, and that text was used
 * @property {FieldError[]} faults the link's invalid fields
 */

/** Headings of the alert for a value that Rust rejects. */
export const REFUSED = {
  config: "This configuration can't be run",
  text: "This text can't be used; the previous text is kept",
  rate: "This learning rate can't be used",
  question: "This can't be computed",
};

/** The result of a replay as a sentence. @param {ReplayResult} result */
export function replayed({ outcome, step, sum, expected, named, faults }) {
  const steps = counted(step, "step");
  switch (outcome) {
    case "canceled":
      return `Replay canceled after ${steps}.`;
    case "unchecked":
      return `Replayed ${steps}. There is no checksum to compare.`;
    case "matched":
      return `Replayed exactly: step ${count(step)}, checksum ${sum}.`;
    case "differs":
      return `Replayed ${steps}, but the checksum differs (link ${expected}, here ${sum}). ${whyDiffers(named, faults)}`;
  }
}

/** @param {boolean} named @param {FieldError[]} faults */
function whyDiffers(named, faults) {
  const version = faults.find(({ field }) => field === "v");
  if (version)
    return `The link has version ${within(excerpt(version.got))}; this page reads version ${version.expected}.`;
  const [fault] = faults;
  if (fault) {
    const [field, got] = [fault.field, fault.got].map((text) => within(excerpt(text)));
    return `The link’s ${field} is invalid: expected ${fault.expected}, got ${got}.`;
  }
  if (named)
    return "The text is the right one, so the link's checksum or a setting was edited, or another version of the page made the link.";
  return "Was the link made with another text? Drop that text file here to replay the run with it.";
}
