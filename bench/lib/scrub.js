// Timeline response of the built page: drags the slider and times each input until a step for it is painted.

import { setTimeout as wait } from "node:timers/promises";
import { SCRUB, STATES } from "./measures.js";
import { figure, quantile } from "./report.js";

/** @import { Browser, Page } from "@playwright/test" */

/** The deep network, which has the larger frames and the fewer records. */
const PRESET = "deep-batchnorm";
const STEPS = 4000;
/** Duration of a frame of the screen. */
const FRAME_MS = 1000 / 60;

/** Follows each input of the timeline's slider to the screen. Runs in the page, before its own scripts. */
function watch() {
  /** @type {{at: number, painted: number | null}[]} */
  let inputs = [];
  // Registered on the window before the page loads, so it is called first.
  addEventListener(
    "input",
    ({ timeStamp, target }) => {
      if (/** @type {Element} */ (target).id === "past") inputs.push({ at: timeStamp, painted: null });
    },
    true,
  );

  /** The number of inputs received when a step was requested, by the request's number. @type {Map<number, number>} */
  const asked = new Map();
  /** The last answer, and how many inputs it covers. */
  const answer = { step: -1, inputs: 0 };
  window.Worker = class extends Worker {
    /** @param {string | URL} url @param {WorkerOptions} [options] */
    constructor(url, options) {
      super(url, options);
      this.addEventListener("message", ({ data }) => {
        if (data.kind !== "past") return;
        answer.step = data.step;
        answer.inputs = asked.get(data.request) ?? 0;
      });
    }
    /** @override @param {any} message @param {any} [transfer] */
    postMessage(message, transfer) {
      if (message.kind === "back") asked.set(message.request, inputs.length);
      super.postMessage(message, transfer);
    }
  };

  const channel = new MessageChannel();
  // Painting belongs to the task of the animation frame; this is a task of its own, after it.
  channel.port1.onmessage = ({ data: { step, count } }) => {
    const shown = Number(document.getElementById("step-count")?.textContent?.replaceAll(",", ""));
    if (shown !== step) return;
    for (const input of inputs.slice(0, count)) input.painted ??= performance.now();
  };
  const { clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...rectangle) {
    if (this.canvas.id === "saturation-map") channel.port2.postMessage({ step: answer.step, count: answer.inputs });
    clearRect.apply(this, rectangle);
  };

  Object.assign(window, {
    /** The duration of each input since the last call; null until all of them are on the screen. */
    takeScrubbed() {
      if (inputs.some(({ painted }) => painted === null)) return null;
      const taken = inputs.map(({ at, painted }) => Number((Number(painted) - at).toFixed(1)));
      inputs = [];
      asked.clear();
      answer.inputs = 0;
      return taken;
    },
  });
}

/** The inputs since the last call, once all are on the screen. @param {Page} page @returns {Promise<number[]>} */
async function scrubbed(page) {
  for (let tries = 0; tries < 60; tries += 1) {
    await wait(50);
    const taken = await page.evaluate(() => /** @type {any} */ (window).takeScrubbed());
    if (taken !== null) return taken;
  }
  throw new Error("the page did not show the step of an input within 3 seconds");
}

/**
 * Back and forth over the whole run, some pixels per frame of the screen, whether or not the page keeps up.
 * @param {Page} page
 * @param {number} times moves
 */
async function drag(page, times) {
  const box = await page.locator("#past").boundingBox();
  if (box === null) throw new Error("the page shows no timeline");
  const y = box.y + box.height / 2;
  const place = (/** @type {number} */ share) => box.x + 7 + share * (box.width - 14);
  await page.mouse.move(place(0.98), y);
  await page.mouse.down();
  await scrubbed(page);
  const moves = [];
  const from = performance.now();
  for (let i = 1; i <= times; i += 1) {
    moves.push(page.mouse.move(place(0.5 + 0.46 * Math.cos((4 * Math.PI * i) / times)), y));
    await wait(from + i * FRAME_MS - performance.now());
  }
  await Promise.all(moves);
  const taken = await scrubbed(page);
  await page.mouse.up();
  return taken;
}

/**
 * @param {Browser} live
 * @param {{origin: string, rounds: number, times: number}} extent `times` is a tenth of the moves of a drag
 * @param {(name: string, value: number) => void} record
 */
export async function scrub(live, { origin, rounds, times }, record) {
  const page = await live.newPage({ viewport: { width: 1280, height: 720 } });
  await page.addInitScript(watch);
  const settled = () =>
    page.waitForFunction(() => /^[0-9a-f]{16}$/.test(document.getElementById("checksum")?.textContent ?? ""), null, {
      polling: 20,
    });
  /** @type {{state: string, painted: number[]}[]} */
  const drags = [];
  for (let round = 1; round <= rounds; round += 1) {
    for (const state of STATES) {
      // Via a blank page, since changing only the fragment does not reload the page.
      await page.goto("about:blank");
      await page.goto(`${origin}/dist/index.html#v=1&preset=${PRESET}&step=${STEPS}`);
      await settled();
      await page.locator("#past-marks button").first().waitFor();
      // A browser recompiles hot code at first.
      await drag(page, 60);
      await page.locator("#past-leave").click();
      await settled();
      if (state === "training") await page.locator("#train").click();
      const painted = await drag(page, 10 * times);
      drags.push({ state, painted });
      record(SCRUB.most(state), quantile(painted, 0.95));
      record(SCRUB.half(state), quantile(painted, 0.5));
    }
  }
  await page.close();
  return drags;
}

/** @param {Awaited<ReturnType<typeof scrub>>} drags */
export function scrubTable(drags) {
  const lines = STATES.map((state) => {
    const painted = drags.filter((drag) => drag.state === state).flatMap((drag) => drag.painted);
    const quantiles = [0.5, 0.95, 1].map((share) => figure(quantile(painted, share)).padEnd(6));
    return [...quantiles, String(painted.length).padEnd(4), `scrubbing ${state}`].join("  ");
  });
  return ["ms from input to paint: half, 95 %, all; inputs", ...lines].join("\n");
}
