// In the place of app/ui/styles.js where the page is one file, which holds its style sheets.

import { fetched } from "./assets.js";

/** @param {URL} url */
export async function styled(url) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(await (await fetched(url)).text());
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
