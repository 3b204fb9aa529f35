// Text, number and choice fields of the settings form. Each is parsed by Rust and becomes one field of the Config. Used by controls/.

import { REFUSED } from "../words/format.js";

/** @import { Messages } from "./messages.js" */
/** @import { Read } from "../engine/core.js" */

/**
 * Makes the handler of a typed text: uses its value, or shows what was expected.
 * @template T
 * @param {(value: T) => void} use
 * @param {(text: string) => Read<T>} read
 * @param {Messages} messages
 */
export const typedInto = (use, read, messages) => (/** @type {string} */ text) => {
  const { value, error } = read(text);
  if (error === null) use(value);
  else messages.errors(REFUSED.value, [error]);
  return error === null;
};

/**
 * @param {HTMLInputElement} input
 * @param {(text: string) => boolean} typed returns false if the text is not a valid value; the previous one is then shown again
 * @returns {(text: string) => void} shows a value
 */
export function createField(input, typed) {
  let shown = "";
  /** While a text is being typed, updates from elsewhere must not overwrite it. */
  let typing = false;
  input.addEventListener("input", () => {
    typing = true;
  });
  input.addEventListener("blur", () => {
    typing = false;
  });
  input.addEventListener("change", () => {
    typing = false;
    const { value, valueAsNumber, validity, type } = input;
    // For an invalid number, browsers give no text; for a valid one, its spelling (1e2) is the browser's.
    const whole = type === "number" && Number.isInteger(valueAsNumber) ? String(valueAsNumber) : null;
    const text = validity.badInput ? "not a number" : (whole ?? value.trim());
    if (!typed(text)) input.value = shown;
  });
  return (text) => {
    shown = text;
    if (!typing) input.value = text;
  };
}

/**
 * @param {HTMLSelectElement} select
 * @param {string[]} choices
 * @param {(choice: string) => void} use
 * @returns {(choice: string) => void} shows one
 */
export function createChoice(select, choices, use) {
  select.replaceChildren(...choices.map((choice) => new Option(choice)));
  select.addEventListener("change", () => use(select.value));
  return (choice) => {
    select.value = choice;
  };
}
