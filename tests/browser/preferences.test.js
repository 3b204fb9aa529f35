// What a person prefers in this browser: colours, a hidden tab; and motion, as the system says.

import { expect, number, open, picture, rested, test } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** @param {Page} page @param {string} name @param {string} option */
async function prefer(page, name, option) {
  await page.getByRole("button", { name: "Help" }).click();
  await page.getByRole("combobox", { name }).selectOption(option);
  await page.keyboard.press("Escape");
}

/** How light the page's ground is, 0 to 255. @param {Page} page */
const light = (page) =>
  page.evaluate(() => Number(/\d+/.exec(getComputedStyle(document.body).backgroundColor)?.[0] ?? Number.NaN));

test("the colours follow the switch, on canvases too, and are kept", async ({ page }) => {
  await open(page);
  await rested(page);
  const histogram = page.getByRole("figure", { name: "Activations, layer 1" }).locator("canvas");
  const before = await picture(histogram);
  expect(await light(page)).toBeGreaterThan(200);
  await prefer(page, "Colors", "dark");
  await expect.poll(() => light(page)).toBeLessThan(60);
  await expect.poll(async () => (await picture(histogram)).hash).not.toBe(before.hash);
  await page.reload();
  await rested(page);
  expect(await light(page)).toBeLessThan(60);
  await prefer(page, "Colors", "system");
  await expect.poll(() => light(page)).toBeGreaterThan(200);
  await expect.poll(async () => (await picture(histogram)).hash).toBe(before.hash);
});

/** Hides the tab, or shows it, as the page sees it. @param {Page} page @param {boolean} hidden */
const hide = (page, hidden) =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);

test("a hidden tab goes on training, unless it is to pause", async ({ page }) => {
  await open(page);
  await rested(page);
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(20);
  await hide(page, true);
  const at = await number(page, "step-count");
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(at + 20);
  await hide(page, false);
  await page.getByRole("button", { name: "Pause" }).click();
  await rested(page);

  await prefer(page, "In a hidden tab", "pause");
  await page.locator("#run-to-step").fill("1000000");
  await page.getByRole("button", { name: "Run to" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(at);
  await hide(page, true);
  await rested(page);
  await expect(page.getByRole("button", { name: "Train" })).toBeVisible();
  const paused = await number(page, "step-count");
  await hide(page, false);
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(paused);
  await expect(page.getByRole("progressbar", { name: "To step 1,000,000" })).toBeVisible();
});

test("while nothing is drawn, frames don't pile up", { tag: "@all" }, async ({ page }) => {
  await page.addInitScript(() => {
    const frames = { received: 0, returned: 0 };
    Object.assign(window, { frames });
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (/** @type {unknown[]} */ ...message) {
      const [{ kind }] = /** @type {{kind: string}[]} */ (message);
      if (kind === "recycle") frames.returned += 1;
      postMessage.apply(this, /** @type {Parameters<typeof postMessage>} */ (message));
    };
    const Native = Worker;
    window.Worker = class extends Native {
      /** @param {string | URL} url @param {WorkerOptions} [options] */
      constructor(url, options) {
        super(url, options);
        this.addEventListener("message", ({ data }) => {
          if (data.kind === "frame") frames.received += 1;
        });
      }
    };
  });
  await open(page);
  await rested(page);
  const frames = () =>
    page.evaluate(
      () => /** @type {{frames: {received: number, returned: number}}} */ (/** @type {unknown} */ (window)).frames,
    );
  await page.evaluate(() => {
    // As in a tab that nobody sees.
    window.requestAnimationFrame = () => 0;
  });
  const before = await frames();
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(async () => (await frames()).received - before.received).toBeGreaterThan(50);
  // One is shown, one waits to be drawn in its place, and one may have just come.
  const { received, returned } = await frames();
  expect(received - returned).toBeLessThanOrEqual(3);
});

test("who wants less motion gets none", async ({ page, browserName }) => {
  test.skip(browserName === "firefox", "its WebDriver BiDi can't ask for less motion");
  const moving = () =>
    page.evaluate(
      () =>
        [...document.querySelectorAll("body *")].filter((element) => {
          const { transitionDuration, animationDuration } = getComputedStyle(element);
          return [transitionDuration, animationDuration].some((time) => Number.parseFloat(time) > 0);
        }).length,
    );
  await open(page);
  expect(await moving()).toBeGreaterThan(0);
  await page.emulateMedia({ reducedMotion: "reduce" });
  expect(await moving()).toBe(0);
});
