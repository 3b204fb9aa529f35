// Layer health: a row for each layer, now and over time, and the layer that is open in the drawer.

import { expect, number, open, picture, readPixels, test, type, waitUntilIdle } from "./page.js";

/** @import { Locator, Page } from "@playwright/test" */

/** @param {Page} page @param {string} name of a figure */
const figureCanvas = (page, name) => page.getByRole("figure", { name, exact: true }).locator("canvas");

/** The facts of a row: labels and values. @param {Page} page @param {number} layer */
const facts = async (page, layer) => {
  const row = page.getByRole("group", { name: `Layer ${layer}`, exact: true });
  const texts = await row.locator(".facts > span:has(b)").allTextContents();
  return texts.map((fact) => /^([a-z ]+?) (\S+)(?: %)?$/.exec(fact)?.slice(1) ?? []);
};

/** The range of a histogram, from its accessible name. @param {Page} page @param {string} name */
const histogramRange = async (page, name) =>
  /from (\S+) to (\S+);/.exec((await figureCanvas(page, name).getAttribute("aria-label")) ?? "")?.slice(1);

/** Which rows are marked as open. @param {Page} page */
const openRows = (page) => page.locator(".layer-name").evaluateAll((names) => names.map((name) => name.ariaExpanded));

/**
 * Runs to a step, and waits until its strips have arrived: the worker answers in order.
 * @param {Page} page
 * @param {number} step
 * @param {string} threshold another than before
 */
async function runTo(page, step, threshold) {
  await type(page, "run-to-step", String(step));
  await expect(page.locator("#step-count")).toHaveText(String(step));
  await waitUntilIdle(page);
  await type(page, "threshold-number", threshold);
  await expect(page.locator("#saturation-facts")).toContainText(`beyond ±${threshold}`);
}

/**
 * Hashes of two parts of a strip: its labels and step 0, and the steps after it.
 * @param {Locator} canvas
 */
const stripHashes = (canvas) =>
  readPixels(
    canvas,
    ({ data, width }) => {
      // Labels of two characters of 12 pixels, and 7 pixels of step 0.
      const run = 26 * devicePixelRatio;
      const hash = (/** @type {(x: number) => boolean} */ isIn) =>
        data.reduce((sum, byte, i) => (isIn((i >> 2) % width) ? (Math.imul(sum, 31) + byte) | 0 : sum), 0);
      return { first: hash((x) => x < run), rest: hash((x) => x >= run) };
    },
    null,
  );

test("each layer has a row of figures and three named pictures", async ({ page }) => {
  await open(page, "#v=1&preset=deep-gain-1");
  await waitUntilIdle(page);
  await expect(page.locator(".layer")).toHaveCount(5);
  for (const layer of [1, 2, 3, 4, 5]) {
    const texts = await facts(page, layer);
    expect(texts.map(([label]) => label)).toEqual(["mean", "std", "saturated", "dead", "mean", "std", "grad ratio"]);
    for (const [label, value] of texts) expect(value, `layer ${layer}: ${label}`).toMatch(/^[−<]?[\d.]+(e−\d+)?$/);
    for (const what of ["Activations", "Gradients", "Updates"]) {
      await expect(page.getByRole("figure", { name: `${what}, layer ${layer}`, exact: true })).toBeVisible();
      await expect(figureCanvas(page, `${what}, layer ${layer}`)).toHaveAccessibleName(
        RegExp(`^${what}, layer ${layer}: `),
      );
    }
    await page.getByRole("group", { name: `Layer ${layer}`, exact: true }).click();
    await expect(page.locator("#saturation-facts")).toHaveText(RegExp(`^${texts[2][1]} % .*; ${texts[3][1]} of 100 `));
  }
});

test("the update ratio of a layer becomes a line during training", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  const updates = figureCanvas(page, "Updates, layer 1");
  await expect(updates).toHaveAccessibleName(/: log10 update ratio −\d\.\d+ now, with a line at −3$/);
  const before = await picture(updates);
  await type(page, "run-to-step", "100");
  await expect(page.locator("#step-count")).toHaveText("100");
  await waitUntilIdle(page);
  await expect.poll(async () => (await picture(updates)).painted).toBeGreaterThan(1.5 * before.painted);
  expect((await picture(updates)).colors).toBeGreaterThan(before.colors);
});

test("tanh activations share the axis −1 to 1, and gradients one axis for all layers", { tag: "@all" }, async ({
  page,
}) => {
  const axes = [];
  for (const scale of ["std:0.01", "gain:5/3", "std:5"]) {
    await open(page, `#v=1&preset=deep-gain-1&w=${scale}`);
    await waitUntilIdle(page);
    const gradients = [];
    for (const layer of [1, 2, 3, 4, 5]) {
      expect(await histogramRange(page, `Activations, layer ${layer}`)).toEqual(["−1.00", "1.00"]);
      gradients.push(await histogramRange(page, `Gradients, layer ${layer}`));
    }
    expect(gradients).toEqual(Array(5).fill(gradients[0]));
    axes.push(gradients[0]?.[1]);
  }
  expect(new Set(axes).size, `${axes}`).toBe(3);
  await open(page, "#v=1&preset=deep-linear");
  await waitUntilIdle(page);
  expect(await histogramRange(page, "Activations, layer 1")).not.toEqual(["−1.00", "1.00"]);
});

test("Pre-activations switches the histograms to the inputs of the activations", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=batchnorm");
  await waitUntilIdle(page);
  const activations = figureCanvas(page, "Activations, layer 1");
  const name = (await activations.getAttribute("aria-label")) ?? "";
  const before = await picture(activations);
  await page.getByRole("checkbox", { name: "Pre-activations" }).check();
  const entering = figureCanvas(page, "Pre-activations, layer 1");
  await expect(entering).toHaveAccessibleName(/^Pre-activations, layer 1: histogram from −[2-9]\.\d+ to [2-9]\.\d+; /);
  await expect(page.locator("#activations-head")).toHaveText("Pre-activations");
  // Over a minibatch of 32 the unbiased standard deviation of each neuron is 1, and that of all values √(31/32).
  expect((await facts(page, 1)).slice(0, 2)).toEqual([
    ["mean", expect.stringMatching(/e−\d+$/)],
    ["std", "0.984"],
  ]);
  expect((await picture(entering)).hash).not.toBe(before.hash);
  await page.getByRole("checkbox", { name: "Pre-activations" }).uncheck();
  await expect(activations).toHaveAccessibleName(name);
  expect(await picture(activations)).toEqual(before);
});

test("a press on a row opens its layer, and Close returns focus to the row", async ({ page }) => {
  await open(page, "#v=1&preset=deep-gain-0.5");
  await waitUntilIdle(page);
  const title = page.locator("#saturation-title");
  await expect(title).toHaveText("Layer 1, this minibatch");
  expect(await openRows(page)).toEqual(["true", "false", "false", "false", "false"]);
  const map = page.locator("#saturation-map");
  const first = await picture(map);
  for (const [layer, place] of /** @type {const} */ ([
    [3, figureCanvas(page, "Gradients, layer 3")],
    [2, page.getByRole("group", { name: "Layer 2", exact: true }).locator(".facts").first()],
    [5, figureCanvas(page, "Updates, layer 5")],
    [4, page.getByRole("button", { name: "Layer 4: its saturation" })],
  ])) {
    await place.click();
    await expect(title).toHaveText(`Layer ${layer}, this minibatch`);
    await expect.poll(() => openRows(page)).toEqual([1, 2, 3, 4, 5].map((row) => String(row === layer)));
    await expect(page.getByRole("figure", { name: `Saturation, layer ${layer}` })).toBeVisible();
  }
  await expect.poll(async () => (await picture(map)).hash).not.toBe(first.hash);
  await page.getByRole("button", { name: "Close this layer" }).click();
  await expect(map).toBeHidden();
  await expect(page.getByRole("button", { name: "Layer 4: its saturation" })).toBeFocused();
  await expect.poll(() => openRows(page)).toEqual(Array(5).fill("false"));
  await page.keyboard.press("Enter");
  await expect(map).toBeVisible();
  await expect(title).toHaveText("Layer 4, this minibatch");
  await expect.poll(() => openRows(page)).toEqual(["false", "false", "false", "true", "false"]);
  expect((await picture(map)).painted).toBeGreaterThan(0.9);
});

test("a network with fewer layers opens its last, and the selected layer again when it is back", {
  tag: "@all",
}, async ({ page }) => {
  await open(page, "#v=1&preset=deep-gain-1");
  await page.getByRole("button", { name: "Layer 5: its saturation" }).click();
  const title = page.locator("#saturation-title");
  await expect(title).toHaveText("Layer 5, this minibatch");
  await type(page, "depth", "3");
  await expect(title).toHaveText("Layer 3, this minibatch");
  expect(await openRows(page)).toEqual(["false", "false", "true"]);
  await type(page, "depth", "6");
  await expect(title).toHaveText("Layer 5, this minibatch");
  expect(await openRows(page)).toEqual(["false", "false", "false", "false", "true", "false"]);
});

test("the tabs are one tab stop with arrow keys, which take no step", async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  const [now, time, norm, hand] = ["Now", "Over time", "Norm", "By hand"].map((name) =>
    page.getByRole("tab", { name }),
  );
  const preactivations = page.getByRole("checkbox", { name: "Pre-activations" });
  const shows = async (/** @type {Locator} */ tab, /** @type {Locator} */ other) => {
    await expect(tab).toHaveAttribute("aria-selected", "true");
    await expect(other).toHaveAttribute("aria-selected", "false");
    await expect(tab).toHaveAttribute("tabindex", "0");
    await expect(other).toHaveAttribute("tabindex", "-1");
    await expect(page.getByRole("tabpanel", { name: (await tab.textContent()) ?? "" })).toBeVisible();
  };
  await shows(now, time);
  await time.click();
  await shows(time, now);
  await expect(preactivations).toBeDisabled();
  await expect(figureCanvas(page, "Activations, layer 1")).toHaveAccessibleName(
    /: histograms over the steps, none yet, from −1\.00/,
  );
  await now.click();
  await shows(now, time);
  await expect(preactivations).toBeEnabled();
  for (const [key, tab, other] of /** @type {const} */ ([
    ["ArrowRight", time, now],
    ["ArrowRight", norm, time],
    ["ArrowRight", hand, norm],
    ["ArrowRight", now, hand],
    ["ArrowLeft", hand, now],
    ["ArrowLeft", norm, hand],
    ["ArrowLeft", time, norm],
    ["ArrowLeft", now, time],
  ])) {
    await page.keyboard.press(key);
    await expect(tab).toBeFocused();
    await shows(tab, other);
  }
  await page.keyboard.press("Tab");
  await expect(preactivations).toBeFocused();
  await waitUntilIdle(page);
  expect(await number(page, "step-count")).toBe(0);
});

test("strips over time keep step 0 as the run goes on, and Reset clears them", async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  const activations = figureCanvas(page, "Activations, layer 1");
  const now = await picture(activations);
  await page.getByRole("tab", { name: "Over time" }).click();
  // Unpainted until the script that draws it has been fetched.
  const isDrawn = async () => {
    const { hash, painted } = await picture(activations);
    return painted > 0 && hash !== now.hash;
  };
  await expect.poll(isDrawn).toBe(true);
  const empty = await picture(activations);
  const emptyStrip = await stripHashes(activations);
  // The strip has a column for every second step, and later for every eighth.
  const until = (/** @type {number} */ step) =>
    expect(activations).toHaveAccessibleName(new RegExp(`: histograms over steps 0 to ${step}, from `));
  await runTo(page, 200, "0.90");
  await until(198);
  await expect.poll(async () => (await picture(activations)).colors).toBeGreaterThan(empty.colors + 30);
  await waitUntilIdle(page);
  const [early, full] = [await stripHashes(activations), await picture(activations)];
  expect(early.first).not.toBe(emptyStrip.first);
  await runTo(page, 800, "0.91");
  await until(792);
  expect((await stripHashes(activations)).rest).not.toBe(early.rest);
  expect((await stripHashes(activations)).first).toBe(early.first);
  await page.getByRole("button", { name: "Reset" }).click();
  await expect.poll(() => picture(activations)).toEqual(empty);
  await waitUntilIdle(page);
  expect(await picture(activations)).toEqual(empty);
  await runTo(page, 200, "0.92");
  await until(198);
  expect(await picture(activations)).toEqual(full);
});

test("a replayed run has strips in each of ten layers", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=deep-gain-5/3&hidden=50x10&step=1000");
  await expect(page.locator("#status")).toContainText("Replayed 1,000 steps");
  await waitUntilIdle(page);
  await page.getByRole("tab", { name: "Over time" }).click();
  for (let layer = 1; layer <= 10; layer += 1) {
    for (const what of ["Activations", "Gradients"]) {
      const canvas = figureCanvas(page, `${what}, layer ${layer}`);
      // Those out of sight are not drawn.
      await canvas.scrollIntoViewIfNeeded();
      await expect.poll(async () => (await picture(canvas)).colors, `${what} ${layer}`).toBeGreaterThan(60);
    }
  }
});
