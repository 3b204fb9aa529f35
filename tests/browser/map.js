// For tests of the map: opens its view, sets its axes and reads its cells.

import { choose, expect, type } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** A small network, which the map computes fast. */
export const SMALL = "#v=1&hidden=12x3&batch=8&w=gain:1";

/** The view. @param {Page} page */
export const mapView = (page) => page.getByRole("main", { name: "Map" });

/** Opens and returns the view. @param {Page} page */
export async function openMap(page) {
  await page.getByRole("button", { name: "Map", exact: true }).click();
  const view = mapView(page);
  await expect(view).toBeVisible();
  return view;
}

/** Waits until every cell is computed. @param {Page} page @param {number} cells */
export async function waitForCells(page, cells) {
  const all = cells.toLocaleString("en");
  await expect(page.locator("#map-status")).toHaveText(`${all} of ${all} cells.`, { timeout: 40_000 });
}

/**
 * Sets an axis, list or range.
 * @param {Page} page
 * @param {"x" | "y"} axis
 * @param {string} field its label
 * @param {string[]} values a range's from, to and count, or one text for a list
 */
export async function setAxis(page, axis, field, values) {
  await choose(page, axis === "x" ? "Horizontal axis, field" : "Vertical axis, field", field);
  if (values.length === 1) {
    const list = page.locator(`#map-${axis}-list`);
    if (await list.isHidden()) await page.locator(`#map-${axis}-kind`).click();
    await type(page, `map-${axis}-list`, values[0]);
  }
  for (const [i, part] of values.length === 3 ? ["from", "to", "count"].entries() : []) {
    await type(page, `map-${axis}-${part}`, values[i]);
  }
}

/** The rows of the table from the lowest up: `[value of y, cells…]`. @param {Page} page */
export async function readTable(page) {
  const button = page.getByRole("button", { name: "As a table", exact: true });
  await button.click();
  const rows = await page
    .locator("#map-table tbody tr")
    .evaluateAll((rows) => rows.map((row) => [...row.children].map(({ textContent }) => textContent ?? "")));
  await button.click();
  return rows.reverse();
}

/** The description of the selected cell, its figure and checksum. @param {Page} page */
export async function readCell(page) {
  const description = page.locator("#map-cell");
  await expect(description).toHaveText(/checksum [0-9a-f]{16}$/);
  const text = (await description.textContent()) ?? "";
  const [, value, sum] = /: [a-z ,/]+? ([−\d.e]+)(?: %)?, (?:not )?healthy[^;]*; checksum (\w{16})$/.exec(text) ?? [];
  return { text, value: Number(value.replace("−", "-")), sum };
}
