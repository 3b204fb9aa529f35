// What the tests of hostile input share: markup that must stay words, numbers that are none, and what holds whatever came.
// Tests nothing.

import { expect, figures, number, open, rested } from "./page.js";

/** @import { Page } from "@playwright/test" */
/** @typedef {{planted: string[]}} Watched */

/** A text that can be used. */
export const NAMES = "emma\nolivia\nava\nisabella\nsophia\nmia\ncharlotte\n";
export const utf8 = (/** @type {string} */ text) => [...Buffer.from(text, "utf8")];
const STAYS = "This text can't be used; the previous text is kept";

/** As short as a pin's name may be. */
export const MARKUP = "<img src=x onerror=planted=1>";

/** What is no number in a link, though it is one to some reader. */
export const NUMBERS = ["1e999", "NaN", "0x10", "１０", "٣", "Infinity", "-1", "1_0", "--1", "1e", "", " 1", "1\0"];

/** From the first moment on, notes each element that markup in a value would have made. @param {Page} page */
export const watch = (page) =>
  page.addInitScript(() => {
    /** @type {string[]} */
    const planted = [];
    Object.assign(window, { planted });
    const suspects =
      "img, iframe, object, embed, base, [onerror], [onload], [onclick], script:not([src]), [href^='javascript:' i]";
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

/** That nothing of it became an element, and the page is no wider than its window. @param {Page} page */
export async function unharmed(page) {
  const { planted, wide } = await page.evaluate(() => {
    const { planted } = /** @type {Watched} */ (/** @type {unknown} */ (window));
    return { planted, wide: document.documentElement.scrollWidth - innerWidth };
  });
  expect(planted).toEqual([]);
  expect(wide).toBeLessThanOrEqual(0);
}

/** That the run at hand makes another step. @param {Page} page */
export async function steps(page) {
  const before = await number(page, "step-count");
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await expect.poll(() => number(page, "step-count")).toBe(before + 1);
}

/** What is wrong, a line each, as it is said. @param {Page} page */
export const said = (page) => page.getByRole("alert").getByRole("listitem").allTextContents();

/** That the message is seen whole, or scrolls, with its way out. @param {Page} page */
export async function seen(page) {
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

/** A run that has begun, to be found again. @param {Page} page */
export async function begun(page) {
  await open(page, "#v=1&preset=kaiming&hidden=20");
  await rested(page);
  await steps(page);
  return figures(page);
}

/** That a text was refused in these words, and nothing else happened. @param {Page} page @param {string | RegExp} message @param {string[]} before @param {string} what */
export async function refused(page, message, before, what) {
  await expect(page.getByRole("alert").getByRole("heading"), what).toHaveText(STAYS);
  await expect(page.getByRole("alert").getByRole("listitem"), what).toHaveText(message);
  await seen(page);
  await unharmed(page);
  expect(await figures(page)).toEqual(before);
  await expect(page.locator("#text-facts")).toContainText("Built-in names");
  await page.getByRole("button", { name: "Dismiss" }).click();
}
