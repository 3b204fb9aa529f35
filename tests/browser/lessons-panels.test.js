// What the page shows beside the card of a lesson: the panel that is enlarged, and nothing that answers the question.

import { partsOf } from "../../www/app/lessons/figures.js";
import { card, decimals, lessons, openLesson, outcome, predict, pressButton, textBeside } from "./lessons.js";
import { expect, open, switchTo, test, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

test("a term enlarges its panel in place of the card's, whichever it is", { tag: "@all" }, async ({ page }) => {
  test.slow();
  const known = new Set();
  for (const size of [
    [1280, 720],
    [1920, 1080],
  ]) {
    known.clear();
    await page.setViewportSize({ width: size[0], height: size[1] });
    await open(page, "#v=1&preset=batchnorm&step=20");
    for (const { title, cards } of lessons) {
      await openLesson(page, title);
      for (const [i, { text }] of cards.entries()) {
        if (i > 0) await pressButton(page, "Next");
        for (const part of partsOf(text)) {
          if (typeof part === "string" || known.has(part.panel)) continue;
          known.add(part.panel);
          await card(page).getByRole("button", { name: part.term, exact: true }).first().click();
          await expect(page.locator("body")).toHaveAttribute("data-enlarged", part.panel);
          await expectEnlarged(page, part.panel);
        }
      }
    }
    expect([...known].sort()).toEqual([
      ...["controls", "hand", "layers", "loss", "norm", "samples", "saturation", "update", "verdicts", "weights"],
    ]);
  }
});

/** Panels that are not in the middle of the page: what is enlarged is next to it. */
const AT_THE_EDGE = ["controls", "timeline"];

/**
 * Expects the card at the left, the highlighted panel beside it with most of the room, nothing over another and nothing beyond
 * the window.
 * @param {Page} page
 * @param {string} panel
 */
async function expectEnlarged(page, panel) {
  const lit = page.locator(".lit");
  await expect(lit).toHaveCount(1);
  await expect(lit).toBeInViewport({ ratio: panel === "norm" || panel === "hand" ? 0.5 : 0.99 });
  const found = await page.evaluate(() => {
    const box = (/** @type {string} */ selector) =>
      document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect();
    const { scrollWidth, scrollHeight } = document.documentElement;
    const panels = [...document.querySelectorAll("#pane > *")].filter(({ id }) => id !== "lesson-cover");
    const boxes = panels.map((of) => of.getBoundingClientRect()).filter(({ width, height }) => width * height > 0);
    const overlaps = boxes.flatMap((a, i) =>
      boxes.slice(i + 1).filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom),
    );
    const main = box("#pane");
    const card = box("#lesson");
    const enlarged = box(".enlarged");
    return {
      beyond: [scrollWidth > innerWidth, scrollHeight > innerHeight],
      overlaps: overlaps.length,
      left: card.right <= main.left,
      share: (enlarged.width * enlarged.height) / (main.width * main.height),
    };
  });
  expect({ ...found, share: 0 }, panel).toEqual({ beyond: [false, false], overlaps: 0, left: true, share: 0 });
  if (!AT_THE_EDGE.includes(panel)) expect(found.share, panel).toBeGreaterThan(0.6);
}

for (const [what, size] of /** @type {const} */ ([
  ["1280 × 720", [1280, 720]],
  ["1920 × 1080", [1920, 1080]],
])) {
  const tag = what === "1280 × 720" ? [] : "@all";
  test(`at ${what} each card opens with its panel enlarged, and neither the card nor Next moves`, { tag }, async ({
    page,
  }) => {
    test.slow();
    await page.setViewportSize({ width: size[0], height: size[1] });
    await open(page);
    const places = new Set();
    for (const { title, cards } of lessons) {
      await openLesson(page, title);
      for (const [i, { panel }] of cards.entries()) {
        if (i > 0) await pressButton(page, "Next");
        await expect(page.locator("#lesson-card")).toHaveText(`Card ${i + 1} of ${cards.length}`);
        await expect(page.locator("body")).toHaveAttribute("data-enlarged", panel);
        await expectEnlarged(page, panel);
        const boxes = ["#lesson", "#lesson-next"].map((part) => page.locator(part).boundingBox());
        places.add(JSON.stringify(await Promise.all(boxes)));
      }
    }
    expect([...places]).toHaveLength(1);
    // Nothing of it is left after the lesson.
    await pressButton(page, "Exit");
    await expect(page.locator(".lit, .enlarged, [data-enlarged], .with-lesson, .lesson-asks")).toHaveCount(0);
    for (const id of ["controls", "health", "loss-panel", "update-panel", "weights-panel", "samples-panel"]) {
      await expect(page.locator(`#${id}`)).toBeVisible();
    }
  });
}

/** @param {string} text @returns {string[]} */
const wordsOf = (text) => text.toLowerCase().match(/[\p{L}²√]{4,}/gu) ?? [];

/**
 * What the right choice says and nothing else on the card does; “loss” is a label of the page.
 * @param {import("../../www/lessons/lesson.js").Card} card
 * @returns {string[]}
 */
function tellingWords({ text, question }) {
  if (question === undefined) return [];
  const { ask, choices, answer } = question;
  const others = choices.filter((_, i) => i !== answer);
  const said = new Set(["loss", ...[text, ask, ...others].flatMap(wordsOf)]);
  return wordsOf(choices[answer]).filter((word) => !said.has(word));
}

for (const ran of [false, true]) {
  const [when, tag] = ran ? ["after its run", "@all"] : ["before its run", []];
  test(`while a card asks about a network that is open, ${when}, nothing on the page answers`, { tag }, async ({
    page,
  }) => {
    test.slow();
    await open(page);
    for (const { id, title, cards } of lessons) {
      await openLesson(page, title);
      for (const [i, each] of cards.entries()) {
        if (i > 0) await pressButton(page, "Next");
        if (each.question === undefined || (ran && !each.play)) continue;
        const link = `#v=1&${each.link.slice(1)}${ran ? `&step=${each.play}` : ""}&lesson=${id}`;
        if (new URL(page.url()).hash === link) await waitUntilIdle(page);
        else await switchTo(page, link);
        await expect(page.locator("#lesson-card")).toHaveText(`Card ${i + 1} of ${cards.length}`);
        await expect(page.locator("#lesson-cover")).toBeVisible();
        const beside = await textBeside(page);
        // No figure of the network, nor a word of the answer.
        expect(decimals(beside), `${id} ${i + 1}`).toEqual([]);
        const read = wordsOf(beside);
        expect(
          tellingWords(each).filter((word) => read.includes(word)),
          `${id} ${i + 1}`,
        ).toEqual([]);
        // Nor do the settings describe it.
        await page.locator("#lesson-settings").click();
        await expect(page.locator("#out-kind")).toBeVisible();
        const { doc } = await page
          .locator("#preset-doc")
          .evaluate((doc) => ({ doc: getComputedStyle(doc).visibility }));
        expect(doc).toBe("hidden");
        await page.locator("#lesson-settings").click();
      }
    }
  });
}

test("the card before is shown until the network of a card is opened, and the card says so", async ({ page }) => {
  await open(page);
  await openLesson(page, "Saturated neurons");
  // Of the exercises by hand, the one that the card speaks of.
  await expect(page.locator("#slope")).toBeVisible();
  for (const id of ["points-plot", "growth-forward"]) await expect(page.locator(`#${id}`)).toBeHidden();
  await pressButton(page, "All panels");
  await expect(page.locator("#points-plot")).toBeVisible();
  await pressButton(page, "Next");
  await expect(page.locator("#lesson-cover")).toBeVisible();
  await expect(page.locator("#saturation-facts")).toBeHidden();
  await expect(page.locator("#lesson-play")).toHaveText("Predict first");
  await expect(page.locator("#train")).toBeDisabled();
  await expect(page.locator("#train")).toHaveAttribute("title", "The lesson’s card asks for a prediction first");
  for (const id of ["step", "slow", "run-to-go"]) await expect(page.locator(`#${id}`)).toBeDisabled();
  await page.locator("body").press("p");
  await page.locator("body").press("ArrowRight");
  await expect(page.locator("#lesson-play")).toHaveText("Predict first");
  await expect(page.locator("body")).not.toHaveClass(/presenting/);
  await predict(page, "More than half");
  await expect(page.locator("#lesson-cover")).toBeHidden();
  await expect(page.locator("#train")).toBeEnabled();
  await expect(page.locator("#saturation-facts")).toContainText(/^7\d\.\d %/);
  await expect(page.locator("#verdicts")).toContainText("saturated");
  await pressButton(page, "Next");
  await expect(page.locator("#lesson-before")).toHaveText(
    "The picture is still that of the network of card 2. Show opens this card’s.",
  );
  await expect(page.locator("#saturation-facts")).toBeVisible();
  await expect(page.locator("#verdicts")).toBeHidden();
  await expect(page.locator("#starting-loss")).toBeHidden();
  await expect(page.locator("#loss")).toBeHidden();
  // Back to the answered card: it asks again, and its picture is hidden.
  await pressButton(page, "Previous");
  await expect(page.locator("#lesson-cover")).toHaveText("Predict first. Then press Show to see it.");
});

test("lesson 1 shows the first loss on an axis, then the hockey stick and its fix on the same axes, and the page is as before after it", async ({
  page,
}) => {
  await open(page);
  await expect(page.locator("#log-loss")).toBeChecked();
  await openLesson(page, "The right first loss");
  const [marks, ticks] = [page.locator("#lesson-first-loss .first"), page.locator("#lesson-first-loss .gauge-ticks")];
  await expect(ticks).toBeVisible();
  await expect(marks).toBeHidden();
  await predict(page, "ln V");
  await expect(marks).toBeVisible();
  await expect(page.locator("#lesson-first-loss")).toContainText("this network: 22.305");
  await pressButton(page, "Next");
  await predict(page, "A steep fall, then a slow one");
  await expect(outcome(page)).toContainText("in 1,000 steps: a hockey stick");
  await expect(page.locator("#log-loss")).not.toBeChecked();
  await expect(page.locator("#loss-chart")).toHaveAccessibleName(
    /^Loss on a linear axis over 1,000 steps, from 22\.305/,
  );
  const chart = (await page.locator("#loss-chart").boundingBox()) ?? { width: 0, height: 0 };
  expect(chart.width).toBeGreaterThan(800);
  expect(chart.height).toBeGreaterThan(400);
  // The next card keeps the curve, on the same axes.
  await pressButton(page, "Next");
  await predict(page, "Far ahead");
  await expect(page.locator("#loss-chart")).toHaveAccessibleName(/ to 2\.\d{3}; .*card 2 3\.\d{3} smoothed/);
  await expect(page.locator("#loss-panel .kept-key")).toHaveText("card 2");
  await pressButton(page, "Next");
  await expect(page.locator(".kept-key")).toBeHidden();
  await pressButton(page, "Exit");
  await expect(page.locator("#log-loss")).toBeChecked();
  await expect(page.locator("#drawer")).toBeVisible();
});

test("the settings and the other panels stay within reach of a card", { tag: "@all" }, async ({ page }) => {
  await open(page, "#lesson=fan-in");
  await expect(page.locator("#lesson-title")).toHaveText("Scaling by fan-in");
  await expect(page.locator("#controls")).toBeHidden();
  await expect(page.locator("#loss-panel")).toBeHidden();
  await pressButton(page, "Settings");
  await expect(page.locator("#controls")).toBeVisible();
  await expect(card(page).getByRole("button", { name: "Settings" })).toHaveAttribute("aria-expanded", "true");
  await pressButton(page, "All panels");
  for (const id of ["health", "loss-panel", "update-panel", "weights-panel", "samples-panel"]) {
    await expect(page.locator(`#${id}`)).toBeVisible();
  }
  await pressButton(page, "All panels");
  await pressButton(page, "Settings");
  await expect(page.locator("#controls")).toBeHidden();
  // A verdict leads to its control.
  await pressButton(page, "Next");
  await predict(page);
  await page.locator("#verdicts button").first().click();
  await expect(page.locator("#controls")).toBeVisible();
});
