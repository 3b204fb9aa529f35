// Texts of one's own: dropped or chosen, used if they can be, refused by name if not.

import { readFile } from "node:fs/promises";
import { drop, expect, figures, number, open, rested, test } from "./page.js";

const lines = Array.from({ length: 60 }, (_, i) => "abcdefg".slice(i % 4, 3 + (i % 5)) || "gab");
const ownText = [...new TextEncoder().encode(lines.join("\r\n"))];

test("a dropped file is used, and the built-in names come back", async ({ page }) => {
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

test("makemore's names start where the notebook does", async ({ page }) => {
  await open(page);
  await drop(page, "names.txt", [...(await readFile(new URL("../golden/makemore.txt", import.meta.url)))]);
  await expect(page.locator("#text-facts")).toHaveText(
    "names.txt: 32,033 lines, 26 distinct characters, V 27, ln V 3.296",
  );
  await expect(page.locator("#starting-loss")).toHaveText(/^27\.88/);
});

test("a file can be chosen instead", async ({ page }) => {
  await open(page);
  await expect(page.getByRole("button", { name: "Choose a file" })).toBeVisible();
  await page
    .locator("#text-file")
    .setInputFiles({ name: "chosen.txt", mimeType: "text/plain", buffer: Buffer.from(ownText) });
  await expect(page.locator("#text-facts")).toContainText("chosen.txt: 60 lines");
});

test("a text that can't be used is refused by name, and the old one stays", async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Step" }).click();
  await expect(page.locator("#step-count")).toHaveText("1");
  const before = await figures(page);
  const alert = page.getByRole("alert");
  const tooMany = [
    ...new TextEncoder().encode(Array.from({ length: 300 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join("\n")),
  ];
  for (const [bytes, expected] of /** @type {[number[], RegExp][]} */ ([
    [[0x61, 0x0a, 0xff, 0xfe], /text: expected .*UTF-8/],
    [[], /text: expected/],
    [[0x61, 0x0a, 0x62], /text: expected/],
    [tooMany, /text: expected .*255/],
  ])) {
    await drop(page, "bad.txt", bytes);
    await expect(alert).toContainText("This text can't be used; the old one stays");
    await expect(alert).toContainText(expected);
    expect(await figures(page)).toEqual(before);
    await expect(page.locator("#text-facts")).toContainText("Built-in names: 32,257 lines");
    await page.getByRole("button", { name: "Dismiss" }).click();
  }
  await page.getByRole("button", { name: "Step" }).click();
  await expect(page.locator("#step-count")).toHaveText("2");
  await rested(page);
});

test("a link whose text was missing is replayed when that text is dropped", async ({ page }) => {
  await open(page);
  await drop(page, "letters.txt", ownText);
  await expect(page.locator("#uniform-loss")).toHaveText("2.079");
  await page.getByRole("button", { name: "Step" }).click();
  await expect(page.locator("#step-count")).toHaveText("1");
  const before = await figures(page);
  await expect.poll(() => page.url()).toMatch(/step=1&sum=[0-9a-f]{16}$/);
  const { hash } = new URL(page.url());

  await open(page, hash);
  await expect(page.locator("#status")).toContainText("Drop that text here, and the run is replayed with it.");
  await rested(page);
  const other = await page.locator("#checksum").textContent();
  const beside = await page.evaluateHandle(() => {
    /** @type {(string | null)[]} */
    const sums = [];
    const [status, checksum] = ["status", "checksum"].map((id) => document.getElementById(id));
    const note = () => status?.textContent?.startsWith("Replayed") && sums.push(checksum?.textContent ?? null);
    if (status) new MutationObserver(note).observe(status, { childList: true });
    return sums;
  });
  await drop(page, "letters.txt", ownText);
  await expect(page.locator("#status")).toHaveText("Replayed 1 step: the checksum matches the link's.");
  expect(await figures(page)).toEqual(before);
  const sums = await beside.jsonValue();
  expect(sums).toHaveLength(1);
  expect(sums).not.toContain(other);
  await expect.poll(() => page.url()).toContain(hash);

  // Once a person has gone on from there, a text starts a run of its own.
  await page.getByRole("button", { name: "Step" }).click();
  await expect(page.locator("#step-count")).toHaveText("2");
  await page.getByRole("button", { name: "Back to the built-in names" }).click();
  await expect(page.locator("#status")).toContainText("At step 0");
});
