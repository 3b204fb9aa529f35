// The page for everyone: axe in light and dark.

import { AxeBuilder } from "@axe-core/playwright";
import { expect, number, open, rested, test } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** @param {Page} page */
async function faults(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

test.beforeEach(async ({ page }, { project }) => {
  const dark = await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
  expect(dark).toBe(project.name.endsWith("dark"));
});

test("axe finds nothing on the opening page, nor after training", async ({ page }) => {
  await open(page);
  expect(await faults(page)).toEqual([]);
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(50);
  await page.getByRole("button", { name: "Pause" }).click();
  await rested(page);
  expect(await faults(page)).toEqual([]);
});

test("axe finds nothing with an alert, a deep network and a checksum that differs", async ({ page }) => {
  await open(page, "#v=1&preset=deep-batchnorm&w=gain:2&foo=1&step=3&sum=0000000000000000");
  await expect(page.locator("#status")).toContainText("differs");
  await expect(page.getByRole("alert")).toBeVisible();
  expect(await faults(page)).toEqual([]);
});

test("with forced colours, the switch, the gauge and the keys are still seen", async ({ page, browserName }) => {
  test.skip(browserName === "firefox", "its WebDriver BiDi can't force colours");
  await page.emulateMedia({ forcedColors: "active" });
  await open(page);
  const colors = () =>
    page.evaluate(() => {
      const background = (/** @type {string} */ selector, /** @type {string | null} */ pseudo = null) =>
        getComputedStyle(/** @type {Element} */ (document.querySelector(selector)), pseudo).backgroundColor;
      const probe = document.body.appendChild(document.createElement("div"));
      probe.style.forcedColorAdjust = "none";
      const system = (/** @type {string} */ name) => {
        probe.style.backgroundColor = name;
        return getComputedStyle(probe).backgroundColor;
      };
      return {
        seen: [
          background("#norm"),
          background("#norm", "::before"),
          background(".gauge .first"),
          background(".gauge .uniform"),
        ],
        off: ["ButtonFace", "ButtonText", "Highlight", "CanvasText"].map(system),
        on: ["Highlight", "HighlightText", "Highlight", "CanvasText"].map(system),
        swatches: [background(".swatch.activation"), background(".swatch.gradient"), background(".panel")],
      };
    });
  const { seen, off, swatches } = await colors();
  expect(seen).toEqual(off);
  expect(new Set(swatches).size, `${swatches}`).toBe(3);
  await page.getByRole("switch", { name: "BatchNorm" }).check();
  const { seen: checked, on } = await colors();
  expect(checked).toEqual(on);
  expect(new Set(on.slice(0, 2)).size).toBe(2);
  expect(new Set([off[2], off[3], swatches[2]]).size).toBe(3);
});
