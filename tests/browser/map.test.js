// The whole map: a sweep fills it coarse to fine, each cell is the run that the page itself makes of it, and workers may die.

import { along, cell, filled, openMap, SMALL, table } from "./map.js";
import { choose, drop, expect, number, open, picture, rested, test, type } from "./page.js";

/** @import { Page } from "@playwright/test" */

test("of an untouched page the map is of a deep network: it fills at once, and its cells are the page's own runs", async ({
  page,
}) => {
  await open(page);
  await rested(page);
  await openMap(page);
  await expect(page.locator("#map-base")).toHaveValue("deep-gain-5/3");
  await filled(page, 576);
  const map = page.locator("#map-field-0");
  await expect(map).toBeFocused();
  await expect(map).toHaveAccessibleName(
    /^Map of First loss, Hidden weight scale, gain from 0\.1 to 10 and Output weight scale, gain from 0\.01 to 10: 3\.\d+ to \d+\.\d+, \d+ of 576 cells healthy$/,
  );
  for (const keys of [
    ["End", "PageUp"],
    ["Home", "PageDown"],
    ["End", "ArrowLeft", "ArrowUp"],
  ]) {
    await map.press("Home");
    for (const key of keys) await map.press(key);
    const { value, sum } = await cell(page);
    await map.press("Enter");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(page.locator("#checksum")).toHaveText(sum);
    expect(await number(page, "starting-loss")).toBe(value);
    expect(await number(page, "step-count")).toBe(0);
    await expect.poll(() => page.url()).toContain("preset=deep-gain-5/3");
    await openMap(page);
    await filled(page, 576);
  }
});

test("after some steps a cell is what the page trains to, its validation loss what Evaluate gives", async ({
  page,
}) => {
  await open(page, SMALL);
  await rested(page);
  await openMap(page);
  await along(page, "x", "Learning rate", ["0.1,0.5"]);
  await along(page, "y", "Seed", ["3,4"]);
  await choose(page, "Measure", "Validation loss");
  await expect(page.locator("#map-steps")).toHaveValue("200");
  await type(page, "map-steps", "40");
  await expect(page.locator("#map-status")).toHaveText("4 cells of 40 steps each. Press Start.");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await filled(page, 4);
  const map = page.locator("#map-field-0");
  await map.press("ArrowRight");
  await map.press("ArrowRight");
  await map.press("ArrowUp");
  const { text, value, sum } = await cell(page);
  expect(text).toContain("Learning rate 0.5, seed 4: validation loss ");
  await map.press("Enter");
  await rested(page);
  await expect(page.locator("#step-count")).toHaveText("40");
  await expect(page.locator("#checksum")).toHaveText(sum);
  await page.getByRole("button", { name: "Evaluate" }).click();
  await expect(page.locator("#evaluation")).toHaveText(RegExp(`, val ${value.toFixed(3)}$`));
  const address = () => page.url();
  await expect.poll(address).toContain("lr=0.5");
  await expect.poll(address).toContain(`step=40&sum=${sum}`);
});

/** How many cells are there. @param {Page} page */
const done = (page) => page.locator("#map-progress").evaluate((bar) => /** @type {HTMLProgressElement} */ (bar).value);

/** A sweep that takes a while: eight cells of a thousand steps for each seed. @param {Page} page @param {number} seeds */
async function longSweep(page, seeds) {
  await open(page, SMALL);
  await rested(page);
  await openMap(page);
  await along(page, "x", "Hidden weight scale", ["0.1", "10", "8"]);
  await along(page, "y", "Seed", ["1", String(seeds), String(seeds)]);
  await type(page, "map-steps", "1,000");
  await page.getByRole("button", { name: "Start", exact: true }).click();
}

/** Waits for so many drawn frames. @param {Page} page @param {number} frames */
const frames = (page, frames) =>
  page.evaluate(async (frames) => {
    for (let i = 0; i < frames; i++) await new Promise(requestAnimationFrame);
  }, frames);

test("a pause stops the sweep, Resume goes on, Cancel leaves it with what it has", async ({ page }) => {
  await longSweep(page, 60);
  await expect.poll(() => done(page)).toBeGreaterThan(3);
  await page.getByRole("dialog").getByRole("button", { name: "Pause", exact: true }).click();
  await expect(page.locator("#map-status")).toHaveText(/^Paused at \d+ of 480 cells\.$/);
  await frames(page, 3);
  const at = await done(page);
  expect(at).toBeLessThan(480);
  await frames(page, 30);
  expect(await done(page)).toBe(at);
  await page.getByRole("button", { name: "Resume" }).click();
  await expect.poll(() => done(page)).toBeGreaterThan(at);
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await expect(page.locator("#map-status")).toHaveText(/^Canceled at \d+ of 480 cells\.$/);
  const kept = (await table(page)).flatMap((row) => row.slice(1)).filter((text) => text !== "").length;
  expect(kept).toBe(await done(page));
  expect(kept).toBeLessThan(480);
});

test("coarse cells come first, and stand as blocks", { tag: "@all" }, async ({ page }) => {
  await longSweep(page, 60);
  await expect.poll(() => done(page)).toBeGreaterThan(0);
  await page.getByRole("dialog").getByRole("button", { name: "Pause", exact: true }).click();
  await expect(page.locator("#map-status")).toHaveText(/^Paused at/);
  const known = (await table(page)).flatMap((row, y) => row.slice(1).map((text, x) => ({ x, y, known: text !== "" })));
  const fineness = ({ x = 0, y = 0 }) => [8, 4, 2, 1].find((step) => x % step === 0 && y % step === 0) ?? 0;
  const [there, missing] = [true, false].map((is) => known.filter((each) => each.known === is).map(fineness));
  expect(missing.length).toBeGreaterThan(0);
  // Some may be under way in another worker.
  expect(Math.min(...there)).toBeGreaterThanOrEqual(Math.max(...missing) / 2);
  // Long before all cells are there, most of the map is painted.
  await expect.poll(async () => (await picture(page.locator("#map-field-0"))).painted).toBeGreaterThan(0.5);
});

test("closed while it sweeps, the map lets its workers go; opened again, it goes on", { tag: "@all" }, async ({
  page,
}) => {
  await longSweep(page, 12);
  await expect.poll(() => done(page)).toBeGreaterThan(0);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  const at = await done(page);
  await expect.poll(() => page.workers().length).toBe(1);
  expect(at).toBeLessThan(96);
  await openMap(page);
  await filled(page, 96);
});

/**
 * Makes workers that sweep die: each after so many of its cells, as often as told.
 * @param {Page} page
 * @param {{cells: number, times: number}} how
 */
const dyingSweepers = (page, how) =>
  page.addInitScript(({ cells, times }) => {
    const Native = Worker;
    let left = times;
    Object.assign(window, { sweepers: 0 });
    window.Worker = class extends Native {
      /** @param {string | URL} url @param {WorkerOptions} [options] */
      constructor(url, options) {
        super(url, options);
        if (options?.name !== "sweeping") return;
        Object.assign(window, { sweepers: /** @type {any} */ (window).sweepers + 1 });
        let found = 0;
        this.addEventListener("message", ({ data }) => {
          if (data.kind !== "found") return;
          found += 1;
          if (found !== cells || left === 0) return;
          left -= 1;
          this.dispatchEvent(new ErrorEvent("error", { message: "unreachable", cancelable: true }));
        });
      }
    };
  }, how);

test("workers that die in mid-sweep are replaced, and every cell comes out the same", { tag: "@all" }, async ({
  browser,
  page,
  baseURL,
}) => {
  await dyingSweepers(page, { cells: 25, times: 4 });
  await open(page, SMALL);
  await openMap(page);
  await filled(page, 576);
  const made = await page.evaluate(() => /** @type {any} */ (window).sweepers);
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  expect(made).toBe(Math.min(8, Math.max(1, cores - 1)) + 4);
  const after = await table(page);
  const calm = await browser.newPage({ baseURL });
  await open(calm, SMALL);
  await openMap(calm);
  await filled(calm, 576);
  expect(after).toEqual(await table(calm));
  expect(after.flat().filter((text) => text === "" || text === "failed")).toEqual([]);
  await calm.close();
});

test("where no worker starts, the map says so, and Resume tries again", { tag: "@all" }, async ({
  page,
  complaints,
}) => {
  await page.route(/sweeper-.*\.js$/, (route) =>
    route.fulfill({ contentType: "text/javascript", body: "import from" }),
  );
  await open(page, SMALL);
  await openMap(page);
  await expect(page.locator("#map-status")).toContainText("The workers could not be started: ");
  await page.unroute(/sweeper-.*\.js$/);
  await page.getByRole("button", { name: "Resume" }).click();
  await filled(page, 576);
  complaints.length = 0;
});

test("without and with BatchNorm: two maps side by side, each cell its own run", { tag: "@all" }, async ({ page }) => {
  await open(page, SMALL);
  await rested(page);
  await openMap(page);
  await along(page, "x", "Hidden weight scale", ["0.1", "10", "5"]);
  await along(page, "y", "Output weight scale", ["0.1", "10", "3"]);
  await page.getByRole("checkbox", { name: "Compare with and without BatchNorm" }).check();
  await filled(page, 30);
  const [plain, normed] = ["#map-field-0", "#map-field-1"].map((id) => page.locator(id));
  await plain.press("End");
  await plain.press("End");
  const without = await cell(page);
  expect(without.text).toMatch(/^Without a norm: hidden weight scale gain 10, /);
  await normed.press("End");
  await normed.press("End");
  const within = await cell(page);
  expect(within.text).toMatch(/^With BatchNorm: hidden weight scale gain 10, /);
  expect(within.sum).not.toBe(without.sum);
  expect((await picture(plain)).hash).not.toBe((await picture(normed)).hash);
  await normed.press("Enter");
  await expect(page.locator("#norm")).toHaveValue("batch");
  await expect(page.locator("#checksum")).toHaveText(within.sum);
  expect(await number(page, "starting-loss")).toBe(within.value);
});

test("the map works while the run trains, on the text that is in use", { tag: "@all" }, async ({ page }) => {
  await open(page, SMALL);
  await rested(page);
  await drop(
    page,
    "letters.txt",
    [..."abc\nbca\ncab\nab\nbc\nca\na\nb\n"].map((letter) => letter.charCodeAt(0)),
  );
  await expect(page.locator("#status")).toContainText("letters.txt");
  await page.getByRole("button", { name: "Train" }).click();
  await openMap(page);
  await along(page, "x", "Seed", ["1", "9", "9"]);
  await along(page, "y", "none", []);
  await filled(page, 9);
  const at = await number(page, "step-count");
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(at);
  const map = page.locator("#map-field-0");
  await map.press("ArrowRight");
  await map.press("ArrowRight");
  const { text, value, sum } = await cell(page);
  expect(text).toContain("Seed 2: first loss ");
  await map.press("Enter");
  await expect(page.locator("#checksum")).toHaveText(sum);
  expect(await number(page, "starting-loss")).toBe(value);
});
