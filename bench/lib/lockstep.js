// Pinned runs on the built page: how well three runs in lockstep use the cores, and how much memory a page with four runs uses.

import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/** @import { Browser, Page } from "@playwright/test" */

/** The network, and variants with the same cost per step. */
const NETWORK = "#v=1&preset=deep-batchnorm";
const PINS = ["gain:0.5", "gain:2", "gain:3"].map((w, i) => `&pin${i + 1}=;preset=deep-batchnorm;w=${w}`);
/** After this time, a run is at full speed, and barriers have their final distance. */
const WARM_MS = 4000;
/** Recorded frames and histories are full well before this. */
const STEPS_OF_MEMORY = 5000;

/** Keeps references to the page's workers, and asks each for its step. Runs in the page, before its own scripts. */
function watch() {
  /** @type {Worker[]} */
  const workers = [];
  /** @type {Map<Worker, (at: {step: number, now: number}) => void>} */
  const asking = new Map();
  window.Worker = class extends Worker {
    /** @param {string | URL} url @param {WorkerOptions} [options] */
    constructor(url, options) {
      super(url, options);
      workers.push(this);
      // Registered first, so it is called first.
      this.addEventListener("message", (event) => {
        const { kind, step } = event.data;
        const answer = asking.get(this);
        if (kind !== "checksum" || answer === undefined) return;
        asking.delete(this);
        event.stopImmediatePropagation();
        answer({ step, now: performance.now() });
      });
    }
  };
  /** @returns {Promise<{step: number, now: number}[]>} */
  const look = () =>
    Promise.all(
      workers.map(
        (worker) =>
          new Promise((resolve) => {
            asking.set(worker, resolve);
            worker.postMessage({ kind: "checksum" });
          }),
      ),
    );
  /** Steps per second of each run. @param {number} warm ms @param {number} ms */
  const pace = async (warm, ms) => {
    await new Promise((resolve) => setTimeout(resolve, warm));
    const from = await look();
    await new Promise((resolve) => setTimeout(resolve, ms));
    const to = await look();
    return to.map(({ step, now }, i) => (1000 * (step - from[i].step)) / (now - from[i].now));
  };
  Object.assign(window, { pace });
}

/** Opens a link with a number of pinned runs, all paused. @param {Page} page @param {string} origin @param {number} pins */
async function open(page, origin, pins) {
  await page.goto("about:blank");
  await page.goto(`${origin}/dist/index.html${NETWORK}${PINS.slice(0, pins).join("")}`);
  await page.waitForFunction(() => /^[0-9a-f]{16}$/.test(document.querySelector("#checksum")?.textContent ?? ""));
  await page.waitForFunction((pins) => document.querySelectorAll(".chip[title]").length === pins, pins);
}

/**
 * The slowest of three runs' steps per second, as a share of the fair value: the speed of the run alone, times its part of the cores.
 * @param {Browser} browser
 * @param {string} origin
 * @returns {Promise<(seconds: number) => Promise<{share: number, alone: number, together: number[]}>>}
 */
export async function openLockstep(browser, origin) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  await page.addInitScript(watch);
  const button = (/** @type {string} */ name) => page.getByRole("button", { name, exact: true });

  /** @param {number} pins @param {number} seconds @returns {Promise<number[]>} */
  async function speeds(pins, seconds) {
    await open(page, origin, pins);
    await button("Train").click();
    const made = await page.evaluate(
      ([warm, ms]) => /** @type {any} */ (window).pace(warm, ms),
      /** @type {const} */ ([WARM_MS, 1000 * seconds]),
    );
    await button("Pause").click();
    await button("Train").waitFor();
    return made;
  }

  return async (seconds) => {
    const [before] = await speeds(0, seconds);
    const together = await speeds(2, seconds);
    const [after] = await speeds(0, seconds);
    const alone = (before + after) / 2;
    const fair = alone * Math.min(1, availableParallelism() / together.length);
    return { share: Math.min(...together) / fair, alone, together };
  };
}

/**
 * Private memory in MB of a page with four trained runs: the private pages of the renderer process (Linux's
 * smaps_rollup), which includes the page, its workers, their wasm memories and the browser's own data for them.
 * @param {Browser} browser fresh
 * @param {string} origin
 */
export async function memoryOfFour(browser, origin) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  await open(page, origin, PINS.length);
  await page.locator("#run-to-step").fill(String(STEPS_OF_MEMORY));
  await page.locator("#run-to-go").click();
  const done = STEPS_OF_MEMORY.toLocaleString("en");
  await page.waitForFunction((done) => document.querySelector("#step-count")?.textContent === done, done, {
    timeout: 600_000,
  });
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => privateMemory(id));
  await page.close();
  // One renderer is the page's; others are empty spares.
  return Math.max(...renderers) / 1e6;
}

/** Bytes. @param {number} id of a process */
export function privateMemory(id) {
  const lines = readFileSync(`/proc/${id}/smaps_rollup`, "utf8").matchAll(/^Private_(?:Clean|Dirty): +(\d+) kB$/gm);
  return [...lines].reduce((sum, [, kilobytes]) => sum + 1024 * Number(kilobytes), 0);
}
