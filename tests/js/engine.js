// The wasm package as the worker opens it, and the built-in text, for the tests in this folder.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { initSync, parse_link } from "../../www/pkg/initscope.js";
import { openSession } from "../../www/worker/session.js";

/** @import { Config, FieldError } from "../../www/shared/protocol.js" */

const root = new URL("../../", import.meta.url);

export const module = new WebAssembly.Module(readFileSync(new URL("www/pkg/initscope_bg.wasm", root)));
export const { memory } = initSync({ module });

export const names = new Uint8Array(readFileSync(new URL("www/text/names.txt", root)));

/** @type {Record<string, string>} each preset's checksum after 1,000 steps on the built-in text */
export const checksums = JSON.parse(readFileSync(new URL("tests/golden/checksums.json", root), "utf8"));

/** @type {string[]} links of the whole recipe, each with its step and its checksum there */
export const replays = JSON.parse(readFileSync(new URL("tests/golden/replays.json", root), "utf8"));

/** @type {Record<string, string>} the checksums of runs that change midway, by their links, after 600 steps */
export const changing = JSON.parse(readFileSync(new URL("tests/golden/then.json", root), "utf8"));

/**
 * @param {string} fragment
 * @returns {Config}
 */
export const config = (fragment) => parse_link(fragment).config;

/**
 * A session on the built-in text.
 * @param {string} [fragment]
 * @param {number} [epoch]
 */
export const open = (fragment = "", epoch = 1) => openSession(module, names, config(fragment), epoch);

/**
 * The list of field errors that `call` throws.
 * @param {() => unknown} call
 * @returns {FieldError[]}
 */
export function thrownBy(call) {
  try {
    call();
  } catch (thrown) {
    if (Array.isArray(thrown)) return thrown;
    if (thrown instanceof Error && "errors" in thrown) return /** @type {FieldError[]} */ (thrown.errors);
    throw thrown;
  }
  throw new Error("expected errors, but nothing was thrown");
}

/**
 * The final answer of the raw Session to a long question, worked on in slices, and how many there were.
 * @param {import("../../www/pkg/initscope.js").Session} session
 * @param {import("../../www/shared/protocol.js").LongQuestion} question
 * @param {number} milliseconds
 */
export function answered(session, question, milliseconds = 60_000) {
  session.ask(question);
  let slices = 1;
  let answer = session.answer_for(milliseconds);
  for (; answer.done < answer.total; slices += 1) answer = session.answer_for(milliseconds);
  assert.equal(session.answer_for(milliseconds), null);
  return { ...answer, slices };
}
