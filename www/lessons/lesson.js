// The type of a lesson's cards, which every other file in this folder exports.

/** @import { Panel } from "../app/words/panels.js" */

/**
 * @typedef {object} Question Asked before the result is shown
 * @property {string} ask
 * @property {string[]} choices
 * @property {number} answer index of the right choice
 * @property {string} because why
 */

/** @typedef {"points" | "growth" | "slope"} Exercise five points, fan-in, or the slope of tanh */

/**
 * A card shows one network. With a question, the network is opened only once a choice is made.
 * @typedef {object} Card
 * @property {string} text with terms that highlight a panel, such as `[output weights](controls)`
 * @property {string} link the network, as a link fragment
 * @property {Panel} panel what the card is about: enlarged and highlighted while it is shown
 * @property {Exercise} [exercise] of the panel By hand: the only one that is shown
 * @property {"linear"} [axis] the axis of the loss; log without it
 * @property {true} [keepsCurve] whether the loss of the card before stays behind this card's, in gray
 * @property {number} [play] the step to train to; without it, the network is shown untrained
 * @property {Question} [question]
 * @property {string} [observe] what the result shows; `{first}` and the like are figures of the run (app/lessons/figures.js)
 * @property {"evaluate" | "survey" | "ways"} [offer] what the card computes after the answer: the loss over both splits, at once; which neurons are dead for every example, or the four ways to evaluate, by a button
 * @property {number[]} [ladder] the numbers of steps to choose from, for the ladder of fixes
 */

export {};
