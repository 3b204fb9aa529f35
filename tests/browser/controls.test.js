// The form: each control makes the network it says, at step 0, and says what the network has.

import { expect, figures, number, open, picture, rested, test, type } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** Moves a slider as dragging does. @param {Page} page @param {string} id @param {number} position up to 501 */
const drag = (page, id, position) =>
  page.locator(`#${id}`).evaluate((slider, to) => {
    /** @type {HTMLInputElement} */ (slider).value = String(to);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }, position);

test("dragging a weight scale restarts at step 0 and redraws", async ({ page }) => {
  await open(page);
  await page.locator("#step").click();
  await expect(page.locator("#step-count")).toHaveText("1");
  const activations = page.locator(".layer canvas").first();
  const before = await picture(activations);
  await drag(page, "w", 200);
  await expect(page.locator("#step-count")).toHaveText("0");
  await rested(page);
  expect((await picture(activations)).hash).not.toBe(before.hash);
  await drag(page, "out", 150);
  await expect.poll(() => number(page, "loss")).toBeLessThan(6);
  await expect.poll(() => page.url()).toMatch(/#v=1&w=std:0\.0\d+&out=std:0\.0\d+$/);
});

test("a new network is on the screen within a few frames of the finger's move", async ({ page }) => {
  await open(page);
  await rested(page);
  const waits = await page.evaluate(async () => {
    const slider = /** @type {HTMLInputElement} */ (document.getElementById("w"));
    const loss = /** @type {HTMLElement} */ (document.getElementById("loss"));
    const waits = [];
    for (let position = 300; position < 400; position += 10) {
      const told = new Promise((resolve) => new MutationObserver(resolve).observe(loss, { childList: true }));
      const from = performance.now();
      slider.value = String(position);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      await told;
      waits.push(performance.now() - from);
    }
    return waits.sort((a, b) => a - b);
  });
  expect(waits[5], waits.join(" ")).toBeLessThan(100);
});

test("after a fast drag, the network of the last position stands, and no older one", async ({ page }) => {
  await open(page);
  await page.locator("#w").evaluate((slider) => {
    for (let position = 100; position <= 250; position += 3) {
      /** @type {HTMLInputElement} */ (slider).value = String(position);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  const dragged = await figures(page);
  await expect.poll(() => page.url()).toContain("w=std:");
  await open(page, new URL(page.url()).hash);
  expect(await figures(page)).toEqual(dragged);
});

test("a scale shows the standard deviation it comes to, a gain its formula too", async ({ page }) => {
  await open(page, "#v=1&preset=kaiming");
  await expect(page.locator("#w-hint")).toHaveText("W1: std 5/3 / √30 = 0.304");
  await expect(page.locator("#w-number")).toHaveValue("1.667");
  await expect(page.locator("#out-hint")).toHaveText("W2: std 0.01");
  await page.locator("#w-kind").selectOption("std");
  await expect(page.locator("#w-number")).toHaveValue("0.3043");
  await type(page, "w-number", "0.2");
  await expect(page.locator("#w-hint")).toHaveText("W1: std 0.2");
  await expect(page.locator("#w")).toHaveAttribute("aria-valuetext", "std 0.200");
  await open(page, "#v=1&preset=deep-gain-5/3");
  await expect(page.locator("#w-hint > *")).toHaveText(["W1: std 5/3 / √30 = 0.304", "W2–W5: std 5/3 / √100 = 0.167"]);
});

test("the slider is logarithmic: equal ways are equal ratios", async ({ page }) => {
  await open(page);
  const values = [];
  for (const position of [201, 301, 401, 501]) {
    await drag(page, "w", position);
    values.push(Number(await page.locator("#w-number").inputValue()));
  }
  expect(values[3]).toBe(100);
  for (const i of [0, 1, 2]) expect(values[i + 1] / values[i]).toBeCloseTo(10, 0);
});

test("a number out of range is refused by name, and the old one stays", async ({ page }) => {
  await open(page);
  await type(page, "w-number", "1000");
  await expect(page.getByRole("alert")).toContainText("w: expected");
  await expect(page.locator("#w-number")).toHaveValue("1");
  await type(page, "batch", "0");
  await expect(page.getByRole("alert")).toContainText("batch: expected");
  await expect(page.locator("#batch")).toHaveValue("32");
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(page.getByRole("alert")).toBeHidden();
  expect(await number(page, "loss")).toBeCloseTo(22.305, 2);
});

test("BatchNorm switches on and off, and says which variance it takes", async ({ page }) => {
  await open(page);
  const before = await figures(page);
  const norm = page.getByRole("switch", { name: "BatchNorm" });
  await norm.check();
  await expect(page.locator("#norm-hint")).toHaveText("unbiased variance, eps 1e−5, momentum 0.1");
  await expect.poll(() => number(page, "loss")).toBeLessThan(20);
  await expect.poll(() => page.url()).toContain("norm=batch");
  await norm.uncheck();
  await expect.poll(() => number(page, "loss")).toBeGreaterThan(22);
  expect(await figures(page)).toEqual(before);
});

test("every preset is on the menu and makes its network", async ({ page }) => {
  await open(page);
  const preset = page.getByRole("combobox", { name: "Preset" });
  await expect(preset.locator("option")).toHaveCount(12);
  await preset.selectOption("deep-batchnorm");
  await expect(page.locator(".layer")).toHaveCount(5);
  await expect(page.locator("#preset-doc")).toContainText("Five layers");
  await expect(page.getByRole("switch", { name: "BatchNorm" })).toBeChecked();
  await expect(page.locator("#network-facts")).toContainText("5 × 100 tanh neurons, no bias");
  await preset.selectOption("tanh-fixed");
  await expect(page.locator(".layer")).toHaveCount(1);
  await expect(page.locator("#network-facts")).toContainText("bias std 0.01. Output: bias 0. Context");
  await expect.poll(() => number(page, "loss")).toBeLessThan(3.5);
});

test("changes from a preset are named, and can be undone", async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&hidden=64,48&act=relu&context=4&eps=0.001");
  await expect(page.locator("#preset-differs")).toHaveText("Changed from kaiming: context, hidden, act, eps.");
  await expect(page.locator("#network-facts")).toContainText("64, 48 relu neurons");
  await expect(page.locator("#network-facts")).toContainText("Context 4");
  await page.getByRole("button", { name: "Undo changes" }).click();
  await expect(page.locator("#preset-changes")).toBeHidden();
  await expect(page.locator("#network-facts")).toContainText("200 tanh neurons");
});

test("the die gives a new seed, and the old seed the old network", async ({ page }) => {
  await open(page);
  const before = await figures(page);
  await page.getByRole("button", { name: "New seed" }).click();
  await expect(page.locator("#seed")).not.toHaveValue("2147483647");
  await expect(page.locator("#loss")).not.toHaveText(before[1]);
  await rested(page);
  await expect.poll(() => page.url()).toContain("seed=");
  await type(page, "seed", "2147483647");
  await expect(page.locator("#loss")).toHaveText(before[1]);
  expect(await figures(page)).toEqual(before);
});

test("the batch size is that of the saturation map", async ({ page }) => {
  await open(page);
  await type(page, "batch", "64");
  await expect(page.locator("#saturation-facts")).toContainText("of 64 × 200 activations");
});

test("the threshold moves what counts as saturated", async ({ page }) => {
  await open(page);
  await page.locator("#threshold").fill("0.5");
  await expect(page.locator("#saturation-facts")).toContainText("beyond ±0.50");
  await expect(page.locator("#saturation-facts")).not.toContainText("70.1 %");
});

test("the map shows the layer that is chosen", async ({ page }) => {
  await open(page, "#v=1&preset=deep-gain-0.5");
  const map = page.locator("#saturation-map");
  const before = await picture(map);
  await page.getByRole("combobox", { name: "Layer" }).selectOption("5");
  await expect.poll(async () => (await picture(map)).hash).not.toBe(before.hash);
});
