// For tests of hostile input: markup, invalid numbers, and what must hold after any input.

import { expect, figures, number, open, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */
/** @typedef {{planted: string[]}} Watched */

/** A valid text. */
export const NAMES = "emma\nolivia\nava\nisabella\nsophia\nmia\ncharlotte\n";
export const utf8 = (/** @type {string} */ text) => [...Buffer.from(text, "utf8")];
const STAYS = "This text can't be used; the previous text is kept";

/** Short enough for the name of a pin. */
export const MARKUP = "<img src=x onerror=planted=1>";

/** Not numbers in a link, though some parsers accept them. */
export const NUMBERS = ["1e999", "NaN", "0x10", "１０", "٣", "Infinity", "-1", "1_0", "--1", "1e", "", " 1", "1\0"];

/** Records from the start each element that injected markup would make. @param {Page} page */
export const watchForInjection = (page) =>
  page.addInitScript(() => {
    /** @type {string[]} */
    const planted = [];
    Object.assign(window, { planted });
    const suspects =
      "img, iframe:not([title='Preview of the frame']), object, embed, base, [onerror], [onload], [onclick], script:not([src]), [href^='javascript:' i]";
    new MutationObserver((changes) => {
      for (const { addedNodes, target } of changes) {
        for (const node of [...addedNodes, target]) {
          if (!(node instanceof Element)) continue;
          const found = [...(node.matches(suspects) ? [node] : []), ...node.querySelectorAll(suspects)];
          planted.push(...found.map((element) => element.outerHTML.slice(0, 100)));
        }
      }
    }).observe(document, { childList: true, subtree: true, attributes: true });
  });

/** Expects that no markup became an element, and the page is no wider than its window. @param {Page} page */
export async function expectNoInjection(page) {
  const { planted, wide } = await page.evaluate(() => {
    const { planted } = /** @type {Watched} */ (/** @type {unknown} */ (window));
    return { planted, wide: document.documentElement.scrollWidth - innerWidth };
  });
  expect(planted).toEqual([]);
  expect(wide).toBeLessThanOrEqual(0);
}

/** Presses Step, and expects that the run makes it. @param {Page} page */
export async function takeStep(page) {
  const before = await number(page, "step-count");
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await expect.poll(() => number(page, "step-count")).toBe(before + 1);
}

/** The lines of the alert. @param {Page} page */
export const alertLines = (page) => page.getByRole("alert").getByRole("listitem").allTextContents();

/** Expects that the alert is fully visible with its Dismiss button, and nothing in it is cut off. @param {Page} page */
export async function expectAlertVisible(page) {
  await expect(page.getByRole("alert")).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole("button", { name: "Dismiss" })).toBeInViewport({ ratio: 1 });
  const wide = await page
    .getByRole("alert")
    .evaluate(
      (alert) =>
        [alert, ...alert.querySelectorAll("*")].filter(
          (part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0,
        ).length,
    );
  expect(wide).toBe(0);
}

/** Follows a link on the page as it runs, without waiting. @param {Page} page @param {string} fragment */
export const followLink = (page, fragment) =>
  page.evaluate((fragment) => {
    location.hash = fragment;
  }, fragment);

/** Opens a run at step 1, and returns its figures. @param {Page} page */
export async function openAtStep1(page) {
  await open(page, "#v=1&preset=kaiming&hidden=20");
  await waitUntilIdle(page);
  await takeStep(page);
  return figures(page);
}

/** Expects that a text was rejected with this message, and nothing else changed. @param {Page} page @param {string | RegExp} message @param {string[]} before @param {string} what */
export async function expectTextRejected(page, message, before, what) {
  await expect(page.getByRole("alert").getByRole("heading"), what).toHaveText(STAYS);
  await expect(page.getByRole("alert").getByRole("listitem"), what).toHaveText(message);
  await expectAlertVisible(page);
  await expectNoInjection(page);
  expect(await figures(page)).toEqual(before);
  await expect(page.locator("#text-facts")).toContainText("Built-in names");
  await page.getByRole("button", { name: "Dismiss" }).click();
}
