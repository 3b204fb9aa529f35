// Browser tests run against the built `dist/`, in the distribution's own Chromium and Firefox: Playwright downloads none.

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { env, getuid } from "node:process";
import { defineConfig } from "@playwright/test";

const PORT = Number(env.PORT ?? 4180);

/**
 * The first of `names` on the PATH.
 * @param {string[]} names
 * @returns {string | undefined}
 */
function find(names) {
  const folders = (env.PATH ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file));
}

const chromium = {
  browserName: /** @type {const} */ ("chromium"),
  launchOptions: {
    executablePath: env.CHROMIUM ?? find(["chromium", "chromium-browser", "google-chrome"]),
    // Chromium's sandbox refuses to run as root; the rest keeps the browser from contacting other hosts.
    args: [
      ...(getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  },
};

// Firefox as it ships, driven by WebDriver BiDi; "firefox" alone means Playwright's patched build.
const firefox = {
  browserName: /** @type {const} */ ("firefox"),
  channel: "moz-firefox",
  launchOptions: { executablePath: env.FIREFOX ?? find(["firefox-esr", "firefox"]) },
};

const desktop = { viewport: { width: 1280, height: 720 } };
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true };
/** What a small screen can change, and what only one has; the numbers are the same on any. */
const onPhone = { testMatch: ["opening.test.js", "accessibility.test.js", "phone.test.js"] };
const onDesktop = { testIgnore: "phone.test.js" };

// The core set is what a change needs: a test runs in Chromium, with @firefox in both browsers, and with @all only where
// ALL=1 asks for everything. tests/README.md lists what belongs where.
const isCore = env.ALL !== "1";
const inChromium = isCore ? { grepInvert: /@all/ } : {};
const inFirefox = isCore ? { grep: /@firefox/ } : {};

export default defineConfig({
  testDir: "tests/browser",
  outputDir: "test-results",
  snapshotPathTemplate: "tests/browser/pictures/{arg}-{projectName}{ext}",
  forbidOnly: true,
  fullyParallel: true,
  workers: 2,
  timeout: 90_000,
  // A loaded machine is slow, and now and then fails to start a browser: neither is a fault of the page.
  expect: { timeout: 15_000 },
  retries: env.CI ? 2 : 0,
  reporter: [["list"]],
  use: { baseURL: `http://127.0.0.1:${PORT}/`, trace: "off", serviceWorkers: "block" },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${PORT} --strictPort`,
    url: `http://127.0.0.1:${PORT}/`,
    reuseExistingServer: false,
  },
  projects: [
    { name: "chromium-desktop", ...onDesktop, ...inChromium, use: { ...chromium, ...desktop } },
    { name: "firefox-desktop", ...onDesktop, ...inFirefox, use: { ...firefox, ...desktop } },
    { name: "chromium-phone", ...onPhone, ...inChromium, use: { ...chromium, ...phone, isMobile: true } },
    { name: "firefox-phone", ...onPhone, ...inFirefox, use: { ...firefox, ...phone } },
  ],
});
