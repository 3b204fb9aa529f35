// For tests of faults: ways to cause them in a worker's script or module, and what must hold afterwards.

import { readFileSync } from "node:fs";
import { expect, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */
/** @import { ToSweeper, ToWorker } from "../../www/shared/protocol.js" */

/** @param {string} url of a file of the built page */
const built = (url) =>
  readFileSync(new URL(`../../dist/assets/${new URL(url).pathname.split("/").at(-1)}`, import.meta.url));

/**
 * Inserts code before a worker's script, and counts its loads.
 * @param {Page} page
 * @param {"worker" | "sweeper"} which
 * @param {(nth: number) => string | null} codeOf of the load of that number, from 1
 */
export async function injectWorkerFault(page, which, codeOf) {
  const loads = { count: 0 };
  await page.route(RegExp(`${which}-[^/]*\\.js$`), (route) => {
    loads.count += 1;
    const body = `${codeOf(loads.count) ?? ""}\n${built(route.request().url())}`;
    return route.fulfill({ contentType: "text/javascript", body });
  });
  return loads;
}

/** Code for a worker that does something when a message arrives, before it is handled. @param {(ToWorker | ToSweeper)["kind"]} kind @param {string} does */
export const atMessage = (kind, does) =>
  `addEventListener("message", ({ data }) => { if (data.kind === ${JSON.stringify(kind)}) { ${does} } });`;

/**
 * Code for a worker whose wasm traps in the calls of an export for which `when` holds: they get a pointer beyond its
 * memory.
 * @param {string} called
 * @param {string} when an expression of `exports` and of `values`, the call's
 */
export const trapping = (called, when) => `
  const Native = WebAssembly.Instance;
  WebAssembly.Instance = function (module, imports) {
    const { exports } = new Native(module, imports);
    const ${called} = (...values) => exports.${called}(...(${when} ? [0x7fff0000, ...values.slice(1)] : values));
    return { exports: { ...exports, ${called} } };
  };`;

/**
 * Lets a test speed up the page's watchdog, which ticks every second: ten times while `whileFast` runs, so that only a silent
 * worker is given up and not one that starts slowly.
 * @param {Page} page before it is opened
 */
export const speedUpWatchdog = (page) =>
  page.addInitScript(() => {
    const native = window.setInterval;
    window.setInterval = /** @type {typeof setInterval} */ (
      (/** @type {TimerHandler} */ handler, /** @type {number} */ ms, /** @type {unknown[]} */ ...values) => {
        if (ms !== 1000 || typeof handler !== "function") return native(handler, ms, ...values);
        let ticks = 0;
        return native(() => {
          ticks += 1;
          if ("watchdogIsFast" in window || ticks % 10 === 0) handler(...values);
        }, 100);
      }
    );
  });

/** @param {Page} page @param {() => Promise<void>} body */
export async function whileFast(page, body) {
  await page.evaluate(() => Object.assign(window, { watchdogIsFast: true }));
  await body();
  await page.evaluate(() => Reflect.deleteProperty(window, "watchdogIsFast"));
}

/** Limits the module's memory to so many pages of 64 KiB. @param {Page} page @param {number} pages */
export const capMemory = (page, pages) =>
  page.route(/\.wasm$/, (route) =>
    route.fulfill({ contentType: "application/wasm", body: capped(built(route.request().url()), pages) }),
  );

/** A copy of a module whose memory has a maximum. @param {Buffer} module @param {number} most */
function capped(module, most) {
  const MEMORY = 5;
  for (let at = 8; at < module.length; ) {
    const size = leb(module, at + 1);
    const end = size.next + size.value;
    if (module[at] === MEMORY) {
      // One memory, with a minimum and no maximum.
      expect([...module.subarray(size.next, size.next + 2)]).toEqual(
        [1, 0].map((byte, i) => (i === 1 ? module[size.next + 1] & 0xfe : byte)),
      );
      const least = leb(module, size.next + 2).value;
      const section = [1, 1, ...lebOf(least), ...lebOf(most)];
      return Buffer.concat([
        module.subarray(0, at + 1),
        Buffer.from([...lebOf(section.length), ...section]),
        module.subarray(end),
      ]);
    }
    at = end;
  }
  throw new Error("the module has no memory");
}

/** @param {Buffer} bytes @param {number} at */
function leb(bytes, at) {
  let [value, shift] = [0, 0];
  for (;;) {
    const byte = bytes[at];
    value |= (byte & 127) << shift;
    at += 1;
    shift += 7;
    if (byte < 128) return { value, next: at };
  }
}

/** @param {number} value @returns {number[]} */
const lebOf = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...lebOf(value >>> 7)]);

/**
 * Waits for the report of a failed worker, and until its run is replayed. The status is empty from the report on.
 * @param {Page} page
 * @param {string} [report]
 */
export async function waitForReplay(page, report = "the run is being replayed") {
  await expect(page.getByRole("alert")).toContainText(report);
  await expect(page.locator("#status")).toContainText("step");
  await waitUntilIdle(page);
}

/** Starts training to a step. @param {Page} page @param {number} step */
export async function startRunTo(page, step) {
  await page.locator("#run-to-step").fill(String(step));
  await page.locator("#run-to-go").click();
}

/** Expects that a reload replays the address to its checksum. @param {Page} page */
export async function expectReloadReplays(page) {
  await waitUntilIdle(page);
  await expect.poll(() => page.url()).toContain(`sum=${await page.locator("#checksum").textContent()}`);
  await page.reload();
  await expect(page.locator("#status")).toHaveText(/^Replayed exactly: /);
}
