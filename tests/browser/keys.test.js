// Single-key shortcuts: what each does, where they are inactive, and how they are turned off.

import { expect, number, open, test, waitUntilIdle } from "./page.js";

test("single-key shortcuts train, step, reset, change seed and preset, and open the help", { tag: "@engine" }, async ({
  page,
}) => {
  await open(page);
  await waitUntilIdle(page);
  await page.keyboard.press("ArrowRight");
  await expect(page.locator("#step-count")).toHaveText("1");
  await page.keyboard.press("Space");
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(20);
  await page.keyboard.press("Space");
  await waitUntilIdle(page);
  await page.keyboard.press("r");
  await expect(page.locator("#step-count")).toHaveText("0");
  await expect(page.locator("#seed")).toHaveValue("2147483647");
  await page.keyboard.press("n");
  await expect(page.locator("#seed")).not.toHaveValue("2147483647");
  const presets = await page
    .locator("#preset option")
    .evaluateAll((options) => options.map((option) => /** @type {HTMLOptionElement} */ (option).value));
  for (const digit of ["4", "9", "1"]) {
    await page.keyboard.press(digit);
    await expect(page.locator("#preset")).toHaveValue(presets[Number(digit) - 1]);
  }
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "What you are looking at" })).toBeVisible();
  await page.keyboard.press("Space");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.locator("#step-count")).toHaveText("0");
});

test("keys in a field, a button or a slider are not shortcuts", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  await page.locator("#width").focus();
  for (const key of ["r", "n", "5", "Space", "ArrowRight", "?"]) await page.keyboard.press(key);
  await expect(page.locator("#width")).toHaveValue(/rn5 \?/);
  await page.locator("#width").fill("200");
  await page.locator("#w").focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.locator("#w-number")).toHaveValue("1.02");
  await expect(page.locator("#step-count")).toHaveText("0");
  await page.locator("#view-now").focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.locator("#view-time")).toHaveAttribute("aria-selected", "true");
  await page.locator("#saturation-map").focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.locator("#step-count")).toHaveText("0");
  await page.locator("#step").focus();
  await page.keyboard.press("Space");
  await expect(page.locator("#step-count")).toHaveText("1");
  await waitUntilIdle(page);
  await page.keyboard.press("ControlOrMeta+ArrowRight");
  await expect(page.locator("#step-count")).toHaveText("1");
});

test("shortcuts can be turned off, also after a reload", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Help" }).click();
  await page.getByRole("checkbox", { name: "Single-key shortcuts" }).uncheck();
  await page.keyboard.press("Escape");
  for (const reload of [false, true]) {
    if (reload) await page.reload();
    await waitUntilIdle(page);
    await page.locator("h1").click();
    await page.keyboard.press("4");
    await page.keyboard.press("ArrowRight");
    await expect(page.locator("#preset")).toHaveValue("naive");
    await expect(page.locator("#step-count")).toHaveText("0");
  }
});
