// Texts that nobody would type: refused by name or used as they are, by each way in; and what is dropped and is no text.

import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MARKUP, seen, steps, unharmed, watch } from "./hostile.js";
import { drop, expect, figures, open, rested, test, type } from "./page.js";

/** @import { Page } from "@playwright/test" */

const utf8 = (/** @type {string} */ text) => [...Buffer.from(text, "utf8")];
const utf16 = (/** @type {string} */ text) => [...Buffer.from(text, "utf16le")];
/** The other half of each first. @param {number[]} bytes */
const swapped = (bytes) => bytes.map((_, i) => bytes[i ^ 1]);

const NAMES = "emma\nolivia\nava\nisabella\nsophia\nmia\ncharlotte\n";
const STAYS = "This text can't be used; the old one stays";
const binary = Array.from({ length: 4096 }, (_, i) => (i * 7919 + (i >> 3)) & 255);
const LOOKS_LIKE_UTF16 = "text: expected UTF-8, got what looks like UTF-16; save it as UTF-8";

/** @type {[what: string, bytes: number[], message: string | RegExp][]} */
const REFUSED = [
  ["binary", binary, /^text: expected UTF-8, got byte 0x[0-9A-F]{2} at offset \d+$/],
  [
    "a picture",
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13],
    "text: expected UTF-8, got byte 0x89 at offset 0",
  ],
  ["UTF-16, little end first", [0xff, 0xfe, ...utf16(NAMES)], LOOKS_LIKE_UTF16],
  ["UTF-16, big end first", [0xfe, 0xff, ...swapped(utf16(NAMES))], LOOKS_LIKE_UTF16],
  ["UTF-16 without its mark", utf16(NAMES), LOOKS_LIKE_UTF16],
  ["UTF-16 without its mark, big end first", swapped(utf16(NAMES)), LOOKS_LIKE_UTF16],
  ["nothing", [], "text: expected at least 6 lines that aren't blank, got an empty text"],
  ["its mark alone", [0xef, 0xbb, 0xbf], /got blank lines only$/],
  ["line ends alone", utf8("\n\r\n\r\n\n \t\n"), /got blank lines only$/],
  ["one character", utf8("a"), /got 1 line$/],
  ["one line of a million characters", utf8("abcdefghi ".repeat(100_000)), /got 1 line$/],
  [
    "more characters than a byte counts",
    utf8([...Array(300).keys()].map((i) => String.fromCodePoint(0x4e00 + i)).join("\n")),
    /at most 255 distinct characters, got 300$/,
  ],
  ["a lone surrogate", [0x61, 0x0a, 0xed, 0xa0, 0x80], "text: expected UTF-8, got byte 0xED at offset 2"],
];

test.beforeEach(({ page }) => watch(page));

/** A run that has begun, to be found again. @param {Page} page */
async function begun(page) {
  await open(page, "#v=1&preset=kaiming&hidden=20");
  await rested(page);
  await steps(page);
  return figures(page);
}

/** That a text was refused in these words, and nothing else happened. @param {Page} page @param {string | RegExp} message @param {string[]} before @param {string} what */
async function refused(page, message, before, what) {
  await expect(page.getByRole("alert").getByRole("heading"), what).toHaveText(STAYS);
  await expect(page.getByRole("alert").getByRole("listitem"), what).toHaveText(message);
  await seen(page);
  await unharmed(page);
  expect(await figures(page)).toEqual(before);
  await expect(page.locator("#text-facts")).toContainText("Built-in names");
  await page.getByRole("button", { name: "Dismiss" }).click();
}

test("a text that can't be used is told why, by file and by drop, and the run at hand goes on", async ({ page }) => {
  test.slow();
  const before = /** @type {string[]} */ (await begun(page));
  for (const [i, [what, bytes, message]] of REFUSED.entries()) {
    if (i % 2 === 0) await drop(page, "a.txt", bytes);
    else
      await page
        .locator("#text-file")
        .setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from(bytes) });
    await refused(page, message, before, what);
  }
  await steps(page);
});

test("a pasted text that can't be used is told why, and the run at hand goes on", async ({ page }) => {
  const before = /** @type {string[]} */ (await begun(page));
  for (const [text, message] of /** @type {[string, string | RegExp][]} */ ([
    ["", /got an empty text$/],
    ["a", /got 1 line$/],
    ["\n\n \n", /got blank lines only$/],
    ["e\0m\0m\0a\0\n\0o\0l\0", LOOKS_LIKE_UTF16],
    ["abcdefgh ".repeat(1_000_000), "text: expected at most 8 MiB (8,388,608 bytes), got 9,000,000 bytes"],
    [MARKUP, /got 1 line$/],
  ])) {
    await page.getByRole("button", { name: "Paste" }).click();
    await page.locator("#paste-text").evaluate((field, text) => {
      /** @type {HTMLTextAreaElement} */ (field).value = text;
    }, text);
    await page.getByRole("button", { name: "Use this text" }).click();
    await refused(page, message, before, text.slice(0, 20));
  }
  await steps(page);
});

test("a file of 100 MB is refused before any of it is read", async ({ page }, info) => {
  const before = /** @type {string[]} */ (await begun(page));
  const message = "text: expected at most 8 MiB (8,388,608 bytes), got 100,000,000 bytes";
  await page.evaluate(() => {
    Blob.prototype.arrayBuffer = () => Promise.reject(new Error("read"));
  });
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    const part = new Uint8Array(10_000_000);
    dataTransfer.items.add(new File(Array(10).fill(part), "film.txt"));
    for (const type of ["dragover", "drop"])
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  });
  await refused(page, message, before, "dropped");
  const path = info.outputPath("film.txt");
  mkdirSync(info.outputPath(""), { recursive: true });
  writeFileSync(path, "");
  truncateSync(path, 100_000_000);
  await page.locator("#text-file").setInputFiles(path);
  await refused(page, message, before, "chosen");
  await steps(page);
});

/** Where some words stand on the screen. @param {Page} page @param {string} id @param {string} words */
const placeOf = (page, id, words) =>
  page.locator(`#${id}`).evaluate((element, words) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const at = walker.currentNode.textContent?.indexOf(words) ?? -1;
      if (at < 0) continue;
      const range = new Range();
      range.setStart(walker.currentNode, at);
      range.setEnd(walker.currentNode, at + words.length);
      const { left, right, top } = range.getClientRects()[0];
      return { left, right, top };
    }
    throw new Error(`${words}: not there`);
  }, words);

/** @type {[what: string, text: string][]} */
const USED = [
  ["from right to left", "שלום\nמיכאל\nדוד\nרחל\nשרה\nלאה\nיעקב\nאברהם\n"],
  ["from right to left, with digits and marks", "سلام-12\nعلي (3)\nمريم!\nحسن: 4\nفاطمة\nأحمد 5\n"],
  ["emoji", "😀🎉\n👩‍👩‍👧‍👦😀\n🎉🎉\n😀\n🇩🇪🇫🇷\n👍🏽👍\n"],
  [
    "letters with marks of their own",
    "e\u0301a\u0300\nz\u0351\u0352\u0353\na\u0300\ne\u0301e\u0301\no\u0308\nu\u0308\n",
  ],
  ["signs that turn what is around them", "a\u202eb\nc\u2066d\n\u2069e\nf\u200fg\nh\u061ci\nj\u202d\n"],
  ["what has no picture", "a\0b\nc\u0001d\ne\u007ff\ng\u0085h\ni\tj\nk l\n"],
  ["markup", `${MARKUP}\n<script>planted=1</script>\n<b>x</b>\n"><svg onload=planted=1>\n'\n&amp;\n`],
  ["a character a line", "a\nb\nc\na\nb\nc\n"],
];

test("any text of six lines is trained on, and its letters stay where they belong on the page", async ({ page }) => {
  test.slow();
  await open(page, "#v=1&preset=batchnorm&hidden=20&batch=8&eps=0.01");
  for (const [what, text] of USED) {
    await drop(page, "text.txt", utf8(text));
    await expect(page.locator("#text-facts"), what).toContainText(`text.txt: ${text.split("\n").length - 1} lines`);
    await expect(page.locator("#vocabulary"), what).toHaveText(String(new Set(text.replaceAll("\n", "")).size + 1));
    await expect(page.getByRole("alert")).toBeHidden();
    await type(page, "run-to-step", "100");
    await expect(page.locator("#step-count")).toHaveText("100");
    await rested(page);
    // A cell of the map: its context, what follows, and the figures, from left to right.
    await page.locator("#saturation-map").press("ArrowDown");
    await expect(page.locator("#cell")).toContainText(/“.*” → “.+”; neuron 0: h = /su);
    const order = await Promise.all(["Example", "→", "neuron", ": h"].map((words) => placeOf(page, "cell", words)));
    const along = order.map(({ left, top }) => top * 10_000 + left);
    expect(along, what).toEqual([...along].sort((a, b) => a - b));
    const unseen = /[\p{Cc}\u202a-\u202e\u200f\u061c]/u;
    expect(await page.locator("#samples, #cell").allTextContents(), what).not.toContainEqual(
      expect.stringMatching(unseen),
    );
    await page.getByRole("button", { name: "Saturation as a table" }).click();
    await expect(page.locator("#table-body table")).toHaveCount(2);
    await page.locator("#table-dialog [data-close]").click();
    await page.getByRole("tab", { name: "Norm" }).click();
    await expect(page.locator("#coupling-facts")).toContainText("batch-mates move");
    await unharmed(page);
    await page.getByRole("tab", { name: "Now" }).click();
  }
});

test("the name of a file is told within the sentence, whatever stands in it", async ({ page }) => {
  await open(page);
  const facts = page.locator("#text-facts");
  for (const [name, shown] of [
    [`${MARKUP}.txt`, `${MARKUP}.txt: 7 lines`],
    ["nac\u202etxt.exe", "nac\ufffdtxt.exe: 7 lines"],
    ["a\u2069\u2066\u202e\nb.txt", "a\ufffd\ufffd\ufffd\ufffdb.txt: 7 lines"],
    ["שלום 2.txt", "\u2068שלום 2.txt\u2069: 7 lines"],
    ["n".repeat(10_000), `${"n".repeat(60)}…: 7 lines`],
  ]) {
    await drop(page, name, utf8(NAMES));
    await expect.poll(() => facts.textContent(), name).toContain(shown);
    const [before, after] = await Promise.all(
      ["7 lines", "distinct"].map((words) => placeOf(page, "text-facts", words)),
    );
    expect(before.top * 10_000 + before.left).toBeLessThan(after.top * 10_000 + after.left);
    await expect(page.locator("#status")).toContainText("7 lines");
    await unharmed(page);
  }
  await drop(page, "שלום.txt", utf8(NAMES));
  await expect(facts).toContainText("שלום");
  const [called, lines] = await Promise.all(["שלום", "7 lines"].map((words) => placeOf(page, "text-facts", words)));
  expect(called.right).toBeLessThanOrEqual(lines.left);
});

/**
 * Drops or pastes several things at once, each a file, or a folder as a browser has it.
 * @param {Page} page
 * @param {{name: string, folder?: boolean}[]} given
 * @param {{on?: string, by?: "drop" | "paste"}} [how]
 */
const give = (page, given, { on = "body", by = "drop" } = {}) =>
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
          ? // A constructor may not take a clipboard.
            [Object.defineProperty(new ClipboardEvent("paste", options), "clipboardData", { value: dataTransfer })]
          : ["dragover", "drop"].map((type) => new DragEvent(type, { dataTransfer, ...options }));
      for (const event of events) target?.dispatchEvent(event);
      DataTransferItem.prototype.webkitGetAsEntry = webkitGetAsEntry;
    },
    { given, on, by },
  );

test("a folder, and several files at once, are refused by name, dropped or pasted", async ({ page }) => {
  const before = /** @type {string[]} */ (await begun(page));
  for (const by of /** @type {const} */ (["drop", "paste"])) {
    await give(page, [{ name: "photos", folder: true }], { by });
    await refused(page, "text: expected one file at a time, got a folder, photos", before, by);
    await give(page, [{ name: MARKUP, folder: true }], { by });
    await refused(page, `text: expected one file at a time, got a folder, ${MARKUP}`, before, by);
    await give(page, [{ name: "a.txt" }, { name: "b.txt" }, { name: "c.txt" }], { by });
    await refused(page, "text: expected one file at a time, got 3 files", before, by);
    await give(page, [{ name: "a.txt" }, { name: "photos", folder: true }], { by });
    await refused(page, "text: expected one file at a time, got 2 files and folders", before, by);
  }
  await steps(page);
  await give(page, [{ name: "pasted.txt" }], { by: "paste" });
  await expect(page.locator("#text-facts")).toContainText("pasted.txt: 6 lines");
});

test("cells of a spreadsheet, which come as words and as a picture, are pasted into a field as words", async ({
  page,
}) => {
  await begun(page);
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

test("of two texts brought one after the other the second is used, however long the first takes to be read", async ({
  page,
}) => {
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
    // What waits for it has its turn before this goes on.
    await new Promise((resolve) => setTimeout(resolve));
  });
  await rested(page);
  await steps(page);
  await expect(page.locator("#text-facts")).toContainText("second.txt");
});

test("a folder that a hand drops is named", async ({ page, browserName }, info) => {
  test.skip(browserName !== "chromium", "only its protocol drops a folder");
  const before = /** @type {string[]} */ (await begun(page));
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
    await refused(page, message, before, String(files));
  }
  await expect(page.locator("#drop-here")).toBeHidden();
  await steps(page);
});

test("a text dropped on a dialog is used, or refused, where it is seen", async ({ page }) => {
  await begun(page);
  for (const [opener, id] of [
    ["Map…", "map-dialog"],
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
    // Above the dialog, too.
    const onTop = page.locator("#drop-here").evaluate((sign) => {
      sign.style.pointerEvents = "auto";
      const top = document.elementFromPoint(innerWidth / 2, innerHeight / 2) === sign;
      sign.style.pointerEvents = "";
      return top;
    });
    expect(await onTop).toBe(true);
    await give(page, [{ name: "a.txt" }, { name: "b.txt" }], { on: `#${id}` });
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(page.getByRole("alert")).toContainText("got 2 files");
    await seen(page);
    await page.getByRole("button", { name: opener }).click();
    await expect(page.locator(`#${id}`)).toBeVisible();
    await give(page, [{ name: `${id}.txt` }], { on: `#${id}` });
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(page.locator("#text-facts")).toContainText(`${id}.txt: 6 lines`);
    await expect(page.getByRole("alert")).toBeHidden();
  }
  await page.getByRole("button", { name: "Runs…" }).click();
  await expect(page.locator("#runs-list")).toHaveAttribute("aria-busy", "false");
  await give(page, [{ name: "a.json" }, { name: "b.json" }], { on: "#runs-dialog" });
  await expect(page.locator("#runs-trouble")).toHaveText("file: expected one file at a time, got 2 files");
  await give(page, [{ name: "runs", folder: true }], { on: "#runs-dialog" });
  await expect(page.locator("#runs-trouble")).toHaveText("file: expected one file at a time, got a folder, runs");
});

test("words and links that are dragged over the page are taken by fields alone", async ({ page }) => {
  const before = await begun(page);
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
