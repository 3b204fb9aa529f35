// The dialog about the page: what it is, by whom, what it keeps, and what it is made of, with the terms of each part.

import licenses from "../../pkg/licenses.md?raw";
import { dialog } from "../ui/elements.js";
import { groupsOf } from "./groups.js";

/** @import { Part } from "./groups.js" */

const WHAT =
  "initscope trains a character-level network in your tab, and shows why deep networks fail to start and what mends " +
  "them. Every figure is computed here, by a core in Rust that runs as WebAssembly.";
const CREDIT =
  "The networks, numbers and terms are those of the third makemore lecture of Andrej Karpathy’s “Neural Networks: " +
  "Zero to Hero”, in which a notebook trains them in PyTorch.";
const TEXT =
  "The built-in text is the given names of children born in the United States in 2018, as the US Social Security " +
  "Administration counted them: public domain.";
const PRIVACY =
  "Nothing leaves your browser. The page asks no other site for anything, sends nothing, and sets no cookie; a text of " +
  "yours is read in the tab, and goes no further unless you share a link that holds it. This browser keeps, for this " +
  "site alone:";
const KEPT = [
  "your settings in the help, and which lessons you have read;",
  "the runs that came to rest: their links, figures and a small picture. They are listed and removed under Runs…;",
  "the files of the page, so that it opens without a network.",
];

/** @param {string} tag @param {...(string | Node)} parts */
function made(tag, ...parts) {
  const element = document.createElement(tag);
  element.append(...parts);
  return element;
}

/** A part by its name, unfolded to its terms. @param {Part} part */
function folded({ name, version, license, terms }) {
  return made("details", made("summary", made("strong", name), ` ${version}, ${license}`), made("pre", terms));
}

/** @returns {() => void} opens it */
export function createAboutDialog() {
  const shown = dialog("about-dialog");
  const version = import.meta.env.INITSCOPE_VERSION;
  shown.append(
    made("p", WHAT),
    made("p", `Version ${version}, build ${__BUILD__}. Free to use, change and pass on, under the MIT licence.`),
    made("p", CREDIT),
    made("p", TEXT),
    made("h3", "What stays where"),
    made("p", PRIVACY),
    made("ul", ...KEPT.map((kept) => made("li", kept))),
  );
  for (const { title, parts } of groupsOf(licenses)) shown.append(made("h3", title), ...parts.map(folded));
  return () => {
    shown.showModal();
    shown.scrollTop = 0;
  };
}
