// Launches the tests' browsers with the tests' options, and calls the benchmark's worker in their pages.

import { chromium, firefox } from "@playwright/test";
import config from "../../playwright.config.js";

/** @import { Browser, BrowserType, LaunchOptions } from "@playwright/test" */

/** @typedef {(name: string, ...values: unknown[]) => Promise<any>} Call asks the worker; see page/worker.js */

/**
 * @param {"chromium" | "firefox"} name
 * @param {string[]} [more] arguments
 * @returns {Promise<Browser>}
 */
export function launch(name, more = []) {
  /** @type {Record<string, BrowserType>} */
  const types = { chromium, firefox };
  const project = config.projects?.find((project) => project.name === `${name}-desktop`);
  const use = /** @type {{channel?: string, launchOptions: LaunchOptions}} */ (project?.use);
  const { args = [], ...options } = use.launchOptions;
  return types[name].launch({ channel: use.channel, ...options, args: [...args, ...more] });
}

/**
 * A fresh page with a fresh worker.
 * @param {Browser} browser
 * @param {string} origin
 * @returns {Promise<{call: Call, close: () => Promise<void>}>}
 */
export async function openWorker(browser, origin) {
  const page = await browser.newPage();
  await page.goto(`${origin}/bench/page/index.html`);
  return {
    call: (name, ...values) =>
      page.evaluate(
        ([name, values]) => /** @type {any} */ (window).call(name, values),
        /** @type {const} */ ([name, values]),
      ),
    close: () => page.close(),
  };
}
