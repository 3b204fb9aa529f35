// Saved runs where the browser refuses storage or another version of the page has the database.

import { expect, open, test, waitUntilIdle } from "./page.js";
import { closeRuns, fillStorage, KAIMING, makeRun, openRuns, runs, runsError, runTo, saveRun } from "./runs.js";

test("denied storage is reported in the dialog, and the page works", { tag: "@all" }, async ({ page }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("The operation is insecure.", "SecurityError");
    };
  });
  await makeRun(page, KAIMING, 30);
  await page.getByRole("button", { name: "Runs…" }).click();
  await expect(runsError(page)).toHaveText(
    /^This browser does not let the page save data \(The operation is insecure\.\), /,
  );
  await closeRuns(page);
  await runTo(page, 60);
});

test("full storage is reported in the dialog, and saved runs stay", { tag: "@all" }, async ({ page }) => {
  await makeRun(page, KAIMING, 30);
  await saveRun(page);
  await fillStorage(page);
  await runTo(page, 60);
  await openRuns(page);
  await expect(runsError(page)).toHaveText(
    /^The last run is not saved\. This browser’s storage for the page is full\. /,
  );
  await expect(runs(page)).toContainText("step 30");
  // Reopening the dialog tries again.
  await closeRuns(page);
  await openRuns(page);
  await expect(runsError(page)).toHaveText(/^The last run is not saved\. /);
  await page.evaluate("freeStorage()");
  await runs(page)
    .getByRole("button", { name: /^Remove / })
    .click();
  await expect(runs(page)).toContainText("step 60");
  await expect(runs(page)).toHaveCount(1);
  await expect(runsError(page)).toBeEmpty();
});

test("a tab with a newer database takes over the saved runs, and this one reports it", { tag: "@all" }, async ({
  page,
}) => {
  await makeRun(page, KAIMING, 30);
  await saveRun(page);
  // As a newer version does, which waits until older tabs have closed the database.
  await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open("initscope", 2);
        request.onerror = reject;
        request.onsuccess = () => {
          request.result.close();
          resolve(null);
        };
      }),
  );
  await page.getByRole("button", { name: "Runs…" }).click();
  await expect(runsError(page)).toHaveText(
    "A newer version of this page is open in another tab and has upgraded the saved runs. Reload this tab.",
  );
  await closeRuns(page);
  await runTo(page, 60);
});

test("a tab with an older database is reported and waited for", { tag: "@all" }, async ({ page, context }) => {
  const old = await context.newPage();
  await old.goto("./cheatsheet.html");
  // It holds a lower version of the database.
  await old.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const deleted = indexedDB.deleteDatabase("initscope");
        deleted.onsuccess = () => {
          const request = indexedDB.open("initscope", 1);
          request.onerror = reject;
          request.onsuccess = () => {
            Object.assign(window, { held: request.result });
            resolve(null);
          };
        };
      }),
  );
  await page.addInitScript(() => {
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function (name) {
      return open.call(this, name, 2);
    };
  });
  await open(page, KAIMING);
  await waitUntilIdle(page);
  await page.getByRole("button", { name: "Runs…" }).click();
  await expect(runsError(page)).toHaveText(
    /^Another tab has an older version of this page open, which blocks the saved runs\. /,
  );
  await old.close();
  await expect(runsError(page)).toBeEmpty();
  await expect(page.getByRole("button", { name: "Import…" })).toBeEnabled();
});
