// What the shelf does where a browser refuses to keep it, or another version of the page has it.

import { expect, open, rested, test } from "./page.js";
import { close, KAIMING, keep, make, openRuns, runs, runTo, takeRoom, trouble } from "./runs.js";

test("where storage is denied, the dialog says so and the page goes on", { tag: "@all" }, async ({ page }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("The operation is insecure.", "SecurityError");
    };
  });
  await make(page, KAIMING, 30);
  await page.getByRole("button", { name: "Runs…" }).click();
  await expect(trouble(page)).toHaveText(
    /^This browser keeps nothing for this page \(The operation is insecure\.\)\. /,
  );
  await close(page);
  await runTo(page, 60);
});

test("where there is no room left, the dialog says so, and what was kept stays", async ({ page }) => {
  await make(page, KAIMING, 30);
  await keep(page);
  await takeRoom(page);
  await runTo(page, 60);
  await openRuns(page);
  await expect(trouble(page)).toHaveText(/^The last run is not saved\. This browser’s storage for the page is full\. /);
  await expect(runs(page)).toContainText("step 30");
  // Opened again, it has tried again.
  await close(page);
  await openRuns(page);
  await expect(trouble(page)).toHaveText(/^The last run is not saved\. /);
  await page.evaluate("makeRoom()");
  await runs(page)
    .getByRole("button", { name: /^Remove / })
    .click();
  await expect(runs(page)).toContainText("step 60");
  await expect(runs(page)).toHaveCount(1);
  await expect(trouble(page)).toBeEmpty();
});

test("a tab with a newer version of the page takes the runs over, and this one says so", { tag: "@firefox" }, async ({
  page,
}) => {
  await make(page, KAIMING, 30);
  await keep(page);
  // As such a version would, which waits until older tabs have let go.
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
  await expect(trouble(page)).toHaveText(
    "A newer version of this page is open in another tab and has upgraded the saved runs. Reload this tab.",
  );
  await close(page);
  await runTo(page, 60);
});

test("a tab with an older version that does not let go is named, and waited for", { tag: "@all" }, async ({
  page,
  context,
}) => {
  const old = await context.newPage();
  await old.goto("./cheatsheet.html");
  // It holds a version below this page's.
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
  await rested(page);
  await page.getByRole("button", { name: "Runs…" }).click();
  await expect(trouble(page)).toHaveText(/^Another tab has an older version of this page and holds the runs: /);
  await old.close();
  await expect(trouble(page)).toBeEmpty();
  await expect(page.getByRole("button", { name: "Import…" })).toBeEnabled();
});
