// Workers that fail for real: a trap, an error, an endless loop, one that the system ended, a script that is gone. What was
// made is there afterwards: the Config, the text, the pins by their names, the lesson, the past.

import { readFileSync } from "node:fs";
import { atMessage, injectWorkerFault, restoredByAddress, runOn, speedUpWatchdog, trapping } from "./faults.js";
import { along, filled, openMap, SMALL, table } from "./map.js";
import { choose, drop, expect, keepWorker, number, open, rested, test, type } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** After 1,000 steps. @type {Record<string, string>} */
const checksums = JSON.parse(readFileSync(new URL("../golden/checksums.json", import.meta.url), "utf8"));

/** @param {Page} page */
const alert = (page) => page.getByRole("alert");
/** @param {Page} page */
const chips = (page) => page.getByRole("group", { name: /^Pinned run: / });

/** A few names of one's own. */
const OWN = [..."anna\nbob\ncarla\ndora\nemil\nfritz\ngerda\nhans\nida\njan\n"].map((letter) => letter.charCodeAt(0));

/** In mid-run, in the worker's own step. @param {number} step */
const trapAt = (step) => trapping("session_advance_for", `exports.session_step(values[0]) >= ${step}`);
const TRAP = trapAt(400);
const LOOP = "for (;;) {}";

test("a trap in mid-run: the run is replayed to where it was, and goes on to the same bits", {
  tag: "@firefox",
}, async ({ page }) => {
  await injectWorkerFault(page, "worker", (nth) => (nth === 1 ? TRAP : null));
  await open(page, "#v=1&preset=kaiming");
  await rested(page);
  await runOn(page, 1000);
  await expect(alert(page)).toContainText("The training worker failed; the run is being replayed");
  // As Chromium and as Firefox say it.
  await expect(alert(page)).toContainText(/memory access out of bounds|index out of bounds/);
  await rested(page);
  // Where the last frame before it was.
  expect(await number(page, "step-count")).toBeGreaterThan(0);
  await runOn(page, 1000);
  await expect(page.locator("#checksum")).toHaveText(checksums.kaiming);
});

test("a trap that comes back is told, without another try; settings and Reset go on from there", async ({ page }) => {
  const loads = await injectWorkerFault(page, "worker", (nth) => (nth === 1 ? TRAP : nth === 2 ? trapAt(1) : null));
  await open(page, "#v=1&preset=kaiming");
  await rested(page);
  await runOn(page, 1000);
  await expect(alert(page)).toContainText("The training worker failed again");
  await expect(page.locator("#preset")).toHaveValue("kaiming");
  expect(loads.count).toBe(2);
  await page.getByRole("button", { name: "Reset" }).click();
  await expect(alert(page)).toBeHidden();
  await rested(page);
  await runOn(page, 300);
  await expect(page.locator("#step-count")).toHaveText("300");
  await rested(page);
});

test("own text, pins by their names, the lesson and the past outlive a trap", async ({ page }) => {
  await injectWorkerFault(page, "worker", (nth) => (nth === 1 ? TRAP : null));
  await open(page, "#v=1&preset=kaiming&hidden=20&lesson=start&pin1=mine;hidden=30");
  await rested(page);
  await drop(page, "own.txt", OWN);
  await expect(page.locator("#text-facts")).toContainText("own.txt");
  await expect(chips(page)).toHaveCount(1);
  await rested(page);
  await runOn(page, 500);
  await expect(alert(page)).toContainText("the run is being replayed");
  await rested(page);
  await expect(page.locator("#text-facts")).toContainText("own.txt");
  await expect(chips(page)).toHaveText(/^mine/);
  await expect(page.locator("#lesson")).toBeVisible();
  await runOn(page, 500);
  await expect(page.locator("#step-count")).toHaveText("500");
  await rested(page);
  // The new worker has recorded the steps on its way.
  await page.locator("#past").press("ArrowLeft");
  await expect(page.locator("#past-at")).toBeVisible();
  await page.keyboard.press("Escape");
  await restoredByAddress(page);
  await expect(chips(page)).toHaveText(/^mine/);
  await expect(page.locator("#lesson")).toBeVisible();
});

test("an error that the worker's own code does not catch is told, and mended", { tag: "@all" }, async ({ page }) => {
  const throws = 'setTimeout(() => { throw new TypeError("a slip of the pen"); });';
  await injectWorkerFault(page, "worker", (nth) => (nth === 1 ? atMessage("run", throws) : null));
  await open(page, "#v=1&preset=kaiming");
  await rested(page);
  await runOn(page, 1000);
  await expect(alert(page)).toContainText("a slip of the pen");
  await rested(page);
  await runOn(page, 1000);
  await expect(page.locator("#checksum")).toHaveText(checksums.kaiming);
});

test("a worker caught in a loop is noticed and replaced", async ({ page }) => {
  await speedUpWatchdog(page);
  await injectWorkerFault(page, "worker", (nth) => (nth === 1 ? atMessage("run", LOOP) : null));
  await open(page, "#v=1&preset=kaiming&step=20");
  await rested(page);
  await runOn(page, 1000);
  await expect(alert(page)).toContainText("it has not answered for 25 seconds");
  await rested(page);
  expect(await number(page, "step-count")).toBe(20);
  await runOn(page, 1000);
  await expect(page.locator("#checksum")).toHaveText(checksums.kaiming);
});

test("a worker that the system has ended is noticed as soon as something is asked of it", { tag: "@all" }, async ({
  page,
}) => {
  await speedUpWatchdog(page);
  await keepWorker(page);
  await open(page, "#v=1&preset=kaiming&step=20");
  await rested(page);
  await page.evaluate(() =>
    /** @type {import("./page.js").Kept} */ (/** @type {unknown} */ (window)).lastWorker.terminate(),
  );
  await runOn(page, 1000);
  await expect(alert(page)).toContainText("it has not answered for 25 seconds");
  await expect(page.locator("#status")).toContainText("At step 20");
  await runOn(page, 1000);
  await expect(page.locator("#checksum")).toHaveText(checksums.kaiming);
});

test("a message that can't be read, either way, costs the worker and not the run", { tag: "@all" }, async ({
  page,
}) => {
  await keepWorker(page);
  await open(page, "#v=1&preset=kaiming&step=20");
  await rested(page);
  // Chromium and Firefox make no such message at will.
  await page.evaluate(() =>
    /** @type {import("./page.js").Kept} */ (/** @type {unknown} */ (window)).lastWorker.dispatchEvent(
      new MessageEvent("messageerror"),
    ),
  );
  await expect(alert(page)).toContainText("a message from the worker could not be read");
  await expect(page.locator("#status")).toContainText("At step 20");
  await page.getByRole("button", { name: "Dismiss" }).click();
  await injectWorkerFault(page, "worker", () => atMessage("run", 'dispatchEvent(new MessageEvent("messageerror"));'));
  await page.reload();
  await rested(page);
  await runOn(page, 1000);
  await expect(alert(page)).toContainText("a message to the worker could not be read");
});

test("where the script of a new worker is gone, that is told, and Reset finds it when it is back", {
  tag: "@all",
}, async ({ page, complaints }) => {
  await keepWorker(page);
  await open(page, "#v=1&preset=kaiming&w=gain:0.7");
  await rested(page);
  await page.route(/worker-[^/]*\.js$/, (route) => route.fulfill({ status: 404, body: "" }));
  await page.evaluate(() =>
    /** @type {import("./page.js").Kept} */ (/** @type {unknown} */ (window)).lastWorker.dispatchEvent(
      new ErrorEvent("error", { message: "gone", cancelable: true }),
    ),
  );
  await expect(alert(page)).toContainText("The training worker failed again");
  await expect(alert(page)).toContainText("the worker could not be loaded");
  await expect(page.locator("#w-number")).toHaveValue("0.7");
  await page.unroute(/worker-[^/]*\.js$/);
  await page.getByRole("button", { name: "Reset" }).click();
  await rested(page);
  expect(page.url()).toContain("w=gain:0.7");
  complaints.length = 0;
});

test("a Config whose worker dies over it is made by the next worker, and not the one before", { tag: "@all" }, async ({
  page,
}) => {
  await injectWorkerFault(page, "worker", (nth) =>
    nth === 1 ? atMessage("configure", "setTimeout(() => { throw 0; }); onmessage = null;") : null,
  );
  await open(page, "#v=1&preset=kaiming&step=50");
  await rested(page);
  await choose(page, "Preset", "tanh-fixed");
  await expect(alert(page)).toContainText("the run is being replayed");
  await rested(page);
  await expect(page.locator("#preset")).toHaveValue("tanh-fixed");
  expect(await number(page, "step-count")).toBe(0);
  await expect.poll(() => page.url()).toContain("preset=tanh-fixed");
  await runOn(page, 1000);
  await expect(page.locator("#checksum")).toHaveText(checksums["tanh-fixed"]);
});

test("a link that is followed in the very moment of a trap is the one that is replayed", { tag: "@all" }, async ({
  page,
}) => {
  await injectWorkerFault(page, "worker", (nth) =>
    nth === 1 ? atMessage("configure", "setTimeout(() => { throw 0; }); onmessage = null;") : null,
  );
  await open(page, "#v=1&preset=kaiming&step=50");
  await rested(page);
  const link = `#v=1&preset=tanh-fixed&step=1000&sum=${checksums["tanh-fixed"]}`;
  await page.evaluate((link) => {
    location.hash = link;
  }, link);
  await expect(page.locator("#status")).toHaveText(
    `Replayed exactly: step 1,000, checksum ${checksums["tanh-fixed"]}.`,
  );
});

test("a text whose worker dies over it is used by the next worker", { tag: "@all" }, async ({ page }) => {
  await injectWorkerFault(page, "worker", (nth) =>
    nth === 1 ? atMessage("text", "setTimeout(() => { throw 0; }); onmessage = null;") : null,
  );
  await open(page, "#v=1&preset=kaiming&step=20");
  await rested(page);
  await drop(page, "own.txt", OWN);
  await expect(alert(page)).toContainText("the run is being replayed");
  await expect(page.locator("#text-facts")).toContainText("own.txt");
  await rested(page);
  expect(await number(page, "step-count")).toBe(0);
  await runOn(page, 30);
  await expect(page.locator("#step-count")).toHaveText("30");
  await restoredByAddress(page);
});

for (const [how, code, why] of [
  ["traps", TRAP, "failed; it is being replayed"],
  ["is caught in a loop", atMessage("pace", LOOP), "failed; it is being replayed"],
]) {
  test(`a pinned run whose worker ${how} is replayed, and comes to the same bits beside the others`, {
    tag: how === "traps" ? [] : "@all",
  }, async ({ page }) => {
    await speedUpWatchdog(page);
    // The first is the present run's.
    await injectWorkerFault(page, "worker", (nth) => (nth === 2 ? code : null));
    await open(page, "#v=1&preset=kaiming&pin1=mine;preset=tanh-fixed");
    await rested(page);
    await expect(page.locator(".chip[title*=checksum]")).toHaveCount(1);
    await runOn(page, 3000);
    await expect(page.locator("#status")).toContainText(`The worker of “mine” ${why}`);
    // The present run has waited at a barrier as long, and was well.
    await expect(alert(page)).toBeHidden();
    await expect(page.locator("#step-count")).toHaveText("3,000");
    await rested(page);
    // It may have been replayed for longer than the run beside it went on; all can go on together.
    await runOn(page, 3100);
    await expect(page.locator(".chip")).toHaveAttribute("title", /^At step 3,100, checksum /);
    await expect(chips(page)).toHaveText(/^mine/);
    const sum = (await page.locator(".chip").getAttribute("title"))?.slice(-16);
    await page.getByRole("button", { name: "Swap mine with the current run" }).click();
    await expect(page.locator("#status")).toHaveText(`Replayed exactly: step 3,100, checksum ${sum}.`);
  });
}

/** A loss of the table that was evaluated where its run is. */
const HERE = /^\d\.\d+$/;

for (const [whose, nth] of /** @type {const} */ ([
  ["the run's", 1],
  ["a pinned run's", 2],
])) {
  test(`what was evaluated before ${whose} worker traps is there after it`, { tag: "@all" }, async ({ page }) => {
    await injectWorkerFault(page, "worker", (load) => (load === nth ? TRAP : null));
    await open(page, "#v=1&preset=kaiming&pin1=mine;preset=tanh-fixed");
    await expect(chips(page)).toHaveCount(1);
    await rested(page);
    await page.getByRole("tab", { name: "Compare" }).click();
    const losses = () => page.locator('#compare-table [data-row="val"] td > :first-child').allTextContents();
    for (const step of ["100", "200"]) {
      await runOn(page, Number(step));
      await expect(page.locator("#step-count")).toHaveText(step);
      await expect(page.locator(`.chip[title^="At step ${step},"]`)).toHaveCount(1);
      await page.getByRole("button", { name: "Evaluate all" }).click();
      await expect
        .poll(losses, { timeout: 30_000 })
        .toEqual([expect.stringMatching(HERE), expect.stringMatching(HERE)]);
      await expect(page.locator("#evaluation")).toContainText(`At step ${step}: `);
    }
    const evaluated = await losses();
    const told = await page.locator("#evaluation").textContent();
    await runOn(page, 1000);
    if (nth === 1) await expect(alert(page)).toContainText("the run is being replayed");
    else await expect(chips(page)).toHaveText(/recovered/);
    await rested(page);
    await expect(page.locator(".chip[title*=checksum]")).toHaveCount(1);
    expect(await losses()).toEqual(evaluated.map((loss) => `${loss} (step 200)`));
    await expect(page.locator("#evaluation")).toHaveText(told ?? "");
    await choose(page, "Preset", "naive");
    await rested(page);
    await expect(page.locator("#evaluation")).not.toContainText("At step");
    expect(await losses()).toEqual(["–", "–"]);
  });
}

test("sweepers that trap or are caught in a loop are replaced, and every cell comes out the same", {
  tag: "@all",
}, async ({ page }) => {
  await speedUpWatchdog(page);
  const fault = (/** @type {number} */ nth) =>
    nth === 1
      ? atMessage("cells", LOOP)
      : nth === 2
        ? trapping("sweeper_advance_for", "(globalThis.calls = (globalThis.calls ?? 0) + 1) > 5")
        : null;
  const loads = await injectWorkerFault(page, "sweeper", fault);
  await open(page, SMALL);
  await openMap(page);
  await along(page, "x", "Hidden weight scale", ["0.1", "10", "6"]);
  await along(page, "y", "Output weight scale", ["0.1", "10", "5"]);
  await filled(page, 30);
  expect(loads.count).toBeGreaterThanOrEqual(3);
  const after = await table(page);
  await page.reload();
  await rested(page);
  await openMap(page);
  await along(page, "x", "Hidden weight scale", ["0.1", "10", "6"]);
  await along(page, "y", "Output weight scale", ["0.1", "10", "5"]);
  await filled(page, 30);
  expect(await table(page)).toEqual(after);
});

test("a learning rate that was set in mid-run holds after a trap", { tag: "@all" }, async ({ page }) => {
  await injectWorkerFault(page, "worker", (nth) => (nth === 1 ? TRAP : null));
  await open(page, "#v=1&preset=kaiming");
  await rested(page);
  await runOn(page, 100);
  await expect(page.locator("#step-count")).toHaveText("100");
  await rested(page);
  await type(page, "lr-number", "0.05");
  await expect.poll(() => page.url()).toContain("lr=0.1,100:0.05");
  await runOn(page, 500);
  await expect(alert(page)).toContainText("the run is being replayed");
  await rested(page);
  await runOn(page, 500);
  await expect(page.locator("#step-count")).toHaveText("500");
  await rested(page);
  expect(page.url()).toContain("lr=0.1,100:0.05");
  await restoredByAddress(page);
});
