// A server of dist/ with the headers of `_headers`, as hosts that read that file send them; records its requests.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname } from "node:path";

/** @import { IncomingHttpHeaders } from "node:http" */
/** @typedef {{path: string, headers: [name: string, value: string][]}} Rule */
/** @typedef {{method: string, url: string, headers: IncomingHttpHeaders, body: number}} Asked `body` is its length in bytes */
/** @typedef {{url: string, asked: Asked[], close: () => Promise<void>}} Site */

const DIST = new URL("../../dist/", import.meta.url);
/** @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
  ".txt": "text/plain; charset=utf-8",
  ".md": "text/markdown; charset=utf-8",
};

/** The rules of dist/_headers: a path on a line of its own, then its headers, indented. @returns {Rule[]} */
export function rules() {
  /** @type {Rule[]} */
  const found = [];
  for (const line of readFileSync(new URL("_headers", DIST), "utf8").split("\n")) {
    if (line.startsWith("#") || line.trim() === "") continue;
    const [, name, value] = line.match(/^ +([\w-]+): (.+)$/) ?? [];
    if (name === undefined) found.push({ path: line, headers: [] });
    else found.at(-1)?.headers.push([name, value]);
  }
  return found;
}

/** Whether a rule applies to a path; a star may only be its last character. @param {Rule} rule @param {string} pathname */
export const isOf = ({ path }, pathname) =>
  path.endsWith("*") ? pathname.startsWith(path.slice(0, -1)) : path === pathname;

/**
 * @param {(pathname: string) => [name: string, value: string][]} [headersOf] by default those of `_headers`
 * @returns {Promise<Site>}
 */
export async function serveSite(headersOf) {
  const known = rules();
  const headers =
    headersOf ?? ((pathname) => known.filter((rule) => isOf(rule, pathname)).flatMap((rule) => rule.headers));
  /** @type {Asked[]} */
  const asked = [];
  const server = createServer(async (request, response) => {
    const { method = "", url = "", headers: sent } = request;
    let body = 0;
    for await (const chunk of request) body += chunk.length;
    asked.push({ method, url, headers: sent, body });
    const { pathname } = new URL(url, "http://site");
    const file = pathname === "/" ? "index.html" : pathname.slice(1);
    for (const [name, value] of headers(pathname)) response.appendHeader(name, value);
    try {
      const content = readFileSync(new URL(file, DIST));
      response.setHeader("Content-Type", TYPES[extname(file)] ?? "application/octet-stream").end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("expected a port");
  return {
    url: `http://127.0.0.1:${address.port}/`,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(() => resolve(null)));
    },
  };
}

/** For a test's `extend`: this server in place of the usual one. */
export const withHeaders = {
  /** @param {object} _ @param {(site: Site) => Promise<void>} use */
  // biome-ignore lint/correctness/noEmptyPattern: Playwright asks for a pattern
  async site({}, use) {
    const site = await serveSite();
    await use(site);
    await site.close();
  },
  /** @param {{site: Site}} fixtures @param {(url: string) => Promise<void>} use */
  async baseURL({ site }, use) {
    await use(site.url);
  },
};
