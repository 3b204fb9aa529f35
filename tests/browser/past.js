// For tests of the timeline: goes to a step and reads what the page shows of it.

import { expect, open, picture, type, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** @param {Page} page */
export const scrubber = (page) => page.getByRole("slider", { name: "Displayed step", exact: true });
/** @param {Page} page */
export const shownStep = (page) => page.getByRole("textbox", { name: "Displayed step, exact value" });

/** Opens a run, and waits for its timeline. @param {Page} page @param {string} fragment */
export async function openWithTimeline(page, fragment) {
  await open(page, fragment);
  await waitUntilIdle(page);
  await expect(shownStep(page)).toBeVisible();
  await expect(page.locator("#past-marks button").first()).toBeVisible();
}

/** Displays an earlier step, and waits for it. @param {Page} page @param {number} step */
export async function goToStep(page, step) {
  await type(page, "past-step", String(step));
  const label = step.toLocaleString("en");
  await expect(page.locator("#step-count")).toHaveText(label);
  await expect(page.locator("#past-progress")).toBeHidden();
}

/** What the page shows of the displayed step: its texts, and hashes of its pictures. @param {Page} page */
export async function shownState(page) {
  const texts =
    "#step-count, #loss, #starting-loss, #saturation-title, #saturation-facts, #dead-list, .layer .facts, #verdicts li";
  const canvases = "#saturation-map, #neuron-curve, .layer canvas, #weights canvas";
  const pictures = [];
  for (const canvas of await page.locator(canvases).all()) pictures.push((await picture(canvas)).hash);
  return { texts: await page.locator(texts).allTextContents(), pictures };
}
