// Unusual texts: rejected with a reason or used as they are, whichever way they are given.

import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import {
  expectNoInjection,
  expectTextRejected,
  MARKUP,
  NAMES,
  openAtStep1,
  takeStep,
  utf8,
  watchForInjection,
} from "./hostile.js";
import { drop, expect, open, test, type, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

const utf16 = (/** @type {string} */ text) => [...Buffer.from(text, "utf16le")];
/** With the bytes of each pair swapped. @param {number[]} bytes */
const swapped = (bytes) => bytes.map((_, i) => bytes[i ^ 1]);

const binary = Array.from({ length: 4096 }, (_, i) => (i * 7919 + (i >> 3)) & 255);
const LOOKS_LIKE_UTF16 = "text: expected UTF-8, got text that looks like UTF-16; save it as UTF-8";

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
    "more characters than an alphabet may have",
    utf8([...Array(9000).keys()].map((i) => String.fromCodePoint(0x4e00 + i)).join("\n")),
    /at most 8192 distinct characters, got 9000$/,
  ],
  ["a lone surrogate", [0x61, 0x0a, 0xed, 0xa0, 0x80], "text: expected UTF-8, got byte 0xED at offset 2"],
];

test.beforeEach(({ page }) => watchForInjection(page));

test("a text that can't be used is rejected with its reason, chosen or dropped", async ({ page }) => {
  test.slow();
  const before = /** @type {string[]} */ (await openAtStep1(page));
  for (const [i, [what, bytes, message]] of REFUSED.entries()) {
    if (i % 2 === 0) await drop(page, "a.txt", bytes);
    else
      await page
        .locator("#text-file")
        .setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from(bytes) });
    await expectTextRejected(page, message, before, what);
  }
  await takeStep(page);
});

test("a pasted text that can't be used is rejected with its reason", { tag: "@all" }, async ({ page }) => {
  const before = /** @type {string[]} */ (await openAtStep1(page));
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
    await expectTextRejected(page, message, before, text.slice(0, 20));
  }
  await takeStep(page);
});

test("a file of 100 MB is rejected before it is read", { tag: "@all" }, async ({ page }, info) => {
  const before = /** @type {string[]} */ (await openAtStep1(page));
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
  await expectTextRejected(page, message, before, "dropped");
  const path = info.outputPath("film.txt");
  mkdirSync(info.outputPath(""), { recursive: true });
  writeFileSync(path, "");
  truncateSync(path, 100_000_000);
  await page.locator("#text-file").setInputFiles(path);
  await expectTextRejected(page, message, before, "chosen");
  await takeStep(page);
});

/** The position of some words on the screen. @param {Page} page @param {string} id @param {string} words */
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

/** The parts of a cell's description: the last letter of the context, the target, and the figures. */
const CELL = /(\P{M}\p{M}*\u2069?)(” → “)(\u2068?◌?.\u2069?)(”; neuron 0: h =)/su;

/** The positions along the lines at which consecutive words start. @param {Page} page @param {string} id @param {string[]} words */
const orderOf = (page, id, words) =>
  page.locator(`#${id}`).evaluate((element, words) => {
    const [node] = element.childNodes;
    let at = node.textContent?.indexOf(words.join("")) ?? -1;
    return words.map((word) => {
      const range = new Range();
      range.setStart(node, at);
      at += word.length;
      range.setEnd(node, at);
      // Directional characters have no width.
      const [{ left, top }] = [...range.getClientRects()].filter(({ width }) => width > 0);
      return Math.round(top / 10) * 10_000 + left;
    });
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

test("any text of six lines can be trained on, and its letters stay in place on the page", { tag: "@all" }, async ({
  page,
}) => {
  test.slow();
  await open(page, "#v=1&preset=batchnorm&hidden=20&batch=8&eps=0.01");
  for (const [what, text] of USED) {
    await drop(page, "text.txt", utf8(text));
    await expect(page.locator("#text-facts"), what).toContainText(`text.txt: ${text.split("\n").length - 1} lines`);
    await expect(page.locator("#vocabulary"), what).toHaveText(String(new Set(text.replaceAll("\n", "")).size + 1));
    await expect(page.getByRole("alert")).toBeHidden();
    await type(page, "run-to-step", "100");
    await expect(page.locator("#step-count")).toHaveText("100");
    await waitUntilIdle(page);
    // A cell's description runs from left to right: last letter of the context, target, figures.
    for (let i = 0; i < 7; i += 1) {
      await page.locator("#saturation-map").press("ArrowDown");
      const [, last, , next] = CELL.exec((await page.locator("#cell").textContent()) ?? "") ?? [];
      if (last !== "." && next !== ".") break;
    }
    await expect(page.locator("#cell"), what).toContainText(CELL);
    const [, last, sign, next, figures] = /** @type {string[]} */ (
      CELL.exec((await page.locator("#cell").textContent()) ?? "")
    );
    const along = await orderOf(page, "cell", [last, sign, next, figures]);
    expect(along, what).toEqual([...along].sort((a, b) => a - b));
    const unseen = /[\p{Cc}\u202a-\u202e\u200f\u061c]/u;
    expect(await page.locator("#samples, #cell").allTextContents(), what).not.toContainEqual(
      expect.stringMatching(unseen),
    );
    await page.getByRole("button", { name: "Saturation as a table" }).click();
    await expect(page.locator("#table-body table")).toHaveCount(2);
    await page.locator("#table-dialog [data-close]").click();
    await page.getByRole("tab", { name: "Norm" }).click();
    await expect(page.locator("#coupling-facts")).toContainText("the other examples change");
    await expectNoInjection(page);
    await page.getByRole("tab", { name: "Now" }).click();
  }
});

test("any file name is shown within its sentence", { tag: "@all" }, async ({ page }) => {
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
    await expectNoInjection(page);
  }
  await drop(page, "שלום.txt", utf8(NAMES));
  await expect(facts).toContainText("שלום");
  const [called, lines] = await Promise.all(["שלום", "7 lines"].map((words) => placeOf(page, "text-facts", words)));
  expect(called.right).toBeLessThanOrEqual(lines.left);
});
