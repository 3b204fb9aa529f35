// One saved run in the list: its picture, its editable name, its figures, and its buttons. Used by dialog.js.

import { createSurface } from "../../draw/surface.js";
import { drawThumbnail } from "../../draw/thumbnail.js";
import { setLabel } from "../ui/elements.js";
import { count, figure, legible, lossFigure, percent, saturationWords, within } from "../words/format.js";
import { courseOf, cut, MAX_NAME, titleOf } from "./record.js";

/** @import { Palette } from "../../draw/color.js" */
/** @import { Core } from "../engine/core.js" */
/** @import { Kept } from "./shelf.js" */

/** @typedef {{restore: () => void, remove: () => void, rename: (name: string) => void}} Actions */
/** @typedef {ReturnType<typeof createRow>} Row */

const date = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** A run's name within a sentence. @param {Core} core @param {Kept} run */
export const called = (core, run) => within(legible(run.name || titleOf(core, run)));

/**
 * @param {Core} core
 * @param {Kept} run
 * @param {Actions} actions
 * @param {() => Palette} palette
 */
export function createRow(core, run, actions, palette) {
  const { step, saved, layers } = run;
  const title = titleOf(core, run);
  const { config, text } = core.parseLink(run.link);
  const row = document.createElement("li");
  row.className = "run";

  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  const course = courseOf(run);
  // Drawn as soon as it has a size.
  const surface = createSurface(canvas, draw);
  function draw() {
    drawThumbnail(surface, { course, layers: layers.map(({ activation }) => activation) }, palette());
  }

  const field = document.createElement("input");
  field.type = "text";
  field.maxLength = MAX_NAME;
  field.autocomplete = "off";
  field.spellcheck = false;
  field.value = run.name || title;
  setLabel(field, "Name");
  const buttons = document.createElement("div");
  buttons.className = "run-buttons";
  const restore = action("Restore", actions.restore);
  const remove = action("Remove", actions.remove);
  buttons.append(restore, remove);
  field.addEventListener("change", () => {
    const given = cut(field.value);
    const own = given === title ? "" : given;
    field.value = given || title;
    nameAll();
    actions.rename(own);
  });

  const facts = document.createElement("p");
  facts.className = "run-facts";
  const when = document.createElement("time");
  when.dateTime = new Date(saved).toISOString();
  when.textContent = date.format(saved);
  facts.append(...[`step ${count(step)}`, ...figures()].flatMap((fact) => [fact, " · "]), when);

  /** @returns {string[]} */
  function figures() {
    const { first, last, evaluation, threshold } = run;
    const facts = [`loss ${lossFigure(first)} → ${lossFigure(last)}`];
    if (evaluation !== null) {
      const at = evaluation.step === step ? "" : ` at step ${count(evaluation.step)}`;
      facts.push(`train ${lossFigure(evaluation.train)}, val ${lossFigure(evaluation.val)}${at}`);
    }
    const worst = layers.reduce((most, { saturated }) => (saturated <= most ? most : saturated), 0);
    facts.push(
      `${saturationWords(config.act, threshold).label} ${percent(worst)}${layers.length > 1 ? " at most" : ""}`,
    );
    const dead = layers.reduce((sum, layer) => sum + layer.dead, 0);
    if (dead > 0 && config.act !== "identity") facts.push(`${count(dead)} dead`);
    if (text?.file) facts.push(`needs the file ${within(run.text ?? "")}`);
    return facts;
  }

  /** Updates the accessible names, which contain the run's name. */
  function nameAll() {
    setLabel(restore, `Restore ${field.value}`);
    setLabel(remove, `Remove ${field.value}`);
    const deviations = layers.map(({ activation }) => figure(activation.std[0], 2));
    setLabel(
      canvas,
      `${field.value}: smoothed loss from ${lossFigure(run.first)} to ${lossFigure(run.last)} on a log axis, with a line at ln V; ` +
        `activations by layer, std ${deviations.join(", ")}`,
    );
  }
  nameAll();
  row.append(canvas, field, buttons, facts);

  return {
    element: row,
    restore,
    draw,
    close: () => surface.close(),
  };
}

/** @param {string} label @param {() => void} act */
function action(label, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "small";
  button.textContent = label;
  button.addEventListener("click", act);
  return button;
}
