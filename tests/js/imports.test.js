// The import rules of www/. For import and import(): folders have one order, and a feature is imported only through its
// index.js. For these and the types of @import: there are no cycles.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { posix, sep } from "node:path";
import { test } from "node:test";

const WWW = new URL("../../www/", import.meta.url);
const files = readdirSync(WWW, { recursive: true, encoding: "utf8" })
  .map((file) => file.split(sep).join("/"))
  .filter((file) => file.endsWith(".js") && !file.startsWith("pkg/"));

/** Everything that these folders may import besides their own files. @type {Record<string, string[]>} */
const ALONE = {
  shared: [],
  lessons: [],
  draw: ["shared"],
  worker: ["shared", "pkg"],
  offline: [],
  "app/words": [],
};
/** Each of these may import from those above it, and from shared, draw, lessons and pkg. */
const LAYERS = ["app/words", "app/ui", "app/engine", "app/run", "app/page", "app/panels app/controls"];
const FEATURES = LAYERS.length;
const MAIN = FEATURES + 1;

const source = (/** @type {string} */ file) => readFileSync(new URL(file, WWW), "utf8");
const withoutComments = (/** @type {string} */ text) => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");

/** The files of www/ that a file's text imports. @param {string} file @param {string} text */
const imported = (file, text) =>
  [...text.matchAll(/\b(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)]
    .map(([, path]) => posix.join(posix.dirname(file), path.replace(/\?.*/, "")))
    .filter((path) => !path.startsWith("../"));

/** The folder of a file: `app/run` for `app/run/store.js`, and a file directly in www/ itself. @param {string} file */
const folderOf = (file) => /^(?:app\/)?[^/]+/.exec(file)?.[0] ?? "";

/** @param {string} folder */
function rankOf(folder) {
  const layer = LAYERS.findIndex((names) => names.split(" ").includes(folder));
  if (layer >= 0) return layer;
  return folder.startsWith("app/") ? FEATURES : MAIN;
}

/** @param {string} from @param {string} to */
function mayImport(from, to) {
  const [own, other] = [folderOf(from), folderOf(to)];
  if (own === other || own === "single") return true;
  if (own in ALONE) return ALONE[own].includes(other);
  if (["shared", "draw", "lessons", "pkg"].includes(other)) return true;
  if (rankOf(other) === FEATURES) return own === "main.js" && to === `${other}/index.js`;
  return other.startsWith("app/") && rankOf(other) < rankOf(own);
}

test("every module imports only from the folders above its own, and only main.js imports features, through index.js", () => {
  const wrong = files.flatMap((file) => {
    const others = imported(file, withoutComments(source(file)));
    return others.filter((other) => !mayImport(file, other)).map((other) => `${file} imports ${other}`);
  });
  assert.deepEqual(wrong, []);
});

test("there are no import cycles, including type imports", () => {
  const graph = new Map(files.map((file) => [file, imported(file, source(file))]));
  /** @type {Set<string>} */
  const done = new Set();
  /** @type {string[]} */
  const cycles = [];
  /** @param {string} file @param {string[]} path */
  function visit(file, path) {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(" → "));
    if (done.has(file) || path.includes(file)) return;
    for (const other of graph.get(file) ?? []) visit(other, [...path, file]);
    done.add(file);
  }
  for (const file of files) visit(file, []);
  assert.deepEqual(cycles, []);
});

test("every imported file exists", () => {
  const there = (/** @type {string} */ file) => file.startsWith("pkg/") || files.includes(file);
  const missing = files.flatMap((file) => imported(file, source(file)).filter((other) => !there(other)));
  assert.deepEqual(missing, []);
});

test("the page has no address of another site, and its HTML has no inline style or handler", () => {
  const texts = readdirSync(WWW, { recursive: true, encoding: "utf8" }).filter(
    (file) => /\.(js|css|html)$/.test(file) && !/^pkg\b/.test(file),
  );
  const wrong = texts.flatMap((file) => {
    const text = withoutComments(source(file)).replaceAll("http://www.w3.org/", "");
    const found = text.match(
      file.endsWith(".html") ? /https?:\/\/| (?:style|on[a-z]+)="|javascript:/g : /https?:\/\//g,
    );
    return (found ?? []).map((name) => `${file}: ${name}`);
  });
  assert.deepEqual(wrong, []);
});
