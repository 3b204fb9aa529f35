// Run to a step, training speed, and slow steps.

import { drawFrames, expect, number, open, recordTexts, test, type, waitUntilIdle } from "./page.js";

test("Run to trains to its step with progress", async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  await type(page, "run-to-step", "3,000");
  await expect(page.getByRole("progressbar", { name: "To step 3,000" })).toBeVisible();
  await expect(page.locator("#status")).toHaveText("At step 3,000.");
  await expect(page.getByRole("progressbar", { name: "To step" })).toBeHidden();
  await expect.poll(() => number(page, "step-count")).toBe(3000);
  await expect(page.getByRole("button", { name: "Train" })).toBeEnabled();
  await expect.poll(() => page.url()).toContain("step=3000");
});

test("Run to can be canceled and continued", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  await page.locator("#run-to-step").fill("1000000000");
  await page.getByRole("button", { name: "Run to" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(50);
  await expect.poll(() => number(page, "rate")).toBeGreaterThanOrEqual(0);
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.locator("#status")).toContainText("Paused at step");
  await waitUntilIdle(page);
  const at = await number(page, "step-count");
  await type(page, "run-to-step", String(at + 10));
  await expect(page.locator("#step-count")).toHaveText((at + 10).toLocaleString("en"));
});

test("Run to rejects a step that is not ahead by name", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&step=20");
  await waitUntilIdle(page);
  for (const text of ["20", "0", "-5", "1e3", "x", ""]) {
    await page.locator("#run-to-step").fill(text);
    await page.locator("#run-to-step").press("Enter");
    const found = text === "" ? "it is empty" : `you typed “${text}”`;
    await expect(page.getByRole("alert")).toHaveText(
      `The step to run to must be a whole number from 21 to 1,000,000,000; ${found}.`,
    );
    await page.locator("#run-to-step").press("Escape");
    await expect(page.locator("#run-to-step")).toHaveValue("1,000");
    await expect(page.getByRole("alert")).toHaveCount(0);
  }
  await expect.poll(() => number(page, "step-count")).toBe(20);
});

test("the training speed is shown", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await expect(page.locator("#rate")).toHaveText("–");
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "rate")).toBeGreaterThan(10);
});

test("Slow takes a few steps a second with their phases in order", async ({ page }) => {
  await page.clock.install();
  await open(page, "#v=1&preset=batchnorm");
  await waitUntilIdle(page);
  await page.evaluate(() => {
    /** @type {string[]} */
    const seen = [];
    new MutationObserver(() => seen.push(document.body.dataset.phase ?? "none")).observe(document.body, {
      attributeFilter: ["data-phase"],
    });
    Object.assign(window, { seen });
  });
  const slow = page.getByRole("button", { name: "Slow" });
  await slow.click();
  await expect(slow).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("list", { name: "Phases of a step" }).getByRole("listitem")).toHaveText([
    "forward",
    "norm",
    "backward",
    "update",
  ]);
  await expect.poll(() => number(page, "step-count")).toBeGreaterThanOrEqual(3);
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(slow).toHaveAttribute("aria-pressed", "false");
  await expect(page.locator("#phases")).toBeHidden();
  const seen = await page.evaluate(() => /** @type {{seen: string[]}} */ (/** @type {unknown} */ (window)).seen);
  const phases = ["forward", "norm", "backward", "update"];
  seen.slice(0, 12).forEach((phase, i) => {
    expect(phase, seen.join(" ")).toBe(phases[i % 4]);
  });
  expect(seen.at(-1)).toBe("none");
  await waitUntilIdle(page);
  const at = await number(page, "step-count");
  // Longer than a slow step takes.
  await page.clock.fastForward(700);
  await drawFrames(page);
  expect(await number(page, "step-count")).toBe(at);
});

test("a slow step shows gradients after activations", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  await page.evaluate(() => {
    /** @type {string[]} */
    const drawn = [];
    const { clearRect } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.clearRect = function (...rectangle) {
      const name = this.canvas.closest("figure")?.ariaLabel ?? "";
      if (/^(Activations|Gradients)/.test(name)) drawn.push(`${document.body.dataset.phase} ${name.split(",")[0]}`);
      clearRect.apply(this, rectangle);
    };
    Object.assign(window, { drawn });
  });
  await page.getByRole("button", { name: "Slow" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThanOrEqual(2);
  const drawn = await page.evaluate(() => /** @type {{drawn: string[]}} */ (/** @type {unknown} */ (window)).drawn);
  expect(drawn).toContain("forward Activations");
  expect(drawn).toContain("backward Gradients");
  expect(drawn).not.toContain("forward Gradients");
  expect(drawn).not.toContain("norm Gradients");
});

test("slow steps have the checksums of fast ones", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&step=2");
  await waitUntilIdle(page);
  const sum = await page.locator("#checksum").textContent();
  await open(page);
  await waitUntilIdle(page);
  // Step 2 is shown for a moment only.
  await page.evaluate(() => {
    const text = (/** @type {string} */ id) => document.getElementById(id)?.textContent ?? "";
    /** @type {Record<string, string>} */
    const sums = {};
    const checksum = /** @type {HTMLElement} */ (document.getElementById("checksum"));
    new MutationObserver(() => {
      sums[text("step-count")] = text("checksum");
    }).observe(checksum, { childList: true });
    Object.assign(window, { sums });
  });
  await page.getByRole("button", { name: "Slow" }).click();
  const found = () =>
    page.evaluate(() => /** @type {{sums: Record<string, string>}} */ (/** @type {unknown} */ (window)).sums);
  await expect.poll(async () => "3" in (await found())).toBe(true);
  expect((await found())[2]).toBe(sum);
});

test("Train after Slow runs at full speed, and Reset ends Slow", { tag: "@all" }, async ({ page }) => {
  await page.clock.install();
  await open(page);
  await waitUntilIdle(page);
  await page.getByRole("button", { name: "Slow" }).click();
  await page.getByRole("button", { name: "Reset" }).click();
  await expect(page.getByRole("button", { name: "Train" })).toBeVisible();
  await waitUntilIdle(page);
  await page.clock.fastForward(700);
  await drawFrames(page);
  expect(await number(page, "step-count")).toBe(0);
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(50);
  await page.getByRole("button", { name: "Slow" }).click();
  await expect(page.locator("#phases")).toBeVisible();
  const steps = await recordTexts(page, "#step-count");
  await expect.poll(async () => (await steps()).length).toBeGreaterThan(3);
  // The first may be of the last frame at full speed.
  const counts = (await steps()).slice(1).map((text) => Number(text.replaceAll(",", "")));
  expect(counts).toEqual(counts.map((_, i) => counts[0] + i));
});

test("changing the network in a slow step clears its phase", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=batchnorm");
  await waitUntilIdle(page);
  await page.getByRole("button", { name: "Slow" }).click();
  await expect(page.locator("body")).toHaveAttribute("data-phase", "norm");
  await page.getByRole("slider", { name: "Hidden weights" }).press("ArrowLeft");
  await waitUntilIdle(page);
  await expect(page.locator("body")).not.toHaveAttribute("data-phase");
  await expect(page.locator("#phases [aria-current]")).toHaveCount(0);
});
