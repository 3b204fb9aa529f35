// Takes the README's screenshots of the built page: ./build.sh pictures. It is in this folder because it opens the page in the
// same way as the benchmark, in the tests' Chromium.

import { fileURLToPath } from "node:url";
import { launch } from "./lib/browsers.js";
import { serve } from "./lib/server.js";

/**
 * A screenshot: the link of a run, and the screen.
 * @typedef {{file: string, link: string, width: number, height: number, scale: number, phone: boolean}} Picture
 */

const DESKTOP = { width: 1280, height: 720, scale: 1, phone: false };
/** @type {Picture[]} */
const PICTURES = [
  { file: "desktop.png", link: "#v=1&view=explore&step=1000", ...DESKTOP },
  { file: "phone.png", link: "#v=1&view=explore", width: 360, height: 740, scale: 2, phone: true },
  { file: "lab.png", link: "#v=1&preset=deep-batchnorm&step=2000", ...DESKTOP },
];

const root = fileURLToPath(new URL("../", import.meta.url));
const server = await serve(root);
const browser = await launch("chromium");
for (const { file, link, width, height, scale, phone } of PICTURES) {
  const page = await browser.newPage({
    viewport: { width, height },
    deviceScaleFactor: scale,
    isMobile: phone,
    hasTouch: phone,
    colorScheme: "light",
  });
  await page.goto(`${server.origin}/dist/index.html${link}`);
  await page.locator("#checksum", { hasText: /^[0-9a-f]{16}$/ }).waitFor({ state: "attached" });
  // Names are sampled when the run has paused; on a phone, only while their pane is visible.
  if (!phone) await page.locator("#samples bdi").first().waitFor({ state: "attached" });
  await page.screenshot({ path: `${root}docs/${file}` });
  await page.close();
}
await browser.close();
server.close();
