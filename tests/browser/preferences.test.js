// Preferences: color theme, training in a hidden tab, and reduced motion of the system.

import { expect, number, open, picture, test, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */
/** @typedef {{received: {kind: string, step?: number, val?: number | null}[]}} Received */

/** The frames that the worker lends to the page. */
const BUFFERS = 2;

/** @param {Page} page @param {string} name @param {string} option */
async function setPreference(page, name, option) {
  await page.getByRole("button", { name: "Help" }).click();
  await page.getByRole("combobox", { name }).selectOption(option);
  await page.keyboard.press("Escape");
}

/** The lightness of the page's background, 0 to 255. @param {Page} page */
const lightness = (page) =>
  page.evaluate(() => Number(/\d+/.exec(getComputedStyle(document.body).backgroundColor)?.[0] ?? Number.NaN));

test("the color theme applies to canvases too and survives a reload", { tag: "@engine" }, async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  const histogram = page.getByRole("figure", { name: "Activations, layer 1" }).locator("canvas");
  const before = await picture(histogram);
  expect(await lightness(page)).toBeGreaterThan(200);
  await setPreference(page, "Colors", "dark");
  await expect.poll(() => lightness(page)).toBeLessThan(60);
  await expect.poll(async () => (await picture(histogram)).hash).not.toBe(before.hash);
  await page.reload();
  await waitUntilIdle(page);
  expect(await lightness(page)).toBeLessThan(60);
  await setPreference(page, "Colors", "system");
  await expect.poll(() => lightness(page)).toBeGreaterThan(200);
  await expect.poll(async () => (await picture(histogram)).hash).toBe(before.hash);
});

/** Hides or shows the tab, as far as the page can tell. @param {Page} page @param {boolean} hidden */
const setHidden = (page, hidden) =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);

test("a hidden tab trains on unless it is set to pause", async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(20);
  await setHidden(page, true);
  const at = await number(page, "step-count");
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(at + 20);
  await setHidden(page, false);
  await page.getByRole("button", { name: "Pause" }).click();
  await waitUntilIdle(page);

  await setPreference(page, "In a hidden tab", "pause");
  await page.locator("#run-to-step").fill("1000000");
  await page.getByRole("button", { name: "Run to" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(at);
  await setHidden(page, true);
  await waitUntilIdle(page);
  const paused = await number(page, "step-count");
  await setHidden(page, false);
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(paused);
  await expect(page.getByRole("progressbar", { name: "To step 1,000,000" })).toBeVisible();
});

test("frames do not accumulate while nothing is drawn", { tag: "@all" }, async ({ page }) => {
  await page.addInitScript(() => {
    /** @type {{kind: string, step?: number, val?: number | null}[]} */
    const received = [];
    Object.assign(window, { received });
    const { get, set } = /** @type {Required<PropertyDescriptor>} */ (
      Object.getOwnPropertyDescriptor(Worker.prototype, "onmessage")
    );
    Object.defineProperty(Worker.prototype, "onmessage", {
      get,
      set(listener) {
        set.call(this, (/** @type {MessageEvent} */ event) => {
          const { kind, step, val } = event.data;
          received.push({ kind, step, val });
          listener(event);
        });
      },
    });
  });
  await open(page);
  await waitUntilIdle(page);
  const received = () => page.evaluate(() => /** @type {Received} */ (/** @type {unknown} */ (window)).received);
  const frames = async () => (await received()).filter(({ kind }) => kind === "frame").length;
  const before = await frames();
  await page.evaluate(() => {
    // As in a hidden tab.
    window.requestAnimationFrame = () => 0;
  });
  await page.getByRole("button", { name: "Train" }).click();
  // Takes long enough for many frames, and then has trained further.
  await page.locator("#evaluate").click();
  const evaluated = async () => (await received()).find(({ kind, val }) => kind === "evaluation" && val != null);
  await expect.poll(evaluated).toBeTruthy();
  expect((await evaluated())?.step).toBeGreaterThan(0);
  expect((await frames()) - before).toBeLessThanOrEqual(BUFFERS);
});

test("reduced motion turns off all animations", async ({ page, browserName }) => {
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
