// The By hand panel: five points normalized, a random matrix, the slope of tanh; compared with the same computations here.

import { expect, open, picture, test, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** @param {Page} page */
async function openHandPanel(page) {
  await open(page);
  await waitUntilIdle(page);
  await page.getByRole("tab", { name: "By hand" }).click();
  await expect(page.locator("#points-facts")).toHaveText(/^mean /);
}

/** The expected description of points. @param {number[]} points @param {number} [gain] @param {number} [bias] */
function expected(points, gain = 1, bias = 0) {
  const mean = points.reduce((a, b) => a + b) / points.length;
  const variance = points.reduce((sum, point) => sum + (point - mean) ** 2, 0) / (points.length - 1);
  const normalized = points.map((point) => (point - mean) / Math.sqrt(variance + 1e-5));
  const list = (/** @type {number[]} */ values) => values.map((value) => value.toFixed(2)).join(", ");
  const then =
    gain === 1 && bias === 0 ? "" : `; times γ plus β: ${list(normalized.map((value) => gain * value + bias))}`;
  const figure = (/** @type {number} */ value) => (value === 0 ? "0" : value.toPrecision(3));
  return `mean ${figure(mean)}, std ${figure(Math.sqrt(variance))}; normalized: ${list(normalized)}${then}`.replaceAll(
    "-",
    "−",
  );
}

/** @param {Page} page @param {number} i */
const point = (page, i) => page.getByRole("slider", { name: `Point ${i}` });
const facts = (/** @type {Page} */ page) => page.locator("#points-facts");

test("moving a point by keyboard changes mean, std and all five normalized points", async ({ page }) => {
  await openHandPanel(page);
  await expect(facts(page)).toHaveText(expected([-2, -1, 0.5, 1, 3]));
  const plot = page.locator("#points-plot");
  const before = await picture(plot);
  await point(page, 5).press("End");
  await expect(facts(page)).toHaveText(expected([-2, -1, 0.5, 1, 6]));
  expect((await picture(plot)).hash).not.toBe(before.hash);
  await point(page, 5).press("ArrowLeft");
  await point(page, 1).press("PageDown");
  await point(page, 2).press("ArrowUp");
  await expect(facts(page)).toHaveText(expected([-3, -0.9, 0.5, 1, 5.9]));
  await expect(point(page, 5)).toHaveAttribute("aria-valuenow", "5.9");
  await expect(plot).toHaveAccessibleName(/^Five points −3\.00, −0\.900, 0\.500, 1\.00, 5\.90 on a line, /);
  await page.getByRole("button", { name: "Reset points" }).click();
  await expect(facts(page)).toHaveText(expected([-2, -1, 0.5, 1, 3]));
  expect((await picture(plot)).hash).toBe(before.hash);
  await expect(page.locator("#step-count")).toHaveText("0");
});

test("a dragged point stops at the edge of the plot", { tag: "@all" }, async ({ page }) => {
  await openHandPanel(page);
  const handle = await point(page, 4).boundingBox();
  const plot = await page.locator("#points-plot").boundingBox();
  if (handle === null || plot === null) throw new Error("expected a point on a picture");
  const y = handle.y + handle.height / 2;
  await page.mouse.move(handle.x + handle.width / 2, y);
  await page.mouse.down();
  await page.mouse.move(plot.x + plot.width - 20, y, { steps: 5 });
  await page.mouse.move(plot.x + plot.width + 40, y + 60);
  await page.mouse.up();
  await expect(facts(page)).toHaveText(expected([-2, -1, 0.5, 6, 3]));
  // After its release it stays, also under the pointer.
  const end = await point(page, 4).boundingBox();
  if (end === null) throw new Error("expected a point");
  for (const by of [12, 8, 4]) await page.mouse.move(end.x + by, y);
  await expect(facts(page)).toHaveText(expected([-2, -1, 0.5, 6, 3]));
});

test("five equal points normalize to 0, and gain and shift scale the result", { tag: "@all" }, async ({ page }) => {
  await openHandPanel(page);
  for (const i of [1, 2, 3, 4, 5]) await point(page, i).press("Home");
  await expect(facts(page)).toHaveText("mean −6.00, std 0; normalized: 0.00, 0.00, 0.00, 0.00, 0.00");
  await page.getByRole("button", { name: "Reset points" }).click();
  await page.getByRole("slider", { name: "Gain γ" }).press("End");
  await page.getByRole("slider", { name: "Shift β" }).press("Home");
  await expect(facts(page)).toHaveText(expected([-2, -1, 0.5, 1, 3], 2, -2));
});

test("standard deviations grow as √fan_in unless the weights are scaled or normalized", async ({ page }) => {
  await openHandPanel(page);
  const cells = page.locator("#growth-rows td");
  const figures = async () => (await cells.allTextContents()).map(Number);
  const size = page.getByRole("slider", { name: "Fan-in" });
  for (const [key, n] of /** @type {[string, number][]} */ ([
    ["End", 1000],
    ["PageDown", 0],
  ])) {
    await size.press(key);
    const read = n || Number(await page.locator("#growth-size-value").textContent());
    await expect(cells.first()).not.toHaveText("–");
    const [forward, backward, scaled, scaledBack, normed, normedBack] = await figures();
    for (const plain of [forward, backward]) expect(plain / Math.sqrt(read)).toBeCloseTo(1, 0.6);
    for (const kept of [scaled, scaledBack, normed, normedBack]) expect(kept).toBeCloseTo(1, 0.6);
  }
  await size.press("End");
  await expect(cells.first()).toHaveText(/^3[0-3]\.\d$/);
  const plot = page.locator("#growth-forward");
  await expect(plot).toHaveAccessibleName(
    /^Standard deviation forward, by fan-in from 1 to 1,000 on log axes; at fan-in 1,000, weights of std 1 give 3[0-3]\.\d, /,
  );
  const first = await figures();
  await page.getByRole("button", { name: "Redraw" }).click();
  await expect(async () => {
    expect((await figures())[0]).not.toBe(first[0]);
    expect((await figures())[0]).toBeGreaterThan(29);
  }).toPass();
  // The others are computed one at a time.
  await size.press("Home");
  await expect(cells.first()).not.toHaveText("–");
  expect((await picture(plot)).painted).toBeGreaterThan(0.03);
});

test("the slope of tanh is shown for one and for several layers", { tag: "@all" }, async ({ page }) => {
  await openHandPanel(page);
  const x = page.getByRole("slider", { name: "At x" });
  const layers = page.getByRole("slider", { name: "Through how many layers" });
  const description = page.locator("#slope-facts");
  await expect(description).toHaveText(
    "At x = 1.00, tanh is 0.76 and its slope 0.42: 5 such layers leave 0.0131 of a gradient.",
  );
  const before = await picture(page.locator("#slope"));
  await x.press("Home");
  await expect(description).toContainText("its slope 1.00: 5 such layers leave 1.00");
  for (const [at, slope] of [
    ["2", "0.07"],
    ["3", "0.01"],
  ]) {
    await x.fill(at);
    await expect(description).toContainText(
      `At x = ${at}.00, tanh is ${Math.tanh(Number(at)).toFixed(2)} and its slope ${slope}`,
    );
  }
  await layers.press("Home");
  await expect(description).toHaveText(/its slope 0\.01\.$/);
  await layers.press("ArrowRight");
  await expect(description).toContainText(
    `2 such layers leave ${((1 - Math.tanh(3) ** 2) ** 2).toExponential(2).replace("-", "−")}`,
  );
  expect((await picture(page.locator("#slope"))).hash).not.toBe(before.hash);
});
