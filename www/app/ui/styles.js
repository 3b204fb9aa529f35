// Loads style sheets that belong to late parts of the page. The single-file page has single/styles.js instead. Used by the
// parts that are loaded late.

import { make } from "./dom.js";

/** Adds a style sheet to the page. @param {URL} url @param {string} expected names the file */
export function styled(url, expected) {
  return new Promise((resolve, reject) => {
    const link = make("link", { rel: "stylesheet", href: url.href });
    link.onload = resolve;
    link.onerror = () => reject(new Error(`${expected} could not be loaded`));
    document.head.append(link);
  });
}
