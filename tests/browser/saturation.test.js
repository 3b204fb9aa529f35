// The saturation map: its words fit the nonlinearity, and it can't look healthy where the network is not.

import { expect, open, picture, rested, test } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** The shades of the map beneath the marks, each with its share. @param {Page} page */
const shades = (page) =>
  page.locator("#saturation-map").evaluate((element) => {
    const { width, height } = /** @type {HTMLCanvasElement} */ (element);
    const copy = Object.assign(document.createElement("canvas"), { width, height });
    const context = copy.getContext("2d", { willReadFrequently: true });
    if (context === null) throw new Error("expected a 2d context");
    context.drawImage(/** @type {HTMLCanvasElement} */ (element), 0, 0);
    const top = Math.ceil(10 * devicePixelRatio);
    const { data } = context.getImageData(0, top, width, height - top);
    /** @type {Record<string, number>} */
    const found = {};
    for (let i = 0; i < data.length; i += 4) {
      const shade = `${data[i]},${data[i + 1]},${data[i + 2]},${data[i + 3]}`;
      found[shade] = (found[shade] ?? 0) + 4 / data.length;
    }
    return found;
  });

/** A colour of the stylesheet, as pixels have it. @param {Page} page @param {string} name */
const color = (page, name) =>
  page.evaluate((name) => {
    const hex = getComputedStyle(document.body).getPropertyValue(`--${name}`).trim();
    const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
    return [...channels, 255].join();
  }, name);

test("tanh neurons saturate beyond the threshold", async ({ page }) => {
  await open(page);
  await expect(page.locator("#saturation-key-text")).toHaveText("|h| from 0 to 0.97, then saturated; ▾ dead");
  await expect(page.getByRole("slider", { name: "Threshold" })).toBeVisible();
});

test("a ReLU is told by its zeros, and the threshold is put away", async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&act=relu");
  await expect(page.locator("#saturation-facts")).toHaveText(
    /^[\d.]+ % of 32 × 200 activations exactly 0; \d+ of 200 neurons dead$/,
  );
  await expect(page.locator("#saturation-key-text")).toHaveText(/^h from 0 to [\d.]+; set apart: exactly 0; ▾ dead$/);
  await expect(page.locator(".layer .facts").first()).toContainText("at zero");
  await expect(page.getByRole("slider", { name: "Threshold" })).toBeHidden();
});

test("a linear layer has values beyond the threshold, and no saturated or dead neurons", async ({ page }) => {
  await open(page, "#v=1&preset=deep-linear");
  await expect(page.locator("#saturation-facts")).toHaveText(/^[\d.]+ % of 32 × 100 activations beyond ±0\.97$/);
  await expect(page.locator("#saturation-key-text")).toHaveText("|h| from 0 to 0.97, then beyond ±0.97");
  const facts = page.locator(".layer .facts").first();
  await expect(facts).toContainText("beyond ±0.97");
  await expect(facts).not.toContainText(/saturated|dead/);
  const saturated = (await shades(page))[await color(page, "map-saturated")];
  const told = Number.parseFloat((await page.locator("#saturation-facts").textContent()) ?? "");
  expect(Math.abs(100 * saturated - told)).toBeLessThan(2);
});

test("NaN has a shade of its own, and is counted beside the map", async ({ page }) => {
  await open(page, "#v=1&act=relu&hidden=100x10&w=std:100&out=std:100&lr=100");
  await page.locator("#step").click();
  await page.locator("#step-count").filter({ hasText: "1" }).waitFor();
  await page.locator("#step").click();
  await rested(page);
  await expect(page.locator("#saturation-nonfinite")).toHaveText("3,200 NaN");
  await expect(page.locator("#saturation-key-text")).toContainText("then NaN");
  await expect(page.locator("#saturation-map")).toHaveAccessibleName(/3,200 NaN$/);
  const found = await shades(page);
  expect(Object.keys(found)).toEqual([await color(page, "map-nan")]);
  await page.locator("#preset").selectOption("naive");
  await expect(page.locator("#saturation-nonfinite")).toBeHidden();
  await expect(page.locator("#saturation-key-text")).not.toContainText("NaN");
});

test("a map of one neuron and one example is one cell", async ({ page }) => {
  await open(page, "#v=1&hidden=1&batch=1");
  await expect(page.locator("#saturation-facts")).toContainText("of 1 × 1 activations");
  await expect.poll(async () => (await picture(page.locator("#saturation-map"))).painted).toBeGreaterThan(0.9);
  expect(Object.keys(await shades(page))).toHaveLength(1);
});
