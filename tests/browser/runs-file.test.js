// Runs that travel as a file: to another browser and back there, and what a broken file does, which is nothing.

import { expect, open, rested, test } from "./page.js";
import { bring, exported, KAIMING, keep, make, names, openRuns, rename, runs, runTo, said, trouble } from "./runs.js";

/** @import { Browser, Page } from "@playwright/test" */

/** A page of a browser that keeps nothing yet. @param {Browser} browser @param {string | undefined} baseURL */
async function elsewhere(browser, baseURL) {
  const page = await (await browser.newContext({ baseURL, viewport: { width: 1280, height: 720 } })).newPage();
  await open(page, KAIMING);
  await rested(page);
  await openRuns(page);
  return page;
}

/**
 * Drops a file on the dialog, as a hand would.
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

test("exported runs are imported by another browser, each once, and restored there", async ({
  page,
  browser,
  baseURL,
}) => {
  const sum = await make(page, KAIMING, 70);
  await keep(page);
  await make(page, "#v=1&preset=naive&hidden=10", 20);
  await openRuns(page);
  await rename(page, 1, "mine");
  await expect(said(page)).toHaveText("Renamed: mine.");
  const { json, file } = await exported(page);

  const other = await elsewhere(browser, baseURL);
  await bring(other, json);
  await expect(said(other)).toHaveText("runs.json: 2 runs came, 0 were known.");
  expect(await names(other)).toEqual(["naive, hidden 10", "mine"]);
  expect((await exported(other)).file).toEqual(file);
  // Dropped on the dialog, it is no text for the page.
  await dropOnDialog(other, "again.json", json);
  await expect(said(other)).toHaveText("again.json: 0 runs came, 2 were known.");
  await expect(runs(other)).toHaveCount(2);
  await expect(other.locator("#text-facts")).toContainText("Built-in names");
  await expect(other.locator("#alert")).toBeHidden();
  await other.getByRole("button", { name: "Restore mine" }).click();
  await expect(other.locator("#status")).toHaveText(`Replayed exactly: step 70, checksum ${sum}.`);
  await other.context().close();
});

test("a broken file is refused by the name of what is wrong, and nothing is lost", { tag: "@all" }, async ({
  page,
}) => {
  await make(page, KAIMING, 30);
  await keep(page);
  await make(page, "#v=1&preset=naive&hidden=10", 20);
  await openRuns(page);
  const { json, file } = await exported(page);
  const refused = "runs.json can't be used. Nothing was imported, and the saved runs are unchanged.";

  const half = structuredClone(file);
  half.runs[0].link = half.runs[0].link.replace("seed=", "").replace("hidden=10", "hidden=11");
  half.runs[1].step = "ten";
  await bring(page, JSON.stringify(half));
  await expect(trouble(page).locator("p")).toHaveText([
    refused,
    "runs[0].layers[0].neurons: expected 11, as in its link, got 10",
    'runs[1].step: expected a whole number, got "ten"',
  ]);
  await expect(trouble(page)).toHaveRole("alert");
  await bring(page, json.slice(0, 500));
  await expect(trouble(page).locator("p").nth(1)).toHaveText(/^file: expected JSON as saved by Export all, got /);
  await dropOnDialog(page, "runs.json", " ", 20_000_001);
  await expect(trouble(page).locator("p").nth(1)).toHaveText(/^file: expected at most 20\.0 MB, got /);
  await bring(page, JSON.stringify({ ...file, version: 2 }));
  await expect(trouble(page).locator("p").nth(1)).toHaveText("version: expected 1, got 2");
  expect((await exported(page)).json).toBe(json);
  // A good one takes the complaint away.
  await bring(page, json);
  await expect(said(page)).toHaveText("runs.json: 0 runs came, 2 were known.");
  await expect(trouble(page)).toBeEmpty();
});

test("a run on a text of one's own says that its file is needed, and asks for it where it is restored", {
  tag: "@all",
}, async ({ page, browser, baseURL }) => {
  // Too long for a link, with little that repeats.
  let seed = 1;
  const letter = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return "abcdefghijklmnop"[seed >>> 28];
  };
  const text = Array.from({ length: 3000 }, () => Array.from({ length: 6 }, letter).join("")).join("\n");
  const bytes = Buffer.from(`${text}\n`);
  await open(page, KAIMING);
  await rested(page);
  await page.locator("#text-file").setInputFiles({ name: "own.txt", mimeType: "text/plain", buffer: bytes });
  await expect(page.locator("#text-facts")).toContainText("own.txt");
  await rested(page);
  const sum = await runTo(page, 40);
  await openRuns(page);
  expect(await names(page)).toEqual(["kaiming, hidden 20, on own.txt"]);
  await expect(runs(page)).toContainText("needs the file own.txt");
  const { json } = await exported(page);
  expect(json.length).toBeLessThan(bytes.length);

  const other = await elsewhere(browser, baseURL);
  await bring(other, json);
  await other.getByRole("button", { name: "Restore kaiming, hidden 20, on own.txt" }).click();
  await expect(other.locator("#wanted-text")).toContainText(`a text of ${bytes.length.toLocaleString("en")} bytes`);
  await other.locator("#text-file").setInputFiles({ name: "own.txt", mimeType: "text/plain", buffer: bytes });
  await expect(other.locator("#status")).toHaveText(`Replayed exactly: step 40, checksum ${sum}.`);
  await other.context().close();
});
