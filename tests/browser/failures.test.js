// Failures: of the worker, and of missing files and features; their messages, and how to go on.

import {
  drawFrames,
  drop,
  expect,
  expectNoAxeViolations,
  figures,
  keepWorker,
  number,
  open,
  test,
  type,
  waitUntilIdle,
} from "./page.js";

/** @import { Page } from "@playwright/test" */
/** @import { Kept } from "./page.js" */

/** Fails a worker as a trap in wasm does. @param {Page} page @param {number} [times] each time the worker that replaced the one before */
const failWorker = (page, times = 1) =>
  page.evaluate((times) => {
    for (let i = 0; i < times; i += 1) {
      const { lastWorker } = /** @type {Kept} */ (/** @type {unknown} */ (window));
      lastWorker.dispatchEvent(new ErrorEvent("error", { message: "unreachable", cancelable: true }));
    }
  }, times);

test("when the worker fails, the run is replayed to its step", { tag: "@all" }, async ({ page }) => {
  await keepWorker(page);
  await open(page);
  for (const step of ["1", "2"]) {
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await expect(page.locator("#step-count")).toHaveText(step);
  }
  const before = await figures(page);
  await failWorker(page);
  await expect(page.getByRole("alert")).toContainText("the run is being replayed");
  await expect(page.getByRole("alert")).toContainText("unreachable");
  await expect(page.locator("#status")).toContainText("At step 2");
  expect(await figures(page)).toEqual(before);
});

/** @param {Page} page @param {string} missing */
async function expectRequirements(page, missing) {
  await expect(page.getByRole("heading", { name: "This browser can’t run the network" })).toBeVisible();
  await expect(page.locator("#unsupported")).toContainText("Firefox from 114");
  await expect(page.locator("#unsupported")).toContainText(missing);
  await expect(page.getByRole("button", { name: "Train" })).toBeHidden();
  await expectNoAxeViolations(page);
}

test("a browser without SIMD shows what is needed", { tag: "@engine" }, async ({ page }) => {
  await page.addInitScript(() => {
    WebAssembly.validate = () => false;
  });
  await page.goto("./");
  await expectRequirements(page, "Missing: WebAssembly SIMD.");
});

test("a browser that can't start the worker shows what is needed", { tag: "@engine" }, async ({ page, complaints }) => {
  // As in a browser without module workers.
  await page.route(/worker-.*\.js$/, (route) => route.fulfill({ contentType: "text/javascript", body: "import from" }));
  await page.goto("./");
  await expectRequirements(page, "The worker could not be loaded");
  complaints.length = 0;
});

test("a page whose script never starts shows what is needed", { tag: "@engine" }, async ({ page }) => {
  await page.route(/index-.*\.js$/, (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
  await page.goto("./");
  await expect(page.locator("#unsupported")).toBeHidden();
  await expect(page.getByRole("heading", { name: "This browser can’t run the network" })).toBeVisible({
    timeout: 10_000,
  });
});

test("missing names are reported by file name", { tag: "@all" }, async ({ page }) => {
  await page.addInitScript(() => {
    const native = window.fetch;
    window.fetch = async (input, init) =>
      /names[^/]*\.txt$/.test(String(input)) ? new Response(null, { status: 404 }) : native(input, init);
  });
  await page.goto("./");
  await expect(page.getByRole("alert")).toContainText("names.txt: expected the built-in names, got status 404");
});

test("names that can't be fetched are reported with what to do", { tag: "@all" }, async ({ page }) => {
  await page.addInitScript(() => {
    const native = window.fetch;
    window.fetch = (input, init) =>
      /names[^/]*\.txt$/.test(String(input)) ? Promise.reject(new TypeError("no network")) : native(input, init);
  });
  await page.goto("./");
  await expect(page.getByRole("alert")).toContainText(
    "names.txt: expected the built-in names, got no answer (TypeError: no network). Check the connection and reload",
  );
});

test("a wasm module and names that both fail are one alert", { tag: "@all" }, async ({ page }) => {
  await page.addInitScript(() => {
    window.fetch = (input) =>
      /\.wasm$/.test(String(input))
        ? new Promise((_, reject) => Object.assign(window, { failWasm: () => reject(new TypeError("no network")) }))
        : Promise.reject(new TypeError("no network"));
  });
  await page.goto("./");
  // The names have failed by then.
  await expect.poll(() => page.evaluate("typeof failWasm")).toBe("function");
  await drawFrames(page);
  await page.evaluate("failWasm()");
  await expect(page.getByRole("alert")).toContainText("The page could not start");
  await drawFrames(page);
});

test("after two worker failures a rate and a text are rejected with a message, and Reset restores training", async ({
  page,
}) => {
  await keepWorker(page);
  await open(page);
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await expect(page.locator("#step-count")).toHaveText("1");
  await failWorker(page, 2);
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("The training worker failed again");
  await type(page, "lr-number", "0.3");
  await expect(alert).toContainText("The learning rate is not set to 0.3.");
  await expect(page.locator("#lr-number")).toHaveValue("0.1");
  await drop(page, "letters.txt", [0x61, 0x0a, 0x62]);
  await expect(alert).toContainText("letters.txt is not used.");
  await page.getByRole("button", { name: "Reset" }).click();
  await expect(alert).toBeHidden();
  await waitUntilIdle(page);
  expect(await number(page, "loss")).toBeCloseTo(22.305, 2);
  await type(page, "lr-number", "0.3");
  await expect.poll(() => page.url()).toContain("lr=0.3");
});

test("an error is visible wherever the page is scrolled", { tag: "@all" }, async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page, "#v=1&preset=deep-gain-3");
  await page.getByRole("button", { name: "Settings" }).click();
  for (const id of ["w-number", "batch"]) {
    await page.locator(`#${id}`).scrollIntoViewIfNeeded();
    await type(page, id, "1000");
    await expect(page.getByRole("alert")).toBeInViewport({ ratio: 0.99 });
    await expect(page.getByRole("button", { name: "Dismiss" })).toBeInViewport();
    await page.getByRole("button", { name: "Dismiss" }).click();
  }
});

test("after Dismiss and Cancel, focus returns to where it was or to the next control", { tag: "@all" }, async ({
  page,
}) => {
  await open(page, "#v=1&foo=1");
  const dismiss = page.getByRole("button", { name: "Dismiss" });
  await dismiss.focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#preset")).toBeFocused();
  await type(page, "batch", "1000");
  await expect(page.locator("#batch")).toBeFocused();
  await dismiss.focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#batch")).toBeFocused();
  await open(page, "#v=1&step=10000000");
  await page.getByRole("button", { name: "Cancel" }).press("Enter");
  await expect(page.locator("#status")).toContainText("Replay canceled");
  await expect(page.getByRole("button", { name: "Train" })).toBeFocused();
});
