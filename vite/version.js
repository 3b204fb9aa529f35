// The build's identifier: a hash of all sources. Used by the vite configurations.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SOURCES = ["www", "src/export", "vite", "vite.config.js", "package-lock.json"];

/** Files that the build itself writes there. */
const WRITTEN = /\.made-of$/;

/** All files of a folder, or the file itself, in the same order on every machine. @param {string} name */
function files(name) {
  if (statSync(join(ROOT, name)).isFile()) return [name];
  const found = readdirSync(join(ROOT, name), { recursive: true, encoding: "utf8" }).map((file) => join(name, file));
  return found.filter((file) => !WRITTEN.test(file) && statSync(join(ROOT, file)).isFile()).sort();
}

/** Eight hex digits. */
export function build() {
  const hash = createHash("sha256");
  for (const file of SOURCES.flatMap(files)) {
    hash.update(`${file.split(sep).join("/")}\n`).update(readFileSync(join(ROOT, file)));
  }
  return hash.digest("hex").slice(0, 8);
}
