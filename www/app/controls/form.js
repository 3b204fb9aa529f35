// What the controls of the settings have in common: fields of one setting, read by Rust, with what is wrong beside them. Used
// by the other files here.

import { input, select, setText } from "../ui/elements.js";
import { createFault, nameFault } from "../ui/faults.js";
import { createChoice, createField, typedInto } from "../ui/fields.js";
import { fieldLabel } from "../words/fields.js";
import { typeable } from "../words/recipe.js";

/** @import { Config } from "../../shared/protocol.js" */
/** @import { Read } from "../engine/core.js" */
/** @import { App } from "../page/app.js" */
/** @import { Place } from "../ui/faults.js" */

/** @typedef {Pick<App, "core" | "commands"> & {config: () => Readonly<Config>}} Form */

/**
 * What is wrong with a setting's field, beside it.
 * @param {HTMLInputElement} field
 * @param {string} key
 * @param {Place & {label?: string}} [place] `label` is the key of its label, where it is only a part of the setting
 */
export function fieldFault(field, key, { label = key, ...place } = {}) {
  const fault = createFault(field, fieldLabel(label), place);
  nameFault(key, fault);
  return fault;
}

/**
 * A field for one setting.
 * @template {keyof Config} Key
 * @param {HTMLInputElement} field
 * @param {Key} key
 * @param {Form} form
 * @param {(text: string) => Read<Config[Key]>} read
 * @param {string} [label] the key of its label, where it is only a part of the setting
 */
export const joinField = (field, key, { commands }, read, label = key) =>
  createField(
    field,
    typedInto((value) => commands.adjust({ [key]: value }), read),
    fieldFault(field, key, { label }),
  );

/** @typedef {"eps" | "momentum" | "outnorm" | "clip" | "decay" | "opteps"} NumberKey */

/** What an empty field stands for. @type {Partial<Record<NumberKey, string>>} */
const EMPTY = { outnorm: "none", clip: "none", decay: "default" };

/** A field for a number, or for a word in place of it. @param {NumberKey} key @param {Form} form */
export function joinNumber(key, form) {
  const field = input(key);
  field.title = form.core.range(key).doc;
  const empty = EMPTY[key];
  const show = joinField(field, key, form, (text) =>
    form.core.readField(key, text === "" && empty !== undefined ? empty : text),
  );
  return (/** @type {Config} */ { [key]: value }) => show(typeof value === "number" ? typeable(value) : "");
}

/** @param {"context" | "emb" | "batch" | "seed" | "warmup"} key @param {Form} form */
export function joinWhole(key, form) {
  const field = input(key);
  const { min, max, doc } = form.core.range(key);
  field.min = String(min);
  field.max = String(max);
  field.title = doc;
  const show = joinField(field, key, form, (text) => form.core.readField(key, text));
  return (/** @type {Config} */ next) => show(String(next[key]));
}

/**
 * A select whose options have names of their own; that of the chosen one is also its title, since it may be cut.
 * @param {string} id
 * @param {Record<string, string>} names by their values, in order
 * @param {(value: string) => void} use
 * @returns {(value: string, title?: string) => void} shows one
 */
export function joinChoice(id, names, use) {
  const choice = select(id);
  const options = Object.entries(names).map(([value, name]) => new Option(name, value));
  const show = createChoice(choice, options, use);
  return (/** @type {string} */ value, /** @type {string} */ title = names[value]) => {
    show(value);
    if (choice.title !== title) choice.title = title;
  };
}

/** Hides the label or row of a control that has no effect. @param {HTMLElement} place @param {boolean} matters */
export function showIf(place, matters) {
  if (!matters && place.contains(document.activeElement)) {
    // The focus would be lost with it.
    /** @type {HTMLElement | null | undefined} */ (
      place.closest(".group")?.querySelector("select, input, summary")
    )?.focus();
  }
  place.hidden = !matters;
}

/** What a folded section has, in its summary. @param {HTMLElement} place @param {string[]} parts */
export const showFold = (place, parts) => setText(place, parts.join(", "));
