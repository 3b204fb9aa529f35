// The elements of the map's dialog, made when it is first opened: most visits never need them. Does nothing with them.

import { FIELD_NAMES, fieldLabel, MEASURE_NAMES, measureLabel } from "./words.js";

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** @param {string} id @param {string} text @param {Record<string, string>} [more] */
const press = (id, text, more = {}) => make("button", { id, type: "button", class: "small", ...more }, text);

/** @param {Record<string, string>} attributes */
const field = (attributes) => make("input", { type: "text", autocomplete: "off", spellcheck: "false", ...attributes });

/** @param {"x" | "y"} axis @param {string} title */
function axisParts(axis, title) {
  const id = `map-${axis}`;
  const fields = make("select", { id, "aria-label": `${title}, which field` });
  if (axis === "y") fields.append(new Option("none", ""));
  for (const name of FIELD_NAMES) fields.append(new Option(fieldLabel(name), name));
  const number = (/** @type {string} */ part, /** @type {string} */ label) =>
    field({ id: `${id}-${part}`, inputmode: "decimal", maxlength: "20", "aria-label": `${title}, ${label}` });
  return make(
    "fieldset",
    { id: `${id}-axis` },
    make("legend", {}, title),
    make(
      "div",
      { class: "map-which" },
      fields,
      press(`${id}-kind`, "List", { "aria-pressed": "false", title: "A list of values in the place of a range" }),
    ),
    make(
      "div",
      { id: `${id}-range`, class: "map-range" },
      number("from", "from"),
      " to ",
      number("to", "to"),
      ", ",
      number("count", "how many values"),
      " values",
    ),
    field({ id: `${id}-list`, maxlength: "400", "aria-label": `${title}, list of values`, placeholder: "0.1,0.3,1" }),
    make("p", { id: `${id}-error`, class: "map-error", "aria-live": "polite" }),
  );
}

function formParts() {
  const measures = make("select", { id: "map-measure" });
  for (const name of MEASURE_NAMES) measures.append(new Option(measureLabel(name), name));
  return make(
    "form",
    { id: "map-form", "aria-label": "Sweep", autocomplete: "off" },
    make("label", {}, "Around ", make("select", { id: "map-base" })),
    make("p", { id: "map-base-facts", class: "hint" }),
    axisParts("x", "Across"),
    axisParts("y", "Up"),
    make(
      "fieldset",
      {},
      make("legend", {}, "Shade"),
      make("label", { class: "hidden", for: "map-measure" }, "Measure"),
      measures,
      make(
        "label",
        {},
        "after ",
        field({ id: "map-steps", inputmode: "numeric", maxlength: "13", value: "0" }),
        " steps",
      ),
      make("p", { id: "map-measure-error", class: "map-error", "aria-live": "polite" }),
    ),
    make(
      "label",
      { class: "inline" },
      make("input", { id: "map-both", type: "checkbox", autocomplete: "off" }),
      " Without and with BatchNorm",
    ),
  );
}

/** @param {number} i */
const figureParts = (i) =>
  make(
    "figure",
    { id: `map-figure-${i}` },
    make("figcaption", { id: `map-caption-${i}` }),
    make("canvas", {
      id: `map-field-${i}`,
      tabindex: "0",
      role: "application",
      "aria-roledescription": "heatmap",
      "aria-describedby": "map-keys",
    }),
  );

/** Puts all of it into the dialog. @param {HTMLElement} into */
export function putParts(into) {
  const stage = make(
    "div",
    { class: "map-stage" },
    make("p", { id: "map-says" }),
    make(
      "div",
      { class: "map-key" },
      make("span", { id: "map-key-title" }),
      make("canvas", { id: "map-key", "aria-hidden": "true" }),
    ),
    make("div", { id: "map-fields", class: "map-fields" }, figureParts(0), figureParts(1)),
    make("div", {
      id: "map-table",
      class: "tables",
      role: "region",
      tabindex: "0",
      "aria-label": "The map as a table",
      hidden: "",
    }),
    make(
      "div",
      { class: "map-run" },
      press("map-start", "Start", { class: "primary" }),
      press("map-cancel", "Cancel", { disabled: "" }),
      make("progress", { id: "map-progress", value: "0", max: "1", "aria-label": "Cells computed" }),
      make("output", { id: "map-status", "aria-live": "polite" }),
      press("map-as-table", "As a table", { "aria-pressed": "false" }),
      press("map-csv", "Save CSV"),
    ),
    make(
      "div",
      { class: "map-cell" },
      make("output", { id: "map-cell", "aria-live": "off" }),
      make("span", { id: "map-keys", class: "hidden" }),
      make(
        "div",
        { class: "row" },
        press("map-open", "Open this run", { disabled: "" }),
        press("map-link", "Copy its link", { disabled: "" }),
        press("map-replay-copy", "Copy command", { disabled: "" }),
        make("span", { id: "map-said", class: "hint", role: "status" }),
      ),
      make("code", { id: "map-replay", title: "The same cell natively" }),
    ),
  );
  into.append(make("div", { class: "map-body" }, stage, formParts()));
}
