// For all browser tests: a page that must not log errors or request other sites, and ways to use and read it.

import { readFileSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect } from "@playwright/test";

/** @import { Locator, Page, PlaywrightTestArgs, PlaywrightTestOptions } from "@playwright/test" */
/** @import { PlaywrightWorkerArgs, PlaywrightWorkerOptions, TestType } from "@playwright/test" */
/** @typedef {PlaywrightWorkerArgs & PlaywrightWorkerOptions} WorkerFixtures */

/** Playwright's message where it blocks service workers, as playwright.config.js sets. */
const KEPT_OUT = "Service Worker registration blocked by Playwright";

/** Firefox's message about a request that was pending when its page was left; for a failed one it names a reason. */
const LEFT = "Failed to load ‘’. A ServiceWorker intercepted the request and encountered an unexpected error.";

/**
 * Adds `complaints`: errors and warnings of the console, uncaught errors, failed requests and requests to other sites.
 * After each test there must be none; a test that provokes one removes it.
 * @type {TestType<PlaywrightTestArgs & PlaywrightTestOptions & {complaints: string[]}, WorkerFixtures>}
 */
export const test = base.extend({
  complaints: [
    /** @param {PlaywrightTestArgs & PlaywrightTestOptions} fixtures @param {(logged: string[]) => Promise<void>} use */
    async ({ page, baseURL }, use) => {
      /** @type {string[]} */
      const logged = [];
      const origin = new URL(baseURL ?? "").origin;
      page.on("console", (message) => {
        // A page that can't start does not use its preloads; transfer.test.js covers those of one that does.
        if (/was preloaded using link preload but not used/.test(message.text())) return;
        const isLogged = ["error", "warning"].includes(message.type()) && message.text() !== KEPT_OUT;
        if (isLogged) logged.push(`console: ${message.text()}`);
      });
      page.on("pageerror", ({ message }) => message !== LEFT && logged.push(`uncaught: ${message}`));
      page.on("request", (request) => {
        const url = new URL(request.url());
        if (url.origin !== origin && !["data:", "about:"].includes(url.protocol)) logged.push(`request: ${url}`);
      });
      page.on("response", (response) => {
        if (response.status() >= 400) logged.push(`status ${response.status()}: ${response.url()}`);
      });
      await use(logged);
      expect(logged).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/**
 * Opens a link, from a blank page so that a fragment alone reloads too, and waits until a network has been computed. A link
 * without a view opens in the Lab.
 * @param {Page} page
 * @param {string} [fragment]
 */
export async function open(page, fragment = "#v=1") {
  await page.goto("about:blank");
  await page.goto(`./${fragment}`);
  await expect(page.locator("#loss")).not.toHaveText("–");
}

/**
 * Follows a link on the page as it runs, which takes less time than `open`, and waits until its run is idle.
 * @param {Page} page
 * @param {string} fragment
 */
export async function switchTo(page, fragment) {
  await page.evaluate(async (fragment) => {
    const changed = new Promise((resolve) => addEventListener("hashchange", resolve, { once: true }));
    location.hash = fragment;
    await changed;
  }, fragment);
  await waitUntilIdle(page);
}

/** Waits until the run is idle, which is when its checksum shows; what has just changed is drawn before. @param {Page} page */
export async function waitUntilIdle(page) {
  await drawFrames(page, 2);
  await expect(page.locator("#checksum")).toHaveText(/^[0-9a-f]{16}$/);
}

/** Lets the page draw so many frames. @param {Page} page @param {number} [frames] */
export const drawFrames = (page, frames = 3) =>
  page.evaluate(async (frames) => {
    for (let i = 0; i < frames; i += 1) await new Promise(requestAnimationFrame);
  }, frames);

/**
 * Records what an element shows from now on, each text once it changes.
 * @param {Page} page
 * @param {string} selector
 * @returns {Promise<() => Promise<string[]>>} reads the texts so far
 */
export async function recordTexts(page, selector) {
  const texts = await page.locator(selector).evaluateHandle((element) => {
    /** @type {string[]} */
    const texts = [];
    new MutationObserver(() => texts.push(element.textContent ?? "")).observe(element, {
      childList: true,
      characterData: true,
      subtree: true,
    });
    return texts;
  });
  return () => texts.jsonValue();
}

/** Runs begun within this time of each other are one entry of the history. */
const ENTRIES_APART_MS = 1100;

/** Lets so much time pass that the next run is an entry of its own; for pages with Playwright's clock. @param {Page} page */
export const passEntryTime = (page) => page.clock.fastForward(ENTRIES_APART_MS);

/** The rules of axe that judge colors: all that can differ between the light and the dark theme. */
const COLOR_RULES = ["color-contrast", "link-in-text-block"];

/** Expects that axe finds nothing, neither in the light theme nor in the dark one. @param {Page} page */
export async function expectNoAxeViolations(page) {
  /** @param {AxeBuilder} builder */
  const violations = async (builder) =>
    (await builder.analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  // Its legacy mode runs in the page itself, and not in another one for the sake of frames, of which this page has none.
  const axe = () => new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  expect(await violations(axe())).toEqual([]);
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  // As the switch in Help does, which can't be reached in a modal dialog and is missing on the cheat sheet.
  const darkSheet = page.locator("link[rel=stylesheet][media]");
  const media = (await darkSheet.getAttribute("media")) ?? "";
  await darkSheet.evaluate((link) => link.setAttribute("media", "all"));
  await expect.poll(background).not.toBe(light);
  expect(await violations(axe().withRules(COLOR_RULES)), "dark").toEqual([]);
  await darkSheet.evaluate((link, media) => link.setAttribute("media", media), media);
  await expect.poll(background).toBe(light);
}

/** The number that an element shows. @param {Page} page @param {string} id */
export async function number(page, id) {
  const text = await page.locator(`#${id}`).textContent();
  return Number((text ?? "").replaceAll(",", "").replace("−", "-"));
}

/** The checksum, figures and facts of an idle network. @param {Page} page */
export async function figures(page) {
  await waitUntilIdle(page);
  const facts = "#step-count, #loss, #starting-loss, #saturation-facts, .layer .facts";
  return [await page.locator("#checksum").textContent(), ...(await page.locator(facts).allTextContents())];
}

/** Selects an option. @param {Page} page @param {string} name @param {string} option */
export const choose = (page, name, option) => page.getByRole("combobox", { name }).selectOption(option);

/**
 * Types a value into a field, and presses Enter.
 * @param {Page} page
 * @param {string} id
 * @param {string} value
 */
export async function type(page, id, value) {
  await page.locator(`#${id}`).press("ControlOrMeta+a");
  await page.keyboard.type(value);
  await page.keyboard.press("Enter");
}

/** Opens a folded section of the settings, unless it is open. @param {Page} page @param {string} id */
export async function openFold(page, id) {
  const fold = page.locator(`#${id}`);
  if ((await fold.getAttribute("open")) === null) await fold.locator("summary").click();
}

/**
 * Reads the pixels of a canvas: of a copy, since reading from the page's own canvas would slow it down.
 * @template T, A
 * @param {Locator} canvas
 * @param {(image: ImageData, arg: A) => T} read runs in the page
 * @param {A} arg
 * @returns {Promise<T>}
 */
export async function readPixels(canvas, read, arg) {
  const image = await canvas.evaluateHandle((element) => {
    if (!(element instanceof HTMLCanvasElement)) throw new TypeError("expected a canvas");
    const { width, height } = element;
    const copy = Object.assign(document.createElement("canvas"), { width, height });
    const context = copy.getContext("2d", { willReadFrequently: true });
    if (context === null) throw new Error("expected a 2d context");
    context.drawImage(element, 0, 0);
    return context.getImageData(0, 0, width, height);
  });
  const found = await image.evaluate(/** @type {(image: ImageData, arg: unknown) => T} */ (read), arg);
  await image.dispose();
  return found;
}

/**
 * The painted share of a canvas, its number of colors, and a hash of its pixels.
 * @param {Locator} canvas
 * @returns {Promise<{painted: number, colors: number, hash: number}>}
 */
export const picture = (canvas) =>
  readPixels(
    canvas,
    ({ data }) => {
      const pixels = new Uint32Array(data.buffer);
      let hash = 0;
      let painted = 0;
      for (const pixel of pixels) {
        if (pixel !== 0) painted += 1;
        hash = (Math.imul(hash, 31) + pixel) | 0;
      }
      return { painted: painted / pixels.length, colors: new Set(pixels).size, hash };
    },
    null,
  );

/** Opens and returns the Share dialog. @param {Page} page */
export async function openShare(page) {
  await page.getByRole("button", { name: "Share…" }).click();
  const shown = page.getByRole("dialog", { name: "Share this run" });
  await expect(shown).toBeVisible();
  return shown;
}

/** Opens the part of the Share dialog that makes frames, unless it is open. @param {Locator} dialog */
export async function openFrame(dialog) {
  if (!(await dialog.locator("#share-html").isVisible())) await dialog.locator("summary").click();
  await expect(dialog.locator("#share-html")).not.toHaveValue("");
}

/** Replaces the clipboard by the page's title, which a test can read. @param {Page} page */
export const copyToTitle = (page) =>
  page.addInitScript(() => {
    const writeText = async (/** @type {string} */ text) => {
      document.title = text;
    };
    Object.defineProperty(navigator, "clipboard", { value: { writeText } });
  });

/** @typedef {{lastWorker: Worker, lastFrame: object}} Kept */

/** Stores the page's worker and a copy of its last frame in the window. @param {Page} page */
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
 * Drops a file on the page.
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
 * The file that is saved when something is pressed. Playwright gets no event for downloads of blobs in this Firefox; there
 * the blob is read in the page.
 * @param {Page} page
 * @param {() => Promise<void>} press
 */
export async function captureDownload(page, press) {
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
 * How many pixels of each row and column of a canvas have a color of the style sheet.
 * @param {Locator} canvas
 * @param {string} name
 * @param {number} min the minimum opacity, up to 255; a line between two rows of pixels is half opaque in each
 * @param {number} [near] the tolerance of red, green and blue
 * @returns {Promise<{rows: number[], columns: number[]}>}
 */
export const pixelsOfColor = (canvas, name, min, near = 5) =>
  readPixels(
    canvas,
    ({ data, width, height }, { name, min, near }) => {
      const hex = getComputedStyle(document.body).getPropertyValue(`--${name}`).trim();
      const color = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
      const [rows, columns] = [height, width].map((n) => Array(n).fill(0));
      for (let i = 0; i < width * height; i += 1) {
        const isNear = color.every((channel, c) => Math.abs(data[4 * i + c] - channel) <= near);
        if (!isNear || data[4 * i + 3] < min) continue;
        rows[Math.floor(i / width)] += 1;
        columns[i % width] += 1;
      }
      return { rows, columns };
    },
    { name, min, near },
  );

/** How many pixels of a canvas have exactly a color of the style sheet. @param {Locator} canvas @param {string} name */
export async function countOfColor(canvas, name) {
  const { rows } = await pixelsOfColor(canvas, name, 0, 0);
  return rows.reduce((sum, n) => sum + n, 0);
}
