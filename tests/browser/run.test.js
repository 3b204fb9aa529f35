// The run: Train, Pause, Step and Reset, the learning rate on the way, and numbers that overflow.

import { expect, figures, keepWorker, number, open, picture, rested, test, type } from "./page.js";

/** @import { Kept } from "./page.js" */

test("training moves the loss, and Pause stops it", { tag: "@firefox" }, async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Train" }).click();
  await expect(page.getByRole("button", { name: "Step", exact: true })).toBeDisabled();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(500);
  await page.getByRole("button", { name: "Pause" }).click();
  await rested(page);
  await expect(page.locator("#status")).toContainText("Paused at step");
  expect(await number(page, "loss")).toBeLessThan(10);
  expect(await number(page, "starting-loss")).toBeCloseTo(22.305, 2);
  await expect(page.getByRole("button", { name: "Train" })).toBeVisible();
  expect((await picture(page.locator("#loss-chart canvas"))).painted).toBeGreaterThan(0.02);
});

test("the page goes on drawing and answering while it trains", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=deep-batchnorm");
  await page.getByRole("button", { name: "Train" }).click();
  const frames = await page.evaluate(async () => {
    let frames = 0;
    const until = performance.now() + 5000;
    while (performance.now() < until && frames < 16) {
      await new Promise(requestAnimationFrame);
      frames += 1;
    }
    return frames;
  });
  expect(frames).toBe(16);
  await page.getByRole("combobox", { name: "Preset" }).selectOption("naive");
  await expect(page.locator("#step-count")).toHaveText("0");
  await rested(page);
  expect(await number(page, "loss")).toBeCloseTo(22.305, 2);
});

test("while it trains, two of three frames of a screen at 60 Hz are drawn, and no more", { tag: "@all" }, async ({
  page,
}) => {
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
  await rested(page);
  const drawn = () =>
    page.evaluate(() => /** @type {{drawn: number[]}} */ (/** @type {unknown} */ (window)).drawn.slice());
  const before = (await drawn()).length;
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(async () => (await drawn()).length - before).toBeGreaterThan(30);
  const times = (await drawn()).slice(before);
  // The button, or a text that takes another line, may have the page drawn at once.
  const apart = ((times.at(-1) ?? 0) - times[0]) / (times.length - 1);
  expect(apart, `${times}`).toBeGreaterThan(20);
});

test("after a change in mid-run, nothing more is told of the network before", async ({ page }) => {
  await open(page);
  for (const preset of ["kaiming", "tanh-fixed", "output-fixed", "naive"]) {
    await page.getByRole("button", { name: "Train" }).click();
    await expect.poll(() => number(page, "step-count")).toBeGreaterThan(0);
    const told = await page.evaluate(async (preset) => {
      const select = /** @type {HTMLSelectElement} */ (document.getElementById("preset"));
      const count = /** @type {HTMLElement} */ (document.getElementById("step-count"));
      /** @type {(string | null)[]} */
      const told = [];
      new MutationObserver(() => told.push(count.textContent)).observe(count, { childList: true });
      select.value = preset;
      select.dispatchEvent(new Event("change"));
      const checksum = /** @type {HTMLElement} */ (document.getElementById("checksum"));
      while (!/^[0-9a-f]{16}$/.test(checksum.textContent ?? "")) await new Promise(requestAnimationFrame);
      return [...new Set(told)];
    }, preset);
    expect(told).toEqual(["0"]);
  }
});

test("a frame of an older network that comes late is not shown", { tag: "@all" }, async ({ page }) => {
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
    // It would be drawn in the next frame.
    return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
  expect(await figures(page)).toEqual(before);
});

test("Step makes one step, and Reset goes back to the same network", async ({ page }) => {
  await open(page);
  const before = await figures(page);
  for (const step of ["1", "2", "3"]) {
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await expect(page.locator("#step-count")).toHaveText(step);
  }
  await rested(page);
  expect(await figures(page)).not.toEqual(before);
  await page.getByRole("button", { name: "Reset" }).click();
  await expect(page.locator("#step-count")).toHaveText("0");
  expect(await figures(page)).toEqual(before);
});

test("Reset ends a run that is training", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Reset" }).click();
  await expect(page.locator("#step-count")).toHaveText("0");
  await rested(page);
  await expect(page.getByRole("button", { name: "Train" })).toBeEnabled();
  expect(await number(page, "loss")).toBeCloseTo(22.305, 2);
});

test("the learning rate changes in mid-run without a restart", async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(100);
  const before = await number(page, "step-count");
  await type(page, "lr-number", "0.05");
  await expect(page.locator("#lr-hint")).toContainText("0.05 from step");
  expect(await number(page, "step-count")).toBeGreaterThanOrEqual(before);
  await page.getByRole("button", { name: "Pause" }).click();
  await rested(page);
  await expect(page.locator("#lr-number")).toHaveValue("0.05");
  await expect.poll(() => page.url()).toMatch(/lr=0\.1,\d+:0\.05,100000:0\.01&step=/);
  await page.reload();
  await expect(page.locator("#status")).toContainText("Replayed exactly: step ");
});

test("a run that overflows says so in numbers and goes on", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&act=relu&hidden=100x10&w=std:100&out=std:100&lr=100");
  await page.getByRole("button", { name: "Train" }).click();
  await expect(page.locator(".layer .loud").first()).toContainText(/NaN|infinite/);
  await page.getByRole("button", { name: "Pause" }).click();
  await rested(page);
  await expect(page.locator("#loss")).toHaveText(/NaN|∞/);
  await page.getByRole("combobox", { name: "Preset" }).selectOption("kaiming");
  await expect.poll(() => number(page, "loss")).toBeLessThan(3.5);
});

test("Train pressed before a restart has come to rest trains on", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await rested(page);
  await page.evaluate(() => {
    const press = (/** @type {string} */ id) => document.getElementById(id)?.click();
    press("reset");
    press("train");
  });
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(50);
  await page.getByRole("button", { name: "Pause" }).click();
  await rested(page);
  await expect(page.getByRole("button", { name: "Train" })).toBeVisible();
});

test("a rate changed during a replay ends the replay", { tag: "@all" }, async ({ page }) => {
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
  await rested(page);
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
    await rested(page);
    const step = await page.locator("#step-count").textContent();
    await expect(page.locator("#status")).toHaveText(`Paused at step ${step}.`);
    await expect(page.locator("#checksum")).toHaveAttribute("title", new RegExp(`^( ${step})+$`));
    await page.locator("#checksum").evaluate((element) => element.removeAttribute("title"));
  }
});
