// Trains for an hour with drawing on, and checks that memory and speed stay flat and that no task is long: see README.md.

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launch } from "./lib/browsers.js";
import { judge } from "./lib/flat.js";
import { serve } from "./lib/server.js";
import { SCENARIOS, soak } from "./lib/soak.js";

/** @import { Sample, Scenario } from "./lib/soak.js" */

const USAGE = `Usage: node bench/soak.js [--minutes N] [--scenario NAME]

  --minutes N       how long each run lasts (default: 60)
  --scenario NAME   ${Object.keys(SCENARIOS).join(" or ")} (default: alone)`;
/** After this time, code is optimized, recorded frames and histories are full, and the heap has its final size. */
const WARM_SECONDS = 120;
const EVERY_SECONDS = 5;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "60" },
    scenario: { type: "string", default: "alone" },
    help: { type: "boolean", short: "h", default: false },
  },
});
const minutes = Number(values.minutes);
const scenario = /** @type {Scenario} */ (values.scenario);
if (values.help) {
  console.log(USAGE);
  process.exit();
}
if (!(minutes > 0) || SCENARIOS[scenario] === undefined) {
  console.error(USAGE);
  process.exit(2);
}

/** @param {Sample} sample */
function report({ at, memory, uncollected, heap, wasm, rate, pace, frames, longTasks }) {
  const megabytes = [memory, uncollected, heap, wasm].map((bytes) => (bytes / 1e6).toFixed(1).padStart(8)).join("");
  const figures = [rate.toFixed(0), pace.toFixed(3), frames.toFixed(1)].map((text) => text.padStart(9)).join("");
  console.log(`${at.toFixed(0).padStart(6)}${megabytes}${figures}   ${longTasks.map((ms) => ms.toFixed(0)).join(" ")}`);
}

const server = await serve(fileURLToPath(new URL("../", import.meta.url)));
const browser = await launch("chromium");
try {
  console.log(`${scenario}: ${SCENARIOS[scenario]}, ${minutes} minutes, ${browser.version()}`);
  console.log("     s  memory garbage      JS    wasm  steps/s steps/ms frames/s   long tasks, ms   (memory in MB)");
  const seconds = 60 * minutes;
  const samples = await soak(browser, `${server.origin}/dist/index.html`, {
    scenario,
    seconds,
    every: EVERY_SECONDS,
    heard: report,
  });
  const warm = Math.min(WARM_SECONDS, seconds / 3);
  const findings = judge(samples, { warm });
  console.log(`\nFrom second ${warm.toFixed(0)} on:`);
  for (const { name, value, limit, holds } of findings) {
    console.log(`${holds ? "  ok    " : "FAILED  "}${name.padEnd(52)}${value.padEnd(40)}allowed: ${limit}`);
  }
  if (findings.some(({ holds }) => !holds)) process.exitCode = 1;
} finally {
  await browser.close();
  server.close();
}
