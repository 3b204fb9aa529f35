// The Share dialog: its link, QR code and frame, its keyboard, and its size on a phone.

import jsqr from "jsqr";
import {
  copyToTitle,
  drawFrames,
  drop,
  expect,
  expectNoAxeViolations,
  figures,
  number,
  open,
  openFrame,
  openShare,
  test,
  type,
  waitUntilIdle,
} from "./page.js";

/** @import { Locator, Page } from "@playwright/test" */

/** The text of a QR code, read by another library. @param {Locator} canvas */
async function scanCode(canvas) {
  const { data, width, height } = await canvas.evaluate((element) => {
    const canvas = /** @type {HTMLCanvasElement} */ (element);
    // Enlarged, on the background that the page shows.
    const copy = Object.assign(document.createElement("canvas"), {
      width: canvas.width * 4,
      height: canvas.height * 4,
    });
    const context = /** @type {CanvasRenderingContext2D} */ (copy.getContext("2d"));
    context.imageSmoothingEnabled = false;
    context.fillStyle = getComputedStyle(canvas).backgroundColor;
    context.fillRect(0, 0, copy.width, copy.height);
    context.drawImage(canvas, 0, 0, copy.width, copy.height);
    const { data, width, height } = context.getImageData(0, 0, copy.width, copy.height);
    return { data: [...data], width, height };
  });
  // Published as CommonJS: the function is the default of its default.
  const read = /** @type {{default: typeof jsqr}} */ (/** @type {unknown} */ (jsqr)).default ?? jsqr;
  return read(Uint8ClampedArray.from(data), width, height)?.data;
}

/** The frame that the code makes, parsed in another page since the page's policy forbids it. @param {Page} page */
async function parseFrame(page) {
  const html = await page.getByRole("textbox", { name: "Code" }).inputValue();
  const elsewhere = await page.context().newPage();
  const found = await elsewhere.evaluate((html) => {
    const frame = new DOMParser().parseFromString(html, "text/html").querySelector("iframe");
    if (frame === null) throw new Error(`expected an iframe, got ${html}`);
    const { width, height, title, style } = frame;
    return {
      hash: new URL(frame.src).hash,
      width,
      maxWidth: style.maxWidth,
      height,
      title,
      sandbox: [...frame.sandbox].sort(),
    };
  }, html);
  await elsewhere.close();
  return found;
}

test("the copied link and its QR code replay to the same checksum", { tag: "@engine" }, async ({ page }) => {
  await copyToTitle(page);
  await open(page, "#v=1&preset=batchnorm&seed=3");
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(20);
  await page.getByRole("button", { name: "Pause" }).click();
  await waitUntilIdle(page);
  const before = await figures(page);
  const dialog = await openShare(page);
  await dialog.getByRole("button", { name: "Copy link" }).click();
  await expect(dialog.getByRole("status")).toHaveText("Link copied.");
  const copied = await page.title();
  expect(await scanCode(dialog.getByRole("img", { name: `QR code of ${copied}` }))).toBe(copied);
  await open(page, new URL(copied).hash);
  await expect(page.locator("#status")).toContainText("Replayed exactly: step ");
  expect(await figures(page)).toEqual(before);
});

test("without step and checksum the link and the frame open at step 0", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&step=2");
  await waitUntilIdle(page);
  const dialog = await openShare(page);
  const link = dialog.getByRole("textbox", { name: "Link" });
  await expect(link).toHaveValue(/#v=1&preset=kaiming&step=2&sum=[0-9a-f]{16}$/);
  await openFrame(dialog);
  expect((await parseFrame(page)).hash).toMatch(/&view=explore&embed=1&step=2&sum=[0-9a-f]{16}$/);
  await expect(page.locator("#share-facts")).toContainText("Opens at step 2, by replay");
  await dialog.getByRole("checkbox", { name: "Step and checksum" }).uncheck();
  await expect(page.locator("#share-facts")).toHaveText("Opens at step 0, without a checksum.");
  await expect(link).toHaveValue(/#v=1&preset=kaiming$/);
  expect((await parseFrame(page)).hash).toBe("#v=1&preset=kaiming&view=explore&embed=1");
  expect(await scanCode(dialog.getByRole("img"))).toBe(await link.inputValue());
});

test("a frame of step 0 has no checksum to verify", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming");
  await waitUntilIdle(page);
  const dialog = await openShare(page);
  await expect(dialog.getByRole("textbox", { name: "Link" })).toHaveValue(/&step=0&sum=/);
  await openFrame(dialog);
  expect((await parseFrame(page)).hash).toBe("#v=1&preset=kaiming&view=explore&embed=1");
});

test("a frame starts from one of three templates, and ticks choose what it shows", async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&hide=samples&step=3");
  await waitUntilIdle(page);
  const dialog = await openShare(page);
  await expect(dialog.getByRole("textbox", { name: "Link" })).toHaveValue(
    /#v=1&preset=kaiming&hide=samples&step=3&sum=/,
  );
  await dialog.getByRole("checkbox", { name: "Step and checksum" }).uncheck();
  await openFrame(dialog);
  const view = async () => (await parseFrame(page)).hash.replace("#v=1&preset=kaiming", "");
  const shows = (/** @type {string} */ name) => dialog.getByRole("checkbox", { name, exact: true });
  expect(await view()).toBe("&view=explore&embed=1");
  for (const [name, shown] of /** @type {[string, boolean][]} */ ([
    ["Sliders", true],
    ["Verdict", true],
    ["Loss", false],
    ["Histogram", true],
    ["Timeline", false],
    ["Samples", false],
  ])) {
    await expect(shows(name)).toBeChecked({ checked: shown });
  }
  await shows("Loss").check();
  await shows("Verdict").uncheck();
  expect(await view()).toBe("&view=explore&hide=verdicts,timeline,samples&embed=1");
  await dialog.getByRole("radio", { name: "Neuron map" }).check();
  expect(await view()).toBe("&focus=saturation&embed=1");
  await shows("Settings").check();
  expect(await view()).toBe(
    "&hide=verdicts,timeline,layers,time,norm,hand,compare,loss,update,optimizer,weights,samples&embed=1",
  );
  // What a frame without further keys has always shown.
  for (const name of ["Verdict", "Layers, now", "Layers over time", "Norm", "By hand", "Loss"])
    await shows(name).check();
  await shows("Settings").uncheck();
  expect(await view()).toBe("&embed=1");
  // Without a pinned run, this one races against the naive network, from step 0.
  await dialog.getByRole("checkbox", { name: "Step and checksum" }).check();
  await dialog.getByRole("radio", { name: "Loss race" }).check();
  expect(await view()).toBe("&focus=loss&embed=1&pin1=Too%20large");
  await shows("Loss").uncheck();
  await expect(dialog.getByRole("alert")).toHaveText("Show must be at least one panel; it is empty.");
  await expect(shows("Settings")).toHaveAttribute("aria-invalid", "true");
  // It goes with the template, and nothing of it stays behind.
  await dialog.getByRole("radio", { name: "Neuron map" }).check();
  await expect(dialog.getByRole("alert")).toHaveCount(0);
  await expect(shows("Settings")).not.toHaveAttribute("aria-invalid");
  await shows("Saturation map").uncheck();
  await expect(dialog.getByRole("alert")).toHaveText("Show must be at least one panel; it is empty.");
  await expect(dialog.locator("#share-show-controls-fault")).toHaveCount(1);
});

test("a frame is as wide as there is room, up to its size, with errors beside the fields, and what its sandbox needs", async ({
  page,
}) => {
  await copyToTitle(page);
  await open(page, "#v=1&preset=kaiming");
  await waitUntilIdle(page);
  const dialog = await openShare(page);
  await openFrame(dialog);
  await type(page, "share-width", "360");
  await type(page, "share-height", "500");
  expect(await parseFrame(page)).toMatchObject({ width: "100%", maxWidth: "360px", height: "500", title: "initscope" });
  // Only what the frame needs: it can neither navigate the page around it nor open alerts.
  expect((await parseFrame(page)).sandbox).toEqual([
    "allow-downloads",
    "allow-forms",
    "allow-popups",
    "allow-popups-to-escape-sandbox",
    "allow-same-origin",
    "allow-scripts",
  ]);
  for (const [side, text, error] of [
    ["width", "99999", "Maximum width must be a whole number from 320 to 4,000; you typed “99999”."],
    ["height", "", "Height must be a whole number from 240 to 4,000; it is empty."],
    ["height", "4e2", "Height must be a whole number from 240 to 4,000; you typed “4e2”."],
  ]) {
    const field = page.locator(`#share-${side}`);
    await field.fill(text);
    await expect(page.locator(`#share-${side}-fault`)).toHaveText(error);
    await expect(field).toHaveAttribute("aria-invalid", "true");
    // The code keeps the last size that can be used.
    expect(await parseFrame(page)).toMatchObject({ maxWidth: "360px", height: "500" });
  }
  await type(page, "share-height", "420");
  await expect(page.locator("#share-height-fault")).toBeHidden();
  expect(await parseFrame(page)).toMatchObject({ height: "420" });
  await dialog.getByRole("button", { name: "Copy code" }).click();
  await expect(dialog.getByRole("status")).toHaveText("Code copied.");
  expect(await page.title()).toBe(await dialog.getByRole("textbox", { name: "Code" }).inputValue());
});

test("the preview is the frame itself: it trains, follows the template, and ends with the dialog", async ({ page }) => {
  await open(page, "#v=1&preset=naive&hidden=30");
  await waitUntilIdle(page);
  const dialog = await openShare(page);
  expect(page.frames()).toHaveLength(1);
  await openFrame(dialog);
  const preview = dialog.frameLocator("iframe");
  await expect(preview.getByRole("slider", { name: "Output weights" })).toBeVisible();
  await expect(preview.locator("#loss")).toHaveText((await page.locator("#loss").textContent()) ?? "");
  const entries = await page.evaluate(() => history.length);
  await dialog.getByRole("radio", { name: "Loss race" }).check();
  await expect(preview.locator("#loss-pins bdi")).toHaveText(["Scaled by fan-in"]);
  await preview.getByRole("button", { name: "Train" }).click();
  await expect.poll(async () => Number(await preview.locator("#step-count").textContent())).toBeGreaterThan(10);
  await expect(preview.getByRole("button", { name: "Pause" })).toBeInViewport();
  await preview.getByRole("button", { name: "Pause" }).click();
  await expect(preview.locator("#status")).toContainText("Paused at step");
  expect(await page.evaluate(() => localStorage.getItem("initscope-last-run"))).toBeNull();
  await expect(page.locator("#step-count")).toHaveText("0");
  expect(await page.evaluate(() => history.length)).toBe(entries);
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect.poll(() => page.frames().length).toBe(1);
});

test("a template fits into the height that its code prescribes, at the widths of a phone and of an article", async ({
  page,
}) => {
  const pins = ["naive", "kaiming;hidden=20", "deep-gain-3"].map((run, i) => `&pin${i + 1}=preset=${run}`).join("");
  await open(page, `#v=1&preset=batchnorm&hidden=50${pins}`);
  await waitUntilIdle(page);
  const dialog = await openShare(page);
  await openFrame(dialog);
  /** @type {{hash: string, height: string}[]} */
  const templates = [];
  for (const name of ["Sliders and histogram", "Loss race", "Neuron map"]) {
    await dialog.getByRole("radio", { name }).check();
    templates.push(await parseFrame(page));
  }
  expect(templates.map(({ height }) => height)).toEqual(["400", "460", "560"]);
  for (const { hash, height } of templates) {
    await open(page, hash);
    await waitUntilIdle(page);
    for (const width of [320, 600]) {
      await page.setViewportSize({ width, height: Number(height) });
      await drawFrames(page, 3);
      const beyond = await page
        .locator("main:visible")
        .evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight);
      expect(beyond, `${hash} at ${width} px`).toBeLessThanOrEqual(0);
    }
  }
  // The race names this run as well.
  await page.setViewportSize({ width: 600, height: 460 });
  await open(page, templates[1].hash);
  await expect(page.locator("#loss-run")).toHaveText("this run: BatchNorm + width 50");
  await expect(page.locator("#loss-evaluated")).toBeHidden();
});

test("without clipboard access link and code are selected", { tag: "@all" }, async ({ page }) => {
  await page.addInitScript(() => {
    const writeText = () => Promise.reject(new DOMException("no", "NotAllowedError"));
    Object.defineProperty(navigator, "clipboard", { value: { writeText } });
  });
  await open(page, "#v=1&preset=kaiming");
  await waitUntilIdle(page);
  const dialog = await openShare(page);
  await openFrame(dialog);
  for (const name of ["Link", "Code"]) {
    await dialog.getByRole("button", { name: `Copy ${name.toLowerCase()}` }).click();
    await expect(dialog.getByRole("status")).toHaveText(`${name} selected; press Ctrl+C to copy it.`);
    const field = dialog.getByRole("textbox", { name });
    await expect(field).toBeFocused();
    const selected = await field.evaluate((input) => {
      const { selectionStart, selectionEnd, value } = /** @type {HTMLInputElement} */ (input);
      return selectionStart === 0 && selectionEnd === value.length;
    });
    expect(selected).toBe(true);
  }
});

test("beyond the largest step of a link the dialog explains what the link omits", { tag: "@all" }, async ({ page }) => {
  await page.addInitScript(() => {
    // Ten million steps take too long: the step of the worker's answer is replaced.
    const { get, set } = /** @type {Required<PropertyDescriptor>} */ (
      Object.getOwnPropertyDescriptor(Worker.prototype, "onmessage")
    );
    Object.defineProperty(Worker.prototype, "onmessage", {
      get,
      set(listener) {
        set.call(this, (/** @type {MessageEvent} */ { data }) =>
          listener({ data: data.kind === "checksum" ? { ...data, step: 10_000_001 } : data }),
        );
      },
    });
  });
  await open(page);
  await waitUntilIdle(page);
  const dialog = await openShare(page);
  await expect(dialog).toContainText(
    "Opens at step 0, without a checksum: step 10,000,001 is beyond the largest step a link can contain.",
  );
  await expect(dialog.getByRole("textbox", { name: "Link" })).toHaveValue(/#v=1$/);
});

test("a link too long for a QR code is reported", { tag: "@all" }, async ({ page }) => {
  await open(page);
  // It hardly compresses.
  const lines = Array.from({ length: 400 }, (_, i) => ((i * 7_368_787) % 100_003).toString(26));
  await drop(page, "codes.txt", [...new TextEncoder().encode(lines.join("\n"))]);
  await expect(page.locator("#status")).toContainText("codes.txt: 400 lines");
  await waitUntilIdle(page);
  const dialog = await openShare(page);
  await expect(dialog.getByRole("textbox", { name: "Link" })).toHaveValue(/&text=[\w-]{1200,5500}&step=0&sum=/);
  await expect(dialog).toContainText(/The text \(codes\.txt, [\d,]+ bytes\) is part of the link\./);
  await expect(dialog).toContainText(/No QR code: the link has [\d,]+ characters/);
  await expect(dialog.getByRole("img")).toHaveCount(0);
});

test("the Share dialog works by keyboard, and Escape returns focus", { tag: "@all" }, async ({ page }) => {
  await copyToTitle(page);
  await open(page);
  await waitUntilIdle(page);
  await page.getByRole("button", { name: "Share…" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Share this run" });
  await expect(dialog.getByRole("textbox", { name: "Link" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(dialog.getByRole("button", { name: "Copy link" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("status")).toHaveText("Link copied.");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await expect(dialog.getByRole("textbox", { name: "Link" })).toHaveValue(/#v=1$/);
  await page.keyboard.press("Tab");
  await expect(dialog.locator("summary")).toBeFocused();
  await page.keyboard.press("Enter");
  for (const [role, name] of /** @type {const} */ ([
    ["radio", "Sliders and histogram"],
    ["checkbox", "Sliders"],
  ])) {
    await page.keyboard.press("Tab");
    await expect(dialog.getByRole(role, { name })).toBeFocused();
  }
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Share…" })).toBeFocused();
  expect(await number(page, "step-count")).toBe(0);
});

test("on a phone the Share dialog fits the screen", { tag: "@all" }, async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page, "#v=1&preset=deep-batchnorm&lr=0.1,5:0.05,100:0.01&step=2");
  await waitUntilIdle(page);
  const dialog = await openShare(page);
  const box = await dialog.boundingBox();
  if (box === null) throw new Error("expected a dialog");
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(360);
  expect(box.y + box.height).toBeLessThanOrEqual(740);
  expect(await dialog.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(0);
  await openFrame(dialog);
  expect(await dialog.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(0);
  await dialog.getByRole("button", { name: "Copy code" }).scrollIntoViewIfNeeded();
  await expect(dialog.getByRole("button", { name: "Copy code" })).toBeInViewport({ ratio: 1 });
});

test("axe finds no violations in the Share dialog and in the request for a text", async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&hide=samples&textis=0123456789abcdef:12345&step=3");
  await expect(page.getByRole("region", { name: "This link needs its text file" })).toBeVisible();
  await expectNoAxeViolations(page);
  await openFrame(await openShare(page));
  await expect(page.getByRole("textbox", { name: "Code" })).not.toHaveValue("");
  await expectNoAxeViolations(page);
});
