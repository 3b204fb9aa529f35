// The run: Train, Pause, Step and Reset, changes of the learning rate, and overflow.

import { drawFrames, expect, figures, keepWorker, number, open, picture, test, type, waitUntilIdle } from "./page.js";

/** @import { Kept } from "./page.js" */

test("training lowers the loss, and Pause stops it", { tag: "@engine" }, async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Train" }).click();
  await expect(page.getByRole("button", { name: "Step", exact: true })).toBeDisabled();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(500);
  await page.getByRole("button", { name: "Pause" }).click();
  await waitUntilIdle(page);
  await expect(page.locator("#status")).toContainText("Paused at step");
  expect(await number(page, "loss")).toBeLessThan(10);
  expect(await number(page, "starting-loss")).toBeCloseTo(22.305, 2);
  const still = await figures(page);
  await drawFrames(page, 10);
  expect(await figures(page)).toEqual(still);
  expect((await picture(page.locator("#loss-chart canvas"))).painted).toBeGreaterThan(0.02);
});

test("the page draws and responds while training", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=deep-batchnorm");
  await page.getByRole("button", { name: "Train" }).click();
  await drawFrames(page, 16);
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  await page.getByRole("combobox", { name: "Preset" }).selectOption("naive");
  await expect(page.locator("#step-count")).toHaveText("0");
  await waitUntilIdle(page);
  expect(await number(page, "loss")).toBeCloseTo(22.305, 2);
});

test("training draws at most two of three frames of a 60 Hz screen", { tag: "@all" }, async ({ page }) => {
  await page.addInitScript(() => {
    /** @type {number[]} */
    const drawn = [];
    let now = 0;
    const request = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) =>
      request((time) => {
        now = time;
        callback(time);
      });
    const { clearRect } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.clearRect = function (...rectangle) {
      if (this.canvas.id === "saturation-map") drawn.push(now);
      clearRect.apply(this, rectangle);
    };
    Object.assign(window, { drawn });
  });
  await open(page, "#v=1&preset=deep-batchnorm");
  await waitUntilIdle(page);
  const drawn = () =>
    page.evaluate(() => /** @type {{drawn: number[]}} */ (/** @type {unknown} */ (window)).drawn.slice());
  const before = (await drawn()).length;
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(async () => (await drawn()).length - before).toBeGreaterThan(30);
  const times = (await drawn()).slice(before);
  // The button, or a text with another line, may cause one more drawing.
  const apart = ((times.at(-1) ?? 0) - times[0]) / (times.length - 1);
  expect(apart, `${times}`).toBeGreaterThan(20);
});

test("after a change of network no frame of the old one is shown", async ({ page }) => {
  await open(page);
  for (const preset of ["kaiming", "tanh-fixed", "output-fixed", "naive"]) {
    await page.getByRole("button", { name: "Train" }).click();
    await expect.poll(() => number(page, "step-count")).toBeGreaterThan(0);
    const steps = await page.evaluateHandle((preset) => {
      const select = /** @type {HTMLSelectElement} */ (document.getElementById("preset"));
      const count = /** @type {HTMLElement} */ (document.getElementById("step-count"));
      /** @type {(string | null)[]} */
      const steps = [];
      new MutationObserver(() => steps.push(count.textContent)).observe(count, { childList: true });
      select.value = preset;
      select.dispatchEvent(new Event("change"));
      // It would go on training.
      document.getElementById("reset")?.click();
      return steps;
    }, preset);
    // The worker answers in order: with the checksum, everything of the old network has arrived.
    await waitUntilIdle(page);
    expect([...new Set(await steps.jsonValue())]).toEqual(["0"]);
  }
});

test("a late frame of an older network is not shown", { tag: "@all" }, async ({ page }) => {
  await keepWorker(page);
  await open(page);
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await expect(page.locator("#step-count")).toHaveText("1");
  const late = await page.evaluateHandle(() => /** @type {Kept} */ (/** @type {unknown} */ (window)).lastFrame);
  await page.getByRole("combobox", { name: "Preset" }).selectOption("kaiming");
  await expect(page.locator("#step-count")).toHaveText("0");
  const before = await figures(page);
  await late.evaluate((data) => {
    const { lastWorker } = /** @type {Kept} */ (/** @type {unknown} */ (window));
    lastWorker.dispatchEvent(new MessageEvent("message", { data }));
  });
  await drawFrames(page);
  expect(await figures(page)).toEqual(before);
});

test("Step advances one step, and Reset restores the same network", async ({ page }) => {
  await open(page);
  const before = await figures(page);
  for (const step of ["1", "2", "3"]) {
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await expect(page.locator("#step-count")).toHaveText(step);
  }
  await waitUntilIdle(page);
  expect(await figures(page)).not.toEqual(before);
  await page.getByRole("button", { name: "Reset" }).click();
  await expect(page.locator("#step-count")).toHaveText("0");
  expect(await figures(page)).toEqual(before);
});

test("Reset ends training", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Reset" }).click();
  await expect(page.locator("#step-count")).toHaveText("0");
  await waitUntilIdle(page);
  await expect(page.getByRole("button", { name: "Train" })).toBeEnabled();
  expect(await number(page, "loss")).toBeCloseTo(22.305, 2);
});

test("the learning rate changes during training without a restart", async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(100);
  const before = await number(page, "step-count");
  await type(page, "lr-number", "0.05");
  await expect(page.locator("#lr-hint")).toContainText("0.05 from step");
  expect(await number(page, "step-count")).toBeGreaterThanOrEqual(before);
  await page.getByRole("button", { name: "Pause" }).click();
  await waitUntilIdle(page);
  await expect(page.locator("#lr-number")).toHaveValue("0.05");
  await expect.poll(() => page.url()).toMatch(/lr=0\.1,\d+:0\.05,100000:0\.01&step=/);
  await page.reload();
  await expect(page.locator("#status")).toContainText("Replayed exactly: step ");
});

test("a run that overflows shows NaN and goes on", async ({ page }) => {
  await open(page, "#v=1&act=relu&hidden=100x8&w=std:100&out=std:100&lr=100");
  await page.getByRole("button", { name: "Train" }).click();
  await expect(page.locator(".layer .loud").first()).toContainText(/NaN|infinite/);
  await page.getByRole("button", { name: "Pause" }).click();
  await waitUntilIdle(page);
  await expect(page.locator("#loss")).toHaveText(/NaN|∞/);
  await page.getByRole("combobox", { name: "Preset" }).selectOption("kaiming");
  await expect.poll(() => number(page, "loss")).toBeLessThan(3.5);
});

test("Train pressed before a restart completes trains on", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  await page.evaluate(() => {
    const press = (/** @type {string} */ id) => document.getElementById(id)?.click();
    press("reset");
    press("train");
  });
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(50);
  await page.getByRole("button", { name: "Pause" }).click();
  await waitUntilIdle(page);
  await expect(page.getByRole("button", { name: "Train" })).toBeVisible();
});

test("changing the learning rate during a replay ends the replay", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&step=10000000&sum=0123456789abcdef");
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(10);
  await type(page, "lr-number", "0.05");
  await expect(page.locator("#status")).toContainText(/^At step/);
  await expect(page.locator("#lr-hint")).toContainText("0.05 from step");
  await expect(page.getByRole("progressbar")).toBeHidden();
  await expect(page.getByRole("button", { name: "Train" })).toBeEnabled();
});

test("the checksum appears with the figures of its own step", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  await page.evaluate(() => {
    const text = (/** @type {string} */ id) => document.getElementById(id)?.textContent ?? "";
    const checksum = /** @type {HTMLElement} */ (document.getElementById("checksum"));
    new MutationObserver(() => {
      if (checksum.textContent !== "–") checksum.title += ` ${text("step-count")}`;
    }).observe(checksum, { childList: true });
  });
  for (let times = 0; times < 5; times += 1) {
    const before = await number(page, "step-count");
    await page.getByRole("button", { name: "Train" }).click();
    await expect.poll(() => number(page, "step-count")).toBeGreaterThan(before);
    await page.getByRole("button", { name: "Pause" }).click();
    await waitUntilIdle(page);
    const step = await page.locator("#step-count").textContent();
    await expect(page.locator("#status")).toHaveText(`Paused at step ${step}.`);
    await expect(page.locator("#checksum")).toHaveAttribute("title", new RegExp(`^( ${step})+$`));
    await page.locator("#checksum").evaluate((element) => element.removeAttribute("title"));
  }
});
