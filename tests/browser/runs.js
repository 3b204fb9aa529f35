// For tests of saved runs: the Runs dialog, its list, and runs at a step.

import { captureDownload, expect, open, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

export const KAIMING = "#v=1&preset=kaiming&hidden=20";

/** Opens the dialog, and waits until it has read the saved runs. @param {Page} page */
export async function openRuns(page) {
  const opener = page.getByRole("button", { name: "Runs…" });
  if (!(await opener.isVisible())) await page.getByRole("button", { name: "Compare", exact: true }).click();
  await opener.click();
  await waitForRunList(page);
}

/** @param {Page} page */
export async function waitForRunList(page) {
  await expect(page.getByRole("dialog", { name: "Saved runs" })).toBeVisible();
  await expect(page.locator("#runs-list")).toHaveAttribute("aria-busy", "false");
}

/** @param {Page} page */
export async function closeRuns(page) {
  await page.locator("#runs-dialog [data-close]").click();
  await expect(page.getByRole("dialog")).toBeHidden();
}

/** The runs in the list. @param {Page} page */
export const runs = (page) => page.locator("#runs-list > li");
/** The names of the runs in the list. @param {Page} page */
export const runNames = (page) =>
  runs(page)
    .getByRole("textbox", { name: "Name" })
    .evaluateAll((fields) => fields.map((field) => /** @type {HTMLInputElement} */ (field).value));

/**
 * Types a name.
 * @param {Page} page
 * @param {number} nth
 * @param {string} name
 */
export async function renameRun(page, nth, name) {
  await runs(page).nth(nth).getByRole("textbox", { name: "Name" }).press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
}

/** @param {Page} page */
export const runsStatus = (page) => page.locator("#runs-said");
/** @param {Page} page */
export const runsError = (page) => page.locator("#runs-trouble");

/**
 * Trains to a step, waits until the run is idle there, and returns its checksum.
 * @param {Page} page
 * @param {number} step
 */
export async function runTo(page, step) {
  const field = page.locator("#run-to-step");
  if (!(await field.isVisible())) await page.getByRole("button", { name: "More" }).click();
  await field.fill(String(step));
  await field.press("Enter");
  await expect(page.locator("#step-count")).toHaveText(step.toLocaleString("en"));
  await waitUntilIdle(page);
  const sum = await page.locator("#checksum").textContent();
  return sum ?? "";
}

/**
 * Opens a link, runs it to a step and returns its checksum there.
 * @param {Page} page
 * @param {string} fragment
 * @param {number} step
 */
export async function makeRun(page, fragment, step) {
  await open(page, fragment);
  await waitUntilIdle(page);
  return runTo(page, step);
}

/** Saves the current run, by opening the dialog. @param {Page} page */
export async function saveRun(page) {
  await openRuns(page);
  await closeRuns(page);
}

/**
 * Chooses a file in the dialog.
 * @param {Page} page
 * @param {string | Buffer} content
 * @param {string} [name]
 */
export const importFile = (page, content, name = "runs.json") =>
  page.locator("#runs-file").setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(content) });

/** @param {Page} page */
export async function exportRuns(page) {
  const { name, bytes } = await captureDownload(page, () => page.getByRole("button", { name: "Export all" }).click());
  expect(name).toBe("initscope-runs.json");
  return { json: bytes.toString(), file: JSON.parse(bytes.toString()) };
}

/** Makes storage full until `freeStorage` of the window is called. @param {Page} page */
export const fillStorage = (page) =>
  page.evaluate(() => {
    const { put } = IDBObjectStore.prototype;
    Object.assign(window, {
      freeStorage: () => {
        IDBObjectStore.prototype.put = put;
      },
    });
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
