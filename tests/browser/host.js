// A static server of copies of dist/ in any folders, which can be replaced by other versions. Used by offline and anywhere.

import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeServiceWorker } from "../../vite/service-worker.js";

const DIST = fileURLToPath(new URL("../../dist", import.meta.url));
/** @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
};
/** The hash in each file's name. */
const HASH = /-[\w-]{8}(?=\.\w+$)/;

/** @typedef {Awaited<ReturnType<typeof serveCopies>>} Site */

/**
 * A copy of dist/ in which every file has another name, as if all had changed, and pages name their version.
 * @param {string} version a letter
 */
export function copySite(version) {
  const folder = mkdtempSync(join(tmpdir(), "initscope-site-"));
  cpSync(DIST, folder, { recursive: true });
  const renamed = readdirSync(join(folder, "assets")).map((name) => [name, name.replace(HASH, `-version${version}$&`)]);
  for (const [name, other] of renamed) renameSync(join(folder, "assets", name), join(folder, "assets", other));
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!/\.(js|css|html)$/.test(file)) continue;
    let text = readFileSync(join(folder, file), "utf8");
    for (const [name, other] of renamed) text = text.replaceAll(name, other);
    text = text.replace("<head>", `<head><meta name="version" content="${version}">`);
    writeFileSync(join(folder, file), text);
  }
  writeServiceWorker(folder);
  return folder;
}

/** Paths on the host, and the folder that each serves. @typedef {Record<string, string>} Places */

/** @param {Places} places such as `{ "/a/b/": folder }`; may be changed while it runs */
export async function serveCopies(places) {
  /** @type {string[]} */
  const asked = [];
  /** Files that get status 404. @type {Set<string>} */
  const missing = new Set();
  /** For how many seconds browsers may cache assets and other files; some hosts let them cache pages. */
  const ages = { assets: 0, others: 600 };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://host");
    asked.push(pathname);
    const place = Object.keys(places)
      .filter((path) => pathname.startsWith(path))
      .sort((a, b) => b.length - a.length)[0];
    const file = pathname.slice(place?.length) || "index.html";
    try {
      if (place === undefined || missing.has(file)) throw new Error("missing");
      const content = readFileSync(join(places[place], file));
      response.setHeader("Content-Type", TYPES[extname(file)] ?? "text/plain");
      response
        .setHeader("Cache-Control", `max-age=${file.startsWith("assets/") ? ages.assets : ages.others}`)
        .end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("expected a port");
  const folders = new Set(Object.values(places));
  return {
    origin: `http://127.0.0.1:${address.port}`,
    places,
    asked,
    missing,
    ages,
    stop() {
      server.closeAllConnections();
      server.close();
    },
    /** @param {string} path @param {string} folder */
    put(path, folder) {
      folders.add(folder);
      places[path] = folder;
    },
    remove() {
      for (const folder of folders) rmSync(folder, { recursive: true });
    },
  };
}
