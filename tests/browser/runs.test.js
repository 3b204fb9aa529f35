// Saved runs: added, updated, kept over a reload, restored by replay, renamed and removed.

import { expect, expectNoAxeViolations, open, picture, test, waitUntilIdle } from "./page.js";
import {
  closeRuns,
  exportRuns,
  importFile,
  KAIMING,
  makeRun,
  openRuns,
  renameRun,
  runNames,
  runs,
  runsError,
  runsStatus,
  runTo,
  saveRun,
  waitForRunList,
} from "./runs.js";

test("a paused run is saved with figures and a picture; one of a few steps is not", async ({ page }) => {
  await open(page, KAIMING);
  await waitUntilIdle(page);
  await openRuns(page);
  await expect(page.locator("#runs-empty")).toContainText(/^There are no saved runs yet: /);
  await expect(page.getByRole("button", { name: "Export all" })).toBeDisabled();
  await closeRuns(page);
  await runTo(page, 9);
  await openRuns(page);
  await expect(runs(page)).toHaveCount(0);
  await closeRuns(page);

  const first = (await page.locator("#starting-loss").textContent()) ?? "";
  const sum = await runTo(page, 200);
  await page.locator("#evaluate").click();
  await expect(page.locator("#evaluation")).toHaveText(/^At step 200: /);
  const evaluation = ((await page.locator("#evaluation").textContent()) ?? "").replace("At step 200: ", "");
  await openRuns(page);
  await expect(runs(page)).toHaveCount(1);
  expect(await runNames(page)).toEqual(["Scaled by fan-in, hidden 20"]);
  const facts = runs(page).locator(".run-facts");
  await expect(facts).toContainText("step 200 · ");
  await expect(facts).toContainText(`loss ${first} → `);
  await expect(facts).toContainText(evaluation);
  const kept = (await exportRuns(page)).file.runs[0];
  expect(kept.link).toContain(`sum=${sum}`);
  expect([kept.step, kept.log.mean.length, kept.layers.length]).toEqual([200, 200, 1]);
  await expect(facts).toContainText(`→ ${kept.last.toFixed(3)} (smoothed)`);
  const drawn = () => picture(runs(page).locator("canvas"));
  await expect.poll(async () => (await drawn()).painted).toBeGreaterThan(0.01);
  expect((await drawn()).colors).toBeGreaterThan(2);
  await expect(runs(page).getByRole("img")).toHaveAccessibleName(/^Scaled by fan-in, hidden 20: smoothed loss from /);
});

test("a continued run updates its entry; other settings have an entry of their own", { tag: "@all" }, async ({
  page,
}) => {
  await makeRun(page, KAIMING, 50);
  await saveRun(page);
  const sum = await runTo(page, 120);
  await saveRun(page);
  await makeRun(page, `${KAIMING}&seed=7`, 30);
  await openRuns(page);
  await expect(runs(page)).toHaveCount(2);
  expect(await runNames(page)).toEqual(["Scaled by fan-in, hidden 20, seed 7", "Scaled by fan-in, hidden 20"]);
  await expect(runs(page).nth(1)).toContainText("step 120");
  const { file } = await exportRuns(page);
  expect(file.runs[1].link).toContain(`step=120&sum=${sum}`);
});

test("saved runs survive a reload, and a restored one replays to its checksum", { tag: "@engine" }, async ({
  page,
}) => {
  const sum = await makeRun(page, KAIMING, 150);
  await saveRun(page);
  await makeRun(page, "#v=1&preset=naive&hidden=10", 40);
  await saveRun(page);
  await expect.poll(() => page.url()).toContain("step=40");
  await page.reload();
  await waitUntilIdle(page);
  await openRuns(page);
  expect(await runNames(page)).toEqual(["Too large, hidden 10", "Scaled by fan-in, hidden 20"]);
  await page.getByRole("button", { name: "Restore Scaled by fan-in, hidden 20" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.locator("#status")).toHaveText(`Replayed exactly: step 150, checksum ${sum}.`);
  await expect(page.locator("#checksum")).toHaveText(sum);
  expect(new URL(page.url()).hash).toContain(`step=150&sum=${sum}`);
  // It is an entry of the history: Back leads to the previous run.
  await page.goBack();
  await expect(page.locator("#status")).toHaveText(/^Replayed exactly: step 40, /);
  await openRuns(page);
  await expect(runs(page)).toHaveCount(2);
});

test("a restored run keeps the pinned runs", { tag: "@all" }, async ({ page }) => {
  const sum = await makeRun(page, KAIMING, 30);
  await saveRun(page);
  await open(page, "#v=1&preset=naive&hidden=10");
  await waitUntilIdle(page);
  await page.getByRole("button", { name: "Pin", exact: true }).click();
  await expect.poll(() => page.url()).toContain("pin1=");
  await openRuns(page);
  await page.getByRole("button", { name: "Restore Scaled by fan-in, hidden 20" }).click();
  await expect(page.locator("#status")).toHaveText(`Replayed exactly: step 30, checksum ${sum}.`);
  expect(page.url()).toContain("pin1=");
});

test("a run is saved without opening the dialog", { tag: "@all" }, async ({ page }) => {
  await makeRun(page, KAIMING, 60);
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

test("runs are renamed, removed, restored by Undo, and cleared after a question", async ({ page }) => {
  await makeRun(page, KAIMING, 20);
  await saveRun(page);
  await makeRun(page, "#v=1&preset=naive&hidden=10", 20);
  await openRuns(page);
  const field = runs(page).nth(1).getByRole("textbox", { name: "Name" });
  await renameRun(page, 1, "  The good  one <b> ");
  await expect(runsStatus(page)).toHaveText("Renamed: The good one <b>.");
  await closeRuns(page);
  await openRuns(page);
  expect(await runNames(page)).toEqual(["Too large, hidden 10", "The good one <b>"]);

  await page.getByRole("button", { name: "Remove The good one <b>" }).click();
  await expect(runsStatus(page)).toHaveText("Removed The good one <b>.");
  await expect(runs(page)).toHaveCount(1);
  const undo = page.locator("#runs-undo");
  await expect(undo).toBeFocused();
  await undo.press("Enter");
  await expect(runsStatus(page)).toHaveText("The good one <b> is back.");
  expect(await runNames(page)).toEqual(["Too large, hidden 10", "The good one <b>"]);

  // An empty name restores the default.
  await renameRun(page, 1, "");
  await expect(field).toHaveValue("Scaled by fan-in, hidden 20");

  await page.getByRole("button", { name: "Clear all…" }).click();
  await expect(page.getByRole("group", { name: "Remove 2 runs?" })).toBeVisible();
  await page.getByRole("button", { name: "Keep them" }).click();
  await expect(runs(page)).toHaveCount(2);
  await page.getByRole("button", { name: "Clear all…" }).click();
  await page.getByRole("button", { name: "Remove all" }).click();
  await expect(page.locator("#runs-empty")).toBeVisible();
  await expect(runsStatus(page)).toHaveText("Removed 2 runs.");
  await undo.click();
  await expect(runs(page)).toHaveCount(2);
  await page.getByRole("button", { name: "Clear all…" }).click();
  await page.getByRole("button", { name: "Remove all" }).click();
  await expect(page.locator("#runs-empty")).toBeVisible();

  // Also after a reload, which replays the current run.
  await page.reload();
  await expect(page.locator("#status")).toHaveText(/^Replayed exactly: step 20, /);
  await openRuns(page);
  await expect(page.locator("#runs-empty")).toBeVisible();
});

test("two tabs share the saved runs", async ({ page, context }) => {
  await makeRun(page, KAIMING, 30);
  await saveRun(page);
  const second = await context.newPage();
  await makeRun(second, "#v=1&preset=naive&hidden=10", 20);
  await openRuns(second);
  await expect(runs(second)).toHaveCount(2);
  await second.getByRole("button", { name: "Remove Scaled by fan-in, hidden 20" }).click();
  await expect(runs(second)).toHaveCount(1);
  await second.close();
  await openRuns(page);
  expect(await runNames(page)).toEqual(["Too large, hidden 10"]);
});

test("an embedded page saves no runs and has no list of them", { tag: "@all" }, async ({ page }) => {
  /** @type {string[]} */
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await open(page, `${KAIMING}&hide=none&embed=1&step=30`);
  await waitUntilIdle(page);
  await expect(page.locator("#step-count")).toHaveText("30");
  await expect(page.locator("#runs")).toBeHidden();
  // The code that saves runs is not loaded either.
  expect(asked.filter((url) => url.includes("keeper"))).toEqual([]);
  await open(page, KAIMING);
  await openRuns(page);
  await expect(page.locator("#runs-empty")).toBeVisible();
});

test("the Runs dialog works by keyboard", async ({ page }) => {
  await makeRun(page, KAIMING, 30);
  await page.locator("#runs").focus();
  await page.keyboard.press("Enter");
  await waitForRunList(page);
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
  await expect(runsStatus(page)).toHaveText("Renamed: mine.");
  await tabTo("Remove mine");
  await page.keyboard.press("Enter");
  await expect(runsStatus(page)).toHaveText("Removed mine.");
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

test("axe finds no violations in the Runs dialog: empty, with a run, a question, a removal and an error", async ({
  page,
}) => {
  await open(page, "#v=1&preset=deep-gain-3&hidden=10x3");
  await waitUntilIdle(page);
  await openRuns(page);
  await expectNoAxeViolations(page);
  await closeRuns(page);
  await runTo(page, 20);
  await openRuns(page);
  await expect(runs(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Clear all…" }).click();
  await expectNoAxeViolations(page);
  await page.getByRole("button", { name: "Keep them" }).click();
  await page.getByRole("button", { name: /^Remove Five layers/ }).click();
  await expect(page.locator("#runs-undo")).toBeVisible();
  await expectNoAxeViolations(page);
  await importFile(page, "{}");
  await expect(runsError(page)).not.toBeEmpty();
  await expectNoAxeViolations(page);
});

test("on a small screen a saved run fits, and its buttons are large enough for touch", { tag: "@all" }, async ({
  page,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page, "#v=1&preset=deep-gain-3&hidden=10x3&step=20");
  await expect(page.locator("#step-count")).toHaveText("20");
  await waitUntilIdle(page);
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
