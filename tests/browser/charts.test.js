// The charts' labels: whole, at any size of run, loss and network.

import { expect, open, rested, test } from "./page.js";

/** @import { Locator } from "@playwright/test" */

/** Painted pixels of a canvas's first and last column: where anything is, a label is cut off. @param {Locator} canvas */
const edges = (canvas) =>
  canvas.evaluate((element) => {
    const { width, height } = /** @type {HTMLCanvasElement} */ (element);
    const copy = Object.assign(document.createElement("canvas"), { width, height });
    const context = copy.getContext("2d", { willReadFrequently: true });
    if (context === null) throw new Error("expected a 2d context");
    context.drawImage(/** @type {HTMLCanvasElement} */ (element), 0, 0);
    return [0, width - 1].map((x) => {
      const { data } = context.getImageData(x, 0, 1, height);
      return data.filter((_, i) => i % 4 === 3).filter((alpha) => alpha > 0).length;
    });
  });

for (const [what, fragment] of [
  ["a step label at the very end", "#v=1&hidden=4&step=1001"],
  ["losses of twenty digits", "#v=1&act=relu&hidden=100x5&w=std:100&out=std:100&lr=0&step=21"],
  ["the names of eleven weight matrices", "#v=1&hidden=4x10&step=1001"],
]) {
  test(`no label is cut off: ${what}`, async ({ page }) => {
    await open(page, fragment);
    await expect(page.locator("#status")).toContainText("Replayed");
    await rested(page);
    for (const id of ["loss-chart", "update-chart"]) {
      await expect.poll(() => edges(page.locator(`#${id} canvas`)), id).toEqual([0, 0]);
    }
  });
}
