// The saturation map: its key and figures, reading of cells, the threshold, and dead neurons.

import { expect, open, picture, readPixels, switchTo, test, type, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** The colors of the map below the marks, each with its share. @param {Page} page */
const colorShares = (page) =>
  readPixels(
    page.locator("#saturation-map"),
    ({ data: whole, width }) => {
      const data = whole.subarray(4 * width * Math.ceil(10 * devicePixelRatio));
      /** @type {Record<string, number>} */
      const found = {};
      for (let i = 0; i < data.length; i += 4) {
        const shade = `${data[i]},${data[i + 1]},${data[i + 2]},${data[i + 3]}`;
        found[shade] = (found[shade] ?? 0) + 4 / data.length;
      }
      return found;
    },
    null,
  );

/** A color of the style sheet, in the form of `shades`. @param {Page} page @param {string} name */
const pixelColor = (page, name) =>
  page.evaluate((name) => {
    const hex = getComputedStyle(document.body).getPropertyValue(`--${name}`).trim();
    const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
    return [...channels, 255].join();
  }, name);

/**
 * A table's rows.
 * @param {Page} page
 * @param {string} caption
 */
const tableRows = (page, caption) =>
  page
    .getByRole("table", { name: caption })
    .locator("tbody tr")
    .evaluateAll((rows) => rows.map(({ children }) => [...children].map(({ textContent }) => textContent ?? "")));

/**
 * The rows of the drawer's tables: of each neuron, and of the selected neuron by example.
 * @param {Page} page
 */
async function saturationTables(page) {
  await page.getByRole("button", { name: "Saturation as a table" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  const [neurons, examples] = [await tableRows(page, "each neuron"), await tableRows(page, "example by example")];
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  return { neurons, examples };
}

/** A figure in words, as a number. @param {string | undefined} text */
const numeric = (text = "") => Number(text.replaceAll(",", "").replace("−", "-").replace("∞", "Infinity"));

test("the map and its figures fit the activation: tanh, ReLU and linear", async ({ page }) => {
  await open(page);
  const [facts, key] = [page.locator("#saturation-facts"), page.locator("#saturation-key-text")];
  const layer = page.locator(".layer .facts").first();
  const threshold = page.getByRole("slider", { name: "Threshold" });
  await expect(key).toHaveText("|h| from 0 to 0.97, then saturated; ▾ dead");
  await expect(threshold).toBeVisible();

  await switchTo(page, "#v=1&preset=kaiming&act=relu");
  await expect(facts).toHaveText(/^[\d.]+ % of 32 × 200 activations exactly 0; \d+ of 200 neurons dead$/);
  await expect(key).toHaveText(/^zero, then h up to [\d.]+, then dead; ▾ dead$/);
  await expect(layer).toContainText("zero");
  await expect(threshold).toBeHidden();

  await switchTo(page, "#v=1&preset=deep-linear");
  await expect(facts).toHaveText(/^[\d.]+ % of 32 × 100 activations beyond ±0\.97$/);
  await expect(key).toHaveText("|h| from 0 to 0.97, then beyond ±0.97");
  await expect(layer).toContainText("beyond ±0.97");
  await expect(layer).not.toContainText(/saturated|dead/);
  const saturated = (await colorShares(page))[await pixelColor(page, "map-saturated")];
  const percent = Number.parseFloat((await facts.textContent()) ?? "");
  expect(Math.abs(100 * saturated - percent)).toBeLessThan(2);
});

test("NaN has its own color and is counted next to the map", async ({ page }) => {
  await open(page, "#v=1&act=relu&hidden=100x10&w=std:100&out=std:100&lr=100");
  await page.locator("#step").click();
  await page.locator("#step-count").filter({ hasText: "1" }).waitFor();
  await page.locator("#step").click();
  await waitUntilIdle(page);
  await expect(page.locator("#saturation-nonfinite")).toHaveText("3,200 NaN");
  await expect(page.locator("#saturation-key-text")).toContainText("then NaN");
  await expect(page.locator("#saturation-map")).toHaveAccessibleName(/3,200 NaN$/);
  const found = await colorShares(page);
  expect(Object.keys(found)).toEqual([await pixelColor(page, "map-nan")]);
  await page.locator("#preset").selectOption("naive");
  await expect(page.locator("#saturation-nonfinite")).toBeHidden();
  await expect(page.locator("#saturation-key-text")).not.toContainText("NaN");
});

test("a map of one neuron and one example is one cell", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&hidden=1&batch=1");
  await expect(page.locator("#saturation-facts")).toContainText("of 1 × 1 activations");
  await expect.poll(async () => (await picture(page.locator("#saturation-map"))).painted).toBeGreaterThan(0.9);
  expect(Object.keys(await colorShares(page))).toHaveLength(1);
});

test("pointing at a cell shows its example, context, target, neuron and value", async ({ page }) => {
  await open(page, "#v=1&hidden=20&batch=8");
  await waitUntilIdle(page);
  const map = page.locator("#saturation-map");
  const cell = page.locator("#cell");
  await expect(cell).toHaveText("Neuron 0. Point at a cell of the map, or use the arrow keys, to read its value.");
  const { width, height } = (await map.boundingBox()) ?? { width: 0, height: 0 };
  for (const [example, neuron] of [
    [0, 0],
    [5, 13],
    [7, 19],
    [2, 13],
  ]) {
    await map.hover({ position: { x: (width * (neuron + 0.5)) / 20, y: 9 + ((height - 9) * (example + 0.5)) / 8 } });
    await expect(cell).toHaveText(
      RegExp(`^Example ${example}, “[.a-z]{3}” → “[.a-z]”; neuron ${neuron}: h = \\S+, 1 − h² = `),
    );
    const match = /“(.*)” → “(.*)”; .* h = (\S+), 1 − h² = (\S+)$/.exec((await cell.textContent()) ?? "") ?? [];
    const { examples } = await saturationTables(page);
    expect(examples).toHaveLength(8);
    const [name, context, target, h] = examples[example];
    expect([name, context, target]).toEqual([String(example), match[1], match[2]]);
    // The table shows three digits, the cell four.
    expect(Math.abs(numeric(h) / numeric(match[3]) - 1), `${h}, ${match[3]}`).toBeLessThan(0.006);
    expect(numeric(match[4])).toBeCloseTo(1 - numeric(match[3]) ** 2, 2);
  }
});

test("arrow keys read cells within the map, Escape leaves it, and no step is taken", async ({ page }) => {
  await open(page, "#v=1&hidden=20&batch=8");
  await waitUntilIdle(page);
  const map = page.locator("#saturation-map");
  const cell = page.locator("#cell");
  const before = await picture(map);
  await map.focus();
  for (const [key, example, neuron] of /** @type {[string, number, number][]} */ ([
    ["PageUp", 0, 0],
    ["ArrowLeft", 0, 0],
    ["ArrowUp", 0, 0],
    ["ArrowRight", 0, 1],
    ["ArrowDown", 1, 1],
    ["End", 1, 19],
    ["ArrowRight", 1, 19],
    ["PageDown", 7, 19],
    ["ArrowDown", 7, 19],
    ["ArrowUp", 6, 19],
    ["Home", 6, 0],
    ["ArrowRight", 6, 1],
    ["PageUp", 0, 1],
  ])) {
    await page.keyboard.press(key);
    await expect(cell, key).toHaveText(RegExp(`^Example ${example}, .*; neuron ${neuron}: `));
  }
  await expect(cell).toHaveAttribute("aria-live", "polite");
  expect((await picture(map)).hash).not.toBe(before.hash);
  await page.keyboard.press("Escape");
  await expect(cell).toHaveText(/^Neuron 1\. Point at a cell of the map/);
  await expect.poll(() => picture(map)).toEqual(before);
  await waitUntilIdle(page);
  await expect(page.locator("#step-count")).toHaveText("0");
});

test("the activation curve is that of the selected neuron", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming");
  await waitUntilIdle(page);
  const curve = page.locator("#neuron-curve");
  const map = page.locator("#saturation-map");
  const hashes = new Set();
  for (const [key, neuron] of /** @type {[string, number][]} */ ([
    ["End", 199],
    ["ArrowLeft", 198],
    ["Home", 0],
  ])) {
    const { hash } = await picture(curve);
    await map.press(key);
    await expect(page.getByRole("figure", { name: `Neuron ${neuron} of layer 1 on its activation` })).toBeVisible();
    const values = (await saturationTables(page)).examples.map(([, , , h]) => numeric(h));
    const name = (await curve.getAttribute("aria-label")) ?? "";
    const [from, to] = (/ 32 activations from (\S+) to (\S+) on tanh/.exec(name) ?? []).slice(1).map(numeric);
    expect([from, to]).toEqual([Math.min(...values), Math.max(...values)]);
    await expect.poll(async () => (await picture(curve)).hash).not.toBe(hash);
    hashes.add((await picture(curve)).hash);
  }
  expect(hashes.size).toBe(3);
});

test("White on black leaves two colors, and white is saturated", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  expect(Object.keys(await colorShares(page)).length).toBeGreaterThan(20);
  await page.getByRole("checkbox", { name: "White on black" }).check();
  await expect(page.locator("#saturation-key-text")).toHaveText("white: saturated, |h| beyond 0.97; ▾ dead");
  const { [await pixelColor(page, "muted")]: frame, ...found } = await colorShares(page);
  expect(Object.keys(found).sort()).toEqual(["0,0,0,255", "255,255,255,255"]);
  expect(frame).toBeLessThan(0.02);
  const percent = Number.parseFloat((await page.locator("#saturation-facts").textContent()) ?? "");
  expect(percent).toBeGreaterThan(50);
  expect(Math.abs(100 * found["255,255,255,255"] - percent)).toBeLessThan(2);
  await page.getByRole("checkbox", { name: "White on black" }).uncheck();
  await expect.poll(async () => Object.keys(await colorShares(page)).length).toBeGreaterThan(20);
});

test("a threshold is typed, and an invalid one is rejected by name", async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  const [field, alert] = [page.locator("#threshold-number"), page.getByRole("alert")];
  const saturated = async () => Number.parseFloat((await page.locator("#saturation-facts").textContent()) ?? "");
  const lecture = await saturated();
  await type(page, "threshold-number", "0.5");
  await expect(page.locator("#saturation-facts")).toContainText("beyond ±0.50");
  await expect(page.locator("#saturation-key-text")).toContainText("from 0 to 0.50");
  await expect(page.getByRole("slider", { name: "Threshold" })).toHaveValue("0.5");
  const half = await saturated();
  expect(half).toBeGreaterThan(lecture);
  for (const [text, got] of [
    ["1.01", "you typed “1.01”"],
    ["-0.1", "you typed “-0.1”"],
    ["half", "you typed “half”"],
    [" ", "it is empty"],
  ]) {
    await type(page, "threshold-number", text);
    await expect(alert).toHaveText(`Threshold must be a number from 0 to 1; ${got}.`);
    await field.press("Escape");
    await expect(field).toHaveValue("0.5");
  }
  expect(await saturated()).toBe(half);
  await type(page, "threshold-number", "0,97");
  await expect(alert).toHaveCount(0);
  await expect.poll(saturated).toBe(lecture);
});

test("dead neurons are listed, and counted alike in the row, the drawer and its table", async ({ page }) => {
  await open(page);
  for (const [fragment, min] of /** @type {[string, number][]} */ ([
    ["#v=1&w=std:2", 1],
    ["#v=1&w=std:5", 17],
    ["#v=1&act=relu&w=std:0.3&b=std:3", 1],
  ])) {
    await switchTo(page, fragment);
    const { neurons } = await saturationTables(page);
    expect(neurons).toHaveLength(200);
    const dead = neurons.filter(([, , state]) => state === "dead").map(([neuron]) => neuron);
    expect(dead.length).toBeGreaterThanOrEqual(min);
    expect(neurons.filter(([, times]) => times === "32").map(([neuron]) => neuron)).toEqual(dead);
    const more = dead.length > 5 ? ` and ${dead.length - 5} more` : "";
    await expect(page.locator("#dead-list")).toHaveText(`: ${dead.slice(0, 5).join(", ")}${more}`);
    await expect(page.locator("#saturation-facts")).toContainText(`; ${dead.length} of 200 neurons dead`);
    await expect(page.locator(".layer .facts").first()).toContainText(`dead ${dead.length}`);
  }
});

test("the survey finds neurons that are dead for every example, until Reset", async ({ page }) => {
  await open(page, "#v=1&w=std:0.3&b=std:3");
  await waitUntilIdle(page);
  const ask = page.getByRole("button", { name: "Dead for every example?" });
  const result = page.locator("#survey-result");
  await ask.click();
  await expect(result).toHaveText(/^At step 0: \d+ of 200 for all 183,802 examples: [\d, ]+\.$/);
  await expect(ask).toBeVisible();
  await expect(page.getByRole("progressbar", { name: "Survey" })).toBeHidden();
  const match = /: (\d+) of 200 .*: (.*)\.$/.exec((await result.textContent()) ?? "") ?? [];
  const everywhere = match[2].split(", ");
  expect(everywhere).toHaveLength(Number(match[1]));
  const { neurons } = await saturationTables(page);
  const named = (/** @type {number} */ column) =>
    neurons.filter((row) => row[column] === "dead").map(([neuron]) => neuron);
  expect(named(3)).toEqual(everywhere);
  expect(named(2)).toEqual(expect.arrayContaining(everywhere));
  expect(named(2).length).toBeGreaterThan(everywhere.length);
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await waitUntilIdle(page);
  await expect(result).toContainText("At step 0: ");
  await page.getByRole("button", { name: "Reset" }).click();
  await expect(result).toHaveText("");
});

for (const [what, end] of /** @type {[string, (page: Page) => Promise<void>][]} */ ([
  ["its button", (page) => page.locator("#survey").click()],
  ["another threshold", (page) => type(page, "threshold-number", "0.5")],
])) {
  test(`a survey is canceled by ${what}`, { tag: "@all" }, async ({ page }) => {
    await open(page, "#v=1&hidden=512x5&w=std:0.05&b=std:20");
    await waitUntilIdle(page);
    const [ask, bar] = [page.locator("#survey"), page.locator("#survey-progress")];
    await ask.click();
    await expect(ask).toHaveText("Cancel");
    await expect
      .poll(() => bar.evaluate((bar) => /** @type {HTMLProgressElement} */ (bar).position))
      .toBeGreaterThan(0);
    await expect(bar).toBeVisible();
    await end(page);
    await expect(ask).toHaveText("Dead for every example?");
    // The worker answers this after all messages of the survey.
    await page.getByRole("checkbox", { name: "Pre-activations" }).check();
    await expect(page.getByRole("figure", { name: "Pre-activations, layer 1" })).toBeVisible();
    await expect(ask).toHaveText("Dead for every example?");
    await expect(bar).toBeHidden();
    await expect(page.locator("#survey-result")).toHaveText("");
  });
}
