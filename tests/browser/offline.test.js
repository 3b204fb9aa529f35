// The page kept for later: without its host, with a new version there, in several tabs, and beside another copy of it.

import { test as base, expect, faultless, open, rested } from "./page.js";
import { copy, serve } from "./site.js";

/** @import { Page, PlaywrightTestArgs, PlaywrightTestOptions, TestType } from "@playwright/test" */
/** @import { WorkerFixtures } from "./page.js" */
/** @import { Site } from "./site.js" */

/**
 * Each test has a host of its own, whose version A is at /a/b/.
 * @type {TestType<PlaywrightTestArgs & PlaywrightTestOptions & {complaints: string[], site: Site}, WorkerFixtures>}
 */
const test = base.extend({
  /** @param {PlaywrightTestArgs} fixtures @param {(site: Site) => Promise<void>} use */
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern that no other fixture is needed
  async site({}, use) {
    const site = await serve({ "/a/b/": copy("A") });
    await use(site);
    site.stop();
    site.remove();
  },
  /** @param {{site: Site}} fixtures @param {(url: string) => Promise<void>} use */
  baseURL: ({ site }, use) => use(`${site.origin}/a/b/`),
});
test.use({ serviceWorkers: "allow" });

const notice = (/** @type {Page} */ page) => page.getByRole("complementary", { name: "New version" });
const reload = (/** @type {Page} */ page) => notice(page).getByRole("button", { name: "Reload" });

/** Until all of its version is kept, and it is the service worker that answers the page. @param {Page} page */
const kept = (page) =>
  expect
    .poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state ?? null), { timeout: 30_000 })
    .toBe("activated");

/** All versions that the page and what it has loaded are of. @param {Page} page */
const versions = (page) =>
  page.evaluate(() => {
    const said = document.querySelector('meta[name="version"]')?.getAttribute("content");
    const loaded = performance.getEntriesByType("resource").map(({ name }) => /-version(\w)-/.exec(name)?.[1]);
    return [...new Set([said, ...loaded])].filter((version) => version !== undefined);
  });

/** @param {Page} page @returns {Promise<string[]>} */
const caches = (page) => page.evaluate(() => window.caches.keys());

/** Opens all that is fetched only when it is looked at. @param {Page} page */
async function openAll(page) {
  const press = (/** @type {string} */ name) => page.getByRole("button", { name, exact: true }).click();
  const close = () => page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  for (const [name, dialog] of [
    ["Share…", "Share this run"],
    ["Export…", "Take it along"],
    ["Runs…", "Runs"],
    ["Map…", "Map"],
    ["Loss as a table", "Loss"],
  ]) {
    await press(name);
    await expect(page.getByRole("dialog", { name: dialog })).toBeVisible();
    await close();
  }
  for (const [tab, shown] of [
    ["Norm", "#norm-panel"],
    ["By hand", "#points-facts"],
    ["Compare", "#compare-panel"],
  ]) {
    await page.getByRole("tab", { name: tab }).click();
    await expect(page.locator(shown)).not.toBeEmpty();
  }
  await page.getByRole("tab", { name: "Now" }).click();
}

test("opened once, it opens without its host, with all its parts, lessons and sheet", async ({ page, site }) => {
  await open(page, "#v=1&preset=kaiming&step=3");
  await kept(page);
  await expect(notice(page)).toBeHidden();
  site.stop();
  await page.reload();
  await expect(page.locator("#status")).toContainText("Replayed");
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(async () => Number(await page.locator("#step-count").textContent())).toBeGreaterThan(20);
  await page.getByRole("button", { name: "Pause" }).click();
  await rested(page);
  await openAll(page);
  for (const lesson of ["start", "numb", "fan-in", "pictures", "batchnorm", "coupling", "zero", "relu", "layernorm"]) {
    await page.goto(`./?any#lesson=${lesson}`);
    await expect(page.getByRole("complementary", { name: "Lesson" })).toBeVisible();
  }
  await page.goto("./cheatsheet.html");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("cheat sheet");
  await page.goto("./index.html#v=1&preset=kaiming&step=3");
  await expect(page.locator("#status")).toContainText("Replayed");
});
