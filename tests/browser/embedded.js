// For tests of embedding: a page of another site with the page in a frame, and a way to press its buttons.

import { createServer } from "node:http";
import { test as base, expect } from "@playwright/test";

/** @import { FrameLocator, Locator, PlaywrightTestArgs, PlaywrightTestOptions, TestType } from "@playwright/test" */
/** @import { WorkerFixtures } from "./page.js" */
/** @typedef {(fragment: string, attributes?: string, site?: string) => Promise<FrameLocator>} Embed `site` is the page's, where it is another than the usual */

/**
 * Adds `embed`, which opens a page of another site with the page in a frame, and `complaints` of both.
 * @type {TestType<PlaywrightTestArgs & PlaywrightTestOptions & {complaints: string[], embed: Embed}, WorkerFixtures>}
 */
export const test = base.extend({
  complaints: [
    /** @param {PlaywrightTestArgs} fixtures @param {(logged: string[]) => Promise<void>} use */
    async ({ page }, use) => {
      /** @type {string[]} */
      const logged = [];
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) logged.push(`console: ${message.text()}`);
      });
      page.on("pageerror", (error) => logged.push(`uncaught: ${error.message}`));
      await use(logged);
      expect(logged).toEqual([]);
    },
    { auto: true },
  ],
  /** @param {PlaywrightTestArgs & PlaywrightTestOptions} fixtures @param {(embed: Embed) => Promise<void>} use */
  async embed({ page, baseURL }, use) {
    let body = "";
    const server = createServer((_, response) => response.setHeader("Content-Type", "text/html").end(body));
    await new Promise((resolve) => server.listen(0, "localhost", () => resolve(null)));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("expected a port");
    await use(async (fragment, attributes = 'width="640" height="400"', site = baseURL) => {
      const src = `${site}${fragment}`.replaceAll("&", "&amp;");
      body = `<!doctype html><title>Another site</title><link rel="icon" href="data:,"><iframe src="${src}" ${attributes}></iframe>`;
      // Another host than the page's, hence another site with its own storage.
      await page.goto(`http://localhost:${address.port}/`);
      return page.frameLocator("iframe");
    });
    server.close();
  },
});

/** @param {Locator} target @param {string} browserName */
export const pressInFrame = (target, browserName) =>
  // The driver of Firefox sends neither mouse nor keys into a frame of another site.
  browserName === "firefox" ? target.dispatchEvent("click") : target.click();
