// Runs Lighthouse on the built site, and measures how soon its first network is drawn over a slow connection:
// ./build.sh lighthouse. Exits with status 1 if anything misses its target.

import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import lighthouse from "lighthouse";
import desktop from "lighthouse/core/config/desktop-config.js";
import { launch } from "./lib/browsers.js";
import { serveSite } from "./lib/site.js";

/** @import { Browser } from "@playwright/test" */

const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const MIN_SCORE = 95;
const MAX_KB = 350;
const MAX_SECONDS = 3;
const RUNS = 5;
/** Lighthouse's “Slow 4G”: bytes per second, milliseconds. */
const SLOW_4G = { offline: false, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8, latency: 150 };
/** Slowdown of a phone's processor compared with this machine's, as in Lighthouse. */
const SLOW_CPU = 4;
const SCREENS = {
  desktop: { settings: desktop, viewport: { width: 1280, height: 720 }, slower: 1 },
  phone: { settings: undefined, viewport: { width: 360, height: 740 }, slower: SLOW_CPU },
};

/** @param {number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** @type {string[]} */
const faults = [];
/** @param {boolean} holds @param {string} what */
function mark(holds, what) {
  console.log(`${holds ? "  " : "✗ "}${what}`);
  if (!holds) faults.push(what);
}

/** A free port of this machine. @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "localhost", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? (address?.port ?? 0) : 0));
    });
  });
}

/**
 * One Lighthouse run in its own browser: the score of each category, the KB fetched, and the audits that lost points.
 * @param {string} url
 * @param {object | undefined} settings
 */
async function judge(url, settings) {
  const port = await freePort();
  const browser = await launch("chromium", [`--remote-debugging-port=${port}`]);
  try {
    const result = await lighthouse(
      url,
      { port, output: "json", logLevel: "error", onlyCategories: CATEGORIES },
      settings,
    );
    if (result === undefined || result.lhr.runtimeError)
      throw new Error(result?.lhr.runtimeError?.message ?? "no result");
    const { categories, audits } = result.lhr;
    const scores = CATEGORIES.map((name) => Math.round((categories[name].score ?? 0) * 100));
    // For worker scripts, Lighthouse reports only the headers.
    const requests = /** @type {{url: string}[]} */ (/** @type {any} */ (audits["network-requests"].details).items);
    const kb = requests.reduce((sum, { url }) => sum + (site.sizes.get(new URL(url).pathname) ?? 0), 0) / 1000;
    const low = CATEGORIES.flatMap((name) => categories[name].auditRefs)
      .filter(({ id, weight }) => weight > 0 && (audits[id].score ?? 1) < 0.9)
      .map(({ id }) => `${id} ${audits[id].displayValue ?? ""}`.trim());
    return { scores, kb, low };
  } finally {
    await browser.close();
  }
}

/**
 * Seconds from a click on a link to the first network drawn, with nothing cached.
 * @param {Browser} browser
 * @param {string} url
 * @param {{viewport: {width: number, height: number}, slower: number}} screen
 */
async function firstFrame(browser, url, { viewport, slower }) {
  const page = await browser.newPage({ viewport });
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", SLOW_4G);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
  await page.goto(url, { waitUntil: "commit" });
  const mark = await page.waitForFunction(() => performance.getEntriesByName("first-frame")[0]?.startTime);
  const milliseconds = await mark.jsonValue();
  await page.close();
  return milliseconds / 1000;
}

const site = await serveSite(fileURLToPath(new URL("../dist/", import.meta.url)));
const url = `${site.origin}/`;
const browser = await launch("chromium");
for (const [name, screen] of Object.entries(SCREENS)) {
  console.log(`\n${name}`);
  const runs = [];
  for (let run = 0; run < RUNS; run++) runs.push(await judge(url, screen.settings));
  for (const [i, category] of CATEGORIES.entries()) {
    const scores = runs.map((run) => run.scores[i]);
    mark(median(scores) >= MIN_SCORE, `${category} ${median(scores)} (${scores.join(", ")})`);
  }
  const low = new Set(runs.flatMap((run) => run.low));
  if (low.size > 0) console.log(`  below 0.9 in some run: ${[...low].join("; ")}`);
  const kb = Math.max(...runs.map((run) => run.kb));
  mark(kb < MAX_KB, `fetched ${kb.toFixed(1)} KB, gzipped`);
  const seconds = [];
  for (let run = 0; run < RUNS; run++) seconds.push(await firstFrame(browser, url, screen));
  const slow = `${screen.slower > 1 ? `, processor ${screen.slower} × slower` : ""}`;
  const [middle, most] = [median(seconds), Math.max(...seconds)].map((value) => value.toFixed(2));
  mark(median(seconds) < MAX_SECONDS, `first network drawn after ${middle} s, at most ${most} s (slow 4G${slow})`);
}
await browser.close();
site.close();
if (faults.length > 0) {
  console.error(
    `\nlighthouse: expected scores of ${MIN_SCORE}, ${MAX_KB} KB, ${MAX_SECONDS} s; ${faults.length} missed`,
  );
  process.exitCode = 1;
}
