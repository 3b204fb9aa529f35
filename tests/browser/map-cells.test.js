// Cells of the map, read and opened by pointer and keys, linked to, saved; what is wrong said beside its field.

import { along, cell, filled, openMap, SMALL, table } from "./map.js";
import {
  choose,
  copiesToTitle,
  expect,
  expectNoAxeViolations,
  open,
  picture,
  rested,
  savedBy,
  test,
  type,
} from "./page.js";

test("the link of a cell replays it exactly, and its command has the same link", async ({ page }) => {
  await copiesToTitle(page);
  await open(page, SMALL);
  await rested(page);
  await openMap(page);
  await filled(page, 576);
  const map = page.locator("#map-field-0");
  const { width, height } = (await map.boundingBox()) ?? { width: 0, height: 0 };
  await map.click({ position: { x: width / 2, y: height / 2 }, modifiers: ["Shift"] });
  const { text, sum } = await cell(page);
  // On its way to the button the pointer passes other cells.
  await page.getByRole("button", { name: "Copy link" }).click();
  await expect(page.locator("#map-said")).toHaveText("Link copied.");
  expect((await cell(page)).text).toBe(text);
  const link = await page.title();
  const { hash } = new URL(link);
  expect(hash).toContain(`sum=${sum}`);
  await expect(page.locator("#map-replay")).toHaveText(`cargo run --release --example replay -- --link '${hash}'`);
  await open(page, hash);
  await expect(page.locator("#checksum")).toHaveText(sum);
  await expect(page.locator("#status")).toContainText("Replayed exactly");
});

test("a range that can't be is said beside its field, and the map before stays", { tag: "@all" }, async ({ page }) => {
  await open(page, SMALL);
  await openMap(page);
  await filled(page, 576);
  const map = page.locator("#map-field-0");
  const before = await picture(map);
  for (const [axis, part, value, error] of [
    ["x", "from", "-1", /^w: expected a number from .*, got -1$/],
    ["x", "count", "65", /^w: expected .*2 to 64 values/],
    ["y", "to", "wide", /^out: expected a number from .*, got wide$/],
  ]) {
    const field = page.locator(`#map-${axis}-${part}`);
    const kept = await field.inputValue();
    await type(page, `map-${axis}-${part}`, String(value));
    await expect(page.locator(`#map-${axis}-error`)).toHaveText(error);
    await expect(field).toHaveAttribute("aria-invalid", "true");
    expect((await picture(map)).hash).toBe(before.hash);
    await type(page, `map-${axis}-${part}`, kept);
    await expect(page.locator(`#map-${axis}-error`)).toHaveText("");
    await filled(page, 576);
  }
  await choose(page, "Vertical axis, field", "Hidden weight scale");
  await expect(page.locator("#map-y-error")).toHaveText("w: expected another field on the second axis, got w");
  await choose(page, "Vertical axis, field", "Output weight scale");
  await type(page, "map-steps", "many");
  await expect(page.locator("#map-measure-error")).toHaveText(
    "steps: expected a whole number from 0 to 1,000,000,000, got many",
  );
});

test("a cell that can't be is hatched with its reason, and opens nothing", { tag: "@all" }, async ({ page }) => {
  await open(page, SMALL);
  await openMap(page);
  await along(page, "x", "Batch size", ["1", "4", "3"]);
  await along(page, "y", "Normalization", ["none,batch"]);
  await filled(page, 6);
  const map = page.locator("#map-field-0");
  await map.press("Home");
  await map.press("ArrowUp");
  await expect(page.locator("#map-cell")).toHaveText(
    /^Batch size 1, normalization batch: invalid configuration\. .*batch.*expected/,
  );
  await map.press("Enter");
  await expect(page.getByRole("dialog", { name: "Sweep map" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Open this run" })).toBeDisabled();
});

test("the CSV has a line for each cell, and its links replay", { tag: "@all" }, async ({ page }) => {
  await open(page, SMALL);
  await openMap(page);
  await along(page, "x", "Hidden weight scale", ["0.1,1,5/3"]);
  await along(page, "y", "Normalization", ["none,batch"]);
  await filled(page, 6);
  const { name, bytes } = await savedBy(page, () => page.getByRole("button", { name: "Save CSV" }).click());
  expect(name).toMatch(/^initscope-.*-map-first-loss\.csv$/);
  const csv = bytes.toString("utf8");
  const [head, ...lines] = csv
    .trimEnd()
    .split("\r\n")
    .map((line) => line.split(","));
  expect(head.join()).toBe("w,norm,first_loss,healthy,checksum,link,error");
  expect(lines).toHaveLength(6);
  const shown = (await table(page)).flatMap((row) => row.slice(1));
  const told = lines.map(([, , value, healthy]) => `${Number(value).toFixed(3)}${healthy === "true" ? " ✓" : ""}`);
  expect(told).toEqual(shown);
  const [, , , , sum, link] = lines[4];
  await open(page, link);
  await expect(page.locator("#status")).toContainText("Replayed exactly");
  await expect(page.locator("#checksum")).toHaveText(sum);
});

test("the pointer reads cells, a click opens one; keys stay within the map", async ({ page }) => {
  await open(page, SMALL);
  await openMap(page);
  await along(page, "x", "Depth", ["1", "4", "4"]);
  await along(page, "y", "Width", ["8,16"]);
  await filled(page, 8);
  const map = page.locator("#map-field-0");
  const said = page.locator("#map-cell");
  await expect(said).toHaveText(/^Point at a cell/);
  for (const [key, depth, width] of /** @type {[string, number, number][]} */ ([
    ["ArrowRight", 1, 8],
    ["ArrowRight", 2, 8],
    ["ArrowUp", 2, 16],
    ["ArrowUp", 2, 16],
    ["End", 4, 16],
    ["ArrowRight", 4, 16],
    ["PageDown", 4, 8],
    ["Home", 1, 8],
  ])) {
    await map.press(key);
    await expect(said, key).toHaveText(RegExp(`^Depth ${depth}, width ${width}: first loss `));
  }
  await expect(said).toHaveAttribute("aria-live", "polite");
  await map.press("Escape");
  await expect(said).toHaveText(/^Point at a cell/);
  await expect(page.getByRole("dialog", { name: "Sweep map" })).toBeVisible();
  const { width, height } = (await map.boundingBox()) ?? { width: 0, height: 0 };
  await map.hover({ position: { x: width * 0.9, y: height * 0.2 } });
  await expect(said).toHaveText(/^Depth 4, width 16: first loss /);
  await expect(said).toHaveAttribute("aria-live", "off");
  const { sum } = await cell(page);
  await map.click({ position: { x: width * 0.9, y: height * 0.2 } });
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.locator("#checksum")).toHaveText(sum);
  await expect(page.locator("#depth")).toHaveValue("4");
});

test("a kept cell is let go by another click with Shift, and one read by keys when the mouse leaves the map", {
  tag: "@all",
}, async ({ page }) => {
  await open(page, SMALL);
  await openMap(page);
  await along(page, "x", "Depth", ["1", "4", "4"]);
  await along(page, "y", "Width", ["8,16"]);
  await filled(page, 8);
  const map = page.locator("#map-field-0");
  const said = page.locator("#map-cell");
  const { width, height } = (await map.boundingBox()) ?? { width: 0, height: 0 };
  const [one, other] = [
    { x: width * 0.9, y: height * 0.2 },
    { x: width * 0.65, y: height * 0.2 },
  ];
  await map.click({ position: one, modifiers: ["Shift"] });
  await map.hover({ position: other });
  await expect(said).toHaveText(/^Depth 4, width 16: /);
  await map.click({ position: one, modifiers: ["Shift"] });
  await map.hover({ position: other });
  await expect(said).toHaveText(/^Depth 3, width 16: /);
  await map.press("Home");
  await expect(said).toHaveText(/^Depth 1, width 16: /);
  await map.hover({ position: one });
  await expect(said).toHaveText(/^Depth 1, width 16: /);
  await page.getByRole("button", { name: "Save CSV" }).hover();
  await expect(said).toHaveText(/^Depth 1, width 16: /);
  await map.hover({ position: one });
  await expect(said).toHaveText(/^Depth 4, width 16: /);
});

test("a map of which no cell can be is done at once", { tag: "@all" }, async ({ page }) => {
  await open(page, `${SMALL}&norm=batch`);
  await openMap(page);
  await along(page, "x", "Batch size", ["1"]);
  await along(page, "y", "Width", ["8,16"]);
  await filled(page, 2);
  await expect(page.getByRole("button", { name: "Restart" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Cancel", exact: true })).toBeDisabled();
});

test("another text clears the map of the one before; typed ranges stay", { tag: "@all" }, async ({ page }) => {
  await open(page, SMALL);
  await openMap(page);
  await along(page, "x", "Hidden weight scale", ["0.5", "2", "3"]);
  await along(page, "y", "Output weight scale", ["0.5,1"]);
  await choose(page, "Measure", "Validation loss");
  await type(page, "map-steps", "20");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await filled(page, 6);
  const map = page.locator("#map-field-0");
  await map.press("ArrowRight");
  const { sum } = await cell(page);
  await page.locator("#map-dialog [data-close]").click();
  await page.getByRole("button", { name: "Paste" }).click();
  await page.locator("#paste-text").fill("ab\nba\naab\nbba\nabab\nbaba\nabba\n");
  await page.getByRole("button", { name: "Use this text" }).click();
  await rested(page);
  await type(page, "batch", "4");
  await openMap(page);
  await expect(page.locator("#map-status")).toHaveText("6 cells of 20 steps each. Press Start.");
  await expect(page.locator("#map-x-to")).toHaveValue("2");
  await expect(page.locator("#map-y-list")).toHaveValue("0.5,1");
  expect((await picture(map)).painted).toBe(0);
  await map.press("ArrowRight");
  await expect(page.getByRole("button", { name: "Copy link" })).toBeDisabled();
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await filled(page, 6);
  await map.press("ArrowRight");
  expect((await cell(page)).sum).not.toBe(sum);
});

test("axe finds nothing in the map, nor in its table, nor beside an error", async ({ page }) => {
  await open(page, SMALL);
  await openMap(page);
  await filled(page, 576);
  await page.locator("#map-field-0").press("ArrowRight");
  await expectNoAxeViolations(page);
  await type(page, "map-x-from", "-1");
  await expect(page.locator("#map-x-error")).not.toHaveText("");
  await page.getByRole("button", { name: "As a table", exact: true }).click();
  await expectNoAxeViolations(page);
});
