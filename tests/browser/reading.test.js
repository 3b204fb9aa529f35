// Reading values from pictures: under the pointer and by the keys; a click on the loss curve; the zeros of a ReLU; and the
// pictures of a deep network.

import { countOfColor, expect, number, open, picture, test, waitUntilIdle } from "./page.js";

/** @import { Locator, Page } from "@playwright/test" */

/** @param {Page} page */
const readout = (page) => page.locator(".readout");

/**
 * Points at a place of a picture, given as shares of its size, and waits until it is read.
 * @param {Locator} picture
 * @param {number} across
 * @param {number} [down]
 */
async function pointAt(picture, across, down = 0.5) {
  const { width, height } = (await picture.boundingBox()) ?? { width: 0, height: 0 };
  await picture.hover({ position: { x: width * across, y: height * down } });
  await expect(readout(picture.page())).toBeVisible();
}

/** @param {Page} page @param {string} name of a figure */
const canvasOf = (page, name) => page.getByRole("figure", { name, exact: true }).locator("canvas");

/** The readout's percentage. @param {Page} page */
const shareRead = async (page) =>
  Number(/^([\d.]+) % of the values/m.exec(await readout(page).innerText())?.[1] ?? Number.NaN);

test("pointing at a picture reads its value, and leaving it hides the value", async ({ page }) => {
  await open(page, "#v=1&preset=deep-gain-1&step=120");
  await waitUntilIdle(page);
  await pointAt(canvasOf(page, "Activations, layer 1"), 0.02);
  // At the end of the axis: what is below −1, which is nothing.
  await expect(readout(page)).toHaveText("below −1.000.0 % of the values (0)");
  await pointAt(canvasOf(page, "Activations, layer 1"), 0.5);
  await expect(readout(page)).toHaveText(/^(−0\.0313 to 0|0 to 0\.0313)[\d.]+ % of the values \(\d+\)$/);
  await pointAt(canvasOf(page, "Updates, layer 2"), 0.99);
  await expect(readout(page)).toHaveText(/^Step 110log₁₀ update ratio −\d\.\d\d$/);
  await pointAt(canvasOf(page, "Weight gradients, W3"), 0.5, 0.2);
  await expect(readout(page)).toHaveText(/^W3: \S+ to \S+[\d.]+ % of the values/);
  await pointAt(page.locator("#neuron-curve"), 0.98);
  await expect(readout(page)).toHaveText("pre-activation 4.00h = 1.00slope 0.00");
  await pointAt(page.locator("#update-chart"), 0.5);
  await expect(readout(page)).toHaveText(/^Step \d+W1 −\S+W2 −\S+W3 −\S+W4 −\S+W5 −\S+W6 −\S+$/);
  await pointAt(page.locator("#loss-chart"), 0.5);
  await expect(readout(page)).toHaveText(
    /^Step \d+raw \d\.\d{3}smoothed \d\.\d{3}ln V 3\.296Click: look at this step$/,
  );
  await page.locator("#checksum").hover();
  await expect(readout(page)).toBeHidden();
});

test("the value under a resting pointer follows the run", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming");
  await waitUntilIdle(page);
  await pointAt(canvasOf(page, "Gradients, layer 1"), 0.5);
  const before = await readout(page).textContent();
  await page.keyboard.press("ArrowRight");
  await expect(page.locator("#step-count")).toHaveText("1");
  await expect(readout(page)).not.toHaveText(before ?? "");
});

test("strips, scatter plots and the pictures by hand are read too", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=batchnorm&step=50");
  await waitUntilIdle(page);
  await page.getByRole("tab", { name: "Over time" }).click();
  const strip = canvasOf(page, "Gradients, layer 1");
  await expect.poll(async () => (await picture(strip)).painted).toBeGreaterThan(0.2);
  await pointAt(strip, 0.9, 0.45);
  await expect(readout(page)).toHaveText(
    /^Step 4\d\|gradient\| \S+ to \S+(no values|[<\d.]+ % of the step’s fullest bin)$/,
  );
  await page.getByRole("tab", { name: "Norm" }).click();
  await pointAt(page.locator("#norm-gain-plot"), 0.5);
  await expect(readout(page)).toHaveText(/^Gain γ: \S+ to \S+/);
  const dots = page.locator("#norm-mean-plot");
  const { width, height } = (await dots.boundingBox()) ?? { width: 0, height: 0 };
  // Running means are near 0, where many dots are.
  for (let y = 0.1; y < 0.8 && !/Neuron/.test((await readout(page).textContent()) ?? ""); y += 0.05) {
    await dots.hover({ position: { x: width * 0.5, y: height * y } });
  }
  await expect(readout(page)).toHaveText(/^Neuron \d+mean in this batch \S+running \S+$/);
  await pointAt(page.locator("#coupling"), 0.5);
  await expect(readout(page)).toHaveText(/ nextmean of the draws \S+from \S+ to \S+in evaluation mode \S+$/);
  await page.getByRole("tab", { name: "By hand" }).click();
  await pointAt(page.locator("#growth-forward"), 0.6);
  await expect(readout(page)).toHaveText(/^fan-in \d+, std for weights of/);
  await pointAt(page.locator("#slope"), 0.5);
  await expect(readout(page)).toHaveText(/^x = 1\.\d\dslope 0\.\d+through the layers /);
});

test("a click on the loss curve looks back at its step, and one at its end returns", { tag: "@engine" }, async ({
  page,
}) => {
  await open(page, "#v=1&preset=kaiming&step=400");
  await expect(page.locator("#past-marks button").first()).toBeVisible();
  await waitUntilIdle(page);
  const chart = page.locator("#loss-chart");
  await expect(chart.locator("canvas")).toBeVisible();
  await pointAt(chart, 0.5);
  const step = Number(/^Step (\d+)/.exec((await readout(page).textContent()) ?? "")?.[1]);
  expect(step).toBeGreaterThan(100);
  expect(step).toBeLessThan(300);
  await page.mouse.down();
  await page.mouse.up();
  await expect(page.locator("#step-count")).toHaveText(String(step));
  await expect(page.locator("#past-note")).toHaveText(", looking back");
  await expect(page.locator("#status")).toHaveText(`Looking back at step ${step}.`);
  await expect(page.locator("#loss-panel .cursor-key")).toBeVisible();
  const box = (await chart.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.click(box.x + box.width - 10, box.y + box.height / 2);
  await expect(page.locator("#past-said")).toHaveText("latest");
  await expect(page.locator("#step-count")).toHaveText("400");
  await expect(page.locator("#loss-panel .cursor-key")).toBeHidden();
});

test("the loss curve is read and followed by keyboard", async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&step=60");
  await expect(page.locator("#past-marks button").first()).toBeVisible();
  await waitUntilIdle(page);
  await expect(page.locator("#loss-chart canvas")).toBeVisible();
  await page.locator("#loss-table").focus();
  await page.keyboard.press("Tab");
  await expect(page.locator("#loss-chart")).toBeFocused();
  await expect(async () => {
    await page.keyboard.press("Home");
    await expect(readout(page)).toContainText("Step 0", { timeout: 500 });
  }).toPass();
  await page.keyboard.press("PageDown");
  await page.keyboard.press("ArrowRight");
  await expect(readout(page)).toHaveText(/^Step 11raw .*Enter: look at this step$/);
  await expect(page.getByRole("status").and(readout(page))).toHaveAttribute("aria-live", "polite");
  await page.keyboard.press("Enter");
  await expect(page.locator("#step-count")).toHaveText("11");
  await page.keyboard.press("End");
  await expect(readout(page)).toContainText("Enter: back to the latest step");
  await page.keyboard.press("Enter");
  await expect(page.locator("#step-count")).toHaveText("60");
  // The key that is a step elsewhere only reads here.
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Escape");
  await expect(readout(page)).toBeHidden();
  await expect(page.locator("#step-count")).toHaveText("60");
});

test("a click on the loss curve ends a playback", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&step=300");
  await page.getByRole("button", { name: "Play the run back" }).click();
  await expect.poll(() => number(page, "step-count")).toBeLessThan(200);
  await pointAt(page.locator("#loss-chart"), 0.8);
  await page.mouse.down();
  await page.mouse.up();
  await expect(page.getByRole("button", { name: "Play the run back" })).toBeVisible();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(200);
  await expect(page.locator("#past-note")).toHaveText(", looking back");
});

test("a ReLU's zeros stand apart in a neutral color, and only dead columns are an alarm", async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&act=relu");
  await waitUntilIdle(page);
  const warm = () => countOfColor(page.locator("#saturation-map"), "map-saturated");
  await expect(page.locator("#saturation-facts")).toContainText("; 0 of 200 neurons dead");
  expect(await warm()).toBe(0);
  const zero = Number.parseFloat((await page.locator("#saturation-facts").textContent()) ?? "");
  expect(zero).toBeGreaterThan(30);
  await pointAt(canvasOf(page, "Activations, layer 1"), 0.05);
  await expect(readout(page)).toContainText("exactly 0");
  expect(await shareRead(page)).toBeCloseTo(zero, 1);
  // What is left in the bins: the first one is not the zeros.
  await pointAt(canvasOf(page, "Activations, layer 1"), 0.48);
  expect(await shareRead(page)).toBeLessThan(zero / 3);
  await open(page, "#v=1&act=relu&w=std:0.3&b=std:3");
  await waitUntilIdle(page);
  const dead = Number(/; (\d+) of 200/.exec((await page.locator("#saturation-facts").textContent()) ?? "")?.[1]);
  expect(dead).toBeGreaterThan(0);
  // The map is all but the strip of marks above it.
  await expect.poll(warm).toBeGreaterThan((0.8 * dead) / 200);
});

test("ten layers are readable: a profile over the depth, rows of a usable height, nothing over another", async ({
  page,
}) => {
  await open(page, "#v=1&preset=deep-gain-0.5&hidden=40x10&step=30");
  await waitUntilIdle(page);
  await page.getByRole("checkbox", { name: "Profile" }).uncheck();
  const profile = page.getByRole("application", { name: /^By layer on log axes: std of activations 0\./ });
  await expect(profile).toBeVisible();
  await expect.poll(async () => (await picture(profile)).painted).toBeGreaterThan(0.03);
  for (const layer of [1, 5, 10]) {
    const row = page.getByRole("group", { name: `Layer ${layer}`, exact: true });
    await row.scrollIntoViewIfNeeded();
    const box = await row.boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(40);
    // No fact is cut off.
    for (const facts of await row.locator(".facts").all()) {
      expect(await facts.evaluate((element) => element.scrollHeight - element.clientHeight)).toBeLessThanOrEqual(1);
    }
  }
  const weights = await page.locator("#weights-panel").boundingBox();
  const samples = await page.locator("#samples-panel").boundingBox();
  expect((weights?.y ?? 0) + (weights?.height ?? 0)).toBeLessThanOrEqual(samples?.y ?? 0);
  expect(await page.locator("#weights-panel").evaluate((panel) => panel.scrollHeight - panel.clientHeight)).toBe(0);
  await pointAt(profile, 0.15);
  await expect(readout(page)).toHaveText(/^Layer [34]std of activations \S+std of gradients \S+$/);
  const layer = /^Layer (\d)/.exec((await readout(page).textContent()) ?? "")?.[1];
  await page.mouse.down();
  await page.mouse.up();
  await expect(page.locator("#saturation-title")).toHaveText(`Layer ${layer}, this minibatch`);
  await profile.focus();
  await page.keyboard.press("End");
  await expect(readout(page)).toContainText("Layer 10");
  await page.keyboard.press("Enter");
  await expect(page.locator("#saturation-title")).toHaveText("Layer 10, this minibatch");
  await page.getByRole("tab", { name: "Over time" }).click();
  await expect(profile).toBeHidden();
});
