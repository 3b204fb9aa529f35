// The type of a lesson, which every other file in this folder exports one of.

/** @import { Panel } from "../app/words/panels.js" */

/** @typedef {(string | {term: string, panel: Panel})[]} Text plain text, and terms that highlight a panel */

/**
 * @typedef {object} Question asked before the result is shown
 * @property {string} ask
 * @property {string[]} choices
 * @property {number} answer index of the right choice
 * @property {string} because why
 */

/**
 * A card shows one network. With a question and nothing to play, the network is opened with the answer.
 * @typedef {object} Card
 * @property {Text} text
 * @property {string} link the network, as a link fragment
 * @property {Panel} panel the panel to show
 * @property {number} play the step to train to; 0 shows the untrained network
 * @property {Question} [question]
 * @property {string} [observe] what the result shows; `{first}` and the like are figures of the run (app/lessons/figures.js)
 * @property {number[]} [ladder] the numbers of steps to choose from, for the ladder of fixes
 */

/**
 * @typedef {object} Lesson
 * @property {string} id its name in links
 * @property {string} title
 * @property {Card[]} cards
 * @property {string | null} next the id of the next lesson
 */

export {};
