// The small screen: tabs, the settings sheet, the transport buttons, touch.

import { LESSONS } from "../../www/lessons/index.js";
import { openMap, waitForCells } from "./map.js";
import { expect, expectNoAxeViolations, number, open, openFold, picture, test, waitUntilIdle } from "./page.js";

/** @import { Locator } from "@playwright/test" */

test("the transport buttons stay at the bottom while scrolling", async ({ page }) => {
  await open(page, "#v=1&preset=deep-batchnorm");
  await waitUntilIdle(page);
  for (const top of [0, 400, 10_000]) {
    await page.evaluate((top) => scrollTo(0, top), top);
    for (const name of ["Train", "Step", "Reset", "Settings"]) {
      await expect(page.getByRole("button", { name, exact: true })).toBeInViewport({ ratio: 1 });
    }
  }
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(10);
  await page.getByRole("button", { name: "Pause" }).click();
  await waitUntilIdle(page);
  await page.getByRole("button", { name: "More" }).click();
  for (const name of ["New seed", "Slow", "Run to"]) {
    await expect(page.getByRole("button", { name })).toBeInViewport({ ratio: 1 });
  }
});

test("each tab shows its pane only", { tag: "@engine" }, async ({ page }) => {
  await open(page, "#v=1&preset=deep-batchnorm");
  await waitUntilIdle(page);
  const panes = {
    Loss: ["#loss-chart", "#update-chart", "#weights", "#evaluate"],
    Layers: ["#layers", "#saturation-map"],
    Norm: ["#norm", "#momentum", "#norm-preactivations", "#norm-mean-plot", "#coupling", "#points-plot", "#slope"],
    Text: ["#text-facts", "#text-paste", "#samples"],
  };
  for (const tab of Object.keys(panes)) {
    await page.getByRole("tab", { name: tab, exact: true }).click();
    if (tab === "Norm") await openFold(page, "norm-more");
    await expect(page.getByRole("tab", { name: tab, exact: true })).toHaveAttribute("aria-selected", "true");
    for (const [other, theirs] of Object.entries(panes)) {
      for (const id of theirs)
        await expect(page.locator(id), `${id} in ${tab}`).toBeVisible({ visible: other === tab });
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    for (const canvas of await page.locator("main canvas").filter({ visible: true }).all()) {
      await expect.poll(async () => (await picture(canvas)).painted).toBeGreaterThan(0.001);
    }
  }
});

test("every picture of a layer has its name, and a finger on it reads its value", async ({ page, browserName }) => {
  await open(page, "#v=1&preset=deep-gain-1");
  await waitUntilIdle(page);
  for (const layer of [1, 5]) {
    const row = page.getByRole("group", { name: `Layer ${layer}`, exact: true });
    const captions = row.locator("figcaption");
    await expect(captions).toHaveText(["Activations", "Activation gradients", "log₁₀ update ratio"]);
    for (const i of [0, 1, 2]) {
      const [name, canvas] = [captions.nth(i), row.locator("canvas").nth(i)];
      await expect(name).toBeVisible();
      const [above, below] = [await name.boundingBox(), await canvas.boundingBox()];
      if (above === null || below === null) throw new Error("expected a name and a picture");
      expect(above.y + above.height).toBeLessThanOrEqual(below.y + 1);
      expect(above.x + above.width).toBeLessThanOrEqual(360);
    }
  }
  test.skip(browserName === "firefox", "its WebDriver BiDi has no taps here");
  await page.getByRole("figure", { name: "Gradients, layer 2" }).locator("canvas").tap();
  await expect(page.locator(".readout")).toContainText(/% of the values/);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

test("one tap on the loss curve reads it, a second there looks back at its step", async ({ page, browserName }) => {
  test.skip(browserName === "firefox", "its WebDriver BiDi has no taps here");
  await open(page, "#v=1&preset=kaiming&step=200");
  await waitUntilIdle(page);
  await page.getByRole("tab", { name: "Loss" }).click();
  const chart = page.locator("#loss-chart");
  await expect(chart.locator("canvas")).toBeVisible();
  const position = { x: 150, y: 60 };
  await chart.tap({ position });
  await expect(page.locator(".readout")).toContainText("Tap again: look at this step");
  await expect(page.locator("#step-count")).toHaveText("200");
  await chart.tap({ position });
  await expect.poll(() => number(page, "step-count")).toBeLessThan(150);
  await expect(page.locator("body")).toHaveClass(/looking-back/);
});

test("the settings sheet leaves a chart visible, changes it, and closes by Escape", async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  await page.getByRole("button", { name: "Settings" }).click();
  await expect(page.getByRole("button", { name: "Settings" })).toHaveAttribute("aria-expanded", "true");
  const sheet = await page.locator("#controls").boundingBox();
  const chart = await page.getByRole("figure", { name: "Activations, layer 1" }).boundingBox();
  if (sheet === null || chart === null) throw new Error("expected a sheet and a chart");
  expect(chart.y).toBeGreaterThan(0);
  expect(chart.y + chart.height).toBeLessThanOrEqual(sheet.y);
  const activations = page.getByRole("figure", { name: "Activations, layer 1" }).locator("canvas");
  const before = await picture(activations);
  await page.getByRole("slider", { name: "Hidden weights" }).press("Home");
  await expect.poll(async () => (await picture(activations)).hash).not.toBe(before.hash);
  await expectNoAxeViolations(page);
  await page.getByRole("slider", { name: "Hidden weights" }).press("Escape");
  await expect(page.locator("#controls")).toBeHidden();
  await expect(page.getByRole("button", { name: "Settings" })).toBeFocused();
});

test("a wide saturation map scrolls within its frame", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&hidden=400");
  await waitUntilIdle(page);
  const pan = page.locator(".pan");
  const room = await pan.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
  expect(room).toBeGreaterThan(500);
  await pan.evaluate((element) => element.scrollTo(300, 0));
  expect(await pan.evaluate(({ scrollLeft }) => scrollLeft)).toBe(300);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

test("a verdict leads to its control in the sheet", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  await page.getByRole("button", { name: /^First loss/ }).click();
  await expect(page.getByRole("slider", { name: "Output weights" })).toBeInViewport();
  await expect(page.getByRole("slider", { name: "Output weights" })).toBeFocused();
});

test("controls return to their places when the window grows", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  await page.getByRole("tab", { name: "Norm" }).click();
  await page.setViewportSize({ width: 1280, height: 720 });
  const order = () =>
    page.locator("#controls > .group").evaluateAll((groups) => groups.map(({ id }) => id.replace("group-", "")));
  expect(await order()).toEqual([
    ...["preset", "w", "out", "biases", "network", "norm", "opt", "lr", "batch", "training", "text"],
  ]);
  await expect(page.locator("#loss-chart")).toBeVisible();
  await expect(page.locator("#layers")).toBeVisible();
});

test("a point can be dragged by touch", async ({ page, browserName }) => {
  test.skip(browserName === "firefox", "its WebDriver BiDi has no touches that move here");
  await open(page, "#v=1&preset=batchnorm");
  await waitUntilIdle(page);
  await page.getByRole("tab", { name: "Norm" }).click();
  const point = page.getByRole("slider", { name: "Point 5" });
  await expect(point).toHaveAttribute("aria-valuenow", "3");
  // The panels above move it until they are complete.
  await expect(page.locator("#coupling-facts")).toContainText("At step 0");
  await point.scrollIntoViewIfNeeded();
  const box = await point.boundingBox();
  if (box === null) throw new Error("expected a point");
  expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(44);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const finger = await page.context().newCDPSession(page);
  const touch = (/** @type {"touchStart" | "touchMove" | "touchEnd"} */ type, /** @type {number[]} */ ...at) =>
    finger.send("Input.dispatchTouchEvent", { type, touchPoints: at.length > 0 ? [{ x: at[0], y: at[1] }] : [] });
  await touch("touchStart", x, y);
  // The page must not scroll when the finger moves vertically.
  for (const by of [10, 30, 60]) await touch("touchMove", x - by, y - 2 * by);
  await touch("touchEnd");
  await expect.poll(async () => Number(await point.getAttribute("aria-valuenow"))).toBeLessThan(2);
});

test("the card of a lesson stays above the buttons and can be collapsed", async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Lessons" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Saturated neurons" }).click();
  const card = page.getByRole("complementary", { name: "Lesson" });
  await expect(card).toBeVisible();
  const box = async (/** @type {Locator} */ of) => (await of.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  for (const more of [false, true]) {
    if (more) await page.getByRole("button", { name: "More" }).click();
    const [over, beneath] = [await box(card), await box(page.getByRole("group", { name: "Run", exact: true }))];
    expect(over.y + over.height).toBeLessThanOrEqual(beneath.y + 1);
    expect(over.width).toBeLessThanOrEqual(360);
  }
  await page.getByRole("button", { name: "More" }).click();
  await card.getByRole("button", { name: "Next", exact: true }).click();
  await card.getByRole("radio", { name: "More than half" }).check();
  await card.getByRole("button", { name: "Show" }).click();
  await expect(page.locator("#lesson-outcome")).toContainText("You were right");
  await card.getByRole("button", { name: "Collapse" }).click();
  expect((await box(card)).height).toBeLessThan(80);
  // The whole page is back, at the pane of the card's panel.
  await expect(page.getByRole("tab", { name: "Layers" })).toHaveAttribute("aria-selected", "true");
  // One sheet at a time.
  await page.getByRole("button", { name: "Settings" }).click();
  await expect(card).toBeHidden();
  await page.getByRole("button", { name: "Settings" }).click();
  await card.getByRole("button", { name: "Expand" }).click();
  await expect(page.locator("#lesson-text")).toBeVisible();
});

for (const [place, { id, load }] of LESSONS.entries()) {
  const tag = place === 0 ? [] : "@all";
  test(`on the cards of lesson ${id} the panel is seen above the card, and Next stays where it is`, { tag }, async ({
    page,
  }) => {
    test.slow();
    await open(page, `#lesson=${id}`);
    const { cards } = await load();
    const places = new Set();
    const [card, next] = [page.locator("#lesson"), page.locator("#lesson-next")];
    // The verdicts have the gauge of the first loss below them.
    const panel = page.locator("#lesson-first-loss:not([hidden]), body:not([data-enlarged=verdicts]) .lit");
    for (const [i, { question }] of cards.entries()) {
      if (i > 0) await next.click();
      await expect(page.locator("#lesson-card")).toHaveText(`Card ${i + 1} of ${cards.length}`);
      for (const moment of question ? ["asked", "answered"] : ["shown"]) {
        if (moment === "answered") {
          await card.getByRole("radio").first().check();
          await page.locator("#lesson-play").click();
          await expect(page.locator("#lesson-outcome")).not.toBeEmpty();
        }
        const [over, lit] = [await card.boundingBox(), await panel.boundingBox()];
        if (over === null || lit === null) throw new Error("expected a card and a panel");
        expect(over.height, `${i + 1}`).toBeLessThanOrEqual(0.45 * 740 + 0.5);
        expect(Math.min(lit.y + lit.height, over.y) - Math.max(lit.y, 0), `${i + 1}`).toBeGreaterThan(60);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
        // All choices are seen at once.
        if (moment === "asked") {
          const actions = (await page.locator("#lesson-actions").boundingBox()) ?? { y: 0 };
          for (const choice of await page.locator("#lesson-choices label").all()) {
            const { y, height } = (await choice.boundingBox()) ?? { y: 0, height: 0 };
            expect(y, `${i + 1}`).toBeGreaterThan(over.y + 44);
            expect(y + height, `${i + 1}`).toBeLessThanOrEqual(actions.y);
            expect(height).toBeGreaterThanOrEqual(44);
          }
        }
        const place = await next.boundingBox();
        expect(place?.height).toBeGreaterThanOrEqual(44);
        places.add(JSON.stringify(place));
      }
    }
    expect([...places]).toHaveLength(1);
  });
}

test("the timeline can be dragged by touch and fits the screen", async ({ page, browserName }) => {
  await open(page, "#v=1&preset=batchnorm&step=300");
  await waitUntilIdle(page);
  const row = page.getByRole("group", { name: "Timeline" });
  const slider = row.getByRole("slider");
  await expect(row.getByRole("button", { name: "First step: step 0" })).toBeVisible();
  await slider.scrollIntoViewIfNeeded();
  const box = await slider.boundingBox();
  if (box === null) throw new Error("expected a scrubber");
  if (browserName === "firefox") await slider.press("PageDown");
  else {
    const finger = await page.context().newCDPSession(page);
    const touch = (/** @type {"touchStart" | "touchMove" | "touchEnd"} */ type, /** @type {number[]} */ ...at) =>
      finger.send("Input.dispatchTouchEvent", { type, touchPoints: at.length > 0 ? [{ x: at[0], y: at[1] }] : [] });
    const [x, y] = [box.x + box.width - 11, box.y + box.height / 2];
    await touch("touchStart", x, y);
    for (const by of [20, 60, 120]) await touch("touchMove", x - by, y);
    await touch("touchEnd");
  }
  await expect.poll(() => number(page, "step-count")).toBeLessThan(280);
  const step = Number(await slider.inputValue());
  await expect(page.locator("#step-count")).toHaveText(String(step));
  for (const name of ["Play the run back", "Fork here…", "Latest"]) {
    const place = await row.getByRole("button", { name }).boundingBox();
    expect(Math.min(place?.width ?? 0, place?.height ?? 0)).toBeGreaterThanOrEqual(44);
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await row.getByRole("button", { name: "Latest" }).click();
  await expect(page.locator("#step-count")).toHaveText("300");
});

test("the map fits the screen; a tap reads a cell, and a button opens its run", async ({ page, browserName }) => {
  await open(page, "#v=1&hidden=12x3&batch=8&w=gain:1");
  const view = await openMap(page);
  await waitForCells(page, 576);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  // The form is folded away, so that the map is seen first.
  await expect(page.locator("#map-form")).toBeHidden();
  const map = page.locator("#map-field-0");
  const box = (await map.boundingBox()) ?? { width: 0, height: 0 };
  const position = { x: box.width * 0.7, y: box.height * 0.4 };
  // WebDriver BiDi sends no touches to this Firefox.
  const touches = browserName === "chromium";
  await (touches ? map.tap({ position }) : map.click({ position }));
  const cell = page.locator("#map-cell");
  await expect(cell).toHaveText(/^Hidden weight scale gain .*; checksum [0-9a-f]{16}$/);
  const sum = /[0-9a-f]{16}$/.exec((await cell.textContent()) ?? "")?.[0] ?? "";
  await expect(view).toBeVisible();
  await page.getByRole("button", { name: "Axes and measure" }).click();
  await expect(page.getByRole("combobox", { name: "Horizontal axis, field" })).toBeVisible();
  await expectNoAxeViolations(page);
  await page.getByRole("button", { name: "Open this run" }).click();
  await expect(view).toBeHidden();
  await expect(page.locator("#checksum")).toHaveText(sum);
});
