// Input while a network is still pending is not lost.

import { expect, figures, open, test, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

/**
 * In one task, drags the hidden scale to two positions, so that the second network waits for the first, and then acts.
 * @param {Page} page
 * @param {{press?: string, rate?: string}} act
 */
const dragThen = (page, { press, rate }) =>
  page.evaluate(
    ({ press, rate }) => {
      const input = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (document.getElementById(id));
      for (const position of ["250", "200"]) {
        input("w").value = position;
        input("w").dispatchEvent(new Event("input", { bubbles: true }));
      }
      if (press !== undefined) input(press).click();
      if (rate === undefined) return;
      input("lr-number").value = rate;
      input("lr-number").dispatchEvent(new Event("change", { bubbles: true }));
    },
    { press, rate },
  );

test("Step pressed while a network is pending steps that network", async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  await dragThen(page, { press: "step" });
  await expect(page.locator("#step-count")).toHaveText("1");
  await waitUntilIdle(page);
  await expect(page.locator("#status")).toHaveText("At step 1.");
});

test("Share pressed while a network is pending shares that network", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  await dragThen(page, { press: "share" });
  const link = page.getByRole("textbox", { name: "Link" });
  await expect(link).toHaveValue(/#v=1&w=std:[\d.]+&step=0&sum=[0-9a-f]{16}$/);
  const scale = await page.locator("#w-number").inputValue();
  const [sum] = await figures(page);
  expect(await link.inputValue()).toContain(`w=std:${scale}&step=0&sum=${sum}`);
});

test("Share pressed just before a change shares the changed network", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  await page.evaluate(() => {
    document.getElementById("share")?.click();
    const norm = /** @type {HTMLSelectElement} */ (document.getElementById("norm"));
    norm.value = "batch";
    norm.dispatchEvent(new Event("change"));
  });
  const link = page.getByRole("textbox", { name: "Link" });
  await expect(link).toHaveValue(/#v=1&norm=batch&step=0&sum=[0-9a-f]{16}$/);
  const [sum] = await figures(page);
  expect(await link.inputValue()).toContain(`sum=${sum}`);
});

test("a learning rate set while a network is pending applies from step 0", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  await dragThen(page, { rate: "0.7" });
  await waitUntilIdle(page);
  await expect.poll(() => page.url()).toMatch(/#v=1&w=std:[\d.]+&lr=0\.7,100000:0\.01$/);
  await expect(page.locator("#lr-number")).toHaveValue("0.7");
});
