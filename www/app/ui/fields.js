// Text, number and choice fields. What is typed is parsed by Rust; what it refuses stays in the field, with the error beside
// it, until it is corrected or Escape restores the value in force. Used by controls/, panels/ and past/.

/** @import { FieldError } from "../../shared/protocol.js" */
/** @import { Read } from "../engine/core.js" */
/** @import { Fault } from "./faults.js" */

/** @typedef {(text: string) => FieldError | null} Typed uses a text, or returns what is wrong with it */

/**
 * Makes the handler of a typed text.
 * @template T
 * @param {(value: T) => void} use
 * @param {(text: string) => Read<T>} read
 * @returns {Typed}
 */
export const typedInto = (use, read) => (text) => {
  const { value, error } = read(text);
  if (error === null) use(value);
  return error;
};

/**
 * Listens to what is typed into a field.
 * @param {HTMLInputElement} input
 * @param {object} of
 * @param {Typed} of.typed
 * @param {Fault} of.fault
 * @param {() => string} of.inForce the text of the value in force
 * @returns {(isNew: boolean) => boolean} whether what was typed stays in the field while the value in force, a new one or not, is to be shown
 */
export function listenToTyping(input, { typed, fault, inForce }) {
  let typing = false;
  function restore() {
    typing = false;
    input.value = inForce();
    fault.clear();
  }
  fault.restore = restore;
  input.addEventListener("input", () => {
    typing = true;
    fault.clear();
  });
  input.addEventListener("blur", () => {
    typing = false;
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || (!fault.isShown() && input.value === inForce())) return;
    // Otherwise it would also close the sheet or dialog around the field.
    event.preventDefault();
    event.stopPropagation();
    restore();
  });
  input.addEventListener("change", () => {
    typing = false;
    fault.clear();
    const error = typed(textOf(input));
    if (error !== null) fault.show(error);
  });
  // A refused text stays while it may be corrected: until the value changes, and in any case while the field has the focus.
  return (isNew) => typing || (fault.isShown() && (!isNew || document.activeElement === input));
}

/** What a field contains. For an invalid number, browsers give no text; for a valid one, its spelling (1e2) is the browser's. @param {HTMLInputElement} input */
function textOf({ value, valueAsNumber, validity, type }) {
  const whole = type === "number" && Number.isInteger(valueAsNumber) ? String(valueAsNumber) : null;
  return validity.badInput ? "not a number" : (whole ?? value.trim());
}

/**
 * @param {HTMLInputElement} input
 * @param {Typed} typed
 * @param {Fault} fault
 * @returns {(text: string) => void} shows a value
 */
export function createField(input, typed, fault) {
  let shown = "";
  const keeps = listenToTyping(input, { typed, fault, inForce: () => shown });
  return (text) => {
    const stays = keeps(text !== shown);
    shown = text;
    if (stays) return;
    input.value = text;
    fault.clear();
  };
}

/**
 * @param {HTMLSelectElement} select
 * @param {(string | HTMLOptionElement | HTMLOptGroupElement)[]} choices
 * @param {(choice: string) => void} use
 * @returns {(choice: string) => void} shows one
 */
export function createChoice(select, choices, use) {
  select.replaceChildren(...choices.map((choice) => (typeof choice === "string" ? new Option(choice) : choice)));
  select.addEventListener("change", () => use(select.value));
  return (choice) => {
    select.value = choice;
  };
}
