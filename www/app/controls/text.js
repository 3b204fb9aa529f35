// Brings a text in, from the file input, pasted, or dropped anywhere on the page, and shows which one is in use.

import { button, dialog, element, input } from "../ui/elements.js";
import { bringsFiles, onlyFile } from "../ui/file-drop.js";
import { excerpt, REFUSED, textFacts, tooLong, within } from "../words/format.js";

/** @import { App } from "../page/app.js" */

/** @param {App} app */
export function createTextControls({ core, store, commands, messages }) {
  const [choose, builtIn] = [button("text-choose"), button("text-built-in")];
  const file = input("text-file");
  const dropHere = element("drop-here");
  const pasted = element("paste-text", HTMLTextAreaElement);
  /** Counts what is brought: a file that is still being read when another comes is left. */
  let brought = 0;

  /** @param {File} file */
  async function use(file) {
    brought += 1;
    const mine = brought;
    const name = excerpt(file.name);
    // A film would fill the memory.
    if (file.size > core.limits.text) {
      messages.errors(REFUSED.text, [tooLong(core.limits.text, file.size)]);
      return;
    }
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      if (mine === brought) commands.useText(name, bytes);
    } catch (thrown) {
      messages.trouble(`${within(name)} can't be read`, String(thrown));
    }
  }

  /** @param {DataTransfer} given */
  function take(given) {
    // What comes of it is said on the page.
    for (const open of document.querySelectorAll("dialog[open]")) /** @type {HTMLDialogElement} */ (open).close();
    const { file, error } = onlyFile(given, "text");
    if (error === null) use(file);
    else messages.errors(REFUSED.text, [error]);
  }

  file.addEventListener("change", () => {
    const chosen = file.files?.[0];
    if (chosen) use(chosen);
    // So that the same file, mended, can be chosen again.
    file.value = "";
  });
  choose.addEventListener("click", () => file.click());
  button("text-paste").addEventListener("click", () => dialog("paste-dialog").showModal());
  element("paste-form").addEventListener("submit", () => {
    brought += 1;
    commands.useText("Pasted text", new TextEncoder().encode(pasted.value));
  });
  builtIn.addEventListener("click", () => {
    brought += 1;
    commands.useBuiltInText();
    choose.focus();
  });

  /** Shows that a file is welcome, above a dialog too, or no longer. @param {boolean} shown */
  function welcome(shown) {
    const top = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
    if (shown && dropHere.parentElement !== top) top.append(dropHere);
    dropHere.hidden = !shown;
  }
  /** What takes words itself. @param {EventTarget | null} target */
  const takesWords = (target) =>
    target instanceof Element && target.matches("input, textarea") && target.matches(":read-write");
  addEventListener("dragover", (event) => {
    const { dataTransfer, target } = event;
    if (dataTransfer === null) return;
    if (bringsFiles(dataTransfer)) welcome(true);
    else if (takesWords(target)) return;
    // Words are for fields; with a link, some browsers would leave the page and its run.
    else dataTransfer.dropEffect = "none";
    event.preventDefault();
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) welcome(false);
  });
  addEventListener("drop", (event) => {
    const { dataTransfer, target } = event;
    welcome(false);
    if (dataTransfer === null) return;
    const brings = bringsFiles(dataTransfer);
    if (!brings && takesWords(target)) return;
    event.preventDefault();
    if (brings) take(dataTransfer);
  });
  addEventListener("paste", (event) => {
    const { clipboardData, target } = event;
    // What is pasted into another dialog is for that one.
    if (clipboardData === null || document.querySelector("dialog[open]:not(#paste-dialog)")) return;
    // Cells of a spreadsheet come as words, and as a picture of them too.
    const words = takesWords(target) && clipboardData.types.includes("text/plain");
    if (words || !bringsFiles(clipboardData)) return;
    event.preventDefault();
    take(clipboardData);
  });

  store.subscribe(({ text, textName, textIsBuiltIn }, changed) => {
    if (!changed.has("text") && !changed.has("textName")) return;
    element("text-facts").textContent = text === null ? "" : textFacts(textName, text);
    builtIn.hidden = textIsBuiltIn;
  });
}
