// The runs that a browser keeps: they appear, go on, outlive a reload, come back by being replayed, and go.

import { expect, expectNoAxeViolations, open, picture, rested, test } from "./page.js";
import {
  bring,
  close,
  exported,
  KAIMING,
  keep,
  listed,
  make,
  names,
  openRuns,
  rename,
  runs,
  runTo,
  said,
  trouble,
} from "./runs.js";

test("a run that comes to rest is kept by itself, told in figures and a picture; a few steps are not", {
  tag: "@firefox",
}, async ({ page }) => {
  await open(page, KAIMING);
  await rested(page);
  await openRuns(page);
  await expect(page.locator("#runs-empty")).toHaveText(/^No run is here yet\. /);
  await expect(page.getByRole("button", { name: "Export all" })).toBeDisabled();
  await close(page);
  await runTo(page, 9);
  await openRuns(page);
  await expect(runs(page)).toHaveCount(0);
  await close(page);

  const first = (await page.locator("#starting-loss").textContent()) ?? "";
  const sum = await runTo(page, 200);
  await page.locator("#evaluate").click();
  await expect(page.locator("#evaluation")).toHaveText(/^At step 200: /);
  const evaluation = ((await page.locator("#evaluation").textContent()) ?? "").replace("At step 200: ", "");
  await openRuns(page);
  await expect(runs(page)).toHaveCount(1);
  expect(await names(page)).toEqual(["kaiming, hidden 20"]);
  const facts = runs(page).locator(".run-facts");
  await expect(facts).toContainText("step 200 · ");
  await expect(facts).toContainText(`loss ${first} → `);
  await expect(facts).toContainText(evaluation);
  const kept = (await exported(page)).file.runs[0];
  expect(kept.link).toContain(`sum=${sum}`);
  expect([kept.step, kept.log.mean.length, kept.layers.length]).toEqual([200, 200, 1]);
  await expect(facts).toContainText(`→ ${kept.last.toFixed(3)}`);
  const drawn = () => picture(runs(page).locator("canvas"));
  await expect.poll(async () => (await drawn()).painted).toBeGreaterThan(0.01);
  expect((await drawn()).colors).toBeGreaterThan(2);
  await expect(runs(page).getByRole("img")).toHaveAccessibleName(/^kaiming, hidden 20: smoothed loss from /);
});

test("the same run going on updates its place; another settings' run has a place of its own", { tag: "@all" }, async ({
  page,
}) => {
  await make(page, KAIMING, 50);
  await keep(page);
  const sum = await runTo(page, 120);
  await keep(page);
  await make(page, `${KAIMING}&seed=7`, 30);
  await openRuns(page);
  await expect(runs(page)).toHaveCount(2);
  expect(await names(page)).toEqual(["kaiming, hidden 20, seed 7", "kaiming, hidden 20"]);
  await expect(runs(page).nth(1)).toContainText("step 120");
  const { file } = await exported(page);
  expect(file.runs[1].link).toContain(`step=120&sum=${sum}`);
});

test("runs outlive a reload, and a restored one is replayed to the same checksum", async ({ page }) => {
  const sum = await make(page, KAIMING, 150);
  await keep(page);
  await make(page, "#v=1&preset=naive&hidden=10", 40);
  await keep(page);
  await expect.poll(() => page.url()).toContain("step=40");
  await page.reload();
  await rested(page);
  await openRuns(page);
  expect(await names(page)).toEqual(["naive, hidden 10", "kaiming, hidden 20"]);
  await page.getByRole("button", { name: "Restore kaiming, hidden 20" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.locator("#status")).toHaveText(`Replayed exactly: step 150, checksum ${sum}.`);
  await expect(page.locator("#checksum")).toHaveText(sum);
  expect(new URL(page.url()).hash).toContain(`step=150&sum=${sum}`);
  // It is an entry of the history: back leads to the run before.
  await page.goBack();
  await expect(page.locator("#status")).toHaveText(/^Replayed exactly: step 40, /);
  await openRuns(page);
  await expect(runs(page)).toHaveCount(2);
});

test("a restored run comes beside those that are pinned", { tag: "@all" }, async ({ page }) => {
  const sum = await make(page, KAIMING, 30);
  await keep(page);
  await open(page, "#v=1&preset=naive&hidden=10");
  await rested(page);
  await page.getByRole("button", { name: "Pin", exact: true }).click();
  await expect.poll(() => page.url()).toContain("pin1=");
  await openRuns(page);
  await page.getByRole("button", { name: "Restore kaiming, hidden 20" }).click();
  await expect(page.locator("#status")).toHaveText(`Replayed exactly: step 30, checksum ${sum}.`);
  expect(page.url()).toContain("pin1=");
});

test("a run is kept by itself, without the dialog, also where its tab is left", { tag: "@all" }, async ({ page }) => {
  await make(page, KAIMING, 60);
  const stored = () =>
    page.evaluate(async () => {
      const found = await indexedDB.databases();
      if (!found.some(({ name }) => name === "initscope")) return 0;
      return new Promise((resolve, reject) => {
        const request = indexedDB.open("initscope");
        request.onerror = reject;
        request.onsuccess = () => {
          const count = request.result.transaction("runs").objectStore("runs").count();
          count.onsuccess = () => {
            request.result.close();
            resolve(count.result);
          };
        };
      });
    });
  await expect.poll(stored).toBe(1);
});

test("a run is renamed, removed, brought back, and all are cleared after a question", async ({ page }) => {
  await make(page, KAIMING, 20);
  await keep(page);
  await make(page, "#v=1&preset=naive&hidden=10", 20);
  await openRuns(page);
  const field = runs(page).nth(1).getByRole("textbox", { name: "Name" });
  await rename(page, 1, "  The good  one <b> ");
  await expect(said(page)).toHaveText("Renamed: The good one <b>.");
  await close(page);
  await openRuns(page);
  expect(await names(page)).toEqual(["naive, hidden 10", "The good one <b>"]);

  await page.getByRole("button", { name: "Remove The good one <b>" }).click();
  await expect(said(page)).toHaveText("Removed The good one <b>.");
  await expect(runs(page)).toHaveCount(1);
  const undo = page.locator("#runs-undo");
  await expect(undo).toBeFocused();
  await undo.press("Enter");
  await expect(said(page)).toHaveText("The good one <b> is back.");
  expect(await names(page)).toEqual(["naive, hidden 10", "The good one <b>"]);

  // An emptied name is the run's own again.
  await rename(page, 1, "");
  await expect(field).toHaveValue("kaiming, hidden 20");

  await page.getByRole("button", { name: "Clear all…" }).click();
  await expect(page.getByRole("group", { name: "Remove 2 runs?" })).toBeVisible();
  await page.getByRole("button", { name: "Keep them" }).click();
  await expect(runs(page)).toHaveCount(2);
  await page.getByRole("button", { name: "Clear all…" }).click();
  await page.getByRole("button", { name: "Remove all" }).click();
  await expect(page.locator("#runs-empty")).toBeVisible();
  await expect(said(page)).toHaveText("Removed 2 runs.");
  await undo.click();
  await expect(runs(page)).toHaveCount(2);
  await page.getByRole("button", { name: "Clear all…" }).click();
  await page.getByRole("button", { name: "Remove all" }).click();
  await expect(page.locator("#runs-empty")).toBeVisible();

  // Also after a reload, which replays the run at hand.
  await page.reload();
  await expect(page.locator("#status")).toHaveText(/^Replayed exactly: step 20, /);
  await openRuns(page);
  await expect(page.locator("#runs-empty")).toBeVisible();
});

test("two tabs keep one shelf", { tag: "@all" }, async ({ page, context }) => {
  await make(page, KAIMING, 30);
  await keep(page);
  const second = await context.newPage();
  await make(second, "#v=1&preset=naive&hidden=10", 20);
  await openRuns(second);
  await expect(runs(second)).toHaveCount(2);
  await second.getByRole("button", { name: "Remove kaiming, hidden 20" }).click();
  await expect(runs(second)).toHaveCount(1);
  await second.close();
  await openRuns(page);
  expect(await names(page)).toEqual(["naive, hidden 10"]);
});

test("in a frame nothing is kept, and no shelf is offered", { tag: "@all" }, async ({ page }) => {
  /** @type {string[]} */
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await open(page, `${KAIMING}&hide=none&embed=1&step=30`);
  await rested(page);
  await expect(page.locator("#step-count")).toHaveText("30");
  await expect(page.locator("#runs")).toBeHidden();
  // Not even what would keep it is fetched.
  expect(asked.filter((url) => url.includes("keeper"))).toEqual([]);
  await open(page, KAIMING);
  await openRuns(page);
  await expect(page.locator("#runs-empty")).toBeVisible();
});

test("by keyboard alone: open, name, restore, remove, undo, close", { tag: "@all" }, async ({ page }) => {
  await make(page, KAIMING, 30);
  await page.locator("#runs").focus();
  await page.keyboard.press("Enter");
  await listed(page);
  const focused = () =>
    page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent);
  const tabTo = async (/** @type {string} */ name) => {
    for (let i = 0; i < 12 && (await focused()) !== name; i++) await page.keyboard.press("Tab");
    expect(await focused()).toBe(name);
  };
  await expect(runs(page)).toHaveCount(1);
  await tabTo("Name");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("mine");
  await page.keyboard.press("Enter");
  await expect(said(page)).toHaveText("Renamed: mine.");
  await tabTo("Remove mine");
  await page.keyboard.press("Enter");
  await expect(said(page)).toHaveText("Removed mine.");
  await expect.poll(focused).toBe("Undo");
  await page.keyboard.press("Enter");
  await expect.poll(focused).toBe("Restore mine");
  await tabTo("Clear all…");
  await page.keyboard.press("Enter");
  await expect.poll(focused).toBe("Keep them");
  await page.keyboard.press("Enter");
  await expect.poll(focused).toBe("Clear all…");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("runs");
});

test("axe finds nothing in the dialog, empty and with an error", { tag: "@all" }, async ({ page }) => {
  await open(page, KAIMING);
  await rested(page);
  await openRuns(page);
  await expectNoAxeViolations(page);
  await bring(page, "{}");
  await expect(trouble(page)).not.toBeEmpty();
  await expectNoAxeViolations(page);
});

test("axe finds nothing in the dialog with runs, a question and a removal", { tag: "@all" }, async ({ page }) => {
  await make(page, "#v=1&preset=deep-gain-3&hidden=10x3", 20);
  await openRuns(page);
  await expect(runs(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Clear all…" }).click();
  await expectNoAxeViolations(page);
  await page.getByRole("button", { name: "Keep them" }).click();
  await page.getByRole("button", { name: /^Remove deep/ }).click();
  await expect(page.locator("#runs-undo")).toBeVisible();
  await expectNoAxeViolations(page);
});

test("on a small screen a run's line fits, and its buttons are large enough for a finger", { tag: "@all" }, async ({
  page,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page, "#v=1&preset=deep-gain-3&hidden=10x3&step=20");
  await expect(page.locator("#step-count")).toHaveText("20");
  await rested(page);
  await openRuns(page);
  await expect(runs(page)).toHaveCount(1);
  const dialog = page.getByRole("dialog");
  expect(await dialog.evaluate((it) => it.scrollWidth - it.clientWidth)).toBe(0);
  for (const button of await runs(page).getByRole("button").all()) {
    const { width = 0, height = 0 } = (await button.boundingBox()) ?? {};
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
  }
  await expect.poll(async () => (await picture(runs(page).locator("canvas"))).painted).toBeGreaterThan(0.01);
  await expectNoAxeViolations(page);
});
