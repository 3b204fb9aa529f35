// Memory that runs out: a module whose memory is capped, buffers that can't be allocated, and the largest runs of a link. The
// page reports it, keeps the settings and does not retry forever.

import { capMemory, expectReloadReplays, injectWorkerFault, startRunTo, waitForReplay } from "./faults.js";
import { expect, open, test, type, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** @param {Page} page */
const alert = (page) => page.getByRole("alert");

/** Enough for a network of a few hundred neurons, in pages of 64 KiB. */
const LITTLE = 220;
const LARGE = "#v=1&preset=deep-batchnorm&hidden=512x10&batch=256";

test("a network that exceeds the memory is reported, and a smaller one can be trained", async ({ page }) => {
  await capMemory(page, LITTLE);
  const loads = await injectWorkerFault(page, "worker", () => null);
  await page.goto(`./${LARGE}`);
  await expect(alert(page)).toContainText("There is not enough memory for this run");
  await expect(alert(page)).toContainText("Choose fewer or narrower layers, or a smaller batch size");
  expect(loads.count).toBe(2);
  await expect(page.locator("#batch")).toHaveValue("256");
  expect(page.url()).toContain(LARGE);
  await type(page, "width", "32");
  await type(page, "batch", "16");
  await waitUntilIdle(page);
  await expect(alert(page)).toBeHidden();
  await startRunTo(page, 200);
  await expect(page.locator("#step-count")).toHaveText("200");
  await expectReloadReplays(page);
});

test("Back restores the run before a network that exceeded the memory", { tag: "@all" }, async ({ page }) => {
  await capMemory(page, LITTLE);
  await open(page, "#v=1&preset=kaiming&hidden=50&step=300");
  await waitUntilIdle(page);
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

test("a worker that runs out of memory once is replaced and the run replayed", { tag: "@all" }, async ({ page }) => {
  // The error of a failed allocation.
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
  await waitUntilIdle(page);
  await startRunTo(page, 1000);
  await waitForReplay(page, "The training worker ran out of memory; the run is being replayed");
  await startRunTo(page, 1000);
  await expect(page.locator("#step-count")).toHaveText("1,000");
  await expectReloadReplays(page);
});

test("a pinned run that exceeds the memory is reported at its chip, and the others train", { tag: "@all" }, async ({
  page,
}) => {
  await capMemory(page, LITTLE);
  await open(page, "#v=1&preset=kaiming&hidden=50&pin1=huge;preset=deep-batchnorm;hidden=512x10;batch=256&pin2=small");
  await expect(page.locator("#status")).toContainText("“huge” can't continue: there is not enough memory.");
  await expect(page.locator(".chip").first()).toHaveClass(/troubled/);
  await startRunTo(page, 100);
  await expect(page.locator("#step-count")).toHaveText("100");
  await expect(page.locator(".chip").nth(1)).toHaveAttribute("title", /^At step 100, checksum /);
  expect(page.url()).toContain("pin1=huge;");
  await expect(alert(page)).toBeHidden();
});

test("four runs of the largest network train", { tag: "@all" }, async ({ page, browserName }) => {
  test.skip(browserName === "firefox", "one engine is enough for a minute's work");
  test.setTimeout(180_000);
  const most = "hidden=512x10&batch=256&context=8&emb=64&norm=batch";
  const pinned = most.replaceAll("&", ";");
  await page.goto(`./#v=1&${most}&pin1=;${pinned}&pin2=;${pinned};seed=2&pin3=;${pinned};seed=3`);
  await expect(page.locator("#checksum")).toHaveText(/^[0-9a-f]{16}$/, { timeout: 60_000 });
  await expect(page.locator(".chip[title*=checksum]")).toHaveCount(3, { timeout: 60_000 });
  await startRunTo(page, 2);
  await expect(page.locator("#step-count")).toHaveText("2", { timeout: 120_000 });
  await expect(page.locator(".chip[title^='At step 2, checksum']")).toHaveCount(3, { timeout: 60_000 });
  await expect(alert(page)).toBeHidden();
});
