// What a browser may refuse: storage that is denied or full, a clipboard that is denied or missing, an address that may not
// be written that often. The page works, reports it once and loses nothing.

import { openMap, readCell, SMALL, waitForCells } from "./map.js";
import { expect, open, openShare, test, waitUntilIdle } from "./page.js";
import {
  closeRuns,
  fillStorage,
  KAIMING,
  makeRun,
  openRuns,
  renameRun,
  runs,
  runsError,
  runsStatus,
  runTo,
  saveRun,
} from "./runs.js";

/** @import { Page } from "@playwright/test" */

/** @param {Page} page */
const status = (page) => page.locator("#status");

test("with all storage denied the page works and reports once that runs are not saved", { tag: "@engine" }, async ({
  page,
}) => {
  await page.addInitScript(() => {
    const denied = () => {
      throw new DOMException("The operation is insecure.", "SecurityError");
    };
    for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { get: denied });
    IDBFactory.prototype.open = denied;
  });
  await makeRun(page, KAIMING, 30);
  await expect(status(page)).toHaveText(
    /^At step 30\. This run is not saved\. This browser does not let the page save data/,
  );
  await runTo(page, 60);
  await openRuns(page);
  await expect(runsError(page)).toHaveText(/^This browser does not let the page save data/);
  await closeRuns(page);
  // The next failure to save, by the dialog, is not reported in the status.
  await expect(status(page)).toHaveText("At step 60.");
  await page.getByRole("button", { name: "Help" }).click();
  await page.getByRole("combobox", { name: "Colors" }).selectOption("dark");
  await expect(page.locator("#dark")).toHaveAttribute("media", "all");
  await page.keyboard.press("Escape");
  await expect.poll(() => page.url()).toContain("step=60");
});

test("a failing or full database is reported once and loses nothing", async ({ page }) => {
  await page.addInitScript(() => {
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function (name) {
      // A lower version number makes the request fail.
      return open.call(this, name, 1e9);
    };
  });
  await makeRun(page, KAIMING, 30);
  await saveRun(page);
  await fillStorage(page);
  await runTo(page, 60);
  await expect(status(page)).toContainText("This run is not saved. This browser’s storage for the page is full.");
  await runTo(page, 90);
  await openRuns(page);
  await renameRun(page, 0, "my best");
  await expect(runsError(page)).toHaveText(
    /^The name “my best” could not be saved\. This browser’s storage for the page is full/,
  );
  // The typed name is still there, to be tried again.
  await expect(runs(page).getByRole("textbox", { name: "Name" })).toHaveValue("my best");
  await page.evaluate("freeStorage()");
  await renameRun(page, 0, "my very best");
  await expect(runsStatus(page)).toHaveText("Renamed: my very best.");
  await closeRuns(page);
  await expect(status(page)).toHaveText("At step 90.");
  await openRuns(page);
  await expect(runs(page).getByRole("textbox", { name: "Name" })).toHaveValue("my very best");
  await expect(runs(page)).toContainText("step 90");
});

for (const [how, clipboard] of /** @type {const} */ ([
  ["denied", "refuses"],
  ["missing as without HTTPS", "none"],
])) {
  const tag = how === "denied" ? "@engine" : "@all";
  test(`with the clipboard ${how}, the text to copy is selected`, { tag }, async ({ page }) => {
    await page.addInitScript((clipboard) => {
      const writeText = () => Promise.reject(new DOMException("no", "NotAllowedError"));
      Object.defineProperty(navigator, "clipboard", { value: clipboard === "none" ? undefined : { writeText } });
    }, clipboard);
    await open(page, SMALL);
    await waitUntilIdle(page);
    const selected = () => page.evaluate(() => getSelection()?.toString());
    const inField = (/** @type {string} */ id) =>
      page.locator(`#${id}`).evaluate((field) => {
        const { selectionStart, selectionEnd, value } = /** @type {HTMLTextAreaElement} */ (field);
        return document.activeElement === field && value.slice(selectionStart, selectionEnd) === value && value !== "";
      });
    const dialog = await openShare(page);
    await dialog.locator("summary").click();
    for (const [name, id] of [
      ["Copy link", "link"],
      ["Copy code", "share-html"],
    ]) {
      await dialog.getByRole("button", { name }).click();
      await expect(dialog.getByRole("status")).toContainText("selected; press Ctrl+C to copy it.");
      expect(await inField(id)).toBe(true);
    }
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Export…" }).click();
    await page.getByRole("button", { name: "Copy as PyTorch" }).click();
    await expect(page.locator("#export-said")).toContainText("selected; press Ctrl+C to copy it.");
    expect(await inField("export-script")).toBe(true);
    await page.keyboard.press("Escape");
    await openMap(page);
    await waitForCells(page, 576);
    await page.locator("#map-field-0").press("ArrowRight");
    await page.locator("#map-field-0").press("ArrowRight");
    const { sum } = await readCell(page);
    await page.locator("#map-link").click();
    await expect(page.locator("#map-said")).toContainText("Link selected; press Ctrl+C to copy it.");
    expect(await selected()).toMatch(/^http:.*#v=1&/);
    await page.locator("#map-replay-copy").click();
    expect(await selected()).toMatch(/^cargo run --release --example replay -- --link '#v=1&/);
    expect(sum).toMatch(/^[0-9a-f]{16}$/);
  });
}

test("an address that the browser refuses to write is written later", { tag: "@all" }, async ({ page }) => {
  await page.addInitScript(() => {
    for (const name of /** @type {const} */ (["replaceState", "pushState"])) {
      const native = history[name];
      history[name] = function (...values) {
        if (/** @type {any} */ (window).rationed) {
          Object.assign(window, { refused: values[2] });
          throw new DOMException("too many calls", "SecurityError");
        }
        native.apply(this, values);
      };
    }
  });
  await makeRun(page, KAIMING, 30);
  await expect.poll(() => page.url()).toContain("step=30");
  await page.evaluate("rationed = true");
  await page.locator("#preset").selectOption("tanh-fixed");
  await waitUntilIdle(page);
  await runTo(page, 60);
  await expect.poll(() => page.evaluate("String(window.refused)")).toContain("step=60");
  await expect(page.getByRole("alert")).toBeHidden();
  await page.evaluate("rationed = false");
  const sum = await page.locator("#checksum").textContent();
  await expect.poll(() => page.url()).toContain(`preset=tanh-fixed&step=60&sum=${sum}`);
  await page.goBack();
  await expect(page.locator("#preset")).toHaveValue("kaiming");
});
