// Runs that change midway: the page follows the size of the minibatch. Their checksums are in checksums.test.js.

import { expect, open, rested, test, type } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** Trains to a step. @param {Page} page @param {number} step */
async function trainTo(page, step) {
  await type(page, "run-to-step", String(step));
  await expect(page.locator("#step-count")).toHaveText(step.toLocaleString("en"), { timeout: 30_000 });
  await rested(page);
}

test("a minibatch that changes its size in mid-run shows in the open layer, and its tables have as many rows", async ({
  page,
}) => {
  await open(page, "#v=1&preset=batchnorm&hidden=20&then=100:batch=64;seed=3,200:batch=9");
  await rested(page);
  await page.getByRole("button", { name: "Layer 1: its saturation" }).click();
  const facts = page.locator("#saturation-facts");
  await expect(facts).toContainText("of 32 × 20 activations");
  // A cell of an example that there is no longer.
  await page.locator("#saturation-map").press("PageDown");
  await expect(page.locator("#cell")).toContainText("Example 31");
  await trainTo(page, 100);
  await expect(facts).toContainText("of 64 × 20 activations");
  await page.locator("#saturation-map").press("PageDown");
  await expect(page.locator("#cell")).toContainText("Example 63");
  await trainTo(page, 250);
  await expect(facts).toContainText("of 9 × 20 activations");
  await expect(page.locator("#cell")).toContainText("Example 8");
  await page.getByRole("button", { name: "Saturation as a table" }).click();
  const examples = page.getByRole("table", { name: "example by example" });
  await expect(examples.locator("tbody tr")).toHaveCount(9);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Reset" }).click();
  await rested(page);
  await expect(facts).toContainText("of 32 × 20 activations");
});

test("a norm is looked into while its minibatch changes", async ({ page }) => {
  await open(page, "#v=1&preset=batchnorm&hidden=20&then=50:batch=2;eps=0.1;momentum=1,100:batch=40");
  await rested(page);
  await page.getByRole("tab", { name: "Norm" }).click();
  for (const step of [50, 120]) {
    await trainTo(page, step);
    await expect(page.locator("#coupling-facts")).toHaveText(new RegExp(`^At step ${step}`));
  }
  await page.getByRole("tab", { name: "Over time" }).click();
  await trainTo(page, 150);
});

test("a script for PyTorch is not made of a run that changes midway, and the field is named", async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&then=50:batch=2");
  await rested(page);
  await page.getByRole("button", { name: "Export…" }).click();
  const dialog = page.getByRole("dialog", { name: "Export" });
  await page.getByRole("button", { name: "Copy as PyTorch" }).click();
  await expect(dialog).toContainText(
    "then: expected none for a script, which trains in one way from beginning to end, got 50:batch=2",
  );
});
