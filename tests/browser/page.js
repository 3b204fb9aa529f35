// What every browser test shares: a page that must not complain or ask another site for anything, and ways to read it.

import { readFileSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect } from "@playwright/test";

/** @import { Locator, Page, PlaywrightTestArgs, PlaywrightTestOptions } from "@playwright/test" */
/** @import { PlaywrightWorkerArgs, PlaywrightWorkerOptions, TestType } from "@playwright/test" */
/** @typedef {PlaywrightWorkerArgs & PlaywrightWorkerOptions} WorkerFixtures */

/** Each test begins with nothing kept, so Playwright keeps service workers out (playwright.config.js), and says so. */
const KEPT_OUT = "Service Worker registration blocked by Playwright";

/** What Firefox says of a request that a page had not ended when it was left; of one that fails, it gives the reason. */
const LEFT = "Failed to load ‘’. A ServiceWorker intercepted the request and encountered an unexpected error.";

/**
 * Adds `complaints`: errors and warnings of the console, uncaught errors, failed requests and requests to other sites.
 * After each test there must be none; a test that provokes one takes it out.
 * @type {TestType<PlaywrightTestArgs & PlaywrightTestOptions & {complaints: string[]}, WorkerFixtures>}
 */
export const test = base.extend({
  complaints: [
    /** @param {PlaywrightTestArgs & PlaywrightTestOptions} fixtures @param {(heard: string[]) => Promise<void>} use */
    async ({ page, baseURL }, use) => {
      /** @type {string[]} */
      const heard = [];
      const origin = new URL(baseURL ?? "").origin;
      page.on("console", (message) => {
        // A page that can't start leaves it at that; what one that starts preloads is seen to in transfer.test.js.
        if (/was preloaded using link preload but not used/.test(message.text())) return;
        const isHeard = ["error", "warning"].includes(message.type()) && message.text() !== KEPT_OUT;
        if (isHeard) heard.push(`console: ${message.text()}`);
      });
      page.on("pageerror", ({ message }) => message !== LEFT && heard.push(`uncaught: ${message}`));
      page.on("request", (request) => {
        const url = new URL(request.url());
        if (url.origin !== origin && !["data:", "about:"].includes(url.protocol)) heard.push(`request: ${url}`);
      });
      page.on("response", (response) => {
        if (response.status() >= 400) heard.push(`status ${response.status()}: ${response.url()}`);
      });
      await use(heard);
      expect(heard).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/**
 * Opens a link, from a blank page so that a fragment alone reloads too, and waits until a network has been computed.
 * @param {Page} page
 * @param {string} [fragment]
 */
export async function open(page, fragment = "") {
  await page.goto("about:blank");
  await page.goto(`./${fragment}`);
  await expect(page.locator("#loss")).not.toHaveText("–");
}

/** Follows a link on the page as it runs. @param {Page} page @param {string} fragment */
export const follow = (page, fragment) =>
  page.evaluate((fragment) => {
    location.hash = fragment;
  }, fragment);

/** Waits until the run stands still, which is when its checksum shows. @param {Page} page */
export async function rested(page) {
  await expect(page.locator("#checksum")).toHaveText(/^[0-9a-f]{16}$/);
}

/** Shows the page in light or dark, as its switch of colors does. @param {Page} page @param {"light" | "dark"} theme */
async function showIn(page, theme) {
  const dark = page.locator("#dark, link[href*='dark']");
  await dark.evaluate((sheet, media) => sheet.setAttribute("media", media), theme === "dark" ? "all" : "not all");
  const light = () =>
    page.evaluate(() => Number(/\d+/.exec(getComputedStyle(document.body).backgroundColor)?.[0]) > 128);
  await expect.poll(light).toBe(theme === "light");
}

/** Expects that axe finds nothing on the page as it is, in light and in dark. @param {Page} page */
export async function expectNoAxeViolations(page) {
  for (const theme of /** @type {const} */ (["dark", "light"])) {
    await showIn(page, theme);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const faults = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    expect(faults, theme).toEqual([]);
  }
}

/** A figure's number. @param {Page} page @param {string} id */
export async function number(page, id) {
  const text = await page.locator(`#${id}`).textContent();
  return Number((text ?? "").replaceAll(",", "").replace("−", "-"));
}

/** Everything the page says of a network at rest. @param {Page} page */
export async function figures(page) {
  await rested(page);
  const said = "#step-count, #loss, #starting-loss, #saturation-facts, .layer .facts";
  return [await page.locator("#checksum").textContent(), ...(await page.locator(said).allTextContents())];
}

/** The value of a choice in the rail. @param {Page} page @param {string} name @param {string} option */
export const choose = (page, name, option) => page.getByRole("combobox", { name }).selectOption(option);

/**
 * Types a value into a field, as fingers do, and ends with Enter.
 * @param {Page} page
 * @param {string} id
 * @param {string} value
 */
export async function type(page, id, value) {
  await page.locator(`#${id}`).press("ControlOrMeta+a");
  await page.keyboard.type(value);
  await page.keyboard.press("Enter");
}

/**
 * How much of a canvas is painted, and a hash that differs when the picture does.
 * @param {Locator} canvas
 * @returns {Promise<{painted: number, colors: number, hash: number}>}
 */
export const picture = (canvas) =>
  canvas.evaluate((element) => {
    if (!(element instanceof HTMLCanvasElement)) throw new TypeError("expected a canvas");
    // A copy, since reading from the page's own canvas would slow it down.
    const copy = Object.assign(document.createElement("canvas"), { width: element.width, height: element.height });
    const context = copy.getContext("2d", { willReadFrequently: true });
    if (context === null) throw new Error("expected a 2d context");
    context.drawImage(element, 0, 0);
    const { data } = context.getImageData(0, 0, copy.width, copy.height);
    const pixels = new Uint32Array(data.buffer);
    let hash = 0;
    let painted = 0;
    for (const pixel of pixels) {
      if (pixel !== 0) painted += 1;
      hash = (Math.imul(hash, 31) + pixel) | 0;
    }
    return { painted: painted / pixels.length, colors: new Set(pixels).size, hash };
  });

/** Opens the Share dialog; its link is of the run as it is then. @param {Page} page */
export async function share(page) {
  await page.getByRole("button", { name: "Share…" }).click();
  const shown = page.getByRole("dialog", { name: "Share this run" });
  await expect(shown).toBeVisible();
  return shown;
}

/** A clipboard that a test can read: the page's title. @param {Page} page */
export const copiesToTitle = (page) =>
  page.addInitScript(() => {
    const writeText = async (/** @type {string} */ text) => {
      document.title = text;
    };
    Object.defineProperty(navigator, "clipboard", { value: { writeText } });
  });

/** @typedef {{lastWorker: Worker, lastFrame: object}} Kept */

/** Keeps hold of the page's worker and of a copy of its last frame. @param {Page} page */
export const keepWorker = (page) =>
  page.addInitScript(() => {
    const Native = Worker;
    window.Worker = class extends Native {
      /** @param {string | URL} url @param {WorkerOptions} [options] */
      constructor(url, options) {
        super(url, options);
        Object.assign(window, { lastWorker: this });
        this.addEventListener("message", ({ data }) => {
          if (data.kind === "frame") Object.assign(window, { lastFrame: structuredClone(data) });
        });
      }
    };
  });

/**
 * Drops a file on the page, as a hand would.
 * @param {Page} page
 * @param {string} name
 * @param {number[]} bytes
 */
export async function drop(page, name, bytes) {
  await page.evaluate(
    ({ name, bytes }) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([new Uint8Array(bytes)], name));
      for (const type of ["dragover", "drop"]) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      }
    },
    { name, bytes },
  );
}

/** @typedef {{name: string, base64: string}} SavedFile */

/**
 * What is saved when something is pressed. Playwright doesn't hear of this Firefox's downloads of what a page made
 * itself: there, the file is taken from the page as it goes.
 * @param {Page} page
 * @param {() => Promise<void>} press
 */
export async function savedBy(page, press) {
  if (page.context().browser()?.browserType().name() !== "firefox") {
    const coming = page.waitForEvent("download");
    await press();
    const download = await coming;
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  }
  await page.evaluate(() => {
    const { createObjectURL } = URL;
    const { click } = HTMLAnchorElement.prototype;
    Object.assign(window, { kept: null });
    URL.createObjectURL = (blob) => {
      URL.createObjectURL = createObjectURL;
      const url = createObjectURL(blob);
      HTMLAnchorElement.prototype.click = function () {
        HTMLAnchorElement.prototype.click = click;
        const reader = new FileReader();
        const done = () => ({ name: this.download, base64: String(reader.result).split(",")[1] });
        reader.onload = () => this.href === url && Object.assign(window, { kept: done() });
        if (blob instanceof Blob) reader.readAsDataURL(blob);
        click.call(this);
      };
      return url;
    };
  });
  await press();
  const kept = () =>
    page.evaluate(() => /** @type {{kept?: SavedFile}} */ (/** @type {unknown} */ (window)).kept ?? null);
  await expect.poll(kept).not.toBeNull();
  const { name, base64 } = /** @type {SavedFile} */ (await kept());
  return { name, bytes: Buffer.from(base64, "base64") };
}

/**
 * Where a colour of the stylesheet is found on a canvas: how many pixels of each row, and how many of each column.
 * @param {Locator} canvas
 * @param {string} name
 * @param {number} least how opaque, up to 255; a line between two rows of pixels is half there in each
 * @param {number} [near] how far each of red, green and blue may be off
 * @returns {Promise<{rows: number[], columns: number[]}>}
 */
export const found = (canvas, name, least, near = 5) =>
  canvas.evaluate(
    (element, { name, least, near }) => {
      const { width, height } = /** @type {HTMLCanvasElement} */ (element);
      const copy = Object.assign(document.createElement("canvas"), { width, height });
      const context = copy.getContext("2d", { willReadFrequently: true });
      if (context === null) throw new Error("expected a 2d context");
      context.drawImage(/** @type {HTMLCanvasElement} */ (element), 0, 0);
      const hex = getComputedStyle(document.body).getPropertyValue(`--${name}`).trim();
      const wanted = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
      const { data } = context.getImageData(0, 0, width, height);
      const [rows, columns] = [height, width].map((n) => Array(n).fill(0));
      for (let i = 0; i < width * height; i += 1) {
        const isNear = wanted.every((channel, c) => Math.abs(data[4 * i + c] - channel) <= near);
        if (!isNear || data[4 * i + 3] < least) continue;
        rows[Math.floor(i / width)] += 1;
        columns[i % width] += 1;
      }
      return { rows, columns };
    },
    { name, least, near },
  );
