// Browser tests run against the built `dist/`, in the distribution's own Chromium and Firefox: Playwright downloads none.
// The default set is every test but those tagged @all, in Chromium, and those tagged @engine, in Firefox too. With ALL=1 in
// the environment every test runs in every project.

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
    // Chromium's sandbox refuses to run as root; the other flags prevent requests of the browser itself.
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

const runsAll = (env.ALL ?? "") !== "";
/** Which tests run in each browser: what one engine proves for all, and what each must prove for itself. */
const inChromium = runsAll ? {} : { grepInvert: /@all/ };
const onChromiumPhone = runsAll ? {} : { grepInvert: /@all|@desktop/ };
const inFirefox = runsAll ? {} : { grep: /@engine/ };

const desktop = { viewport: { width: 1280, height: 720 } };
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true };
/** Files whose tests depend on the size of the screen. */
const onPhone = ["explore.test.js", "opening.test.js", "accessibility.test.js", "phone.test.js"];
/** What only a small screen has is tested there. */
const onDesktop = { testIgnore: "phone.test.js" };

export default defineConfig({
  testDir: "tests/browser",
  outputDir: "test-results",
  snapshotPathTemplate: "tests/browser/pictures/{arg}-{projectName}{ext}",
  forbidOnly: true,
  fullyParallel: true,
  workers: 2,
  timeout: 120_000,
  // Long, since a busy machine is slow; sometimes it also fails to start a browser, hence the retries.
  expect: { timeout: 30_000 },
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
    { name: "chromium-phone", testMatch: onPhone, ...onChromiumPhone, use: { ...chromium, ...phone, isMobile: true } },
    { name: "firefox-phone", testMatch: onPhone, ...inFirefox, use: { ...firefox, ...phone } },
  ],
});
