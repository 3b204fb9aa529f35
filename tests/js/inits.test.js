// The page's reading of initializations, as Rust exchanges them.

import assert from "node:assert/strict";
import test from "node:test";
import { hasNumber, initNumber, initParts, isComparable, withNumber } from "../../www/app/words/inits.js";
import { config } from "./engine.js";

test("an initialization has a name, and a number where it is written", () => {
  assert.deepEqual(initParts(config("#w=kaiming_normal:2").w), { name: "kaiming_normal", value: 2 });
  assert.deepEqual(initParts(config("#w=xavier_uniform:1").w), { name: "xavier_uniform", value: null });
  assert.deepEqual(initParts(config("#w=lsuv").w), { name: "lsuv", value: null });
});

test("its slider shows its number, the one left out, or the gain of its first matrix", () => {
  const of = { gain: 0.577, usual: Math.SQRT2 };
  const shown = (/** @type {string} */ text) => initNumber(config(`#w=${text}`).w, of);
  assert.deepEqual(["std:0.2", "orthogonal", "kaiming_uniform", "torch"].map(shown), [0.2, 1, Math.SQRT2, 0.577]);
});

test("another number keeps the initialization, or is a gain where that has none", () => {
  assert.deepEqual(withNumber("orthogonal", 2), { orthogonal: 2 });
  assert.deepEqual(withNumber("torch", 2), { gain: 2 });
  assert.equal(hasNumber("zero"), false);
});

test("only a standard deviation or a gain compares with the recommended range", () => {
  const compares = (/** @type {string} */ text) => isComparable(config(`#w=${text}`).w);
  assert.deepEqual(["std:1", "gain:1", "kaiming_normal", "lsuv"].map(compares), [true, true, true, true]);
  assert.deepEqual(["xavier_normal", "orthogonal:2", "trunc_normal:1"].map(compares), [false, false, false]);
});
