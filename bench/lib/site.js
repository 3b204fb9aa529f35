// Serves the built site like a host: gzipped at the default level, with the headers of its `_headers` file. Only for
// measurements on this machine.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

/** MIME types, and which files hosts compress. @type {Record<string, {type: string, gzip: boolean}>} */
const KINDS = {
  ".html": { type: "text/html; charset=utf-8", gzip: true },
  ".js": { type: "text/javascript; charset=utf-8", gzip: true },
  ".css": { type: "text/css; charset=utf-8", gzip: true },
  ".txt": { type: "text/plain; charset=utf-8", gzip: true },
  ".md": { type: "text/markdown; charset=utf-8", gzip: true },
  ".json": { type: "application/json", gzip: true },
  ".webmanifest": { type: "application/manifest+json", gzip: true },
  ".svg": { type: "image/svg+xml", gzip: true },
  ".wasm": { type: "application/wasm", gzip: true },
};
const OTHER = { type: "application/octet-stream", gzip: false };

/**
 * Parses `_headers`: path patterns, each followed by its headers, indented.
 * @param {string} text
 * @returns {{begins: string, name: string, value: string}[]}
 */
function readHeaders(text) {
  let begins = "";
  return text.split("\n").flatMap((line) => {
    if (line.startsWith("/")) begins = line.trim().replace(/\*$/, "");
    const [, name, value] = line.match(/^\s+([\w-]+):\s*(.+)$/) ?? [];
    return name === undefined ? [] : [{ begins, name, value }];
  });
}

/**
 * @param {string} folder
 * @returns {Promise<{origin: string, sizes: Map<string, number>, close: () => void}>} `sizes` are the bytes sent for each path
 */
export async function serveSite(folder) {
  /** @type {Map<string, number>} */
  const sizes = new Map();
  const headers = readHeaders(await readFile(join(folder, "_headers"), "utf8").catch(() => ""));
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
    const file = join(folder, normalize(path.endsWith("/") ? `${path}index.html` : path));
    const { type, gzip } = KINDS[extname(file)] ?? OTHER;
    const content = await readFile(file).catch(() => null);
    if (content === null) {
      response.writeHead(404, { "Content-Type": "text/plain" }).end("There is no such file.");
      return;
    }
    for (const { begins, name, value } of headers) if (path.startsWith(begins)) response.setHeader(name, value);
    const body = gzip ? gzipSync(content, { level: 6 }) : content;
    sizes.set(path, body.length);
    response.setHeader("Content-Type", type);
    response.setHeader("Content-Length", body.length);
    if (gzip) response.setHeader("Content-Encoding", "gzip");
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, "localhost", () => resolve(null)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error(`expected a port, got ${address}`);
  return { origin: `http://localhost:${address.port}`, sizes, close: () => server.close() };
}
