// One saved run in the list: its picture, its editable name, its figures, and its buttons. Used by dialog.js.

import { createSurface } from "../../draw/surface.js";
import { drawThumbnail } from "../../draw/thumbnail.js";
import { make, makeButton } from "../ui/dom.js";
import { setLabel } from "../ui/elements.js";
import { ACTIVATIONS } from "../words/activations.js";
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

  const canvas = make("canvas", { role: "img" });
  const course = courseOf(run);
  // Drawn as soon as it has a size.
  const surface = createSurface(canvas, draw);
  function draw() {
    drawThumbnail(surface, { course, layers: layers.map(({ activation }) => activation) }, palette());
  }

  const field = make("input", {
    type: "text",
    maxlength: MAX_NAME,
    autocomplete: "off",
    spellcheck: "false",
    value: run.name || title,
    "aria-label": "Name",
    onchange() {
      const given = cut(field.value);
      field.value = given || title;
      nameAll();
      actions.rename(given === title ? "" : given);
    },
  });
  const restore = makeButton("Restore", actions.restore, { class: "small" });
  const remove = makeButton("Remove", actions.remove, { class: "small" });
  const facts = [`step ${count(step)}`, ...figures()].map((fact) => `${fact} · `);
  const when = make("time", { datetime: new Date(saved).toISOString() }, date.format(saved));

  /** @returns {string[]} */
  function figures() {
    const { first, last, evaluation, threshold } = run;
    const facts = [`loss ${lossFigure(first)} → ${lossFigure(last)} (smoothed)`];
    if (evaluation !== null) {
      const at = evaluation.step === step ? "" : ` at step ${count(evaluation.step)}`;
      facts.push(`train ${lossFigure(evaluation.train)}, val ${lossFigure(evaluation.val)}${at}`);
    }
    const worst = layers.reduce((most, { saturated }) => (saturated <= most ? most : saturated), 0);
    facts.push(
      `${saturationWords(config.act, threshold).label} ${percent(worst)}${layers.length > 1 ? " at most" : ""}`,
    );
    const dead = layers.reduce((sum, layer) => sum + layer.dead, 0);
    if (dead > 0 && ACTIVATIONS[config.act].canDie) facts.push(`${count(dead)} dead`);
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

  return {
    element: make(
      "li",
      { class: "run" },
      canvas,
      field,
      make("div", { class: "run-buttons" }, restore, remove),
      make("p", { class: "run-facts" }, ...facts, when),
    ),
    restore,
    draw,
    close: () => surface.close(),
  };
}
