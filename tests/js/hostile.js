// What the hostile tests share: the page's own core outside a browser, how often a property is tried, seeds, and what holds
// of every rejection. No test itself.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { loadCore } from "../../www/app/engine/core.js";

/** @import { FieldError } from "../../www/shared/protocol.js" */

/** How often: HOSTILE_RUNS for a hunt. */
const RUNS = Number(process.env.HOSTILE_RUNS ?? 400);

/** The page's core, its module read from the disk. */
export async function pageCore() {
  const { fetch } = globalThis;
  globalThis.fetch = async (url) =>
    new Response(readFileSync(/** @type {URL} */ (url)), { headers: { "Content-Type": "application/wasm" } });
  try {
    return await loadCore();
  } finally {
    globalThis.fetch = fetch;
  }
}

/**
 * The seeds that libFuzzer begins with, too.
 * @param {string} target
 * @returns {[name: string, bytes: Buffer][]}
 */
export function seeds(target) {
  const folder = new URL(`../../fuzz/seeds/${target}/`, import.meta.url);
  return readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder))]);
}

/** Any UTF-16, halves of surrogate pairs among it. @param {number} maxLength */
export const anyText = (maxLength) =>
  fc.oneof(
    fc.string({ maxLength }),
    fc.string({ unit: "binary", maxLength }),
    fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength }).map((units) => String.fromCharCode(...units)),
  );

/**
 * Tries a property; what fails is shrunk and shown with its seed.
 * @template T
 * @param {import("fast-check").Arbitrary<T>} values
 * @param {(value: T) => void} holds
 */
export const always = (values, holds) => fc.assert(fc.property(values, holds), { numRuns: RUNS });

/** Each names its field, what was expected and what came, in words that fit on the page. @param {FieldError[]} errors */
export function wellSaid(errors) {
  for (const error of errors) {
    for (const [part, text] of Object.entries(error)) {
      assert.ok(typeof text === "string" && text !== "", `no ${part}: ${JSON.stringify(error)}`);
      assert.ok(text.length <= (part === "expected" ? 400 : 200), `${part} too long: ${JSON.stringify(error)}`);
    }
  }
}
