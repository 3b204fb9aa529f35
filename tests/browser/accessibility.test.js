// Accessibility: axe on each part of the page, in the light and the dark theme.

import { LESSONS } from "../../www/lessons/index.js";
import { expect, expectNoAxeViolations, number, open, switchTo, test, type, waitUntilIdle } from "./page.js";

test("axe finds no violations before and after training", { tag: "@engine" }, async ({ page }) => {
  await open(page);
  await expectNoAxeViolations(page);
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(50);
  await page.getByRole("button", { name: "Pause" }).click();
  await waitUntilIdle(page);
  await expectNoAxeViolations(page);
});

test("axe finds no violations with an alert, a deep network and a differing checksum", async ({ page }) => {
  await open(page, "#v=1&preset=deep-batchnorm&w=gain:2&foo=1&step=3&sum=0000000000000000");
  await expect(page.locator("#status")).toContainText("differs");
  await expect(page.getByRole("alert")).toBeVisible();
  await expectNoAxeViolations(page);
});

test("axe finds no violations over time, nor with the layer drawer closed", { tag: "@desktop" }, async ({ page }) => {
  await open(page, "#v=1&preset=deep-batchnorm&step=50");
  await waitUntilIdle(page);
  await page.getByRole("tab", { name: "Over time" }).click();
  await expectNoAxeViolations(page);
  await page.getByRole("button", { name: "Close this layer" }).click();
  await expectNoAxeViolations(page);
});

test("axe finds no violations in slow steps, nor while training", { tag: "@desktop" }, async ({ page, hasTouch }) => {
  // Axe shares its thread with the drawing.
  test.slow();
  await open(page);
  await waitUntilIdle(page);
  if (hasTouch) await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("button", { name: "Slow" }).click();
  await expect(page.locator("#phases")).toBeVisible();
  await expectNoAxeViolations(page);
  await page.getByRole("button", { name: "Reset" }).click();
  await page.getByRole("button", { name: "Train" }).click();
  await expectNoAxeViolations(page);
});

test("axe finds no violations in the dialogs, nor on any pane of a small screen", async ({ page, hasTouch }) => {
  await open(page);
  await waitUntilIdle(page);
  await page.getByRole("button", { name: "Help" }).click();
  await expectNoAxeViolations(page);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Layers as a table" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectNoAxeViolations(page);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Export…" }).click();
  await expect(page.getByRole("button", { name: "Copy as PyTorch" })).toBeEnabled();
  await expectNoAxeViolations(page);
  await page.keyboard.press("Escape");
  if (!hasTouch) return;
  for (const pane of ["Loss", "Norm", "Text"]) {
    await page.getByRole("tab", { name: pane, exact: true }).click();
    await expectNoAxeViolations(page);
  }
  await page.getByRole("button", { name: "Paste" }).click();
  await expectNoAxeViolations(page);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Settings" }).click();
  await expectNoAxeViolations(page);
});

test("axe finds no violations in the Norm panel for each kind of norm, nor in By hand", { tag: "@desktop" }, async ({
  page,
  hasTouch,
}) => {
  test.slow();
  await open(page);
  await page.getByRole("tab", { name: "Norm", exact: true }).click();
  for (const fragment of ["#v=1&preset=batchnorm&b=zero&step=100", "#v=1&preset=kaiming&norm=layer", "#v=1"]) {
    await switchTo(page, fragment);
    await expect(page.locator("#coupling-facts")).toHaveText(/^At step /);
    await expectNoAxeViolations(page);
  }
  if (!hasTouch) await page.getByRole("tab", { name: "By hand" }).click();
  await page.getByRole("slider", { name: "Point 2" }).press("ArrowLeft");
  await expect(page.locator("#growth-rows td").first()).not.toHaveText("–");
  await expectNoAxeViolations(page);
});

test("axe finds no violations in the list of lessons, nor on a card before and after its answer", {
  tag: "@desktop",
}, async ({ page, hasTouch }) => {
  test.slow();
  await open(page);
  await waitUntilIdle(page);
  await page.getByRole("button", { name: "Lessons" }).click();
  await expect(page.getByRole("dialog").getByRole("listitem")).toHaveCount(LESSONS.length);
  await expectNoAxeViolations(page);
  await page.getByRole("dialog").getByRole("button", { name: "The right first loss" }).click();
  const card = page.getByRole("complementary", { name: "Lesson" });
  await expect(card).toBeVisible();
  await expectNoAxeViolations(page);
  await card.getByRole("radio").first().check();
  await card.getByRole("button", { name: "Show" }).click();
  await expect(page.locator("#lesson-outcome")).toContainText("Not quite");
  await expectNoAxeViolations(page);
  if (!hasTouch) return;
  await card.getByRole("button", { name: "Collapse" }).click();
  await expect(page.locator("#lesson-text")).toBeHidden();
  await expectNoAxeViolations(page);
});

test("axe finds no violations on the ladder of fixes", { tag: "@all" }, async ({ page }) => {
  test.slow();
  await open(page);
  await page.getByRole("button", { name: "Lessons" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "The ladder of fixes" }).click();
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await page.getByRole("button", { name: "Climb" }).click();
  await expect(page.locator("#ladder tbody tr").first()).toContainText("22.305", { timeout: 60_000 });
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await expectNoAxeViolations(page);
});

test("forced colors keep the gauge and the chart keys distinguishable", { tag: "@all" }, async ({
  page,
  browserName,
}) => {
  test.skip(browserName === "firefox", "its WebDriver BiDi can't force colors");
  await page.emulateMedia({ forcedColors: "active" });
  await open(page);
  const colors = () =>
    page.evaluate(() => {
      const background = (/** @type {string} */ selector) =>
        getComputedStyle(/** @type {Element} */ (document.querySelector(selector))).backgroundColor;
      const probe = document.body.appendChild(document.createElement("div"));
      probe.style.forcedColorAdjust = "none";
      const system = (/** @type {string} */ name) => {
        probe.style.backgroundColor = name;
        return getComputedStyle(probe).backgroundColor;
      };
      return {
        actual: [background(".gauge .first"), background(".gauge .uniform")],
        expected: ["Highlight", "CanvasText"].map(system),
        swatches: [background(".swatch.smooth"), background(".mark.train"), background(".panel")],
      };
    });
  const { actual, expected, swatches } = await colors();
  expect(actual).toEqual(expected);
  expect(new Set(swatches).size, `${swatches}`).toBe(3);
  expect(new Set([...expected, swatches[2]]).size).toBe(3);
});

test("axe finds no violations at an earlier step, nor in the fork dialog", { tag: "@desktop" }, async ({ page }) => {
  test.slow();
  await open(page, "#v=1&preset=batchnorm&step=120");
  await waitUntilIdle(page);
  await expect(page.locator("#past-marks button").first()).toBeVisible();
  await expectNoAxeViolations(page);
  await type(page, "past-step", "60");
  await expect(page.locator("#step-count")).toHaveText("60");
  await expectNoAxeViolations(page);
  await page.getByRole("button", { name: "Fork here…" }).click();
  const fork = page.getByRole("dialog", { name: "Fork at step 60" });
  await expect(fork).toBeVisible();
  await expectNoAxeViolations(page);
  await fork.getByLabel("Batch size").fill("1");
  await page.keyboard.press("Enter");
  await expect(fork.getByRole("alert").filter({ hasText: "Batch size must be" })).toBeVisible();
  await expectNoAxeViolations(page);
});
