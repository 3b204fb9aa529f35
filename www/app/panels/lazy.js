// The panels behind the tabs Norm and By hand, and the comparison: loaded when first shown, drawn while visible. The depth
// profile is loaded with the first network of many layers, what is measured of the optimizer with the first that has it, the bar of pinned runs with the first pinned run. Used by view.js.

import { sees, TABBED } from "../page/sight.js";
import { hasAny } from "../run/store.js";
import { element } from "../ui/elements.js";
import { createLazy } from "../ui/lazy.js";
import { styled } from "../ui/styles.js";
import { MANY_LAYERS } from "./layers.js";

/** @import { Frame } from "../../shared/protocol.js" */
/** @import { Picture } from "./layers.js" */
/** @import { App } from "../page/app.js" */

/** @param {App} app @param {() => void} onChange asks for a redraw */
export function createLazyPanels(app, onChange) {
  const { core, store, sight, messages } = app;
  /** @type {Promise<unknown> | null} */
  let style = null;
  /** @template T @param {() => Promise<T>} make */
  const panel = (make) =>
    createLazy(
      async () => {
        style ??= styled(new URL("../../style/norm.css", import.meta.url), "norm.css");
        await style;
        return make();
      },
      (reason) => {
        style = null;
        messages.unfetched("The panel", reason);
      },
    );
  const panels = {
    norm: panel(async () => (await import("./norm/norm.js")).createNorm(app, onChange)),
    hand: panel(async () => (await import("./hand/hand.js")).createHand(core)),
    compare: panel(async () => (await import("./compare/table.js")).createTable(app)),
  };
  const chips = createLazy(
    async () => (await import("./compare/chips.js")).createChips(app),
    (reason) => messages.unfetched("The comparison", reason),
  );

  const depth = createLazy(
    async () => (await import("./depth/depth.js")).createDepth(app, onChange),
    (reason) => messages.unfetched("The depth profile", reason),
  );
  const optimizer = createLazy(
    async () => (await import("./optimizer/optimizer.js")).createOptimizer(onChange),
    (reason) => messages.unfetched("The optimizer's charts", reason),
  );
  const optimizerPlace = element("optimizer-panel");
  const [depthPlace, body, preactivations] = ["depth-profile", "layers-body", "preactivations-choice"].map((id) =>
    element(id),
  );

  /** @param {keyof typeof panels} name */
  async function show(name) {
    if (panels[name].isBegun()) return;
    const place = element(`${name}-panel`);
    place.setAttribute("aria-busy", "true");
    if ((await panels[name].load()) === null) return;
    place.removeAttribute("aria-busy");
    onChange();
  }

  store.subscribe(({ pins }, changed) => {
    if (changed.has("pins") && pins.length > 0) chips.load();
  });
  sight.subscribe((state, changed) => {
    if (!hasAny(changed, "view", "tab", "pane", "pocket")) return;
    for (const panel of TABBED) if (sees(state, panel)) show(panel);
    if (state.view === "compare") show("compare");
  });

  return {
    /**
     * The depth profile: above the rows of many layers, or instead of rows.
     * @param {Frame} frame
     * @param {Picture} picture
     * @param {boolean} instead
     * @returns {boolean} whether it was drawn instead of them, which it is not until it is loaded
     */
    drawDepth(frame, picture, instead) {
      const { view, tab } = picture;
      const isShown = instead || (view === "lab" && tab === "now" && frame.layer.length >= MANY_LAYERS);
      if (isShown) depth.begin(onChange);
      const drawn = isShown ? depth.loaded() : null;
      depthPlace.hidden = drawn === null;
      const isAlone = instead && drawn !== null;
      body.classList.toggle("as-profile", isAlone);
      preactivations.hidden = isAlone;
      drawn?.draw(frame, picture, isAlone);
      return isAlone;
    },
    /**
     * What is measured of the optimizer, where the network has such a thing.
     * @param {Frame} live has the whole run
     * @param {Frame} frame the displayed step
     * @param {Picture} picture
     */
    drawOptimizer(live, frame, picture) {
      if (optimizerPlace.hidden) return;
      optimizer.begin(onChange);
      optimizer.loaded()?.draw(live, frame, picture);
    },
    /** @param {Frame} frame @param {Picture} picture */
    draw(frame, picture) {
      if (sees(picture, "norm")) panels.norm.loaded()?.draw(frame, picture);
      if (sees(picture, "hand")) panels.hand.loaded()?.draw(picture.palette);
      if (picture.view === "compare") panels.compare.loaded()?.draw(frame, picture);
    },
  };
}
