// Runs the built page at full speed for a long time, with drawing on, and samples its memory, steps, frames and long tasks.
// flat.js judges them.

import { privateMemory } from "./lockstep.js";

/** @import { Browser, Page } from "@playwright/test" */

/**
 * The measurements at the end of an interval.
 * @typedef {object} Sample
 * @property {number} at seconds since training started
 * @property {number} uncollected private bytes of the page's process: page, workers, wasm, and the browser's own data
 * @property {number} memory the same after garbage collection
 * @property {number} heap bytes of the JavaScript of page and workers, with their buffers
 * @property {number} wasm bytes of the wasm memories of all workers
 * @property {number} rate steps per second over the interval
 * @property {number} pace steps per millisecond of training in the worker
 * @property {number} frames drawn per second
 * @property {number[]} longTasks durations of the long tasks that the browser reported, in ms
 */

/** What the page does: train one deep network, or several things at once. */
export const SCENARIOS = {
  alone: "#v=1&preset=deep-batchnorm",
  busy: "#v=1&preset=deep-batchnorm&hidden=64x3&pin1=;hidden=64x3&pin2=;preset=deep-batchnorm;hidden=64x3;w=gain:1",
};
/** @typedef {keyof typeof SCENARIOS} Scenario */

/** Counts in the page, before its own scripts. */
function watch() {
  const counts = { step: 0, worked: 0, drawn: 0, longTasks: /** @type {number[]} */ ([]) };
  Object.assign(window, { counts });
  let first = true;
  window.Worker = class extends Worker {
    /** @param {string | URL} url @param {WorkerOptions} [options] */
    constructor(url, options) {
      super(url, options);
      // The first is the current run's.
      if (!first) return;
      first = false;
      this.addEventListener("message", ({ data }) => {
        if (data.kind !== "frame") return;
        const header = new Uint32Array(data.buffer, 0, 5);
        counts.step = header[3] + header[4] * 2 ** 32;
        counts.worked += data.worked;
      });
    }
  };
  const request = window.requestAnimationFrame.bind(window);
  let requests = 0;
  window.requestAnimationFrame = (callback) => {
    requests += 1;
    return request((now) => {
      const before = requests;
      callback(now);
      // A callback that requests another frame has postponed its drawing.
      if (requests === before) counts.drawn += 1;
    });
  };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) counts.longTasks.push(duration);
  }).observe({ type: "longtask" });
}

/** Prepended to a worker's script, so that its wasm memory can be measured. */
const SHOWN = `
  const Hidden = WebAssembly.Instance;
  WebAssembly.Instance = class extends Hidden {
    constructor(...values) {
      super(...values);
      globalThis.wasmMemory = this.exports.memory;
    }
  };
`;

/** @typedef {Awaited<ReturnType<typeof openWatched>>} Watched */

/**
 * Opens a page whose memory and workers can be inspected.
 * @param {Browser} browser Chromium
 * @param {string} address of the built page
 */
async function openWatched(browser, address) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  await page.addInitScript(watch);
  await page.route(/\/worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: SHOWN + (await response.text()) });
  });
  const session = await page.context().newCDPSession(page);
  /** @type {Set<string>} */
  const workers = new Set();
  /** @type {Map<number, (result: any) => void>} */
  const asking = new Map();
  session.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => {
    if (targetInfo.type === "worker") workers.add(sessionId);
  });
  session.on("Target.detachedFromTarget", ({ sessionId }) => workers.delete(sessionId));
  session.on("Target.receivedMessageFromTarget", ({ message }) => {
    const { id, result } = JSON.parse(message);
    asking.get(id)?.(result);
    asking.delete(id);
  });
  await session.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  let asked = 0;
  /** The answers of all workers. @param {string} method @param {object} [params] @returns {Promise<any[]>} */
  const ofWorkers = (method, params = {}) =>
    Promise.all(
      [...workers].map((sessionId) => {
        asked += 1;
        const message = JSON.stringify({ id: asked, method, params });
        const answer = new Promise((resolve) => asking.set(asked, resolve));
        return session.send("Target.sendMessageToTarget", { sessionId, message }).then(() => answer);
      }),
    );
  await page.goto(address);
  await page.waitForFunction(() => /^[0-9a-f]{16}$/.test(document.querySelector("#checksum")?.textContent ?? ""));
  return { page, session, ofWorkers };
}

/** Pastes a custom text that is too long for a link. @param {Page} page */
const dropText = (page) =>
  page.evaluate(() => {
    let state = 1;
    const letters = Uint8Array.from({ length: 60_000 }, (_, i) => {
      state = (state * 48_271) % 2_147_483_647;
      return i % 7 === 6 ? 10 : 97 + (state % 26);
    });
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([letters], "own.txt"));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  });

/** Simulates a reader: visits every tab in turn, and sometimes goes back on the timeline. @param {Page} page @param {number} nth */
async function stir(page, nth) {
  const tabs = ["Now", "Over time", "Norm", "By hand", "Compare"];
  const tab = page.getByRole("tab", { name: tabs[nth % tabs.length], exact: true });
  await tab.click();
  await page.locator("#past").press("PageDown");
  await page.locator("#past-at").waitFor();
  await page.locator("#past").press("Escape");
}

/** @param {Page} page */
const counted = (page) =>
  page.evaluate(() => {
    const { counts } = /** @type {{counts: {step: number, worked: number, drawn: number, longTasks: number[]}}} */ (
      /** @type {unknown} */ (window)
    );
    return { ...counts, now: performance.now(), longTasks: counts.longTasks.splice(0) };
  });

/** Private bytes of the page's process. @param {Browser} browser */
async function privateBytes(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => privateMemory(id));
  // One renderer is the page's; others are empty spares.
  return Math.max(...renderers);
}

/** Memory before and after garbage collection. @param {Browser} browser @param {Watched} watched */
async function weighed(browser, { session, ofWorkers }) {
  const uncollected = await privateBytes(browser);
  await session.send("HeapProfiler.collectGarbage");
  await ofWorkers("HeapProfiler.collectGarbage");
  const expression = "globalThis.wasmMemory?.buffer.byteLength ?? 0";
  const wasm = await ofWorkers("Runtime.evaluate", { expression });
  const heaps = [await session.send("Runtime.getHeapUsage"), ...(await ofWorkers("Runtime.getHeapUsage"))];
  return {
    uncollected,
    memory: await privateBytes(browser),
    heap: heaps.reduce((sum, { usedSize, backingStorageSize }) => sum + usedSize + backingStorageSize, 0),
    wasm: wasm.reduce((sum, { result }) => sum + result.value, 0),
  };
}

/**
 * Trains for some time and samples at an interval.
 * @param {Browser} browser a fresh Chromium
 * @param {string} site of the page
 * @param {{scenario: Scenario, seconds: number, every: number, heard?: (sample: Sample) => void}} how
 * @returns {Promise<Sample[]>}
 */
export async function soak(browser, site, { scenario, seconds, every, heard = () => {} }) {
  const watched = await openWatched(browser, site + SCENARIOS[scenario]);
  const { page } = watched;
  if (scenario === "busy") {
    await dropText(page);
    await page.waitForFunction(() => document.querySelector("#text-facts")?.textContent?.includes("own.txt"));
    await page.waitForFunction(() => document.querySelectorAll(".chip[title*=checksum]").length === 2);
  }
  await page.getByRole("button", { name: "Train", exact: true }).click();
  /** @type {Sample[]} */
  const samples = [];
  let before = await counted(page);
  const began = before.now;
  for (let i = 0; before.now - began < 1000 * seconds; i++) {
    if (scenario === "busy") await stir(page, i);
    const next = began + 1000 * every * (i + 1);
    await page.waitForTimeout(Math.max(0, next - (await page.evaluate(() => performance.now()))));
    const now = await counted(page);
    const spent = (now.now - before.now) / 1000;
    const steps = now.step - before.step;
    const sample = {
      at: (now.now - began) / 1000,
      ...(await weighed(browser, watched)),
      rate: steps / spent,
      pace: steps / (now.worked - before.worked),
      frames: (now.drawn - before.drawn) / spent,
      longTasks: now.longTasks,
    };
    samples.push(sample);
    heard(sample);
    // Work caused by the measurement itself is not counted.
    before = await counted(page);
  }
  await page.close();
  return samples;
}
