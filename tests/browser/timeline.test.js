// The timeline: earlier steps are shown as they were; marks and playback.

import { expect, number, open, test, type, waitUntilIdle } from "./page.js";
import { goToStep, openWithTimeline, scrubber, shownState, shownStep } from "./past.js";

/** @import { Page } from "@playwright/test" */

/** Neurons die in the first steps, and the loss is soon NaN. */
const BREAKS = "#v=1&act=relu&hidden=100x5&w=std:10&out=std:10&lr=100&step=40";

test("the timeline appears with the first step, where its place was", async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  const row = page.getByRole("group", { name: "Timeline" });
  const hint = row.getByText("Train, and a timeline of the run appears here.");
  const places = () =>
    page.locator("#deck, #pane").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
  await expect(hint).toBeVisible();
  await expect(scrubber(page)).toBeHidden();
  await expect(row.getByRole("button")).toHaveCount(0);
  const before = await places();
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await expect(hint).toBeHidden();
  await expect(scrubber(page)).toBeEnabled();
  expect(await places()).toEqual(before);
  await page.getByRole("button", { name: "Reset" }).click();
  await expect(scrubber(page)).toBeHidden();
});

test("dragging the timeline shows earlier steps, and its end the latest", async ({ page }) => {
  await openWithTimeline(page, "#v=1&preset=batchnorm&step=2000");
  const box = await scrubber(page).boundingBox();
  if (box === null) throw new Error("expected a scrubber");
  const y = box.y + box.height / 2;
  const place = (/** @type {number} */ step) => box.x + 7 + (step / 2000) * (box.width - 14);
  const before = await shownState(page);
  await page.mouse.move(place(2000), y);
  await page.mouse.down();
  // Between two recorded steps, which are multiples of 8 or more.
  await page.mouse.move(place(1003), y, { steps: 8 });
  await expect.poll(() => number(page, "step-count")).toBeLessThan(1010);
  expect((await number(page, "step-count")) % 8).toBe(0);
  await expect(page.locator("#past-note")).toHaveText(", looking back");
  await expect(page.locator("#checksum")).toHaveText("–");
  await page.mouse.up();
  // After its release it is the exact step of the thumb.
  const step = Number(await scrubber(page).inputValue());
  expect(Math.abs(step - 1003)).toBeLessThan(3);
  await expect.poll(() => number(page, "step-count")).toBe(step);
  await expect(scrubber(page)).toHaveAttribute("aria-valuetext", `step ${step.toLocaleString("en")} of 2,000`);
  await expect(page.locator("#loss-chart")).toHaveAccessibleName(
    new RegExp(`over 2,000 steps.*a line at the displayed step ${step.toLocaleString("en")}`),
  );
  await page.mouse.move(place(step), y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width + 40, y, { steps: 8 });
  await page.mouse.up();
  await expect(page.locator("#past-said")).toHaveText("latest");
  await waitUntilIdle(page);
  expect(await shownState(page)).toEqual(before);
});

for (const [preset, step, end] of /** @type {const} */ ([
  ["naive", 137, 700],
  ["deep-batchnorm", 61, 300],
  ["deep-gain-3", 0, 90],
])) {
  const tag = preset === "deep-batchnorm" ? [] : "@all";
  test(`step ${step} of ${preset} at ${end} looks back as it looks when a link opens it`, { tag }, async ({
    page,
    context,
  }) => {
    await openWithTimeline(page, `#v=1&preset=${preset}&step=${end}`);
    await goToStep(page, step);
    const back = await shownState(page);
    const other = await context.newPage();
    await open(other, `#v=1&preset=${preset}${step > 0 ? `&step=${step}` : ""}`);
    await waitUntilIdle(other);
    await expect.poll(async () => (await shownState(other)).texts).toEqual(back.texts);
    // At step 0 the timeline shows less, but is as high.
    await expect.poll(() => shownState(other)).toEqual(back);
    await other.close();
    await page.getByRole("button", { name: "Latest" }).click();
    await expect(scrubber(page)).toBeFocused();
    await waitUntilIdle(page);
    await expect(page.locator("#step-count")).toHaveText(String(end));
  });
}

test("a neuron, layer and threshold selected at an earlier step are shown as they were", { tag: "@all" }, async ({
  page,
  context,
}) => {
  const link = "#v=1&preset=deep-batchnorm";
  const choose = async (/** @type {Page} */ on) => {
    await on.getByRole("button", { name: "Layer 4: its saturation" }).click();
    await on.locator("#saturation-map").press("End");
    await type(on, "threshold-number", "0.5");
  };
  await openWithTimeline(page, `${link}&step=200`);
  await goToStep(page, 77);
  await choose(page);
  const other = await context.newPage();
  await open(other, `${link}&step=77`);
  await waitUntilIdle(other);
  await choose(other);
  await expect(other.locator("#saturation-facts")).toContainText("beyond ±0.5");
  await expect.poll(async () => (await shownState(page)).texts).toEqual((await shownState(other)).texts);
  await expect.poll(() => shownState(page)).toEqual(await shownState(other));
  await other.close();
});

test("playback runs from the first step to the latest and can be paused", { tag: "@all" }, async ({ page }) => {
  await openWithTimeline(page, "#v=1&preset=kaiming&step=60");
  const play = page.getByRole("button", { name: "Play the run back" });
  await play.click();
  await expect.poll(() => number(page, "step-count")).toBeLessThan(20);
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(20);
  await page.getByRole("button", { name: "Pause the playback" }).click();
  await expect(play).toBeVisible();
  await expect(page.locator("#past-note")).toHaveText(", looking back");
  const paused = await number(page, "step-count");
  expect(paused).toBeLessThan(60);
  await play.click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(paused);
  await expect(page.locator("#past-said")).toHaveText("latest");
  await expect(play).toBeVisible();
  await expect(page.locator("#step-count")).toHaveText("60");
});

test("paused playback shows the current panel settings", { tag: "@all" }, async ({ page }) => {
  await openWithTimeline(page, "#v=1&preset=kaiming&step=60");
  await page.getByRole("checkbox", { name: "Pre-activations" }).check();
  await type(page, "threshold-number", "0.5");
  await expect(page.locator("#saturation-facts")).toContainText("beyond ±0.5");
  await page.getByRole("button", { name: "Play the run back" }).click();
  await expect.poll(() => number(page, "step-count")).toBeLessThan(20);
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(20);
  await expect(page.locator("body")).not.toContainText("mean NaN");
  await page.getByRole("button", { name: "Pause the playback" }).click();
  await expect(page.getByRole("button", { name: "Play the run back" })).toBeVisible();
  const step = await number(page, "step-count");
  expect(step).toBeLessThan(60);
  await expect(scrubber(page)).toHaveValue(String(step));
  await expect.poll(async () => (await shownState(page)).texts.join().includes("NaN")).toBe(false);
  const paused = await shownState(page);
  await page.getByRole("button", { name: "Latest" }).click();
  await goToStep(page, step);
  expect((await shownState(page)).texts).toEqual(paused.texts);
});

test("events are marked on the timeline with their step, and a mark leads there", async ({ page }) => {
  await openWithTimeline(page, BREAKS);
  const marks = page.getByRole("group", { name: "Markers on the timeline" }).getByRole("button");
  const nan = marks.filter({ hasText: "NaN" });
  await expect(nan).toHaveAccessibleName(/^First NaN loss: step \d+$/);
  const since = Number(/step (\d+)/.exec((await nan.getAttribute("aria-label")) ?? "")?.[1]);
  expect(since).toBeGreaterThan(0);
  await expect(marks.filter({ hasText: "dead" })).toHaveAccessibleName(/^First dead neuron: step \d+, layer \d$/);
  await nan.press("Enter");
  await expect(page.locator("#step-count")).toHaveText(String(since));
  await expect(page.locator("#loss")).toHaveText("NaN");
  await expect(page.locator("#verdicts li").first()).toHaveText(new RegExp(`NaN since step ${since}(?!\\d)`));
  // At the step before it was a number.
  await goToStep(page, since - 1);
  await expect(page.locator("#loss")).not.toHaveText("NaN");
  await expect(page.locator("#verdicts")).not.toContainText("not a number");
  await marks.filter({ hasText: "start" }).click();
  await expect(page.locator("#step-count")).toHaveText("0");
  await expect(scrubber(page)).toHaveValue("0");
});

test("the first dead neuron is at the step and layer of its mark", { tag: "@all" }, async ({ page }) => {
  await openWithTimeline(page, "#v=1&preset=naive&step=2000");
  const dead = page.getByRole("button", { name: /^First dead neuron: step [\d,]+, layer 1$/ });
  await dead.click();
  const step = Number(/step ([\d,]+)/.exec((await dead.getAttribute("aria-label")) ?? "")?.[1].replace(",", ""));
  await expect.poll(() => number(page, "step-count")).toBe(step);
  await expect(page.locator("#saturation-facts")).toContainText(/; [1-9]\d* of 200 neurons dead/);
  expect(step).toBeGreaterThan(0);
  await goToStep(page, step - 1);
  await expect(page.locator("#saturation-facts")).toContainText("; 0 of 200 neurons dead");
});

test("Train returns to the newest step; training continues while an earlier one is shown", { tag: "@all" }, async ({
  page,
}) => {
  await openWithTimeline(page, "#v=1&preset=batchnorm&step=200");
  await goToStep(page, 100);
  await page.getByRole("button", { name: "Train" }).click();
  await expect(page.locator("#past-said")).toHaveText("latest");
  await scrubber(page).press("Home");
  await expect(page.locator("#step-count")).toHaveText("0");
  const then = (await shownState(page)).texts;
  await expect(page.locator("#past-said")).toHaveText(/^of \d{1,3}(,\d{3})+$/, { timeout: 60_000 });
  expect((await shownState(page)).texts).toEqual(then);
  await expect(page.locator("#loss-chart")).toHaveAccessibleName(
    /over [\d,]{5,} steps.*a line at the displayed step 0/,
  );
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.locator("#status")).toContainText("Paused");
  expect((await shownState(page)).texts).toEqual(then);
  await page.getByRole("button", { name: "Latest" }).click();
  await waitUntilIdle(page);
  expect(await number(page, "step-count")).toBeGreaterThan(999);
});

test("the timeline works by keyboard", async ({ page }) => {
  await openWithTimeline(page, "#v=1&preset=kaiming&step=400");
  await page.getByRole("button", { name: "Play the run back" }).focus();
  await page.keyboard.press("Tab");
  await expect(scrubber(page)).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(page.locator("#step-count")).toHaveText("399");
  await page.keyboard.press("ArrowLeft");
  await expect(page.locator("#step-count")).toHaveText("398");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator("#step-count")).toHaveText("399");
  await page.keyboard.press("PageDown");
  await expect.poll(() => number(page, "step-count")).toBeLessThan(390);
  await page.keyboard.press("Home");
  await expect(page.locator("#step-count")).toHaveText("0");
  await page.keyboard.press("End");
  await expect(page.locator("#past-said")).toHaveText("latest");
  await expect(page.locator("#step-count")).toHaveText("400");
  await page.keyboard.press("Home");
  await expect(page.locator("#step-count")).toHaveText("0");
  await page.keyboard.press("Escape");
  await expect(page.locator("#past-said")).toHaveText("latest");
  await expect(scrubber(page)).toBeFocused();
  await expect(scrubber(page)).toHaveAttribute("aria-valuetext", "latest, step 400 of 400");
});

test("a step that the run has not reached is rejected by name", { tag: "@all" }, async ({ page }) => {
  await openWithTimeline(page, "#v=1&preset=kaiming&step=100");
  await goToStep(page, 40);
  for (const wrong of ["101", "-3", "soon"]) {
    await type(page, "past-step", wrong);
    await expect(page.getByRole("alert")).toHaveText(
      `Displayed step must be a whole number from 0 to 100, the latest step; you typed “${wrong}”.`,
    );
    await shownStep(page).press("Escape");
    await expect(shownStep(page)).toHaveValue("40");
    await expect(page.locator("#step-count")).toHaveText("40");
  }
});

test("Reset, another setting and another text return to the latest step", { tag: "@all" }, async ({ page }) => {
  const leave = {
    Reset: () => page.getByRole("button", { name: "Reset" }).click(),
    "another setting": () => type(page, "batch", "16"),
    "another text": async () => {
      await page.getByRole("button", { name: "Paste" }).click();
      await page.locator("#paste-text").fill("ab\nba\naab\nbba\nabab\nbaba\nabba\n");
      await page.getByRole("button", { name: "Use this text" }).click();
    },
  };
  for (const way of Object.values(leave)) {
    await openWithTimeline(page, "#v=1&preset=kaiming&step=100");
    await goToStep(page, 30);
    await way();
    await waitUntilIdle(page);
    await expect(page.locator("#step-count")).toHaveText("0");
    await expect(scrubber(page)).toBeHidden();
    await expect(page.locator("body")).not.toHaveClass(/looking-back/);
  }
});

test("tables and exports are of the displayed step", { tag: "@all" }, async ({ page }) => {
  await openWithTimeline(page, "#v=1&preset=kaiming&step=100");
  await goToStep(page, 33);
  const std = await page.locator(".layer .facts").first().textContent();
  await page.getByRole("button", { name: "Layers as a table" }).click();
  const table = page.getByRole("dialog", { name: "Layer health, step 33" });
  await expect(table.locator("tbody tr").first()).toContainText(/std ([\d.]+)/.exec(std ?? "")?.[1] ?? "a figure");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Export…" }).click();
  await page.getByRole("button", { name: "Current step (.json)" }).click();
  await expect(page.locator("#export-said")).toHaveText(/33.*\.json: saved \(step 33\)\.$/);
});

test("the timeline as the only panel fits 320 pixels", { tag: "@all" }, async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 240 });
  await openWithTimeline(page, "#v=1&preset=kaiming&focus=timeline&embed=1&step=100");
  await goToStep(page, 20);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(320);
  for (const name of ["Fork here…", "Latest"]) {
    const box = await page.getByRole("button", { name }).boundingBox();
    expect(box === null ? Number.NaN : box.x + box.width).toBeLessThanOrEqual(320);
  }
});

test("a slow replay to an earlier step shows its progress and can be canceled", { tag: "@all" }, async ({ page }) => {
  // Intercepts the question to the worker, and answers as a slow worker does.
  await page.addInitScript(() => {
    const Native = Worker;
    window.Worker = class extends Native {
      /** @override @param {any} message @param {any} [transfer] */
      postMessage(message, transfer) {
        if (message.kind === "back" && message.exact && message.step === 33) {
          const data = { kind: "past-progress", done: 20, total: 80, request: message.request };
          this.dispatchEvent(new MessageEvent("message", { data }));
        } else super.postMessage(message, transfer);
      }
    };
  });
  await openWithTimeline(page, "#v=1&preset=kaiming&step=100");
  await goToStep(page, 50);
  await type(page, "past-step", "33");
  const bar = page.getByRole("progressbar", { name: "Replaying to that step" });
  await expect(bar).toHaveJSProperty("position", 0.25);
  await expect(page.locator("#step-count")).toHaveText("50");
  await expect(scrubber(page)).toHaveValue("33");
  // A fork at that moment is of the requested step.
  await page.getByRole("button", { name: "Fork here…" }).click();
  const fork = page.getByRole("dialog", { name: "Fork at step 33" });
  await expect(fork).toBeVisible();
  await fork.getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Cancel the replay to that step" }).click();
  await expect(bar).toBeHidden();
  await expect(scrubber(page)).toHaveValue("50");
  await expect(scrubber(page)).toBeFocused();
  await expect(page.getByRole("alert")).toBeHidden();
  await goToStep(page, 34);
});
