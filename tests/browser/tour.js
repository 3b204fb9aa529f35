// A tour of every feature of the page, for security.test.js, which observes it meanwhile.

import { openMap, setAxis, waitForCells } from "./map.js";
import { captureDownload, drop, expect, open, openShare, type, waitUntilIdle } from "./page.js";
import { goToStep } from "./past.js";
import { closeRuns, openRuns, runs, runTo } from "./runs.js";

/** @import { Page } from "@playwright/test" */

/** A word that no request may contain. */
export const SECRET = "quizzaciously";
const TEXT = `${["ab", "abc", SECRET, "ba", "cab", "cc", "ca", "bca"].join("\n")}\n`;

/** @param {Page} page @param {string} name */
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
/** @param {Page} page */
const closeDialog = (page) => page.locator("dialog[open] [data-close]").last().click();

/** A run: trained, evaluated, viewed in every tab and as tables. @param {Page} page */
async function panels(page) {
  await open(page, "#v=1&preset=batchnorm&batch=16&hidden=20");
  await runTo(page, 900);
  await press(page, "Evaluate");
  await expect(page.locator("#evaluation-facts, #evaluation").first()).toBeVisible();
  for (const name of ["Over time", "Norm", "By hand", "Now"]) {
    await page.getByRole("tab", { name, exact: true }).click();
    await expect(page.getByRole("tab", { name, exact: true })).toHaveAttribute("aria-selected", "true");
    if (name !== "Norm") continue;
    await press(page, "Compare four ways");
    await press(page, "Norm as a table");
    await expect(page.getByRole("dialog").getByRole("table").first()).toBeVisible();
    await closeDialog(page);
  }
  for (const what of ["Layers", "Saturation", "Loss", "Update ratio", "Weight gradients"]) {
    await press(page, `${what} as a table`);
    await expect(page.getByRole("dialog").getByRole("table").first()).toBeVisible();
    await closeDialog(page);
  }
}

/** Help with its settings, the About dialog, and a lesson to its end. @param {Page} page */
async function reading(page) {
  await press(page, "Help");
  await page.getByRole("combobox", { name: "Colors" }).selectOption("dark");
  await press(page, "About initscope…");
  const about = page.getByRole("dialog", { name: "About initscope" });
  await about.getByText("uplot", { exact: true }).click();
  await expect(about.getByText("Leon Sorokin")).toBeVisible();
  await closeDialog(page);
  await closeDialog(page);
  await press(page, "Lessons");
  await page.getByRole("dialog").getByRole("button", { name: "The right first loss" }).click();
  const next = page.getByRole("complementary", { name: "Lesson" }).getByRole("button", { name: "Next", exact: true });
  await expect(next).toBeVisible();
  while (await next.isVisible()) await next.click();
  await press(page, "Exit");
}

/** Sharing and export: link and frame, script, picture, data. @param {Page} page */
async function sharing(page) {
  const dialog = await openShare(page);
  await expect(dialog.getByRole("img", { name: /^QR code of / })).toBeVisible();
  await press(page, "Copy link");
  await dialog.locator("summary").click();
  await expect(dialog.frameLocator("iframe").locator("#loss")).not.toHaveText("–");
  await press(page, "Copy code");
  await expect(dialog.getByRole("status")).toContainText("Code");
  await closeDialog(page);
  await press(page, "Export…");
  await press(page, "Copy as PyTorch");
  for (const name of ["Save PNG", "Weights and statistics (.npz)"]) {
    expect((await captureDownload(page, () => press(page, name))).bytes.length, name).toBeGreaterThan(100);
  }
  await closeDialog(page);
}

/** Several runs: pinned, forked from an earlier step, in a map, and restored from the saved ones. @param {Page} page */
async function severalRuns(page) {
  await press(page, "Pin");
  await expect(page.getByRole("group", { name: /^Pinned run: / })).toBeVisible();
  await press(page, "Compare");
  await expect(page.locator("#compare-table")).toBeVisible();
  await press(page, "Lab");
  await runTo(page, 950);
  await goToStep(page, 400);
  await press(page, "Fork here…");
  const fork = page.getByRole("dialog", { name: "Fork at step 400" });
  await fork.getByLabel("Learning rate").fill("0.05");
  await fork.getByRole("button", { name: "Fork", exact: true }).click();
  await expect(fork).toBeHidden();
  await waitUntilIdle(page);
  await openMap(page);
  await setAxis(page, "x", "Hidden weight scale", ["0.1", "10", "4"]);
  await setAxis(page, "y", "Output weight scale", ["0.1", "10", "4"]);
  await waitForCells(page, 16);
  await page.getByRole("button", { name: "Lab", exact: true }).click();
  await openRuns(page);
  await runs(page).first().getByRole("button", { name: "Restore" }).click();
  await waitUntilIdle(page);
}

/** A text of one's own, trained on and sampled from. @param {Page} page */
async function ownText(page) {
  await drop(page, `${SECRET}.txt`, [...Buffer.from(TEXT)]);
  await expect(page.locator("#text-facts")).toContainText("8 lines");
  await runTo(page, 60);
  await expect(page.locator("#samples")).not.toBeEmpty();
  await openRuns(page);
  await closeRuns(page);
}

/** @param {Page} page */
async function otherPages(page) {
  await open(page, "#v=1&preset=kaiming&embed=1&step=3");
  await waitUntilIdle(page).catch(() => expect(page.locator("#step-count")).toHaveText("3"));
  await page.goto("./cheatsheet.html");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
}

/**
 * @param {Page} page
 * @param {() => Promise<void>} atTheEnd on the page, with all that it has stored
 */
export async function tour(page, atTheEnd) {
  await panels(page);
  await reading(page);
  await sharing(page);
  await severalRuns(page);
  await ownText(page);
  await atTheEnd();
  await otherPages(page);
  await open(page);
  await type(page, "batch", "16");
}
