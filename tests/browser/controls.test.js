// The settings: each control makes its network at step 0 and shows what the network has.

import { choose, expect, figures, number, open, openFold, picture, test, type, waitUntilIdle } from "./page.js";

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
  await waitUntilIdle(page);
  expect((await picture(activations)).hash).not.toBe(before.hash);
  await drag(page, "out", 150);
  await expect.poll(() => number(page, "loss")).toBeLessThan(6);
  await expect.poll(() => page.url()).toMatch(/#v=1&w=std:0\.0\d+&out=std:0\.0\d+$/);
});

test("a slider moved while the run trains restarts it, and training goes on", async ({ page }) => {
  await open(page, "#v=1&preset=kaiming");
  await page.getByRole("button", { name: "Train", exact: true }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(20);
  await drag(page, "w", 200);
  await page.locator("#w").dispatchEvent("change");
  await expect.poll(() => page.url()).toMatch(/w=gain:0\.0\d+/);
  await expect(page.getByRole("button", { name: "Pause", exact: true })).toBeVisible();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(20);
  await expect(page.locator("#set-aside-said")).toHaveText("");
  // A choice goes on at once.
  await choose(page, "Normalization", "layer");
  await expect(page.getByRole("button", { name: "Pause", exact: true })).toBeVisible();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(20);
  // Reset is the way to stop at step 0.
  await page.getByRole("button", { name: "Reset" }).click();
  await waitUntilIdle(page);
  await expect(page.locator("#step-count")).toHaveText("0");
});

test("a run that stood when a setting was changed is set aside, and Undo replays it", { tag: "@engine" }, async ({
  page,
}) => {
  await open(page, "#v=1&preset=kaiming&step=120");
  await waitUntilIdle(page);
  const before = await figures(page);
  await page.locator("#w").press("ArrowLeft");
  await waitUntilIdle(page);
  const undo = page.getByRole("button", { name: "Undo", exact: true });
  await expect(page.getByText("Run of 120 steps set aside")).toBeVisible();
  await choose(page, "Preset", "naive");
  await waitUntilIdle(page);
  await expect(page.locator("#step-count")).toHaveText("0");
  await undo.click();
  await expect(page.locator("#status")).toHaveText(`Replayed exactly: step 120, checksum ${before[0]}.`);
  await expect(undo).toBeHidden();
  await expect(page.locator("#reset")).toBeFocused();
  expect(await figures(page)).toEqual(before);
  // A new run of ten steps takes its place.
  await page.getByRole("button", { name: "New seed" }).click();
  await expect(undo).toBeVisible();
  await type(page, "run-to-step", "10");
  await expect(page.locator("#status")).toHaveText("At step 10.");
  await expect(undo).toBeHidden();
});

test("Undo brings the pinned runs back too", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&hidden=20&pin1=one;hidden=10&step=40");
  const chip = page.getByRole("group", { name: /^Pinned run: one/ });
  await expect(chip).toHaveAttribute("title", /^At step 40, checksum /);
  const title = (await chip.getAttribute("title")) ?? "";
  await waitUntilIdle(page);
  await type(page, "batch", "8");
  await expect(chip).toHaveAttribute("title", /^At step 0, checksum /);
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(page.locator("#status")).toContainText("Replayed exactly: step 40");
  await expect(chip).toHaveAttribute("title", title);
});

test("after a fast drag the network of the last position is shown", { tag: "@all" }, async ({ page }) => {
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

test("a scale shows its standard deviation, and a gain its formula", async ({ page }) => {
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

test("the slider is logarithmic", { tag: "@all" }, async ({ page }) => {
  await open(page);
  const values = [];
  for (const position of [201, 301, 401, 501]) {
    await drag(page, "w", position);
    values.push(Number(await page.locator("#w-number").inputValue()));
  }
  expect(values[3]).toBe(100);
  for (const i of [0, 1, 2]) expect(values[i + 1] / values[i]).toBeCloseTo(10, 0);
});

test("a refused number stays in its field with the error beside it; Escape restores the one in force", async ({
  page,
}) => {
  await open(page);
  const [scale, batch] = [page.locator("#w-number"), page.locator("#batch")];
  await type(page, "w-number", "1000");
  await expect(page.getByRole("alert")).toHaveText(
    "Hidden weights must be a number from 0 to 100, such as 0.2, 5/3 or √2; you typed “1000”.",
  );
  await expect(scale).toHaveValue("1000");
  await expect(scale).toHaveAttribute("aria-invalid", "true");
  await expect(scale).toHaveAccessibleDescription(/^Hidden weights must be/);
  await expect(page.locator("#alert")).toBeHidden();
  await type(page, "batch", "0");
  await expect(page.getByRole("alert")).toHaveCount(2);
  await batch.press("Escape");
  await expect(batch).toHaveValue("32");
  await scale.press("Escape");
  await expect(scale).toHaveValue("1");
  await expect(scale).not.toHaveAttribute("aria-invalid");
  await expect(page.getByRole("alert")).toHaveCount(0);
  expect(await number(page, "loss")).toBeCloseTo(22.305, 2);
  // The next change of the run takes errors away, and with them what was refused.
  await type(page, "width", "0");
  await expect(page.getByRole("alert")).toContainText("Width must be 1 to 64 layers of widths from 1 to 512");
  await page.locator("#act").selectOption("relu");
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expect(page.locator("#width")).toHaveValue("200");
});

test("settings that do not go together are reported beside the one to change", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&batch=1");
  await choose(page, "Normalization", "batch");
  await expect(page.getByRole("alert")).toHaveText("Batch size must be at least 2 with BatchNorm; it is “1”.");
  await expect(page.locator("#norm")).toHaveValue("none");
  await expect(page.locator("#batch")).toHaveAccessibleDescription(/at least 2 with BatchNorm/);
});

test("context and embedding are settings like the others", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await openFold(page, "fold-sizes");
  await type(page, "context", "5");
  await type(page, "emb", "4");
  await expect.poll(() => page.url()).toMatch(/#v=1&context=5&emb=4$/);
  await expect(page.locator("#sizes-said")).toHaveText("context 5, embedding 4");
  await type(page, "context", "17");
  await expect(page.getByRole("alert")).toHaveText("Context must be a whole number from 1 to 16; you typed “17”.");
});

test("an activation that is chosen offers its gain", async ({ page }) => {
  await open(page, "#v=1&preset=kaiming");
  const offer = page.locator("#gain-offer");
  await expect(offer).toBeHidden();
  await choose(page, "Activation", "relu");
  await expect(offer).toHaveText("Use its gain: √2");
  await offer.click();
  await expect(offer).toBeHidden();
  await expect(page.locator("#w-kind")).toHaveValue("gain");
  await expect(page.locator("#w-number")).toHaveValue("1.414");
  await expect.poll(() => page.url()).toContain("act=relu&w=gain:1.4142135623730951");
  await choose(page, "Activation", "identity");
  await expect(offer).toHaveText("Use its gain: 1");
  await choose(page, "Activation", "tanh");
  await expect(offer).toHaveText("Use its gain: 5/3");
  // With a norm, the scale of the weights does not matter.
  await choose(page, "Normalization", "batch");
  await expect(offer).toBeHidden();
});

test("a norm and its settings can be selected and undone", async ({ page }) => {
  await open(page);
  const before = await figures(page);
  await choose(page, "Normalization", "batch");
  await openFold(page, "norm-more");
  await expect(page.locator("#eps")).toHaveValue("1e-5");
  await expect(page.locator("#momentum")).toHaveValue("0.1");
  await expect(page.locator("#variance")).toHaveValue("unbiased");
  await expect.poll(() => number(page, "loss")).toBeLessThan(20);
  await type(page, "eps", "0.01");
  await choose(page, "Variance", "biased");
  await type(page, "outnorm", "0.1");
  await expect.poll(() => number(page, "loss")).toBeLessThan(3.5);
  await expect.poll(() => page.url()).toMatch(/norm=batch&outnorm=0\.1&eps=0\.01&variance=biased$/);
  await choose(page, "Normalization", "layer");
  await expect(page.locator("#momentum")).toBeHidden();
  await expect(page.locator("#variance")).toBeHidden();
  await expect.poll(() => page.url()).toContain("norm=layer");
  await choose(page, "Normalization", "none");
  await expect(page.locator("#eps")).toBeHidden();
  await page.getByRole("button", { name: "Undo changes" }).click();
  await expect(page.locator("#preset-changes")).toBeHidden();
  expect(await figures(page)).toEqual(before);
});

test("depth, width and activation determine the layers", async ({ page }) => {
  await open(page);
  await type(page, "depth", "3");
  await expect(page.locator(".layer")).toHaveCount(3);
  await type(page, "width", "64");
  await expect(page.locator("#saturation-facts")).toContainText("32 × 64");
  await type(page, "width", "64,48");
  await expect(page.locator(".layer")).toHaveCount(2);
  await expect(page.locator("#depth")).toHaveValue("2");
  // Where the widths differ, a field of their own has them.
  await expect(page.locator("#width")).toHaveValue("");
  await expect(page.locator("#sizes-said")).toHaveText("context 3, embedding 10, widths 64,48");
  await openFold(page, "fold-sizes");
  await expect(page.locator("#hidden")).toHaveValue("64,48");
  await type(page, "depth", "3");
  await expect.poll(() => page.url()).toContain("hidden=64,48x2");
  await type(page, "b", "0.5");
  await type(page, "outb", "none");
  await expect.poll(() => page.url()).toContain("&b=std:0.5&outb=none");
  await choose(page, "Activation", "relu");
  await expect(page.locator(".layer .facts").first()).toContainText("zero");
  for (const [id, text, message] of [
    ["depth", "65", "Depth must be 1 to 64 layers"],
    ["width", "0", "Width must be 1 to 64 layers of widths from 1 to 512"],
    ["width", "64;48", "Width must be 1 to 64 layers"],
    ["hidden", "100x65", "Widths must be 1 to 64 layers"],
    ["b", "much", "Bias must be none, zero, torch or a std from 0 to 100, such as 0.2, 5/3 or √2; you typed “much”."],
  ]) {
    const old = await page.locator(`#${id}`).inputValue();
    await type(page, id, text);
    await expect(page.getByRole("alert")).toContainText(message);
    await page.keyboard.press("Escape");
    await expect(page.locator(`#${id}`)).toHaveValue(old);
  }
});

test("a double click or Delete on a slider restores the value of the preset", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&w=std:2&out=std:3&lr=0.5");
  await waitUntilIdle(page);
  await page.locator("#w").dblclick();
  await expect(page.locator("#w-number")).toHaveValue("1.667");
  await expect(page.locator("#w-kind")).toHaveValue("gain");
  await page.locator("#out").press("Delete");
  await expect(page.locator("#out-number")).toHaveValue("0.01");
  await page.locator("#lr").dblclick();
  await expect(page.locator("#lr-number")).toHaveValue("0.1");
  await page.locator("#threshold").fill("0.5");
  await page.locator("#threshold").dblclick();
  await expect(page.locator("#threshold-number")).toHaveValue("0.97");
});

test("every preset is in the menu and makes its network", { tag: "@all" }, async ({ page }) => {
  await open(page);
  const preset = page.getByRole("combobox", { name: "Preset" });
  await expect(preset.locator("option")).toHaveCount(21);
  await expect(preset.locator("optgroup")).toHaveCount(6);
  await preset.selectOption("deep-batchnorm");
  await expect(page.locator(".layer")).toHaveCount(5);
  await expect(page.locator("#preset-doc")).toContainText("Five layers");
  await expect(page.locator("#norm")).toHaveValue("batch");
  await expect(page.locator("#b")).toHaveValue("none");
  await preset.selectOption("tanh-fixed");
  await expect(page.locator(".layer")).toHaveCount(1);
  await expect(page.locator("#b")).toHaveValue("0.01");
  await expect(page.locator("#outb")).toHaveValue("0");
  await expect.poll(() => number(page, "loss")).toBeLessThan(3.5);
});

test("changes from a preset are listed and can be undone", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&hidden=64,48&act=relu&context=4&eps=0.001");
  await expect(page.locator("#preset-differs")).toHaveText(
    "Changed from “Scaled by fan-in”: context, layers, activation, eps.",
  );
  await expect(page.locator("#hidden")).toHaveValue("64,48");
  await expect(page.locator("#context")).toHaveValue("4");
  await page.getByRole("button", { name: "Undo changes" }).click();
  await expect(page.locator("#preset-changes")).toBeHidden();
  await expect(page.locator("#width")).toHaveValue("200");
});

test("New seed changes the network, and the old seed restores it", { tag: "@all" }, async ({ page }) => {
  await open(page);
  const before = await figures(page);
  const loss = (await page.locator("#loss").textContent()) ?? "";
  await page.getByRole("button", { name: "New seed" }).click();
  await expect(page.locator("#seed")).not.toHaveValue("2147483647");
  await expect(page.locator("#loss")).not.toHaveText(loss);
  await waitUntilIdle(page);
  await expect.poll(() => page.url()).toContain("seed=");
  await type(page, "seed", "2147483647");
  await expect(page.locator("#loss")).toHaveText(loss);
  expect(await figures(page)).toEqual(before);
});

test("the saturation map has a row for each example of the batch", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await type(page, "batch", "64");
  await expect(page.locator("#saturation-facts")).toContainText("of 64 × 200 activations");
});

test("the threshold determines what counts as saturated", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await page.locator("#threshold").fill("0.5");
  await expect(page.locator("#saturation-facts")).toContainText("beyond ±0.50");
  await expect(page.locator("#saturation-facts")).not.toContainText("70.1 %");
});

test("the saturation map shows the layer whose row is pressed", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=deep-gain-0.5");
  const map = page.locator("#saturation-map");
  const before = await picture(map);
  await page.getByRole("button", { name: "Layer 5: its saturation" }).click();
  await expect.poll(async () => (await picture(map)).hash).not.toBe(before.hash);
});
