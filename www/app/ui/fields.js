// The form's plain fields: a text, a whole number or a choice that becomes one field of the Config, read as Rust reads it.

/** @import { Messages } from "./messages.js" */
/** @import { Read } from "../engine/core.js" */

/**
 * What a field does with the text in it: uses its value, or says what was expected.
 * @template T
 * @param {(value: T) => void} use
 * @param {(text: string) => Read<T>} read
 * @param {Messages} messages
 */
export const typedInto = (use, read, messages) => (/** @type {string} */ text) => {
  const { value, error } = read(text);
  if (error === null) use(value);
  else messages.errors("This can't be used; the old value stays", [error]);
  return error === null;
};

/**
 * @param {HTMLInputElement} input
 * @param {(text: string) => boolean} typed false if the text is no value, and the old one is to be shown again
 * @returns {(text: string) => void} shows a value
 */
export function createField(input, typed) {
  let shown = "";
  /** Whether a text is half typed: what comes in meanwhile must not take it away. */
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
    // A browser keeps what is no number to itself, and writes whole ones as it likes.
    const whole = type === "number" && Number.isInteger(valueAsNumber) ? String(valueAsNumber) : null;
    const text = validity.badInput ? "no number" : (whole ?? value.trim());
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
