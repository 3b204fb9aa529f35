// Presentation mode: entered and left, its pictures, training, and what it leaves as it was.

import { overlaps, resize } from "./overlap.js";
import { expect, expectNoAxeViolations, number, open, picture, test, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** The sizes of all visible type below that of a presentation. @param {Page} page */
const smallType = (page) =>
  page.locator("body *").evaluateAll((all) =>
    all
      .filter((element) => {
        const hasText = [...element.childNodes].some(
          ({ nodeType, textContent }) => nodeType === 3 && textContent?.trim(),
        );
        return (
          hasText &&
          element.checkVisibility({ visibilityProperty: true }) &&
          !element.closest(".hidden, .top, .explore-head")
        );
      })
      .filter((element) => Number.parseFloat(getComputedStyle(element).fontSize) < 18)
      .map(({ id, className, textContent }) => `${id} ${className}: ${textContent}`),
  );

test("P shows two sliders and one picture in large type, arrows and digits another one, Escape the Lab again", {
  tag: "@engine",
}, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming");
  await waitUntilIdle(page);
  await page.keyboard.press("p");
  await expect(page.locator("body")).toHaveClass(/\bpresenting\b/);
  await expect(page.getByRole("slider").filter({ visible: true })).toHaveCount(2);
  await expect(page.locator("#explore-gauge")).toBeVisible();
  for (const id of ["views-nav", "strip", "finding", "scenarios", "explore-train", "status", "explore-histogram"])
    await expect(page.locator(`#${id}`), id).toBeHidden();
  expect(await smallType(page)).toEqual([]);
  await page.keyboard.press("ArrowRight");
  await expect(page.locator("#explore-histogram")).toBeVisible();
  await expect(page.locator("#explore-gauge")).toBeHidden();
  await page.keyboard.press("4");
  const map = page.locator("#saturation-map");
  await expect(map).toBeVisible();
  await expect.poll(async () => (await picture(map)).painted).toBeGreaterThan(0.5);
  const before = (await picture(map)).hash;
  await page.getByRole("slider", { name: "Hidden weights", exact: true }).press("End");
  await expect.poll(async () => (await picture(map)).hash).not.toBe(before);
  // After a drag, the arrows turn the pictures again.
  await page.getByRole("slider", { name: "Output weights", exact: true }).click();
  await page.keyboard.press("ArrowLeft");
  await expect(page.locator("#explore-curve")).toBeVisible();
  // In a slider, Space trains as well.
  await page.keyboard.press("Space");
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(5);
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await waitUntilIdle(page);
  await expect(page.getByRole("button", { name: "Train", exact: true })).toBeVisible();
  // A slider that is dragged sets the run aside, which can be undone.
  await page.getByRole("slider", { name: "Output weights", exact: true }).press("End");
  await page.locator("#explore-set-aside").getByRole("button", { name: "Undo" }).click();
  await expect(page.locator("#undo")).toBeHidden();
  await waitUntilIdle(page);
  await page.keyboard.press("Escape");
  await expect(page.locator("body")).not.toHaveClass(/\bpresenting\b/);
  await expect(page.locator("body")).toHaveAttribute("data-view", "lab");
  await expect(page.locator("#drawer #saturation-map")).toBeVisible();
  expect(page.url()).not.toContain("view=");
});

test("Help enters it without its keys; buttons turn and leave; axe finds no violations", async ({ page }) => {
  await open(page, "#v=1&view=explore");
  await waitUntilIdle(page);
  await page.getByRole("button", { name: "Help" }).click();
  await page.getByLabel("Single-key shortcuts").uncheck();
  await page.getByRole("button", { name: "Presentation mode" }).click();
  await expect(page.locator("#explore-gauge")).toBeVisible();
  await page.keyboard.press("2");
  await expect(page.locator("#explore-gauge")).toBeVisible();
  await expectNoAxeViolations(page);
  // In the recommended range of the output weights, the first loss is as high as its biases make it.
  const biases = page.locator("#output-biases");
  const [before] = await Promise.all([page.locator("#first-loss").boundingBox(), expect(biases).toBeVisible()]);
  expect(await smallType(page)).toEqual([]);
  await biases.getByRole("button", { name: "Set to 0" }).click();
  await expect(biases).toBeHidden();
  expect(await page.locator("#first-loss").boundingBox()).toEqual(before);
  await page.getByRole("button", { name: "Previous picture" }).click();
  await expect(page.locator("#saturation-map")).toBeVisible();
  await expectNoAxeViolations(page);
  await page.getByRole("button", { name: "Leave presentation mode" }).click();
  await expect(page.locator("#strip")).toBeVisible();
  await expect(page.getByRole("button", { name: "Help" })).toBeFocused();
  await page.keyboard.press("p");
  await expect(page.locator("#strip")).toBeVisible();
});

test("nothing overlaps in it, in windows of any size", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&step=20");
  await waitUntilIdle(page);
  await page.keyboard.press("p");
  await page.getByRole("slider", { name: "Output weights", exact: true }).press("ArrowLeft");
  await expect(page.locator("#undo")).toBeVisible();
  await page.locator("#explore-out").evaluate((slider) => slider.blur());
  /** @type {string[]} */
  const found = [];
  for (const key of ["1", "2", "3", "4"]) {
    await page.keyboard.press(key);
    for (const size of /** @type {[number, number][]} */ ([
      [360, 740],
      [740, 360],
      [820, 1180],
      [1280, 720],
      [1920, 1080],
    ])) {
      await resize(page, size);
      found.push(...(await overlaps(page)).map((finding) => `${key}, ${size.join(" × ")}: ${finding}`));
    }
  }
  expect(found).toEqual([]);
});
