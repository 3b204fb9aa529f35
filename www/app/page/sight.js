// What is looked at: the layer, the tab, the pane, what a link shows or leaves out. A store above the run's, written by the
// page, its controls and its panels.

import { createStore } from "../run/store.js";
import { PANELS } from "../words/panels.js";
import { branchParts, canBeResidual, isAdam } from "../words/recipe.js";

/** @import { LinkView, View } from "../engine/core.js" */
/** @import { Course } from "../../draw/columns.js" */
/** @import { Config } from "../../shared/protocol.js" */
/** @import { Run, Store } from "../run/store.js" */
/** @import { Panel } from "../words/panels.js" */

/** @typedef {typeof PHASES[number]} Phase of a step that is shown slowly */
/** @typedef {typeof PANES[number]} Pane of a small screen */
/** @typedef {typeof PRESENTED[number]} Presented */

/** @typedef {Course & {name: string}} Kept the smoothed loss of an earlier run, with its name */

/**
 * @typedef {object} Sight
 * @property {View} view which way the page shows the run
 * @property {number} layer the layer in the drawer
 * @property {number} neuron the index of the neuron that the drawer shows in detail
 * @property {number | null} example the index of the example whose cell of the map is read; null while none is
 * @property {boolean} drawer whether the drawer is open
 * @property {"now" | "time" | typeof TABBED[number]} tab of the Lab's middle column
 * @property {Phase | null} phase while steps are shown slowly
 * @property {number} threshold the |h| beyond which an activation counts as saturated
 * @property {boolean} preactivations whether the rows show them
 * @property {boolean | null} profile whether the layers are one picture over the depth instead of rows; null where that is left to their number
 * @property {boolean} lecture whether the map is black and white as in the lecture
 * @property {boolean} logLoss whether the loss has a log axis
 * @property {number} skippedSteps how many first steps the loss chart leaves out
 * @property {string | null} lesson the one that is open
 * @property {boolean} asks whether its card asks for a prediction, before which nothing is trained
 * @property {Kept | null} kept the curve that stays behind the loss
 * @property {boolean} settings whether the settings stand beside the card of a lesson, which takes their place
 * @property {Panel | null} focus the panel that a link points at
 * @property {Panel[] | null} hidden the panels left out; null where the link leaves that to the page
 * @property {boolean} embed whether the page is a small one within another
 * @property {boolean} pocket whether the screen is small, and shows one pane at a time
 * @property {Pane} pane
 * @property {Presented | null} presented the picture of presentation mode; null while it is off
 * @property {View | null} enteredFrom the view that links name instead, in presentation mode
 */

/** @typedef {Run & Sight} State both stores, for what shows both */

/** The phases of a step, in order. */
export const PHASES = /** @type {const} */ (["forward", "norm", "backward", "update"]);
/** The pictures of presentation mode, in order. */
export const PRESENTED = /** @type {const} */ (["gauge", "neurons", "curve", "map"]);
/** The panes of a small screen, in order. */
export const PANES = /** @type {const} */ (["loss", "layers", "norm", "text"]);

/** @param {number} threshold */
export const createSight = (threshold) =>
  createStore(
    /** @type {Sight} */ ({
      view: "lab",
      layer: 0,
      neuron: 0,
      example: null,
      drawer: true,
      tab: "now",
      phase: null,
      threshold,
      preactivations: false,
      profile: null,
      lecture: false,
      logLoss: true,
      skippedSteps: 0,
      lesson: null,
      asks: false,
      kept: null,
      settings: false,
      focus: null,
      hidden: null,
      embed: false,
      pocket: false,
      pane: "layers",
      presented: null,
      enteredFrom: null,
    }),
  );

/**
 * What of it a link carries, for run/links.js and run/opening.js. A link that says something else but no view means the Lab,
 * or Compare where it points at that; one that says nothing at all means the view that was used last.
 * @param {Store<Sight>} sight
 * @param {() => View} lastView
 */
export const linkView = (sight, lastView) => ({
  get: () => linkedView(sight.get()),
  /** @param {LinkView} linked @param {boolean} isEmpty whether the link says nothing */
  set({ view, lesson, focus, hide: hidden, embed }, isEmpty) {
    const opened = view ?? (isEmpty ? lastView() : viewOf(focus));
    sight.set({ view: opened, lesson, focus, hidden, embed, presented: null, enteredFrom: null });
  },
});

/** @param {Sight} sight @returns {LinkView} */
export function linkedView({ view: shown, enteredFrom, lesson, focus, hidden: hide, embed }) {
  const view = enteredFrom ?? shown;
  return { view: view === viewOf(focus) ? null : view, lesson, focus, hide, embed };
}

/** The view that shows a panel. @param {Panel | null} panel @returns {View} */
export const viewOf = (panel) => (panel === "compare" ? "compare" : "lab");

/** The panels with a tab of their own in the middle column. */
export const TABBED = /** @type {const} */ (["norm", "hand"]);

/** What a small page within another leaves out, unless its link names others. @type {readonly Panel[]} */
export const LEFT_OUT_OF_FRAMES = ["controls", "timeline", "compare", "update", "optimizer", "weights", "samples"];
/** The same for Explore: sliders, verdict and histogram are left. @type {readonly Panel[]} */
export const LEFT_OUT_OF_EXPLORE = ["loss", "timeline", "samples"];

/**
 * The panels that are not shown: those that the link names; within another page, all but the one that it points at. Pinned
 * runs are there to be compared.
 * @param {Pick<State, "view" | "hidden" | "embed" | "focus" | "pins">} state
 * @returns {readonly Panel[]}
 */
export function leftOut({ view, hidden, embed, focus, pins }) {
  if (embed && focus !== null) return PANELS.filter((panel) => panel !== focus);
  if (hidden !== null) return hidden;
  if (embed && view === "explore") return LEFT_OUT_OF_EXPLORE;
  return embed ? LEFT_OUT_OF_FRAMES.filter((panel) => panel !== "compare" || pins.length === 0) : [];
}

/**
 * Whether hidden layers have a residual connection, which is between layers of equal width.
 * @param {Pick<Config, "res" | "hidden">} config
 */
export const hasStream = (config) => config.res !== "none" && canBeResidual(config);

/**
 * Whether the panel Optimizer has anything to show: gradients that are clipped, Adam's second average, or learned scales of
 * residual branches.
 * @param {Config} config
 */
export const hasOptimizer = (config) =>
  config.clip !== null || isAdam(config.opt) || (hasStream(config) && branchParts(config.branch).kind === "learned");

/** With more layers than this, the layers are a profile over the depth unless rows are asked for. */
const MANY_ROWS = 8;

/**
 * Whether the layers are a profile over the depth; a single layer has none.
 * @param {Pick<Sight, "view" | "tab" | "profile">} sight
 * @param {number} layers
 */
export const showsProfile = ({ view, tab, profile }, layers) =>
  view === "lab" && tab === "now" && layers > 1 && (profile ?? layers > MANY_ROWS);

/** Whether the Lab is shown, or Compare, which has some of its panels. @param {Pick<Sight, "view">} sight */
export const showsLab = ({ view }) => view === "lab" || view === "compare";

/**
 * Whether a panel with a tab of its own in the Lab can be seen. On a small screen, the norm and what is by hand share a pane.
 * @param {Pick<Sight, "view" | "pocket" | "pane" | "tab">} sight
 * @param {typeof TABBED[number]} panel
 */
export const sees = ({ view, pocket, pane, tab }, panel) =>
  view === "lab" && (pocket ? pane === "norm" : tab === panel);
