// The Export dialog: its figure of everything, its keyboard, and what it says when something fails.

import { openDialog, pixelsOf, saved, status } from "./exports.js";
import { captureDownload, expect, expectNoAxeViolations, open, test, waitUntilIdle } from "./page.js";

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
    "Hidden weights: gain 1",
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
    await expect(page.locator("#paper > svg")).toBeAttached();
    return;
  }
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await expect(page.locator("#paper > svg")).toBeVisible();
  await expect(page.locator("#paper")).toContainText("initscope: Five layers, gain 1");
  await expect(page.locator("#pane")).toBeHidden();
  await expect(page.locator("header.top")).toBeHidden();
  const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
});

test("a page that nobody has used yet is printed as the figure, with its pinned runs", async ({
  page,
  browserName,
}) => {
  test.skip(browserName !== "chromium", "only Chromium makes a PDF");
  await open(page, "#v=1&view=compare&preset=naive&pin1=fan-in;preset=kaiming");
  await expect(page.locator("#paper")).toBeAttached();
  const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  await expect(page.locator("#paper > svg")).toBeAttached();
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
