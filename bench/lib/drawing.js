// The cost of drawing: the built page trains D while drawing its frames, while only receiving them, and without any.

/** @import { Browser } from "@playwright/test" */

/** @typedef {"drawn" | "sent" | "none"} Frames what happens to the frames of a run */

/**
 * Intercepts the messages between the page and its worker and can withhold frames: each is returned when it would have been
 * drawn, or never, so that the worker trains without writing any. Runs in the page, before its own scripts.
 */
function watch() {
  /** @type {Worker | undefined} */
  let worker;
  /** @type {Frames} */
  let mode = "drawn";
  /** @type {ArrayBuffer[]} */
  const held = [];
  /** As often as the page draws: on every second frame at 60 Hz. */
  const APART_MS = 19;
  let handedAt = 0;
  let drawn = 0;
  /** @type {((at: {step: number, now: number}) => void) | undefined} */
  let answered;

  window.Worker = class extends Worker {
    /** @param {string | URL} url @param {WorkerOptions} [options] */
    constructor(url, options) {
      super(url, options);
      worker = this;
      // Registered first, so it is called first.
      this.addEventListener("message", (event) => {
        const { data } = event;
        if (data.kind === "frame" && mode !== "drawn") {
          held.push(data.buffer);
          event.stopImmediatePropagation();
          if (mode === "sent") request(handOneBack);
        } else if (data.kind === "checksum" && answered !== undefined) {
          answered({ step: data.step, now: performance.now() });
          event.stopImmediatePropagation();
        }
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
      if (requests === before) drawn += 1;
    });
  };

  /** @returns {Promise<{step: number, now: number}>} */
  const look = () =>
    new Promise((resolve) => {
      answered = resolve;
      worker?.postMessage({ kind: "checksum" });
    });

  /** @param {number} now */
  function handOneBack(now) {
    if (now - handedAt < APART_MS) {
      request(handOneBack);
      return;
    }
    handedAt = now;
    const buffer = held.shift();
    if (buffer !== undefined) worker?.postMessage({ kind: "recycle", buffer }, [buffer]);
  }

  function handBack() {
    for (const buffer of held.splice(0)) worker?.postMessage({ kind: "recycle", buffer }, [buffer]);
  }

  /** @param {Frames} frames @param {number} seconds */
  async function train(frames, seconds) {
    mode = frames;
    if (mode !== "none") handBack();
    // By then, earlier work is finished and the run is at full speed.
    await new Promise((resolve) => setTimeout(resolve, 200));
    const before = drawn;
    const from = await look();
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    const to = await look();
    answered = undefined;
    mode = "drawn";
    handBack();
    const spent = (to.now - from.now) / 1000;
    return { steps: (to.step - from.step) / spent, frames: (drawn - before) / spent };
  }
  Object.assign(window, { train });
}

/**
 * Opens the built page, which trains D when called.
 * @param {Browser} browser
 * @param {string} origin
 * @returns {Promise<(frames: Frames, seconds: number) => Promise<{steps: number, frames: number}>>}
 */
export async function openPage(browser, origin) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.addInitScript(watch);
  await page.goto(`${origin}/dist/index.html#v=1&preset=deep-batchnorm`);
  const button = (/** @type {string} */ name) => page.getByRole("button", { name, exact: true });
  return async (frames, seconds) => {
    await button("Train").click();
    const measured = await page.evaluate(
      ([frames, seconds]) => /** @type {any} */ (window).train(frames, seconds),
      /** @type {const} */ ([frames, seconds]),
    );
    await button("Pause").click();
    await button("Train").waitFor();
    return measured;
  };
}
