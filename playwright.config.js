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
    // Chromium's sandbox refuses to run as root; the rest keeps the browser from calling home.
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

const firefox = {
  browserName: /** @type {const} */ ("firefox"),
  // Firefox as it ships, driven by WebDriver BiDi; "firefox" alone means Playwright's patched build.
  channel: "moz-firefox",
  launchOptions: { executablePath: env.FIREFOX ?? find(["firefox-esr", "firefox"]) },
};

const desktop = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };

export default defineConfig({
  testDir: "tests/browser",
  outputDir: "test-results",
  forbidOnly: true,
  fullyParallel: true,
  workers: 2,
  timeout: 60_000,
  reporter: [["list"]],
  use: { baseURL: `http://127.0.0.1:${PORT}/`, trace: "off" },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${PORT} --strictPort`,
    url: `http://127.0.0.1:${PORT}/`,
    reuseExistingServer: false,
  },
  projects: [
    { name: "chromium-desktop", use: { ...chromium, ...desktop } },
    { name: "firefox-desktop", use: { ...firefox, ...desktop } },
    { name: "chromium-phone", use: { ...chromium, ...phone, isMobile: true } },
    { name: "firefox-phone", use: { ...firefox, ...phone } },
  ],
});
