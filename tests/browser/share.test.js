// The Share dialog: its link, QR code and frame, its keyboard, and its size on a phone.

import jsqr from "jsqr";
import {
  copyToTitle,
  drop,
  expect,
  expectNoAxeViolations,
  figures,
  number,
  open,
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
    const { width, height, title } = frame;
    return { hash: new URL(frame.src).hash, width, height, title, sandbox: [...frame.sandbox].sort() };
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
  expect((await parseFrame(page)).hash).toMatch(/&embed=1&step=2&sum=[0-9a-f]{16}$/);
  await expect(page.locator("#share-facts")).toContainText("Opens at step 2, by replay");
  await dialog.getByRole("checkbox", { name: "Step and checksum" }).uncheck();
  await expect(page.locator("#share-facts")).toHaveText("Opens at step 0, without a checksum.");
  await expect(link).toHaveValue(/#v=1&preset=kaiming$/);
  expect((await parseFrame(page)).hash).toBe("#v=1&preset=kaiming&embed=1");
  expect(await scanCode(dialog.getByRole("img"))).toBe(await link.inputValue());
});

test("the code of a frame includes its hidden panels, its focus and its size", async ({ page }) => {
  await copyToTitle(page);
  await open(page, "#v=1&preset=kaiming&hide=samples");
  await waitUntilIdle(page);
  const dialog = await openShare(page);
  await dialog.getByRole("checkbox", { name: "Step and checksum" }).uncheck();
  await expect(dialog.getByRole("textbox", { name: "Link" })).toHaveValue(/#v=1&preset=kaiming&hide=samples$/);
  const view = async () => (await parseFrame(page)).hash.replace("#v=1&preset=kaiming", "");
  expect(await view()).toBe("&embed=1");
  const leaveOut = (/** @type {string} */ name) => dialog.getByRole("checkbox", { name, exact: true });
  await leaveOut("Saturation map").check();
  await leaveOut("Settings").uncheck();
  expect(await view()).toBe("&hide=timeline,saturation,compare,update,weights,samples&embed=1");
  for (const name of ["Timeline", "Saturation map", "Compare", "Update ratio", "Weight gradients", "Samples"]) {
    await leaveOut(name).uncheck();
  }
  expect(await view()).toBe("&hide=none&embed=1");
  await dialog.getByRole("combobox", { name: "Show" }).selectOption("Loss only");
  expect(await view()).toBe("&focus=loss&embed=1");
  await expect(leaveOut("Verdict")).toBeDisabled();
  await type(page, "share-width", "360");
  await type(page, "share-height", "500");
  expect(await parseFrame(page)).toMatchObject({ width: "360", height: "500", title: "initscope" });
  // Only what the frame needs: it can neither navigate the page around it nor open alerts.
  expect((await parseFrame(page)).sandbox).toEqual([
    "allow-downloads",
    "allow-forms",
    "allow-popups",
    "allow-popups-to-escape-sandbox",
    "allow-same-origin",
    "allow-scripts",
  ]);
  await type(page, "share-width", "99999");
  expect(await parseFrame(page)).toMatchObject({ width: "4000" });
  await page.locator("#share-height").press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  expect(await parseFrame(page)).toMatchObject({ height: "400" });
  await dialog.getByRole("button", { name: "Copy code" }).click();
  await expect(dialog.getByRole("status")).toHaveText("Code copied.");
  expect(await page.title()).toBe(await dialog.getByRole("textbox", { name: "Code" }).inputValue());
});

test("without clipboard access link and code are selected", { tag: "@all" }, async ({ page }) => {
  await page.addInitScript(() => {
    const writeText = () => Promise.reject(new DOMException("no", "NotAllowedError"));
    Object.defineProperty(navigator, "clipboard", { value: { writeText } });
  });
  await open(page, "#v=1&preset=kaiming");
  await waitUntilIdle(page);
  const dialog = await openShare(page);
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
  for (const [role, name] of /** @type {const} */ ([
    ["combobox", "Show"],
    ["spinbutton", "Width"],
    ["spinbutton", "Height"],
    ["checkbox", "Settings"],
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
  await dialog.getByRole("button", { name: "Copy code" }).scrollIntoViewIfNeeded();
  await expect(dialog.getByRole("button", { name: "Copy code" })).toBeInViewport({ ratio: 1 });
});

test("axe finds no violations in the Share dialog and in the request for a text", async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&hide=samples&textis=0123456789abcdef:12345&step=3");
  await expect(page.getByRole("region", { name: "This link needs its text file" })).toBeVisible();
  await expectNoAxeViolations(page);
  await openShare(page);
  await expectNoAxeViolations(page);
});
