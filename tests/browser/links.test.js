// Links: they restore a run, verify its checksum, report wrong fields and go into the history.

import { readFileSync } from "node:fs";
import { expect, figures, number, open, passEntryTime, test, waitUntilIdle } from "./page.js";

/** @type {Record<string, string>} */
const checksums = JSON.parse(readFileSync(new URL("../golden/checksums.json", import.meta.url), "utf8"));

test("the address restores the run after a reload", { tag: "@engine" }, async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&w=gain:2&seed=7");
  for (const step of ["1", "2", "3"]) {
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await expect(page.locator("#step-count")).toHaveText(step);
  }
  const before = await figures(page);
  await expect.poll(() => page.url()).toMatch(/#v=1&preset=kaiming&w=gain:2&seed=7&step=3&sum=[0-9a-f]{16}$/);
  await page.reload();
  await expect(page.locator("#status")).toHaveText(/^Replayed exactly: step 3, checksum [0-9a-f]{16}\.$/);
  expect(await figures(page)).toEqual(before);
  await expect(page.locator("#seed")).toHaveValue("7");
});

test("a differing checksum is reported, and the link stays in the address", async ({ page }) => {
  const fragment = "#v=1&preset=kaiming&step=10&sum=0123456789abcdef";
  await page.clock.install();
  await open(page, fragment);
  await expect(page.locator("#status")).toContainText("but the checksum differs (link 0123456789abcdef, here ");
  await expect(page.locator("#step-count")).toHaveText("10");
  // Time enough to write another address.
  await page.clock.fastForward(2000);
  expect(page.url()).toContain(fragment);
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await expect.poll(() => page.url()).toContain("step=11");
});

test("a link of another version is reported when its checksum differs", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=2&preset=kaiming&step=3&sum=0123456789abcdef");
  await expect(page.getByRole("alert")).toContainText("v: expected 1, got 2");
  await expect(page.locator("#status")).toContainText("here ");
  await expect(page.locator("#status")).toContainText("The link has version 2; this page reads version 1.");
});

test("every documented link opens without an alert", { tag: "@all" }, async ({ page }) => {
  test.slow();
  const file = readFileSync(new URL("../golden/links.txt", import.meta.url), "utf8");
  const links = file.split("\n").filter((line) => line !== "" && !line.startsWith(";"));
  expect(links.length).toBeGreaterThan(80);
  await open(page);
  for (const [given, printed] of links.map((line) => line.split(" => "))) {
    await page.evaluate(
      (given) => {
        location.hash = given;
      },
      given.replace("step=10000000", "step=100"),
    );
    // A link with a lesson and no run opens the run of the lesson.
    if (printed.includes("lesson=")) await expect(page.getByRole("complementary", { name: "Lesson" })).toBeVisible();
    else await expect(page.locator("#preset")).toHaveValue(/preset=([^&]*)/.exec(printed)?.[1] ?? "naive");
    // When idle the address is the canonical link; the native tests cover replays.
    if (!/&(step|sum|textis|lesson)=/.test(printed))
      await expect.poll(() => new URL(page.url()).hash, given).toBe(printed);
    await expect(page.getByRole("alert"), given).toBeHidden();
  }
});

test("a link followed just before the address is written is the one that opens", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  await page.evaluate(async () => {
    document.getElementById("new-seed")?.click();
    // The address of the new run is to be written soon, and at once where the page is left.
    await new Promise(requestAnimationFrame);
    location.hash = "#v=1&preset=kaiming";
    dispatchEvent(new Event("pagehide"));
  });
  await expect(page.locator("#preset")).toHaveValue("kaiming");
  await waitUntilIdle(page);
  await expect.poll(() => new URL(page.url()).hash).toBe("#v=1&preset=kaiming");
});

test("a link with a step and no checksum is replayed", { tag: "@all" }, async ({ page }) => {
  await open(page, "#v=1&preset=naive&step=1000");
  await expect(page.locator("#status")).toHaveText("Replayed 1,000 steps. There is no checksum to compare.");
  await expect(page.locator("#checksum")).toHaveText(checksums.naive);
});

test("a long replay shows its progress and can be canceled", async ({ page }) => {
  await open(page, "#v=1&step=10000000");
  await expect(page.getByRole("progressbar", { name: "Replaying" })).toBeVisible();
  await expect(page.locator("#status")).toHaveText("Replaying to step 10,000,000.");
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(100);
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.locator("#status")).toContainText("Replay canceled after");
  await expect(page.getByRole("progressbar")).toBeHidden();
  await waitUntilIdle(page);
  await expect(page.getByRole("button", { name: "Train" })).toBeEnabled();
});

test("a bad link names each wrong field and uses the others", async ({ page }) => {
  await open(page, "#v=1&preset=nope&w=std:1000&batch=x&colour=red&seed=-1&lr=0.5");
  const alert = page.getByRole("alert");
  await expect(alert.getByRole("heading")).toHaveText("Parts of this link can't be used; the rest is kept");
  for (const field of ["preset", "w", "batch", "colour", "seed"]) {
    await expect(alert.getByRole("listitem").filter({ hasText: `${field}: expected` })).toHaveCount(1);
  }
  await expect(alert.getByRole("listitem")).toHaveCount(5);
  await expect(alert).toContainText("seed: expected a whole number from 0 to 4294967295, got -1");
  await expect(page.locator("#lr-number")).toHaveValue("0.5");
  expect(await number(page, "loss")).toBeCloseTo(22.305, 2);
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(50);
});

test("a link followed on the open page replaces the run", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  await page.evaluate(() => {
    location.hash = "#v=1&preset=deep-linear&step=2";
  });
  await expect(page.locator("#preset")).toHaveValue("deep-linear");
  await expect(page.locator("#status")).toContainText("Replayed 2 steps");
  await expect(page.locator(".layer")).toHaveCount(5);
});

test("Back and Forward restore each run at its last step", { tag: "@engine" }, async ({ page }) => {
  await open(page);
  await waitUntilIdle(page);
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await expect(page.locator("#step-count")).toHaveText("1");
  await expect.poll(() => page.url()).toContain("step=1");
  const naive = await figures(page);
  await page.getByRole("combobox", { name: "Preset" }).selectOption("kaiming");
  await expect.poll(() => page.url()).toContain("preset=kaiming");
  await page.locator("#run-to-step").fill("30");
  await page.getByRole("button", { name: "Run to" }).click();
  await expect.poll(() => page.url()).toContain("step=30");
  const kaiming = await figures(page);
  await page.goBack();
  await expect(page.locator("#status")).toContainText("Replayed exactly: step 1,");
  expect(await figures(page)).toEqual(naive);
  await page.goForward();
  await expect(page.locator("#status")).toContainText("Replayed exactly: step 30,");
  expect(await figures(page)).toEqual(kaiming);
  await expect(page.locator("#preset")).toHaveValue("kaiming");
});

test("a drag is one entry of the history, and so is Reset", { tag: "@all" }, async ({ page }) => {
  await page.clock.install();
  await open(page, "#v=1&preset=kaiming&step=5");
  await waitUntilIdle(page);
  const entries = () => page.evaluate(() => history.length);
  const before = await entries();
  for (let position = 250; position < 290; position += 4) {
    await page.locator("#w").fill(String(position));
    await page.clock.fastForward(100);
  }
  await expect.poll(() => page.url()).toContain("w=gain:");
  await page.clock.fastForward(500);
  expect(await entries()).toBe(before + 1);
  await passEntryTime(page);
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await expect.poll(() => page.url()).toContain("step=1");
  expect(await entries()).toBe(before + 1);
  await page.getByRole("button", { name: "Reset" }).click();
  await expect.poll(() => page.url()).not.toContain("step=");
  await expect.poll(entries).toBe(before + 2);
});
