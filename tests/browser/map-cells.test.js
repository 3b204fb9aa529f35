// Cells of the map: read and opened by pointer and keyboard, linked to, saved; and errors next to their fields.

import { mapView, openMap, readCell, readTable, SMALL, setAxis, waitForCells } from "./map.js";
import {
  captureDownload,
  choose,
  copyToTitle,
  expect,
  expectNoAxeViolations,
  open,
  picture,
  test,
  type,
  waitUntilIdle,
} from "./page.js";

test("the link and the command of a cell replay it exactly", async ({ page }) => {
  await copyToTitle(page);
  await open(page, SMALL);
  await waitUntilIdle(page);
  await openMap(page);
  await waitForCells(page, 576);
  const map = page.locator("#map-field-0");
  const { width, height } = (await map.boundingBox()) ?? { width: 0, height: 0 };
  await map.click({ position: { x: width / 2, y: height / 2 } });
  const { text, sum } = await readCell(page);
  // The pointer passes other cells on its way to the button.
  await page.getByRole("button", { name: "Copy link" }).click();
  await expect(page.locator("#map-said")).toHaveText("Link copied.");
  expect((await readCell(page)).text).toBe(text);
  const link = await page.title();
  const { hash } = new URL(link);
  expect(hash).toContain(`sum=${sum}`);
  await expect(page.locator("#map-replay")).toHaveText(`cargo run --release --example replay -- --link '${hash}'`);
  await open(page, hash);
  await expect(page.locator("#checksum")).toHaveText(sum);
  await expect(page.locator("#status")).toContainText("Replayed exactly");
});

test("an invalid range is reported next to its field, and the map stays", { tag: "@all" }, async ({ page }) => {
  await open(page, SMALL);
  await openMap(page);
  await waitForCells(page, 576);
  const map = page.locator("#map-field-0");
  const before = await picture(map);
  for (const [axis, part, value, error] of [
    ["x", "from", "-1", /^Horizontal axis must be a number from .*; you typed “-1”\.$/],
    ["x", "count", "65", /^Horizontal axis must be .*2 to 64 values/],
    ["y", "to", "wide", /^Vertical axis must be a number from .*; you typed “wide”\.$/],
  ]) {
    const field = page.locator(`#map-${axis}-${part}`);
    const kept = await field.inputValue();
    await type(page, `map-${axis}-${part}`, String(value));
    await expect(page.getByRole("alert")).toHaveText(error);
    await expect(field).toHaveAttribute("aria-invalid", "true");
    expect((await picture(map)).hash).toBe(before.hash);
    await type(page, `map-${axis}-${part}`, kept);
    await expect(page.getByRole("alert")).toHaveCount(0);
    await waitForCells(page, 576);
  }
  await choose(page, "Vertical axis, field", "Hidden weight scale");
  await expect(page.getByRole("alert")).toHaveText(
    "Vertical axis must be another setting than the horizontal one; it is “Hidden weight scale”.",
  );
  await expect(page.locator("#map-y")).toHaveAttribute("aria-invalid", "true");
  await expect(page.locator("#map-view input[aria-invalid]")).toHaveCount(0);
  await choose(page, "Vertical axis, field", "Output weight scale");
  await type(page, "map-steps", "many");
  await expect(page.getByRole("alert")).toHaveText(
    "Steps must be a whole number from 0 to 10,000,000; you typed “many”.",
  );
});

test("an invalid cell is hatched with its reason and opens nothing", { tag: "@all" }, async ({ page }) => {
  await open(page, SMALL);
  await openMap(page);
  await setAxis(page, "x", "Batch size", ["1", "4", "3"]);
  await setAxis(page, "y", "Normalization", ["none,batch"]);
  await waitForCells(page, 6);
  const map = page.locator("#map-field-0");
  await map.press("Home");
  await map.press("ArrowUp");
  await expect(page.locator("#map-cell")).toHaveText(
    /^Batch size 1, normalization BatchNorm: invalid configuration\. .*batch.*expected/,
  );
  await map.press("Enter");
  await expect(mapView(page)).toBeVisible();
  await expect(page.getByRole("button", { name: "Open this run" })).toBeDisabled();
});

test("the CSV has a line for each cell with a link that replays", async ({ page }) => {
  await open(page, SMALL);
  await openMap(page);
  await setAxis(page, "x", "Hidden weight scale", ["0.1,1,5/3"]);
  await setAxis(page, "y", "Normalization", ["none,batch"]);
  await waitForCells(page, 6);
  const { name, bytes } = await captureDownload(page, () => page.getByRole("button", { name: "Save CSV" }).click());
  expect(name).toMatch(/^initscope-.*-map-first-loss\.csv$/);
  const csv = bytes.toString("utf8");
  const [head, ...lines] = csv
    .trimEnd()
    .split("\r\n")
    .map((line) => line.split(","));
  expect(head.join()).toBe("w,norm,first_loss,healthy,checksum,link,error");
  expect(lines).toHaveLength(6);
  const shown = (await readTable(page)).flatMap((row) => row.slice(1));
  const values = lines.map(([, , value, healthy]) => `${Number(value).toFixed(3)}${healthy === "true" ? " ✓" : ""}`);
  expect(values).toEqual(shown);
  const [, , , , sum, link] = lines[4];
  await open(page, link);
  await expect(page.locator("#status")).toContainText("Replayed exactly");
  await expect(page.locator("#checksum")).toHaveText(sum);
});

test("cells are read by pointer and keyboard, selected by a click and opened by a button", async ({ page }) => {
  await open(page, SMALL);
  await openMap(page);
  await setAxis(page, "x", "Depth", ["1", "4", "4"]);
  await setAxis(page, "y", "Width", ["8,16"]);
  await waitForCells(page, 8);
  const map = page.locator("#map-field-0");
  const description = page.locator("#map-cell");
  await expect(description).toHaveText(/^Point at a cell/);
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
    await expect(description, key).toHaveText(RegExp(`^Depth ${depth}, width ${width}: first loss `));
  }
  await expect(description).toHaveAttribute("aria-live", "polite");
  await map.press("Escape");
  await expect(description).toHaveText(/^Point at a cell/);
  await expect(mapView(page)).toBeVisible();
  const { width, height } = (await map.boundingBox()) ?? { width: 0, height: 0 };
  await map.hover({ position: { x: width * 0.9, y: height * 0.2 } });
  await expect(description).toHaveText(/^Depth 4, width 16: first loss /);
  await expect(description).toHaveAttribute("aria-live", "off");
  const { sum } = await readCell(page);
  await map.click({ position: { x: width * 0.9, y: height * 0.2 } });
  await expect(mapView(page)).toBeVisible();
  await page.getByRole("button", { name: "Open this run" }).click();
  await expect(mapView(page)).toBeHidden();
  await expect(page.locator("#checksum")).toHaveText(sum);
  await expect(page.locator("#depth")).toHaveValue("4");
});

test("a kept cell is released by another click; one read by keyboard when the pointer leaves", {
  tag: "@all",
}, async ({ page }) => {
  await open(page, SMALL);
  await openMap(page);
  await setAxis(page, "x", "Depth", ["1", "4", "4"]);
  await setAxis(page, "y", "Width", ["8,16"]);
  await waitForCells(page, 8);
  const map = page.locator("#map-field-0");
  const description = page.locator("#map-cell");
  const { width, height } = (await map.boundingBox()) ?? { width: 0, height: 0 };
  const [one, other] = [
    { x: width * 0.9, y: height * 0.2 },
    { x: width * 0.65, y: height * 0.2 },
  ];
  await map.click({ position: one });
  await map.hover({ position: other });
  await expect(description).toHaveText(/^Depth 4, width 16: /);
  await map.click({ position: one });
  await map.hover({ position: other });
  await expect(description).toHaveText(/^Depth 3, width 16: /);
  await map.press("Home");
  await expect(description).toHaveText(/^Depth 1, width 16: /);
  await map.hover({ position: one });
  await expect(description).toHaveText(/^Depth 1, width 16: /);
  await page.getByRole("button", { name: "Save CSV" }).hover();
  await expect(description).toHaveText(/^Depth 1, width 16: /);
  await map.hover({ position: one });
  await expect(description).toHaveText(/^Depth 4, width 16: /);
});

test("a map without valid cells completes at once", { tag: "@all" }, async ({ page }) => {
  await open(page, `${SMALL}&norm=batch`);
  await openMap(page);
  await setAxis(page, "x", "Batch size", ["1"]);
  await setAxis(page, "y", "Width", ["8,16"]);
  await waitForCells(page, 2);
  await expect(page.getByRole("button", { name: "Restart" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Cancel", exact: true })).toBeDisabled();
});

test("another text clears the map and keeps its ranges", { tag: "@all" }, async ({ page }) => {
  await open(page, SMALL);
  await openMap(page);
  await setAxis(page, "x", "Hidden weight scale", ["0.5", "2", "3"]);
  await setAxis(page, "y", "Output weight scale", ["0.5,1"]);
  await choose(page, "Measure", "Validation loss");
  await type(page, "map-steps", "20");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await waitForCells(page, 6);
  const map = page.locator("#map-field-0");
  await map.press("ArrowRight");
  const { sum } = await readCell(page);
  await page.getByRole("button", { name: "Lab", exact: true }).click();
  await page.getByRole("button", { name: "Paste" }).click();
  await page.locator("#paste-text").fill("ab\nba\naab\nbba\nabab\nbaba\nabba\n");
  await page.getByRole("button", { name: "Use this text" }).click();
  await waitUntilIdle(page);
  await type(page, "batch", "4");
  await openMap(page);
  await expect(page.locator("#map-status")).toHaveText("6 cells of 20 steps each. Press Start.");
  await expect(page.locator("#map-x-to")).toHaveValue("2");
  await expect(page.locator("#map-y-list")).toHaveValue("0.5,1");
  expect((await picture(map)).painted).toBe(0);
  await map.press("ArrowRight");
  await expect(page.getByRole("button", { name: "Copy link" })).toBeDisabled();
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await waitForCells(page, 6);
  await map.press("ArrowRight");
  expect((await readCell(page)).sum).not.toBe(sum);
});

test("axe finds no violations in the map, its table and its errors", async ({ page }) => {
  await open(page, SMALL);
  await openMap(page);
  await waitForCells(page, 576);
  await page.locator("#map-field-0").press("ArrowRight");
  await expectNoAxeViolations(page);
  await type(page, "map-x-from", "-1");
  await expect(page.getByRole("alert")).not.toHaveText("");
  await page.getByRole("button", { name: "As a table", exact: true }).click();
  await expectNoAxeViolations(page);
});
