// What the page is made of and does not come: its module, its names, its worker, a part that is fetched later. It says which,
// tries again when asked to, and the link in the address is there all the while.

import { readFileSync } from "node:fs";
import { expect, faultless, rested, test } from "./page.js";

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

for (const [what, file, fault, said] of /** @type {[string, RegExp, (route: Route) => Promise<void>, RegExp][]} */ ([
  [
    "is not there",
    /\.wasm$/,
    (route) => route.fulfill({ status: 404, body: "" }),
    /expected the wasm module, got status 404/,
  ],
  ["can't be reached", /\.wasm$/, (route) => route.abort(), /expected the wasm module, got no answer/],
  [
    "ends too early",
    /\.wasm$/,
    (route) => route.fulfill({ contentType: "application/wasm", body: wasm(route).subarray(0, 100_000) }),
    /expected the wasm module, got bytes that are none or end too early/,
  ],
  [
    "is a page of the host's instead",
    /\.wasm$/,
    (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Sign in</title>" }),
    /expected the wasm module, got bytes that are none or end too early/,
  ],
])) {
  test(`a wasm module that ${what} is told; Try again replays the link when it is there`, async ({
    page,
    complaints,
  }) => {
    await page.route(file, fault);
    await page.goto(`./${LINK}`);
    await expect(alert(page)).toContainText("The page could not start");
    await expect(alert(page)).toContainText(said);
    expect(new URL(page.url()).hash).toBe(LINK);
    await tryAgain(page).click();
    await expect(alert(page)).toContainText("The page could not start");
    await page.unroute(file);
    await tryAgain(page).click();
    await replayed(page);
    complaints.length = 0;
  });
}

test("a host that calls the module something else costs nothing", async ({ page }) => {
  await page.route(/\.wasm$/, (route) => route.fulfill({ contentType: "application/octet-stream", body: wasm(route) }));
  await page.goto(`./${LINK}`);
  await replayed(page);
});

test("names that can't be reached are told; Try again replays the link when they are there", async ({
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

test("a worker that can't be reached at first is told; Try again replays the link when it is there", async ({
  page,
  complaints,
}) => {
  const worker = /worker-[^/]*\.js$/;
  await page.route(worker, (route) => route.abort());
  await page.goto(`./${LINK}`);
  await expect(page.locator("#unsupported")).toContainText("or the network to load it with");
  await faultless(page);
  expect(new URL(page.url()).hash).toBe(LINK);
  await page.unroute(worker);
  await tryAgain(page).click();
  await replayed(page);
  complaints.length = 0;
});

test("a dialog that can't be fetched is told, and the run goes on", async ({ page, complaints }) => {
  for (const part of [/share-[^/]*\.js$/, /dialog-[^/]*\.js$/, /keeper-[^/]*\.js$/])
    await page.route(part, (route) => route.abort());
  await page.goto(`./${LINK}`);
  await replayed(page);
  await page.getByRole("button", { name: "Share…" }).click();
  await expect(alert(page)).toContainText("The dialog could not be fetched");
  await expect(alert(page)).toContainText("try again; where that does not help, reload the page");
  await page.getByRole("button", { name: "Map…" }).click();
  await expect(alert(page)).toContainText("The map could not be fetched");
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

test("the page's own module traps: it is told, the run goes on, and the next call has a fresh one", async ({
  page,
  complaints,
}) => {
  // The page reads links by it; its workers have modules of their own.
  await page.addInitScript(() => {
    const { instantiate } = WebAssembly;
    let armed = false;
    Object.assign(window, {
      arm: () => {
        armed = true;
      },
    });
    Object.assign(WebAssembly, {
      /** @param {WebAssembly.Module} module @param {WebAssembly.Imports} imports */
      async instantiate(module, imports) {
        const instance = await instantiate(module, imports);
        const exports = /** @type {Record<string, (...values: number[]) => unknown>} */ (instance.exports);
        const parse_link = (/** @type {number} */ at, /** @type {number[]} */ ...others) =>
          exports.parse_link(armed ? 0x7fff0000 : at, ...others);
        return Object.defineProperty(instance, "exports", { value: { ...exports, parse_link } });
      },
    });
  });
  await page.goto(`./${LINK}`);
  await replayed(page);
  await page.evaluate("arm()");
  const other = `#v=1&preset=tanh-fixed&step=1000&sum=${checksums["tanh-fixed"]}`;
  const follow = (/** @type {string} */ link) =>
    page.evaluate((link) => {
      location.hash = link;
    }, link);
  await follow(other);
  await expect(alert(page)).toContainText("Something went wrong in this page");
  await expect(alert(page)).toContainText(/out of bounds/);
  await expect(page.locator("#checksum")).toHaveText(checksums.kaiming);
  await page.getByRole("button", { name: "Dismiss" }).click();
  await follow("#v=1");
  await rested(page);
  await follow(other);
  await expect(page.locator("#status")).toHaveText(
    `Replayed exactly: step 1,000, checksum ${checksums["tanh-fixed"]}.`,
  );
  await expect(alert(page)).toBeHidden();
  complaints.length = 0;
});
