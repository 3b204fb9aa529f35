// Reads a text from the file input, a paste, or a file dropped anywhere on the page. Shows which text is in use, its
// alphabet, and what is unusual in it. Used by main.js.

import { make, makeButton } from "../ui/dom.js";
import { button, dialog, element, input } from "../ui/elements.js";
import { bringsFiles, onlyFile } from "../ui/file-drop.js";
import { createLazy } from "../ui/lazy.js";
import { excerpt, glyph, REFUSED, textFacts, tooLong, within } from "../words/format.js";

/** @import { App } from "../page/app.js" */

/** The largest alphabet that is listed at its full height. */
const MAX_UNSCROLLED = 255;

/** @param {App} app */
export function createTextControls({ core, store, commands, messages, text }) {
  const [choose, builtIn] = [button("text-choose"), button("text-built-in")];
  const file = input("text-file");
  const dropHere = element("drop-here");
  const pasted = element("paste-text", HTMLTextAreaElement);
  /** Counts the texts given: a file that is still being read when another one is given is ignored. */
  let given = 0;

  /** @param {File} file */
  async function use(file) {
    given += 1;
    const mine = given;
    const name = excerpt(file.name);
    // Checked before reading: a huge file would exhaust the memory.
    if (file.size > core.limits.text) {
      messages.errors(REFUSED.text, [tooLong(core.limits.text, file.size)]);
      return;
    }
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      if (mine === given) commands.useText(name, bytes);
    } catch (thrown) {
      messages.trouble(`${within(name)} can't be read`, String(thrown));
    }
  }

  /** @param {DataTransfer} transfer */
  function take(transfer) {
    // The result is shown on the page, below any dialog.
    for (const open of document.querySelectorAll("dialog[open]")) /** @type {HTMLDialogElement} */ (open).close();
    const { file, error } = onlyFile(transfer, "text");
    if (error === null) use(file);
    else messages.errors(REFUSED.text, [error]);
  }

  file.addEventListener("change", () => {
    const chosen = file.files?.[0];
    if (chosen) use(chosen);
    // So that the same file can be chosen again after an edit.
    file.value = "";
  });
  choose.addEventListener("click", () => file.click());
  button("text-paste").addEventListener("click", () => dialog("paste-dialog").showModal());
  element("paste-form").addEventListener("submit", () => {
    given += 1;
    commands.useText("Pasted text", new TextEncoder().encode(pasted.value));
  });
  builtIn.addEventListener("click", () => {
    given += 1;
    commands.useBuiltInText();
    choose.focus();
  });

  /** Shows or hides the drop target, above an open dialog too. @param {boolean} shown */
  function showDropTarget(shown) {
    const top = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
    if (shown && dropHere.parentElement !== top) top.append(dropHere);
    dropHere.hidden = !shown;
  }
  /** Whether the target accepts typed text. @param {EventTarget | null} target */
  const isEditable = (target) =>
    target instanceof Element && target.matches("input, textarea") && target.matches(":read-write");
  addEventListener("dragover", (event) => {
    const { dataTransfer, target } = event;
    if (dataTransfer === null) return;
    if (bringsFiles(dataTransfer)) showDropTarget(true);
    else if (isEditable(target)) return;
    // Text can be dropped into fields only; for a dropped link, some browsers would navigate away and lose the run.
    else dataTransfer.dropEffect = "none";
    event.preventDefault();
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) showDropTarget(false);
  });
  addEventListener("drop", (event) => {
    const { dataTransfer, target } = event;
    showDropTarget(false);
    if (dataTransfer === null) return;
    const hasFiles = bringsFiles(dataTransfer);
    if (!hasFiles && isEditable(target)) return;
    event.preventDefault();
    if (hasFiles) take(dataTransfer);
  });
  addEventListener("paste", (event) => {
    const { clipboardData, target } = event;
    // A paste into another dialog is for that dialog.
    if (clipboardData === null || document.querySelector("dialog[open]:not(#paste-dialog)")) return;
    // Spreadsheet cells are pasted as text and also as an image file.
    const isText = isEditable(target) && clipboardData.types.includes("text/plain");
    if (isText || !bringsFiles(clipboardData)) return;
    event.preventDefault();
    take(clipboardData);
  });

  const findings = createLazy(
    () => import("./unusual.js"),
    () => {},
  );
  /** Lists what is unusual in the text in use, if it is one's own. */
  async function showUnusual() {
    const list = element("text-unusual");
    list.replaceChildren();
    // The text is in use right after the store knows of it; its first frame comes first.
    await new Promise((resolve) => setTimeout(resolve));
    const { bytes, builtIn, name } = text();
    const judge = builtIn ? null : await findings.load();
    // Another text may have come meanwhile.
    if (judge === null || text().bytes !== bytes) return;
    const lines = store.get().text?.lines ?? 0;
    const drop = () => {
      given += 1;
      commands.useText(name, judge.withoutDuplicates(bytes));
      choose.focus();
    };
    list.replaceChildren(
      ...judge.unusual(bytes).map((finding) => {
        const entry = make("li", {}, judge.words(finding, lines));
        if (finding.kind !== "duplicates") return entry;
        entry.append(" ", makeButton("Drop repeated lines", drop, { class: "small" }));
        return entry;
      }),
    );
  }

  store.subscribe(({ text, textName, textIsBuiltIn }, changed) => {
    if (!changed.has("text") && !changed.has("textName")) return;
    element("text-facts").textContent = text === null ? "" : textFacts(textName, text);
    const alphabet = element("text-alphabet");
    alphabet.textContent = [...(text?.alphabet ?? "")].map(visible).join(" ");
    // A long one has a scroll bar, and the keyboard must reach it.
    const isLong = (text?.characters ?? 0) > MAX_UNSCROLLED;
    alphabet.classList.toggle("scrolls", isLong);
    if (isLong) alphabet.tabIndex = 0;
    else alphabet.removeAttribute("tabindex");
    builtIn.hidden = textIsBuiltIn;
    showUnusual();
  });
}

/** A character of the alphabet as it can be read: by its code point where it has no shape. @param {string} character */
function visible(character) {
  if (character === " ") return "␣";
  if (/^[\p{C}\p{Z}]$/u.test(character))
    return `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`;
  return glyph(character);
}
