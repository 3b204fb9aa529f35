// The layers of a deep network as a profile over its depth: instead of rows, with the prediction for infinite width.

import { drawFrames, expect, expectNoAxeViolations, open, picture, test, type, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** @param {Page} page */
const profileOf = (page) => page.getByRole("application", { name: /^By layer on log axes: std of activations / });
/** @param {Page} page */
const toggle = (page) => page.getByRole("checkbox", { name: "Profile" });
/** @param {Page} page @param {number} layer */
const row = (page, layer) => page.getByRole("group", { name: `Layer ${layer}`, exact: true });

/** The values of one measure, from the accessible name. @param {string} name @param {RegExp} after */
const values = (name, after) => (after.exec(name)?.[1] ?? "").split(", ").map((text) => Number(text.replace("−", "-")));

test("a network of many layers starts as a profile that follows the prediction, and rows are a key away", async ({
  page,
}) => {
  await open(page, "#v=1&preset=deep-gain-1&hidden=200x10");
  await waitUntilIdle(page);
  const profile = profileOf(page);
  await expect(profile).toBeVisible();
  await expect(row(page, 1)).toBeHidden();
  await expect(page.getByRole("checkbox", { name: "Pre-activations" })).toBeHidden();
  await expect(page.getByText("infinite-width prediction at step 0")).toBeVisible();
  expect((await picture(profile)).colors).toBeGreaterThan(4);
  const name = ((await profile.getAttribute("aria-label")) ?? "").replaceAll("e−", "e-");
  const measured = values(name, /std of activations ([^;]*?), predicted/);
  const predicted = values(name, /std of activations .*?, predicted for infinite width ([^;]*);/);
  expect([measured.length, predicted.length]).toEqual([10, 10]);
  // The embedding of ten numbers, not the width, is what the first layers differ by.
  measured.forEach((std, i) => {
    expect(std / predicted[i], `layer ${i + 1}`).toBeGreaterThan(0.8);
    expect(std / predicted[i], `layer ${i + 1}`).toBeLessThan(1.25);
  });
  await toggle(page).focus();
  await page.keyboard.press("Space");
  await expect(row(page, 1)).toBeVisible();
  await expect(page.getByText("infinite-width prediction at step 0")).toBeHidden();
  await page.keyboard.press("Space");
  await expect(row(page, 1)).toBeHidden();
  await page.getByRole("tab", { name: "Over time" }).click();
  await expect(row(page, 1)).toBeVisible();
  await expect(toggle(page)).toBeHidden();
});

test("the range of the last frames appears with the steps, and Reset clears it", async ({ page }) => {
  await open(page, "#v=1&preset=deep-gain-1&hidden=40x9");
  await waitUntilIdle(page);
  const range = page.getByText("range of the last frames");
  await expect(profileOf(page)).toBeVisible();
  await expect(range).toBeHidden();
  for (const step of ["1", "2"]) {
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await expect(page.locator("#step-count")).toHaveText(step);
  }
  await expect(range).toBeVisible();
  await page.getByRole("button", { name: "Reset" }).click();
  await expect(range).toBeHidden();
});

test("a profile opens layers by pointer and keys, and its values are a table too", async ({ page }) => {
  await open(page, "#v=1&preset=deep-gain-1&hidden=40x10");
  await waitUntilIdle(page);
  const profile = profileOf(page);
  await profile.focus();
  // What reads is loaded by the focus.
  await expect(page.locator(".readout")).toBeAttached();
  await page.keyboard.press("End");
  await expect(page.locator(".readout")).toContainText(/Layer 10std of activations \S+– at infinite width \S+/);
  await page.keyboard.press("Enter");
  await expect(page.locator("#saturation-title")).toHaveText("Layer 10, this minibatch");
  await page.getByRole("button", { name: "Close this layer" }).click();
  await expect(profile).toBeFocused();
  await page.getByRole("button", { name: "Layers as a table" }).click();
  const table = page.getByRole("table", { name: "What is predicted for infinite width at step 0" });
  await expect(table.locator("tbody tr")).toHaveCount(10);
});

test("fewer layers are rows again, and a profile where one is asked for", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=deep-gain-1&hidden=40x9");
  await waitUntilIdle(page);
  await expect(row(page, 1)).toBeHidden();
  await type(page, "depth", "3");
  await expect(row(page, 1)).toBeVisible();
  await toggle(page).check();
  await expect(row(page, 1)).toBeHidden();
  await expect(profileOf(page)).toBeVisible();
  await type(page, "depth", "1");
  await expect(row(page, 1)).toBeVisible();
  await expect(toggle(page)).toBeHidden();
});

test("a profile has no accessibility violation, and fits on a phone", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=deep-gain-1&hidden=40x10&step=5");
  await waitUntilIdle(page);
  await expect(profileOf(page)).toBeVisible();
  await expectNoAxeViolations(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole("tab", { name: "Layers" }).click();
  await drawFrames(page);
  const box = await profileOf(page).boundingBox();
  expect(box?.height).toBeGreaterThan(300);
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(360);
});
