// The page offline: without its host, with a new version, in several tabs, and with another copy on the same host.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { copySite, serveCopies } from "./host.js";
import { test as base, expect, expectNoAxeViolations, open, waitUntilIdle } from "./page.js";

/** @import { Locator, Page, PlaywrightTestArgs, PlaywrightTestOptions, TestType } from "@playwright/test" */
/** @import { WorkerFixtures } from "./page.js" */
/** @import { Site } from "./host.js" */

/**
 * Each test has its own server, with version A at /a/b/.
 * @type {TestType<PlaywrightTestArgs & PlaywrightTestOptions & {complaints: string[], site: Site}, WorkerFixtures>}
 */
const test = base.extend({
  /** @param {PlaywrightTestArgs} fixtures @param {(site: Site) => Promise<void>} use */
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern that no other fixture is needed
  async site({}, use) {
    const site = await serveCopies({ "/a/b/": copySite("A") });
    await use(site);
    site.stop();
    site.remove();
  },
  /** @param {{site: Site}} fixtures @param {(url: string) => Promise<void>} use */
  baseURL: ({ site }, use) => use(`${site.origin}/a/b/`),
});
test.use({ serviceWorkers: "allow" });

const notice = (/** @type {Page} */ page) => page.getByRole("complementary", { name: "New version" });

/** Presses Reload in the notice, and waits for the load. @param {Page} page @param {(button: Locator) => Promise<void>} [press] */
async function reloadNewVersion(page, press = (button) => button.click()) {
  const loaded = page.waitForEvent("load");
  await press(notice(page).getByRole("button", { name: "Reload" }));
  await loaded;
}

/** Waits until the version is cached and its service worker controls the page. @param {Page} page */
const waitUntilCached = (page) =>
  expect
    .poll(() =>
      page.evaluate(() => {
        const { scriptURL, state } = navigator.serviceWorker.controller ?? {};
        return scriptURL === new URL("sw.js", location.href).href ? state : null;
      }),
    )
    .toBe("activated");

/** The versions of the page and of the files it has loaded. @param {Page} page */
const versions = (page) =>
  page.evaluate(() => {
    const version = document.querySelector('meta[name="version"]')?.getAttribute("content");
    const loaded = performance.getEntriesByType("resource").map(({ name }) => /-version(\w)-/.exec(name)?.[1]);
    return [...new Set([version, ...loaded])].filter((version) => version !== undefined);
  });

/** @param {Page} page @returns {Promise<string[]>} */
const caches = (page) => page.evaluate(() => window.caches.keys());

/** Opens a dialog whose code is loaded on demand. @param {Page} page */
async function openDialog(page) {
  await page.getByRole("button", { name: "Share…" }).click();
  await page.getByRole("dialog", { name: "Share this run" }).getByRole("button", { name: "Close" }).click();
}

/** Opens all of them. @param {Page} page */
async function openAllParts(page) {
  const press = (/** @type {string} */ name) => page.getByRole("button", { name, exact: true }).click();
  const close = () => page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  for (const [name, dialog] of [
    ["Share…", "Share this run"],
    ["Export…", "Export"],
    ["Runs…", "Runs"],
    ["Loss as a table", "Loss"],
  ]) {
    await press(name);
    await expect(page.getByRole("dialog", { name: dialog })).toBeVisible();
    await close();
  }
  await press("Map");
  await expect(page.locator("#map-cell")).not.toBeEmpty();
  await press("Lab");
  await press("Help");
  await press("About initscope…");
  const about = page.getByRole("dialog", { name: "About initscope" });
  await expect(about.getByText("serde", { exact: true })).toBeVisible();
  await about.getByRole("button", { name: "Close" }).click();
  await page.keyboard.press("Escape");
  for (const [tab, shown] of [
    ["Norm", "#norm-panel"],
    ["By hand", "#points-facts"],
  ]) {
    await page.getByRole("tab", { name: tab }).click();
    await expect(page.locator(shown)).not.toBeEmpty();
  }
  await page.getByRole("tab", { name: "Now" }).click();
  await press("Compare");
  await expect(page.locator(".compare-empty")).toBeVisible();
  await press("Lab");
}

test("after one visit the page opens without its host, with all its parts", { tag: "@engine" }, async ({
  page,
  site,
}) => {
  await open(page, "#v=1&preset=kaiming&step=3");
  await waitUntilCached(page);
  await expect(notice(page)).toBeHidden();
  site.stop();
  await page.reload();
  await expect(page.locator("#status")).toContainText("Replayed");
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(async () => Number(await page.locator("#step-count").textContent())).toBeGreaterThan(20);
  await page.getByRole("button", { name: "Pause" }).click();
  await waitUntilIdle(page);
  await openAllParts(page);
  for (const lesson of ["start", "batchnorm", "ladder"]) {
    await page.goto(`./?${lesson}#lesson=${lesson}`);
    await expect(page.getByRole("complementary", { name: "Lesson" })).toBeVisible();
  }
  await page.goto("./cheatsheet.html");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("cheat sheet");
  await page.goto("./index.html#v=1&preset=kaiming&step=3");
  await expect(page.locator("#status")).toContainText("Replayed");
});

/** Makes the page look for a new version, as when its tab is shown again. @param {Page} page */
const lookForUpdate = (page) => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));

/** Deploys another version. @param {Site} site @param {string} version */
const deployVersion = (site, version) => site.put("/a/b/", copySite(version));

test("files of the first visit are not fetched again for the cache", { tag: "@all" }, async ({ page, site }) => {
  site.ages.assets = 31_536_000;
  await open(page);
  await waitUntilCached(page);
  const times = (/** @type {RegExp} */ name) => site.asked.filter((path) => name.test(path)).length;
  for (const name of [/\/index-\S+\.js$/, /\.wasm$/, /\/names-/, /\/worker-/, /\/line-/, /\/keeper-/]) {
    expect(times(name), String(name)).toBe(1);
  }
});

test("a new version waits for consent and then continues the run at its step", { tag: "@engine" }, async ({
  page,
  site,
}) => {
  await open(page, "#v=1&preset=kaiming");
  await waitUntilCached(page);
  deployVersion(site, "B");
  await page.getByRole("combobox", { name: "Preset" }).focus();
  await lookForUpdate(page);
  await expect(notice(page)).toContainText("A new version of this page is available.");
  await expect(notice(page).getByRole("status")).toHaveText("A new version of this page is available.");
  await expect(page.getByRole("combobox", { name: "Preset" })).toBeFocused();
  // The host no longer has the files of this version.
  await openAllParts(page);
  expect(await versions(page)).toEqual(["A"]);

  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(async () => Number(await page.locator("#step-count").textContent())).toBeGreaterThan(10);
  await reloadNewVersion(page, (button) => button.press("Enter"));
  await expect(page.locator("#status")).toHaveText(/^Replayed exactly: step [\d,]+, checksum [0-9a-f]{16}\.$/);
  expect(Number(/step=(\d+)/.exec(page.url())?.[1])).toBeGreaterThan(10);
  await openDialog(page);
  expect(await versions(page)).toEqual(["B"]);
  await expect(notice(page)).toBeHidden();
  await expect.poll(() => caches(page)).toHaveLength(1);
  site.stop();
  await page.reload();
  await waitUntilIdle(page);
  expect(await versions(page)).toEqual(["B"]);
});

test("each tab keeps its version until it is reloaded", { tag: "@all" }, async ({ page, context, site }) => {
  await open(page, "#v=1&preset=kaiming");
  await waitUntilCached(page);
  const other = await context.newPage();
  await open(other, "#v=1&preset=batchnorm");
  deployVersion(site, "B");
  await lookForUpdate(page);
  for (const tab of [page, other]) await expect(notice(tab)).toContainText("A new version");
  await reloadNewVersion(page);
  await expect.poll(() => versions(page)).toEqual(["B"]);
  await open(page, "#v=1&preset=kaiming&step=2");
  await openDialog(page);
  expect(await versions(page)).toEqual(["B"]);

  await openDialog(other);
  expect(await versions(other)).toEqual(["A"]);
  expect(await caches(other)).toHaveLength(2);
  await reloadNewVersion(other);
  await expect.poll(() => versions(other)).toEqual(["B"]);
  await waitUntilIdle(other);
  await expect.poll(() => caches(other)).toHaveLength(1);
});

test("a browser reload keeps the version, and the notice can be dismissed", { tag: "@all" }, async ({ page, site }) => {
  await open(page);
  await waitUntilCached(page);
  deployVersion(site, "B");
  await lookForUpdate(page);
  await expect(notice(page)).toContainText("A new version");
  await page.reload();
  await expect(notice(page)).toContainText("A new version");
  expect(await versions(page)).toEqual(["A"]);
  await notice(page).getByRole("button", { name: "Not now" }).press("Enter");
  await expect(notice(page).getByRole("button")).toHaveCount(0);
  await expect(page.getByRole("combobox", { name: "Preset" })).toBeFocused();
  deployVersion(site, "C");
  await lookForUpdate(page);
  await expect(notice(page)).toContainText("A new version");
  await reloadNewVersion(page);
  await expect.poll(() => versions(page)).toEqual(["C"]);
});

test("an incomplete version is not installed, and is once it is complete", { tag: "@all" }, async ({ page, site }) => {
  await open(page);
  await waitUntilCached(page);
  const whole = copySite("B");
  const page0 = readFileSync(join(site.places["/a/b/"], "index.html"));
  const page1 = readFileSync(join(whole, "index.html"));
  const script = readdirSync(join(whole, "assets")).find((name) => name.startsWith("worker-"));
  const worker = `assets/${script}`;
  const idle = () =>
    page.evaluate(async () => {
      const found = await navigator.serviceWorker.getRegistration();
      return found !== undefined && found.installing === null && found.waiting === null;
    });

  // A file is missing.
  site.missing.add(worker);
  site.put("/a/b/", whole);
  await lookForUpdate(page);
  await expect.poll(() => site.asked.includes(`/a/b/${worker}`)).toBe(true);
  await expect.poll(idle).toBe(true);
  expect(await caches(page)).toHaveLength(1);
  // The page itself is still the old one.
  site.missing.delete(worker);
  writeFileSync(join(whole, "index.html"), page0);
  site.asked.length = 0;
  await lookForUpdate(page);
  await expect.poll(() => site.asked.includes("/a/b/")).toBe(true);
  await expect.poll(idle).toBe(true);
  expect(await caches(page)).toHaveLength(1);
  await expect(notice(page)).toBeHidden();
  await openDialog(page);
  expect(await versions(page)).toEqual(["A"]);

  writeFileSync(join(whole, "index.html"), page1);
  await lookForUpdate(page);
  await expect(notice(page)).toContainText("A new version");
  await reloadNewVersion(page);
  await expect.poll(() => versions(page)).toEqual(["B"]);
});

test("copies in other folders of the same host are cached separately", { tag: "@all" }, async ({ page, site }) => {
  site.put("/", copySite("C"));
  await page.goto(site.origin);
  await waitUntilCached(page);
  const [outer] = await caches(page);
  // It is in the folder of the other, whose service worker has controlled it so far.
  await open(page);
  await waitUntilCached(page);
  await expect.poll(() => caches(page)).toHaveLength(2);
  expect(await versions(page)).toEqual(["A"]);
  await expect(notice(page)).toBeHidden();
  deployVersion(site, "B");
  await lookForUpdate(page);
  await expect(notice(page)).toContainText("A new version");
  await reloadNewVersion(page);
  await expect.poll(() => versions(page)).toEqual(["B"]);
  await waitUntilIdle(page);
  await expect.poll(() => caches(page)).toHaveLength(2);
  expect(await caches(page)).toContain(outer);
  site.stop();
  await page.goto(site.origin);
  await waitUntilIdle(page);
  expect(await versions(page)).toEqual(["C"]);
});

for (const [what, deny] of [
  ["has no service workers", () => Object.defineProperty(Navigator.prototype, "serviceWorker", { value: undefined })],
  [
    "denies service workers",
    () => {
      // Missing on the blank page before.
      if (!("ServiceWorkerContainer" in window)) return;
      ServiceWorkerContainer.prototype.register = async () => {
        throw new DOMException("denied", "SecurityError");
      };
    },
  ],
]) {
  test(`the page works in a browser that ${what}`, { tag: "@all" }, async ({ page, site }) => {
    await page.addInitScript(/** @type {() => void} */ (deny));
    await open(page);
    await expect.poll(() => site.asked.some((path) => path.includes("/keeping-"))).toBe(true);
    await openDialog(page);
    expect(await caches(page)).toEqual([]);
    await expect(notice(page)).toBeHidden();
  });
}

test("a full cache leaves nothing behind", { tag: "@all" }, async ({ page, site, context, browserName }) => {
  test.skip(browserName === "firefox", "its room can't be made smaller from outside");
  const session = await context.newCDPSession(page);
  await session.send("Storage.overrideQuotaForOrigin", { origin: site.origin, quotaSize: 200_000 });
  await open(page);
  const registered = () => page.evaluate(async () => (await navigator.serviceWorker.getRegistration()) !== undefined);
  await expect.poll(() => site.asked.includes("/a/b/sw.js")).toBe(true);
  await expect.poll(registered).toBe(false);
  expect(await caches(page)).toEqual([]);
  await openDialog(page);
});

test("axe finds no violations in the notice of a new version", { tag: "@all" }, async ({ page, site }) => {
  await open(page);
  await waitUntilCached(page);
  deployVersion(site, "B");
  await lookForUpdate(page);
  await expect(notice(page)).toContainText("A new version");
  await expectNoAxeViolations(page);
});

test("the cached page opens repeatedly", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&step=1");
  await waitUntilCached(page);
  for (let i = 0; i < 8; i += 1) {
    await page.goto(`./?${i}#v=1&preset=kaiming&step=1`);
    await expect(page.locator("#status")).toContainText("Replayed");
  }
});
