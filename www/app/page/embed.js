// The embedded page: the link out of the iframe, which opens the same run on the full page; and the layout of Explore in a
// frame. Used by main.js.

import { isStarting, isTraining } from "../run/selectors.js";
import { element } from "../ui/elements.js";
import { createLazy } from "../ui/lazy.js";
import { styled } from "../ui/styles.js";

/** @import { App } from "./app.js" */
/** @import { State } from "./sight.js" */

/** What the link out depends on. @type {(keyof State)[]} */
const LINKED = [
  "embed",
  "config",
  "mode",
  "step",
  "sum",
  "replay",
  "missingText",
  "textName",
  "lesson",
  "pins",
  "lockstep",
];

/** @param {App} app */
export function createEmbed({ both, links, messages }) {
  const full = element("open-full", HTMLAnchorElement);
  const layout = createLazy(
    () => styled(new URL("../../style/explore-embed.css", import.meta.url), "explore-embed.css"),
    (reason) => messages.unfetched("The layout", reason),
  );
  both.subscribe((state, changed) => {
    if (state.embed && state.view === "explore" && !layout.isBegun()) layout.load();
    // Frames of pinned runs come all the time.
    if (isTraining(state) && changed.size === 1 && changed.has("pins")) return;
    if (!state.embed || isStarting(state) || !LINKED.some((key) => changed.has(key))) return;
    full.href = links.toNow({ embed: false, hide: null });
  });
}
