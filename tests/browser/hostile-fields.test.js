// Invalid input in every field: it is rejected with what was expected, the old value stays, and the run trains on.

import { expectNoInjection, MARKUP, takeStep, watchForInjection } from "./hostile.js";
import { openMap, waitForCells } from "./map.js";
import { expect, number, open, openFold, openFrame, openShare, test, waitUntilIdle } from "./page.js";
import { closeRuns, openRuns, runTo } from "./runs.js";

/** @import { Page } from "@playwright/test" */

const LONG = ["9".repeat(10_000), "a".repeat(10_000)];
const GIVEN = [
  "",
  "1e999",
  "-0",
  "NaN",
  "0x10",
  "0x1",
  "１０",
  "٣",
  "Infinity",
  "1\0",
  MARKUP,
  ...LONG,
  "\u202eevil",
  "😀",
];
/** What can be typed into a number field; browsers drop other characters. */
const TYPED = ["", "1e999", "-0", "NaN", "-1", "1.5", LONG[0]];
/** The number fields. */
const WHOLE = ["depth", "context", "emb", "warmup", "batch", "seed"];
/** Values that a field accepts nevertheless, and its value then: −0 is 0, and empty is none. @type {[id: string, text: string, held: string][]} */
const TAKEN = [
  ...[
    "lr-number",
    "w-number",
    "out-number",
    "b",
    "outb",
    "eps",
    "momentum",
    "seed",
    "outnorm",
    "decay",
    "opteps",
    "branch-number",
  ].map((id) => /** @type {[string, string, string]} */ ([id, "-0", "0"])),
  ["outnorm", "", ""],
  ["clip", "", ""],
  ["decay", "", ""],
  ["cosine", "", ""],
  ["plan", "", ""],
  ["then", "", ""],
];
const NETWORK =
  "#v=1&preset=deep-batchnorm&hidden=20x2&res=pre&branch=0.5&opt=adam&lr=0.1,1000000:0.01&then=1000000:batch=16";

/** Opens all settings that are folded. @param {Page} page */
async function openFolds(page) {
  for (const id of ["fold-sizes", "norm-more", "fold-training"]) await openFold(page, id);
}

test.beforeEach(({ page }) => watchForInjection(page));

/**
 * Sets a field to a text of any length, as an extension does; a number field is typed into.
 * @param {Page} page
 * @param {string} id
 * @param {string} text
 */
async function setField(page, id, text) {
  const field = page.locator(`#${id}`);
  if ((await field.getAttribute("type")) === "number") {
    await field.press("ControlOrMeta+a");
    await page.keyboard.press("Delete");
    await page.keyboard.insertText(text);
    await page.keyboard.press("Enter");
    return;
  }
  await field.evaluate((element, text) => {
    /** @type {HTMLInputElement} */ (element).value = text;
    for (const event of ["input", "change"]) element.dispatchEvent(new Event(event, { bubbles: true }));
  }, text);
}

/**
 * Sets a field to one text after another, and returns for each the message beside it, whether it is fully visible, and the
 * field's value after Escape. The page answers synchronously.
 * @param {Page} page
 * @param {string} id
 * @param {string[]} texts
 * @param {string} [press] what is pressed then
 */
const tryValues = (page, id, texts, press = "") =>
  page.evaluate(
    ({ id, texts, press }) => {
      const field = document.getElementById(id);
      if (!(field instanceof HTMLInputElement)) throw new TypeError(`${id}: expected a field`);
      return texts.map((text) => {
        field.scrollIntoView({ block: "center" });
        field.value = text;
        for (const event of ["input", "change"]) field.dispatchEvent(new Event(event, { bubbles: true }));
        if (press !== "") document.getElementById(press)?.click();
        const line = document.getElementById(`${id}-fault`);
        line?.scrollIntoView({ block: "nearest" });
        const { left = -1, right = 0, top = 0, bottom = 0 } = line?.getBoundingClientRect() ?? {};
        const seen = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
        const shown = seen && line !== null && !line.hidden && line.scrollWidth <= line.clientWidth;
        const result = { text: text.slice(0, 20), line: line?.textContent, shown };
        field.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
        return { ...result, holds: field.value };
      });
    },
    { id, texts, press },
  );

/** Expects that each was rejected in a readable line. @param {Awaited<ReturnType<typeof tryValues>>} all @param {string | null} held */
function expectAllRejected(all, held) {
  for (const { text, line, shown, holds } of all) {
    expect(shown, text).toBe(true);
    expect(line, text).toMatch(/^[\w ]+ must be .{3,250}; (it is empty|you typed “.{1,63}”)\.$/u);
    if (held !== null) expect(holds, text).toBe(held);
  }
}

/** The text fields. */
const TEXTS = [
  "lr-number",
  "w-number",
  "out-number",
  "width",
  "hidden",
  "branch-number",
  "b",
  "outb",
  "eps",
  "momentum",
  "outnorm",
  "cosine",
  "plan",
  "clip",
  "decay",
  "betas",
  "opteps",
  "then",
  "threshold-number",
  "hide",
];

test("an invalid value in any field is rejected, the old value stays, and training goes on", { tag: "@all" }, async ({
  page,
}) => {
  test.slow();
  await open(page, NETWORK);
  await waitUntilIdle(page);
  await openFolds(page);
  await page.getByRole("button", { name: "Train", exact: true }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(0);
  for (const id of TEXTS) {
    const held = await page.locator(`#${id}`).inputValue();
    const before = await number(page, "step-count");
    const refused = GIVEN.filter((text) => !TAKEN.some(([taker, taken]) => taker === id && taken === text));
    expectAllRejected(await tryValues(page, id, refused), held);
    await expect.poll(() => number(page, "step-count"), id).toBeGreaterThan(before);
  }
  for (const id of WHOLE) {
    const held = await page.locator(`#${id}`).inputValue();
    for (const text of id === "seed" || id === "warmup" ? TYPED.filter((text) => text !== "-0") : TYPED) {
      const before = await number(page, "step-count");
      await setField(page, id, text);
      await expect(page.getByRole("alert"), `${id}: ${text.slice(0, 20)}`).toContainText(" must be ");
      await page.locator(`#${id}`).press("Escape");
      await expect(page.locator(`#${id}`)).toHaveValue(held);
      await expect.poll(() => number(page, "step-count"), id).toBeGreaterThan(before);
    }
  }
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  await expectNoInjection(page);
});

test("−0 is read as 0 and an empty optional field as none", { tag: "@all" }, async ({ page }) => {
  for (const [id, text, held] of TAKEN) {
    await open(page, NETWORK);
    await openFolds(page);
    await setField(page, id, text);
    await expect(page.locator(`#${id}`), id).toHaveValue(held);
    await expect(page.getByRole("alert")).toHaveCount(0);
    await waitUntilIdle(page);
    await takeStep(page);
  }
});

test("Run to and the timeline reject invalid steps", { tag: "@all" }, async ({ page }) => {
  test.slow();
  await open(page, NETWORK);
  await runTo(page, 20);
  await expect(page.locator("#past-step")).toBeVisible();
  expectAllRejected(await tryValues(page, "past-step", GIVEN), "20");
  expectAllRejected(await tryValues(page, "run-to-step", GIVEN, "run-to-go"), null);
  await expect(page.locator("#step-count")).toHaveText("20");
  await takeStep(page);
  await expectNoInjection(page);
});

test("the fork dialog rejects each invalid field by name", { tag: "@all" }, async ({ page }) => {
  await open(page, NETWORK);
  await runTo(page, 20);
  await page.getByRole("button", { name: "Fork here…" }).click();
  const fields = ["fork-lr", "fork-batch", "fork-momentum", "fork-eps", "fork-seed"];
  for (const text of GIVEN.filter((text) => text !== "-0")) {
    for (const id of fields) await setField(page, id, text);
    await page.getByRole("button", { name: "Fork", exact: true }).click();
    const lines = page.locator("#fork-dialog .fault:not([hidden])");
    await expect(lines, text.slice(0, 20)).toHaveCount(fields.length);
    for (const line of await lines.allTextContents()) {
      expect(line).toMatch(/^[\w ]+ must be .+; (it is empty|you typed “.+”)\.$/);
      expect(line.length).toBeLessThan(200);
    }
    const wide = await page.locator("#fork-dialog").evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth);
    expect(wide).toBeLessThanOrEqual(0);
  }
  await page.locator("#fork-dialog [data-close]").click();
  await expect(page.locator("#step-count")).toHaveText("20");
  await takeStep(page);
  await expectNoInjection(page);
});

test("the map rejects invalid ranges next to their fields and keeps the current map", { tag: "@all" }, async ({
  page,
}) => {
  await open(page, NETWORK);
  await waitUntilIdle(page);
  const view = await openMap(page);
  await waitForCells(page, 576);
  for (const id of ["map-x-from", "map-x-to", "map-x-count", "map-steps"]) {
    const held = await page.locator(`#${id}`).inputValue();
    const error = view.getByRole("alert");
    for (const text of GIVEN) {
      await setField(page, id, text);
      await expect(error, `${id}: ${text.slice(0, 20)}`).toHaveText(/ must be .+; (it is empty|you typed “.+”)\./);
      expect((await error.textContent())?.length).toBeLessThan(300);
      await view.getByRole("button", { name: "Restart" }).click();
      await expect(view.locator("#map-status")).toHaveText("576 of 576 cells.");
    }
    await setField(page, id, held);
    await expect(error).toHaveCount(0);
    await waitForCells(page, 576);
  }
  expect(await view.evaluate((all) => all.scrollWidth - all.clientWidth)).toBeLessThanOrEqual(0);
  await page.getByRole("button", { name: "Lab", exact: true }).click();
  await takeStep(page);
  await expectNoInjection(page);
});

test("names of pinned and saved runs are shown as text and cut to their maximum length", { tag: "@all" }, async ({
  page,
}) => {
  await open(page, NETWORK);
  await runTo(page, 12);
  await page.getByRole("button", { name: "Pin", exact: true }).click();
  const chip = page.locator(".chip-name");
  // The page's policy forbids parsing markup in it.
  const blank = await page.context().newPage();
  for (const [text, shown] of [
    [MARKUP, MARKUP],
    ["n".repeat(10_000), "n".repeat(40)],
    ["\u202etxt\u2069.exe\0", "txt.exe"],
    [`"><b>'&amp;`, `"><b>'&amp;`],
    ["שלום 12", "שלום 12"],
    ["😀".repeat(50), "😀".repeat(40)],
  ]) {
    await chip.click();
    const field = page.locator(".chip input");
    await field.evaluate((field, text) => {
      /** @type {HTMLInputElement} */ (field).value = text;
    }, text);
    await field.press("Enter");
    await expect(chip).toHaveText(shown);
    await expect.poll(() => decodeURIComponent(decodeURIComponent(page.url()))).toContain(`pin1=${shown};`);
    await expectNoInjection(page);
    // The code of a frame is one element with the link as its address.
    await openFrame(await openShare(page));
    const code = await page.locator("#share-html").inputValue();
    const made = await blank.evaluate((html) => {
      const { body } = new DOMParser().parseFromString(html, "text/html");
      const frame = body.querySelector("iframe");
      return { elements: body.querySelectorAll("*").length, names: frame?.getAttributeNames(), src: frame?.src };
    }, code);
    expect(made).toMatchObject({
      elements: 1,
      names: ["src", "title", "width", "height", "style", "loading", "sandbox"],
    });
    expect(decodeURIComponent(decodeURIComponent(made.src ?? ""))).toContain(`pin1=${shown};`);
    await page.locator("#share-dialog [data-close]").click();
  }
  await blank.close();
  await openRuns(page);
  const field = page.locator("#runs-list").getByRole("textbox", { name: "Name" });
  for (const [text, shown] of [
    [MARKUP, MARKUP],
    ["n".repeat(10_000), "n".repeat(80)],
  ]) {
    await field.evaluate((field, text) => {
      /** @type {HTMLInputElement} */ (field).value = text;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }, text);
    await expect(page.locator("#runs-said")).toHaveText(`Renamed: ${shown}.`);
    await expect(field).toHaveValue(shown);
  }
  await expectNoInjection(page);
  await closeRuns(page);
  await takeStep(page);
});

test("an invalid frame size falls back to the default or the nearest valid one", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  await openFrame(await openShare(page));
  for (const text of TYPED) {
    await setField(page, "share-width", text);
    await setField(page, "share-height", text);
    await expect(page.locator("#share-html")).toHaveValue(/ height="(240|400)" style="max-width: (320|640)px" /);
  }
});
