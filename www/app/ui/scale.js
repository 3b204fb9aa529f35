// The slider of an initialization's number with its number field, which both change the network's setting. Used by controls/controls.js and
// panels/explore/scales.js.

import { figure } from "../words/format.js";
import { hasNumber, hasUsualNumber, INITS, initNumber, initParts, withNumber } from "../words/inits.js";
import { createFault, nameFault } from "./faults.js";
import { typedInto } from "./fields.js";
import { createSlider } from "./slider.js";

/** @import { Config } from "../../shared/protocol.js" */
/** @import { App } from "../page/app.js" */
/** @import { Motion } from "../run/interruption.js" */

/**
 * @param {"w" | "out"} key
 * @param {object} fields
 * @param {HTMLInputElement} fields.slider
 * @param {HTMLInputElement} fields.number
 * @param {string} fields.label of both, as the page shows it
 * @param {Pick<App, "core" | "commands"> & {config: () => Readonly<Config>}} of
 */
export function createScale(key, { slider, number, label }, { core, commands, config }) {
  /** @param {number} value @param {Motion | null} [motion] */
  const set = (value, motion) => commands.adjust({ [key]: withNumber(initParts(config()[key]).name, value) }, motion);
  const fault = createFault(number, label);
  nameFault(key, fault);
  const typed = typedInto(set, (text) => core.readNumber(key, text));
  const { show, ...zone } = createSlider(slider, number, core.range(key), {
    moved: (value, keyHeld) => set(value, keyHeld ? "held" : "dragged"),
    released: commands.released,
    typed(text) {
      const { name } = initParts(config()[key]);
      if (text !== "" || !hasUsualNumber(name)) return typed(text);
      // Its usual number holds again.
      commands.adjust({ [key]: name });
      return null;
    },
    fault,
    reset: () => commands.adjust({ [key]: core.preset(config().preset).config[key] }),
  });
  return {
    ...zone,
    /** Shows the setting of a Config. @param {Config} shown @param {number} gain of its first matrix */
    show({ [key]: init, act }, gain) {
      const { name, value: written } = initParts(init);
      const usual = core.gain(act);
      const value = initNumber(init, { gain, usual: usual.value });
      const isLeftOut = written === null && hasNumber(name);
      number.placeholder = isLeftOut ? (name.startsWith("kaiming") ? usual.text : "1") : "";
      show(value, (moved) => (hasNumber(name) ? `${INITS[name]} ${figure(moved)}` : INITS[name]), isLeftOut);
      return { name, value };
    },
  };
}
