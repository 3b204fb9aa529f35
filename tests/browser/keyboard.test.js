// Every control can be reached and used by keyboard.

import { expect, number, open, test, waitUntilIdle } from "./page.js";

test("Tab reaches every control in order, each with a visible focus ring", { tag: "@engine" }, async ({ page }) => {
  await open(page, "#v=1&preset=deep-batchnorm&w=gain:2&foo=1");
  await waitUntilIdle(page);
  const controls = await page
    .locator("button, input, select, summary, [tabindex]")
    .filter({ visible: true })
    .and(page.locator(":enabled, summary, canvas, .chart"))
    .and(page.locator(":not([tabindex='-1'])"))
    .evaluateAll((all) => all.map(({ id, ariaLabel, parentElement }) => id || ariaLabel || parentElement?.id));
  expect(controls.length).toBeGreaterThan(20);
  const reached = [];
  while (reached.length < controls.length) {
    await page.keyboard.press("Tab");
    const { id, ring, scrolls } = await page.evaluate(() => {
      const element = /** @type {Element} */ (document.activeElement);
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return {
        id: element.id || element.ariaLabel || element.parentElement?.id,
        ring: outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2,
        // Firefox stops at what scrolls, so that keys can scroll it.
        scrolls: element.id === "controls" && element.scrollHeight > element.clientHeight,
      };
    });
    expect(ring, `${id} has no ring`).toBe(true);
    if (!scrolls) reached.push(id);
  }
  expect(reached).toEqual(controls);
});

test("every control works by keyboard", { tag: "@engine" }, async ({ page }) => {
  await open(page);
  /** @param {string} id @param {...string} keys */
  const press = async (id, ...keys) => {
    await page.locator(`#${id}`).focus();
    for (const key of keys) await page.keyboard.press(key);
  };
  await press("w", "ArrowLeft");
  await expect(page.locator("#w-number")).not.toHaveValue("1");
  await press("w-number", "ArrowUp");
  await expect(page.locator("#w-number")).toHaveValue("1");
  await press("out", "Home");
  await expect(page.locator("#out-number")).toHaveValue("0");
  await expect(page.locator("#loss")).not.toHaveText("22.305");
  await press("norm", "ArrowDown");
  await page.locator("#norm-more summary").press("Enter");
  await expect(page.locator("#eps")).toBeVisible();
  await press("preset", "ArrowDown");
  await expect(page.locator("#preset")).toHaveValue("output-fixed");
  await press("new-seed", "Enter");
  await expect(page.locator("#seed")).not.toHaveValue("2147483647");
  await press("preset-restore", "Enter");
  await expect(page.locator("#seed")).toHaveValue("2147483647");
  await expect(page.locator("#preset")).toBeFocused();
  await press("batch", "ArrowUp", "Enter");
  await expect(page.locator("#saturation-facts")).toContainText("33 × 200");
  await press("threshold", "ArrowLeft");
  await expect(page.locator("#threshold-number")).toHaveValue("0.96");
  await press("lr", "ArrowLeft");
  await expect(page.locator("#lr-number")).not.toHaveValue("0.1");
  await press("step", "Space");
  await expect(page.locator("#step-count")).toHaveText("1");
  await press("train", "Enter");
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(10);
  await press("train", "Enter");
  await waitUntilIdle(page);
  await press("reset", "Enter");
  await expect(page.locator("#step-count")).toHaveText("0");
  const chooser = page.waitForEvent("filechooser");
  await press("text-choose", "Enter");
  await chooser;
});
