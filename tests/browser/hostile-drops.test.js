// Dropped and pasted folders, several files, words and links; and a text dropped on a dialog.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  expectAlertVisible,
  expectTextRejected,
  MARKUP,
  NAMES,
  openAtStep1,
  takeStep,
  utf8,
  watchForInjection,
} from "./hostile.js";
import { drop, expect, figures, open, test, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

test.beforeEach(({ page }) => watchForInjection(page));

/**
 * Drops or pastes several files and folders at once.
 * @param {Page} page
 * @param {{name: string, folder?: boolean}[]} given
 * @param {{on?: string, by?: "drop" | "paste"}} [how]
 */
const dropOrPaste = (page, given, { on = "body", by = "drop" } = {}) =>
  page.evaluate(
    ({ given, on, by }) => {
      const dataTransfer = new DataTransfer();
      for (const { name } of given)
        dataTransfer.items.add(new File(["emma\nolivia\nava\nisabella\nsophia\nmia\n"], name));
      const { webkitGetAsEntry } = DataTransferItem.prototype;
      let asked = 0;
      DataTransferItem.prototype.webkitGetAsEntry = () => {
        const { name, folder = false } = given[asked % given.length];
        asked += 1;
        return /** @type {FileSystemEntry} */ ({ name, isDirectory: folder, isFile: !folder });
      };
      const options = { bubbles: true, cancelable: true };
      const target = document.querySelector(on);
      const events =
        by === "paste"
          ? // The constructor does not accept clipboard data.
            [Object.defineProperty(new ClipboardEvent("paste", options), "clipboardData", { value: dataTransfer })]
          : ["dragover", "drop"].map((type) => new DragEvent(type, { dataTransfer, ...options }));
      for (const event of events) target?.dispatchEvent(event);
      DataTransferItem.prototype.webkitGetAsEntry = webkitGetAsEntry;
    },
    { given, on, by },
  );

test("a folder and several files at once are rejected by name, dropped or pasted", { tag: "@engine" }, async ({
  page,
}) => {
  const before = /** @type {string[]} */ (await openAtStep1(page));
  for (const by of /** @type {const} */ (["drop", "paste"])) {
    await dropOrPaste(page, [{ name: "photos", folder: true }], { by });
    await expectTextRejected(page, "text: expected one file at a time, got a folder, photos", before, by);
    await dropOrPaste(page, [{ name: MARKUP, folder: true }], { by });
    await expectTextRejected(page, `text: expected one file at a time, got a folder, ${MARKUP}`, before, by);
    await dropOrPaste(page, [{ name: "a.txt" }, { name: "b.txt" }, { name: "c.txt" }], { by });
    await expectTextRejected(page, "text: expected one file at a time, got 3 files", before, by);
    await dropOrPaste(page, [{ name: "a.txt" }, { name: "photos", folder: true }], { by });
    await expectTextRejected(page, "text: expected one file at a time, got 2 files and folders", before, by);
  }
  await takeStep(page);
  await dropOrPaste(page, [{ name: "pasted.txt" }], { by: "paste" });
  await expect(page.locator("#text-facts")).toContainText("pasted.txt: 6 lines");
});

test("spreadsheet cells pasted into a field are inserted as text", { tag: "@all" }, async ({ page }) => {
  await openAtStep1(page);
  const taken = (/** @type {string} */ on) =>
    page.evaluate((on) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", "emma");
      clipboardData.items.add(new File(["\x89PNG"], "image.png"));
      const paste = new ClipboardEvent("paste", { bubbles: true, cancelable: true });
      document
        .querySelector(on)
        ?.dispatchEvent(Object.defineProperty(paste, "clipboardData", { value: clipboardData }));
      return paste.defaultPrevented;
    }, on);
  expect(await Promise.all(["#paste-text", "#w-number"].map(taken))).toEqual([false, false]);
  await expect(page.getByRole("alert")).toBeHidden();
  expect(await taken("body")).toBe(true);
});

test("of two dropped texts the second is used even if the first is read later", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await page.evaluate(() => {
    const { arrayBuffer } = Blob.prototype;
    Blob.prototype.arrayBuffer = function () {
      Blob.prototype.arrayBuffer = arrayBuffer;
      const read = arrayBuffer.call(this);
      return new Promise((resolve) => Object.assign(window, { release: () => resolve(read) }));
    };
  });
  await drop(page, "first.txt", utf8(NAMES));
  await drop(page, "second.txt", utf8(NAMES));
  await expect(page.locator("#text-facts")).toContainText("second.txt");
  await page.evaluate(async () => {
    /** @type {{release: () => void}} */ (/** @type {unknown} */ (window)).release();
    // What awaits it runs before this continues.
    await new Promise(requestAnimationFrame);
  });
  await waitUntilIdle(page);
  await takeStep(page);
  await expect(page.locator("#text-facts")).toContainText("second.txt");
});

test("a folder dropped through the browser is rejected by name", async ({ page, browserName }, info) => {
  test.skip(browserName !== "chromium", "only its protocol drops a folder");
  const before = /** @type {string[]} */ (await openAtStep1(page));
  const folder = info.outputPath("photos");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "a.txt"), NAMES);
  const protocol = await page.context().newCDPSession(page);
  for (const [files, message] of /** @type {[string[], string][]} */ ([
    [[folder], "text: expected one file at a time, got a folder, photos"],
    [[folder, join(folder, "a.txt")], "text: expected one file at a time, got 2 files and folders"],
  ])) {
    const data = { items: [], files, dragOperationsMask: 1 };
    for (const type of /** @type {const} */ (["dragEnter", "dragOver", "drop"])) {
      if (type === "drop") await expect(page.locator("#drop-here")).toBeVisible();
      await protocol.send("Input.dispatchDragEvent", { type, x: 640, y: 400, data });
    }
    await expectTextRejected(page, message, before, String(files));
  }
  await expect(page.locator("#drop-here")).toBeHidden();
  await takeStep(page);
});

test("a file dropped on a dialog is used or rejected with a visible message", { tag: "@all" }, async ({ page }) => {
  await openAtStep1(page);
  for (const [opener, id] of [
    ["Help", "help-dialog"],
    ["Share…", "share-dialog"],
    ["Paste", "paste-dialog"],
  ]) {
    await page.getByRole("button", { name: opener }).click();
    await expect(page.locator(`#${id}`)).toBeVisible();
    await page.evaluate((id) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([""], "a.txt"));
      document
        .getElementById(id)
        ?.dispatchEvent(new DragEvent("dragover", { dataTransfer, bubbles: true, cancelable: true }));
    }, id);
    // It is above the dialog.
    const onTop = page.locator("#drop-here").evaluate((sign) => {
      sign.style.pointerEvents = "auto";
      const top = document.elementFromPoint(innerWidth / 2, innerHeight / 2) === sign;
      sign.style.pointerEvents = "";
      return top;
    });
    expect(await onTop).toBe(true);
    await dropOrPaste(page, [{ name: "a.txt" }, { name: "b.txt" }], { on: `#${id}` });
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(page.getByRole("alert")).toContainText("got 2 files");
    await expectAlertVisible(page);
    await page.getByRole("button", { name: opener }).click();
    await expect(page.locator(`#${id}`)).toBeVisible();
    await dropOrPaste(page, [{ name: `${id}.txt` }], { on: `#${id}` });
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(page.locator("#text-facts")).toContainText(`${id}.txt: 6 lines`);
    await expect(page.getByRole("alert")).toBeHidden();
  }
  await page.getByRole("button", { name: "Runs…" }).click();
  await expect(page.locator("#runs-list")).toHaveAttribute("aria-busy", "false");
  await dropOrPaste(page, [{ name: "a.json" }, { name: "b.json" }], { on: "#runs-dialog" });
  await expect(page.locator("#runs-trouble")).toHaveText("file: expected one file at a time, got 2 files");
  await dropOrPaste(page, [{ name: "runs", folder: true }], { on: "#runs-dialog" });
  await expect(page.locator("#runs-trouble")).toHaveText("file: expected one file at a time, got a folder, runs");
});

test("dragged words and links are accepted by fields only", { tag: "@all" }, async ({ page }) => {
  const before = await openAtStep1(page);
  const drag = (/** @type {string} */ on, /** @type {string} */ type) =>
    page.evaluate(
      ({ on, type }) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.setData(type, "https://example.org/");
        const [over, drop] = ["dragover", "drop"].map((type) => {
          const event = new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true });
          document.querySelector(on)?.dispatchEvent(event);
          return event.defaultPrevented;
        });
        return { over, drop, hidden: document.getElementById("drop-here")?.hidden };
      },
      { on, type },
    );
  for (const type of ["text/plain", "text/uri-list"]) {
    for (const on of ["body", "#health", "#w", "#paste-form"])
      expect(await drag(on, type), `${type} on ${on}`).toEqual({ over: true, drop: true, hidden: true });
    for (const on of ["#w-number", "#batch", "#paste-text"])
      expect(await drag(on, type), `${type} on ${on}`).toEqual({ over: false, drop: false, hidden: true });
  }
  expect(await figures(page)).toEqual(before);
  await expect(page.getByRole("alert")).toBeHidden();
});
