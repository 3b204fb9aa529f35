// The transfer of a first visit, gzipped as hosts do it: its size, each file once, and a slow connection. What is fetched once
// the page is idle, which the service worker caches anyway, is not counted.

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, open, test } from "./page.js";

/** @import { Page } from "@playwright/test" */

const MAX = 400_000;
/** Bytes of the headers of a file. */
const HEADERS = 300;
/** The files of the first view, without their hashes. */
const EXPECTED = [
  "index.html",
  "explore.js",
  "alphabet.js",
  "index.js",
  "index.css",
  "dark.css",
  "initscope_bg.wasm",
  "names.txt",
  "worker.js",
];
/** Loaded when the page is idle: what printing and the offline copy need. */
const LATER = [
  "print.js",
  "export.css",
  "courses.js",
  "names.js",
  "depth-color.js",
  "pinned.js",
  "rolldown-runtime.js",
  "keeping.js",
];
const DIST = new URL("../../dist/", import.meta.url);

/** The files of the site that a page has requested. @param {Page} page */
function recordRequests(page) {
  /** @type {string[]} */
  const files = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:") files.push(url.pathname.slice(1) || "index.html");
  });
  return files;
}

/** Opens the page, and waits until its pictures are drawn. @param {Page} page */
async function openCompletely(page) {
  await page.goto("./");
  await expect(page.locator("body")).toHaveClass(/drawn/);
  await expect(page.locator("#loss")).toHaveText("22.305");
  await page.waitForLoadState("networkidle");
}

/** The name without its hash. @param {string} file */
const nameOf = (file) => file.replace(/^assets\/(.+)-[\w-]{8}(\.\w+)$/, "$1$2");

test("a first visit transfers less than 400 KB and only what it needs", async ({ page }) => {
  const files = recordRequests(page);
  await openCompletely(page);
  await expect.poll(() => files.map(nameOf).sort()).toEqual([...EXPECTED, ...LATER].sort());
  const first = files.filter((file) => EXPECTED.includes(nameOf(file)));
  const sizes = first.map((file) => gzipSync(readFileSync(new URL(file, DIST)), { level: 6 }).length + HEADERS);
  const sum = sizes.reduce((sum, size) => sum + size, 0);
  expect(sum, first.map((file, i) => `${file} ${sizes[i]}`).join("\n")).toBeLessThan(MAX);
});

test("the engine and the names are requested before the script runs", { tag: "@all" }, async ({ page }) => {
  const files = recordRequests(page);
  await page.route(/\/index-[\w-]+\.js$/, async (route) => {
    await expect.poll(() => files.filter((file) => /\.(wasm|txt)$/.test(file)).length).toBe(2);
    await route.continue();
  });
  await openCompletely(page);
  expect(files.filter((file) => /\.(wasm|txt)$/.test(file)).length).toBe(2);
});

test("the page opens over a slow connection", { tag: "@all" }, async ({ page, browserName }) => {
  test.skip(browserName !== "chromium", "Firefox's connection can't be slowed down");
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const slow = { offline: false, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8, latency: 150 };
  await session.send("Network.emulateNetworkConditions", slow);
  await open(page);
  await expect(page.locator("#loss")).toHaveText("22.305");
});
