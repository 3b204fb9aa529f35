// Lessons: predictions, their answers, what is shown beside a card, the keyboard, changed networks, links and history.

import { partsOf } from "../../www/app/lessons/figures.js";
import { LESSONS } from "../../www/lessons/index.js";
import { choose, expect, number, open, passEntryTime, switchTo, test, type, waitUntilIdle } from "./page.js";

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

/** A choice of the card. @param {Page} page @param {string} words */
const choiceOf = (page, words) => card(page).getByRole("radio", { name: words, exact: true });

/** Selects a prediction, plays the card and waits for the answer. @param {Page} page @param {string} [words] the first choice without them */
async function predict(page, words) {
  await (words === undefined ? card(page).getByRole("radio").first() : choiceOf(page, words)).check();
  await page.locator("#lesson-play").click();
  await expect(outcome(page)).not.toBeEmpty({ timeout: 30_000 });
}

/** All that can be read on the page but the card, the buttons, and how fast the run is. @param {Page} page */
const textBeside = (page) =>
  page.evaluate(() =>
    ["#loss", ".start", "#verdict", "#deck", "#pane", ".foot"]
      .map((part) => /** @type {HTMLElement} */ (document.querySelector(part)).innerText)
      .join("\n"),
  );

/** The figures with a decimal point in a text. @param {string} text */
const decimals = (text) => text.match(/\d+\.\d+/g) ?? [];

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
          await expect(page.locator("body")).toHaveAttribute("data-stage", part.panel);
          await expectStage(page, part.panel);
        }
      }
    }
    expect([...known].sort()).toEqual([
      ...["controls", "hand", "layers", "loss", "norm", "samples", "saturation", "update", "verdicts", "weights"],
    ]);
  }
});

/** Panels that are not in the middle of the page: what is enlarged is next to it. */
const AT_THE_EDGE = ["controls", "verdicts", "timeline"];

/**
 * Expects the card at the left, the highlighted panel beside it with most of the room, nothing over another and nothing beyond
 * the window.
 * @param {Page} page
 * @param {string} panel
 */
async function expectStage(page, panel) {
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
    const staged = document.querySelector(".staged") === null ? box("#verdicts") : box(".staged");
    return {
      beyond: [scrollWidth > innerWidth, scrollHeight > innerHeight],
      overlaps: overlaps.length,
      left: card.right <= main.left,
      share: (staged.width * staged.height) / (main.width * main.height),
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
  test(`at ${what} each card opens with its panel enlarged, and Next stays where it is`, { tag }, async ({ page }) => {
    test.slow();
    await page.setViewportSize({ width: size[0], height: size[1] });
    await open(page);
    const places = new Set();
    for (const { title, cards } of lessons) {
      await openLesson(page, title);
      for (const [i, { panel }] of cards.entries()) {
        if (i > 0) await pressButton(page, "Next");
        await expect(page.locator("#lesson-card")).toHaveText(`Card ${i + 1} of ${cards.length}`);
        await expect(page.locator("body")).toHaveAttribute("data-stage", panel);
        await expectStage(page, panel);
        places.add(JSON.stringify(await page.locator("#lesson-next").boundingBox()));
      }
    }
    expect([...places]).toHaveLength(1);
    // Nothing of it is left after the lesson.
    await pressButton(page, "Exit");
    await expect(page.locator(".lit, .staged, [data-stage], .with-lesson, .lesson-asks")).toHaveCount(0);
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
        await expect(page.locator("#out")).toBeVisible();
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
  await pressButton(page, "Next");
  await expect(page.locator("#lesson-cover")).toBeVisible();
  await expect(page.locator("#saturation-facts")).toBeHidden();
  await predict(page, "More than half");
  await expect(page.locator("#lesson-cover")).toBeHidden();
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

test("lesson 1 shows the hockey stick on a linear axis, and the page is as before after it", async ({ page }) => {
  await open(page);
  await expect(page.locator("#log-loss")).toBeChecked();
  await openLesson(page, "The right first loss");
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
  await pressButton(page, "Exit");
  await expect(page.locator("#log-loss")).toBeChecked();
  await expect(page.locator("#drawer")).toBeVisible();
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

test("exiting a lesson keeps the network and marks the lesson as seen", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await openLesson(page, "The ladder of fixes");
  await pressButton(page, "Next");
  await pressButton(page, "Exit");
  await expect(card(page)).toBeHidden();
  await expect(page.getByRole("button", { name: "Lessons" })).toBeFocused();
  await page.getByRole("button", { name: "Lessons" }).click();
  await expect(page.getByRole("dialog").getByRole("listitem").filter({ hasText: "seen" })).toHaveText(
    /^The ladder of fixes ?2 min ?✓ seen/,
  );
  await expect(page.getByRole("dialog").getByRole("listitem").first()).toHaveText(/^The right first loss ?3 min/);
  await page.keyboard.press("Escape");
  await expect(page.locator("#pane")).toBeVisible();
});

test("a link with a lesson opens it with its network, and exiting removes it from the address", async ({ page }) => {
  await open(page, "#lesson=relu");
  await expect(page.locator("#lesson-title")).toHaveText("Dead ReLUs");
  await expect(page.locator("#lesson-card")).toHaveText("Card 1 of 4");
  await predict(page);
  await expect(page.locator("#act")).toHaveValue("relu");
  await expect(page).toHaveURL(/lesson=relu/);
  await pressButton(page, "Exit");
  await expect(page).not.toHaveURL(/lesson=/);
  await expect(page.locator("#act")).toHaveValue("relu");
});

test("Explore starts a lesson in the Lab, and going back to Explore ends it", { tag: "@all" }, async ({ page }) => {
  await page.goto("./");
  await page.getByRole("button", { name: /^New here\?/ }).click();
  await expect(page.locator("#lesson-title")).toHaveText("The right first loss");
  await expect(page.locator("#pane")).toBeVisible();
  await page.getByRole("button", { name: "Explore", exact: true }).click();
  await expect(card(page)).toBeHidden();
  await expect(page.locator("#explore")).toBeVisible();
  await expect(page.locator(".with-lesson, .lit, [data-stage]")).toHaveCount(0);
  await expect(page).not.toHaveURL(/lesson=/);
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
  await predict(page);
  await expect(page).toHaveURL(/deep-gain-0\.5.*lesson=fan-in/);
  await page.reload();
  await expect(page.locator("#lesson-card")).toHaveText("Card 2 of 5");
  await pressButton(page, "Settings");
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
  await predict(page);
  await passEntryTime(page);
  await pressButton(page, "Next");
  await predict(page);
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
  await predict(page);
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
  await pressButton(page, "Settings");
  await choose(page, "Preset", "deep-gain-1");
  await expect(page.locator("#ladder output")).toHaveText("Stopped: the network was changed.");
  await expect(page.locator("#preset")).toHaveValue("deep-gain-1");
});
