// SVG as a tree of plain objects, and that tree as text for a file or as elements for the page. Pure but for `elementOf`.
// Used by all of export/ that makes pictures.

/** @typedef {{tag: string, attributes: Record<string, string | number>, children: (Node | string)[]}} Node */

const NAMESPACE = "http://www.w3.org/2000/svg";
/** @type {Record<string, string>} */
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/** What XML 1.0 can't have, even escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to replace
const NOT_IN_XML = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Cs}/gu;

/**
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {...(Node | string)} children
 * @returns {Node}
 */
export const svg = (tag, attributes, ...children) => ({ tag, attributes, children });

/** A length with at most two decimals. @param {number} value */
export const short = (value) => String(Math.round(value * 100) / 100);

/** @param {string} text */
const escaped = (text) => text.replaceAll(NOT_IN_XML, "\ufffd").replaceAll(/[&<>"]/g, (found) => ESCAPES[found]);

/** @param {number | string} value */
const attribute = (value) => (typeof value === "number" ? short(value) : value);

/** An SVG file. @param {Node} root */
export const fileOf = (root) => `<?xml version="1.0" encoding="UTF-8"?>\n${textOf(root, true)}\n`;

/** @param {Node} node @param {boolean} isRoot @returns {string} */
function textOf({ tag, attributes, children }, isRoot = false) {
  const all = Object.entries(isRoot ? { xmlns: NAMESPACE, ...attributes } : attributes);
  const opening = [tag, ...all.map(([name, value]) => `${name}="${escaped(attribute(value))}"`)].join(" ");
  if (children.length === 0) return `<${opening}/>`;
  const inner = children.map((child) => (typeof child === "string" ? escaped(child) : textOf(child)));
  return `<${opening}>${inner.join("")}</${tag}>`;
}

/** @param {Node} node @returns {Element} */
export function elementOf({ tag, attributes, children }) {
  const element = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, attribute(value));
  element.append(...children.map((child) => (typeof child === "string" ? child : elementOf(child))));
  return element;
}
