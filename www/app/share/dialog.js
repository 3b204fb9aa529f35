// The Share dialog: the link to the run as it is, its QR code, and a frame for another page. Loaded when it is first opened.

import { correction, generate } from "lean-qr";
import { isFile, passedOn } from "../page/address.js";
import { LEFT_OUT_OF_FRAMES } from "../page/panel-names.js";
import { byHand, copied } from "../ui/clipboard.js";
import { button, canvas, dialog, element, input, name, select } from "../ui/elements.js";
import { count, sizeFacts, within } from "../words/format.js";
import { PANELS } from "../words/panels.js";

/** @import { LinkView } from "../engine/core.js" */
/** @import { App } from "../page/app.js" */
/** @import { Panel } from "../page/panel-names.js" */
/** @import { Here } from "../run/links.js" */

/** What each panel is called where it may be left out. @type {Record<Panel, string>} */
const LABELS = {
  controls: "Settings",
  verdicts: "Verdict",
  timeline: "Back in time",
  layers: "Layers, now",
  saturation: "Saturation map",
  time: "Layers over time",
  norm: "Inside the norm",
  hand: "By hand",
  compare: "Compare",
  loss: "Loss",
  update: "Update to data",
  weights: "Weight gradients",
  samples: "Samples",
};
/** A larger code would be finer than a phone reads from a screen: 117 modules, 1,273 bytes. */
const LARGEST_CODE = { maxVersion: 25, minCorrectionLevel: correction.L };
/** In the dark too: what reads a code wants it so. */
const BLACK_ON_WHITE = {
  on: /** @type {const} */ ([0, 0, 0, 255]),
  off: /** @type {const} */ ([255, 255, 255, 255]),
};
/** What a frame of ours needs: where a host sends no Access-Control-Allow-Origin, an origin too. docs/embedding.md has each. */
const SANDBOX =
  "allow-scripts allow-same-origin allow-forms allow-downloads allow-popups allow-popups-to-escape-sandbox";
/** The link is without its beginning then. */
const OF_A_FILE =
  "This page is a file, which nobody else can open by a link. Put this behind the address of any copy of the page, on the web or a file.";
/** CSS pixels of the whole code, and the white around it in modules. */
const CODE_SIZE = 176;
const QUIET = 4;

/** @param {App} app */
export function createShareDialog({ sight, commands, links }) {
  const shown = dialog("share-dialog");
  const [link, step, width, height] = ["link", "share-step", "share-width", "share-height"].map(input);
  const html = element("share-html", HTMLTextAreaElement);
  const focus = select("share-focus");
  const [facts, why, said] = ["share-facts", "share-code-why", "share-said"].map((id) => element(id));
  const code = canvas("share-code");
  /** The run as it was when the dialog was opened. @type {Here | null} */
  let here = null;

  const boxes = PANELS.map((panel) => {
    const [label, box, option] = ["label", "input", "option"].map((tag) => document.createElement(tag));
    if (!(box instanceof HTMLInputElement) || !(option instanceof HTMLOptionElement)) throw new TypeError("no input");
    box.type = "checkbox";
    box.autocomplete = "off";
    box.checked = LEFT_OUT_OF_FRAMES.includes(panel);
    label.className = "inline";
    label.append(box, ` ${LABELS[panel]}`);
    option.value = panel;
    option.textContent = `${LABELS[panel]} only`;
    focus.append(option);
    element("share-hide").append(label);
    return { panel, box };
  });

  /** Whether the links name the step: one that asks for its text may have none to name. */
  const names = () => step.checked && here !== null && (here.step > 0 || here.sum !== null);

  /** @param {LinkView} view */
  function linkTo(view) {
    if (here === null) return { href: "", whole: true };
    const { href, whole } = links.toHere(here, view, names());
    return { href: passedOn(href), whole };
  }

  /** @returns {LinkView} */
  function frameView() {
    const one = /** @type {Panel} */ (focus.value) || null;
    const hide = boxes.filter(({ box }) => box.checked).map(({ panel }) => panel);
    const usual = String(hide) === String(LEFT_OUT_OF_FRAMES);
    return { lesson: null, focus: one, hide: one !== null || usual ? null : hide, embed: true };
  }

  function tell() {
    if (here === null) return;
    const { lesson, focus: pointed, hidden } = sight.get();
    const { href, whole } = linkTo({ lesson, focus: pointed, hide: hidden, embed: false });
    link.value = href;
    facts.textContent = [...(isFile() ? [OF_A_FILE] : []), ...factsOf(here, names(), whole)].join(" ");
    // What only this machine opens, neither a phone nor a page elsewhere can use.
    if (isFile()) return;
    drawCode(href);
    for (const { box } of boxes) box.disabled = focus.value !== "";
    const [w, h] = [width, height].map(({ value, min, max, defaultValue }) => {
      return Math.min(Number(max), Math.max(Number(min), Math.round(Number(value)) || Number(defaultValue)));
    });
    const src = linkTo(frameView()).href.replaceAll("&", "&amp;");
    html.value = `<iframe src="${src}" title="initscope" width="${w}" height="${h}" loading="lazy" sandbox="${SANDBOX}"></iframe>`;
    said.textContent = "";
  }

  /** @param {string} href */
  function drawCode(href) {
    try {
      const made = generate(href, LARGEST_CODE);
      made.toCanvas(code, { ...BLACK_ON_WHITE, pad: QUIET });
      // Whole pixels of the screen for each module.
      const modules = made.size + 2 * QUIET;
      const pixels = Math.max(1, Math.floor((CODE_SIZE * devicePixelRatio) / modules)) / devicePixelRatio;
      code.style.width = `${modules * pixels}px`;
      name(code, `QR code of ${href}`);
      why.hidden = true;
      code.hidden = false;
    } catch {
      code.hidden = true;
      why.hidden = false;
      why.textContent = `No QR code: the link has ${count(href.length)} characters, more than a phone reads from a screen.`;
    }
  }

  /**
   * @param {HTMLInputElement | HTMLTextAreaElement} field
   * @param {string} what
   */
  async function copy(field, what) {
    if (await copied(field.value)) {
      said.textContent = `${what} copied.`;
      return;
    }
    field.focus();
    field.select();
    said.textContent = `${what}: selected; ${byHand()}.`;
  }

  if (isFile()) {
    for (const what of [code.parentElement, element("share-frame")]) what?.toggleAttribute("hidden", true);
    element("link-label").textContent = "The link’s end";
  }
  shown.addEventListener("input", tell);
  for (const field of [link, html]) field.addEventListener("focus", () => field.select());
  button("copy-link").addEventListener("click", () => copy(link, "Link"));
  button("copy-html").addEventListener("click", () => copy(html, "Code"));

  return {
    async open() {
      commands.commitLearningRate();
      const found = await links.here().catch(() => null);
      // The failure of a worker is reported already.
      if (found === null || shown.open) return;
      here = found;
      tell();
      shown.showModal();
      link.focus();
    },
  };
}

/**
 * What whoever opens the link gets, and what they need.
 * @param {Here} here
 * @param {boolean} named whether it names the step and the checksum
 * @param {boolean} whole
 */
function factsOf({ step, sum, text, textName, bytes }, named, whole) {
  const at = !named
    ? "It begins at step 0, without a checksum."
    : !whole
      ? `It begins at step 0, without a checksum: step ${count(step)} is beyond what a link can name.`
      : sum === null
        ? `Replayed to step ${count(step)}, without a checksum.`
        : `Replayed to step ${count(step)}, where the checksum tells whether every bit came out.`;
  if (text === null) return [at];
  const size = `${within(textName)}, ${sizeFacts(bytes)}`;
  if (text.packed !== undefined) return [at, `The text (${size}) travels in the link.`];
  return [at, `The text (${size}) is too long to travel in a link: whoever opens it is asked for that file.`];
}
