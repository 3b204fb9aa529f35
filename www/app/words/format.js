// Numbers and verdicts in words. Pure: knows no element and no state.

/** @import { Config, Distribution, FieldError, TextInfo } from "../../shared/protocol.js" */
/** @import { Core, WeightFacts } from "../engine/core.js" */

const whole = new Intl.NumberFormat("en");

/** Of what came from elsewhere no more is repeated, as in Rust. */
const LONGEST_EXCERPT = 60;
/** What has no picture, and what turns the direction of the words around it. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
/** Letters that run from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** What somebody else wrote, with a sign for each character that can't be seen. @param {string} text */
export const legible = (text) => text.replaceAll(UNSEEN, "\ufffd");

/** What somebody else wrote, to be repeated: legible, and cut short. @param {string} text of any length */
export function excerpt(text) {
  const characters = [...text.slice(0, 2 * LONGEST_EXCERPT + 2)];
  const cut = characters.slice(0, LONGEST_EXCERPT).join("");
  return legible(cut) + (cut.length < text.length ? "…" : "");
}

/** A legible text within a sentence, which goes on in its own direction. @param {string} text */
export const within = (text) => (RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text);

/** One character of a text by itself: an accent stands on a ring. @param {string} character */
export const glyph = (character) => (/^\p{M}$/u.test(character) ? `◌${character}` : legible(character));

/** What is wrong with a field, in a line. @param {FieldError} error */
export const faultWords = ({ field, expected, got }) =>
  `${excerpt(field)}: expected ${expected}, got ${within(excerpt(got))}`;

/** Whether a failure is for want of memory: each engine says so in words of its own. @param {string} message */
export const lacksMemory = (message) =>
  /out of memory|allocation failed|allocation size overflow|could not allocate|cannot allocate/i.test(message);

/**
 * That the training worker failed, why, and what becomes of the run.
 * @param {string} message
 * @param {boolean} again and is not started once more
 * @returns {[heading: string, ...lines: string[]]}
 */
export function failedWords(message, again) {
  const memory = lacksMemory(message);
  if (!again) {
    const heading = memory ? "There was not enough memory" : "The training worker failed";
    const kept = "Nothing is lost: the same settings give the same numbers.";
    return [`${heading}; the run is being replayed`, message, kept];
  }
  if (!memory) return ["The training worker failed again", message, "Press Reset, or reload the page."];
  return [
    "There is not enough memory for this run",
    "The settings are kept: choose fewer or narrower layers, or a smaller batch.",
    "Closing other tabs or removing pinned runs may help; Reset tries again.",
  ];
}

/** @param {number} n a count */
export const count = (n) => whole.format(n);

/** @param {number} n @param {string} thing one of them */
const counted = (n, thing) => `${count(n)} ${thing}${n === 1 ? "" : "s"}`;

/**
 * A number at a fixed precision, with a real minus sign.
 * @param {number} x
 * @param {number} [digits]
 */
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

/** A loss, in the digits that are worth reading. @param {number} x */
export const lossFigure = (x) => (Number.isFinite(x) && Math.abs(x) < 100 ? x.toFixed(3) : figure(x, 5));

/**
 * What the first loss says about the initial weights.
 * @param {number} first
 * @param {number} uniform
 */
export function startVerdict(first, uniform) {
  if (!Number.isFinite(first)) return "overflows";
  const above = first - uniform;
  if (above > 1) return "far too high";
  if (above > 0.1) return "nearly fair";
  if (above >= -0.1) return "a fair start";
  return "below guessing";
}

/**
 * What a histogram's axis leaves out.
 * @param {Distribution} distribution
 * @returns {[label: string, value: string]}
 */
export const outsideFacts = ({ outside: [below, above] }) => ["off the axis", count(below + above)];

/**
 * What no axis can hold.
 * @param {Distribution} distribution
 */
export function nonfiniteFacts({ nonfinite: [nan, infinite] }) {
  const parts = [];
  if (nan > 0) parts.push(`${count(nan)} NaN`);
  if (infinite > 0) parts.push(`${count(infinite)} infinite`);
  return parts.join(", ");
}

/**
 * What is counted as saturated, as a label and after "activations", and the key to the map's shades.
 * @param {Config["act"]} act
 * @param {number} threshold
 * @param {number} [full] the size that has the map's deepest shade
 * @param {boolean} [lecture] whether the map is white on black
 */
export function saturationWords(act, threshold, full = threshold, lecture = false) {
  const beyond = `beyond ±${figure(threshold, 2)}`;
  const shades = `from 0 to ${figure(full, 2)}`;
  switch (act) {
    case "relu": {
      const key = lecture ? "black: passes; white: exactly 0" : `h ${shades}; set apart: exactly 0`;
      return { label: "at zero", counted: "exactly 0", key };
    }
    case "identity":
      return { label: beyond, counted: beyond, key: lecture ? `white: ${beyond}` : `|h| ${shades}, then ${beyond}` };
    case "tanh":
      return {
        label: "saturated",
        counted: beyond,
        key: lecture ? `white: saturated, |h| ${beyond.replace("±", "")}` : `|h| ${shades}, then saturated`,
      };
  }
}

/**
 * One cell of the saturation map: its example, its neuron and its value.
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
  const slope = act === "tanh" ? `, 1 − h² = ${figure(1 - h * h, 2)}` : "";
  return `Example ${example}, “${given}” → “${next}”; neuron ${neuron}: h = ${figure(h, 4)}${slope}`;
}

/** As many neurons as are listed beneath the map; its table has all. */
const MOST_LISTED = 16;

/** @param {number[]} neurons */
export function neuronList(neurons) {
  const more = neurons.length - MOST_LISTED;
  return `${neurons.slice(0, MOST_LISTED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/**
 * The answer to: dead over the whole training split?
 * @param {number[]} dead neurons of the layer
 * @param {{step: number, neurons: number, examples: number}} of
 */
export function surveyFacts(dead, { step, neurons, examples }) {
  const where = `At step ${count(step)}`;
  if (dead.length === 0) return `${where}: none of ${neurons} is saturated for all ${count(examples)} examples.`;
  return `${where}: ${dead.length} of ${neurons} for all ${count(examples)} examples: ${neuronList(dead)}.`;
}

/**
 * The standard deviations of some weight matrices; neighbours with the same formula stand together.
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
 * What a run is called where nobody named it: its preset, and what differs from that: `naive, w std 0.2`.
 * @param {Pick<Core, "differences">} core
 * @param {Config} config
 */
export function configTitle(core, config) {
  const differs = core.differences(config).map(([key, text]) => `${key} ${text.replace(":", " ")}`);
  return [config.preset, ...differs].join(", ");
}

/** What the network sees. @param {Config} config */
export const networkFacts = ({ context, emb }) => `context ${context}, embedding ${emb}`;

/** What a norm does to each value before the activation. @param {Config} config */
export function normFacts({ norm }) {
  switch (norm) {
    case "none":
      return "";
    case "batch":
      return "Each neuron, over the minibatch";
    case "layer":
      return "Each example, over its neurons";
  }
}

/** What the rate was before. @param {Config["lr"]} lr @param {number} passed how many of its changes are */
export function rateFacts({ initial, changes }, passed) {
  const past = changes.slice(0, passed);
  return past.length === 0 ? "" : `${initial} first; ${listed(past.slice(-2), past.length > 2)}.`;
}

/** @param {[number, number][]} changes @param {boolean} cut */
const listed = (changes, cut) =>
  (cut ? "… " : "") + changes.map(([from, rate]) => `${rate} from step ${count(from)}`).join(", ");

/** @param {string} name @param {TextInfo} info */
export const textFacts = (name, { lines, characters, vocabulary }) =>
  `${within(name)}: ${counted(lines, "line")}, ${counted(characters, "distinct character")}, V\u00a0${vocabulary}, ln\u00a0V\u00a0${Math.log(vocabulary).toFixed(3)}`;

/** The size of a file. @param {number} bytes */
export const sizeFacts = (bytes) => counted(bytes, "byte");

/** That a text is longer than any can be. @param {number} most @param {number} bytes @returns {FieldError} */
export const tooLong = (most, bytes) => ({
  field: "text",
  expected: `at most ${most / 2 ** 20} MiB (${sizeFacts(most)})`,
  got: sizeFacts(bytes),
});

/** How many bytes a file has, by what a link calls it: its hash and length. @param {string} file */
export const sizeOf = (file) => Number(file.split(":")[1]);

/** @param {string} file as a link names it */
export const fileFacts = (file) => `${sizeFacts(sizeOf(file))} with the hash ${file.split(":")[0]}`;

/**
 * What a replay came to.
 * @typedef {object} Verdict
 * @property {"matched" | "differs" | "unchecked" | "cancelled"} outcome
 * @property {number} step where it ended
 * @property {string} sum the checksum there
 * @property {string | null} expected what the link said
 * @property {boolean} named whether the link says which text it means, and this was it
 * @property {FieldError[]} faults what of the link could not be read
 */

/** What can't be done with something that Rust refuses. */
export const REFUSED = {
  config: "This can't be run",
  text: "This text can't be used; the old one stays",
  rate: "This learning rate can't be used",
  question: "This can't be answered",
};

/** How a replay ended. @param {Verdict} verdict */
export function replayed({ outcome, step, sum, expected, named, faults }) {
  const steps = counted(step, "step");
  switch (outcome) {
    case "cancelled":
      return `Replay cancelled after ${steps}.`;
    case "unchecked":
      return `Replayed ${steps}. The link gave no checksum to compare.`;
    case "matched":
      return `Replayed exactly: step ${count(step)}, checksum ${sum}.`;
    case "differs":
      return `Replayed ${steps}: the checksum differs (link ${expected}, here ${sum}). ${whyDiffers(named, faults)}`;
  }
}

/** @param {boolean} named @param {FieldError[]} faults */
function whyDiffers(named, faults) {
  const version = faults.find(({ field }) => field === "v");
  if (version)
    return `The link is of version ${within(excerpt(version.got))}, and this page reads version ${version.expected}.`;
  const [fault] = faults;
  if (fault) {
    const [field, got] = [fault.field, fault.got].map((text) => within(excerpt(text)));
    return `Its ${field} can't be used here: expected ${fault.expected}, got ${got}.`;
  }
  if (named)
    return "The text is the link's: its checksum or a setting was changed, or another version of the page made it.";
  return "Was the link made with another text? Drop that text here, and the run is replayed with it.";
}
