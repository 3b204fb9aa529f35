// The panel Optimizer: when it is there, what its charts say to a pointer, the keys and a screen reader, and its tables.

import { expect, expectNoAxeViolations, open, test } from "./page.js";

const WHOLE =
  "#v=1&hidden=20x4&act=gelu&norm=rms&res=pre&branch=learned:0&opt=adamw&clip=1&lr=0.003&w=kaiming_normal&step=40";

test("the panel is there with the settings that it shows, and leaves no gap without them", async ({ page }) => {
  await open(page, "#v=1&hidden=20x4");
  const panel = page.locator("#optimizer-panel");
  await expect(panel).toBeHidden();
  await open(page, WHOLE);
  await expect(panel).toBeVisible();
  await expect(panel.locator("figure:visible")).toHaveCount(3);
  await open(page, "#v=1&hidden=20&clip=0.5");
  await expect(panel.locator("figure:visible")).toHaveCount(1);
  await open(page, `${WHOLE}&hide=optimizer`);
  await expect(page.locator("#loss-panel")).toBeVisible();
  await expect(panel).toBeHidden();
});

test("its charts are read with the arrow keys and the pointer, and listed in tables", async ({ page }) => {
  await open(page, WHOLE);
  await expect(page.locator("#status")).toContainText("Replayed 40 steps");
  const charts = page.locator("#optimizer canvas");
  const readout = page.locator(".readout");
  await expect(charts.nth(0)).toHaveAttribute("aria-label", /^Gradient norm: now .*, clipped to 1\.00, /);
  await charts.nth(0).focus();
  await expect(async () => {
    await charts.nth(0).press("End");
    await expect(readout).toContainText("Step 39gradient norm", { timeout: 500 });
  }).toPass();
  await charts.nth(1).focus();
  await charts.nth(1).press("Home");
  await expect(readout).toContainText("W1median √v");
  await charts.nth(2).hover();
  await expect(readout).toContainText(/Step \d+layer 2 .*layer 3 .*layer 4 /);
  await page.mouse.move(0, 0);
  await page.locator("#optimizer-table").click();
  await expect(page.locator("#table-body table")).toHaveCount(4);
  await page.keyboard.press("Escape");
  await expectNoAxeViolations(page);
});
