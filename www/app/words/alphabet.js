// The tokens that are shown of an alphabet with more of them than there is room for. Pure functions, used by
// panels/explore/strip.js, panels/norm/coupling.js and tables/norm.js.

import { count } from "./format.js";

/** Bars that remain apart on a phone. */
const MAX_BARS = 64;
/** Columns whose letters remain legible on a phone. */
export const MAX_COLUMNS = 30;

/** @typedef {{probability: number, label: string, role: "target" | "guess" | "other" | "rest"}} Bar */

/**
 * The tokens that there is room for: all in order, or the most probable first. The one that follows in the text is always
 * among them.
 * @param {Float32Array} probabilities by token
 * @param {number} room
 * @param {number} target
 * @returns {number[]}
 */
export function mostProbable(probabilities, room, target) {
  const tokens = [...probabilities.keys()];
  if (tokens.length <= room) return tokens;
  const probability = (/** @type {number} */ token) => (Number.isNaN(probabilities[token]) ? -1 : probabilities[token]);
  const shown = tokens.sort((a, b) => probability(b) - probability(a) || a - b).slice(0, room);
  if (!shown.includes(target)) shown[room - 1] = target;
  return shown;
}

/** The sum of the probabilities of the tokens that are not shown. @param {Float32Array} probabilities @param {number[]} shown */
export function restOf(probabilities, shown) {
  const left = new Set(shown);
  return probabilities.reduce((sum, value, token) => (left.has(token) ? sum : sum + value), 0);
}

/**
 * The bars of a guess: one for each token in order; in a large alphabet the most probable tokens, the one that follows in the
 * text, and all others as one.
 * @param {Float32Array} probabilities by token
 * @param {object} of
 * @param {string[]} of.labels of the tokens
 * @param {number} of.guess the token with the highest probability
 * @param {number} of.target the token that follows in the text
 * @returns {Bar[]}
 */
export function guessBars(probabilities, { labels, guess, target }) {
  const tokens = mostProbable(probabilities, probabilities.length <= MAX_BARS ? MAX_BARS : MAX_COLUMNS, target);
  /** @type {Bar[]} */
  const bars = tokens.map((token) => ({
    probability: probabilities[token],
    label: labels[token],
    role: token === target ? "target" : token === guess ? "guess" : "other",
  }));
  if (tokens.length === probabilities.length) return bars;
  return [...bars, { probability: restOf(probabilities, tokens), label: "…", role: "rest" }];
}

/** What the bars are of, where they are not of every token. @param {number} bars @param {number} tokens */
export const barsWords = (bars, tokens) =>
  bars === tokens ? "" : `the ${bars - 1} most probable of ${count(tokens)} characters; … is all others`;
