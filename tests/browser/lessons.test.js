// Lessons: each card from its question to its answer, the keyboard, what a card computes, a play, the ladder.

import { card, choiceOf, decimals, lessons, openLesson, outcome, predict, pressButton, textBeside } from "./lessons.js";
import { choose, expect, number, open, test, type, waitUntilIdle } from "./page.js";

for (const [place, { id, title, cards }] of lessons.entries()) {
  const tag = id === "relu" ? [] : "@all";
  test(`lesson ${id} plays from its first card to its last`, { tag }, async ({ page }) => {
    test.slow();
    await open(page);
    await openLesson(page, title);
    for (const [i, { question, play = 0, observe, ladder }] of cards.entries()) {
      await expect(page.locator("#lesson-card")).toHaveText(`Card ${i + 1} of ${cards.length}`);
      if (question) {
        // The picture of another card's network may have the same figures.
        const covers = await page.locator("#lesson-cover").isVisible();
        const before = covers ? await textBeside(page) : "";
        await predict(page, question.choices[question.answer]);
        const [, observed] = await outcome(page).locator("p").allInnerTexts();
        for (const figure of decimals(observed)) expect(before, `${i + 1}`).not.toContain(figure);
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
  await predict(page, "0: no mistake has been made yet");
  await expect(outcome(page)).toContainText("Not quite.");
  await expect(outcome(page)).toContainText(await page.locator("#starting-loss").innerText());
  // What was predicted and what is right stay, marked; nothing can be chosen any more.
  await expect(page.locator("#lesson-choices label:visible")).toHaveText([
    "✓ln V",
    "✕0: no mistake has been made yet(your prediction)",
  ]);
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
  // First a term, which highlights its panel while it has the focus, then the choices.
  await expect(page.locator("#verdicts")).toHaveClass(/lit/);
  await page.keyboard.press("Tab");
  await expect(page.locator("#loss-panel")).toHaveClass(/lit/);
  await page.keyboard.press("Tab");
  await expect(page.locator("#verdicts")).toHaveClass(/lit/);
  await page.keyboard.press("Space");
  while (!(await choiceOf(page, "ln V").isChecked())) await page.keyboard.press("ArrowDown");
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

test("a card evaluates by itself, and compares four ways with a button of its own", async ({ page }) => {
  test.slow();
  await open(page, "#lesson=coupling");
  await expect(page.locator("#lesson-card")).toHaveText("Card 1 of 5");
  await pressButton(page, "Next");
  await predict(page, "The running averages");
  const result = page.locator("#lesson-offer output");
  await expect(result).toHaveText(/^At step 200: train 2\.\d{3}, val 2\.\d{3}\.$/);
  await expect(page.locator("#lesson-offer").getByRole("button")).toHaveCount(0);
  for (let i = 0; i < 3; i += 1) await pressButton(page, "Next");
  await expect(page.locator("#lesson-offer")).toBeHidden();
  await predict(page, "By rounding at most");
  await pressButton(page, "Compare four ways");
  await card(page).getByRole("button", { name: "Cancel the computation" }).click();
  await expect(result).toBeEmpty();
  await pressButton(page, "Compare four ways");
  await expect(result).toContainText("Folding changes no logit by more than");
  await expect(card(page).getByRole("rowheader")).toHaveText([
    ...["batch statistics", "running statistics", "calibrated statistics", "nothing: folded"],
  ]);
});

test("a card finds the neurons that are dead for every example", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await openLesson(page, "Dead ReLUs");
  await pressButton(page, "Next");
  await predict(page, "Many neurons are 0 for every example");
  await pressButton(page, "Dead for every example?");
  await expect(page.locator("#lesson-offer output")).toHaveText(/^\d+ of 200 are dead for all [\d,]+ examples\.$/);
  // The result is of this network.
  await page.locator("#step").click();
  await expect(page.locator("#lesson-offer")).toBeHidden();
});

test("the network of a card can be restored after a change", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await openLesson(page, "The right first loss");
  await predict(page);
  await expect(page.locator("#lesson-restore")).toBeHidden();
  await pressButton(page, "Settings");
  await type(page, "w-number", "0.5");
  await expect(page.locator("#lesson-restore")).toBeVisible();
  await page.locator("#lesson-restore").click();
  await expect(page.locator("#w-number")).toHaveValue("1");
  await expect(page.locator("#lesson-restore")).toBeHidden();
  await pressButton(page, "Next");
  await choose(page, "Preset", "kaiming");
  await predict(page);
  await expect(page.locator("#preset")).toHaveValue("naive");
  await expect(page.locator("#step-count")).toHaveText("1,000");
});

test("a play can be paused, continued and canceled in the card", async ({ page }) => {
  await open(page);
  await openLesson(page, "Dead ReLUs");
  await pressButton(page, "Next");
  await pressButton(page, "Next");
  await card(page).getByRole("radio").first().check();
  /** Presses a button of the card as soon as it is there and the run has made a step. @param {string} id */
  const pressDuringPlay = (id) =>
    page.locator("#step-count").evaluate((steps, id) => {
      const observer = new MutationObserver(() => {
        const button = document.getElementById(id);
        if (button === null || button.hidden || steps.textContent === "0") return;
        observer.disconnect();
        button.click();
      });
      observer.observe(steps, { childList: true, characterData: true, subtree: true });
    }, id);
  await pressDuringPlay("lesson-pause");
  await page.locator("#lesson-play").click();
  await expect(page.locator("#lesson-play")).toHaveText("Continue");
  await waitUntilIdle(page);
  const paused = await number(page, "step-count");
  expect(paused).toBeLessThan(300);
  await expect(page.locator("#lesson-left")).toContainText(`Step ${paused} of 300`);
  await expect(outcome(page)).toBeEmpty();
  // Canceled, it asks again, and hides what it has shown.
  await pressButton(page, "Cancel");
  await expect(page.locator("#lesson-cover")).toBeVisible();
  await expect(page.locator("#lesson-left")).toBeHidden();
  await expect(card(page).getByRole("radio").first()).toBeChecked();
  await page.locator("#lesson-play").click();
  await expect(outcome(page)).not.toBeEmpty();
  await expect.poll(() => number(page, "step-count")).toBe(300);
});

test("the ladder says how long it takes", { tag: "@all" }, async ({ page }) => {
  await open(page, "#lesson=ladder");
  await expect(page.locator("#lesson-card")).toHaveText("Card 1 of 2");
  await pressButton(page, "Next");
  await page.locator("#train").click();
  const steps = page.getByRole("combobox", { name: "How far each network is trained" });
  // Known once some steps were measured.
  await expect
    .poll(async () => {
      await steps.selectOption("10000");
      await steps.selectOption("200000");
      return page.locator("#ladder .key").textContent();
    })
    .toMatch(/^about \d+ (s|min)$/);
  await page.locator("#train").click();
  await waitUntilIdle(page);
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

test("changing the network stops the ladder with a message", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await openLesson(page, "The ladder of fixes");
  await pressButton(page, "Next");
  await page.getByRole("combobox", { name: "How far each network is trained" }).selectOption("200000");
  await pressButton(page, "Climb");
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(20);
  await pressButton(page, "Settings");
  await choose(page, "Preset", "deep-gain-1");
  await expect(page.locator("#ladder output")).toHaveText("Stopped: the network was changed.");
  await expect(page.locator("#preset")).toHaveValue("deep-gain-1");
});
