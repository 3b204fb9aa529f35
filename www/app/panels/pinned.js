// What the charts show of pinned runs, as data: histogram outlines, curves, texts and legends. Loaded by view.js with
// the first pinned run or kept curve, for the panels; used by compare/ and export/.

import { PIN_DASHES } from "../../draw/color.js";
import { meanCourse, smoothCourse } from "../../draw/courses.js";
import { usualName } from "../run/pinned/names.js";
import { make } from "../ui/dom.js";
import { ACTIVATIONS } from "../words/activations.js";
import { count, figure, lossFigure, percent } from "../words/format.js";

/** @import { Palette } from "../../draw/color.js" */
/** @import { Ghost } from "../../draw/ghosts.js" */
/** @import { Other, OtherLoss } from "../../draw/courses.js" */
/** @import { Config, Frame } from "../../shared/protocol.js" */
/** @import { Core } from "../engine/core.js" */
/** @import { Pin } from "../run/store.js" */

export { beforeCourse, drawOthers } from "../../draw/courses.js";
export * as outlining from "../../draw/ghosts.js";

/**
 * @template T
 * @param {Pin[]} pins
 * @param {(pin: Pin, frame: Frame) => T | null | undefined} of the value for a run that has a frame
 * @returns {T[]}
 */
const each = (pins, of) => pins.flatMap((pin) => (pin.frame === null ? [] : (of(pin, pin.frame) ?? [])));

/**
 * The same layer's histogram of each run that has such a layer.
 * @param {Pin[]} pins
 * @param {number} layer
 * @param {"activation" | "preactivation" | "gradient"} part
 * @param {Palette} palette
 * @returns {Ghost[]}
 */
export const ghostsOf = (pins, layer, part, palette) =>
  each(pins, ({ color, config }, frame) => {
    const sections = frame.layer[layer];
    if (!sections) return null;
    const isApart = part === "activation" && ACTIVATIONS[config.act].saturatesAtZero;
    const zeros = isApart ? sections.saturated_counts.reduce((sum, n) => sum + n, 0) : null;
    return { distribution: sections[part], color: palette.pins[color], dash: PIN_DASHES[color], zeros };
  });

/**
 * A measure of each layer of each run.
 * @param {Pin[]} pins
 * @param {(frame: Frame) => number[]} measure
 * @param {Palette} palette
 */
export const profilesOf = (pins, measure, palette) =>
  each(pins, ({ color }, frame) => ({
    values: measure(frame),
    color: palette.pins[color],
    dash: PIN_DASHES[color],
  }));

/**
 * The same as text, for each run.
 * @param {Pin[]} pins
 * @param {number} layer
 * @param {"activation" | "preactivation"} part
 */
export const activationWords = (pins, layer, part) =>
  each(pins, ({ name, config }, frame) => {
    const sections = frame.layer[layer];
    const saturated = ACTIVATIONS[config.act].saturatesAtZero ? "zero" : "saturated";
    return sections && `${name} std ${figure(sections[part].std[0])}, ${saturated} ${percent(sections.saturated[0])}`;
  });

/** @param {Pin[]} pins @param {number} layer */
export const gradientWords = (pins, layer) =>
  each(pins, ({ name }, frame) => frame.layer[layer] && `${name} std ${figure(frame.layer[layer].gradient.std[0])}`);

/** @param {Pin[]} pins @param {Palette} palette @returns {OtherLoss[]} */
export const lossCourses = (pins, palette) =>
  each(pins, ({ color, evaluations }, { history, step, loss }) => ({
    ...smoothCourse(history, step, loss[0]),
    color: palette.pins[color],
    dash: PIN_DASHES[color],
    evaluations,
  }));

/** @param {Pin[]} pins @param {Palette} palette @returns {Other[]} */
export const ratioCourses = (pins, palette) =>
  each(pins, ({ color }, { history, step }) => ({
    ...meanCourse(history.update, step),
    color: palette.pins[color],
    dash: PIN_DASHES[color],
  }));

/** The names of the runs that have a frame, in the order of their curves. @param {Pin[]} pins */
export const namesOf = (pins) => each(pins, ({ name }) => name);

/** Each run's current loss as text. @param {Pin[]} pins */
export const lossWords = (pins) =>
  each(pins, (pin, { loss, step }) => `${pin.name} ${lossFigure(loss[0])} at step ${count(step)}`);

/** Each run's current mean update ratio as text. @param {Pin[]} pins @param {Other[]} courses of those that have a frame */
export const ratioWords = (pins, courses) =>
  each(pins, (pin) => pin).flatMap((pin, i) => {
    const last = courses[i].values.findLast((value) => value !== null);
    return last == null ? [] : [`${pin.name} ${figure(last)} on average`];
  });

/** A line in the color and dashes of a pinned run, for legends. @param {number} color */
export const pinSwatch = (color) => make("span", { class: "swatch pin", "data-pin": color + 1 });

/** A pinned run's name, isolated, since it may be in any script. @param {Pin} pin */
export const pinLabel = ({ name }) => make("bdi", { title: name }, name);

/**
 * The part of a legend that lists the pinned runs; hidden if there are none.
 * @param {HTMLElement} place
 * @param {string} [note] after them
 */
export function createPinsKey(place, note = "") {
  let shown = "[]";
  return (/** @type {Pin[]} */ pins) => {
    const next = JSON.stringify(pins.map(({ color, name }) => [color, name]));
    if (next === shown) return;
    shown = next;
    place.hidden = pins.length === 0;
    place.replaceChildren(...pins.map((pin) => make("span", {}, pinSwatch(pin.color), pinLabel(pin))), note);
  };
}

/**
 * What a legend calls the bold line: this run by its name, where others are drawn too.
 * @param {Pick<Core, "preset" | "presets" | "limits">} core
 * @param {HTMLElement} place
 */
export function createRunKey(core, place) {
  const alone = place.textContent;
  let named = /** @type {unknown[]} */ ([]);
  return (/** @type {Pin[]} */ pins, /** @type {Config} */ config) => {
    const names = pins.map(({ name }) => name);
    const next = [config, ...names];
    if (next.length === named.length && next.every((part, i) => part === named[i])) return;
    named = next;
    place.textContent = names.length === 0 ? alone : `this run: ${usualName(core, config, names)}`;
    place.title = names.length === 0 ? "" : `${place.textContent}, smoothed`;
  };
}
