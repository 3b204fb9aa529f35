// Runs the benchmark: see README.md. ./build.sh bench builds what it measures first.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { launch, openWorker } from "./lib/browsers.js";
import { openPage } from "./lib/drawing.js";
import { memoryOfFour, openLockstep } from "./lib/lockstep.js";
import { AXES, BROWSERS, MEASURES, NETWORKS, PINNED, SCRUB, STATES, SWEEP } from "./lib/measures.js";
import { readOptions, USAGE } from "./lib/options.js";
import { openInPage, openPython, PYTHON, verify } from "./lib/peers.js";
import { createReport } from "./lib/report.js";
import { respond, responseTable } from "./lib/response.js";
import { round } from "./lib/rounds.js";
import { scaling, scalingTable } from "./lib/scaling.js";
import { scrub, scrubTable } from "./lib/scrub.js";
import { serve } from "./lib/server.js";
import { sweep } from "./lib/sweep.js";

/** @import { Call } from "./lib/browsers.js" */
/** @import { Peer } from "./lib/peers.js" */

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const REPORT = join(ROOT, "target/bench/report.json");

const options = understood();
if (options.help) {
  console.log(USAGE);
  process.exit();
}
const { rounds } = options;
/** Duration of each reading. */
const seconds = options.quick ? 0.25 : 0.5;
const wanted = (/** @type {string} */ name) => options.only.test(name);

const report = createReport(MEASURES);
const server = await serve(ROOT);
/** @type {Record<string, string>} */
const versions = {};
/** @type {(() => unknown)[]} */
const closing = [server.close];
try {
  await measure();
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  for (const close of closing.reverse()) await close();
}

function understood() {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    process.exit(2);
  }
}

async function measure() {
  const chromium = await open("chromium");
  const vocabulary = await chromium("ours.open");
  await chromium("kernels.open", vocabulary);
  const peers = await openPeers(chromium);
  const firefox = NETWORKS.some((network) => wanted(`${network} in Firefox against Chromium`))
    ? await openFirefox()
    : undefined;

  const page = wanted("training lost to drawing") ? await openDrawingPage() : undefined;

  // A browser recompiles hot code while it runs, so its first seconds are not counted.
  console.error("Warming up");
  const warm = options.quick ? 1 : 3;
  await chromium("kernels.choosePeak", warm / 10);
  await chromium("kernels.gemms", warm);
  await chromium("ours.frame", "D", warm);
  for (const network of NETWORKS) {
    await chromium("ours.steps", network, warm);
    for (const peer of peers) await peer.steps(network, warm);
    await firefox?.steps(network, warm);
  }
  await chromium("ours.evaluation");
  await page?.("drawn", warm);

  for (let i = 1; i <= rounds; i++) {
    console.error(`Round ${i} of ${rounds}`);
    await round({ chromium, peers, firefox, page, seconds, wanted, record: report.record });
  }

  const size = "size of the wasm, gzip -9";
  if (wanted(size)) {
    const wasm = readFileSync(join(ROOT, "www/pkg/initscope_bg.wasm"));
    report.record(size, gzipSync(wasm, { level: 9 }).length / 1000);
  }

  /** @type {Record<string, unknown>} */
  const more = { versions };
  if (Object.values(AXES).some(wanted)) {
    console.error("Scaling");
    const places = await scaling(chromium, options.quick ? 1 : 3, seconds / 4, report.record);
    console.log(scalingTable(places));
    more.scaling = places;
  }
  if (wanted(SWEEP)) {
    console.error("Sweeps");
    const live = await launch("chromium");
    closing.push(() => live.close());
    await sweep(live, server.origin, rounds, report.record);
  }
  /** @type {Awaited<ReturnType<typeof respond>>} */
  const drags = [];
  const extent = { origin: server.origin, rounds: options.quick ? 1 : 3, times: 10, seconds: 4 * seconds };
  for (const browser of BROWSERS) {
    if (!MEASURES.some(({ name }) => name.startsWith(`response in ${browser}`) && wanted(name))) continue;
    console.error(`Response in ${browser}`);
    const live = await launch(browser === "Chromium" ? "chromium" : "firefox");
    closing.push(() => live.close());
    drags.push(...(await respond(live, browser, extent, report.record)));
  }
  if (drags.length > 0) {
    console.log(responseTable(drags));
    more.response = drags;
  }
  if (STATES.some((state) => wanted(SCRUB.most(state)) || wanted(SCRUB.half(state)))) {
    console.error("Scrubbing");
    const live = await launch("chromium");
    closing.push(() => live.close());
    const scrubs = await scrub(live, extent, report.record);
    console.log(scrubTable(scrubs));
    more.scrubbing = scrubs;
  }
  await measurePinned();
  const added = "memory that a long run of S adds";
  if (wanted(added)) {
    const steps = options.long ? 1_000_000 : 100_000;
    console.error(`Memory over ${steps} steps`);
    const fresh = await open("chromium");
    await fresh("ours.open");
    // The first frames allocate what a run needs.
    await fresh("ours.memoryOfRun", "S", 100, 10);
    const { before, after } = await fresh("ours.memoryOfRun", "S", steps, 10);
    report.record(added, (after - before) / 1000);
    more.memory = { steps, before, after };
  }
  console.log(report.table(wanted));
  report.write(REPORT, more);
}

/** Pinned runs. Each measurement has its own browser, so that none sees memory left by another. */
async function measurePinned() {
  if ([PINNED.share, PINNED.alone].some(wanted)) {
    console.error("Lockstep");
    const browser = await launch("chromium");
    closing.push(() => browser.close());
    const together = await openLockstep(browser, server.origin);
    for (let round = 1; round <= rounds; round++) {
      const { share, alone } = await together(4 * seconds);
      report.record(PINNED.share, share);
      report.record(PINNED.alone, alone);
    }
  }
  if (wanted(PINNED.memory)) {
    console.error("Memory of four runs");
    const browser = await launch("chromium");
    closing.push(() => browser.close());
    report.record(PINNED.memory, await memoryOfFour(browser, server.origin));
  }
}

/** @param {"chromium" | "firefox"} name */
async function open(name) {
  const browser = await launch(name);
  closing.push(() => browser.close());
  versions[name] = browser.version();
  const { call } = await openWorker(browser, server.origin);
  return call;
}

async function openDrawingPage() {
  const browser = await launch("chromium");
  closing.push(() => browser.close());
  return openPage(browser, server.origin);
}

async function openFirefox() {
  const call = await open("firefox");
  await call("ours.open");
  /** @type {Peer["steps"]} */
  const steps = (network, seconds) => call("ours.steps", network, seconds);
  return { steps };
}

/**
 * The peers whose rows are selected, after checking that each computes the same numbers.
 * @param {Call} chromium
 */
async function openPeers(chromium) {
  const rows = (/** @type {string} */ peer) => NETWORKS.map((network) => `${network} against ${peer}`);
  const any = (/** @type {string[]} */ names) => names.flatMap(rows).some(wanted);
  /** @type {Peer[]} */
  const peers = [];
  for (const process of PYTHON) {
    const names = Object.values(process.forms);
    if (!any(names)) continue;
    const python = await openPython(process, ROOT);
    closing.push(python.close);
    if (python.version !== undefined) versions[process.library] = python.version;
    peers.push(...python.peers);
    if (python.peers.length > 0) continue;
    for (const row of names.flatMap(rows)) report.skip(row, `not measured: no ${process.library} in Python`);
  }
  for (const [name, group] of [
    ["TensorFlow.js", "tensorflow"],
    ["candle", "candle"],
  ]) {
    if (any([name])) peers.push(await openInPage(name, group, chromium));
  }
  const fixture = JSON.parse(readFileSync(join(ROOT, "target/bench/fixture.json"), "utf8"));
  for (const peer of peers) await verify(peer, fixture);
  return peers;
}
