// The page as one file, opened from disk, with all its features and no request.

import { readFileSync } from "node:fs";
import { test as base } from "@playwright/test";
import { openMap, waitForCells } from "./map.js";
import { captureDownload, choose, copyToTitle, drop, expect, figures, openShare } from "./page.js";
import { closeRuns, openRuns, runs, runTo } from "./runs.js";

/** @import { Page, PlaywrightTestArgs, PlaywrightTestOptions, TestType } from "@playwright/test" */
/** @import { WorkerFixtures } from "./page.js" */

const FILE = new URL("../../dist-single/initscope.html", import.meta.url);
/** @type {Record<string, string>} */
const checksums = JSON.parse(readFileSync(new URL("../golden/checksums.json", import.meta.url), "utf8"));

/**
 * Adds `complaints` as in page.js, here about any request too.
 * @type {TestType<PlaywrightTestArgs & PlaywrightTestOptions & {complaints: string[]}, WorkerFixtures>}
 */
const test = base.extend({
  complaints: [
    /** @param {PlaywrightTestArgs} fixtures @param {(logged: string[]) => Promise<void>} use */
    async ({ page, context }, use) => {
      /** @type {string[]} */
      const logged = [];
      // Policy violations are errors of the console.
      context.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) logged.push(`console: ${message.text()}`);
      });
      page.on("pageerror", (error) => logged.push(`uncaught: ${error.message}`));
      context.on("request", (request) => {
        const url = request.url().split("#")[0];
        const isInside = /^(data|blob|about):/.test(url) || url === FILE.href;
        if (!isInside) logged.push(`request: ${url}`);
      });
      await use(logged);
      expect(logged).toEqual([]);
    },
    { auto: true },
  ],
});

/** @param {Page} page @param {string} [fragment] */
async function open(page, fragment = "") {
  await page.goto("about:blank");
  await page.goto(FILE.href + fragment);
  await expect(page.locator("#loss")).not.toHaveText("–");
}

for (const preset of ["naive", "deep-batchnorm"]) {
  const tag = preset === "deep-batchnorm" ? "@engine" : "@all";
  test(`from a file, ${preset} trains to the checksum of the native engine`, { tag }, async ({ page }) => {
    const sum = checksums[preset];
    await open(page, `#v=1&preset=${preset}&step=1000&sum=${sum}`);
    await expect(page.locator("#status")).toHaveText(`Replayed exactly: step 1,000, checksum ${sum}.`);
  });
}

test("from a file, the address restores the run, and Back the previous one", { tag: "@engine" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming");
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await expect(page.locator("#step-count")).toHaveText("1");
  await expect.poll(() => page.url()).toMatch(/step=1&sum=/);
  const before = await figures(page);
  await page.reload();
  await expect(page.locator("#status")).toContainText("Replayed exactly: step 1,");
  expect(await figures(page)).toEqual(before);
  await choose(page, "Preset", "batchnorm");
  await expect.poll(() => page.url()).toContain("preset=batchnorm");
  await page.goBack();
  await expect(page.locator("#status")).toContainText("Replayed exactly: step 1,");
});

test("from a file, texts, lessons, map, runs, exports and licenses work", { tag: "@engine" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&batch=8");
  await openMap(page);
  await waitForCells(page, 576);
  await page.getByRole("button", { name: "Lab", exact: true }).click();

  await page.getByRole("button", { name: "Export…" }).click();
  const exported = page.getByRole("dialog", { name: "Export" });
  const { bytes } = await captureDownload(page, () => exported.getByRole("button", { name: /^Save script/ }).click());
  expect(bytes.toString()).toContain("import torch");
  await exported.getByRole("button", { name: "Close" }).click();

  const lines = ["anna", "bert", "carla", "dora", "emil", "fritz", "greta", "hans"].join("\n");
  await drop(page, "few.txt", [...Buffer.from(`${lines}\n`)]);
  await expect(page.locator("#status")).toContainText("few.txt");
  await runTo(page, 30);
  await openRuns(page);
  await expect(runs(page).first()).toContainText("step 30");
  await closeRuns(page);

  await page.getByRole("button", { name: "Help" }).click();
  await page.getByRole("button", { name: "About initscope…" }).click();
  const about = page.getByRole("dialog", { name: "About initscope" });
  await expect(about.getByText("serde", { exact: true })).toBeVisible();
  await about.getByRole("button", { name: "Close" }).click();
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Lessons" }).click();
  await page.getByRole("button", { name: /Saturated neurons/ }).click();
  await expect(page.getByRole("complementary", { name: "Lesson" })).toBeVisible();
});

test("from a file, the link is shared without its path", async ({ page }) => {
  await copyToTitle(page);
  await open(page, "#v=1&preset=kaiming&step=20");
  const shown = await openShare(page);
  await expect(shown).toContainText("This page is a local file, so others can’t open a link to it.");
  const link = await shown.getByLabel("Fragment of the link").inputValue();
  expect(link).toMatch(/^#v=1&preset=kaiming&step=20&sum=[0-9a-f]{16}$/);
  await expect(shown.locator("#share-code, #share-frame").first()).toBeHidden();
  await expect(shown.locator("#share-frame")).toBeHidden();
  await shown.getByRole("button", { name: "Copy link" }).click();
  await expect.poll(() => page.title()).toBe(link);
  await open(page, link);
  await expect(page.locator("#status")).toContainText("Replayed exactly: step 20,");
});

test("the file contains the cheat sheet, which links back to the page", { tag: "@all" }, async ({ page, context }) => {
  await open(page, "#v=1&preset=kaiming");
  await page.getByRole("button", { name: "Help" }).click();
  const coming = context.waitForEvent("page");
  await page.getByRole("link", { name: "cheat sheet" }).click();
  const sheet = await coming;
  await expect(sheet.getByRole("heading", { level: 1 })).toHaveText("Is the network healthy? A cheat sheet");
  await expect(sheet).toHaveTitle("initscope: cheat sheet");
  expect(await sheet.locator("caption").evaluate((caption) => getComputedStyle(caption).textAlign)).not.toBe("center");
  await sheet.getByRole("link", { name: "1 First loss" }).click();
  await expect(sheet.getByRole("complementary", { name: "Lesson" })).toBeVisible();
});

test("from a file, the color theme changes and is kept", { tag: "@all" }, async ({ page }) => {
  await open(page);
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.getByRole("button", { name: "Help" }).click();
  await choose(page, "Colors", "light");
  const light = await background();
  await choose(page, "Colors", "dark");
  expect(await background()).not.toBe(light);
  await page.reload();
  await expect(page.locator("#loss")).not.toHaveText("–");
  expect(await background()).not.toBe(light);
});
