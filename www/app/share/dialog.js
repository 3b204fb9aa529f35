// The Share dialog: the link to the run as it is, its QR code, and a frame for another page (frame.js). Loaded by index.js
// when it is first opened.

import { correction, generate } from "lean-qr";
import { isFile, passedOn } from "../page/address.js";
import { linkedView } from "../page/sight.js";
import { copyHint, copyText } from "../ui/clipboard.js";
import { button, canvas, dialog, element, input, setLabel } from "../ui/elements.js";
import { count, sizeFacts, within } from "../words/format.js";
import { createFrame } from "./frame.js";

/** @import { App } from "../page/app.js" */
/** @import { Here } from "../run/links.js" */

/** 117 modules and 1,273 bytes: phones can't read a larger code from a screen. */
const MAX_CODE = { maxVersion: 25, minCorrectionLevel: correction.L };
/** In dark mode too, since scanners expect it. */
const BLACK_ON_WHITE = {
  on: /** @type {const} */ ([0, 0, 0, 255]),
  off: /** @type {const} */ ([255, 255, 255, 255]),
};
/** For a page opened as a file, only the fragment of the link is shown. */
const OF_A_FILE =
  "This page is a local file, so others can’t open a link to it. Append this to the address of any copy of the page.";
/** Width of the code in CSS pixels, and of the white margin in modules. */
const CODE_SIZE = 176;
const QUIET = 4;

/** @param {App} app */
export function createShareDialog(app) {
  const { sight, commands, links } = app;
  const shown = dialog("share-dialog");
  const [link, step] = ["link", "share-step"].map(input);
  const [facts, why, message] = ["share-facts", "share-code-why", "share-said"].map((id) => element(id));
  const code = canvas("share-code");
  const embedding = element("share-frame", HTMLDetailsElement);
  const frame = createFrame(app, embedding, (field) => copy(field, "Code"));
  /** The run as it was when the dialog was opened. @type {Here | null} */
  let here = null;

  /** Whether the link contains the step. A run that still waits for its text has none. */
  const hasStep = () => step.checked && here !== null && (here.step > 0 || here.sum !== null);

  function update() {
    if (here === null) return;
    const { href, whole } = links.toHere(here, { ...linkedView(sight.get()), embed: false }, hasStep());
    link.value = passedOn(href);
    facts.textContent = [...(isFile() ? [OF_A_FILE] : []), ...factsOf(here, hasStep(), whole)].join(" ");
    message.textContent = "";
    // Neither a phone nor another page can open a local file.
    if (isFile()) return;
    drawCode(href);
    frame.update(hasStep());
  }

  /** @param {string} href */
  function drawCode(href) {
    try {
      const made = generate(href, MAX_CODE);
      made.toCanvas(code, { ...BLACK_ON_WHITE, pad: QUIET });
      // A whole number of screen pixels per module.
      const modules = made.size + 2 * QUIET;
      const pixels = Math.max(1, Math.floor((CODE_SIZE * devicePixelRatio) / modules)) / devicePixelRatio;
      code.style.width = `${modules * pixels}px`;
      setLabel(code, `QR code of ${href}`);
      why.hidden = true;
      code.hidden = false;
    } catch {
      code.hidden = true;
      why.hidden = false;
      why.textContent = `No QR code: the link has ${count(href.length)} characters, too many for a phone to read from a screen.`;
    }
  }

  /** @param {HTMLInputElement | HTMLTextAreaElement} field @param {string} what */
  async function copy(field, what) {
    if (await copyText(field.value)) {
      message.textContent = `${what} copied.`;
      return;
    }
    field.focus();
    field.select();
    message.textContent = `${what} selected; ${copyHint()}.`;
  }

  if (isFile()) {
    for (const what of [code.parentElement, embedding]) what?.toggleAttribute("hidden", true);
    element("link-label").textContent = "Fragment of the link";
  }
  shown.addEventListener("input", update);
  shown.addEventListener("close", frame.close);
  embedding.addEventListener("toggle", () => {
    if (embedding.open) update();
    else frame.close();
  });
  link.addEventListener("focus", () => link.select());
  button("copy-link").addEventListener("click", () => copy(link, "Link"));

  return {
    async open() {
      commands.commitLearningRate();
      const found = await links.here().catch(() => null);
      // A failed worker has been reported already.
      if (found === null || shown.open) return;
      here = found;
      frame.open(found);
      shown.showModal();
      update();
      link.focus();
    },
  };
}

/**
 * What the link will open, and what it needs.
 * @param {Here} here
 * @param {boolean} hasStep whether it contains the step and the checksum
 * @param {boolean} whole
 */
function factsOf({ step, sum, text, textName, bytes }, hasStep, whole) {
  const at = !hasStep
    ? "Opens at step 0, without a checksum."
    : !whole
      ? `Opens at step 0, without a checksum: step ${count(step)} is beyond the largest step a link can contain.`
      : sum === null
        ? `Opens at step ${count(step)}, by replay, without a checksum.`
        : `Opens at step ${count(step)}, by replay; the checksum verifies that every bit is the same.`;
  if (text === null) return [at];
  const size = `${within(textName)}, ${sizeFacts(bytes)}`;
  if (text.packed !== undefined) return [at, `The text (${size}) is part of the link.`];
  return [at, `The text (${size}) is too long for a link: whoever opens it is asked for that file.`];
}
