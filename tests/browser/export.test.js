// Exports: each file is saved, read and compared with the page.

import { readFileSync } from "node:fs";
import { unzipSync } from "fflate";
import { pytorch } from "../../www/pkg/initscope.js";
import { config, names } from "../js/engine.js";
import { checksumOf, readNpy } from "../npy.js";
import { captureDownload, drop, expect, expectNoAxeViolations, number, open, test, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

const template = readFileSync(new URL("../../src/export/pytorch.py", import.meta.url), "utf8");

/** @param {Page} page */
async function openDialog(page) {
  await page.getByRole("button", { name: "Export…" }).click();
  await expect(page.getByRole("dialog", { name: "Export" })).toBeVisible();
  // Its code is loaded when it is first opened.
  await expect(page.getByRole("button", { name: "Copy as PyTorch" })).toBeEnabled();
}

/** The file that a button of the dialog saves. @param {Page} page @param {string} name of the button */
const saved = (page, name) => captureDownload(page, () => page.getByRole("button", { name, exact: true }).click());

/** The message in the dialog. @param {Page} page */
const status = (page) => page.locator("#export-said");

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

/**
 * Finds the canvas of a figure on an exported sheet, pixel by pixel: its first row, the number of rows above and below that
 * are written on, and the sheet's color.
 * @param {Page} page
 * @param {string} title of the figure
 * @param {Buffer} bytes
 */
const found = (page, title, bytes) =>
  page.getByRole("figure", { name: title }).evaluate(async (figure, base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const read = (/** @type {HTMLImageElement | HTMLCanvasElement} */ source) => {
      const { width, height } = source;
      const copy = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d");
      if (copy === null) throw new Error("expected a 2d context");
      copy.drawImage(source, 0, 0);
      return { width, height, pixels: new Uint32Array(copy.getImageData(0, 0, width, height).data.buffer) };
    };
    const sheet = read(image);
    const chart = read(/** @type {HTMLCanvasElement} */ (figure.querySelector("canvas")));
    const EDGE = 14 * devicePixelRatio;
    // Half transparent pixels are mixed with the sheet's color.
    const agrees = (/** @type {number} */ top) =>
      chart.pixels.every((pixel, i) => {
        const [x, y] = [i % chart.width, Math.floor(i / chart.width)];
        return pixel >>> 24 !== 255 || sheet.pixels[(y + top) * sheet.width + x + EDGE] === pixel;
      });
    const top = Array.from({ length: sheet.height - chart.height }, (_, at) => at).find(agrees) ?? -1;
    const written = (/** @type {number} */ from, /** @type {number} */ to) =>
      Array.from({ length: to - from }, (_, y) =>
        sheet.pixels.subarray((from + y) * sheet.width).slice(0, sheet.width),
      ).filter((row) => row.some((pixel) => pixel !== sheet.pixels[0])).length;
    return {
      opaque: chart.pixels.filter((pixel) => pixel >>> 24 === 255).length,
      top,
      above: written(0, Math.max(0, top)),
      below: written(top + chart.height, sheet.height),
      paper: `rgb(${[...new Uint8Array(sheet.pixels.buffer, 0, 3)].join(", ")})`,
    };
  }, bytes.toString("base64"));

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

test.describe("on a screen of two pixels for one of CSS", () => {
  test.use({ deviceScaleFactor: 2 });

  test("an exported picture has the pixels of the chart between its caption and its link", { tag: "@engine" }, async ({
    page,
  }) => {
    await open(page, "#v=1&preset=kaiming&step=60");
    await waitUntilIdle(page);
    await openDialog(page);
    const choice = page.getByRole("combobox", { name: "Picture" });
    const titles = await choice.locator("option").allTextContents();
    const expected = ["Activations, layer 1", "Gradients, layer 1", "Updates, layer 1", "Saturation, layer 1"];
    expected.push("Neuron 0 of layer 1 on its activation function", "Loss curve", "Update ratio curves");
    expected.push("Weight gradients, W1", "Weight gradients, W2");
    expect(titles).toEqual(expected);
    const paper = await page.locator("#loss-panel").evaluate((panel) => getComputedStyle(panel).backgroundColor);
    for (const [title, file] of [
      ["Loss curve", "loss-curve"],
      ["Saturation, layer 1", "saturation-layer-1"],
    ]) {
      await choice.selectOption(title);
      const { name, bytes } = await saved(page, "Save PNG");
      expect(name).toBe(`initscope-kaiming-step60-${file}.png`);
      const sheet = await found(page, title, bytes);
      expect(sheet.paper).toBe(paper);
      expect(sheet.opaque).toBeGreaterThan(100);
      expect(sheet.top, `${title} is on the sheet`).toBeGreaterThan(0);
      expect(sheet.above).toBeGreaterThan(20);
      expect(sheet.below).toBeGreaterThan(12);
    }
  });
});

/** The size and colors of a picture. @param {Page} page @param {Buffer} bytes */
const pixelsOf = (page, bytes, type = "image/png") =>
  page.evaluate(
    async (url) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      const { width, height } = image;
      const context = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d");
      if (context === null) throw new Error("expected a 2d context");
      context.drawImage(image, 0, 0);
      const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
      /** Pairs of neighbors that differ although they would be copies of one pixel. */
      let fine = 0;
      for (let i = 0; i < pixels.length; i += 2) fine += Number(pixels[i] !== pixels[i + 1]);
      return { width, height, fine, colors: new Set(pixels).size };
    },
    `data:${type};base64,${bytes.toString("base64")}`,
  );

test("pictures have two pixels for one of the screen, drawn and not enlarged", async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&step=60");
  await waitUntilIdle(page);
  for (const title of ["Activations, layer 1", "Loss curve", "Neuron 0 of layer 1 on its activation function"]) {
    const figure = page.getByRole("figure", { name: title });
    const shown = await figure
      .locator("canvas")
      .first()
      .evaluate((canvas) => canvas.getBoundingClientRect().width);
    await openDialog(page);
    await page.getByRole("combobox", { name: "Picture" }).selectOption(title);
    const { bytes } = await saved(page, "Save PNG");
    const { width, fine, colors } = await pixelsOf(page, bytes);
    expect(width).toBe(2 * Math.ceil(Math.max(340, shown) + 28));
    expect(fine, title).toBeGreaterThan(200);
    expect(colors).toBeGreaterThan(20);
    await page.keyboard.press("Escape");
    // The page is drawn in the resolution of the screen again.
    await expect
      .poll(() =>
        figure
          .locator("canvas")
          .first()
          .evaluate((c) => c.getBoundingClientRect().width / /** @type {HTMLCanvasElement} */ (c).width),
      )
      .toBeCloseTo(1, 1);
  }
});

test("line charts, histograms and the saturation map are saved as SVG, other pictures are not", async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&step=60");
  await waitUntilIdle(page);
  await openDialog(page);
  const titles = await page.getByRole("combobox", { name: "Picture" }).getByRole("option").allTextContents();
  const button = page.getByRole("button", { name: "Save SVG", exact: true });
  const vectors = [];
  for (const title of titles) {
    await page.getByRole("combobox", { name: "Picture" }).selectOption(title);
    if (await button.isDisabled()) continue;
    vectors.push(title);
    const { name, bytes } = await saved(page, "Save SVG");
    expect(name).toMatch(/^initscope-kaiming-step60-.*\.svg$/);
    const text = bytes.toString();
    expect(text).toContain("<path ");
    expect(text).toContain(`<title>${title}</title>`);
    expect(text.replaceAll(/<[^>]*>/g, "")).toContain("step 60; loss ");
    // A browser shows it: it is well-formed.
    const shown = await pixelsOf(page, bytes, "image/svg+xml");
    expect(shown.colors, title).toBeGreaterThan(20);
  }
  expect(vectors).toEqual(
    expect.arrayContaining([
      "Activations, layer 1",
      "Gradients, layer 1",
      "Saturation, layer 1",
      "Loss curve",
      "Update ratio curves",
    ]),
  );
  expect(vectors).not.toContain("Neuron 0 of layer 1 on its activation function");
});

test("everything on one page is saved as SVG and as PNG, and printed", { tag: "@engine" }, async ({
  page,
  browserName,
}) => {
  await open(page, "#v=1&preset=deep-gain-1&step=60");
  await waitUntilIdle(page);
  await expect(page.locator("#samples-step")).toHaveText("at step 60");
  const [sum, sample] = [
    await page.locator("#checksum").textContent(),
    await page.locator("#samples bdi").first().textContent(),
  ];
  await openDialog(page);
  const { name, bytes } = await saved(page, "Save page as SVG");
  expect(name).toBe("initscope-deep-gain-1-step60-page.svg");
  const text = bytes.toString();
  for (const part of [
    "initscope: Five layers, gain 1",
    "Step 60; loss ",
    `checksum ${sum}`,
    "w gain:1",
    "First loss",
    "5: std ",
    "Samples at step 60",
    `sum=${sum}`,
  ]) {
    expect(text).toContain(part);
  }
  expect(text).toContain(sample);
  const { width, height } = await pixelsOf(page, (await saved(page, "Save page as PNG")).bytes);
  expect([width, height]).toEqual([1520, 2100]);
  await page.keyboard.press("Escape");
  await expect(page.locator("#paper")).toBeHidden();

  // Firefox tells the page nothing of an emulated medium.
  if (browserName === "firefox") {
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await expect(page.locator("#paper svg")).toBeAttached();
    return;
  }
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await expect(page.locator("#paper svg")).toBeVisible();
  await expect(page.locator("#paper")).toContainText("initscope: Five layers, gain 1");
  await expect(page.locator("#pane")).toBeHidden();
  await expect(page.locator("header.top")).toBeHidden();
  const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
});

test("the caption of an exported picture names the title, the run, its step, its figures and the link", {
  tag: "@all",
}, async ({ page }) => {
  await page.addInitScript(() => {
    /** @type {string[]} */
    const written = [];
    Object.assign(window, { written });
    const { fillText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
      if (!this.canvas.isConnected) written.push(text);
      fillText.call(this, text, ...place);
    };
  });
  await open(page, "#v=1&preset=kaiming&w=std:0.5&step=60");
  await waitUntilIdle(page);
  const [loss, sum] = await Promise.all(["#loss", "#checksum"].map((id) => page.locator(id).textContent()));
  await openDialog(page);
  await page.getByRole("combobox", { name: "Picture" }).selectOption("Loss curve");
  await saved(page, "Save PNG");
  const text = await page.evaluate(() =>
    /** @type {{written: string[]}} */ (/** @type {unknown} */ (window)).written.join(""),
  );
  expect(text).toContain("Loss curve");
  expect(text).toContain(`Scaled by fan-in with changed w; step 60; loss ${loss}, ln V 3.296`);
  expect(text).toContain("Loss on a log axis over 60 steps");
  expect(text).toContain("raw: mean, range smoothed ln V train val");
  expect(text).toContain(`#v=1&preset=kaiming&w=std:0.5&step=60&sum=${sum}`);
});

test("a picture is copied to the clipboard", { tag: "@all" }, async ({ page }) => {
  await page.addInitScript(() => {
    const write = async (/** @type {ClipboardItem[]} */ [item]) => {
      const blob = await item.getType("image/png");
      document.title = `${item.types} ${blob.type} ${blob.size > 1000}`;
    };
    Object.defineProperty(navigator, "clipboard", { value: { write } });
  });
  await open(page, "#v=1&preset=kaiming");
  await waitUntilIdle(page);
  await openDialog(page);
  await page.getByRole("button", { name: "Copy PNG" }).click();
  await expect(status(page)).toHaveText("Activations, layer 1, step 0: copied.");
  await expect(page).toHaveTitle("image/png image/png true");
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
  expect(name).toBe("initscope.py");
  const own = new TextEncoder().encode(text);
  expect(bytes.toString()).toBe(pytorch(config("#preset=batchnorm&seed=42&hidden=30"), own, template));
  expect(bytes.toString()).toContain("hannah");
});

test("without clipboard access the script is selected, and copying a picture fails with a message", {
  tag: "@all",
}, async ({ page }) => {
  await page.addInitScript(() => {
    const refuse = () => Promise.reject(new DOMException("Write permission denied", "NotAllowedError"));
    Object.defineProperty(navigator, "clipboard", { value: { write: refuse, writeText: refuse } });
  });
  await open(page, "#v=1&preset=kaiming");
  await waitUntilIdle(page);
  await openDialog(page);
  await page.getByRole("button", { name: "Copy PNG" }).click();
  await expect(status(page)).toHaveText("Export failed: Write permission denied. Use Save PNG instead.");
  await page.getByRole("button", { name: "Copy as PyTorch" }).click();
  const script = page.getByRole("textbox", { name: "The script" });
  await expect(script).toBeFocused();
  await expect(status(page)).toHaveText("Script selected; press Ctrl+C to copy it.");
  const selected = await script.evaluate((area) => {
    const { selectionStart, selectionEnd, value } = /** @type {HTMLTextAreaElement} */ (area);
    return [selectionStart, selectionEnd - value.length, value.includes("import torch")];
  });
  expect(selected).toEqual([0, 0, true]);
});

test("without a worker, exports that need it fail with a message, and the others are saved", { tag: "@all" }, async ({
  page,
}) => {
  await page.addInitScript(() => {
    const Native = Worker;
    window.Worker = class extends Native {
      /** @param {string | URL} url @param {WorkerOptions} [options] */
      constructor(url, options) {
        super(url, options);
        Object.assign(window, { lastWorker: this });
      }
    };
  });
  await open(page, "#v=1&preset=kaiming");
  await waitUntilIdle(page);
  await openDialog(page);
  await page.evaluate(() => {
    const { lastWorker } = /** @type {{lastWorker: Worker}} */ (/** @type {unknown} */ (window));
    // Two failures before the run is idle: the page starts no third worker.
    lastWorker.dispatchEvent(new ErrorEvent("error", { message: "lost", cancelable: true }));
    const { lastWorker: next } = /** @type {{lastWorker: Worker}} */ (/** @type {unknown} */ (window));
    next.dispatchEvent(new ErrorEvent("error", { message: "lost", cancelable: true }));
  });
  await page.getByRole("button", { name: "Weights and statistics (.npz)" }).click();
  await expect(status(page)).toHaveText("Export failed: there is no worker.");
  expect((await saved(page, "Histories (.csv)")).name).toBe("initscope-kaiming-step0-histories.csv");
});

test("the Export dialog works by keyboard", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming");
  await waitUntilIdle(page);
  const opener = page.getByRole("button", { name: "Export…" });
  await opener.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Copy as PyTorch" })).toBeEnabled();
  const focused = () => page.evaluate(() => document.activeElement?.id);
  for (let i = 0; i < 20 && (await focused()) !== "export-count"; i++) await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  expect(await focused()).toBe("export-names");
  const { bytes } = await captureDownload(page, () => page.keyboard.press("Enter"));
  expect(bytes.toString().split("\n")).toHaveLength(101);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  // Firefox shows downloads in a panel, which may have the focus of the window.
  await expect.poll(focused).toBe("export");
});

test("axe finds no violations in the Export dialog", { tag: "@all" }, async ({ page }) => {
  await page.addInitScript(() => {
    const refuse = () => Promise.reject(new DOMException("no", "NotAllowedError"));
    Object.defineProperty(navigator, "clipboard", { value: { writeText: refuse, write: refuse } });
  });
  await open(page, "#v=1&preset=kaiming");
  await waitUntilIdle(page);
  await openDialog(page);
  await expectNoAxeViolations(page);
  await page.getByRole("button", { name: "Copy as PyTorch" }).click();
  await expect(page.getByRole("textbox", { name: "The script" })).toBeFocused();
  await expectNoAxeViolations(page);
});
