// Evaluation over whole splits and sampling, neither of which changes the run.

import { readFileSync } from "node:fs";
import { countOfColor, drop, expect, keepWorker, number, open, picture, test, type, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */
/** @import { Kept } from "./page.js" */

/** @typedef {{step: number, train: number, val: number}} Evaluation */
/** @typedef {{evaluations: Evaluation[]}} Heard */

/** @type {Record<string, string>} */
const checksums = JSON.parse(readFileSync(new URL("../golden/checksums.json", import.meta.url), "utf8"));
/** From `cargo run --release --example replay -- --preset kaiming --json` after 1,000 steps. */
const NATIVE = { train: 2.4182372, val: 2.4335723 };
const NOTHING = "Loss over the whole training and validation splits.";
/** Large enough that its evaluation can be interrupted. */
const LARGE = "#v=1&hidden=512x5";

const evaluate = (/** @type {Page} */ page) => page.getByRole("button", { name: "Evaluate" });

/** Starts a long evaluation, and waits until it has made progress. @param {Page} page */
async function startEvaluation(page) {
  await evaluate(page).click();
  const bar = page.getByRole("progressbar", { name: "Evaluation" });
  const position = () => bar.evaluate((bar) => /** @type {HTMLProgressElement} */ (bar).position);
  await expect(bar).toBeVisible();
  await expect.poll(position).toBeGreaterThan(0);
  expect(await position()).toBeLessThan(1);
  await expect(evaluate(page)).toBeDisabled();
}

/** Expects that no evaluation is running, also after all messages of the worker have arrived. @param {Page} page */
async function expectNoEvaluation(page) {
  const bar = page.locator("#evaluate-progress");
  await expect(bar).toBeHidden();
  await page.getByRole("checkbox", { name: "Pre-activations" }).check();
  await expect(page.getByRole("figure", { name: "Pre-activations, layer 1" })).toBeVisible();
  await expect(bar).toBeHidden();
  await expect(page.locator("#evaluate-cancel")).toBeHidden();
  await expect(page.locator("#evaluation")).toHaveText(NOTHING);
  await expect(evaluate(page)).toBeEnabled();
}

/** How many pixels of the loss chart have a color of the style sheet. @param {Page} page @param {string} name */
const pixelsOf = (page, name) => countOfColor(page.locator("#loss-chart canvas"), name);

test("Evaluate computes the losses that the native engine computes, each time the same", async ({ page }) => {
  await keepWorker(page);
  await open(page, `#v=1&preset=kaiming&step=1000&sum=${checksums.kaiming}`);
  await expect(page.locator("#status")).toContainText("Replayed exactly");
  await waitUntilIdle(page);
  await expect(page.locator("#evaluation")).toHaveText(NOTHING);
  await page.evaluate(() => {
    const { lastWorker } = /** @type {Kept} */ (/** @type {unknown} */ (window));
    /** @type {Evaluation[]} */
    const evaluations = [];
    lastWorker.addEventListener("message", ({ data }) => {
      const { kind, step, train, val } = data;
      if (kind === "evaluation" && val !== null) evaluations.push({ step, train, val });
    });
    Object.assign(window, { evaluations });
  });
  const received = () => page.evaluate(() => /** @type {Heard} */ (/** @type {unknown} */ (window)).evaluations);
  for (const times of [1, 2]) {
    await evaluate(page).click();
    await expect.poll(received).toHaveLength(times);
    await expect(page.locator("#evaluation")).toHaveText("At step 1,000: train 2.418, val 2.434");
    await expect(page.locator("#evaluate-progress")).toBeHidden();
    await expect(page.locator("#evaluate-cancel")).toBeHidden();
  }
  const [first, second] = await received();
  expect(second).toEqual(first);
  expect(first).toEqual({ step: 1000, train: Math.fround(NATIVE.train), val: Math.fround(NATIVE.val) });
  await expect(page.locator("#checksum")).toHaveText(checksums.kaiming);
});

test("an evaluation shows its progress, and Cancel ends it", async ({ page }) => {
  await open(page, LARGE);
  await waitUntilIdle(page);
  await startEvaluation(page);
  await page.locator("#evaluate-cancel").click();
  await expect(evaluate(page)).toBeFocused();
  await expectNoEvaluation(page);
});

test("Reset and Step end an evaluation", { tag: "@all" }, async ({ page }) => {
  await open(page, LARGE);
  await waitUntilIdle(page);
  await startEvaluation(page);
  await page.getByRole("button", { name: "Reset" }).click();
  await expectNoEvaluation(page);
  await page.getByRole("checkbox", { name: "Pre-activations" }).uncheck();
  await startEvaluation(page);
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await expect(page.locator("#step-count")).toHaveText("1");
  await waitUntilIdle(page);
  await expectNoEvaluation(page);
});

test("an evaluation during training does not change the run", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=deep-batchnorm");
  await waitUntilIdle(page);
  await type(page, "run-to-step", "300");
  await expect(page.locator("#step-count")).toHaveText("300");
  await waitUntilIdle(page);
  await page.locator("#run-to-step").fill("1000");
  await page.evaluate(() => {
    for (const id of ["run-to-go", "evaluate"]) document.getElementById(id)?.click();
  });
  await expect(page.locator("#evaluation")).toHaveText(/^At step [3-9]\d\d: train \d\.\d{3}, val \d\.\d{3}$/);
  await expect(page.locator("#step-count")).toHaveText("1,000");
  await waitUntilIdle(page);
  await expect(page.locator("#checksum")).toHaveText(checksums["deep-batchnorm"]);

  // The network did not change during the evaluation.
  const text = (await page.locator("#evaluation").textContent()) ?? "";
  await open(page, `#v=1&preset=deep-batchnorm&step=${/\d+/.exec(text)}`);
  await expect(page.locator("#status")).toContainText("Replayed");
  await waitUntilIdle(page);
  await evaluate(page).click();
  await expect(page.locator("#evaluation")).toHaveText(text);
});

test("an evaluation is marked on the loss chart and in its accessible name until Reset", { tag: "@all" }, async ({
  page,
}) => {
  await open(page, "#v=1&preset=kaiming&step=200");
  await waitUntilIdle(page);
  const chart = page.locator("#loss-chart");
  await expect(chart).toHaveAccessibleName(/^Loss on a log axis over 200 steps, from 3\.286 to .*; ln V at 3\.296$/);
  const before = await picture(chart.locator("canvas"));
  expect(await pixelsOf(page, "warm")).toBe(0);
  await evaluate(page).click();
  await expect(chart).toHaveAccessibleName(/; at step 200 train (2|3)\.\d{3}, val (2|3)\.\d{3}$/);
  const name = await chart.getAttribute("aria-label");
  const text = (await page.locator("#evaluation").textContent()) ?? "";
  expect(name).toContain(text.replace("At", "at").replace(":", ""));
  expect((await picture(chart.locator("canvas"))).hash).not.toBe(before.hash);
  await expect.poll(() => pixelsOf(page, "warm")).toBeGreaterThan(8);
  await page.getByRole("button", { name: "Reset" }).click();
  await expect(chart).toHaveAccessibleName(/ln V at 3\.296$/);
  await expect(page.locator("#evaluation")).toHaveText(NOTHING);
  await expect.poll(() => pixelsOf(page, "warm")).toBe(0);
});

test("samples are drawn when paused and during training, from the characters of the text", async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  const step = page.locator("#samples-step");
  await expect(step).toHaveText("at step 0");
  const names = page.locator("#samples bdi");
  await expect(names).toHaveText(Array(12).fill(/^([a-z]{1,64}|·)$/));
  await page.getByRole("button", { name: "Train" }).click();
  const at = async () => Number(/^at step ([\d,]+)$/.exec((await step.textContent()) ?? "")?.[1].replaceAll(",", ""));
  for (const _ of ["once", "and again"]) {
    const before = await at();
    await expect.poll(at).toBeGreaterThan(before);
    await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  }
  await page.getByRole("button", { name: "Pause" }).click();
  await waitUntilIdle(page);
  await expect.poll(at).toBe(await number(page, "step-count"));
  await expect(names).toHaveText(Array(12).fill(/^([a-z]{1,64}|·)$/));
  await drop(page, "letters.txt", [...new TextEncoder().encode("abc\nbca\ncab\naab\nbbc\nccc\nba\nac\ncc\nab")]);
  await expect(step).toHaveText("at step 0");
  await expect(names).toHaveText(Array(12).fill(/^([abc]{1,64}|·)$/));
});

test("names that are not in the text are bold and counted, and more can be sampled", async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&step=300");
  await waitUntilIdle(page);
  await expect(page.locator("#samples-step")).toHaveText("at step 300");
  const texts = new Set(readFileSync(new URL("../../www/text/names.txt", import.meta.url), "utf8").split("\n"));
  const check = async () => {
    const names = await page.locator("#samples bdi").allTextContents();
    const invented = names.filter((name) => name !== "·" && !texts.has(name));
    expect(await page.locator("#samples strong").allTextContents()).toEqual(invented);
    await expect(page.locator("#samples-new")).toHaveText(`${invented.length} of 12 new: not in the text`);
    return names;
  };
  const first = await check();
  await page.getByRole("button", { name: "Sample more" }).click();
  await expect(page.locator("#samples bdi").first()).not.toHaveText(first[0]);
  const second = await check();
  expect(second).toHaveLength(12);
  // A step starts with its first names again.
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await expect(page.locator("#samples-step")).toHaveText("at step 301");
  await expect(page.locator("#samples-empty")).toBeHidden();
});

test("the same link samples the same names at the same step", { tag: "@all" }, async ({ page }) => {
  const sampled = [];
  for (const fragment of ["#v=1&preset=kaiming&step=300", "#v=1&preset=kaiming&step=300", "#v=1&preset=kaiming"]) {
    await open(page, fragment);
    await waitUntilIdle(page);
    await expect(page.locator("#samples-step")).toHaveText(fragment.includes("step") ? "at step 300" : "at step 0");
    sampled.push(await page.locator("#samples bdi").allTextContents());
  }
  expect(sampled[0]).toHaveLength(12);
  expect(sampled[1]).toEqual(sampled[0]);
  expect(sampled[2]).not.toEqual(sampled[0]);
});
