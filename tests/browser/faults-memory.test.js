// Memory that runs out: a module whose memory may grow no further, buffers that can't be made, and the most that a link may
// ask for. The page says so, keeps the settings, and does not try for ever.

import { capMemory, injectWorkerFault, restoredByAddress, runOn } from "./faults.js";
import { expect, open, rested, test, type } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** @param {Page} page */
const alert = (page) => page.getByRole("alert");

/** Room for a network of a few hundred neurons, in pages of 64 KiB. */
const LITTLE = 220;
const LARGE = "#v=1&preset=deep-batchnorm&hidden=512x10&batch=256";

test("a network that does not fit is told, its settings stay, and a smaller one goes on from there", async ({
  page,
}) => {
  await capMemory(page, LITTLE);
  const loads = await injectWorkerFault(page, "worker", () => null);
  await page.goto(`./${LARGE}`);
  await expect(alert(page)).toContainText("There is not enough memory for this run");
  await expect(alert(page)).toContainText("choose fewer or narrower layers, or a smaller batch");
  expect(loads.count).toBe(2);
  await expect(page.locator("#batch")).toHaveValue("256");
  expect(page.url()).toContain(LARGE);
  await type(page, "width", "32");
  await type(page, "batch", "16");
  await rested(page);
  await expect(alert(page)).toBeHidden();
  await runOn(page, 200);
  await expect(page.locator("#step-count")).toHaveText("200");
  await restoredByAddress(page);
});

test("where a setting makes a run too large, the run before was not in vain: it comes back with its setting", {
  tag: "@all",
}, async ({ page }) => {
  await capMemory(page, LITTLE);
  await open(page, "#v=1&preset=kaiming&hidden=50&step=300");
  await rested(page);
  const sum = await page.locator("#checksum").textContent();
  await expect.poll(() => page.url()).toContain(`sum=${sum}`);
  await page.evaluate((link) => {
    location.hash = link;
  }, LARGE);
  await expect(alert(page)).toContainText("There is not enough memory for this run");
  await page.goBack();
  await expect(page.locator("#status")).toHaveText(`Replayed exactly: step 300, checksum ${sum}.`);
  await expect(alert(page)).toBeHidden();
});

test("memory that runs out once, in mid-run, costs the worker and not the run", { tag: "@all" }, async ({ page }) => {
  // What an engine throws where it has no room for a frame.
  const full = `
    let left = 200;
    const Native = ArrayBuffer;
    globalThis.ArrayBuffer = function (size) {
      left -= 1;
      if (left < 0) throw new RangeError("Array buffer allocation failed");
      return new Native(size);
    };`;
  await injectWorkerFault(page, "worker", (nth) => (nth === 1 ? full : null));
  await open(page, "#v=1&preset=kaiming");
  await rested(page);
  await runOn(page, 1000);
  await expect(alert(page)).toContainText("The training worker ran out of memory; the run is being replayed");
  await rested(page);
  await runOn(page, 1000);
  await expect(page.locator("#step-count")).toHaveText("1,000");
  await restoredByAddress(page);
});

test("a pinned run that does not fit is told at its chip, and the others train on", { tag: "@all" }, async ({
  page,
}) => {
  await capMemory(page, LITTLE);
  await open(page, "#v=1&preset=kaiming&hidden=50&pin1=huge;preset=deep-batchnorm;hidden=512x10;batch=256&pin2=small");
  await expect(page.locator("#status")).toContainText("“huge” can't go on: there is not enough memory.");
  await expect(page.locator(".chip").first()).toHaveClass(/troubled/);
  await runOn(page, 100);
  await expect(page.locator("#step-count")).toHaveText("100");
  await expect(page.locator(".chip").nth(1)).toHaveAttribute("title", /^At step 100, checksum /);
  expect(page.url()).toContain("pin1=huge;");
  await expect(alert(page)).toBeHidden();
});

test("the most that a link may ask for: four runs of the largest network, each step of it", { tag: "@all" }, async ({
  page,
  browserName,
}) => {
  test.skip(browserName === "firefox", "one engine is enough for a minute's work");
  test.setTimeout(180_000);
  const most = "hidden=512x10&batch=256&context=8&emb=64&norm=batch";
  const beside = most.replaceAll("&", ";");
  await page.goto(`./#v=1&${most}&pin1=;${beside}&pin2=;${beside};seed=2&pin3=;${beside};seed=3`);
  await expect(page.locator("#checksum")).toHaveText(/^[0-9a-f]{16}$/, { timeout: 60_000 });
  await expect(page.locator(".chip[title*=checksum]")).toHaveCount(3, { timeout: 60_000 });
  await runOn(page, 2);
  await expect(page.locator("#step-count")).toHaveText("2", { timeout: 120_000 });
  await expect(page.locator(".chip[title^='At step 2, checksum']")).toHaveCount(3, { timeout: 60_000 });
  await expect(alert(page)).toBeHidden();
});
