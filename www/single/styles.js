// Replaces app/ui/styles.js in the single-file page, which contains its style sheets.

import { fetched } from "./assets.js";

/** @param {URL} url */
export async function styled(url) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(await (await fetched(url)).text());
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
