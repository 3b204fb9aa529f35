// Builds the elements of the view Map. Used by map.js.

import { make } from "../ui/dom.js";
import { FIELDS, MEASURES } from "./words.js";

/** @param {string} id @param {string} text @param {Record<string, string>} [more] */
const press = (id, text, more = {}) => make("button", { id, type: "button", class: "small", ...more }, text);

/** @param {Record<string, string>} attributes */
const field = (attributes) => make("input", { type: "text", autocomplete: "off", spellcheck: "false", ...attributes });

/** @param {Record<string, {label: string}>} named */
const options = (named) => Object.entries(named).map(([name, { label }]) => new Option(label, name));

/** @param {"x" | "y"} axis @param {string} title */
function axisParts(axis, title) {
  const id = `map-${axis}`;
  const none = axis === "y" ? [new Option("none", "")] : [];
  const fields = make("select", { id, "aria-label": `${title}, field` }, ...none, ...options(FIELDS));
  /** @param {string} part @param {string} label @param {Record<string, string>} more */
  const value = (part, label, more) => field({ id: `${id}-${part}`, "aria-label": `${title}, ${label}`, ...more });
  const number = (/** @type {string} */ part, /** @type {string} */ label) =>
    value(part, label, { inputmode: "decimal", maxlength: "20" });
  return make(
    "fieldset",
    { id: `${id}-axis` },
    make("legend", {}, title),
    make(
      "div",
      { class: "map-which" },
      fields,
      press(`${id}-kind`, "List", { "aria-pressed": "false", title: "A list of values instead of a range" }),
    ),
    make(
      "div",
      { id: `${id}-range`, class: "map-range" },
      number("from", "from"),
      " to ",
      number("to", "to"),
      ", ",
      number("count", "number of values"),
      " values",
    ),
    value("list", "list of values", { maxlength: "400", placeholder: "0.1,0.3,1" }),
  );
}

const formParts = () =>
  make(
    "form",
    { id: "map-form", class: "panel", "aria-label": "Sweep", autocomplete: "off" },
    make("label", {}, "Network ", make("select", { id: "map-base" })),
    make("p", { id: "map-base-facts", class: "hint" }),
    axisParts("x", "Horizontal axis"),
    axisParts("y", "Vertical axis"),
    make(
      "fieldset",
      {},
      make("legend", {}, "Measure"),
      make("label", { class: "hidden", for: "map-measure" }, "Measure"),
      make("select", { id: "map-measure" }, ...options(MEASURES)),
      make(
        "label",
        {},
        "after ",
        field({
          id: "map-steps",
          inputmode: "numeric",
          maxlength: "13",
          value: "0",
        }),
        " steps",
      ),
    ),
    make(
      "label",
      { class: "inline" },
      make("input", { id: "map-both", type: "checkbox", autocomplete: "off" }),
      " Compare with and without BatchNorm",
    ),
  );

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

/** Starting the sweep, and what is selected. */
const sideParts = () =>
  make(
    "section",
    { class: "map-side panel", "aria-label": "Sweep and selection" },
    make(
      "div",
      { class: "map-run" },
      press("map-start", "Start", { class: "primary" }),
      press("map-cancel", "Cancel", { disabled: "" }),
      make("progress", { id: "map-progress", value: "0", max: "1", "aria-label": "Cells computed" }),
      make("output", { id: "map-status", "aria-live": "polite" }),
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
        press("map-link", "Copy link", { disabled: "" }),
        press("map-replay-copy", "Copy command", { disabled: "" }),
      ),
      make("code", { id: "map-replay", title: "Command that replays this cell outside the browser" }),
    ),
    make(
      "div",
      { class: "row" },
      press("map-as-table", "As a table", { "aria-pressed": "false" }),
      press("map-csv", "Save CSV"),
      make("span", { id: "map-said", class: "hint", role: "status" }),
    ),
  );

/** What is in the line chart; the line of a value has its name beside it. */
const lineKey = () =>
  make(
    "p",
    { id: "map-line-key", class: "key", hidden: "" },
    make("span", { class: "map-point" }),
    "a network ",
    make("span", { class: "swatch map-band" }),
    "healthy ",
    make("span", { class: "map-ring" }),
    "unchanged ",
    make(
      "span",
      { id: "map-key-mark-choice" },
      make("span", { class: "swatch dashed" }),
      make("span", { id: "map-key-mark" }),
    ),
  );

/** Appends everything to the view. @param {HTMLElement} into */
export function putParts(into) {
  const picture = make(
    "section",
    { class: "map-picture panel", "aria-labelledby": "map-title" },
    make("h2", { id: "map-title" }, "Many networks at once"),
    make("p", { id: "map-says" }),
    make(
      "div",
      { class: "map-key" },
      make("span", { id: "map-key-title" }),
      make("canvas", { id: "map-key", "aria-hidden": "true" }),
      lineKey(),
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
  );
  const axes = press("map-axes", "Axes and measure", {
    class: "pocket-only",
    "aria-expanded": "false",
    "aria-controls": "map-form",
  });
  into.append(axes, formParts(), picture, sideParts());
}
