// Response of the built page: drags sliders with the mouse and times each input until its network is painted; and counts what
// is drawn while the page trains.

import { setTimeout as wait } from "node:timers/promises";

/** @import { Browser } from "@playwright/test" */

/**
 * @typedef {object} Input
 * @property {number} painted ms from the input event until its network, or that of a newer input, was painted
 * @property {number} moved the same from the mouse move, which the browser delivers with its next frame
 */

/** @typedef {"apart" | "drag" | "training"} Gesture single inputs; a drag; single inputs during training */

/** Duration of a frame of the screen. */
const FRAME_MS = 1000 / 60;

/**
 * Follows each slider input to the screen, and counts what is drawn in the meantime. Runs in the page, before its own
 * scripts.
 */
function watch() {
  /** @type {{at: number, moved: number, painted: number | null}[]} */
  let inputs = [];
  let movedAt = 0;
  // Registered on the window before the page loads, so they are called first.
  addEventListener(
    "pointermove",
    ({ timeStamp }) => {
      movedAt = timeStamp;
    },
    true,
  );
  addEventListener(
    "input",
    ({ timeStamp, target }) => {
      const { id } = /** @type {Element} */ (target);
      if (id === "w" || id === "out") inputs.push({ at: timeStamp, moved: movedAt, painted: null });
    },
    true,
  );

  /** The number of inputs received when the Config of an epoch was sent to the worker. @type {Map<number, number>} */
  const asked = new Map();
  /** The newest frame from the worker. */
  const newest = { epoch: 0, loss: Number.NaN };
  let lossAt = 0;
  window.Worker = class extends Worker {
    /** @param {string | URL} url @param {WorkerOptions} [options] */
    constructor(url, options) {
      super(url, options);
      this.addEventListener("message", ({ data }) => {
        if (data.kind === "started") {
          lossAt = data.layout.sections.find((/** @type {{name: string}} */ { name }) => name === "loss").at;
        } else if (data.kind === "frame") {
          newest.epoch = data.epoch;
          newest.loss = new Float32Array(data.buffer)[lossAt];
        }
      });
    }
    /** @override @param {any} message @param {any} [transfer] */
    postMessage(message, transfer) {
      if (message.kind === "configure") asked.set(message.epoch, inputs.length);
      super.postMessage(message, transfer);
    }
  };

  /** When the map of the open drawer was drawn, and whether that was after the loss was last updated. @type {number[]} */
  let drawn = [];
  let afresh = false;
  const { clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...rectangle) {
    if (this.canvas.id === "saturation-map") {
      drawn.push(performance.now());
      afresh = true;
    }
    clearRect.apply(this, rectangle);
  };

  // Called after the page's animation frame callbacks, before layout and paint.
  function lossUpdated() {
    const text = document.getElementById("loss")?.textContent ?? "";
    const shown = Number(text.replaceAll(",", "").replace("−", "-"));
    const isNewest = Math.abs(shown - newest.loss) <= 1e-3 * Math.abs(newest.loss);
    const waiting = inputs.slice(0, asked.get(newest.epoch) ?? 0).filter(({ painted }) => painted === null);
    const isDrawn = afresh;
    afresh = false;
    if (!isDrawn || !isNewest || waiting.length === 0) return;
    // Painting belongs to the task of the animation frame; this is a task of its own.
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      for (const input of waiting) input.painted ??= performance.now();
    };
    channel.port2.postMessage(null);
  }
  addEventListener("DOMContentLoaded", () => {
    const loss = /** @type {Element} */ (document.getElementById("loss"));
    new MutationObserver(lossUpdated).observe(loss, { childList: true });
  });

  /** Durations of the long tasks. @type {number[]} */
  let long = [];
  if (PerformanceObserver.supportedEntryTypes.includes("longtask")) {
    new PerformanceObserver((list) => {
      long.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: "longtask" });
  }

  Object.assign(window, {
    /** The inputs since the last call; null until all of them are on the screen. */
    takeInputs() {
      if (inputs.some(({ painted }) => painted === null)) return null;
      const after = (/** @type {number | null} */ painted, /** @type {number} */ at) =>
        Number((Number(painted) - at).toFixed(1));
      const taken = inputs.map(({ at, moved, painted }) => ({
        painted: after(painted, at),
        moved: after(painted, moved),
      }));
      asked.clear();
      inputs = [];
      return taken;
    },
    /** The frames drawn and the long tasks since the last call. */
    takeDrawn() {
      const taken = { drawn, long };
      drawn = [];
      long = [];
      return taken;
    },
  });
}

/** Spreads the inputs over the phases of the screen's frames. @param {number} i */
const jitter = (i) => (7 * i) % FRAME_MS;

/**
 * @param {Browser} browser
 * @param {string} origin
 */
export async function openUnderFinger(browser, origin) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  await page.addInitScript(watch);
  const train = page.locator("#train");
  // Polled by a timer: polling in animation frames would make the browser paint every frame.
  const trains = () =>
    page.waitForFunction(() => document.getElementById("train")?.textContent === "Pause", null, { polling: 20 });
  const rests = () =>
    page.waitForFunction(() => /^[0-9a-f]{16}$/.test(document.getElementById("checksum")?.textContent ?? ""), null, {
      polling: 20,
    });
  const take = (/** @type {"takeInputs" | "takeDrawn"} */ what) =>
    page.evaluate((what) => /** @type {any} */ (window)[what](), what);

  /** The inputs since the last call, once all are on the screen. @returns {Promise<Input[]>} */
  async function inputs() {
    for (let tries = 0; tries < 40; tries += 1) {
      await wait(50);
      const taken = await take("takeInputs");
      if (taken !== null) return taken;
    }
    throw new Error("the page did not show the network of an input within 2 seconds");
  }

  /** @type {Record<Gesture, (move: (by: number) => Promise<void>, times: number) => Promise<unknown>>} */
  const gestures = {
    async apart(move, times) {
      for (let i = 1; i <= times; i += 1) {
        await move(i % 2);
        await wait(80 + jitter(i));
      }
    },
    // Back and forth by a pixel per frame of the screen, whether or not the page keeps up.
    async drag(move, times) {
      const moves = [];
      const from = performance.now();
      for (let i = 1; i <= 3 * times; i += 1) {
        moves.push(move(Math.min(i, 3 * times - i)));
        await wait(from + i * FRAME_MS - performance.now());
      }
      await Promise.all(moves);
    },
    async training(move, times) {
      for (let i = 1; i <= times; i += 1) {
        await page.keyboard.press("Space");
        await trains();
        await wait(150 + jitter(i));
        await move(i % 2);
        await wait(80);
        await rests();
      }
    },
  };

  return {
    /** @param {string} preset */
    async open(preset) {
      // Via a blank page, since changing only the fragment does not reload the page.
      await page.goto("about:blank");
      await page.goto(`${origin}/dist/index.html#v=1&preset=${preset}`);
      await rests();
    },
    /** @param {string} slider @param {Gesture} gesture @param {number} times */
    async move(slider, gesture, times) {
      const { x, y } = await page.locator(`#${slider}`).evaluate((element) => {
        const { valueAsNumber, max } = /** @type {HTMLInputElement} */ (element);
        const { left, top, width, height } = element.getBoundingClientRect();
        // Approximate, since the width of the thumb is unknown.
        return { x: left + height / 2 + (valueAsNumber / Number(max)) * (width - height), y: top + height / 2 };
      });
      await page.mouse.move(x, y);
      await page.mouse.down();
      // From now on, the thumb is at the mouse position.
      for (const by of [2, 0]) await page.mouse.move(x + by, y);
      await inputs();
      await gestures[gesture]((by) => page.mouse.move(x + by, y), times);
      const moved = await inputs();
      await page.mouse.up();
      await rests();
      return moved;
    },
    /** Frames drawn per second, and the durations of long tasks. @param {string} tab @param {number} seconds */
    async train(tab, seconds) {
      await page.locator(`#${tab}`).click();
      await take("takeDrawn");
      await train.click();
      await trains();
      const before = await take("takeDrawn");
      await wait(1000 * seconds);
      const after = await take("takeDrawn");
      await train.click();
      await rests();
      const end = await take("takeDrawn");
      const { drawn } = after;
      const frames = (1000 * (drawn.length - 1)) / (drawn.at(-1) - drawn[0]);
      return { frames, long: /** @type {number[]} */ ([before, after, end].flatMap(({ long }) => long)) };
    },
  };
}
