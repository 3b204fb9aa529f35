// Saved runs exported to a file and imported in another browser; invalid files.

import { expect, open, test, waitUntilIdle } from "./page.js";
import {
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
} from "./runs.js";

/** @import { Browser, Page } from "@playwright/test" */

/** A page in a browser without saved runs. @param {Browser} browser @param {string | undefined} baseURL */
async function openElsewhere(browser, baseURL) {
  const page = await (await browser.newContext({ baseURL, viewport: { width: 1280, height: 720 } })).newPage();
  await open(page, KAIMING);
  await waitUntilIdle(page);
  await openRuns(page);
  return page;
}

/**
 * Drops a file on the dialog.
 * @param {Page} page
 * @param {string} name
 * @param {string} text
 * @param {number} [times] that it holds the text
 */
const dropOnDialog = (page, name, text, times = 1) =>
  page.evaluate(
    ({ name, text, times }) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text.repeat(times)], name));
      for (const type of ["dragover", "drop"]) {
        const event = new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true });
        document.getElementById("runs-list")?.dispatchEvent(event);
      }
    },
    { name, text, times },
  );

test("exported runs are imported in another browser once and restored there", { tag: "@engine" }, async ({
  page,
  browser,
  baseURL,
}) => {
  const sum = await makeRun(page, KAIMING, 70);
  await saveRun(page);
  await makeRun(page, "#v=1&preset=naive&hidden=10", 20);
  await openRuns(page);
  await renameRun(page, 1, "mine");
  await expect(runsStatus(page)).toHaveText("Renamed: mine.");
  const { json, file } = await exportRuns(page);

  const other = await openElsewhere(browser, baseURL);
  await importFile(other, json);
  await expect(runsStatus(other)).toHaveText("runs.json: 2 runs added, 0 already saved.");
  expect(await runNames(other)).toEqual(["Too large, hidden 10", "mine"]);
  expect((await exportRuns(other)).file).toEqual(file);
  // Dropped on the dialog, it is not used as a text.
  await dropOnDialog(other, "again.json", json);
  await expect(runsStatus(other)).toHaveText("again.json: 0 runs added, 2 already saved.");
  await expect(runs(other)).toHaveCount(2);
  await expect(other.locator("#text-facts")).toContainText("Built-in names");
  await expect(other.locator("#alert")).toBeHidden();
  await other.getByRole("button", { name: "Restore mine" }).click();
  await expect(other.locator("#status")).toHaveText(`Replayed exactly: step 70, checksum ${sum}.`);
  await other.context().close();
});

test("an invalid file of runs is rejected with its errors and changes nothing", async ({ page }) => {
  await makeRun(page, KAIMING, 30);
  await saveRun(page);
  await makeRun(page, "#v=1&preset=naive&hidden=10", 20);
  await openRuns(page);
  const { json, file } = await exportRuns(page);
  const refused = "runs.json can't be used. Nothing was imported, and the saved runs are unchanged.";

  const half = structuredClone(file);
  half.runs[0].link = half.runs[0].link.replace("seed=", "").replace("hidden=10", "hidden=11");
  half.runs[1].step = "ten";
  await importFile(page, JSON.stringify(half));
  await expect(runsError(page).locator("p")).toHaveText([
    refused,
    "runs[0].layers[0].neurons: expected 11, as in its link, got 10",
    'runs[1].step: expected a whole number, got "ten"',
  ]);
  await expect(runsError(page)).toHaveRole("alert");
  await importFile(page, json.slice(0, 500));
  await expect(runsError(page).locator("p").nth(1)).toHaveText(/^file: expected JSON as saved by Export all, got /);
  await dropOnDialog(page, "runs.json", " ", 20_000_001);
  await expect(runsError(page).locator("p").nth(1)).toHaveText(/^file: expected at most 20\.0 MB, got /);
  await importFile(page, JSON.stringify({ ...file, version: 2 }));
  await expect(runsError(page).locator("p").nth(1)).toHaveText("version: expected 1, got 2");
  expect((await exportRuns(page)).json).toBe(json);
  // A valid one removes the message.
  await importFile(page, json);
  await expect(runsStatus(page)).toHaveText("runs.json: 0 runs added, 2 already saved.");
  await expect(runsError(page)).toBeEmpty();
});

test("restoring a run on a text of one's own asks for its file", { tag: "@all" }, async ({
  page,
  browser,
  baseURL,
}) => {
  // Too long for a link, since it hardly compresses.
  let seed = 1;
  const letter = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return "abcdefghijklmnop"[seed >>> 28];
  };
  const text = Array.from({ length: 3000 }, () => Array.from({ length: 6 }, letter).join("")).join("\n");
  const bytes = Buffer.from(`${text}\n`);
  await open(page, KAIMING);
  await waitUntilIdle(page);
  await page.locator("#text-file").setInputFiles({ name: "own.txt", mimeType: "text/plain", buffer: bytes });
  await expect(page.locator("#text-facts")).toContainText("own.txt");
  await waitUntilIdle(page);
  const sum = await runTo(page, 40);
  await openRuns(page);
  expect(await runNames(page)).toEqual(["Scaled by fan-in, hidden 20, on own.txt"]);
  await expect(runs(page)).toContainText("needs the file own.txt");
  const { json } = await exportRuns(page);
  expect(json.length).toBeLessThan(bytes.length);

  const other = await openElsewhere(browser, baseURL);
  await importFile(other, json);
  await other.getByRole("button", { name: "Restore Scaled by fan-in, hidden 20, on own.txt" }).click();
  await expect(other.locator("#wanted-text")).toContainText(
    `a text file of ${bytes.length.toLocaleString("en")} bytes`,
  );
  await other.locator("#text-file").setInputFiles({ name: "own.txt", mimeType: "text/plain", buffer: bytes });
  await expect(other.locator("#status")).toHaveText(`Replayed exactly: step 40, checksum ${sum}.`);
  await other.context().close();
});
