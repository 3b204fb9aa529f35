// The depth profile: the std of activations and of their gradients by layer, above the rows of a network of many layers.
// Loaded by ../lazy.js.

import { drawProfiles } from "../../../draw/depth-profile.js";
import { createSurface } from "../../../draw/surface.js";
import { make } from "../../ui/dom.js";
import { element, setLabel } from "../../ui/elements.js";
import { figure } from "../../words/format.js";
import { setSource } from "../reading.js";

/** @import { Frame } from "../../../shared/protocol.js" */
/** @import { Picture } from "../layers.js" */

const PARTS = /** @type {const} */ (["activation", "gradient"]);
const NAMES = { activation: "std of activations", gradient: "std of gradients" };

/** @param {() => void} onResize */
export function createDepth(onResize) {
  const canvas = make("canvas", { tabindex: 0, role: "application", "aria-roledescription": "chart" });
  element("depth-profile").replaceChildren(canvas);
  const surface = createSurface(canvas, onResize);
  return {
    /** @param {Frame} frame @param {Picture} picture */
    draw(frame, { palette, pins, pinned, layer, drawer, showsText }) {
      const profiles = PARTS.map((part) => ({
        name: NAMES[part],
        color: palette[part],
        values: frame.layer.map((sections) => sections[part].std[0]),
        others: pinned?.stdsOf(pins, part, palette) ?? [],
      }));
      const open = drawer ? Math.min(layer, frame.layer.length - 1) : null;
      drawProfiles(surface, profiles, { palette, open });
      setSource(canvas, { kind: "profile", profiles });
      if (!showsText) return;
      const words = profiles.map(({ name, values }) => `${name} ${values.map((value) => figure(value)).join(", ")}`);
      setLabel(canvas, `By layer on log axes: ${words.join("; ")}. Arrow keys read a layer, Enter opens it`);
    },
  };
}
