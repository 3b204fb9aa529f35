// Workers that fail: a trap, an error, an endless loop, a terminated one, a missing script. Afterwards settings, text, pins,
// lesson and timeline are restored.

import { readFileSync } from "node:fs";
import {
  atMessage,
  expectReloadReplays,
  injectWorkerFault,
  speedUpWatchdog,
  startRunTo,
  trapping,
  waitForReplay,
  whileFast,
} from "./faults.js";
import { openMap, readTable, SMALL, setAxis, waitForCells } from "./map.js";
import { choose, drop, expect, keepWorker, number, open, test, type, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** After 1,000 steps. @type {Record<string, string>} */
const checksums = JSON.parse(readFileSync(new URL("../golden/checksums.json", import.meta.url), "utf8"));

/** @param {Page} page */
const alert = (page) => page.getByRole("alert");
/** @param {Page} page */
const chips = (page) => page.getByRole("group", { name: /^Pinned run: / });

/** A short text of one's own. */
const OWN = [..."anna\nbob\ncarla\ndora\nemil\nfritz\ngerda\nhans\nida\njan\n"].map((letter) => letter.charCodeAt(0));

/** Traps during training, in the worker's call that advances it. @param {number} step */
const trapAt = (step) => trapping("session_advance_for", `exports.session_step(values[0]) >= ${step}`);
const TRAP = trapAt(400);
const LOOP = "for (;;) {}";

test("after a trap the run is replayed to its last shown step and trains to the same checksum", {
  tag: "@engine",
}, async ({ page }) => {
  await injectWorkerFault(page, "worker", (nth) => (nth === 1 ? TRAP : null));
  await open(page, "#v=1&preset=kaiming");
  await waitUntilIdle(page);
  await startRunTo(page, 1000);
  await waitForReplay(page, "The training worker failed; the run is being replayed");
  // The messages of Chromium and of Firefox.
  await expect(alert(page)).toContainText(/memory access out of bounds|index out of bounds/);
  // The step of the last frame before the trap.
  expect(await number(page, "step-count")).toBeGreaterThan(0);
  await startRunTo(page, 1000);
  await expect(page.locator("#checksum")).toHaveText(checksums.kaiming);
});

test("a second trap is reported without another replay, and Reset starts a new run", async ({ page }) => {
  const loads = await injectWorkerFault(page, "worker", (nth) => (nth === 1 ? TRAP : nth === 2 ? trapAt(1) : null));
  await open(page, "#v=1&preset=kaiming");
  await waitUntilIdle(page);
  await startRunTo(page, 1000);
  await expect(alert(page)).toContainText("The training worker failed again");
  await expect(page.locator("#preset")).toHaveValue("kaiming");
  expect(loads.count).toBe(2);
  await page.getByRole("button", { name: "Reset" }).click();
  await expect(alert(page)).toBeHidden();
  await waitUntilIdle(page);
  await startRunTo(page, 300);
  await expect(page.locator("#step-count")).toHaveText("300");
  await waitUntilIdle(page);
});

test("text, pins, lesson and timeline survive a trap", async ({ page }) => {
  await injectWorkerFault(page, "worker", (nth) => (nth === 1 ? TRAP : null));
  await open(page, "#v=1&preset=kaiming&hidden=20&lesson=fan-in&pin1=mine;hidden=30");
  await waitUntilIdle(page);
  await drop(page, "own.txt", OWN);
  await expect(page.locator("#text-facts")).toContainText("own.txt");
  await expect(chips(page)).toHaveCount(1);
  await waitUntilIdle(page);
  await startRunTo(page, 500);
  await waitForReplay(page);
  await expect(page.locator("#text-facts")).toContainText("own.txt");
  await expect(chips(page)).toHaveText(/^mine/);
  await expect(page.locator("#lesson")).toBeVisible();
  await startRunTo(page, 500);
  await expect(page.locator("#step-count")).toHaveText("500");
  await waitUntilIdle(page);
  // The new worker has recorded the steps of the replay.
  await page.locator("#past").press("ArrowLeft");
  await expect(page.locator("#past-at")).toBeVisible();
  await page.keyboard.press("Escape");
  await expectReloadReplays(page);
  await expect(chips(page)).toHaveText(/^mine/);
  await expect(page.locator("#lesson")).toBeVisible();
});

test("an uncaught error in the worker is reported, and the run is replayed", { tag: "@all" }, async ({ page }) => {
  const throws = 'setTimeout(() => { throw new TypeError("a slip of the pen"); });';
  await injectWorkerFault(page, "worker", (nth) => (nth === 1 ? atMessage("run", throws) : null));
  await open(page, "#v=1&preset=kaiming");
  await waitUntilIdle(page);
  await startRunTo(page, 1000);
  await waitForReplay(page, "a slip of the pen");
  await startRunTo(page, 1000);
  await expect(page.locator("#checksum")).toHaveText(checksums.kaiming);
});

test("a worker in an endless loop is detected and replaced", { tag: "@engine" }, async ({ page }) => {
  await speedUpWatchdog(page);
  await injectWorkerFault(page, "worker", (nth) => (nth === 1 ? atMessage("run", LOOP) : null));
  await open(page, "#v=1&preset=kaiming&step=20");
  await waitUntilIdle(page);
  await startRunTo(page, 1000);
  await whileFast(page, () => expect(alert(page)).toContainText("it has not answered for 25 seconds"));
  await waitForReplay(page);
  expect(await number(page, "step-count")).toBe(20);
  await startRunTo(page, 1000);
  await expect(page.locator("#checksum")).toHaveText(checksums.kaiming);
});

test("a terminated worker is detected at the next request and replaced", { tag: "@all" }, async ({ page }) => {
  await speedUpWatchdog(page);
  await keepWorker(page);
  await open(page, "#v=1&preset=kaiming&step=20");
  await waitUntilIdle(page);
  await page.evaluate(() =>
    /** @type {import("./page.js").Kept} */ (/** @type {unknown} */ (window)).lastWorker.terminate(),
  );
  await startRunTo(page, 1000);
  await whileFast(page, () => expect(alert(page)).toContainText("it has not answered for 25 seconds"));
  await expect(page.locator("#status")).toContainText("At step 20");
  await startRunTo(page, 1000);
  await expect(page.locator("#checksum")).toHaveText(checksums.kaiming);
});

test("an unreadable message in either direction replaces the worker and replays the run", { tag: "@all" }, async ({
  page,
}) => {
  await keepWorker(page);
  await open(page, "#v=1&preset=kaiming&step=20");
  await waitUntilIdle(page);
  // Browsers send no such message on request.
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
  await waitUntilIdle(page);
  await startRunTo(page, 1000);
  await expect(alert(page)).toContainText("a message to the worker could not be read");
});

test("a missing script of a new worker is reported, and Reset loads it once it is back", { tag: "@all" }, async ({
  page,
  complaints,
}) => {
  await keepWorker(page);
  await open(page, "#v=1&preset=kaiming&w=gain:0.7");
  await waitUntilIdle(page);
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
  await waitUntilIdle(page);
  expect(page.url()).toContain("w=gain:0.7");
  complaints.length = 0;
});

test("settings whose worker fails are used by the next worker", { tag: "@all" }, async ({ page }) => {
  await injectWorkerFault(page, "worker", (nth) =>
    nth === 1 ? atMessage("configure", "setTimeout(() => { throw 0; }); onmessage = null;") : null,
  );
  await open(page, "#v=1&preset=kaiming&step=50");
  await waitUntilIdle(page);
  await choose(page, "Preset", "tanh-fixed");
  await waitForReplay(page);
  await expect(page.locator("#preset")).toHaveValue("tanh-fixed");
  expect(await number(page, "step-count")).toBe(0);
  await expect.poll(() => page.url()).toContain("preset=tanh-fixed");
  await startRunTo(page, 1000);
  await expect(page.locator("#checksum")).toHaveText(checksums["tanh-fixed"]);
});

test("a link followed during a trap is the one that is replayed", { tag: "@all" }, async ({ page }) => {
  await injectWorkerFault(page, "worker", (nth) =>
    nth === 1 ? atMessage("configure", "setTimeout(() => { throw 0; }); onmessage = null;") : null,
  );
  await open(page, "#v=1&preset=kaiming&step=50");
  await waitUntilIdle(page);
  const link = `#v=1&preset=tanh-fixed&step=1000&sum=${checksums["tanh-fixed"]}`;
  await page.evaluate((link) => {
    location.hash = link;
  }, link);
  await expect(page.locator("#status")).toHaveText(
    `Replayed exactly: step 1,000, checksum ${checksums["tanh-fixed"]}.`,
  );
});

test("a text whose worker fails is used by the next worker", { tag: "@all" }, async ({ page }) => {
  await injectWorkerFault(page, "worker", (nth) =>
    nth === 1 ? atMessage("text", "setTimeout(() => { throw 0; }); onmessage = null;") : null,
  );
  await open(page, "#v=1&preset=kaiming&step=20");
  await waitUntilIdle(page);
  await drop(page, "own.txt", OWN);
  await waitForReplay(page);
  await expect(page.locator("#text-facts")).toContainText("own.txt");
  expect(await number(page, "step-count")).toBe(0);
  await startRunTo(page, 30);
  await expect(page.locator("#step-count")).toHaveText("30");
  await expectReloadReplays(page);
});

for (const [how, code, why] of [
  ["traps", TRAP, "failed; it is being replayed"],
  ["loops", atMessage("barrier", LOOP), "failed; it is being replayed"],
]) {
  const tag = how === "traps" ? [] : "@all";
  test(`a pinned run whose worker ${how} is replayed to the same checksum as the others train`, { tag }, async ({
    page,
  }) => {
    if (how === "loops") await speedUpWatchdog(page);
    // The first worker is that of the current run.
    await injectWorkerFault(page, "worker", (nth) => (nth === 2 ? code : null));
    await open(page, "#v=1&preset=kaiming&pin1=mine;preset=tanh-fixed");
    await waitUntilIdle(page);
    await expect(page.locator(".chip[title*=checksum]")).toHaveCount(1);
    await startRunTo(page, 3000);
    const failed = () => expect(page.locator("#status")).toContainText(`The worker of “mine” ${why}`);
    await (how === "traps" ? failed() : whileFast(page, failed));
    // The current run waited as long at a barrier, and is not considered failed.
    await expect(alert(page)).toBeHidden();
    await expect(page.locator("#step-count")).toHaveText("3,000");
    await waitUntilIdle(page);
    // The replay may end after the current run has arrived; then both can go on together.
    await startRunTo(page, 3100);
    await expect(page.locator(".chip")).toHaveAttribute("title", /^At step 3,100, checksum /);
    await expect(chips(page)).toHaveText(/^mine/);
    const sum = (await page.locator(".chip").getAttribute("title"))?.slice(-16);
    await page.getByRole("button", { name: "Swap mine with the current run" }).click();
    await expect(page.locator("#status")).toHaveText(`Replayed exactly: step 3,100, checksum ${sum}.`);
  });
}

/** A loss of the table that was evaluated at the current step of its run. */
const HERE = /^\d\.\d+$/;

for (const [whose, nth] of /** @type {const} */ ([
  ["the current run", 1],
  ["a pinned run", 2],
])) {
  test(`evaluations survive a trap in the worker of ${whose}`, { tag: "@all" }, async ({ page }) => {
    await injectWorkerFault(page, "worker", (load) => (load === nth ? TRAP : null));
    await open(page, "#v=1&preset=kaiming&pin1=mine;preset=tanh-fixed");
    await expect(chips(page)).toHaveCount(1);
    await waitUntilIdle(page);
    await page.getByRole("button", { name: "Compare", exact: true }).click();
    const losses = () => page.locator('#compare-table [data-row="val"] td > :first-child').allTextContents();
    for (const step of ["100", "200"]) {
      await startRunTo(page, Number(step));
      await expect(page.locator("#step-count")).toHaveText(step);
      await expect(page.locator(`.chip[title^="At step ${step},"]`)).toHaveCount(1);
      await page.getByRole("button", { name: "Evaluate all" }).click();
      await expect.poll(losses).toEqual([expect.stringMatching(HERE), expect.stringMatching(HERE)]);
      await expect(page.locator("#evaluation")).toContainText(`At step ${step}: `);
    }
    const evaluated = await losses();
    const text = await page.locator("#evaluation").textContent();
    await startRunTo(page, 1000);
    if (nth === 1) await expect(alert(page)).toContainText("the run is being replayed");
    else await expect(chips(page)).toHaveText(/recovered/);
    await waitUntilIdle(page);
    await expect(page.locator(".chip[title*=checksum]")).toHaveCount(1);
    expect(await losses()).toEqual(evaluated.map((loss) => `${loss} (step 200)`));
    await expect(page.locator("#evaluation")).toHaveText(text ?? "");
    await choose(page, "Preset", "naive");
    await waitUntilIdle(page);
    await expect(page.locator("#evaluation")).not.toContainText("At step");
    expect(await losses()).toEqual(["–", "–"]);
  });
}

test("sweep workers that trap or loop are replaced, and every cell is the same", { tag: "@all" }, async ({ page }) => {
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
  await setAxis(page, "x", "Hidden weight scale", ["0.1", "10", "6"]);
  await setAxis(page, "y", "Output weight scale", ["0.1", "10", "5"]);
  await whileFast(page, () => waitForCells(page, 30));
  expect(loads.count).toBeGreaterThanOrEqual(3);
  const after = await readTable(page);
  await page.reload();
  await waitUntilIdle(page);
  await openMap(page);
  await setAxis(page, "x", "Hidden weight scale", ["0.1", "10", "6"]);
  await setAxis(page, "y", "Output weight scale", ["0.1", "10", "5"]);
  await waitForCells(page, 30);
  expect(await readTable(page)).toEqual(after);
});

test("a learning rate set during training survives a trap", { tag: "@all" }, async ({ page }) => {
  await injectWorkerFault(page, "worker", (nth) => (nth === 1 ? TRAP : null));
  await open(page, "#v=1&preset=kaiming");
  await waitUntilIdle(page);
  await startRunTo(page, 100);
  await expect(page.locator("#step-count")).toHaveText("100");
  await waitUntilIdle(page);
  await type(page, "lr-number", "0.05");
  await expect.poll(() => page.url()).toContain("lr=0.1,100:0.05");
  await startRunTo(page, 500);
  await waitForReplay(page);
  await startRunTo(page, 500);
  await expect(page.locator("#step-count")).toHaveText("500");
  await waitUntilIdle(page);
  expect(page.url()).toContain("lr=0.1,100:0.05");
  await expectReloadReplays(page);
});
