// The Norm panel: statistics, ways to evaluate, the coupling of the examples of a batch, and a bias before the norm.

import { readFileSync } from "node:fs";
import { frameReader } from "../../www/shared/protocol.js";
import { choose, drop, expect, keepWorker, open, picture, readPixels, test, type, waitUntilIdle } from "./page.js";

/** @import { Locator, Page } from "@playwright/test" */
/** @import { Layout } from "../../www/shared/protocol.js" */
/** @import { Kept } from "./page.js" */

/** @type {Record<string, string>} */
const checksums = JSON.parse(readFileSync(new URL("../golden/checksums.json", import.meta.url), "utf8"));
const UNKNOWN = ["–", "–"];

/** Opens a link, and the panel on it. @param {Page} page @param {string} fragment */
async function openNormPanel(page, fragment) {
  await open(page, fragment);
  await waitUntilIdle(page);
  await page.getByRole("tab", { name: "Norm" }).click();
  await expect(page.locator("#coupling-facts")).toHaveText(/^At step /);
}

/** The losses of each way in the table. @param {Page} page */
const lossTable = (page) =>
  page
    .locator("#ways-rows tr")
    .evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll("td")].map(({ textContent }) => textContent)));

const facts = (/** @type {Page} */ page) => page.locator("#coupling-facts");
const kindButton = (/** @type {Page} */ page, /** @type {string} */ name) =>
  page.getByRole("group", { name: "Kind of norm" }).getByRole("button", { name });

/** Trains for as many steps. @param {Page} page @param {number} steps */
async function trainTo(page, steps) {
  await type(page, "run-to-step", String(steps));
  await expect(page.locator("#step-count")).toHaveText(steps.toLocaleString("en"));
  await waitUntilIdle(page);
}

/** The distance from the highest dot of a plot to the lowest, relative to its height. @param {Locator} plot */
const dotExtent = (plot) =>
  readPixels(
    plot,
    ({ data, width, height }) => {
      // Frame, ticks and diagonal are gray.
      const dots = Array.from({ length: width * height }, (_, i) => i).filter(
        (i) => data[4 * i + 2] > data[4 * i] + 60,
      );
      return Math.floor((dots[dots.length - 1] - dots[0]) / width) / height;
    },
    null,
  );

/** @typedef {{asked: {kind: string}[], layout: Layout}} Heard */

/** Records the messages to the worker from now on, and the layout of the next network. @param {Page} page */
const recordMessages = (page) =>
  page.evaluate(() => {
    const { lastWorker } = /** @type {Kept} */ (/** @type {unknown} */ (window));
    /** @type {unknown[]} */
    const asked = [];
    Object.assign(window, { asked });
    const native = lastWorker.postMessage.bind(lastWorker);
    Object.assign(lastWorker, {
      postMessage: (/** @type {unknown} */ message, /** @type {Transferable[]} */ transfer = []) => {
        asked.push(message);
        native(message, transfer);
      },
    });
    lastWorker.addEventListener("message", ({ data }) => {
      if (data.kind === "started") Object.assign(window, { layout: data.layout });
    });
  });

/** How many couplings were requested. @param {Page} page */
const couplingRequests = (page) =>
  page.evaluate(
    () => /** @type {Heard} */ (/** @type {unknown} */ (window)).asked.filter(({ kind }) => kind === "couple").length,
  );

test("running and batch statistics are plotted from the frame, one dot for each neuron", async ({ page }) => {
  await keepWorker(page);
  await open(page, "#v=1&preset=batchnorm&momentum=0.1");
  await waitUntilIdle(page);
  await recordMessages(page);
  await page.getByRole("tab", { name: "Norm" }).click();
  const [means, variances] = ["#norm-mean-plot", "#norm-variance-plot"].map((id) => page.locator(id));
  await expect(means).toHaveAccessibleName(/^Running vs. batch mean, layer 1: 200 neurons, .*, running 0 to 0$/);
  await expect(variances).toHaveAccessibleName(/, running 1\.00 to 1\.00$/);
  // Running means start at 0 and running variances at 1: all dots are on a line.
  for (const plot of [means, variances]) await expect.poll(() => dotExtent(plot)).toBeLessThan(0.06);

  await page.getByRole("button", { name: "Reset" }).click();
  await waitUntilIdle(page);
  await trainTo(page, 300);
  const { layout, words } = await page.evaluate(() => {
    const { layout, lastFrame } = /** @type {Heard & Kept} */ (/** @type {unknown} */ (window));
    const { buffer } = /** @type {{buffer: ArrayBuffer}} */ (lastFrame);
    return { layout, words: [...new Uint32Array(buffer)] };
  });
  const { norm } = frameReader(layout)(Uint32Array.from(words).buffer);
  if (norm === undefined) throw new Error("expected a norm");
  const range = (/** @type {Float32Array} */ values) =>
    [Math.min(...values), Math.max(...values)].map((value) => value.toPrecision(3).replace("-", "−")).join(" to ");
  const [{ batch_mean, running_mean, batch_var, running_var }] = norm;
  await expect(means).toHaveAccessibleName(
    `Running vs. batch mean, layer 1: 200 neurons, in the batch ${range(batch_mean)}, running ${range(running_mean)}`,
  );
  await expect(variances).toHaveAccessibleName(
    `Running vs. batch variance, layer 1: 200 neurons, in the batch ${range(batch_var)}, running ${range(running_var)}`,
  );
  for (const plot of [means, variances]) expect(await dotExtent(plot)).toBeGreaterThan(0.2);
});

test("histograms of gains and shifts widen during training", { tag: "@all" }, async ({ page }) => {
  await openNormPanel(page, "#v=1&preset=batchnorm");
  const [gain, shift] = ["#norm-gain-plot", "#norm-shift-plot"].map((id) => page.locator(id));
  await expect(gain).toHaveAccessibleName("Gain γ, layer 1: mean 1.0, std 0");
  await expect(shift).toHaveAccessibleName("Shift β, layer 1: mean 0, std 0");
  const before = await picture(gain);
  await trainTo(page, 200);
  await expect(gain).toHaveAccessibleName(/^Gain γ, layer 1: mean 1\.0, std 0\.0\d+$/);
  await expect(shift).toHaveAccessibleName(/std 0\.0\d+$/);
  expect((await picture(gain)).hash).not.toBe(before.hash);
});

test("each normalized layer can be selected, also the output", { tag: "@all" }, async ({ page }) => {
  await openNormPanel(page, "#v=1&preset=deep-batchnorm");
  const choice = page.getByRole("combobox", { name: "Norm of" });
  await expect(choice.locator("option")).toHaveText([1, 2, 3, 4, 5].map((i) => `layer ${i}`).concat("the output"));
  await choice.selectOption("the output");
  await expect(page.locator("#norm-mean-plot")).toHaveAccessibleName(/^Running vs. batch mean, the output: 27 /);
  await expect(page.locator("#norm-gain-plot")).toHaveAccessibleName("Gain γ, the output: mean 0.10, std 0");
  await choice.selectOption("layer 3");
  await expect(page.locator("#norm-mean-plot")).toHaveAccessibleName(/^Running vs. batch mean, layer 3: 100 /);
  await page.getByRole("tab", { name: "Now" }).click();
  await expect(page.locator("#saturation-title")).toHaveText("Layer 3, this minibatch");
});

test("Compare four ways agrees with Evaluate, and folding with running statistics", { tag: "@all" }, async ({
  page,
}) => {
  await openNormPanel(page, "#v=1&preset=batchnorm&step=300");
  const sum = await page.locator("#checksum").textContent();
  expect(await lossTable(page)).toEqual(Array(4).fill(UNKNOWN));
  await page.getByRole("button", { name: "Compare four ways" }).click();
  await expect(page.locator("#ways-facts")).toHaveText(
    /^At step 300\. Folding changes no logit by more than \d(\.\d)?e−[5-7]\.$/,
  );
  await expect(page.locator("#ways-progress")).toBeHidden();
  const [minibatch, running, calibrated, folded] = (await lossTable(page)).map((row) => row.map(Number));
  for (const loss of [minibatch, running, calibrated].flat()) {
    expect(loss).toBeGreaterThan(2);
    expect(loss).toBeLessThan(3.3);
  }
  expect(minibatch).not.toEqual(running);
  expect(calibrated).not.toEqual(running);
  for (const i of [0, 1]) expect(folded[i]).toBeCloseTo(running[i], 3);
  // With a momentum of 0.001 running statistics lag far behind after 300 steps.
  expect(Math.abs(calibrated[0] - minibatch[0])).toBeLessThan(0.03);

  await page.getByRole("button", { name: "Evaluate" }).click();
  const [train, val] = running.map((loss) => loss.toFixed(3));
  await expect(page.locator("#evaluation")).toHaveText(`At step 300: train ${train}, val ${val}`);
  await expect(page.locator("#checksum")).toHaveText(sum ?? "");

  await page.getByRole("button", { name: "Step", exact: true }).click();
  await expect(page.locator("#ways-facts")).toHaveText(/^At step 300; the displayed step is [\d,]+\. /);
  expect((await lossTable(page))[1].map(Number)).toEqual(running);
  await page.getByRole("button", { name: "Reset" }).click();
  await expect(page.locator("#ways-facts")).toHaveText("");
  expect(await lossTable(page)).toEqual(Array(4).fill(UNKNOWN));
});

test("a comparison shows its progress, and Cancel ends it", { tag: "@all" }, async ({ page }) => {
  await openNormPanel(page, "#v=1&preset=deep-batchnorm&hidden=512x5");
  const compare = page.getByRole("button", { name: "Compare four ways" });
  const bar = page.getByRole("progressbar", { name: "Comparison of four ways" });
  const position = () => bar.evaluate((bar) => /** @type {HTMLProgressElement} */ (bar).position);
  await compare.press("Enter");
  await expect.poll(position).toBeGreaterThan(0);
  expect(await position()).toBeLessThan(1);
  await expect(compare).toBeDisabled();
  await expect(page.locator("#ways-cancel")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(compare).toBeFocused();
  await expect(bar).toBeHidden();
  await page.getByRole("tab", { name: "By hand" }).click();
  await page.getByRole("tab", { name: "Norm" }).click();
  await expect(bar).toBeHidden();
  expect((await lossTable(page))[3]).toEqual(UNKNOWN);
});

test("the other examples of a batch change an example's probabilities in training mode only", async ({ page }) => {
  await openNormPanel(page, "#v=1&preset=batchnorm&momentum=0.1&step=500");
  const FACTS =
    /^At step 500, the other examples change “.” most: std ([\d.]+) over 200 draws, from ([\d.]+) to ([\d.]+); in evaluation mode it is ([\d.]+)\.$/;
  await expect(facts(page)).toHaveText(FACTS);
  const figures = async () => (FACTS.exec((await facts(page).textContent()) ?? "") ?? []).slice(1).map(Number);
  const [std, least, most, evaluation] = await figures();
  expect(std).toBeGreaterThan(0.002);
  expect(std).toBeLessThan(most - least);
  expect(evaluation).toBeGreaterThan(least);
  expect(evaluation).toBeLessThan(most);
  const chart = page.locator("#coupling");
  await expect(chart).toHaveAccessibleName(
    /^Probabilities of what follows “... → .” in training mode, all 27 characters: At step 500, /,
  );
  const before = await picture(chart);
  expect(before.painted).toBeGreaterThan(0.03);

  const text = (await facts(page).textContent()) ?? "";
  await page.getByRole("button", { name: "Redraw the other examples" }).click();
  await expect(facts(page)).not.toHaveText(text);
  expect((await figures())[3]).toBe(evaluation);
  expect((await picture(chart)).hash).not.toBe(before.hash);

  const choice = page.getByRole("combobox", { name: "Example" });
  const options = await choice.locator("option").allTextContents();
  expect(options.length).toBeGreaterThan(20);
  await choice.selectOption({ index: 7 });
  await expect(chart).toHaveAccessibleName(
    new RegExp(`^Probabilities of what follows “${options[7].replaceAll(".", "\\.")}” `),
  );
});

test("the selected example stays during training and is measured only while visible", { tag: "@all" }, async ({
  page,
}) => {
  await keepWorker(page);
  await openNormPanel(page, "#v=1&preset=batchnorm");
  await recordMessages(page);
  const choice = page.getByRole("combobox", { name: "Example" });
  await choice.selectOption({ index: 3 });
  const chosen = await choice.locator("option:checked").textContent();
  await page.getByRole("button", { name: "Train" }).click();
  const at = async () =>
    Number(/^At step ([\d,]+)/.exec((await facts(page).textContent()) ?? "")?.[1].replaceAll(",", ""));
  for (const _ of ["once", "and again"]) {
    const before = await at();
    await expect.poll(at).toBeGreaterThan(before);
  }
  expect(await choice.locator("option:checked").textContent()).toBe(chosen);
  await expect(page.locator("#coupling")).toHaveAccessibleName(new RegExp(`“${chosen?.replaceAll(".", "\\.")}”`));

  await page.getByRole("tab", { name: "Now" }).click();
  const asked = await couplingRequests(page);
  // Names are sampled every two seconds.
  for (const _ of ["once", "and again"]) {
    const sampled = (await page.locator("#samples-step").textContent()) ?? "";
    await expect(page.locator("#samples-step")).not.toHaveText(sampled);
  }
  expect(await couplingRequests(page)).toBe(asked);

  await page.getByRole("button", { name: "Reset" }).click();
  await page.getByRole("tab", { name: "Norm" }).click();
  await trainTo(page, 1000);
  await expect(page.locator("#checksum")).toHaveText(checksums.batchnorm);
});

test("a text that replaces a measured example raises no error", { tag: "@all" }, async ({ page }) => {
  await keepWorker(page);
  await openNormPanel(page, "#v=1&preset=batchnorm&hidden=30");
  await page.getByRole("combobox", { name: "Example" }).selectOption({ index: 7 });
  await expect(facts(page)).toHaveText(/^At step /);
  await page.evaluate(() => {
    const { lastWorker } = /** @type {Kept} */ (/** @type {unknown} */ (window));
    const native = lastWorker.postMessage.bind(lastWorker);
    Object.assign(lastWorker, {
      postMessage: (/** @type {{kind: string}} */ message, /** @type {Transferable[]} */ transfer = []) => {
        native(message, transfer);
        if (message.kind === "couple") Object.assign(window, { overtaken: true });
        if (message.kind === "text") document.getElementById("coupling-redraw")?.click();
      },
    });
  });
  await drop(page, "ab.txt", [...new TextEncoder().encode("ab\nba\naab\nbba\nabab\nbaba\nbb\n")]);
  await expect(page.locator("#text-facts")).toContainText("ab.txt");
  await waitUntilIdle(page);
  await expect(facts(page)).toHaveText(/^At step 0, /);
  expect(await page.evaluate(() => "overtaken" in window)).toBe(true);
  await expect(page.getByRole("alert")).toBeHidden();
});

test("the 30 most probable of many characters are shown", { tag: "@all" }, async ({ page }) => {
  await openNormPanel(page, "#v=1&preset=batchnorm");
  const many = Array.from({ length: 60 }, (_, i) => String.fromCharCode(0x4e00 + i)).join("");
  await drop(page, "many.txt", [...new TextEncoder().encode(`${many}\n${many}\n${many}\n${many}\n${many}\n${many}\n`)]);
  await expect(page.locator("#coupling-columns")).toHaveText("the 30 most probable of 61 characters");
  await expect(page.getByRole("combobox", { name: "Example" })).toContainText("一");
});

test("a bias before BatchNorm has no gradient, and before LayerNorm it has one", { tag: "@all" }, async ({ page }) => {
  // The last layer is selected where the network has no layer 5.
  await openNormPanel(page, "#v=1&preset=deep-batchnorm");
  await page.getByRole("combobox", { name: "Norm of" }).selectOption("layer 5");
  await choose(page, "Preset", "batchnorm");
  await expect(page.locator("#bias-text")).toContainText("This layer has no bias.");
  await expect(page.locator("#norm-mean-plot")).toHaveAccessibleName(/, layer 1: 200 neurons/);
  await page.getByRole("button", { name: "Add a bias" }).click();
  await expect(page.locator("#b")).toHaveValue("zero");
  await expect(page.getByRole("combobox", { name: "Norm of" })).toBeFocused();
  await expect(page.locator("#bias-text")).toContainText("0 except for rounding");
  const figure = async (/** @type {string} */ id) =>
    Number(((await page.locator(id).textContent()) ?? "").replace("−", "-"));
  const ratio = async () => (await figure("#bias-largest")) / (await figure("#bias-weight-largest"));
  await expect.poll(ratio).toBeLessThan(1e-5);
  expect(await figure("#bias-weight-largest")).toBeGreaterThan(1e-5);
  await kindButton(page, "LayerNorm").click();
  await expect(page.locator("#bias-text")).toContainText("Not 0");
  await expect.poll(ratio).toBeGreaterThan(0.01);
});

test("LayerNorm has one way to evaluate and a spread of exactly 0", { tag: "@all" }, async ({ page }) => {
  await openNormPanel(page, "#v=1&preset=kaiming&norm=layer&step=200");
  await expect(page.locator("#norm-inside-title")).toHaveText("LayerNorm");
  await expect(page.locator("#norm-no-statistics")).toContainText("no running statistics");
  for (const id of ["#norm-mean", "#norm-variance", "#ways"]) await expect(page.locator(id)).toBeHidden();
  await expect(page.locator("#one-way-text")).toContainText("training and evaluation compute the same");
  await expect(facts(page)).toHaveText(/^At step 200, the spread is exactly 0: /);
  await expect(page.locator("#norm-gain-plot")).toHaveAccessibleName(/^Gain γ, layer 1: mean 1\.0, std 0\.0\d+$/);
});

test("without a norm the panel offers one, and a switch selects among all of them", async ({ page }) => {
  await openNormPanel(page, "#v=1&preset=naive");
  await expect(page.locator("#norm-none")).toContainText("This network has no norm");
  await expect(page.locator("#norm-plots")).toBeHidden();
  await expect(facts(page)).toHaveText(/^At step 0, the spread is exactly 0: /);
  await page.getByRole("button", { name: "Add BatchNorm before the activations" }).press("Enter");
  await expect(page.locator("#norm")).toHaveValue("batch");
  await expect(page.locator("#norm-none")).toBeHidden();
  await expect(facts(page)).toHaveText(/^At step 0, the other examples change /);

  await openNormPanel(page, "#v=1&preset=deep-batchnorm");
  for (const [name, value] of [
    ["LayerNorm", "layer"],
    ["RMSNorm", "rms"],
    ["GroupNorm", "group"],
    ["None", "none"],
    ["BatchNorm", "batch"],
  ]) {
    await kindButton(page, name).press("Enter");
    await expect(page.locator("#norm")).toHaveValue(value);
    await expect(kindButton(page, name)).toHaveAttribute("aria-pressed", "true");
    await expect(page.locator('#norm-switch [aria-pressed="true"]')).toHaveCount(1);
    await expect(kindButton(page, name)).toBeFocused();
    await expect(page.getByRole("alert")).toBeHidden();
  }
});

test("a link leads to a batch of 2 with noisy running statistics, and one back", { tag: "@all" }, async ({ page }) => {
  await openNormPanel(page, "#v=1&preset=batchnorm");
  await page.getByRole("link", { name: "Batch size 2, momentum 0.1: noisy statistics" }).click();
  await expect(page.locator("#batch")).toHaveValue("2");
  await expect(page.locator("#momentum")).toHaveValue("0.1");
  await trainTo(page, 400);
  await expect(page.locator("#loss")).not.toHaveText("NaN");
  await expect(page.locator("#norm-variance-axis")).toHaveText(", log axes");
  await page.getByRole("link", { name: "Back to batch size 32" }).click();
  await expect(page.locator("#batch")).toHaveValue("32");
  await expect(page.getByRole("tab", { name: "Norm" })).toHaveAttribute("aria-selected", "true");
});

test("those links change only the network and move focus to the way back", { tag: "@all" }, async ({ page }) => {
  await openNormPanel(page, "#v=1&preset=batchnorm&lesson=numb&hide=samples");
  const there = page.getByRole("link", { name: "Batch size 2, momentum 0.1: noisy statistics" });
  const back = page.getByRole("link", { name: "Back to batch size 32" });
  await there.press("Enter");
  await expect(page.locator("#batch")).toHaveValue("2");
  await expect(back).toBeFocused();
  await expect(page).toHaveURL(/batch=2&lesson=numb&hide=samples$/);
  await expect(page.getByRole("complementary", { name: "Lesson" })).toBeVisible();
  await expect(page.locator("#samples-panel")).toBeHidden();
  await back.press("Enter");
  await expect(page.locator("#batch")).toHaveValue("32");
  await expect(there).toBeFocused();
});
