// Writes the built site's service worker: www/offline/sw.js with the list of all files and a version derived from it. It is a
// hundred lines instead of Workbox, whose runtime alone is several times as large, and whose pages switch to the new version's
// files as soon as its worker is active.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";

const SOURCE = new URL("../www/offline/sw.js", import.meta.url);

/** @param {string | Buffer} content @param {"base64" | "hex"} digits */
const sha256 = (content, digits) => createHash("sha256").update(content).digest(digits);

/** Fills in a constant. @param {string} source @param {string} before @param {unknown} value */
function filled(source, before, value) {
  const parts = source.split(before);
  if (parts.length !== 2) throw new Error(`www/offline/sw.js: expected one "${before}", got ${parts.length - 1}`);
  return parts.join(before.replace(/(= ).*(;)$/, (_, equals, end) => equals + JSON.stringify(value) + end));
}

/** Writes sw.js for the site in a folder. @param {string} folder */
export function writeServiceWorker(folder) {
  const all = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => file.split(sep).join("/"));
  const cached = all.filter((file) => file.endsWith(".html") || /^assets\/.*\./.test(file)).sort();
  const unhashed = cached.find((file) => !file.endsWith(".html") && !/-[\w-]{8}\.\w+$/.test(file));
  if (unhashed !== undefined)
    throw new Error(`${unhashed}: expected a hash in the file name, so that versions are never mixed`);
  const files = cached.map((file) => [file, sha256(readFileSync(join(folder, file)), "base64")]);
  const source = filled(readFileSync(SOURCE, "utf8"), "const FILES = [];", files);
  const version = sha256(source, "hex").slice(0, 16);
  writeFileSync(join(folder, "sw.js"), filled(source, 'const VERSION = "filled in by the build";', version));
}

/** @returns {import("vite").Plugin} */
export function serviceWorker() {
  let folder = "";
  return {
    name: "initscope:service-worker",
    apply: "build",
    configResolved({ root, build }) {
      folder = join(root, build.outDir);
    },
    // After all other plugins, so that no file is missing.
    closeBundle: { order: "post", sequential: true, handler: () => writeServiceWorker(folder) },
  };
}
