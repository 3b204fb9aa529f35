// Lessons: predictions, their answers, the keyboard, changed networks, links and history.

import { LESSONS } from "../../www/lessons/index.js";
import { choose, expect, number, open, passEntryTime, test, type, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

const lessons = await Promise.all(LESSONS.map(async ({ load, ...lesson }) => ({ ...lesson, ...(await load()) })));

/** @param {Page} page */
const card = (page) => page.getByRole("complementary", { name: "Lesson" });
/** @param {Page} page @param {string} name */
const pressButton = (page, name) => card(page).getByRole("button", { name, exact: true }).click();
/** @param {Page} page */
const outcome = (page) => page.locator("#lesson-outcome");

/** Opens a lesson from the list. @param {Page} page @param {string} title */
async function openLesson(page, title) {
  await page.getByRole("button", { name: "Lessons" }).click();
  await page.getByRole("dialog").getByRole("button", { name: title, exact: true }).click();
  await expect(card(page)).toBeVisible();
  await expect(page.locator("#lesson-card")).toContainText("Card 1");
}

/** Selects a prediction, plays the card and waits for the answer. @param {Page} page @param {number} choice */
async function predict(page, choice) {
  await card(page).getByRole("radio").nth(choice).check();
  await page.locator("#lesson-play").click();
  await expect(outcome(page)).not.toBeEmpty({ timeout: 30_000 });
}

for (const [place, { id, title, cards }] of lessons.entries()) {
  const tag = id === "relu" ? [] : "@all";
  test(`lesson ${id} plays from its first card to its last`, { tag }, async ({ page }) => {
    test.slow();
    await open(page);
    await openLesson(page, title);
    for (const [i, { question, play = 0, observe, ladder }] of cards.entries()) {
      await expect(page.locator("#lesson-card")).toHaveText(`Card ${i + 1} of ${cards.length}`);
      if (question) {
        await predict(page, question.answer);
        await expect(outcome(page)).toContainText("You were right");
        await expect(outcome(page)).toContainText(question.because);
        await expect(outcome(page)).not.toContainText("{");
        await expect(outcome(page).locator("p")).toHaveCount(observe ? 2 : 1);
        await expect.poll(() => number(page, "step-count")).toBe(play);
      } else if (!ladder) await expect(page.locator("#lesson-play")).toBeHidden();
      await expect(page.locator("#lesson-restore")).toBeHidden();
      if (i < cards.length - 1) await pressButton(page, "Next");
    }
    const following = lessons[place + 1];
    await pressButton(page, following ? "Next lesson" : "Finish");
    if (following) await expect(page.locator("#lesson-title")).toHaveText(following.title);
    else await expect(page.getByRole("dialog", { name: "Lessons" })).toBeVisible();
  });
}

test("a wrong prediction shows the right answer and the reason", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await openLesson(page, "The right first loss");
  await expect(page.locator("#lesson-play")).toBeDisabled();
  await predict(page, 0);
  await expect(outcome(page)).toContainText("Not quite: ln V.");
  await expect(outcome(page)).toContainText(await page.locator("#starting-loss").innerText());
  // After the answer the choices are gone.
  await expect(card(page).getByRole("radio")).toHaveCount(0);
});

test("a lesson can be played by keyboard", async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  await page.getByRole("button", { name: "Lessons" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "The right first loss" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#lesson-title")).toBeFocused();
  // First the exit, then a term, which highlights its panel, then the choices.
  await page.keyboard.press("Tab");
  await expect(page.locator("#lesson-close")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.locator("#loss-panel")).toHaveClass(/lit/);
  await page.keyboard.press("Tab");
  await expect(page.locator("#loss-panel")).not.toHaveClass(/lit/);
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await expect(card(page).getByRole("radio", { name: "ln V" })).toBeChecked();
  await page.keyboard.press("Tab");
  await expect(page.locator("#lesson-play")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(outcome(page)).toContainText("You were right");
  await expect(page.locator("#lesson-next")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#lesson-card")).toHaveText("Card 2 of 4");
  expect(await number(page, "step-count")).toBe(0);
});

test("a term highlights its panel and scrolls to it", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=deep-gain-5/3");
  await openLesson(page, "Saturated neurons");
  const term = card(page).getByRole("button", { name: "tanh’s slope" });
  await page.getByRole("tab", { name: "Now" }).click();
  await term.hover();
  await expect(page.locator("#hand-panel")).toHaveClass(/lit/);
  await term.click();
  await expect(page.locator("#hand-panel")).toBeVisible();
  await page.locator("h1").hover();
  await page.locator("#lesson-next").focus();
  await expect(page.locator(".lit")).toHaveCount(0);
});

test("the network of a card can be restored after a change", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await openLesson(page, "The right first loss");
  await pressButton(page, "Next");
  await expect(page.locator("#lesson-restore")).toBeHidden();
  await type(page, "w-number", "0.5");
  await expect(page.locator("#lesson-restore")).toBeVisible();
  await page.locator("#lesson-restore").click();
  await expect(page.locator("#w-number")).toHaveValue("1");
  await expect(page.locator("#lesson-restore")).toBeHidden();
  await choose(page, "Preset", "kaiming");
  await predict(page, 0);
  await expect(page.locator("#preset")).toHaveValue("naive");
  await expect(page.locator("#step-count")).toHaveText("200");
});

test("a run paused in the middle of a card can be continued", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await openLesson(page, "Dead ReLUs");
  await pressButton(page, "Next");
  await pressButton(page, "Next");
  await card(page).getByRole("radio").first().check();
  // Pressed as soon as it is there, which may be before the first step.
  await page.locator("#train").evaluate((train) => {
    const observer = new MutationObserver(() => {
      if (train.textContent !== "Pause") return;
      observer.disconnect();
      /** @type {HTMLElement} */ (train).click();
    });
    observer.observe(train, { childList: true, characterData: true, subtree: true });
  });
  await page.locator("#lesson-play").click();
  await expect(page.locator("#status")).toHaveText(/^(Paused at step \d+\.|At step 0: the untrained network\.)$/);
  await waitUntilIdle(page);
  expect(await number(page, "step-count")).toBeLessThan(300);
  await expect(outcome(page)).toBeEmpty();
  await page.locator("#lesson-play").click();
  await expect(outcome(page)).not.toBeEmpty({ timeout: 30_000 });
  await expect.poll(() => number(page, "step-count")).toBe(300);
});

test("exiting a lesson keeps the network and marks the lesson as seen", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await openLesson(page, "The ladder of fixes");
  await pressButton(page, "Next");
  await pressButton(page, "Exit");
  await expect(card(page)).toBeHidden();
  await expect(page.getByRole("button", { name: "Lessons" })).toBeFocused();
  await page.getByRole("button", { name: "Lessons" }).click();
  await expect(page.getByRole("dialog").getByRole("listitem").filter({ hasText: "seen" })).toHaveText(
    /The ladder of fixes/,
  );
  await page.keyboard.press("Escape");
  await expect(page.locator("main")).toBeVisible();
});

test("a link with a lesson opens it with its network, and exiting removes it from the address", async ({ page }) => {
  await open(page, "#lesson=relu");
  await expect(page.locator("#lesson-title")).toHaveText("Dead ReLUs");
  await expect(page.locator("#lesson-card")).toHaveText("Card 1 of 4");
  await predict(page, 1);
  await expect(page.locator("#act")).toHaveValue("relu");
  await expect(page).toHaveURL(/lesson=relu/);
  await pressButton(page, "Exit");
  await expect(page).not.toHaveURL(/lesson=/);
  await expect(page.locator("#act")).toHaveValue("relu");
});

test("a link with an unknown lesson lists the known ones and keeps its network", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&lesson=nothing");
  await expect(page.getByRole("alert")).toContainText(`lesson: expected one of start, numb`);
  await expect(page.getByRole("alert")).toContainText("got nothing");
  await expect(card(page)).toBeHidden();
  await expect(page.locator("#preset")).toHaveValue("kaiming");
  await expect(page).not.toHaveURL(/lesson=/);
});

test("a reload within a lesson shows the card of the network, or keeps a changed network", { tag: "@all" }, async ({
  page,
}) => {
  await open(page);
  await openLesson(page, "Scaling by fan-in");
  await pressButton(page, "Next");
  await predict(page, 1);
  await expect(page).toHaveURL(/deep-gain-0\.5.*lesson=fan-in/);
  await page.reload();
  await expect(page.locator("#lesson-card")).toHaveText("Card 2 of 5");
  await type(page, "w-number", "0.7");
  await expect(page).toHaveURL(/w=gain:0\.7.*lesson=fan-in/);
  await page.reload();
  await expect(page.locator("#lesson-card")).toHaveText("Card 1 of 5");
  await expect(page.locator("#w-number")).toHaveValue("0.7");
  await expect(page.locator("#lesson-restore")).toBeVisible();
});

test("Back goes to the card of the previous network, and finally out of the lesson", async ({ page }) => {
  await page.clock.install();
  await open(page, "#v=1&preset=batchnorm");
  await waitUntilIdle(page);
  await openLesson(page, "Scaling by fan-in");
  await passEntryTime(page);
  await pressButton(page, "Next");
  await predict(page, 1);
  await passEntryTime(page);
  await pressButton(page, "Next");
  await predict(page, 1);
  await expect(page).toHaveURL(/deep-gain-3/);
  await page.goBack();
  await expect(page.locator("#preset")).toHaveValue("deep-gain-0.5");
  await expect(page.locator("#lesson-card")).toHaveText("Card 2 of 5");
  await page.goBack();
  await expect(page.locator("#lesson-card")).toHaveText("Card 1 of 5");
  await page.goBack();
  await expect(page.locator("#preset")).toHaveValue("batchnorm");
  await expect(card(page)).toBeHidden();
});

test("Back and Previous work for cards with the same network", { tag: "@all" }, async ({ page }) => {
  await page.clock.install();
  await open(page);
  await openLesson(page, "The right first loss");
  await pressButton(page, "Next");
  await passEntryTime(page);
  await pressButton(page, "Next");
  await predict(page, 0);
  await expect(page).toHaveURL(/output-fixed/);
  await page.goBack();
  await expect(page.locator("#preset")).toHaveValue("naive");
  await expect(page.locator("#lesson-card")).toHaveText("Card 2 of 4");
  await card(page).getByRole("button", { name: "Previous" }).press("Enter");
  await expect(page.locator("#lesson-card")).toHaveText("Card 1 of 4");
  await expect(page.locator("#lesson-next")).toBeFocused();
});

test("the ladder fills its five rows, can be stopped and continued", { tag: "@all" }, async ({ page }) => {
  test.slow();
  await open(page);
  await openLesson(page, "The ladder of fixes");
  await pressButton(page, "Next");
  const rows = page.locator("#ladder tbody tr");
  await expect(rows).toHaveCount(5);
  await pressButton(page, "Climb");
  await expect(rows.first()).toContainText("22.305", { timeout: 40_000 });
  await pressButton(page, "Stop");
  await expect(page.locator("#ladder output")).toContainText("Stopped");
  await pressButton(page, "Continue");
  await expect(page.locator("#ladder output")).toHaveText("All five are done.", { timeout: 120_000 });
  const losses = await rows.evaluateAll((all) =>
    all.map((row) => [...row.querySelectorAll("td")].map((cell) => Number(cell.textContent))),
  );
  const [naive, ...fixed] = losses;
  for (const [first, train, val] of fixed) {
    expect(first).toBeLessThan(3.4);
    expect(naive[0] - first).toBeGreaterThan(10);
    expect(train).toBeLessThan(naive[1] - 1);
    expect(val).toBeLessThan(naive[2] - 1);
  }
  // The name of a row runs it again.
  await pressButton(page, "gain/√fan_in");
  await expect(page.locator("#preset")).toHaveValue("kaiming");
  await expect(page.locator("#step-count")).toHaveText("1,000");
});

test("a lesson that can't be loaded is reported, and the network stays", { tag: "@all" }, async ({
  page,
  complaints,
}) => {
  await page.route(/\/fan-in-[^/]*\.js$/, (route) => route.abort());
  await open(page, "#v=1&preset=batchnorm&lesson=fan-in");
  await expect(page.getByRole("alert")).toContainText("The lesson could not be loaded");
  await expect(page.locator("#lesson")).toBeHidden();
  await expect(page.locator("#preset")).toHaveValue("batchnorm");
  await waitUntilIdle(page);
  await expect.poll(() => page.url()).not.toContain("lesson=");
  complaints.length = 0;
});

test("changing the network stops the ladder with a message", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await openLesson(page, "The ladder of fixes");
  await pressButton(page, "Next");
  await page.getByRole("combobox", { name: "How far each network is trained" }).selectOption("200000");
  await pressButton(page, "Climb");
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(20);
  await choose(page, "Preset", "deep-gain-1");
  await expect(page.locator("#ladder output")).toHaveText("Stopped: the network was changed.");
  await expect(page.locator("#preset")).toHaveValue("deep-gain-1");
});
