// Runs side by side on the built page: what three in lockstep make of the cores, and what a page with four of them weighs.

import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/** @import { Browser, Page } from "@playwright/test" */

/** The network and two variants of it that cost as much a step. */
const NETWORK = "#v=1&preset=deep-batchnorm";
const BESIDE = ["gain:0.5", "gain:2", "gain:3"].map((w, i) => `&pin${i + 1}=;preset=deep-batchnorm;w=${w}`);
/** By then a run is at speed, and barriers are as far apart as they will be. */
const WARM_MS = 4000;
/** Recorded frames and histories are full long before. */
const STEPS_OF_MEMORY = 5000;

/** Keeps hold of the page's workers, and asks each where it is. Runs in the page, before its own scripts. */
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
      // Registered first, so it hears first.
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
  /** Steps a second of each run. @param {number} warm ms @param {number} ms */
  const pace = async (warm, ms) => {
    await new Promise((resolve) => setTimeout(resolve, warm));
    const from = await look();
    await new Promise((resolve) => setTimeout(resolve, ms));
    const to = await look();
    return to.map(({ step, now }, i) => (1000 * (step - from[i].step)) / (now - from[i].now));
  };
  Object.assign(window, { pace });
}

/** Opens a link with so many runs beside its own, all at rest. @param {Page} page @param {string} origin @param {number} beside */
async function open(page, origin, beside) {
  await page.goto("about:blank");
  await page.goto(`${origin}/dist/index.html${NETWORK}${BESIDE.slice(0, beside).join("")}`);
  await page.waitForFunction(() => /^[0-9a-f]{16}$/.test(document.querySelector("#checksum")?.textContent ?? ""));
  await page.waitForFunction((beside) => document.querySelectorAll(".chip[title]").length === beside, beside);
}

/**
 * The least of three runs' steps a second, as a share of what a fair part of the cores makes of the run alone.
 * @param {Browser} browser
 * @param {string} origin
 * @returns {Promise<(seconds: number) => Promise<{share: number, alone: number, together: number[]}>>}
 */
export async function openLockstep(browser, origin) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  await page.addInitScript(watch);
  const button = (/** @type {string} */ name) => page.getByRole("button", { name, exact: true });

  /** @param {number} beside @param {number} seconds @returns {Promise<number[]>} */
  async function paces(beside, seconds) {
    await open(page, origin, beside);
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
    const [before] = await paces(0, seconds);
    const together = await paces(2, seconds);
    const [after] = await paces(0, seconds);
    const alone = (before + after) / 2;
    const fair = alone * Math.min(1, availableParallelism() / together.length);
    return { share: Math.min(...together) / fair, alone, together };
  };
}

/**
 * MB of memory that a page with four trained runs has to itself: the private pages of the renderer's process (Linux's
 * smaps_rollup), in which are the page, its workers, their wasm memories and the browser's own code at work for them.
 * @param {Browser} browser fresh
 * @param {string} origin
 */
export async function memoryOfFour(browser, origin) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  await open(page, origin, BESIDE.length);
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
  // One is the page's; others are kept ready, empty.
  return Math.max(...renderers) / 1e6;
}

/** Bytes. @param {number} id of a process */
export function privateMemory(id) {
  const lines = readFileSync(`/proc/${id}/smaps_rollup`, "utf8").matchAll(/^Private_(?:Clean|Dirty): +(\d+) kB$/gm);
  return [...lines].reduce((sum, [, kilobytes]) => sum + 1024 * Number(kilobytes), 0);
}
