// The map: sweeps from coarse to fine, cells that are the page's own runs, and workers that fail.

import { mapView, openMap, readCell, readTable, SMALL, setAxis, waitForCells } from "./map.js";
import { choose, drawFrames, drop, expect, number, open, picture, test, type, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

test("the default map sweeps a deep network, and each cell opens as the same run", async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  await openMap(page);
  await expect(page.locator("#map-base")).toHaveValue("deep-gain-5/3");
  await waitForCells(page, 576);
  const map = page.locator("#map-field-0");
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
    const { value, sum } = await readCell(page);
    await map.press("Enter");
    await expect(mapView(page)).toBeHidden();
    await expect(page.locator("#checksum")).toHaveText(sum);
    expect(await number(page, "starting-loss")).toBe(value);
    expect(await number(page, "step-count")).toBe(0);
    await expect.poll(() => page.url()).toContain("preset=deep-gain-5/3");
    await openMap(page);
    await waitForCells(page, 576);
  }
});

test("a trained cell has the checksum and validation loss of the page's own run", { tag: "@all" }, async ({ page }) => {
  await open(page, SMALL);
  await waitUntilIdle(page);
  await openMap(page);
  await setAxis(page, "x", "Learning rate", ["0.1,0.5"]);
  await setAxis(page, "y", "Seed", ["3,4"]);
  await choose(page, "Measure", "Validation loss");
  await expect(page.locator("#map-steps")).toHaveValue("200");
  await type(page, "map-steps", "40");
  await expect(page.locator("#map-status")).toHaveText("4 cells of 40 steps each. Press Start.");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await waitForCells(page, 4);
  const map = page.locator("#map-field-0");
  await map.press("ArrowRight");
  await map.press("ArrowRight");
  await map.press("ArrowUp");
  const { text, value, sum } = await readCell(page);
  expect(text).toContain("Learning rate 0.5, seed 4: validation loss ");
  await map.press("Enter");
  await waitUntilIdle(page);
  await expect(page.locator("#step-count")).toHaveText("40");
  await expect(page.locator("#checksum")).toHaveText(sum);
  await page.getByRole("button", { name: "Evaluate" }).click();
  await expect(page.locator("#evaluation")).toHaveText(RegExp(`, val ${value.toFixed(3)}$`));
  const address = () => page.url();
  await expect.poll(address).toContain("lr=0.5");
  await expect.poll(address).toContain(`step=40&sum=${sum}`);
});

test("a sweep over one setting is a line chart whose points are read and opened, and marks what has learned", async ({
  page,
}) => {
  await open(page, "#v=1&preset=kaiming&hidden=30");
  await waitUntilIdle(page);
  await openMap(page);
  await choose(page, "Measure", "Validation loss");
  await setAxis(page, "x", "Learning rate", ["0.001,0.1,0.3"]);
  await setAxis(page, "y", "none", []);
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await waitForCells(page, 3);
  const chart = page.locator("#map-field-0");
  await expect(chart).toHaveAttribute("aria-roledescription", "line chart");
  await expect(chart).toHaveAccessibleName(
    /^Line chart of Validation loss, after 200 steps, Learning rate from 0\.001 to 0\.3: 2\.\d+ to 3\.2\d+, \d of 3 networks healthy$/,
  );
  await expect(page.locator("#map-says")).toContainText(
    "at most 0.1 above the best healthy one. The ring marks this run.",
  );
  await expect(page.locator("#map-key")).toBeHidden();
  await expect(page.locator("#map-line-key")).toContainText("ln V 3.30");
  // Nothing is wrong with the slowest network, but it has hardly learned.
  await chart.press("Home");
  await expect(page.locator("#map-cell")).toHaveText(
    /^Learning rate 0\.001: validation loss 3\.2\d+, not healthy, though nothing is wrong: it has learned too little; /,
  );
  const { width, height } = (await chart.boundingBox()) ?? { width: 0, height: 0 };
  await chart.hover({ position: { x: width - 100, y: height / 3 } });
  await page.getByRole("button", { name: "Save CSV" }).hover();
  await chart.hover({ position: { x: width - 100, y: height / 3 } });
  await expect(page.locator("#map-cell")).toHaveText(/^Learning rate 0\.3: validation loss 2\.\d+, healthy; /);
  const { sum } = await readCell(page);
  // Beside the cells, a double click opens nothing.
  await chart.dblclick({ position: { x: 2, y: height / 3 } });
  await chart.dblclick({ position: { x: width - 100, y: height / 3 } });
  await expect(mapView(page)).toBeHidden();
  await expect(page.locator("#checksum")).toHaveText(sum);
  await expect(page.locator("#go-lab")).toHaveAttribute("aria-current", "page");
  await expect.poll(() => page.url()).toContain("&lr=0.3,100000:0.01&step=200&sum=");
});

test("the map is a view with an address; Escape releases its cell, and P presents from there", async ({ page }) => {
  await open(page, `${SMALL}&view=map`);
  await expect(mapView(page)).toBeVisible();
  await waitForCells(page, 576);
  await expect(page.getByRole("button", { name: "Train", exact: true })).toBeHidden();
  await page.locator("#map-field-0").press("ArrowRight");
  // Single keys that move the run do nothing where the run can't be seen.
  await page.getByRole("button", { name: "Map", exact: true }).press("ArrowRight");
  await expect(page.locator("#map-cell")).toHaveText(/checksum/);
  for (const _ of [1, 2]) await page.locator("#map-field-0").press("Escape");
  await expect(page.locator("#map-cell")).toHaveText(/^Point at a cell/);
  await expect(mapView(page)).toBeVisible();
  await page.keyboard.press("p");
  await expect(page.locator("#explore-gauge")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(mapView(page)).toBeVisible();
  await expect.poll(() => page.url()).toContain("view=map");
  await page.getByRole("button", { name: "Lab", exact: true }).click();
  await expect(page.locator("#step-count")).toHaveText("0");
  await expect.poll(() => page.url()).not.toContain("view=");
});

/** How many cells are computed. @param {Page} page */
const doneCells = (page) =>
  page.locator("#map-progress").evaluate((bar) => /** @type {HTMLProgressElement} */ (bar).value);

/** A sweep that takes a while: eight cells of a thousand steps for each seed. @param {Page} page @param {number} seeds */
async function startLongSweep(page, seeds) {
  await open(page, SMALL);
  await waitUntilIdle(page);
  await openMap(page);
  await setAxis(page, "x", "Hidden weight scale", ["0.1", "10", "8"]);
  await setAxis(page, "y", "Seed", ["1", String(seeds), String(seeds)]);
  await type(page, "map-steps", "1,000");
  await page.getByRole("button", { name: "Start", exact: true }).click();
}

test("a sweep can be paused, resumed and canceled", { tag: "@all" }, async ({ page }) => {
  await startLongSweep(page, 60);
  await expect.poll(() => doneCells(page)).toBeGreaterThan(3);
  await mapView(page).getByRole("button", { name: "Pause", exact: true }).click();
  await expect(page.locator("#map-status")).toHaveText(/^Paused at \d+ of 480 cells\.$/);
  await drawFrames(page);
  const at = await doneCells(page);
  expect(at).toBeLessThan(480);
  await drawFrames(page, 30);
  expect(await doneCells(page)).toBe(at);
  await page.getByRole("button", { name: "Resume" }).click();
  await expect.poll(() => doneCells(page)).toBeGreaterThan(at);
  await mapView(page).getByRole("button", { name: "Cancel" }).click();
  await expect(page.locator("#map-status")).toHaveText(/^Canceled at \d+ of 480 cells\.$/);
  const kept = (await readTable(page)).flatMap((row) => row.slice(1)).filter((text) => text !== "").length;
  expect(kept).toBe(await doneCells(page));
  expect(kept).toBeLessThan(480);
});

test("a sweep starts with coarse cells, drawn as blocks", { tag: "@all" }, async ({ page }) => {
  await startLongSweep(page, 60);
  await expect.poll(() => doneCells(page)).toBeGreaterThan(0);
  await mapView(page).getByRole("button", { name: "Pause", exact: true }).click();
  await expect(page.locator("#map-status")).toHaveText(/^Paused at/);
  const known = (await readTable(page)).flatMap((row, y) =>
    row.slice(1).map((text, x) => ({ x, y, known: text !== "" })),
  );
  const fineness = ({ x = 0, y = 0 }) => [8, 4, 2, 1].find((step) => x % step === 0 && y % step === 0) ?? 0;
  const [there, missing] = [true, false].map((is) => known.filter((each) => each.known === is).map(fineness));
  expect(missing.length).toBeGreaterThan(0);
  // Another worker may still compute some.
  expect(Math.min(...there)).toBeGreaterThanOrEqual(Math.max(...missing) / 2);
  // Most of the map is painted before all cells are computed.
  await expect.poll(async () => (await picture(page.locator("#map-field-0"))).painted).toBeGreaterThan(0.5);
});

test("leaving the map terminates its workers, and coming back continues the sweep", { tag: "@all" }, async ({
  page,
}) => {
  await startLongSweep(page, 12);
  await expect.poll(() => doneCells(page)).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Lab", exact: true }).click();
  await expect(mapView(page)).toBeHidden();
  const at = await doneCells(page);
  await expect.poll(() => page.workers().length).toBe(1);
  expect(at).toBeLessThan(96);
  await openMap(page);
  await waitForCells(page, 96);
});

/**
 * Makes sweep workers fail after so many cells each, so many times in total.
 * @param {Page} page
 * @param {{cells: number, times: number}} how
 */
const failSweepWorkers = (page, how) =>
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

test("workers that fail during a sweep are replaced, and every cell is the same", { tag: "@all" }, async ({
  browser,
  page,
  baseURL,
}) => {
  await failSweepWorkers(page, { cells: 25, times: 4 });
  await open(page, SMALL);
  await openMap(page);
  await waitForCells(page, 576);
  const made = await page.evaluate(() => /** @type {any} */ (window).sweepers);
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  expect(made).toBe(Math.min(8, Math.max(1, cores - 1)) + 4);
  const after = await readTable(page);
  const calm = await browser.newPage({ baseURL });
  await open(calm, SMALL);
  await openMap(calm);
  await waitForCells(calm, 576);
  expect(after).toEqual(await readTable(calm));
  expect(after.flat().filter((text) => text === "" || text === "failed")).toEqual([]);
  await calm.close();
});

test("the map reports workers that can't start, and Resume tries again", { tag: "@all" }, async ({
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
  await waitForCells(page, 576);
  complaints.length = 0;
});

test("the map compares networks with and without BatchNorm", { tag: "@all" }, async ({ page }) => {
  await open(page, SMALL);
  await waitUntilIdle(page);
  await openMap(page);
  await setAxis(page, "x", "Hidden weight scale", ["0.1", "10", "5"]);
  await setAxis(page, "y", "Output weight scale", ["0.1", "10", "3"]);
  await page.getByRole("checkbox", { name: "Compare with and without BatchNorm" }).check();
  await waitForCells(page, 30);
  const [plain, normed] = ["#map-field-0", "#map-field-1"].map((id) => page.locator(id));
  await plain.press("End");
  await plain.press("End");
  const without = await readCell(page);
  expect(without.text).toMatch(/^Without a norm: hidden weight scale gain 10, /);
  await normed.press("End");
  await normed.press("End");
  const within = await readCell(page);
  expect(within.text).toMatch(/^With BatchNorm: hidden weight scale gain 10, /);
  expect(within.sum).not.toBe(without.sum);
  expect((await picture(plain)).hash).not.toBe((await picture(normed)).hash);
  await normed.press("Enter");
  await expect(page.locator("#norm")).toHaveValue("batch");
  await expect(page.locator("#checksum")).toHaveText(within.sum);
  expect(await number(page, "starting-loss")).toBe(within.value);
});

test("the map works while the run trains, on the current text", { tag: "@all" }, async ({ page }) => {
  await open(page, SMALL);
  await waitUntilIdle(page);
  await drop(
    page,
    "letters.txt",
    [..."abc\nbca\ncab\nab\nbc\nca\na\nb\n"].map((letter) => letter.charCodeAt(0)),
  );
  await expect(page.locator("#status")).toContainText("letters.txt");
  await page.getByRole("button", { name: "Train" }).click();
  await openMap(page);
  await setAxis(page, "x", "Seed", ["1", "9", "9"]);
  await setAxis(page, "y", "none", []);
  await waitForCells(page, 9);
  const at = await number(page, "step-count");
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(at);
  const map = page.locator("#map-field-0");
  await map.press("ArrowRight");
  await map.press("ArrowRight");
  const { text, value, sum } = await readCell(page);
  expect(text).toContain("Seed 2: first loss ");
  await map.press("Enter");
  await expect(page.locator("#checksum")).toHaveText(sum);
  expect(await number(page, "starting-loss")).toBe(value);
});
