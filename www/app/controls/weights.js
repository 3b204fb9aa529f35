// The initialization of the hidden or output weights: its name, its number with a slider where it has one, and its formula
// with figures. Used by controls.js.

import { make } from "../ui/dom.js";
import { element, input } from "../ui/elements.js";
import { createScale } from "../ui/scale.js";
import { fieldLabel } from "../words/fields.js";
import { formulas } from "../words/format.js";
import { hasNumber, INITS, initParts, isComparable } from "../words/inits.js";
import { joinChoice } from "./form.js";

/** @import { Config, InitName } from "../../shared/protocol.js" */
/** @import { WeightFacts } from "../engine/core.js" */
/** @import { Form } from "./form.js" */

/** @param {"w" | "out"} key @param {Form} form */
export function joinWeights(key, form) {
  const { core, commands, config } = form;
  const [hint, row] = [element(`${key}-hint`), element(`${key}-scale`)];
  /** @type {WeightFacts[]} */
  let weights = [];
  const fields = { slider: input(key), number: input(`${key}-number`), label: fieldLabel(key) };
  const control = createScale(key, fields, form);
  const names = Object.fromEntries(core.choices(key).map((name) => [name, INITS[/** @type {InitName} */ (name)]]));
  const showName = joinChoice(`${key}-kind`, names, (choice) => {
    const name = /** @type {InitName} */ (choice);
    const [{ std, gain }] = weights;
    // By the first matrix, so that its weights keep their size; the others have a size of their own.
    const numbers = { std, gain, trunc_normal: std };
    const number = Object.entries(numbers).find(([other]) => other === name)?.[1];
    commands.adjust({ [key]: number === undefined ? name : { [name]: rounded(number) } });
  });
  /** Whether its recommended values are marked: from when a verdict has pointed at it until something else has the focus. */
  let isMarked = false;
  const group = element(`group-${key}`);
  group.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && group.contains(relatedTarget)) return;
    isMarked = false;
    control.hideZone();
  });
  function mark() {
    const shown = config();
    if (isMarked && isComparable(shown[key])) control.showZone(...core.recommendedScales(shown)[key]);
    else control.hideZone();
  }
  return {
    /** @param {Config} next @param {WeightFacts[]} described */
    show(next, described) {
      weights = described;
      const lines = formulas(weights).map(({ names, formula }) => `${names}: ${stdBefore(formula)}${formula}`);
      hint.replaceChildren(...lines.map((line) => make("span", {}, line)));
      const { name } = initParts(next[key]);
      control.show(next, weights[0].gain);
      showName(name);
      row.hidden = !hasNumber(name);
      mark();
    },
    showRecommended() {
      isMarked = true;
      mark();
    },
  };
}

/** A formula that does not name what it is of is that of the standard deviation. @param {string} formula */
const stdBefore = (formula) => (/^[\d√]/.test(formula) ? "std " : "");

/** To four significant digits, as many as the number field shows. @param {number} value */
const rounded = (value) => Number(value.toPrecision(4));
