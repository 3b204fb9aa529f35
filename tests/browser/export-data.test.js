// Exported data, weights, names and scripts: each file is saved, read and compared with the page.

import { readFileSync } from "node:fs";
import { unzipSync } from "fflate";
import { pytorch } from "../../www/pkg/initscope.js";
import { config, names } from "../js/engine.js";
import { checksumOf, readNpy } from "../npy.js";
import { openDialog, saved, status } from "./exports.js";
import { drop, expect, number, open, test, waitUntilIdle } from "./page.js";

const template = readFileSync(new URL("../../src/export/pytorch.py", import.meta.url), "utf8");

/** How the page writes a loss. @param {number} loss */
const inWords = (loss) => (loss < 100 ? loss.toFixed(3) : loss.toPrecision(5));

/** @param {string} csv */
function table(csv) {
  const [head, ...rows] = csv
    .trimEnd()
    .split("\r\n")
    .map((line) => line.split(","));
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i]])));
}

test("exported weights have the checksum of the page and the shapes of the network", async ({ page }) => {
  await open(page, "#v=1&preset=batchnorm&step=50");
  await waitUntilIdle(page);
  const sum = await page.locator("#checksum").textContent();
  await openDialog(page);
  const { name, bytes } = await saved(page, "Weights and statistics (.npz)");
  expect(name).toBe("initscope-batchnorm-step50-weights.npz");
  await expect(status(page)).toHaveText(`${name}: saved (step 50).`);
  const files = Object.entries(unzipSync(bytes)).map(([file, content]) => ({ file, ...readNpy(content) }));
  expect(files.map(({ file, shape }) => [file, ...shape])).toEqual([
    ["C.npy", 27, 10],
    ["W1.npy", 30, 200],
    ["gain1.npy", 200],
    ["bias1.npy", 200],
    ["W2.npy", 200, 27],
    ["b2.npy", 27],
    ["running_mean1.npy", 200],
    ["running_var1.npy", 200],
  ]);
  expect(checksumOf(files.map(({ values }) => values))).toBe(sum);
});

test("weights exported during training are those of the step in the file name", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&hidden=20");
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(20);
  await openDialog(page);
  const { name, bytes } = await saved(page, "Weights and statistics (.npz)");
  const step = /step(\d+)-weights/.exec(name)?.[1];
  await open(page, `#v=1&preset=kaiming&hidden=20&step=${step}`);
  await expect(page.locator("#status")).toContainText("Replayed");
  const tensors = Object.values(unzipSync(bytes)).map((file) => readNpy(file).values);
  await expect(page.locator("#checksum")).toHaveText(checksumOf(tensors));
});

test("exported histories contain the losses and evaluations that the page showed", { tag: "@all" }, async ({
  page,
}) => {
  await open(page, "#v=1&hidden=20");
  await waitUntilIdle(page);
  const chart = page.locator("#update-chart");
  await expect(chart).toHaveAttribute("aria-label", /over 0 steps/);
  const ratios = (await chart.getAttribute("aria-label")) ?? "";
  const shown = [];
  for (const step of ["1", "2", "3"]) {
    shown.push(await page.locator("#loss").textContent());
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await expect(page.locator("#step-count")).toHaveText(step);
    await waitUntilIdle(page);
  }
  await page.getByRole("button", { name: "Evaluate" }).click();
  await expect(page.locator("#evaluation")).toContainText("At step 3: ");
  await openDialog(page);
  const { name, bytes } = await saved(page, "Histories (.csv)");
  expect(name).toBe("initscope-naive-step3-histories.csv");
  const rows = table(bytes.toString());
  expect(rows.map(({ step }) => step)).toEqual(["0", "1", "2", "3"]);
  for (const column of ["loss_min", "loss_mean", "loss_max"]) {
    expect(rows.slice(0, 3).map((row) => inWords(Number(row[column])))).toEqual(shown);
  }
  const { train, val } = rows[3];
  const text = `At step 3: train ${inWords(Number(train))}, val ${inWords(Number(val))}`;
  await expect(page.locator("#evaluation")).toHaveText(text);
  const [first, second] = [rows[0].log10_update_data_W1, rows[0].log10_update_data_W2].map((ratio) =>
    Number(ratio).toPrecision(3).replace("-", "−"),
  );
  expect(ratios).toContain(`now W1 ${first}, W2 ${second}`);
});

test("the current step as JSON contains what the page shows and a link that replays to it", async ({ page }) => {
  await open(page, "#v=1&preset=deep-gain-3&step=40&seed=5");
  await waitUntilIdle(page);
  await openDialog(page);
  const { name, bytes } = await saved(page, "Current step (.json)");
  expect(name).toBe("initscope-deep-gain-3-step40-frame.json");
  const { link, step, checksum, config: found, text, frame } = JSON.parse(bytes.toString());
  expect([step, checksum]).toEqual([40, await page.locator("#checksum").textContent()]);
  expect(found).toEqual(config("#preset=deep-gain-3&seed=5"));
  expect([text.name, text.lines, text.vocabulary]).toEqual(["Built-in names", 32257, 27]);
  await expect(page.locator("#loss")).toHaveText(inWords(frame.loss[0]));
  await expect(page.locator("#starting-loss")).toHaveText(inWords(frame.first_loss[0]));
  const saturated = await page.locator(".layer .facts b:nth-child(1)").allTextContents();
  expect(saturated).toContain(`${frame.layer[4].saturated[0].toFixed(1)} %`);
  for (const { map, saturated_counts } of frame.layer) {
    expect([map.length, map[0].length]).toEqual([32, 100]);
    const counted = saturated_counts.map(
      (/** @type {number} */ _, /** @type {number} */ j) =>
        map.filter((/** @type {number[]} */ row) => Math.abs(row[j]) > 0.97).length,
    );
    expect(counted).toEqual(saturated_counts);
  }
  await open(page, new URL(link).hash);
  await expect(page.locator("#status")).toContainText("Replayed exactly");
});

test("the JSON of everything adds histories, verdicts and samples", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=deep-gain-3&hidden=30x3&step=40");
  await waitUntilIdle(page);
  await page.getByRole("tab", { name: "Over time" }).click();
  await expect(page.getByRole("img", { name: /^Activations, layer 1: histograms over steps 0 to / })).toBeVisible();
  await expect(page.locator("#samples-step")).toHaveText("at step 40");
  await openDialog(page);
  const { name, bytes } = await saved(page, "Everything (.json)");
  expect(name).toBe("initscope-deep-gain-3-step40-everything.json");
  const { history, verdicts, samples, strips } = JSON.parse(bytes.toString());
  expect([history.loss.mean.length, history.update.length, history.update[0].mean.length]).toEqual([40, 4, 4]);
  const texts = verdicts.map((/** @type {{text: string}} */ { text }) => text);
  // The page has a button in place of the remedy.
  for (const text of texts) await expect(page.locator("#verdicts")).toContainText(text.replace(/: [^:]*$/, ""));
  expect(texts.length).toBeGreaterThan(0);
  const words = await page.locator("#samples bdi").allTextContents();
  expect(samples).toEqual({ step: 40, items: words.map((word) => (word === "·" ? "" : word)) });
  expect([strips.layer.length, strips.layer[0].gradient.columns.length]).toEqual([3, strips.columns]);
});

test("exported samples begin with those on the page", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&step=200");
  await waitUntilIdle(page);
  await expect(page.locator("#samples-step")).toHaveText("at step 200");
  const shown = (await page.locator("#samples bdi").allTextContents()).map((word) => (word === "·" ? "" : word));
  await openDialog(page);
  await page.getByRole("combobox", { name: "How many names" }).selectOption("100");
  const { name, bytes } = await saved(page, "Sample and save (.txt)");
  expect(name).toBe("initscope-kaiming-step200-names.txt");
  const lines = bytes.toString().split("\n");
  expect(lines.pop()).toBe("");
  expect(lines).toHaveLength(100);
  expect(lines.slice(0, shown.length)).toEqual(shown);
  for (const line of lines) expect(line).toMatch(/^[a-z]*$/);
  await expect(page.locator("#samples bdi")).toHaveCount(shown.length);
});

test("the PyTorch script is made of the current settings and text", async ({ page }) => {
  await page.addInitScript(() => {
    const writeText = async (/** @type {string} */ text) => {
      Object.assign(window, { copied: text });
    };
    Object.defineProperty(navigator, "clipboard", { value: { writeText } });
  });
  await open(page, "#v=1&preset=batchnorm&seed=42&hidden=30");
  await openDialog(page);
  await page.getByRole("button", { name: "Copy as PyTorch" }).click();
  await expect(status(page)).toHaveText(/^Script copied: [\d,]+ lines\.$/);
  const copied = await page.evaluate(() => /** @type {{copied?: string}} */ (/** @type {unknown} */ (window)).copied);
  expect(copied).toBe(pytorch(config("#preset=batchnorm&seed=42&hidden=30"), names, template));
  expect(copied).toContain("manual_seed(42)");
  await page.keyboard.press("Escape");

  const text = "anna\nbob\notto\nada\nelle\nhannah\nlol\nana\n";
  await drop(page, "palindromes.txt", [...new TextEncoder().encode(text)]);
  await expect(page.locator("#text-facts")).toContainText("palindromes.txt");
  await openDialog(page);
  const { name, bytes } = await saved(page, "Save script (.py)");
  expect(name).toBe("mlp.py");
  const own = new TextEncoder().encode(text);
  expect(bytes.toString()).toBe(pytorch(config("#preset=batchnorm&seed=42&hidden=30"), own, template));
  expect(bytes.toString()).toContain("hannah");
});
