// Runs with later changes: the page follows the batch size, and links replay to the native checksum.

import { readFileSync } from "node:fs";
import { expect, open, test, type, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** @type {Record<string, string>} */
const checksums = JSON.parse(readFileSync(new URL("../golden/then.json", import.meta.url), "utf8"));

/** Trains to a step. @param {Page} page @param {number} step */
async function trainTo(page, step) {
  await type(page, "run-to-step", String(step));
  await expect(page.locator("#step-count")).toHaveText(step.toLocaleString("en"));
  await waitUntilIdle(page);
}

for (const [i, [link, sum]] of Object.entries(checksums).entries()) {
  const tag = i === 0 ? [] : "@all";
  test(`${link} trains to the checksum of the native engine`, { tag }, async ({ page }) => {
    await open(page, `${link}&step=600&sum=${sum}`);
    await expect(page.locator("#status")).toHaveText(`Replayed exactly: step 600, checksum ${sum}.`);
  });
}

test("a change of the batch size during the run changes the map and its table", async ({ page }) => {
  await open(page, "#v=1&preset=batchnorm&hidden=20&then=100:batch=64;seed=3,200:batch=9");
  await waitUntilIdle(page);
  await page.getByRole("button", { name: "Layer 1: its saturation" }).click();
  const facts = page.locator("#saturation-facts");
  await expect(facts).toContainText("of 32 × 20 activations");
  // A cell of an example that later does not exist.
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
  await waitUntilIdle(page);
  await expect(facts).toContainText("of 32 × 20 activations");
});

test("the Norm panel follows a change of the batch size", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=batchnorm&hidden=20&then=50:batch=2;eps=0.1;momentum=1,100:batch=40");
  await waitUntilIdle(page);
  await page.getByRole("tab", { name: "Norm" }).click();
  for (const step of [50, 120]) {
    await trainTo(page, step);
    await expect(page.locator("#coupling-facts")).toHaveText(new RegExp(`^At step ${step}`));
  }
  await page.getByRole("tab", { name: "Over time" }).click();
  await trainTo(page, 150);
});

test("the PyTorch export rejects a run with later changes by name", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&then=50:batch=2");
  await waitUntilIdle(page);
  await page.getByRole("button", { name: "Export…" }).click();
  const dialog = page.getByRole("dialog", { name: "Export" });
  await page.getByRole("button", { name: "Copy as PyTorch" }).click();
  await expect(dialog).toContainText(
    "then: expected none, since a script trains with the same settings from its first step to its last, got 50:batch=2",
  );
});
