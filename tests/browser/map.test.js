// The whole map: a sweep fills it, each cell is the run that the page itself makes of it, workers may die, and it is read and
// opened by pointer and keys.

import {
  choose,
  copiesToTitle,
  drop,
  expect,
  faultless,
  number,
  open,
  picture,
  rested,
  savedBy,
  test,
  type,
} from "./page.js";

/** @import { Page } from "@playwright/test" */

/** A network of which a hundred are drawn at once. */
const SMALL = "#v=1&hidden=12x3&batch=8&w=gain:1";

/** Opens the dialog, and gives it. @param {Page} page */
async function openMap(page) {
  await page.getByRole("button", { name: "Map…" }).click();
  const dialog = page.getByRole("dialog", { name: "The whole map" });
  await expect(dialog).toBeVisible();
  return dialog;
}

/** Waits until every cell is there. @param {Page} page @param {number} cells */
async function filled(page, cells) {
  const all = cells.toLocaleString("en");
  await expect(page.locator("#map-status")).toHaveText(`${all} of ${all} cells.`, { timeout: 40_000 });
}

/**
 * Sets an axis, list or range.
 * @param {Page} page
 * @param {"x" | "y"} axis
 * @param {string} field its label
 * @param {string[]} values a range's from, to and count, or one text for a list
 */
async function along(page, axis, field, values) {
  await choose(page, axis === "x" ? "Across, which field" : "Up, which field", field);
  if (values.length === 1) {
    const list = page.locator(`#map-${axis}-list`);
    if (await list.isHidden()) await page.locator(`#map-${axis}-kind`).click();
    await type(page, `map-${axis}-list`, values[0]);
  }
  for (const [i, part] of values.length === 3 ? ["from", "to", "count"].entries() : []) {
    await type(page, `map-${axis}-${part}`, values[i]);
  }
}

/** What the table has, rows from the lowest up: `[value of y, cells…]`. @param {Page} page */
async function table(page) {
  const button = page.getByRole("button", { name: "As a table", exact: true });
  await button.click();
  const rows = await page
    .locator("#map-table tbody tr")
    .evaluateAll((rows) => rows.map((row) => [...row.children].map(({ textContent }) => textContent ?? "")));
  await button.click();
  return rows.reverse();
}

/** What is read: the whole text, its figure and checksum. @param {Page} page */
async function cell(page) {
  const said = page.locator("#map-cell");
  await expect(said).toHaveText(/checksum [0-9a-f]{16}$/);
  const text = (await said.textContent()) ?? "";
  const [, value, sum] = /: [a-z ,/]+? ([−\d.e]+)(?: %)?, (?:not )?healthy; checksum (\w{16})$/.exec(text) ?? [];
  return { text, value: Number(value.replace("−", "-")), sum };
}

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
    const url = () => page.url();
    await expect.poll(url).toContain("preset=deep-gain-5/3");
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
  const link = page.url();
  expect(link).toContain("lr=0.5");
  expect(link).toContain(`step=40&sum=${sum}`);
});

test("the link of a cell replays it exactly, and its command has the same link", async ({ page }) => {
  await copiesToTitle(page);
  await open(page, SMALL);
  await rested(page);
  await openMap(page);
  await filled(page, 576);
  const map = page.locator("#map-field-0");
  const { width, height } = (await map.boundingBox()) ?? { width: 0, height: 0 };
  await map.click({ position: { x: width / 2, y: height / 2 }, modifiers: ["Shift"] });
  const { text, sum } = await cell(page);
  // On its way to the button the pointer passes other cells.
  await page.getByRole("button", { name: "Copy its link" }).click();
  await expect(page.locator("#map-said")).toHaveText("Link copied.");
  expect((await cell(page)).text).toBe(text);
  const link = await page.title();
  const { hash } = new URL(link);
  expect(hash).toContain(`sum=${sum}`);
  await expect(page.locator("#map-replay")).toHaveText(`cargo run --release --example replay -- --link '${hash}'`);
  await open(page, hash);
  await expect(page.locator("#checksum")).toHaveText(sum);
  await expect(page.locator("#status")).toContainText("Replayed exactly");
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
  await expect(page.locator("#map-status")).toHaveText(/^Cancelled at \d+ of 480 cells\.$/);
  const kept = (await table(page)).flatMap((row) => row.slice(1)).filter((text) => text !== "").length;
  expect(kept).toBe(await done(page));
  expect(kept).toBeLessThan(480);
});

test("coarse cells come first, and stand as blocks", async ({ page }) => {
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
  expect((await picture(page.locator("#map-field-0"))).painted).toBeGreaterThan(0.5);
});

test("closed while it sweeps, the map lets its workers go; opened again, it goes on", async ({ page }) => {
  await longSweep(page, 6);
  await expect.poll(() => done(page)).toBeGreaterThan(0);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  const at = await done(page);
  await expect.poll(() => page.workers().length).toBe(1);
  expect(at).toBeLessThan(48);
  await openMap(page);
  await filled(page, 48);
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

test("workers that die in mid-sweep are replaced, and every cell comes out the same", async ({
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
  expect(after.flat().filter((text) => text === "" || text === "given up")).toEqual([]);
  await calm.close();
});

test("where no worker starts, the map says so, and Resume tries again", async ({ page, complaints }) => {
  await page.route(/sweeper-.*\.js$/, (route) =>
    route.fulfill({ contentType: "text/javascript", body: "import from" }),
  );
  await open(page, SMALL);
  await openMap(page);
  await expect(page.locator("#map-status")).toContainText("No worker starts: ");
  await page.unroute(/sweeper-.*\.js$/);
  await page.getByRole("button", { name: "Resume" }).click();
  await filled(page, 576);
  complaints.length = 0;
});

test("without and with BatchNorm: two maps on the same axes, each cell its own run", async ({ page }) => {
  await open(page, SMALL);
  await rested(page);
  await openMap(page);
  await along(page, "x", "Hidden weight scale", ["0.1", "10", "5"]);
  await along(page, "y", "Output weight scale", ["0.1", "10", "3"]);
  await page.getByRole("checkbox", { name: "Without and with BatchNorm" }).check();
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

test("a range that can't be is said beside its field, and the map before stays", async ({ page }) => {
  await open(page, SMALL);
  await openMap(page);
  await filled(page, 576);
  const map = page.locator("#map-field-0");
  const before = await picture(map);
  for (const [axis, part, value, error] of [
    ["x", "from", "-1", /^w: expected a number from .*, got -1$/],
    ["x", "count", "65", /^w: expected .*2 to 64 values/],
    ["y", "to", "wide", /^out: expected a number from .*, got wide$/],
  ]) {
    const field = page.locator(`#map-${axis}-${part}`);
    const kept = await field.inputValue();
    await type(page, `map-${axis}-${part}`, String(value));
    await expect(page.locator(`#map-${axis}-error`)).toHaveText(error);
    await expect(field).toHaveAttribute("aria-invalid", "true");
    expect((await picture(map)).hash).toBe(before.hash);
    await type(page, `map-${axis}-${part}`, kept);
    await expect(page.locator(`#map-${axis}-error`)).toHaveText("");
    await filled(page, 576);
  }
  await choose(page, "Up, which field", "Hidden weight scale");
  await expect(page.locator("#map-y-error")).toHaveText("w: expected another field on the second axis, got w");
  await choose(page, "Up, which field", "Output weight scale");
  await type(page, "map-steps", "many");
  await expect(page.locator("#map-measure-error")).toHaveText(
    "steps: expected a whole number from 0 to 1,000,000,000, got many",
  );
});

test("a cell that can't be is hatched with its reason, and opens nothing", async ({ page }) => {
  await open(page, SMALL);
  await openMap(page);
  await along(page, "x", "Batch size", ["1", "4", "3"]);
  await along(page, "y", "Normalization", ["none,batch"]);
  await filled(page, 6);
  const map = page.locator("#map-field-0");
  await map.press("Home");
  await map.press("ArrowUp");
  await expect(page.locator("#map-cell")).toHaveText(
    /^Batch size 1, normalization batch: there is no such network\. .*batch.*expected/,
  );
  await map.press("Enter");
  await expect(page.getByRole("dialog", { name: "The whole map" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Open this run" })).toBeDisabled();
});

test("the map works while the run trains, on the text that is in use", async ({ page }) => {
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

test("the CSV has a line for each cell, and its links replay", async ({ page }) => {
  await open(page, SMALL);
  await openMap(page);
  await along(page, "x", "Hidden weight scale", ["0.1,1,5/3"]);
  await along(page, "y", "Normalization", ["none,batch"]);
  await filled(page, 6);
  const { name, bytes } = await savedBy(page, () => page.getByRole("button", { name: "Save CSV" }).click());
  expect(name).toMatch(/^initscope-.*-map-first-loss\.csv$/);
  const csv = bytes.toString("utf8");
  const [head, ...lines] = csv
    .trimEnd()
    .split("\r\n")
    .map((line) => line.split(","));
  expect(head.join()).toBe("w,norm,first_loss,healthy,checksum,link,error");
  expect(lines).toHaveLength(6);
  const shown = (await table(page)).flatMap((row) => row.slice(1));
  const told = lines.map(([, , value, healthy]) => `${Number(value).toFixed(3)}${healthy === "true" ? " ✓" : ""}`);
  expect(told).toEqual(shown);
  const [, , , , sum, link] = lines[4];
  await open(page, link);
  await expect(page.locator("#status")).toContainText("Replayed exactly");
  await expect(page.locator("#checksum")).toHaveText(sum);
});

test("the pointer reads cells, a click opens one; keys stay within the map", async ({ page }) => {
  await open(page, SMALL);
  await openMap(page);
  await along(page, "x", "Depth", ["1", "4", "4"]);
  await along(page, "y", "Width", ["8,16"]);
  await filled(page, 8);
  const map = page.locator("#map-field-0");
  const said = page.locator("#map-cell");
  await expect(said).toHaveText(/^Point at a cell/);
  for (const [key, depth, width] of /** @type {[string, number, number][]} */ ([
    ["ArrowRight", 1, 8],
    ["ArrowRight", 2, 8],
    ["ArrowUp", 2, 16],
    ["ArrowUp", 2, 16],
    ["End", 4, 16],
    ["ArrowRight", 4, 16],
    ["PageDown", 4, 8],
    ["Home", 1, 8],
  ])) {
    await map.press(key);
    await expect(said, key).toHaveText(RegExp(`^Depth ${depth}, width ${width}: first loss `));
  }
  await expect(said).toHaveAttribute("aria-live", "polite");
  await map.press("Escape");
  await expect(said).toHaveText(/^Point at a cell/);
  await expect(page.getByRole("dialog", { name: "The whole map" })).toBeVisible();
  const { width, height } = (await map.boundingBox()) ?? { width: 0, height: 0 };
  await map.hover({ position: { x: width * 0.9, y: height * 0.2 } });
  await expect(said).toHaveText(/^Depth 4, width 16: first loss /);
  await expect(said).toHaveAttribute("aria-live", "off");
  const { sum } = await cell(page);
  await map.click({ position: { x: width * 0.9, y: height * 0.2 } });
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.locator("#checksum")).toHaveText(sum);
  await expect(page.locator("#depth")).toHaveValue("4");
});

test("axe finds nothing in the map, nor in its table, nor beside an error", async ({ page }) => {
  await open(page, SMALL);
  await openMap(page);
  await filled(page, 576);
  await page.locator("#map-field-0").press("ArrowRight");
  await faultless(page);
  await type(page, "map-x-from", "-1");
  await expect(page.locator("#map-x-error")).not.toHaveText("");
  await page.getByRole("button", { name: "As a table", exact: true }).click();
  await faultless(page);
});
