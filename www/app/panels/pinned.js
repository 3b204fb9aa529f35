// What the charts show of pinned runs, as data: histogram outlines, curves, texts and legends. Used by charts.js,
// layers.js, view.js and compare/.

import { PIN_DASHES } from "../../draw/color.js";
import { meanCourse, smoothCourse } from "../../draw/columns.js";
import { make } from "../ui/dom.js";
import { count, figure, lossFigure, percent } from "../words/format.js";

/** @import { Palette } from "../../draw/color.js" */
/** @import { Ghost } from "../../draw/ghosts.js" */
/** @import { Other, OtherLoss } from "../../draw/line.js" */
/** @import { Frame, LayerSections } from "../../shared/protocol.js" */
/** @import { Pin } from "../run/store.js" */

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
  each(pins, ({ color }, frame) => {
    const sections = frame.layer[layer];
    return sections && { distribution: sections[part], color: palette.pins[color], dash: PIN_DASHES[color] };
  });

/**
 * The same as text, for each run.
 * @param {Pin[]} pins
 * @param {number} layer
 * @param {(sections: LayerSections) => string} toText
 */
export const wordsOf = (pins, layer, toText) =>
  each(pins, (pin, frame) => frame.layer[layer] && `${pin.name} ${toText(frame.layer[layer])}`);

/** @param {LayerSections} sections */
export const activationWords = ({ activation, saturated }) =>
  `std ${figure(activation.std[0])}, saturated ${percent(saturated[0])}`;

/** @param {LayerSections} sections */
export const preactivationWords = ({ preactivation, saturated }) =>
  `std ${figure(preactivation.std[0])}, saturated ${percent(saturated[0])}`;

/** @param {LayerSections} sections */
export const gradientWords = ({ gradient }) => `std ${figure(gradient.std[0])}`;

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
