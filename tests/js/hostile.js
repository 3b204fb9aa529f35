// Shared by the hostile tests: the page's core in Node, the number of runs per property, the fuzzing seeds, and the
// checks on every error. Contains no tests.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { loadCore } from "../../www/app/engine/core.js";

/** @import { FieldError } from "../../www/shared/protocol.js" */

/** Runs per property; HOSTILE_RUNS overrides the default for a longer search. */
const RUNS = Number(process.env.HOSTILE_RUNS ?? 400);

/** The page's core, with its module read from disk. */
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
 * The seeds that libFuzzer starts with too.
 * @param {string} target
 * @returns {[name: string, bytes: Buffer][]}
 */
export function seeds(target) {
  const folder = new URL(`../../fuzz/seeds/${target}/`, import.meta.url);
  return readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder))]);
}

/** Any UTF-16, including unpaired surrogates. @param {number} maxLength */
export const anyText = (maxLength) =>
  fc.oneof(
    fc.string({ maxLength }),
    fc.string({ unit: "binary", maxLength }),
    fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength }).map((units) => String.fromCharCode(...units)),
  );

/**
 * Checks a property; a failing value is shrunk and shown with its seed.
 * @template T
 * @param {import("fast-check").Arbitrary<T>} values
 * @param {(value: T) => void} holds
 */
export const always = (values, holds) => fc.assert(fc.property(values, holds), { numRuns: RUNS });

/**
 * Asserts that each error has a field, what was expected and what came, short enough for the page.
 * @param {FieldError[]} errors
 */
export function assertWellFormed(errors) {
  for (const error of errors) {
    for (const [part, text] of Object.entries(error)) {
      assert.ok(typeof text === "string" && text !== "", `no ${part}: ${JSON.stringify(error)}`);
      assert.ok(text.length <= (part === "expected" ? 400 : 200), `${part} too long: ${JSON.stringify(error)}`);
    }
  }
}
