// The runs that a browser keeps: they appear, go on, outlive a reload, come back by being replayed, go, and travel as a file.

import { expect, faultless, open, picture, rested, savedBy, test } from "./page.js";

/** @import { Browser, Page } from "@playwright/test" */

const KAIMING = "#v=1&preset=kaiming&hidden=20";

/** Opens the dialog, and waits until it has read the shelf. @param {Page} page */
async function openRuns(page) {
  const opener = page.getByRole("button", { name: "Runs…" });
  if (!(await opener.isVisible())) await page.getByRole("tab", { name: "Compare" }).click();
  await opener.click();
  await listed(page);
}

/** @param {Page} page */
async function listed(page) {
  await expect(page.getByRole("dialog", { name: "Runs kept in this browser" })).toBeVisible();
  await expect(page.locator("#runs-list")).toHaveAttribute("aria-busy", "false");
}

/** @param {Page} page */
async function close(page) {
  await page.locator("#runs-dialog [data-close]").click();
  await expect(page.getByRole("dialog")).toBeHidden();
}

/** The runs in the list. @param {Page} page */
const runs = (page) => page.locator("#runs-list > li");
/** What their names are. @param {Page} page */
const names = (page) =>
  runs(page)
    .getByRole("textbox", { name: "Name" })
    .evaluateAll((fields) => fields.map((field) => /** @type {HTMLInputElement} */ (field).value));

/**
 * Types a name, as fingers do.
 * @param {Page} page
 * @param {number} nth
 * @param {string} name
 */
async function rename(page, nth, name) {
  await runs(page).nth(nth).getByRole("textbox", { name: "Name" }).press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
}

/** @param {Page} page */
const said = (page) => page.locator("#runs-said");
/** @param {Page} page */
const trouble = (page) => page.locator("#runs-trouble");

/**
 * Trains to a step, and waits until the run rests there.
 * @param {Page} page
 * @param {number} step
 */
async function runTo(page, step) {
  await page.locator("#run-to-step").fill(String(step));
  await page.locator("#run-to-step").press("Enter");
  await expect(page.locator("#step-count")).toHaveText(step.toLocaleString("en"));
  await rested(page);
  const sum = await page.locator("#checksum").textContent();
  return sum ?? "";
}

/**
 * Opens a link, runs it to a step and gives its checksum there.
 * @param {Page} page
 * @param {string} fragment
 * @param {number} step
 */
async function make(page, fragment, step) {
  await open(page, fragment);
  await rested(page);
  return runTo(page, step);
}

/** Waits until what is at hand is kept: opening the dialog writes it. @param {Page} page */
async function keep(page) {
  await openRuns(page);
  await close(page);
}

/**
 * Chooses a file in the dialog.
 * @param {Page} page
 * @param {string | Buffer} content
 * @param {string} [name]
 */
const bring = (page, content, name = "runs.json") =>
  page.locator("#runs-file").setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(content) });

/** @param {Page} page */
async function exported(page) {
  const { name, bytes } = await savedBy(page, () => page.getByRole("button", { name: "Export all" }).click());
  expect(name).toBe("initscope-runs.json");
  return { json: bytes.toString(), file: JSON.parse(bytes.toString()) };
}

test("a run that comes to rest is kept by itself, told in figures and a picture; a few steps are not", async ({
  page,
}) => {
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
  const { painted, colors } = await picture(runs(page).locator("canvas"));
  expect(painted).toBeGreaterThan(0.01);
  expect(colors).toBeGreaterThan(2);
  await expect(runs(page).getByRole("img")).toHaveAccessibleName(/^kaiming, hidden 20: smoothed loss from /);
});

test("the same run going on updates its place; another settings' run has a place of its own", async ({ page }) => {
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

test("a run is kept by itself, without the dialog, also where its tab is left", async ({ page }) => {
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

/** A page of a browser that keeps nothing yet. @param {Browser} browser @param {string | undefined} baseURL */
async function elsewhere(browser, baseURL) {
  const page = await (await browser.newContext({ baseURL, viewport: { width: 1280, height: 720 } })).newPage();
  await open(page, KAIMING);
  await rested(page);
  await openRuns(page);
  return page;
}

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
  await other.evaluate((json) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([json], "again.json"));
    for (const type of ["dragover", "drop"]) {
      const event = new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true });
      document.getElementById("runs-list")?.dispatchEvent(event);
    }
  }, json);
  await expect(said(other)).toHaveText("again.json: 0 runs came, 2 were known.");
  await expect(runs(other)).toHaveCount(2);
  await expect(other.locator("#text-facts")).toContainText("Built-in names");
  await other.getByRole("button", { name: "Restore mine" }).click();
  await expect(other.locator("#status")).toHaveText(`Replayed exactly: step 70, checksum ${sum}.`);
  await other.context().close();
});

test("a broken file is refused by the name of what is wrong, and nothing is lost", async ({ page }) => {
  await make(page, KAIMING, 30);
  await keep(page);
  await make(page, "#v=1&preset=naive&hidden=10", 20);
  await openRuns(page);
  const { json, file } = await exported(page);
  const refused = "runs.json can't be used. Nothing of it is taken in, and the runs here stay as they were.";

  const half = structuredClone(file);
  half.runs[0].link = half.runs[0].link.replace("seed=", "").replace("hidden=10", "hidden=11");
  half.runs[1].step = "ten";
  await bring(page, JSON.stringify(half));
  await expect(trouble(page).locator("p")).toHaveText([
    refused,
    "runs[0].layers[0].neurons: expected 11, as its link says, got 10",
    'runs[1].step: expected a whole number, got "ten"',
  ]);
  await expect(trouble(page)).toHaveRole("alert");
  await bring(page, json.slice(0, 500));
  await expect(trouble(page).locator("p").nth(1)).toHaveText(/^file: expected JSON, as Export all writes it, got /);
  await bring(page, Buffer.alloc(20_000_001, " "));
  await expect(trouble(page).locator("p").nth(1)).toHaveText(/^file: expected at most 20\.0 MB, got /);
  await bring(page, JSON.stringify({ ...file, version: 2 }));
  await expect(trouble(page).locator("p").nth(1)).toHaveText("version: expected 1, got 2");
  expect((await exported(page)).json).toBe(json);
  // A good one takes the complaint away.
  await bring(page, json);
  await expect(said(page)).toHaveText("runs.json: 0 runs came, 2 were known.");
  await expect(trouble(page)).toBeEmpty();
});

test("a run on a text of one's own says that its file is needed, and asks for it where it is restored", async ({
  page,
  browser,
  baseURL,
}) => {
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

test("where storage is denied, the dialog says so and the page goes on", async ({ page }) => {
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
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await runTo(page, 60);
  await openRuns(page);
  await expect(trouble(page)).toHaveText(/^The last run is not kept\. There is no room left: /);
  await expect(runs(page)).toContainText("step 30");
});

test("a tab with a newer version of the page takes the runs over, and this one says so", async ({ page }) => {
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
    "A newer version of this page keeps the runs now, in another tab. Reload this one.",
  );
  await close(page);
  await runTo(page, 60);
});

test("a tab with an older version that does not let go is named, and waited for", async ({ page, context }) => {
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

test("two tabs keep one shelf", async ({ page, context }) => {
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

test("in a frame nothing is kept, and no shelf is offered", async ({ page }) => {
  await open(page, `${KAIMING}&hide=none&embed=1&step=30`);
  await rested(page);
  await expect(page.locator("#step-count")).toHaveText("30");
  await expect(page.locator("#runs")).toBeHidden();
  await open(page, KAIMING);
  await openRuns(page);
  await expect(page.locator("#runs-empty")).toBeVisible();
});

test("by keyboard alone: open, name, restore, remove, undo, close", async ({ page }) => {
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

test("axe finds nothing in the dialog: empty, with runs, a question, a removal and an error", async ({ page }) => {
  await open(page, KAIMING);
  await rested(page);
  await openRuns(page);
  await faultless(page);
  await close(page);
  await runTo(page, 20);
  await make(page, "#v=1&preset=deep-gain-3&hidden=10x3", 20);
  await openRuns(page);
  await bring(page, "{}");
  await expect(trouble(page)).not.toBeEmpty();
  await faultless(page);
  await page.getByRole("button", { name: "Clear all…" }).click();
  await faultless(page);
  await page.getByRole("button", { name: "Keep them" }).click();
  await page.getByRole("button", { name: /^Remove deep/ }).click();
  await expect(page.locator("#runs-undo")).toBeVisible();
  await faultless(page);
});

test("on a small screen a run's line fits, and its buttons are large enough for a finger", async ({ page }) => {
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
  expect((await picture(runs(page).locator("canvas"))).painted).toBeGreaterThan(0.01);
  await faultless(page);
});
