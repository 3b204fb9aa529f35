// A tab that is hidden, suspended, put aside and brought back: the run is where it was, or goes on, and no figure is nonsense.

import { chromium } from "@playwright/test";
import { restoredByAddress, runOn } from "./faults.js";
import { drop, expect, number, open, rested, test } from "./page.js";

/** @import { Browser, LaunchOptions, Page } from "@playwright/test" */

/** @param {Page} page */
const train = (page) => page.getByRole("button", { name: "Train", exact: true }).click();
/** @param {Page} page @param {number} at */
const beyond = (page, at) => expect.poll(() => number(page, "step-count")).toBeGreaterThan(at);

/** The next figures of steps per second that the page shows. @param {Page} page @param {number} count */
const rates = (page, count) =>
  page.evaluate(async (count) => {
    /** @type {Set<string>} */
    const shown = new Set();
    while (shown.size < count) {
      shown.add(document.querySelector("#rate")?.textContent ?? "");
      await new Promise(requestAnimationFrame);
    }
    return [...shown].map((text) => Number(text.replaceAll(",", "")));
  }, count);

/** Lets the page's clock be put forward by hours: in each of so many of its frames, or as a question is on its way. @param {Page} page */
const sleeper = (page) =>
  page.addInitScript(() => {
    let ahead = 0;
    let frames = 0;
    let asked = "";
    const sleep = () => {
      ahead += 7 * 3_600_000;
    };
    Object.assign(window, {
      sleep,
      /** @param {number} count */
      sleepInFrames: (count) => {
        frames = count;
      },
      /** @param {string} kind */
      sleepOver: (kind) => {
        asked = kind;
      },
    });
    const now = performance.now.bind(performance);
    performance.now = () => now() + ahead;
    const request = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) =>
      request((at) => {
        callback(at + ahead);
        if (frames > 0) sleep();
        frames = Math.max(0, frames - 1);
      });
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (/** @type {{kind: string}} */ message, ...rest) {
      // @ts-expect-error: handed on as it came.
      postMessage.call(this, message, ...rest);
      if (message.kind !== asked) return;
      asked = "";
      sleep();
    };
  });

test("a clock that jumps by hours, as over a machine's sleep, leaves the pace and the run as they were", {
  tag: "@all",
}, async ({ page }) => {
  await sleeper(page);
  await open(page, "#v=1&preset=kaiming&pin1=one");
  await train(page);
  await beyond(page, 500);
  await expect(page.locator("#rate")).toHaveText(/\d/);
  await page.evaluate("sleep()");
  const shown = await rates(page, 6);
  // Seven hours would make a few steps a second of any pace.
  expect(Math.min(...shown)).toBeGreaterThan(20);
  await beyond(page, (await number(page, "step-count")) + 100);
  await page.getByRole("button", { name: "Pause" }).click();
  await rested(page);
  await expect(page.locator(".chip[title*=checksum]")).toHaveCount(1);
  await expect(page.getByRole("alert")).toBeHidden();
  await restoredByAddress(page);
});

test("a machine that sleeps while the page draws holds up no drawing afterwards", { tag: "@all" }, async ({ page }) => {
  await sleeper(page);
  await open(page, "#v=1&preset=kaiming&pin1=one");
  await train(page);
  await beyond(page, 200);
  await page.evaluate("sleepInFrames(20)");
  await beyond(page, (await number(page, "step-count")) + 100);
  await beyond(page, (await number(page, "step-count")) + 100);
});

test("a machine that sleeps while batch-mates are asked for holds up no later question", { tag: "@all" }, async ({
  page,
}) => {
  await sleeper(page);
  await open(page, "#v=1&preset=batchnorm&hidden=20");
  await page.getByRole("tab", { name: "Norm", exact: true }).click();
  await train(page);
  const said = page.locator("#coupling-facts");
  await expect(said).toHaveText(/\d/);
  await page.evaluate('sleepOver("couple")');
  await expect.poll(() => page.evaluate("performance.now()")).toBeGreaterThan(3_600_000);
  // The answer to that question, and to the next.
  for (let answers = 0; answers < 2; answers++) {
    const before = (await said.textContent()) ?? "";
    await expect(said).not.toHaveText(before, { timeout: 30_000 });
  }
});

test("a tab that is frozen and resumed goes on training", { tag: "@all" }, async ({ page, browserName }) => {
  test.skip(browserName === "firefox", "Firefox has no command for it");
  await sleeper(page);
  await open(page, "#v=1&preset=kaiming");
  await train(page);
  await beyond(page, 100);
  const session = await page.context().newCDPSession(page);
  await session.send("Page.setWebLifecycleState", { state: "frozen" });
  await session.send("Page.setWebLifecycleState", { state: "active" });
  // Hours have passed meanwhile.
  await page.evaluate("sleep()");
  const at = await number(page, "step-count");
  await beyond(page, at);
  await page.getByRole("button", { name: "Pause" }).click();
  await rested(page);
  await expect(page.getByRole("alert")).toBeHidden();
  await restoredByAddress(page);
});

/** What a page says somewhere. @param {Page} page @param {string} id */
const says = (page, id) => page.evaluate((id) => document.getElementById(id)?.textContent, id);
/** @param {Page} page @param {string} id */
const press = (page, id) => page.evaluate((id) => document.getElementById(id)?.click(), id);

/** @typedef {{page: Page, away: () => Promise<void>, back: () => Promise<void>}} Kept a page that a browser keeps while another is shown */

/** @param {{browser: Browser, baseURL: string | undefined, launchOptions: LaunchOptions}} fixtures @param {(kept: Kept) => Promise<void>} body */
async function inBackForwardCache({ browser, baseURL, launchOptions }, body) {
  // Playwright turns it off in Chromium.
  const own =
    browser.browserType().name() === "chromium"
      ? await chromium.launch({ ...launchOptions, ignoreDefaultArgs: ["--disable-back-forward-cache"] })
      : browser;
  const context = await own.newContext({ baseURL, viewport: { width: 1280, height: 720 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    addEventListener("pageshow", ({ persisted }) => Object.assign(window, { persisted }));
  });
  await body({
    page,
    async away() {
      await page.goto("./cheatsheet.html");
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    },
    async back() {
      // A page that is kept is not loaded, for which goBack would wait; that of Firefox then waits in every locator too.
      await page.evaluate(() => void setTimeout(() => history.back()));
      const persisted = () => page.evaluate(() => /** @type {any} */ (window).persisted).catch(() => null);
      await expect.poll(persisted, "kept, and not loaded anew").toBe(true);
    },
  });
  await context.close();
  if (own !== browser) await own.close();
}

test("a page that comes back from the back/forward cache is where it was, with a text that no link carries", {
  tag: "@firefox",
}, async ({ browser, baseURL, launchOptions }) => {
  await inBackForwardCache({ browser, baseURL, launchOptions }, async ({ page, away, back }) => {
    await open(page, "#v=1&preset=kaiming&hidden=20&lesson=start&pin1=mine;hidden=30");
    await rested(page);
    let state = 1;
    const letters = Array.from({ length: 30_000 }, (_, i) => {
      state = (state * 48_271) % 2_147_483_647;
      return i % 7 === 6 ? 10 : 97 + (state % 26);
    });
    await drop(page, "long.txt", letters);
    await expect(page.locator("#text-facts")).toContainText("long.txt");
    await runOn(page, 300);
    await expect(page.locator("#step-count")).toHaveText("300");
    await rested(page);
    await expect.poll(() => page.url()).toMatch(/&textis=.*&sum=/);
    const sum = await page.locator("#checksum").textContent();
    await away();
    await back();
    expect(await says(page, "checksum")).toBe(sum);
    expect(await says(page, "text-facts")).toContain("long.txt");
    expect(await says(page, "pins")).toContain("mine");
    const [lesson, wanted] = await page.evaluate(() =>
      ["lesson", "wanted"].map((id) => document.getElementById(id)?.hidden),
    );
    expect([lesson, wanted]).toEqual([false, true]);
    await press(page, "step");
    await expect.poll(() => says(page, "step-count")).toBe("301");
    await expect
      .poll(() => page.evaluate(() => document.querySelector(".chip")?.getAttribute("title")))
      .toMatch(/^At step 301, checksum /);
    // Loaded anew, the address has it all but the file, and asks for that.
    await expect.poll(() => page.evaluate("location.hash")).toContain("step=301");
    await page.reload();
    await expect(page.locator("#wanted")).toBeVisible();
    await expect(page.getByRole("group", { name: /^Pinned run: mine/ })).toHaveCount(1);
    expect(page.url()).toContain("step=301");
  });
});

test("a run that trains while its page is put aside goes on when it comes back", { tag: "@all" }, async ({
  browser,
  baseURL,
  launchOptions,
}) => {
  await inBackForwardCache({ browser, baseURL, launchOptions }, async ({ page, away, back }) => {
    await open(page, "#v=1&preset=kaiming");
    await train(page);
    await beyond(page, 100);
    await away();
    await back();
    await beyond(page, await number(page, "step-count"));
    expect(await says(page, "status")).toBe("Training.");
    await press(page, "train");
    await expect.poll(() => says(page, "checksum")).toMatch(/^[0-9a-f]{16}$/);
    const sum = await says(page, "checksum");
    await expect.poll(() => page.evaluate("location.hash")).toContain(`sum=${sum}`);
    await page.reload();
    await expect(page.locator("#status")).toHaveText(/^Replayed exactly: /);
    await expect(page.locator("#checksum")).toHaveText(sum ?? "");
  });
});
