// Which of the panels are shown.

import { PANELS } from "../words/panels.js";

/** @import { Panel } from "../words/panels.js" */

/** What a small page within another leaves out, unless its link names others. @type {readonly Panel[]} */
export const LEFT_OUT_OF_FRAMES = ["controls", "timeline", "compare", "update", "weights", "samples"];

/**
 * The panels that are not shown: those that the link names; within another page, all but the one that it points at. Pinned
 * runs are there to be compared; without any, where the layers are hidden there is nothing to compare.
 * @param {{hidden: readonly Panel[] | null, embed: boolean, focus: Panel | null, pins: readonly unknown[]}} state
 * @returns {readonly Panel[]}
 */
export function leftOut({ hidden, embed, focus, pins }) {
  if (embed && focus !== null) return PANELS.filter((panel) => panel !== focus);
  const hasPins = pins.length > 0;
  if (hidden === null) return embed ? LEFT_OUT_OF_FRAMES.filter((panel) => panel !== "compare" || !hasPins) : [];
  return hidden.includes("layers") && !hasPins && focus !== "compare" ? [...hidden, "compare"] : hidden;
}

/**
 * Whether a panel with a tab of its own can be seen: a tab of the middle column; of a small screen, the norm and what is by
 * hand share a pane.
 * @param {{pocket: boolean, pane: string, tab: string}} sight
 * @param {"norm" | "hand" | "compare"} panel
 */
export const sees = ({ pocket, pane, tab }, panel) =>
  pocket ? pane === (panel === "hand" ? "norm" : panel) : tab === panel;
