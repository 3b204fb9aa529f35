// The entry point of the single-file page: starts either the page (main.js) or the cheat sheet, which is in the same file.

import { element } from "../app/ui/elements.js";

const SHEET = "#cheatsheet";
const isSheet = location.hash === SHEET;

function showSheet() {
  const sheet = element("sheet", HTMLTemplateElement);
  document.title = sheet.dataset.title ?? "";
  document.body.replaceChildren(sheet.content);
  element("page-style", HTMLStyleElement).media = "not all";
  element("sheet-style", HTMLStyleElement).media = "all";
}

addEventListener("hashchange", () => {
  if (isSheet || location.hash === SHEET) location.reload();
});
if (isSheet) showSheet();
else {
  for (const link of document.querySelectorAll("a")) {
    if (link.getAttribute("href") !== "./cheatsheet.html") continue;
    link.href = SHEET;
    link.target = "_blank";
  }
  import("../main.js");
}
