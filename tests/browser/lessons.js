// What the tests of lessons share: a lesson's card, and what is done and read on it. Used by lessons*.test.js.

import { LESSONS } from "../../www/lessons/index.js";
import { expect } from "./page.js";

/** @import { Page } from "@playwright/test" */

export const lessons = await Promise.all(
  LESSONS.map(async ({ load, ...lesson }) => ({ ...lesson, ...(await load()) })),
);

/** @param {Page} page */
export const card = (page) => page.getByRole("complementary", { name: "Lesson" });
/** @param {Page} page @param {string} name */
export const pressButton = (page, name) => card(page).getByRole("button", { name, exact: true }).click();
/** @param {Page} page */
export const outcome = (page) => page.locator("#lesson-outcome");

/** Opens a lesson from the list. @param {Page} page @param {string} title */
export async function openLesson(page, title) {
  await page.getByRole("button", { name: "Lessons" }).click();
  await page.getByRole("dialog").getByRole("button", { name: title, exact: true }).click();
  await expect(card(page)).toBeVisible();
  await expect(page.locator("#lesson-card")).toContainText("Card 1");
}

/** A choice of the card. @param {Page} page @param {string} words */
export const choiceOf = (page, words) => card(page).getByRole("radio", { name: words, exact: true });

/** Selects a prediction, plays the card and waits for the answer. @param {Page} page @param {string} [words] the first choice without them */
export async function predict(page, words) {
  await (words === undefined ? card(page).getByRole("radio").first() : choiceOf(page, words)).check();
  await page.locator("#lesson-play").click();
  await expect(outcome(page)).not.toBeEmpty({ timeout: 30_000 });
}

/** All that can be read on the page but the card, the buttons, and how fast the run is. @param {Page} page */
export const textBeside = (page) =>
  page.evaluate(() =>
    ["#loss", ".start", "#verdict", "#deck", "#pane", ".foot"]
      .map((part) => /** @type {HTMLElement} */ (document.querySelector(part)).innerText)
      .join("\n"),
  );

/** The figures with a decimal point in a text. @param {string} text */
export const decimals = (text) => text.match(/\d+\.\d+/g) ?? [];
