// The page for everyone: axe in light and dark.

import { AxeBuilder } from "@axe-core/playwright";
import { expect, number, open, rested, test } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** @param {Page} page */
async function faults(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

test.beforeEach(async ({ page }, { project }) => {
  const dark = await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
  expect(dark).toBe(project.name.endsWith("dark"));
});

test("axe finds nothing on the opening page, nor after training", async ({ page }) => {
  await open(page);
  expect(await faults(page)).toEqual([]);
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(50);
  await page.getByRole("button", { name: "Pause" }).click();
  await rested(page);
  expect(await faults(page)).toEqual([]);
});

test("axe finds nothing with an alert, a deep network and a checksum that differs", async ({ page }) => {
  await open(page, "#v=1&preset=deep-batchnorm&w=gain:2&foo=1&step=3&sum=0000000000000000");
  await expect(page.locator("#status")).toContainText("differs");
  await expect(page.getByRole("alert")).toBeVisible();
  expect(await faults(page)).toEqual([]);
});
