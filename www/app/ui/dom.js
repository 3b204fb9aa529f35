// Makes elements: a tag, its attributes and listeners, its content. Used by every module that builds elements which index.html does not have.

/** @typedef {Record<string, string | number | boolean | (() => void)>} Attributes by name: `true` sets one without a value, `false` none; a function listens, as in `onclick` */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (typeof value === "boolean") made.toggleAttribute(name, value);
    else made.setAttribute(name, String(value));
  }
  made.append(...children);
  return made;
}

/** A button that submits no form. @param {string} text @param {() => void} onclick @param {Attributes} [attributes] */
export const makeButton = (text, onclick, attributes) =>
  make("button", { type: "button", onclick, ...attributes }, text);

/**
 * A table of texts, with a row of headings above and the first cell of each row as its heading.
 * @param {string} caption
 * @param {string[]} head
 * @param {string[][]} rows
 */
export function makeTable(caption, head, rows) {
  const headings = head.map((title) => make("th", { scope: "col" }, title));
  const lines = rows.map(([title, ...values]) =>
    make("tr", {}, make("th", { scope: "row" }, title), ...values.map((value) => make("td", {}, value))),
  );
  return make(
    "table",
    {},
    make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...headings)),
    make("tbody", {}, ...lines),
  );
}
