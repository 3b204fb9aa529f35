// Layout: everything visible on a desktop, at 200 % zoom, and in windows of other sizes.

import { expect, open, test, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** The elements whose content is cut off. @param {Page} page */
const clippedElements = (page) =>
  page.locator("body *").evaluateAll((all) =>
    all
      .filter((element) => {
        if (!(element instanceof HTMLElement) || element.closest("dialog, .hidden, select, .samples")) return false;
        // The settings scroll in their column.
        if (element.id === "controls") return false;
        const { overflowX, overflowY, display } = getComputedStyle(element);
        if (display === "inline" || overflowX === "visible") return false;
        return (
          element.scrollWidth > element.clientWidth + 1 ||
          (overflowY !== "visible" && element.scrollHeight > element.clientHeight + 1)
        );
      })
      .map(({ tagName, id, className }) => `${tagName} ${id} ${className}`),
  );

for (const [what, fragment] of [
  ["one layer", "#v=1"],
  ["five layers with a norm", "#v=1&preset=deep-batchnorm"],
  ["a changed preset and rates that change", "#v=1&preset=deep-batchnorm&seed=7&lr=0.1,5:0.05,100:0.01&step=20"],
]) {
  const tag = what === "five layers with a norm" ? "@engine" : "@all";
  test(`at 1280 × 720 everything is visible without scrolling: ${what}`, { tag }, async ({ page }) => {
    await page.setViewportSize({ width: 1280, height: 720 });
    await open(page, fragment);
    await waitUntilIdle(page);
    const beyond = await page.evaluate(() => {
      const { scrollWidth, scrollHeight } = document.documentElement;
      return [scrollWidth - innerWidth, scrollHeight - innerHeight];
    });
    expect(beyond).toEqual([0, 0]);
    expect(await clippedElements(page)).toEqual([]);
    for (const id of [
      "train",
      "starting-loss",
      "uniform-loss",
      "verdicts",
      "checksum",
      "out",
      "w",
      "depth",
      "norm",
      "lr",
      "batch",
      "seed",
      "saturation-map",
      "neuron-curve",
      "survey",
      "loss-chart",
      "evaluate",
      "update-chart",
      "weights",
      "samples",
    ]) {
      await expect(page.locator(`#${id}`), id).toBeInViewport({ ratio: 1 });
    }
  });
}

test("in a window of any size nothing is wider than it, and everything can be scrolled to", { tag: "@engine" }, async ({
  page,
}) => {
  await open(page, "#v=1&preset=deep-batchnorm");
  await waitUntilIdle(page);
  for (const [width, height] of [
    [2560, 1440],
    [1920, 1080],
    [1080, 500],
    [640, 360],
  ]) {
    await page.setViewportSize({ width, height });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    if (width < 1080) await page.getByRole("tab", { name: "Loss" }).click();
    for (const id of ["loss-chart", "evaluate", "weights"]) {
      await page.locator(`#${id}`).scrollIntoViewIfNeeded();
      await expect(page.locator(`#${id}`), `${id} at ${width} × ${height}`).toBeInViewport();
    }
  }
});

test("pinned runs stand in a row of their own below the timeline, with long names too", async ({ page }) => {
  const long = encodeURIComponent("as long a name as a pinned run can have");
  const pins = [1, 2, 3].map((i) => `&pin${i}=${long};hidden=5`).join("");
  for (const width of [1280, 1080]) {
    await page.setViewportSize({ width, height: 720 });
    await open(page, `#v=1&hidden=5&step=20${pins}`);
    await waitUntilIdle(page);
    await expect(page.locator("#past-marks button").first()).toBeVisible();
    await expect(page.getByRole("group", { name: /^Pinned run: / })).toHaveCount(3);
    const room = async (/** @type {string} */ id) => {
      const { x = 0, y = 0, width = 0, height = 0 } = (await page.locator(id).boundingBox()) ?? {};
      return { left: x, right: x + width, top: y, bottom: y + height };
    };
    const [timeline, pinned] = [await room("#timeline"), await room("#pinned-row")];
    expect(timeline.right - timeline.left).toBeGreaterThan(600);
    expect(pinned.top).toBeGreaterThanOrEqual(timeline.bottom);
    expect(pinned.right).toBeLessThanOrEqual(width);
    expect((await room("#lockstep-choice")).right).toBeLessThanOrEqual(width);
    // More than fits into the lowest window that shows the whole Lab: the page scrolls by a row or two.
    expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBeLessThanOrEqual(100);
  }
});
