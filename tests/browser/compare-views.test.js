// How pinned runs are shown: outlines over histograms, lines in the charts, and the comparison table.

import { expect, expectNoAxeViolations, open, pixelsOfColor, test, waitUntilIdle } from "./page.js";

/** @import { Locator, Page } from "@playwright/test" */

/** Two small networks to pin, of two and three layers; the current one has three. */
const FEW = "preset=naive;hidden=20x2;emb=3";
const WIDE = "preset=kaiming;hidden=40x3;emb=3;batch=64;step=70";
const BOTH = `#v=1&preset=kaiming&hidden=20x3&emb=3&pin1=the naive one;${FEW}&pin2=wide;${WIDE}&step=40`;

/** Opens a link with pins, and waits until every run is idle. @param {Page} page @param {string} fragment */
async function openPinned(page, fragment) {
  await open(page, fragment);
  await waitUntilIdle(page);
  const runs = fragment.split("&pin").length - 1;
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(page.getByRole("group", { name: /^Pinned run: / })).toHaveCount(runs);
  await expect
    .poll(async () => (await tableCells(page, "sum")).filter((text) => /^[0-9a-f]{16}$/.test(text)).length)
    .toBe(runs + 1);
}

/** A row of the table, without its header and without the mark of the best. @param {Page} page @param {string} key */
const tableCells = (page, key) =>
  page.locator(`#compare-table [data-row="${key}"] td > :first-child`).allTextContents();

/** Which cells of a row are marked as the best. @param {Page} page @param {string} key */
const bestCells = async (page, key) =>
  (await page.locator(`#compare-table [data-row="${key}"] td`).allTextContents()).map((text) =>
    text.endsWith(", best"),
  );

/** How many pixels of a canvas have a color of the style sheet, or nearly. @param {Locator} canvas @param {string} name */
const coloredPixels = async (canvas, name) =>
  (await pixelsOfColor(canvas, name, 201, 39)).rows.reduce((sum, row) => sum + row, 0);

/** @param {Page} page @param {string} name of a figure */
const figureCanvas = (page, name) => page.getByRole("figure", { name, exact: true }).locator("canvas");

/** A fact of a layer as the page shows it. @param {Page} page @param {number} layer @param {string} label @param {number} [which] */
async function layerFact(page, layer, label, which = 0) {
  const row = page.getByRole("group", { name: `Layer ${layer}`, exact: true });
  const texts = await row.locator(".facts > span:has(b)").allTextContents();
  return texts.filter((text) => text.startsWith(`${label} `))[which].slice(label.length + 1);
}

/** A figure in words, as a number. @param {string} text */
const numeric = (text) => Number(text.replaceAll(",", "").replace(/−/g, "-"));

test("the comparison table shows the figures that each run shows alone", async ({ page }) => {
  await openPinned(page, BOTH);
  await page.getByRole("button", { name: "Evaluate all" }).click();
  await expect.poll(async () => (await tableCells(page, "val")).includes("–")).toBe(false);
  const rows = ["step", "first", "train", "val", "saturated", "dead", "gradients", "sum"];
  const table = await Promise.all(rows.map((key) => tableCells(page, key)));
  const alone = [
    `${BOTH.split("&pin1")[0]}&step=40`,
    `#${FEW.replaceAll(";", "&")}&step=40`,
    `#${WIDE.replaceAll(";", "&")}`,
  ];
  for (const [run, fragment] of alone.entries()) {
    await open(page, fragment);
    await waitUntilIdle(page);
    await expect(page.locator("#step-count")).toHaveText(table[0][run]);
    await expect(page.locator("#starting-loss")).toHaveText(table[1][run]);
    await page.getByRole("button", { name: "Evaluate", exact: true }).click();
    const [train, val] = [table[2][run], table[3][run]];
    await expect(page.locator("#evaluation")).toHaveText(`At step ${table[0][run]}: train ${train}, val ${val}`);
    const layers = await page.locator(".layer").count();
    const numbers = Array.from({ length: layers }, (_, i) => i + 1);
    const saturated = await Promise.all(numbers.map((layer) => layerFact(page, layer, "saturated")));
    const worst = saturated.map(Number.parseFloat).indexOf(Math.max(...saturated.map(Number.parseFloat)));
    expect(table[4][run]).toBe(`${saturated[worst]} (layer ${worst + 1})`);
    const dead = await Promise.all(numbers.map((layer) => layerFact(page, layer, "dead")));
    expect(numeric(table[5][run])).toBe(dead.reduce((sum, text) => sum + numeric(text), 0));
    const [first, last] = await Promise.all([layerFact(page, 1, "std", 1), layerFact(page, layers, "std", 1)]);
    const ratio = numeric(last) / numeric(first);
    expect(Math.abs(numeric(table[6][run]) / ratio - 1)).toBeLessThan(0.02);
    await expect(page.locator("#checksum")).toHaveText(table[7][run]);
  }
});

test("the comparison table lists only settings that differ and marks the best value of a row", { tag: "@all" }, async ({
  page,
}) => {
  await openPinned(page, BOTH);
  const table = page.getByRole("table", { name: "This run and the pinned runs" });
  await expect(table.getByRole("columnheader")).toHaveText(["This run", "the naive one", "wide"]);
  const settings = await page.locator("#compare-table tbody").first().getByRole("rowheader").allTextContents();
  expect(settings).toEqual([
    "Settings that differ",
    ...["Preset", "Layers", "Hidden weights", "Output weights", "Bias", "Output bias", "Batch size"],
  ]);
  expect(await tableCells(page, "hidden")).toEqual(["20x3", "20x2", "40x3"]);
  expect(await tableCells(page, "batch")).toEqual(["32", "32", "64"]);
  expect(await tableCells(page, "step")).toEqual(["40", "40", "70"]);
  const first = (await tableCells(page, "first")).map((text) => Math.abs(numeric(text) - 3.2958));
  expect(await bestCells(page, "first")).toEqual(first.map((far) => far === Math.min(...first)));
  expect(await bestCells(page, "step")).toEqual([false, false, false]);
  expect(await bestCells(page, "hidden")).toEqual([false, false, false]);
});

test("Compare is a view with an address: the table, the loss and the layers as they are now, and the Lab keeps its tab", async ({
  page,
}) => {
  await open(page, BOTH);
  await waitUntilIdle(page);
  await page.getByRole("tab", { name: "By hand" }).click();
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(page.locator("#go-compare")).toHaveAttribute("aria-current", "page");
  for (const id of ["compare-panel", "loss-chart", "layers", "pins", "train"])
    await expect(page.locator(`#${id}`), id).toBeVisible();
  for (const id of ["controls", "views", "drawer", "update-panel", "hand-panel", "verdict"])
    await expect(page.locator(`#${id}`), id).toBeHidden();
  await expect.poll(() => page.url()).toContain("&view=compare");
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(async () => Number((await tableCells(page, "step"))[0])).toBeGreaterThan(50);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Lab", exact: true }).click();
  await expect(page.getByRole("tab", { name: "By hand" })).toHaveAttribute("aria-selected", "true");
  await expect(page.locator("#compare-panel")).toBeHidden();
  await expect.poll(() => page.url()).not.toContain("view=");
  // A link that points at the comparison opens it.
  await open(page, `${BOTH}&focus=compare`);
  await expect(page.locator("#compare-table")).toBeVisible();
  await expect(page.locator("#go-compare")).toHaveAttribute("aria-current", "page");
  expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0);
  await page.getByRole("button", { name: "Lab", exact: true }).click();
  await expect.poll(() => page.url()).toContain("view=lab&focus=compare");
});

test("histograms have outlines of the pinned runs that have the layer; strips have none", async ({ page }) => {
  await openPinned(page, BOTH);
  for (const what of ["Activations", "Gradients"]) {
    for (const layer of [1, 2]) {
      for (const pin of ["pin-1", "pin-2"]) {
        await expect
          .poll(() => coloredPixels(figureCanvas(page, `${what}, layer ${layer}`), pin), `${what} ${layer} ${pin}`)
          .toBeGreaterThan(8);
      }
    }
    await expect.poll(() => coloredPixels(figureCanvas(page, `${what}, layer 3`), "pin-2")).toBeGreaterThan(8);
    expect(await coloredPixels(figureCanvas(page, `${what}, layer 3`), "pin-1")).toBe(0);
  }
  await expect(figureCanvas(page, "Activations, layer 1")).toHaveAccessibleName(
    /; the naive one std [\d.]+, saturated [\d.]+ %; wide std [\d.]+, saturated [\d.]+ %$/,
  );
  await expect(figureCanvas(page, "Gradients, layer 3")).toHaveAccessibleName(/[^;]+; [^;]+; wide std [\d.e−]+$/);
  await expect(page.locator("#layers-pins bdi")).toHaveText(["the naive one", "wide"]);
  await page.getByRole("checkbox", { name: "Pre-activations" }).check();
  await expect(figureCanvas(page, "Pre-activations, layer 2")).toHaveAccessibleName(/; wide std [\d.]+, saturated/);
  await expect.poll(() => coloredPixels(figureCanvas(page, "Pre-activations, layer 2"), "pin-2")).toBeGreaterThan(8);
  await page.getByRole("button", { name: "Lab", exact: true }).click();
  await page.getByRole("tab", { name: "Over time" }).click();
  await expect(figureCanvas(page, "Activations, layer 1")).toHaveAccessibleName(/over steps 0 to/);
  for (const pin of ["pin-1", "pin-2"])
    expect(await coloredPixels(figureCanvas(page, "Activations, layer 1"), pin)).toBe(0);
  await expect(figureCanvas(page, "Activations, layer 1")).not.toHaveAccessibleName(/wide/);
  await expect(page.locator("#layers-pins")).toBeHidden();
});

test("both charts draw and list pinned runs, and drop a removed one", { tag: "@all" }, async ({ page }) => {
  await openPinned(page, BOTH);
  const [loss, update] = ["loss", "update"].map((which) => page.locator(`#${which}-chart canvas`));
  // The update ratio is in the Lab only.
  await page.getByRole("button", { name: "Lab", exact: true }).click();
  for (const chart of [loss, update]) {
    for (const pin of ["pin-1", "pin-2"]) await expect.poll(() => coloredPixels(chart, pin)).toBeGreaterThan(15);
  }
  for (const id of ["loss-pins", "update-pins"]) {
    await expect(page.locator(`#${id} bdi`)).toHaveText(["the naive one", "wide"]);
  }
  await expect(page.locator("#loss-chart")).toHaveAccessibleName(
    /; the naive one [\d.]+ at step 40; wide [\d.]+ at step 70$/,
  );
  await expect(page.locator("#update-chart")).toHaveAccessibleName(/; wide −[\d.]+ on average$/);
  await page.getByRole("button", { name: "Remove the naive one" }).click();
  for (const chart of [loss, update]) {
    await expect.poll(() => coloredPixels(chart, "pin-1")).toBe(0);
    expect(await coloredPixels(chart, "pin-2")).toBeGreaterThan(15);
  }
  await expect(page.locator("#loss-pins bdi")).toHaveText(["wide"]);
  await expect(page.locator("#loss-chart")).not.toHaveAccessibleName(/naive one/);
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(page.getByRole("columnheader")).toHaveText(["This run", "wide"]);
  await page.getByRole("button", { name: "Remove wide" }).click();
  await expect(page.getByRole("button", { name: "Pin this run" })).toBeVisible();
  await expect(page.locator("#compare-table")).toBeHidden();
  await expect.poll(() => coloredPixels(loss, "pin-2")).toBe(0);
  await expect(page.locator("#loss-pins")).toBeHidden();
});

test("the empty Compare panel pins the current run and links to two examples", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&hidden=20&emb=3");
  await waitUntilIdle(page);
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  const panel = page.getByRole("region", { name: "Runs side by side", exact: true });
  await expect(panel).toContainText("Pin this run, then change a setting");
  await panel.getByRole("button", { name: "Pin this run" }).press("Enter");
  await expect(panel.getByRole("region", { name: "Runs side by side, a table" })).toBeFocused();
  await expect.poll(() => tableCells(page, "first")).toHaveLength(2);
  await expect.poll(async () => new Set(await tableCells(page, "sum")).size).toBe(1);
  await expect(panel.getByRole("rowheader").first()).toHaveText("No setting differs");
  for (const name of ["Weights too large, and scaled by fan-in", "Five layers with and without BatchNorm"]) {
    await open(page);
    await page.getByRole("button", { name: "Compare", exact: true }).click();
    await panel.getByRole("link", { name }).click();
    await expect(page.getByRole("group", { name: /^Pinned run: / })).toHaveCount(1);
    await expect.poll(async () => (await tableCells(page, "first")).filter((text) => /^\d/.test(text)).length).toBe(2);
    await expect(page.getByRole("alert")).toBeHidden();
    const heading = panel.getByRole("columnheader").locator("bdi");
    expect(await heading.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
    await expect(heading).toHaveCSS("text-overflow", "clip");
    const text = (await page.locator("#compare-table tbody").first().textContent()) ?? "";
    expect(text).toMatch(
      name.includes("BatchNorm") ? /^Settings that differNormalizationbatch/ : /^Settings that differPreset/,
    );
  }
});

test("the comparison table updates at most ten times a second", { tag: "@all" }, async ({ page }) => {
  await openPinned(page, BOTH);
  await page.evaluate(() => {
    /** @type {Set<number>} */
    const at = new Set();
    const cell = document.querySelector('#compare-table [data-row="step"] td');
    const record = () => at.add(Number(document.timeline.currentTime));
    if (cell !== null)
      new MutationObserver(record).observe(cell, { subtree: true, childList: true, characterData: true });
    Object.assign(window, { changedAt: at });
  });
  await page.getByRole("button", { name: "Train" }).click();
  const times = () =>
    page.evaluate(() => [.../** @type {{changedAt: Set<number>}} */ (/** @type {unknown} */ (window)).changedAt]);
  await expect.poll(async () => (await times()).length).toBeGreaterThan(5);
  const changes = await times();
  await page.getByRole("button", { name: "Pause" }).click();
  // The first is from the start of training, and the last may be from its end.
  const gaps = changes.slice(1, -1).map((time, i) => time - changes[i]);
  for (const gap of gaps.slice(1)) expect(gap).toBeGreaterThan(90);
  await waitUntilIdle(page);
  await expect.poll(async () => new Set(await tableCells(page, "step")).size).toBe(1);
});

test("axe finds no violations in Compare with and without pins", async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(page.getByRole("button", { name: "Pin this run" })).toBeVisible();
  await expectNoAxeViolations(page);
  await openPinned(page, BOTH);
  await expectNoAxeViolations(page);
  await expect(page.locator("#layers-pins bdi")).toHaveCount(2);
});
