// What the tests of the run's past share: ways to go to a step, and to read all that the page shows of it.

import { expect, open, picture, type, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** @param {Page} page */
export const scrubber = (page) => page.getByRole("slider", { name: "Displayed step", exact: true });
/** @param {Page} page */
export const shownStep = (page) => page.getByRole("textbox", { name: "Displayed step, exact value" });

/** Opens a run at its step, and waits for what goes back. @param {Page} page @param {string} fragment */
export async function openWithTimeline(page, fragment) {
  await open(page, fragment);
  await waitUntilIdle(page);
  await expect(shownStep(page)).toBeVisible();
  await expect(page.locator("#past-marks button").first()).toBeVisible();
}

/** Goes to a step by its number, and waits for it. @param {Page} page @param {number} step */
export async function goToStep(page, step) {
  await type(page, "past-step", String(step));
  const told = step.toLocaleString("en");
  await expect(page.locator("#step-count")).toHaveText(told);
  await expect(page.locator("#past-progress")).toBeHidden();
}

/** What the page says of the step on the screen, and draws of it. @param {Page} page */
export async function shownState(page) {
  const said =
    "#step-count, #loss, #starting-loss, #saturation-title, #saturation-facts, #dead-list, .layer .facts, #verdicts li";
  const canvases = "#saturation-map, #neuron-curve, .layer canvas, #weights canvas";
  const pictures = [];
  for (const canvas of await page.locator(canvases).all()) pictures.push((await picture(canvas)).hash);
  return { said: await page.locator(said).allTextContents(), pictures };
}
