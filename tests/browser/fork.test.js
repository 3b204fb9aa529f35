// Forks: the dialog, the run before and after the fork, and later changes in links and controls.

import { expect, figures, open, test, type, waitUntilIdle } from "./page.js";
import { goToStep, openWithTimeline, shownState } from "./past.js";

/** @import { Page } from "@playwright/test" */

/** Opens the dialog that forks the displayed step. @param {Page} page @param {number} step */
async function openFork(page, step) {
  await page.getByRole("button", { name: "Fork here…" }).click();
  const shown = page.getByRole("dialog", { name: `Fork at step ${step.toLocaleString("en")}` });
  await expect(shown).toBeVisible();
  return shown;
}

test("a fork keeps the run up to its step, and its link replays it", async ({ page, context }) => {
  await openWithTimeline(page, "#v=1&preset=batchnorm&step=200");
  const before = await page.locator("#checksum").textContent();
  await goToStep(page, 120);
  const fork = await openFork(page, 120);
  await expect(fork).toContainText("The run before the fork is pinned");
  await expect(fork.getByLabel("Batch size")).toHaveValue("32");
  await fork.getByLabel("Batch size").fill("64");
  await fork.getByLabel("Learning rate").fill("0.02");
  await fork.getByRole("button", { name: "Fork", exact: true }).click();
  await expect(fork).toBeHidden();
  await waitUntilIdle(page);
  await expect(page.locator("#step-count")).toHaveText("120");
  await expect(page.locator("#past-said")).toHaveText("latest");
  await expect(page.locator("#saturation-facts")).toContainText("64 × 200");
  await expect(page.getByRole("textbox", { name: "Later changes" })).toHaveValue("120:batch=64");
  await expect(page.locator("#lr-number")).toHaveValue("0.02");
  // The run before it is pinned, where it was.
  const pinned = page.getByRole("group", { name: /^Pinned run: BatchNorm/ });
  await expect(pinned).toContainText("step 200");
  await expect(pinned).toHaveAttribute("title", `At step 200, checksum ${before}`);
  const forked = await page.locator("#checksum").textContent();
  await type(page, "run-to-step", "170");
  await waitUntilIdle(page);
  await expect(page.locator("#step-count")).toHaveText("170");
  const later = await figures(page);
  await expect(page).toHaveURL(/then=.*batch/);
  await expect(page).toHaveURL(/step=170/);
  const link = new URL(page.url()).hash;

  const other = await context.newPage();
  await open(other, link);
  await waitUntilIdle(other);
  await expect(other.locator("#status")).toContainText("Replayed exactly: step 170");
  expect(await figures(other)).toEqual(later);
  // The fork starts from the weights of a run without a fork.
  await open(other, "#v=1&preset=batchnorm&step=120");
  await waitUntilIdle(other);
  await expect(other.locator("#checksum")).toHaveText(forked ?? "");
  // A step before the fork, displayed after the change of batch size, is as it was.
  await open(other, "#v=1&preset=batchnorm&step=77");
  await waitUntilIdle(other);
  await goToStep(page, 77);
  await expect(page.locator("#saturation-facts")).toContainText("32 × 200");
  expect((await shownState(page)).texts).toEqual((await shownState(other)).texts);
  await other.close();
});

test("the fork dialog reports errors next to its fields", { tag: "@all" }, async ({ page }) => {
  await openWithTimeline(page, "#v=1&preset=kaiming&step=50");
  const fork = await openFork(page, 50);
  await expect(fork.getByLabel("momentum")).toBeHidden();
  await fork.getByRole("button", { name: "Fork", exact: true }).click();
  await expect(fork.getByRole("alert")).toContainText("No setting is changed yet");
  await fork.getByLabel("Learning rate").fill("fast");
  await fork.getByLabel("Batch size").fill("0");
  await page.keyboard.press("Enter");
  const faults = fork.locator(".fault:not([hidden])");
  await expect(faults).toHaveText([/^Learning rate must be a number from/, /^Batch size must be/]);
  await expect(fork.getByLabel("Learning rate")).toBeFocused();
  await fork.getByLabel("Learning rate").fill("0.5");
  await expect(faults).toHaveText([/^Batch size must be/]);
  await page.keyboard.press("Escape");
  await expect(fork).toBeHidden();
  await expect(page.locator("#step-count")).toHaveText("50");
});

test("later changes can be viewed, edited and removed, and a wrong one is rejected", { tag: "@all" }, async ({
  page,
}) => {
  await open(page, "#v=1&preset=batchnorm");
  const field = page.getByRole("textbox", { name: "Later changes" });
  await expect(field).toBeHidden();
  await open(page, "#v=1&preset=batchnorm&then=20:batch=8;momentum=0.5&step=30");
  await waitUntilIdle(page);
  await expect(field).toHaveValue("20:batch=8;momentum=0.5");
  await expect(page.locator("#saturation-facts")).toContainText("8 × 200");
  await type(page, "then", "20:width=3");
  await expect(page.getByRole("alert")).toContainText("Later changes must be one of batch, momentum, eps");
  await field.press("Escape");
  await expect(field).toHaveValue("20:batch=8;momentum=0.5");
  await type(page, "then", "10:batch=16");
  await waitUntilIdle(page);
  await expect(page.locator("#step-count")).toHaveText("0");
  await expect(page).toHaveURL(/then=10/);
  await field.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  await page.keyboard.press("Enter");
  await expect(field).toBeHidden();
  await expect(page.locator("#batch")).toBeFocused();
  await expect(page).not.toHaveURL(/then=/);
});

test("the fork dialog shows the settings in force and the later changes that remain", { tag: "@all" }, async ({
  page,
}) => {
  const seven = [10, 20, 30, 40, 50, 60, 70].map((step) => `${step}:batch=8`).join();
  await openWithTimeline(page, `#v=1&preset=kaiming&lr=0.1,40:0.05,90:0.01&then=${seven},80:batch=16;seed=7&step=100`);
  await goToStep(page, 45);
  const fork = await openFork(page, 45);
  await expect(fork.getByLabel("Learning rate")).toHaveValue("0.05");
  await expect(fork.getByLabel("Batch size")).toHaveValue("8");
  await expect(fork).toContainText("This run changes Learning rate, Batch size, Minibatch seed later.");
  // A link can have at most eight steps with changes.
  await fork.getByLabel("Minibatch seed").fill("5");
  await fork.getByRole("button", { name: "Fork", exact: true }).click();
  await expect(fork.getByRole("alert")).toContainText("then: expected");
  await fork.getByRole("button", { name: "Close" }).click();
  await expect(page.locator("#step-count")).toHaveText("45");
});

test("with all pins taken, the fork dialog says that the run before is not pinned", { tag: "@all" }, async ({
  page,
}) => {
  const pins = [1, 2, 3].map((i) => `&pin${i}=${i};hidden=5`).join("");
  await openWithTimeline(page, `#v=1&hidden=5&step=20${pins}`);
  const fork = await openFork(page, 20);
  await expect(fork).toContainText("All 3 pins are taken, so the run before the fork is not pinned");
  await fork.getByLabel("Batch size").fill("8");
  await fork.getByRole("button", { name: "Fork", exact: true }).click();
  await waitUntilIdle(page);
  await expect(page.locator("#step-count")).toHaveText("20");
  await expect(page.getByRole("group", { name: /^Pinned run: / })).toHaveCount(3);
});
