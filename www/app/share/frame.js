// The part of the Share dialog that makes a frame for another page: templates to start from, what it shows, its size, a live
// preview, and its code. Used by dialog.js.

import { LEFT_OUT_OF_EXPLORE, LEFT_OUT_OF_FRAMES } from "../page/sight.js";
import { make, makeButton } from "../ui/dom.js";
import { setText } from "../ui/elements.js";
import { createFault } from "../ui/faults.js";
import { count, wholeNumber } from "../words/format.js";
import { PANEL_LABELS, PANELS } from "../words/panels.js";

/** @import { LinkPin, LinkView } from "../engine/core.js" */
/** @import { App } from "../page/app.js" */
/** @import { Here } from "../run/links.js" */
/** @import { Panel } from "../words/panels.js" */

/** @typedef {{title: string, about: string, view: "explore" | null, shown: Panel[], height: number, isRace?: boolean}} Template `height` has room for it from a width of 320 */

/** @type {Template[]} */
const TEMPLATES = [
  {
    title: "Sliders and histogram",
    about: "drag two scales, see the neurons",
    view: "explore",
    shown: ["controls", "verdicts", "layers"],
    height: 400,
  },
  {
    title: "Loss race",
    about: "this run and the pinned ones, from step 0",
    view: null,
    shown: ["loss"],
    height: 460,
    isRace: true,
  },
  { title: "Neuron map", about: "every neuron for every example", view: null, shown: ["saturation"], height: 560 },
];
/** The panels that Explore has, as it names them. @type {Partial<Record<Panel, string>>} */
const EXPLORED = {
  controls: "Sliders",
  verdicts: "Verdict",
  loss: "Loss",
  layers: "Histogram",
  timeline: "Timeline",
  samples: "Samples",
};
/** What an embedded page needs; docs/embedding.md explains each token. */
const SANDBOX =
  "allow-scripts allow-same-origin allow-forms allow-downloads allow-popups allow-popups-to-escape-sandbox";
/** @typedef {{label: string, initial: number, min: number, max: number}} Size of a frame, in CSS pixels */
/** @type {Record<"width" | "height", Size>} */
const SIZES = {
  width: { label: "Maximum width", initial: 640, min: 320, max: 4000 },
  height: { label: "Height", initial: TEMPLATES[0].height, min: 240, max: 4000 },
};
/** The preview is scaled down to this height. */
const PREVIEW_HEIGHT = 420;

/** Whether the page can show itself in a frame: neither a file nor a page without an origin can. */
const canPreview = () => location.protocol.startsWith("http") && self.origin !== "null";

/**
 * A field for one side of the frame, with its error below it.
 * @param {"width" | "height"} side
 */
function createSide(side) {
  const { label, initial, min, max } = SIZES[side];
  const field = make("input", {
    id: `share-${side}`,
    type: "text",
    inputmode: "numeric",
    autocomplete: "off",
    maxlength: 12,
    value: initial,
  });
  const row = make("label", {}, `${label} `, field);
  const fault = createFault(field, label, { after: row });
  let value = initial;
  return {
    element: make("div", {}, row),
    /** @param {number} size */
    set(size) {
      field.value = String(size);
    },
    /** The size that was typed, or the last one that can be used. */
    read() {
      const number = wholeNumber(field.value);
      if (number >= min && number <= max) {
        value = number;
        fault.clear();
      } else {
        const expected = `a whole number from ${count(min)} to ${count(max)}`;
        fault.show({ field: side, expected, got: field.value.trim() || "nothing" });
      }
      return value;
    },
  };
}

/**
 * @param {App} app
 * @param {HTMLDetailsElement} place
 * @param {(field: HTMLTextAreaElement) => void} copy
 */
export function createFrame({ core, links }, place, copy) {
  /** @type {Here | null} */
  let here = null;
  let template = TEMPLATES[0];
  const [width, height] = [createSide("width"), createSide("height")];
  const shows = make("div", { class: "share-shows" });
  const html = make("textarea", { id: "share-html", rows: 4, readonly: true, spellcheck: "false" });
  const box = make("div", { class: "share-preview" });
  const note = make("p", { class: "hint" });
  /** @type {HTMLIFrameElement | null} */
  let preview = null;
  let previewed = "";

  const makeTick = (/** @type {Panel} */ panel) =>
    make("input", { id: `share-show-${panel}`, type: "checkbox", autocomplete: "off" });
  const ticks = /** @type {Record<Panel, HTMLInputElement>} */ (
    Object.fromEntries(PANELS.map((panel) => [panel, makeTick(panel)]))
  );
  /** The panels to choose from with the template. */
  let offered = PANELS;
  /** A frame without any panel; at the first tick, which every template has. */
  const fault = createFault(ticks.controls, "Show", { after: shows });
  function putTicks() {
    const labels = template.view === "explore" ? EXPLORED : PANEL_LABELS;
    offered = /** @type {Panel[]} */ (Object.keys(labels));
    for (const panel of offered) ticks[panel].checked = template.shown.includes(panel);
    shows.replaceChildren(
      ...offered.map((panel) => make("label", { class: "inline" }, ticks[panel], ` ${labels[panel]}`)),
    );
  }

  const choices = TEMPLATES.map((each, i) => {
    const choose = () => {
      template = each;
      height.set(each.height);
      putTicks();
    };
    const radio = make("input", {
      type: "radio",
      name: "share-template",
      autocomplete: "off",
      checked: i === 0,
      // Before the dialog's listener, which makes the code.
      oninput: choose,
    });
    return make("label", {}, radio, make("span", {}, make("b", {}, each.title), ` ${each.about}`));
  });
  putTicks();
  html.addEventListener("focus", () => html.select());
  const options = make(
    "div",
    { class: "share-options" },
    make("fieldset", { class: "share-templates" }, make("legend", {}, "Start from"), ...choices),
    make("fieldset", {}, make("legend", {}, "Show"), shows),
    make("div", { class: "share-sizes" }, width.element, height.element),
  );
  const figure = make("figure", { class: "share-figure" }, box, make("figcaption", {}, note));
  const made = make(
    "div",
    { class: "share-made" },
    make("label", { for: html.id }, "Code"),
    html,
    makeButton("Copy code", () => copy(html), { id: "copy-html" }),
  );
  place.append(make("div", { class: "share-embed" }, options, figure, made));

  /** @param {Panel[]} shown @returns {LinkView} */
  function linkViewOf(shown) {
    const { view } = template;
    const base = { view, lesson: null, focus: null, hide: null, embed: true };
    if (view === null && shown.length === 1) return { ...base, focus: shown[0] };
    const hide = offered.filter((panel) => !shown.includes(panel));
    const usual = view === null ? LEFT_OUT_OF_FRAMES : LEFT_OUT_OF_EXPLORE;
    return { ...base, hide: String(hide) === String(usual) ? null : hide };
  }

  /** The runs of a race: those that are pinned, or one to lose or win against. @param {Here} here @returns {LinkPin[]} */
  function opponents({ pins, config }) {
    if (pins.length > 0) return pins;
    const { name, title, config: other } = core.preset(config.preset === "naive" ? "kaiming" : "naive");
    return [{ color: 0, name: title || name, config: other, step: null }];
  }

  /** @param {boolean} hasStep whether the code names the step */
  function update(hasStep) {
    if (here === null || !place.open) return;
    const [w, h] = [width.read(), height.read()];
    const shown = offered.filter((panel) => ticks[panel].checked);
    fault.clear();
    if (shown.length === 0) {
      fault.show({ field: "show", expected: "at least one panel", got: "nothing" });
      return;
    }
    const { isRace = false } = template;
    const run = isRace ? { ...here, pins: opponents(here), lockstep: true } : here;
    const linkTo = (/** @type {boolean} */ step) => links.toHere(run, linkViewOf(shown), step).href;
    // At step 0 there is nothing to replay.
    const src = linkTo(hasStep && !isRace && here.step > 0).replaceAll("&", "&amp;");
    html.value = `<iframe src="${src}" title="initscope" width="100%" height="${h}" style="max-width: ${w}px" loading="lazy" sandbox="${SANDBOX}"></iframe>`;
    showPreview(linkTo(false), w, h);
  }

  /** @param {string} href @param {number} w @param {number} h */
  function showPreview(href, w, h) {
    const missing = here?.text?.file !== undefined;
    box.hidden = missing || !canPreview();
    if (box.hidden) {
      setText(note, missing ? "No preview: the frame will ask for the text’s file." : "");
      return;
    }
    setText(note, "Live preview, from step 0. Try it.");
    const scale = Math.min(1, box.clientWidth / w, PREVIEW_HEIGHT / h);
    for (const [name, value] of Object.entries({ w, h, scale })) box.style.setProperty(`--${name}`, String(value));
    if (href === previewed) return;
    previewed = href;
    if (preview === null) {
      preview = make("iframe", { title: "Preview of the frame", src: href });
      box.replaceChildren(preview);
    } else {
      // Neither a new entry of the history nor, where only the fragment differs, a new page.
      preview.contentWindow?.location.replace(href);
    }
  }

  return {
    html,
    update,
    /** @param {Here} now the run as it is */
    open(now) {
      here = now;
    },
    /** Ends the preview, which may be training. */
    close() {
      preview?.remove();
      preview = null;
      previewed = "";
    },
  };
}
