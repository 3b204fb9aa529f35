// Brings a text in, from the file input, pasted, or dropped anywhere on the page, and tells which one is in use.

import { button, dialog, element, input } from "./elements.js";
import { textFacts } from "./wording.js";

/** @import { Experiment } from "./experiment.js" */
/** @import { Messages } from "./messages.js" */
/** @import { Store } from "./store.js" */

/** So that a dropped film doesn't fill the memory. Rust's own limit is far lower, and its error names it. */
const MOST_READ_BYTES = 1 << 26;

/**
 * @param {Store} store
 * @param {Experiment} experiment
 * @param {Messages} messages
 */
export function createTextControls(store, experiment, messages) {
  const [choose, builtIn] = [button("text-choose"), button("text-built-in")];
  const file = input("text-file");
  const dropHere = element("drop-here");
  const pasted = element("paste-text", HTMLTextAreaElement);

  /** @param {File | undefined} file */
  async function use(file) {
    if (file === undefined) return;
    try {
      experiment.useText(file.name, new Uint8Array(await file.slice(0, MOST_READ_BYTES).arrayBuffer()));
    } catch (thrown) {
      messages.trouble(`${file.name} can't be read`, String(thrown));
    }
  }

  file.addEventListener("change", () => {
    use(file.files?.[0]);
    // So that the same file, mended, can be chosen again.
    file.value = "";
  });
  choose.addEventListener("click", () => file.click());
  button("text-paste").addEventListener("click", () => dialog("paste-dialog").showModal());
  element("paste-form").addEventListener("submit", () => {
    experiment.useText("Pasted text", new TextEncoder().encode(pasted.value));
  });
  builtIn.addEventListener("click", () => {
    experiment.useBuiltInText();
    choose.focus();
  });

  const brings = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files") === true;
  addEventListener("dragover", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    dropHere.hidden = false;
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) dropHere.hidden = true;
  });
  addEventListener("drop", (event) => {
    dropHere.hidden = true;
    if (!brings(event)) return;
    event.preventDefault();
    use(event.dataTransfer?.files[0]);
  });

  store.subscribe(({ text, textName, textIsBuiltIn }, changed) => {
    if (!changed.has("text") && !changed.has("textName")) return;
    element("text-facts").textContent = text === null ? "" : textFacts(textName, text);
    builtIn.hidden = textIsBuiltIn;
  });
}
