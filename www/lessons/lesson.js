// What a lesson is: the shape that every file beside this one has. Holds no lesson, and knows no page.

/**
 * A panel by the name that links have for it.
 * @typedef {"controls" | "verdicts" | "timeline" | "layers" | "saturation" | "time" | "norm" | "hand" | "compare" | "loss" | "update" | "weights" | "samples"} Panel
 */

/** @typedef {(string | {term: string, panel: Panel})[]} Text plain words, and terms that light up the panel they name */

/**
 * @typedef {object} Question to be answered before anything is shown
 * @property {string} ask
 * @property {string[]} choices
 * @property {number} answer which of them is right, from 0
 * @property {string} because why
 */

/**
 * A card shows one network. Where there is a question and nothing to play, the network comes with the answer.
 * @typedef {object} Card
 * @property {Text} text
 * @property {string} link the network, as a fragment
 * @property {Panel} panel where to look
 * @property {number} play the step to train to; 0 only shows the untrained network
 * @property {Question} [question]
 * @property {string} [observe] what is to be seen then; `{first}` and the like stand for figures of the run (app/observed.js)
 * @property {number[]} [ladder] the steps that the ladder of fixes can be climbed with, in place of a question
 */

/**
 * @typedef {object} Lesson
 * @property {string} id what links call it
 * @property {string} title
 * @property {Card[]} cards
 * @property {string | null} next the id of the lesson after this one
 */

export {};
