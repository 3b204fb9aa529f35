// The charts: labels, axes, lines and histograms.

import { expect, open, picture, pixelsOfColor, readPixels, switchTo, test, type, waitUntilIdle } from "./page.js";

/** @import { Locator, Page } from "@playwright/test" */

/** Painted pixels of a canvas's first and last column: where anything is, a label is cut off. @param {Locator} canvas */
const paintedEdges = (canvas) =>
  readPixels(
    canvas,
    ({ data, width }) =>
      [0, width - 1].map((x) => data.filter((alpha, i) => i % 4 === 3 && (i >> 2) % width === x && alpha > 0).length),
    null,
  );

/** The row of a chart with the most pixels of a color, and the share of the chart's width that they cover. @param {Locator} canvas @param {string} name */
async function longestRow(canvas, name) {
  const { rows, columns } = await pixelsOfColor(canvas, name, 90);
  const most = Math.max(...rows);
  return { at: rows.indexOf(most) / rows.length, wide: most / columns.length };
}

/** @param {Page} page @param {"loss" | "update"} which */
const chartCanvas = (page, which) => page.locator(`#${which}-chart canvas`);

test("chart labels of long steps, long losses and many weight matrices are not cut off", async ({ page }) => {
  await open(page);
  for (const fragment of [
    "#v=1&hidden=4&step=1001",
    "#v=1&act=relu&hidden=100x5&w=std:100&out=std:100&lr=0&step=21",
    "#v=1&hidden=4x10&step=1001",
  ]) {
    await switchTo(page, fragment);
    await expect(page.locator("#status")).toContainText("Replayed");
    for (const id of ["loss-chart", "update-chart"]) {
      await expect.poll(() => paintedEdges(page.locator(`#${id} canvas`)), `${id} of ${fragment}`).toEqual([0, 0]);
    }
  }
});

test("the loss axis switches between logarithmic and linear", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&step=400");
  await waitUntilIdle(page);
  const canvas = chartCanvas(page, "loss");
  await expect(page.locator("#loss-chart")).toHaveAccessibleName(
    /^Loss on a log axis over 400 steps, from 22\.305 to /,
  );
  const [before, uniform] = [await picture(canvas), await longestRow(canvas, "ink")];
  await page.getByRole("checkbox", { name: "log₁₀" }).uncheck();
  await expect(page.locator("#loss-chart")).toHaveAccessibleName(
    /^Loss on a linear axis over 400 steps, from 22\.305 /,
  );
  expect((await picture(canvas)).hash).not.toBe(before.hash);
  // ln V is at another height between 0 and the first loss.
  const linear = await longestRow(canvas, "ink");
  expect(Math.min(uniform.wide, linear.wide)).toBeGreaterThan(0.35);
  expect(Math.abs(linear.at - uniform.at)).toBeGreaterThan(0.04);
  await page.getByRole("checkbox", { name: "log₁₀" }).check();
  await expect(page.locator("#loss-chart")).toHaveAccessibleName(/^Loss on a log axis/);
  expect(await picture(canvas)).toEqual(before);
});

test("the loss chart hides the first steps and rejects an invalid number of steps", async ({ page }) => {
  await open(page, "#v=1&step=1000");
  await expect(page.locator("#status")).toContainText("Replayed");
  await waitUntilIdle(page);
  const [canvas, field, alert] = [chartCanvas(page, "loss"), page.locator("#hide"), page.getByRole("alert")];
  const [before, whole] = [await picture(canvas), await longestRow(canvas, "ink")];
  expect(whole.wide).toBeGreaterThan(0.35);
  await type(page, "hide", "500");
  await expect.poll(async () => (await picture(canvas)).hash).not.toBe(before.hash);
  const later = await picture(canvas);
  for (const [text, got] of [
    ["1e3", "you typed “1e3”"],
    ["-1", "you typed “-1”"],
    ["few", "you typed “few”"],
    ["", "it is empty"],
  ]) {
    await field.press("ControlOrMeta+a");
    await (text === "" ? field.press("Delete") : page.keyboard.type(text));
    await page.keyboard.press("Enter");
    await expect(alert).toHaveText(`Hide first must be a whole number of steps; ${got}.`);
    await field.press("Escape");
    await expect(field).toHaveValue("500");
    await expect(alert).toHaveCount(0);
  }
  expect(await picture(canvas)).toEqual(later);
  await type(page, "hide", "1,000");
  await expect(field).toHaveValue("1,000");
  // Hiding all steps would leave nothing, so all are shown.
  await expect.poll(() => picture(canvas)).toEqual(before);
  await type(page, "hide", "500");
  await expect.poll(() => picture(canvas)).toEqual(later);
  await type(page, "hide", "0");
  await expect.poll(() => picture(canvas)).toEqual(before);
});

test("the smoothed loss spans the chart after training", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&step=1");
  await waitUntilIdle(page);
  // The raw loss has the same color, but is pale.
  const across = async () =>
    (await pixelsOfColor(chartCanvas(page, "loss"), "activation", 240)).columns.filter((n) => n > 0).length;
  expect(await across()).toBeLessThan(20);
  await type(page, "run-to-step", "500");
  await expect(page.locator("#step-count")).toHaveText("500");
  await waitUntilIdle(page);
  const { width } = (await chartCanvas(page, "loss").boundingBox()) ?? { width: 0 };
  // The rest of the width is the labels of the losses and half a label of the last step.
  await expect.poll(across).toBeGreaterThan(0.9 * (width - 40 - 26));
});

test("the update ratio chart has a line at −3 before and after steps, and for small updates", { tag: "@all" }, async ({
  page,
}) => {
  await open(page, "#v=1&preset=kaiming&step=10");
  for (const fragment of ["#v=1", "#v=1&step=100", "#v=1&lr=0&step=100", "#v=1&lr=1e-6&step=100"]) {
    await switchTo(page, fragment);
    await expect(page.locator("#update-chart")).toHaveAccessibleName(/, with a line at −3; now W1 \S+, W2 \S+$/);
    const { at, wide } = await longestRow(chartCanvas(page, "update"), "ink");
    expect(wide).toBeGreaterThan(0.35);
    const { height } = (await chartCanvas(page, "update").boundingBox()) ?? { height: 1 };
    // −1 is 9 pixels below the top; 26 above the bottom is −4, or less where updates are smaller.
    const third = (9 + ((height - 9 - 26) * 2) / 3) / height;
    if (fragment.includes("lr=1e-6")) expect(at).toBeLessThan(third - 0.1);
    else expect(at).toBeCloseTo(third, 1);
  }
});

test("each weight matrix has a histogram of its gradients", async ({ page }) => {
  await open(page, "#v=1&preset=kaiming");
  for (const [fragment, matrices] of /** @type {[string, number][]} */ ([
    ["#v=1", 2],
    ["#v=1&preset=deep-gain-1", 6],
    ["#v=1&preset=deep-gain-1&hidden=20x10", 11],
  ])) {
    await switchTo(page, fragment);
    const all = page.locator("#weights figure");
    await expect(all).toHaveCount(matrices);
    await expect(page.locator("#weights-range")).toHaveText(/^all on ±[\d.]+(e−\d+)?$/);
    const hashes = new Set();
    for (let i = 1; i <= matrices; i += 1) {
      const canvas = page.getByRole("figure", { name: `Weight gradients, W${i}`, exact: true }).locator("canvas");
      // Histograms out of sight are drawn once they are scrolled into view.
      await canvas.scrollIntoViewIfNeeded();
      await expect(canvas).toBeVisible();
      await expect(canvas).toHaveAccessibleName(RegExp(`^Weight gradients, W${i}: mean \\S+, std [\\d.]+(e−\\d+)?$`));
      await expect.poll(async () => (await picture(canvas)).painted).toBeGreaterThan(0.01);
      hashes.add((await picture(canvas)).hash);
    }
    expect(hashes.size).toBe(matrices);
    const canvas = page.getByRole("figure", { name: "Weight gradients, W1", exact: true }).locator("canvas");
    const { hash } = await picture(canvas);
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await expect(page.locator("#step-count")).toHaveText("1");
    await waitUntilIdle(page);
    expect((await picture(canvas)).hash).not.toBe(hash);
  }
});
