// The panels behind the tabs Norm, By hand and Compare: loaded when first shown, drawn while visible. The bar of pinned runs
// is loaded with the first pinned run. Used by view.js.

import { sees } from "../page/panel-names.js";
import { element } from "../ui/elements.js";

/** @import { Frame } from "../../shared/protocol.js" */
/** @import { Picture } from "./layers.js" */
/** @import { App } from "../page/app.js" */
/** @import { createNorm } from "./norm/norm.js" */
/** @import { createHand } from "./hand/hand.js" */
/** @import { createTable } from "./compare/table.js" */

/**
 * @param {App} app
 * @param {() => void} onChange asks for a redraw
 */
export function createLazyPanels(app, onChange) {
  const { core, store, sight, messages } = app;
  /** @type {ReturnType<typeof createNorm> | null} */
  let norm = null;
  /** @type {ReturnType<typeof createHand> | null} */
  let hand = null;
  /** @type {ReturnType<typeof createTable> | null} */
  let table = null;
  const loads = {
    norm: async () => {
      const { createNorm } = await import("./norm/norm.js");
      norm = createNorm(app, onChange);
    },
    hand: async () => {
      const { createHand } = await import("./hand/hand.js");
      hand = createHand(core);
    },
    compare: async () => {
      const { createTable } = await import("./compare/table.js");
      table = createTable(app);
    },
  };
  /** @type {Set<keyof typeof loads>} */
  const started = new Set();

  /** @param {keyof typeof loads} panel */
  async function load(panel) {
    if (started.has(panel)) return;
    started.add(panel);
    const place = element(`${panel}-panel`);
    place.setAttribute("aria-busy", "true");
    try {
      await loads[panel]();
      place.removeAttribute("aria-busy");
      onChange();
    } catch (thrown) {
      // Showing the panel again tries again.
      started.delete(panel);
      messages.unfetched("The panel", thrown);
    }
  }

  let hasChips = false;
  store.subscribe(async ({ pins }) => {
    if (hasChips || pins.length === 0) return;
    hasChips = true;
    try {
      const { createChips } = await import("./compare/chips.js");
      createChips(app);
    } catch (thrown) {
      // The next pin tries again.
      hasChips = false;
      messages.unfetched("The comparison", thrown);
    }
  });
  sight.subscribe((state, changed) => {
    if (!["tab", "pane", "pocket"].some((key) => changed.has(/** @type {"tab"} */ (key)))) return;
    for (const panel of /** @type {const} */ (["norm", "hand", "compare"])) if (sees(state, panel)) load(panel);
  });

  return {
    /** @param {Frame} frame @param {Picture} picture */
    draw(frame, picture) {
      if (sees(picture, "norm")) norm?.draw(frame, picture);
      if (sees(picture, "hand")) hand?.draw(picture.palette);
      if (sees(picture, "compare")) table?.draw(frame, picture);
    },
  };
}
