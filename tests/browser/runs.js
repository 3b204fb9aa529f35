// What the tests of the shelf share: its dialog, its list, and runs that come to rest. Tests nothing.

import { expect, open, rested, savedBy } from "./page.js";

/** @import { Page } from "@playwright/test" */

export const KAIMING = "#v=1&preset=kaiming&hidden=20";

/** Opens the dialog, and waits until it has read the shelf. @param {Page} page */
export async function openRuns(page) {
  const opener = page.getByRole("button", { name: "Runs…" });
  if (!(await opener.isVisible())) await page.getByRole("tab", { name: "Compare" }).click();
  await opener.click();
  await listed(page);
}

/** @param {Page} page */
export async function listed(page) {
  await expect(page.getByRole("dialog", { name: "Saved runs" })).toBeVisible();
  await expect(page.locator("#runs-list")).toHaveAttribute("aria-busy", "false");
}

/** @param {Page} page */
export async function close(page) {
  await page.locator("#runs-dialog [data-close]").click();
  await expect(page.getByRole("dialog")).toBeHidden();
}

/** The runs in the list. @param {Page} page */
export const runs = (page) => page.locator("#runs-list > li");
/** What their names are. @param {Page} page */
export const names = (page) =>
  runs(page)
    .getByRole("textbox", { name: "Name" })
    .evaluateAll((fields) => fields.map((field) => /** @type {HTMLInputElement} */ (field).value));

/**
 * Types a name, as fingers do.
 * @param {Page} page
 * @param {number} nth
 * @param {string} name
 */
export async function rename(page, nth, name) {
  await runs(page).nth(nth).getByRole("textbox", { name: "Name" }).press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
}

/** @param {Page} page */
export const said = (page) => page.locator("#runs-said");
/** @param {Page} page */
export const trouble = (page) => page.locator("#runs-trouble");

/**
 * Trains to a step, and waits until the run rests there.
 * @param {Page} page
 * @param {number} step
 */
export async function runTo(page, step) {
  const field = page.locator("#run-to-step");
  if (!(await field.isVisible())) await page.getByRole("button", { name: "More" }).click();
  await field.fill(String(step));
  await field.press("Enter");
  await expect(page.locator("#step-count")).toHaveText(step.toLocaleString("en"));
  await rested(page);
  const sum = await page.locator("#checksum").textContent();
  return sum ?? "";
}

/**
 * Opens a link, runs it to a step and gives its checksum there.
 * @param {Page} page
 * @param {string} fragment
 * @param {number} step
 */
export async function make(page, fragment, step) {
  await open(page, fragment);
  await rested(page);
  return runTo(page, step);
}

/** Waits until what is at hand is kept: opening the dialog writes it. @param {Page} page */
export async function keep(page) {
  await openRuns(page);
  await close(page);
}

/**
 * Chooses a file in the dialog.
 * @param {Page} page
 * @param {string | Buffer} content
 * @param {string} [name]
 */
export const bring = (page, content, name = "runs.json") =>
  page.locator("#runs-file").setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(content) });

/** @param {Page} page */
export async function exported(page) {
  const { name, bytes } = await savedBy(page, () => page.getByRole("button", { name: "Export all" }).click());
  expect(name).toBe("initscope-runs.json");
  return { json: bytes.toString(), file: JSON.parse(bytes.toString()) };
}

/** From now on nothing more is kept, until `makeRoom` of the window is called. @param {Page} page */
export const takeRoom = (page) =>
  page.evaluate(() => {
    const { put } = IDBObjectStore.prototype;
    Object.assign(window, {
      makeRoom: () => {
        IDBObjectStore.prototype.put = put;
      },
    });
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
