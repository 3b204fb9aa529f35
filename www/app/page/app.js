// The parts that the page's controls, panels and features are given: the run, what is looked at, and where messages go.
// Made once, by main.js. `both` is the state of the run and what is looked at as one store.

import { createRun } from "../run/index.js";
import { combine } from "../run/store.js";
import { createAddress } from "./address.js";
import { lastView } from "./last-view.js";
import { createSight, linkView } from "./sight.js";

/** @import { Core } from "../engine/core.js" */
/** @import { Text } from "../run/texts.js" */
/** @import { Messages } from "../ui/messages.js" */

/** @typedef {ReturnType<typeof createApp>} App */

/**
 * @param {object} parts
 * @param {Core} parts.core
 * @param {Text} parts.builtIn
 * @param {Messages} parts.messages
 * @param {Parameters<typeof createAddress>[0]} parts.onForeignChange
 */
export function createApp({ core, builtIn, messages, onForeignChange }) {
  const address = createAddress(onForeignChange);
  const sight = createSight(core.threshold);
  const screen = {
    isHidden: () => document.hidden,
    nextFrame: (/** @type {() => void} */ draw) => void requestAnimationFrame(draw),
  };
  const run = createRun({ core, builtIn, messages, address, view: linkView(sight, lastView), screen });
  return { core, messages, address, sight, ...run, both: combine(run.store, sight) };
}
