// Pinned runs: trained in lockstep and freely, swapped, renamed, removed, restored by links, replayed after a failure.

import { readFileSync } from "node:fs";
import { choose, expect, expectNoAxeViolations, number, open, test, type, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** After 1,000 steps. @type {Record<string, string>} */
const checksums = JSON.parse(readFileSync(new URL("../golden/checksums.json", import.meta.url), "utf8"));

/** @param {Page} page */
const chips = (page) => page.getByRole("group", { name: /^Pinned run: / });
/** @param {Page} page */
const pressPin = (page) => page.getByRole("button", { name: "Pin", exact: true }).click();
/** @param {Page} page @param {string} step */
async function runTo(page, step) {
  await page.locator("#run-to-step").fill(step);
  await page.locator("#run-to-go").click();
}

/** The titles of the chips once the current run and all pinned ones are idle. @param {Page} page */
async function untilAllIdle(page) {
  await waitUntilIdle(page);
  // Chips of a link appear after the page.
  await expect(chips(page)).not.toHaveCount(0);
  await expect(page.locator(".chip:not([title*=checksum])")).toHaveCount(0);
  return chips(page).evaluateAll((all) => all.map((chip) => chip.getAttribute("title")));
}

/** Stores every worker of the page in `workers` of the window, in order of creation. @param {Page} page */
const keepWorkers = (page) =>
  page.addInitScript(() => {
    const Native = Worker;
    /** @type {Worker[]} */
    const workers = [];
    Object.assign(window, { workers });
    window.Worker = class extends Native {
      /** @param {string | URL} url @param {WorkerOptions} [options] */
      constructor(url, options) {
        super(url, options);
        workers.push(this);
      }
      /** @override */
      terminate() {
        Object.assign(this, { ended: true });
        super.terminate();
      }
    };
  });

/** Which of them the page has terminated. @param {Page} page */
const terminated = (page) =>
  page.evaluate(() => {
    const { workers } = /** @type {{workers: {ended?: boolean}[]}} */ (/** @type {unknown} */ (window));
    return workers.map(({ ended }) => ended === true);
  });

/** Fails a worker as a trap in wasm does. @param {Page} page @param {number} at */
const failWorker = (page, at) =>
  page.evaluate((at) => {
    const { workers } = /** @type {{workers: Worker[]}} */ (/** @type {unknown} */ (window));
    workers[at].dispatchEvent(new ErrorEvent("error", { message: "unreachable", cancelable: true }));
  }, at);

test("in lockstep every run reaches the same step with the checksum it has alone", async ({ page }) => {
  test.slow();
  await open(page, "#v=1&preset=tanh-fixed");
  await pressPin(page);
  await expect(chips(page)).toHaveCount(1);
  await choose(page, "Preset", "kaiming");
  await pressPin(page);
  await choose(page, "Preset", "naive");
  await expect(chips(page)).toHaveCount(2);
  await expect(page.getByRole("checkbox", { name: "Lockstep" })).toBeChecked();
  await runTo(page, "1000");
  expect(await untilAllIdle(page)).toEqual([
    `At step 1,000, checksum ${checksums["tanh-fixed"]}`,
    `At step 1,000, checksum ${checksums.kaiming}`,
  ]);
  await expect(page.locator("#step-count")).toHaveText("1,000");
  await expect(page.locator("#checksum")).toHaveText(checksums.naive);
  await expectNoAxeViolations(page);
});

test("Pause stops all runs in lockstep at the same step, and Step advances each by one", async ({ page }) => {
  await open(page);
  await pressPin(page);
  await type(page, "w-number", "0.2");
  await pressPin(page);
  await type(page, "batch", "64");
  await pressPin(page);
  await expect(page.getByRole("button", { name: "Pin", exact: true })).toBeDisabled();
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(50);
  await page.getByRole("button", { name: "Pause" }).click();
  const stood = await untilAllIdle(page);
  const at = await page.locator("#step-count").textContent();
  expect(stood).toHaveLength(3);
  for (const title of stood) expect(title).toContain(`At step ${at}, `);
  await page.getByRole("button", { name: "Step", exact: true }).click();
  const next = (Number(at?.replaceAll(",", "")) + 1).toLocaleString("en");
  await expect(page.locator("#step-count")).toHaveText(next);
  for (const title of await untilAllIdle(page)) expect(title).toContain(`At step ${next}, `);
});

/** Trains runs that may have paused at different steps: those behind catch up first. @param {Page} page */
async function trainTogether(page) {
  await untilAllIdle(page);
  const at = await number(page, "step-count");
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(at);
  await page.getByRole("button", { name: "Pause" }).click();
  return untilAllIdle(page);
}

test("a run pinned during training in lockstep catches up and trains along", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await pressPin(page);
  await expect(chips(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(20);
  await pressPin(page);
  await expect(chips(page)).toHaveCount(2);
  await expect(chips(page).last()).not.toHaveText(/→/);
  const at = await number(page, "step-count");
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(at);
  await page.getByRole("button", { name: "Pause" }).click();
  // It may still have been catching up.
  const [first, second] = await trainTogether(page);
  expect(first).toBe(second);
  expect(first).toContain(`At step ${await page.locator("#step-count").textContent()}, `);
  expect(first).toContain(`checksum ${await page.locator("#checksum").textContent()}`);
});

test("the first run pinned during training trains along; when it is removed, the current run goes on", {
  tag: "@all",
}, async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(20);
  await pressPin(page);
  await expect(chips(page)).toHaveCount(1);
  await expect(page.locator(".chip:not([title*=checksum])"), "it trains").toHaveCount(1);
  await expect(chips(page)).not.toHaveText(/→/);
  await page.getByRole("button", { name: "Pause" }).click();
  const [title] = await trainTogether(page);
  expect(title).toContain(`At step ${await page.locator("#step-count").textContent()}, `);
  expect(title).toContain(`checksum ${await page.locator("#checksum").textContent()}`);
  await page.getByRole("button", { name: "Train" }).click();
  await page.getByRole("button", { name: /^Remove / }).click();
  await expect(chips(page)).toHaveCount(0);
  const left = await number(page, "step-count");
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(left);
  await page.getByRole("button", { name: "Pause" }).click();
  await waitUntilIdle(page);
});

test("pinned runs train along when their code loads after Train is pressed", { tag: "@all" }, async ({ page }) => {
  let fetch = () => {};
  const requested = new Promise((resolve) => {
    fetch = () => resolve(null);
  });
  await page.route(/\/pins-[^/]*\.js$/, async (route) => {
    await requested;
    await route.continue();
  });
  await open(page, "#v=1&preset=kaiming&pin1=one;preset=naive");
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(20);
  fetch();
  await expect(page.locator(".chip:not([title*=checksum])"), "it trains").toHaveCount(1);
  await page.getByRole("button", { name: "Pause" }).click();
  const [title] = await trainTogether(page);
  expect(title).toContain(`At step ${await page.locator("#step-count").textContent()}, `);
});

test("without lockstep each run trains at its own speed; with lockstep again, those behind catch up", {
  tag: "@all",
}, async ({ page }) => {
  await open(page, "#v=1&hidden=20");
  await pressPin(page);
  await type(page, "width", "512");
  await type(page, "batch", "256");
  await page.getByRole("checkbox", { name: "Lockstep" }).uncheck();
  await page.getByRole("button", { name: "Train" }).click();
  await expect(chips(page)).toHaveText(/step [1-9][\d,]+/);
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(2);
  await page.getByRole("button", { name: "Pause" }).click();
  const [title] = await untilAllIdle(page);
  const pinned = Number((title ?? "").match(/step ([\d,]+)/)?.[1].replaceAll(",", ""));
  expect(pinned).toBeGreaterThan(await number(page, "step-count"));
  await expect(page).toHaveURL(new RegExp(`;step=${pinned}&pace=free`));

  // A changed setting restarts the current run only.
  await type(page, "batch", "2");
  await type(page, "width", "10");
  await waitUntilIdle(page);
  await expect(page.locator("#step-count")).toHaveText("0");
  expect(await untilAllIdle(page)).toEqual([title]);

  await page.getByRole("checkbox", { name: "Lockstep" }).check();
  await runTo(page, String(pinned + 100));
  const at = `At step ${(pinned + 100).toLocaleString("en")}, `;
  await expect(page.locator("#step-count")).toHaveText((pinned + 100).toLocaleString("en"));
  for (const each of await untilAllIdle(page)) expect(each).toContain(at);
});

test("Reset and a changed network bring all runs to step 0 in lockstep", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await pressPin(page);
  await runTo(page, "20");
  expect((await untilAllIdle(page)).join()).toContain("At step 20, ");
  await page.getByRole("button", { name: "Reset" }).click();
  await expect(page.locator("#step-count")).toHaveText("0");
  expect((await untilAllIdle(page)).join()).toContain("At step 0, ");
  await runTo(page, "20");
  expect((await untilAllIdle(page)).join()).toContain("At step 20, ");
  await page.getByRole("button", { name: "New seed" }).click();
  await expect(page.locator("#step-count")).toHaveText("0");
  expect((await untilAllIdle(page)).join()).toContain("At step 0, ");
  // The pinned run keeps its seed.
  await expect(page).toHaveURL(/&seed=\d+&pin1=Too%20large$/);
});

test("swapping a pinned run with the current one keeps both checksums", async ({ page }) => {
  await open(page, `#v=1&preset=kaiming&step=1000&pin1=a%20na%C3%AFve%20one&pin2=other;preset=batchnorm;step=3`);
  expect((await untilAllIdle(page))[0]).toBe(`At step 1,000, checksum ${checksums.naive}`);
  await page.getByRole("button", { name: "Swap a naïve one with the current run" }).click();
  await expect(page.locator("#status")).toHaveText(`Replayed exactly: step 1,000, checksum ${checksums.naive}.`);
  await expect(page.locator("#checksum")).toHaveText(checksums.naive);
  await expect(page.locator("#preset")).toHaveValue("naive");
  const stood = await untilAllIdle(page);
  expect(stood[0]).toBe(`At step 1,000, checksum ${checksums.kaiming}`);
  expect(stood[1]).toContain("At step 3, ");
  await expect(chips(page).first()).toHaveText(/^Scaled by fan-in/);
  await page.getByRole("button", { name: "Swap Scaled by fan-in with the current run" }).click();
  await expect(page.locator("#checksum")).toHaveText(checksums.kaiming);
  await expect(chips(page).first()).toHaveText(/^a naïve one/);
});

test("pinned runs are renamed and removed by keyboard", { tag: "@all" }, async ({ page }) => {
  await open(page);
  await pressPin(page);
  await page.getByRole("button", { name: "Rename Too large" }).focus();
  await page.keyboard.press("Enter");
  const field = page.getByRole("textbox", { name: "Name of Too large" });
  await expect(field).toBeFocused();
  await page.keyboard.type("50 % ; & déjà vu");
  await page.keyboard.press("Enter");
  const renamed = page.getByRole("button", { name: "Rename 50 % ; & déjà vu" });
  await expect(renamed).toBeFocused();
  await expect(page).toHaveURL(/&pin1=50%20%2525%20%253B%20%26%20d%C3%A9j%C3%A0%20vu$/);
  await page.keyboard.press("Enter");
  await page.keyboard.type("never");
  await page.keyboard.press("Escape");
  await expect(renamed).toBeFocused();
  await page.reload();
  await expect(renamed).toBeVisible();
  await page.getByRole("button", { name: "Remove 50 % ; & déjà vu" }).focus();
  await page.keyboard.press("Enter");
  await expect(chips(page)).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Pin", exact: true })).toBeFocused();
  await expect(page.getByRole("checkbox", { name: "Lockstep" })).toBeHidden();
  await expect(page).toHaveURL(/#v=1$/);
});

test("a link and a reload restore all runs at their steps", async ({ page }) => {
  const link = `#v=1&preset=kaiming&pin1=first&pin3=third;preset=tanh-fixed;step=7&pace=free&step=1000&sum=${checksums.kaiming}`;
  await open(page, link);
  for (const again of [false, true]) {
    if (again) await page.reload();
    await expect(page.locator("#status")).toHaveText(`Replayed exactly: step 1,000, checksum ${checksums.kaiming}.`);
    const stood = await untilAllIdle(page);
    expect(stood[0]).toBe(`At step 1,000, checksum ${checksums.naive}`);
    expect(stood[1]).toContain("At step 7, ");
    await expect(page.getByRole("checkbox", { name: "Lockstep" })).not.toBeChecked();
    expect(new URL(page.url()).hash).toBe(link);
  }
  await page.getByRole("button", { name: "Share…" }).click();
  await expect(page.getByLabel("Link", { exact: true })).toHaveValue(new RegExp(`${link}$`));
  await page.getByRole("checkbox", { name: "Step and checksum" }).uncheck();
  await expect(page.getByLabel("Link", { exact: true })).toHaveValue(
    /#v=1&preset=kaiming&pin1=first&pin3=third;preset=tanh-fixed&pace=free$/,
  );
});

test("invalid settings of a pin are reported by name, and its valid ones are used", { tag: "@all" }, async ({
  page,
}) => {
  await open(page, "#v=1&pin2=mine;w=5;seed=3&pin4=x");
  await expect(page.getByRole("alert")).toContainText("pin2 w: expected std:σ, gain:g");
  await expect(page.getByRole("alert")).toContainText("pin4: expected a known key");
  await expect(chips(page)).toHaveText(/^mine/);
  await expect(page).toHaveURL(/#v=1&pin2=mine;seed=3$/);
});

test("a pinned run whose worker fails is replayed while the others train", { tag: "@all" }, async ({ page }) => {
  await keepWorkers(page);
  await open(page, "#v=1&preset=kaiming&pin1=one;preset=naive&pin2=two;preset=tanh-fixed");
  await untilAllIdle(page);
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(20);
  await failWorker(page, 1);
  await expect(page.locator("#status")).toContainText("The worker of “one” failed; it is being replayed to step");
  await expect(chips(page).first()).toHaveText(/recovered/);
  const at = await number(page, "step-count");
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(at);
  await page.getByRole("button", { name: "Pause" }).click();
  await waitUntilIdle(page);
  await runTo(page, String((await number(page, "step-count")) + 1000));
  const titles = await untilAllIdle(page);
  const step = await page.locator("#step-count").textContent();
  for (const title of titles) expect(title).toContain(`At step ${step}, `);
  // The swap replays the run from its link and compares the checksum.
  const sums = titles.map((title) => (title ?? "").slice(-16));
  await page.getByRole("button", { name: "Swap one with the current run" }).click();
  await expect(page.locator("#status")).toHaveText(`Replayed exactly: step ${step}, checksum ${sums[0]}.`);
});

test("when the worker of the current run fails, the pinned runs pause and all can train again", {
  tag: "@all",
}, async ({ page }) => {
  await keepWorkers(page);
  await open(page, "#v=1&preset=kaiming&pin1=one;preset=naive");
  await untilAllIdle(page);
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(20);
  await failWorker(page, 0);
  await expect(page.getByRole("alert")).toContainText("the run is being replayed");
  // The pinned run may be further than the last shown step of the current one.
  const [stood] = await untilAllIdle(page);
  const furthest = Number(/^At step ([\d,]+)/.exec(stood ?? "")?.[1].replaceAll(",", ""));
  await runTo(page, String(furthest + 1000));
  const [title] = await untilAllIdle(page);
  const step = (furthest + 1000).toLocaleString("en");
  await expect(page.locator("#step-count")).toHaveText(step);
  const sum = await page.locator("#checksum").textContent();
  await page.getByRole("button", { name: "Swap one with the current run" }).click();
  await expect(page.locator("#status")).toHaveText(`Replayed exactly: step ${step}, checksum ${title?.slice(-16)}.`);
  await expect(chips(page)).toHaveAttribute("title", `At step ${step}, checksum ${sum}`);
});

test("Evaluate evaluates all runs, and a text of one's own is used by all", async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&pin1=one;hidden=20");
  await untilAllIdle(page);
  // A text ends the training of all.
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(2);
  await page.getByRole("button", { name: "Paste" }).click();
  await page.getByLabel("One item per line, at least six lines").fill("anna\nbob\ncarl\ndora\nemil\nfritz\ngerd\nhans");
  await page.getByRole("button", { name: "Use this text" }).click();
  await expect(page.locator("#text-facts")).toContainText("8 lines");
  const [before] = await untilAllIdle(page);
  await page.getByRole("button", { name: "Evaluate" }).click();
  await expect(page.locator("#evaluation")).toContainText("At step 0: train");
  expect(before).toContain("At step 0, checksum");
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  const row = page.getByRole("row", { name: /^Train loss|^train/i });
  await expect(row.getByRole("cell").nth(1)).toHaveText(/\d/);
});

test("an embedded page shows its pinned runs, and its link to the full page includes them", { tag: "@all" }, async ({
  page,
}) => {
  await open(page, "#v=1&preset=kaiming&embed=1&pin1=one");
  await expect(chips(page)).toBeVisible();
  await expect(page.locator("#open-full")).toHaveAttribute("href", /#v=1&preset=kaiming&pin1=one$/);
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(page.locator("#compare-table")).toBeVisible();
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(page.locator("#compare-panel")).toBeHidden();
  await open(page, "#v=1&preset=kaiming&embed=1&hide=compare&pin1=one");
  await expect(page.locator("#comparing")).toBeHidden();
});

test("a small screen has the pinned runs in Compare", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page);
  await expect(page.locator("#comparing")).toBeHidden();
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await pressPin(page);
  await expect(chips(page)).toBeVisible();
  await page.getByRole("button", { name: "Train" }).click();
  await expect.poll(() => number(page, "step-count")).toBeGreaterThan(2);
  await page.getByRole("button", { name: "Pause" }).click();
  await waitUntilIdle(page);
  const at = await page.locator("#step-count").textContent();
  expect((await untilAllIdle(page)).join()).toContain(`At step ${at}, `);
  await expectNoAxeViolations(page);
});

test("Back restores the previous run and its pinned runs", async ({ page }) => {
  await open(page, "#v=1&preset=kaiming");
  await pressPin(page);
  await expect(page).toHaveURL(/#v=1&preset=kaiming&pin1=Scaled%20by%20fan-in;preset=kaiming$/);
  await choose(page, "Preset", "tanh-fixed");
  await expect(page).toHaveURL(/#v=1&preset=tanh-fixed&pin1=Scaled%20by%20fan-in;preset=kaiming$/);
  await page.goBack();
  await expect(page.locator("#preset")).toHaveValue("kaiming");
  await expect(chips(page)).toHaveCount(1);
});

test("Back to a state without pins terminates the workers of pinned runs", { tag: "@all" }, async ({ page }) => {
  await keepWorkers(page);
  await open(page);
  await choose(page, "Preset", "kaiming");
  await expect(page).toHaveURL(/#v=1&preset=kaiming$/);
  await pressPin(page);
  await expect(page).toHaveURL(/#v=1&preset=kaiming&pin1=Scaled%20by%20fan-in;preset=kaiming$/);
  await untilAllIdle(page);
  expect(await terminated(page)).toEqual([false, false]);
  await page.goBack();
  await expect(chips(page)).toHaveCount(0);
  await expect.poll(() => terminated(page)).toEqual([false, true]);
});

test("a step taken during an evaluation of all runs cancels it, and it can be repeated", { tag: "@all" }, async ({
  page,
}) => {
  await open(page, "#v=1&preset=kaiming&hidden=300&pin1=one;hidden=300");
  await untilAllIdle(page);
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  const evaluate = page.getByRole("button", { name: "Evaluate all" });
  await evaluate.click();
  await expect(evaluate).toBeDisabled();
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await untilAllIdle(page);
  await expect(evaluate).toBeEnabled();
});
