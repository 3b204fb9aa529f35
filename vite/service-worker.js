// Writes the built site's service worker: www/offline/sw.js with the list of all files and a version made of it. A hundred
// lines of our own rather than Workbox, whose runtime alone is several times as large, and whose pages go over to the new
// version's files as soon as its worker is in charge.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";

const SOURCE = new URL("../www/offline/sw.js", import.meta.url);

/** @param {string | Buffer} content @param {"base64" | "hex"} digits */
const sha256 = (content, digits) => createHash("sha256").update(content).digest(digits);

/** Puts a constant in. @param {string} source @param {string} before @param {unknown} value */
function filled(source, before, value) {
  const parts = source.split(before);
  if (parts.length !== 2) throw new Error(`www/offline/sw.js: expected one "${before}", got ${parts.length - 1}`);
  return parts.join(before.replace(/(= ).*(;)$/, (_, equals, end) => equals + JSON.stringify(value) + end));
}

/** Writes sw.js for the site as it lies in a folder. @param {string} folder */
export function writeServiceWorker(folder) {
  const all = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => file.split(sep).join("/"));
  const kept = all.filter((file) => file.endsWith(".html") || /^assets\/.*\./.test(file)).sort();
  const nameless = kept.find((file) => !file.endsWith(".html") && !/-[\w-]{8}\.\w+$/.test(file));
  if (nameless !== undefined) throw new Error(`${nameless}: expected a name with a hash, by which no version is mixed`);
  const files = kept.map((file) => [file, sha256(readFileSync(join(folder, file)), "base64")]);
  const source = filled(readFileSync(SOURCE, "utf8"), "const FILES = [];", files);
  const version = sha256(source, "hex").slice(0, 16);
  writeFileSync(join(folder, "sw.js"), filled(source, 'const VERSION = "put in by the build";', version));
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
    // After all others, so that no file is missing.
    closeBundle: { order: "post", sequential: true, handler: () => writeServiceWorker(folder) },
  };
}
