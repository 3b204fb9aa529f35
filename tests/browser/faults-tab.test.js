// A tab that is suspended, frozen or in the back/forward cache: afterwards the run is at its step or goes on.

import { chromium } from "@playwright/test";
import { expectReloadReplays, startRunTo } from "./faults.js";
import { drop, expect, number, open, recordTexts, test, waitUntilIdle } from "./page.js";

/** @import { Browser, LaunchOptions, Page } from "@playwright/test" */

/** @param {Page} page */
const pressTrain = (page) => page.getByRole("button", { name: "Train", exact: true }).click();
/** @param {Page} page @param {number} at */
const trainBeyond = (page, at) => expect.poll(() => number(page, "step-count")).toBeGreaterThan(at);

/** Lets tests move the page's clock forward by hours: now, in each of the next frames, or after a message to the worker. @param {Page} page */
const addSleep = (page) =>
  page.addInitScript(() => {
    let ahead = 0;
    let frames = 0;
    let asked = "";
    const sleep = () => {
      ahead += 7 * 3_600_000;
    };
    Object.assign(window, {
      sleep,
      /** @param {number} count */
      sleepInFrames: (count) => {
        frames = count;
      },
      /** @param {string} kind */
      sleepOver: (kind) => {
        asked = kind;
      },
    });
    const now = performance.now.bind(performance);
    performance.now = () => now() + ahead;
    const request = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) =>
      request((at) => {
        callback(at + ahead);
        if (frames > 0) sleep();
        frames = Math.max(0, frames - 1);
      });
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (/** @type {{kind: string}} */ message, ...rest) {
      // @ts-expect-error: the arguments are passed on unchanged.
      postMessage.call(this, message, ...rest);
      if (message.kind !== asked) return;
      asked = "";
      sleep();
    };
  });

test("a clock that jumps by hours changes neither the training speed nor the run", { tag: "@all" }, async ({
  page,
}) => {
  await addSleep(page);
  await open(page, "#v=1&preset=kaiming&pin1=one");
  await pressTrain(page);
  await trainBeyond(page, 500);
  await expect(page.locator("#rate")).toHaveText(/\d/);
  const rates = await recordTexts(page, "#rate");
  await page.evaluate("sleep()");
  await expect.poll(async () => (await rates()).length).toBeGreaterThan(4);
  // Seven hours would turn any speed into less than a step a second.
  expect(Math.min(...(await rates()).map((text) => Number(text.replaceAll(",", ""))))).toBeGreaterThan(1);
  await trainBeyond(page, (await number(page, "step-count")) + 100);
  await page.getByRole("button", { name: "Pause" }).click();
  await waitUntilIdle(page);
  await expect(page.locator(".chip[title*=checksum]")).toHaveCount(1);
  await expect(page.getByRole("alert")).toBeHidden();
  await expectReloadReplays(page);
});

test("a clock that jumps by hours while drawing does not stop drawing", { tag: "@all" }, async ({ page }) => {
  await addSleep(page);
  await open(page, "#v=1&preset=kaiming&pin1=one");
  await pressTrain(page);
  await trainBeyond(page, 200);
  await page.evaluate("sleepInFrames(20)");
  await trainBeyond(page, (await number(page, "step-count")) + 100);
  await trainBeyond(page, (await number(page, "step-count")) + 100);
});

test("a clock that jumps by hours during a question does not block later ones", { tag: "@all" }, async ({ page }) => {
  await addSleep(page);
  await open(page, "#v=1&preset=batchnorm&hidden=20");
  await page.getByRole("tab", { name: "Norm", exact: true }).click();
  await pressTrain(page);
  const answer = page.locator("#coupling-facts");
  await expect(answer).toHaveText(/\d/);
  await page.evaluate('sleepOver("couple")');
  await expect.poll(() => page.evaluate("performance.now()")).toBeGreaterThan(3_600_000);
  // The answers to that question and to the next.
  for (let answers = 0; answers < 2; answers++) {
    const before = (await answer.textContent()) ?? "";
    await expect(answer).not.toHaveText(before);
  }
});

test("a frozen and resumed tab goes on training", { tag: "@all" }, async ({ page, browserName }) => {
  test.skip(browserName === "firefox", "Firefox has no command for it");
  await addSleep(page);
  await open(page, "#v=1&preset=kaiming");
  await pressTrain(page);
  await trainBeyond(page, 100);
  const session = await page.context().newCDPSession(page);
  await session.send("Page.setWebLifecycleState", { state: "frozen" });
  await session.send("Page.setWebLifecycleState", { state: "active" });
  await page.evaluate("sleep()");
  const at = await number(page, "step-count");
  await trainBeyond(page, at);
  await page.getByRole("button", { name: "Pause" }).click();
  await waitUntilIdle(page);
  await expect(page.getByRole("alert")).toBeHidden();
  await expectReloadReplays(page);
});

/** The text of an element, read without waiting for the page. @param {Page} page @param {string} id */
const textOf = (page, id) => page.evaluate((id) => document.getElementById(id)?.textContent, id);
/** @param {Page} page @param {string} id */
const pressById = (page, id) => page.evaluate((id) => document.getElementById(id)?.click(), id);

/** @typedef {{page: Page, away: () => Promise<void>, back: () => Promise<void>}} Cached a page that a browser keeps while another is shown */

/** @param {{browser: Browser, baseURL: string | undefined, launchOptions: LaunchOptions}} fixtures @param {(cached: Cached) => Promise<void>} body */
async function withBackForwardCache({ browser, baseURL, launchOptions }, body) {
  // Playwright turns the cache off in Chromium.
  const own =
    browser.browserType().name() === "chromium"
      ? await chromium.launch({ ...launchOptions, ignoreDefaultArgs: ["--disable-back-forward-cache"] })
      : browser;
  const context = await own.newContext({ baseURL, viewport: { width: 1280, height: 720 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    addEventListener("pageshow", ({ persisted }) => Object.assign(window, { persisted }));
  });
  await body({
    page,
    async away() {
      await page.goto("./cheatsheet.html");
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    },
    async back() {
      // A page from the cache is not loaded, which goBack and, in Firefox, every locator would wait for.
      await page.evaluate(() => void setTimeout(() => history.back()));
      const persisted = () => page.evaluate(() => /** @type {any} */ (window).persisted).catch(() => null);
      await expect.poll(persisted, "restored from the cache").toBe(true);
    },
  });
  await context.close();
  if (own !== browser) await own.close();
}

test("a page restored from the back/forward cache keeps its run and its own text", { tag: "@engine" }, async ({
  browser,
  baseURL,
  launchOptions,
}) => {
  await withBackForwardCache({ browser, baseURL, launchOptions }, async ({ page, away, back }) => {
    await open(page, "#v=1&preset=kaiming&hidden=20&lesson=fan-in&pin1=mine;hidden=30");
    await waitUntilIdle(page);
    let state = 1;
    const letters = Array.from({ length: 30_000 }, (_, i) => {
      state = (state * 48_271) % 2_147_483_647;
      return i % 7 === 6 ? 10 : 97 + (state % 26);
    });
    await drop(page, "long.txt", letters);
    await expect(page.locator("#text-facts")).toContainText("long.txt");
    await startRunTo(page, 300);
    await expect(page.locator("#step-count")).toHaveText("300");
    await waitUntilIdle(page);
    await expect.poll(() => page.url()).toMatch(/&textis=.*&sum=/);
    const sum = await page.locator("#checksum").textContent();
    await away();
    await back();
    expect(await textOf(page, "checksum")).toBe(sum);
    expect(await textOf(page, "text-facts")).toContain("long.txt");
    expect(await textOf(page, "pins")).toContain("mine");
    const [lesson, request] = await page.evaluate(() =>
      ["lesson", "wanted"].map((id) => document.getElementById(id)?.hidden),
    );
    expect([lesson, request]).toEqual([false, true]);
    await pressById(page, "step");
    await expect.poll(() => textOf(page, "step-count")).toBe("301");
    await expect
      .poll(() => page.evaluate(() => document.querySelector(".chip")?.getAttribute("title")))
      .toMatch(/^At step 301, checksum /);
    // After a reload the address has everything but the file, which is asked for.
    await expect.poll(() => page.evaluate("location.hash")).toContain("step=301");
    await page.reload();
    await expect(page.locator("#wanted")).toBeVisible();
    await expect(page.getByRole("group", { name: /^Pinned run: mine/ })).toHaveCount(1);
    expect(page.url()).toContain("step=301");
  });
});

test("training goes on when a page is restored from the back/forward cache", { tag: "@all" }, async ({
  browser,
  baseURL,
  launchOptions,
}) => {
  await withBackForwardCache({ browser, baseURL, launchOptions }, async ({ page, away, back }) => {
    await open(page, "#v=1&preset=kaiming");
    await pressTrain(page);
    await trainBeyond(page, 100);
    await away();
    await back();
    await trainBeyond(page, await number(page, "step-count"));
    expect(await textOf(page, "status")).toBe("Training.");
    await pressById(page, "train");
    await expect.poll(() => textOf(page, "checksum")).toMatch(/^[0-9a-f]{16}$/);
    const sum = await textOf(page, "checksum");
    await expect.poll(() => page.evaluate("location.hash")).toContain(`sum=${sum}`);
    await page.reload();
    await expect(page.locator("#status")).toHaveText(/^Replayed exactly: /);
    await expect(page.locator("#checksum")).toHaveText(sum ?? "");
  });
});
