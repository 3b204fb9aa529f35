// The About dialog: what the page is, its version and license, what it stores, and the licenses of its parts. Loaded by
// index.js when first opened.

import licenses from "../../pkg/licenses.md?raw";
import { make } from "../ui/dom.js";
import { dialog } from "../ui/elements.js";
import { groupsOf } from "./groups.js";

/** @import { Part } from "./groups.js" */

const WHAT =
  "initscope trains a character-level network in your tab, and shows why deep networks fail to train and how " +
  "initialization fixes it. Every number is computed here, by a Rust core that runs as WebAssembly.";
const CREDIT =
  "The networks, numbers and terms are those of the third makemore lecture of Andrej Karpathy’s “Neural Networks: " +
  "Zero to Hero” course, which trains them in PyTorch in a notebook.";
const TEXT =
  "The built-in text lists given names of children born in the United States in 2018, as published by the US Social " +
  "Security Administration. It is in the public domain.";
const PRIVACY =
  "Nothing leaves your browser. The page makes no request to other sites, sends no data, and sets no cookie. A text of " +
  "yours is read in this tab only, unless you share a link that contains it. This browser stores, for this " +
  "site only:";
const KEPT = [
  "your preferences from the help, and which lessons you have read;",
  "your saved runs: a link, figures and a small picture of each. Runs… lists and removes them;",
  "the files of the page, so that it works offline.",
];

/** A part with its license, which unfolds to the full terms. @param {Part} part */
function partDetails({ name, version, license, terms }) {
  return make(
    "details",
    {},
    make("summary", {}, make("strong", {}, name), ` ${version}, ${license}`),
    make("pre", {}, terms),
  );
}

/** @returns {() => void} opens it */
export function createAboutDialog() {
  const about = dialog("about-dialog");
  const version = import.meta.env.INITSCOPE_VERSION;
  about.append(
    make("p", {}, WHAT),
    make("p", {}, `Version ${version}, build ${__BUILD__}. Free to use, modify and share under the MIT license.`),
    make("p", {}, CREDIT),
    make("p", {}, TEXT),
    make("h3", {}, "Privacy"),
    make("p", {}, PRIVACY),
    make("ul", {}, ...KEPT.map((kept) => make("li", {}, kept))),
  );
  for (const { title, parts } of groupsOf(licenses)) about.append(make("h3", {}, title), ...parts.map(partDetails));
  return () => {
    about.showModal();
    about.scrollTop = 0;
  };
}
