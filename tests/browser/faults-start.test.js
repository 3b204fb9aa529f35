// Files that can't be loaded: the module, the names, the worker, code that is loaded later; and a trap in the page's own
// module. The page reports which, retries on request and keeps the link in the address.

import { readFileSync } from "node:fs";
import { expect, expectNoAxeViolations, switchTo, test } from "./page.js";

/** @import { Page, Route } from "@playwright/test" */

/** After 1,000 steps. @type {Record<string, string>} */
const checksums = JSON.parse(readFileSync(new URL("../golden/checksums.json", import.meta.url), "utf8"));
const LINK = `#v=1&preset=kaiming&step=1000&sum=${checksums.kaiming}`;

/** @param {Page} page */
const alert = (page) => page.getByRole("alert");
/** @param {Page} page */
const tryAgain = (page) => page.getByRole("button", { name: "Try again" });

/** @param {Page} page */
async function replayed(page) {
  await expect(page.locator("#status")).toHaveText(`Replayed exactly: step 1,000, checksum ${checksums.kaiming}.`);
  await expect(alert(page)).toBeHidden();
}

const wasm = (/** @type {Route} */ route) =>
  readFileSync(
    new URL(`../../dist/assets/${new URL(route.request().url()).pathname.split("/").at(-1)}`, import.meta.url),
  );

for (const [what, file, fault, message] of /** @type {[string, RegExp, (route: Route) => Promise<void>, RegExp][]} */ ([
  [
    "is missing",
    /\.wasm$/,
    (route) => route.fulfill({ status: 404, body: "" }),
    /expected the wasm module, got status 404/,
  ],
  ["can't be fetched", /\.wasm$/, (route) => route.abort(), /expected the wasm module, got no answer/],
  [
    "is truncated",
    /\.wasm$/,
    (route) => route.fulfill({ contentType: "application/wasm", body: wasm(route).subarray(0, 100_000) }),
    /expected the wasm module, got bytes that are invalid or incomplete/,
  ],
  [
    "is replaced by a page of the host",
    /\.wasm$/,
    (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Sign in</title>" }),
    /expected the wasm module, got bytes that are invalid or incomplete/,
  ],
])) {
  const tag = what === "is missing" ? "@engine" : "@all";
  test(`a wasm module that ${what} is reported, and Try again replays the link`, { tag }, async ({
    page,
    complaints,
  }) => {
    await page.route(file, fault);
    await page.goto(`./${LINK}`);
    await expect(alert(page)).toContainText("The page could not start");
    await expect(alert(page)).toContainText(message);
    expect(new URL(page.url()).hash).toBe(LINK);
    await tryAgain(page).click();
    await expect(alert(page)).toContainText("The page could not start");
    await page.unroute(file);
    await tryAgain(page).click();
    await replayed(page);
    complaints.length = 0;
  });
}

test("a wasm module with another content type is used", { tag: "@all" }, async ({ page }) => {
  await page.route(/\.wasm$/, (route) => route.fulfill({ contentType: "application/octet-stream", body: wasm(route) }));
  await page.goto(`./${LINK}`);
  await replayed(page);
});

test("names that can't be loaded are reported, and Try again replays the link", { tag: "@all" }, async ({
  page,
  complaints,
}) => {
  const names = /\/names-[^/]*$/;
  await page.route(names, (route) => route.abort());
  await page.goto(`./${LINK}`);
  await expect(alert(page)).toContainText("expected the built-in names, got no answer");
  await page.unroute(names);
  await tryAgain(page).click();
  await replayed(page);
  complaints.length = 0;
});

test("a worker script that can't be loaded is reported, and Try again replays the link", { tag: "@engine" }, async ({
  page,
  complaints,
}) => {
  const worker = /worker-[^/]*\.js$/;
  await page.route(worker, (route) => route.abort());
  await page.goto(`./${LINK}`);
  await expect(page.locator("#unsupported")).toContainText("The worker could not be loaded");
  await expectNoAxeViolations(page);
  expect(new URL(page.url()).hash).toBe(LINK);
  await page.unroute(worker);
  await tryAgain(page).click();
  await replayed(page);
  complaints.length = 0;
});

test("a dialog that can't be loaded is reported, and the run goes on", async ({ page, complaints }) => {
  for (const part of [/(dialog|map)-[^/]*\.js$/, /keeper-[^/]*\.js$/]) await page.route(part, (route) => route.abort());
  await page.goto(`./${LINK}`);
  await replayed(page);
  await page.getByRole("button", { name: "Share…" }).click();
  await expect(alert(page)).toContainText("The Share dialog could not be loaded");
  await expect(alert(page)).toContainText("try again. If that does not help, reload the page");
  await page.getByRole("button", { name: "Map", exact: true }).click();
  await expect(alert(page)).toContainText("The map could not be loaded");
  await page.getByRole("button", { name: "Lab", exact: true }).click();
  await page.getByRole("button", { name: "Export…" }).click();
  await expect(page.locator("#export-said")).toContainText("could not be loaded");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Runs…" }).click();
  await expect(page.locator("#runs-trouble")).toContainText("could not be loaded");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await expect(page.locator("#step-count")).toHaveText("1,001");
  complaints.length = 0;
});

test("a trap in the page's own module is reported, and the next call uses a new instance", async ({
  page,
  complaints,
}) => {
  const other = `#v=1&preset=tanh-fixed&step=1000&sum=${checksums["tanh-fixed"]}`;
  // The page parses links with it; workers have their own instances. Whatever else it parses meanwhile does not trap.
  await page.addInitScript((other) => {
    const { instantiate } = WebAssembly;
    Object.assign(WebAssembly, {
      /** @param {WebAssembly.Module} module @param {WebAssembly.Imports} imports */
      async instantiate(module, imports) {
        const instance = await instantiate(module, imports);
        const exports = /** @type {Record<string, (...values: number[]) => unknown>} */ (instance.exports);
        const memory = /** @type {WebAssembly.Memory} */ (instance.exports.memory);
        const parse_link = (/** @type {[number, number, ...number[]]} */ ...[at, length, ...panels]) => {
          const link = new TextDecoder().decode(new Uint8Array(memory.buffer, at, length));
          return exports.parse_link(link === other ? 0x7fff0000 : at, length, ...panels);
        };
        return Object.defineProperty(instance, "exports", { value: { ...exports, parse_link } });
      },
    });
  }, other);
  await page.goto(`./${LINK}`);
  await replayed(page);
  await page.evaluate((other) => {
    location.hash = other;
  }, other);
  await expect(alert(page)).toContainText("Something went wrong in this page");
  await expect(alert(page)).toContainText(/out of bounds/);
  await expect(page.locator("#checksum")).toHaveText(checksums.kaiming);
  await page.getByRole("button", { name: "Dismiss" }).click();
  await switchTo(page, "#v=1");
  await switchTo(page, other);
  await expect(page.locator("#status")).toHaveText(
    `Replayed exactly: step 1,000, checksum ${checksums["tanh-fixed"]}.`,
  );
  await expect(alert(page)).toBeHidden();
  complaints.length = 0;
});
