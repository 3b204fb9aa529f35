// Texts of one's own: dropped, chosen or pasted; used, or rejected by name.

import { readFile } from "node:fs/promises";
import { drop, expect, figures, number, open, test, waitUntilIdle } from "./page.js";

const lines = Array.from({ length: 60 }, (_, i) => "abcdefg".slice(i % 4, 3 + (i % 5)) || "gab");
const ownText = [...new TextEncoder().encode(lines.join("\r\n"))];

test("a dropped file is used, and the built-in names can be restored", { tag: "@engine" }, async ({ page }) => {
  await open(page);
  const before = await figures(page);
  await drop(page, "letters.txt", ownText);
  await expect(page.locator("#text-facts")).toHaveText("letters.txt: 60 lines, 7 distinct characters, V 8, ln V 2.079");
  await expect(page.locator("#status")).toContainText("letters.txt: 60 lines");
  await expect(page.locator("#uniform-loss")).toHaveText("2.079");
  await expect(page.locator("#vocabulary")).toHaveText("8");
  expect(await number(page, "step-count")).toBe(0);
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(50);
  await page.getByRole("button", { name: "Back to the built-in names" }).click();
  await expect(page.locator("#uniform-loss")).toHaveText("3.296");
  expect(await figures(page)).toEqual(before);
});

test("the alphabet is listed, and what is unusual with its remedy; repeated lines can be dropped", async ({ page }) => {
  await open(page);
  const alphabet = page.locator("#text-alphabet");
  const entries = page.getByRole("list", { name: "Unusual in this text" }).getByRole("listitem");
  await expect(alphabet).toHaveText("a b c d e f g h i j k l m n o p q r s t u v w x y z");
  await expect(entries).toHaveCount(0);
  const text = "Zoë b\nann\nbob\nzoe\u0308\nann\ncy\u200bd\ndan\neve\nann";
  await drop(page, "names.txt", [...new TextEncoder().encode(text)]);
  await expect(page.locator("#text-facts")).toContainText("names.txt: 9 lines");
  await expect(alphabet).toHaveText("␣ Z a b c d e n o v y z ë ◌\u0308 U+200B");
  await expect(entries).toHaveText([
    "Invisible: U+200B (zero-width space). Each is a token; remove them if they are not meant.",
    "“ë” is one token and also e + U+0308, several tokens. Normalize the text to NFC.",
    /^2 lines of 9 repeat earlier ones \(22 %\)/,
    "“z” and “Z” are two tokens.",
  ]);
  await page.getByRole("button", { name: "Drop repeated lines" }).click();
  await expect(page.locator("#text-facts")).toContainText("names.txt: 7 lines");
  await expect(entries).toHaveCount(3);
  await page.getByRole("button", { name: "Back to the built-in names" }).click();
  await expect(entries).toHaveCount(0);
  await expect(page.getByRole("alert")).toBeHidden();
});

test("the names of makemore start with the loss of its notebook", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await drop(page, "names.txt", [...(await readFile(new URL("../golden/makemore.txt", import.meta.url)))]);
  await expect(page.locator("#text-facts")).toHaveText(
    "names.txt: 32,033 lines, 26 distinct characters, V 27, ln V 3.296",
  );
  await expect(page.locator("#starting-loss")).toHaveText(/^27\.88/);
});

test("a file can be chosen", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await expect(page.getByRole("button", { name: "Choose a file" })).toBeVisible();
  await page
    .locator("#text-file")
    .setInputFiles({ name: "chosen.txt", mimeType: "text/plain", buffer: Buffer.from(ownText) });
  await expect(page.locator("#text-facts")).toContainText("chosen.txt: 60 lines");
});

test("a text that can't be used is rejected by name, and the old one stays", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await expect(page.locator("#step-count")).toHaveText("1");
  const before = await figures(page);
  const alert = page.getByRole("alert");
  const tooMany = [
    ...new TextEncoder().encode(Array.from({ length: 9000 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join("\n")),
  ];
  for (const [bytes, expected] of /** @type {[number[], RegExp][]} */ ([
    [[0x61, 0x0a, 0xff, 0xfe], /text: expected .*UTF-8/],
    [[], /text: expected/],
    [[0x61, 0x0a, 0x62], /text: expected/],
    [tooMany, /text: expected .*8192/],
  ])) {
    await drop(page, "bad.txt", bytes);
    await expect(alert).toContainText("This text can't be used; the previous text is kept");
    await expect(alert).toContainText(expected);
    expect(await figures(page)).toEqual(before);
    await expect(page.locator("#text-facts")).toContainText("Built-in names: 32,257 lines");
    await page.getByRole("button", { name: "Dismiss" }).click();
  }
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await expect(page.locator("#step-count")).toHaveText("2");
  await waitUntilIdle(page);
});

test("a link without its text is replayed when that text is dropped", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await drop(page, "letters.txt", ownText);
  await expect(page.locator("#uniform-loss")).toHaveText("2.079");
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await expect(page.locator("#step-count")).toHaveText("1");
  const before = await figures(page);
  await expect.poll(() => page.url()).toMatch(/step=1&sum=[0-9a-f]{16}$/);
  const whole = new URL(page.url()).hash;
  const hash = whole.replace(/&text=[\w-]+/, "");
  expect(hash).not.toBe(whole);

  await open(page, hash);
  await expect(page.locator("#status")).toContainText("Drop that text file here to replay the run with it.");
  await waitUntilIdle(page);
  const other = await page.locator("#checksum").textContent();
  const shownSums = await page.evaluateHandle(() => {
    /** @type {(string | null)[]} */
    const sums = [];
    const [status, checksum] = ["status", "checksum"].map((id) => document.getElementById(id));
    const note = () => status?.textContent?.startsWith("Replayed") && sums.push(checksum?.textContent ?? null);
    if (status) new MutationObserver(note).observe(status, { childList: true });
    return sums;
  });
  await drop(page, "letters.txt", ownText);
  await expect(page.locator("#status")).toContainText("Replayed exactly: step 1,");
  expect(await figures(page)).toEqual(before);
  const sums = await shownSums.jsonValue();
  expect(sums).toHaveLength(1);
  expect(sums).not.toContain(other);
  await expect.poll(() => page.url()).toContain(whole);

  // After another step, a text starts a new run.
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await expect(page.locator("#step-count")).toHaveText("2");
  await page.getByRole("button", { name: "Back to the built-in names" }).click();
  await expect(page.locator("#status")).toContainText("At step 0");
});

test("a text can be pasted, and Escape or Close discards it", { tag: "@engine" }, async ({ page }) => {
  await open(page);
  const before = await figures(page);
  const [paste, field] = [
    page.getByRole("button", { name: "Paste" }),
    page.getByRole("textbox", { name: "One item per line" }),
  ];
  const dialog = page.getByRole("dialog", { name: "Paste a text" });
  for (const close of [
    () => page.keyboard.press("Escape"),
    () => dialog.getByRole("button", { name: "Close" }).click(),
  ]) {
    await paste.click();
    await expect(dialog).toBeVisible();
    await field.fill(lines.join("\n"));
    await close();
    await expect(dialog).toBeHidden();
    await expect(paste).toBeFocused();
  }
  expect(await figures(page)).toEqual(before);
  await expect(page.locator("#text-facts")).toContainText("Built-in names");

  await paste.click();
  await expect(field).toHaveValue(lines.join("\n"));
  await field.fill("ab\nba\ncc\nac\ncab\nabba");
  await page.getByRole("button", { name: "Use this text" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.locator("#text-facts")).toHaveText("Pasted text: 6 lines, 3 distinct characters, V 4, ln V 1.386");
  await expect(page.locator("#vocabulary")).toHaveText("4");
  await expect(page.locator("#uniform-loss")).toHaveText("1.386");
  await waitUntilIdle(page);
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await expect(page.locator("#step-count")).toHaveText("1");
  await page.getByRole("button", { name: "Back to the built-in names" }).click();
  await expect(page.locator("#uniform-loss")).toHaveText("3.296");
  expect(await figures(page)).toEqual(before);
});

test("a pasted text that can't be used is rejected by name, and the old one stays", { tag: "@all" }, async ({
  page,
}) => {
  await open(page);
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await expect(page.locator("#step-count")).toHaveText("1");
  const before = await figures(page);
  for (const text of ["emma\nolivia", ""]) {
    await page.getByRole("button", { name: "Paste" }).click();
    await page.getByRole("textbox", { name: "One item per line" }).fill(text);
    await page.getByRole("button", { name: "Use this text" }).click();
    await expect(page.getByRole("alert")).toContainText("This text can't be used; the previous text is kept");
    await expect(page.getByRole("alert").getByRole("listitem")).toHaveText(/^text: expected .*, got /);
    await expect(page.locator("#text-facts")).toContainText("Built-in names: 32,257 lines");
    expect(await figures(page)).toEqual(before);
    await page.getByRole("button", { name: "Dismiss" }).click();
  }
});

test("the Paste dialog stays open when a selection is dragged out of it or its edge is pressed", {
  tag: "@all",
}, async ({ page }) => {
  await open(page);
  const dialog = page.getByRole("dialog", { name: "Paste a text" });
  const field = page.getByRole("textbox", { name: "One item per line" });
  await page.getByRole("button", { name: "Paste" }).click();
  await field.fill("emma\nolivia");
  const [outer, inner] = [await dialog.boundingBox(), await field.boundingBox()];
  if (outer === null || inner === null) throw new Error("expected a dialog and its field to be seen");
  await page.mouse.move(inner.x + 60, inner.y + 15);
  await page.mouse.down();
  await page.mouse.move(outer.x - 30, inner.y + 15, { steps: 3 });
  await page.mouse.up();
  await expect(dialog).toBeVisible();
  await page.mouse.click(outer.x + 4, outer.y + 4);
  await expect(dialog).toBeVisible();
  await page.mouse.click(outer.x - 30, outer.y + 15);
  await expect(dialog).toBeHidden();
});
