// The page as a whole: everything at a glance on a desktop, at 200 % zoom, and in wide and odd windows.

import { expect, open, rested, test } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** What is wider or higher than the room it has. @param {Page} page */
const cut = (page) =>
  page.locator("body *").evaluateAll((all) =>
    all
      .filter((element) => {
        if (!(element instanceof HTMLElement) || element.closest("dialog, .hidden, select, .samples")) return false;
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
  test(`at 1280 × 720 all is seen without scrolling: ${what}`, {
    tag: what.startsWith("a changed preset") ? "@firefox" : "@all",
  }, async ({ page }) => {
    await page.setViewportSize({ width: 1280, height: 720 });
    await open(page, fragment);
    await rested(page);
    const beyond = await page.evaluate(() => {
      const { scrollWidth, scrollHeight } = document.documentElement;
      return [scrollWidth - innerWidth, scrollHeight - innerHeight];
    });
    expect(beyond).toEqual([0, 0]);
    expect(await cut(page)).toEqual([]);
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
      "plan",
      "batch",
      "seed",
      "text-paste",
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

for (const [width, height] of [
  [640, 360],
  [1080, 500],
  [1920, 1080],
  [2560, 1440],
]) {
  test(`at ${width} × ${height} nothing is wider than the window, and what is below can be scrolled to`, {
    tag: width === 640 ? "@firefox" : "@all",
  }, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await open(page, "#v=1&preset=deep-batchnorm");
    await rested(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    if (width < 1080) await page.getByRole("tab", { name: "Loss" }).click();
    for (const id of ["loss-chart", "evaluate", "weights"]) {
      await page.locator(`#${id}`).scrollIntoViewIfNeeded();
      await expect(page.locator(`#${id}`), id).toBeInViewport();
    }
  });
}

test("names of pinned runs, however long, leave the scrubber and its buttons their room", { tag: "@all" }, async ({
  page,
}) => {
  const long = encodeURIComponent("as long a name as a pinned run can have");
  const pins = [1, 2, 3].map((i) => `&pin${i}=${long};hidden=5`).join("");
  for (const width of [1280, 1080]) {
    await page.setViewportSize({ width, height: 720 });
    await open(page, `#v=1&hidden=5&step=20${pins}`);
    await rested(page);
    await expect(page.locator("#past-marks button").first()).toBeVisible();
    await expect(page.getByRole("group", { name: /^Pinned run: / })).toHaveCount(3);
    const room = async (/** @type {string} */ id) => (await page.locator(id).boundingBox()) ?? { x: 0, width: 0 };
    const [track, present, beside] = [await room("#past"), await room("#past-leave"), await room("#comparing")];
    expect(track.width).toBeGreaterThanOrEqual(60);
    expect(present.x + present.width).toBeLessThanOrEqual(beside.x);
    expect(beside.x + beside.width).toBeLessThanOrEqual(width);
  }
});
