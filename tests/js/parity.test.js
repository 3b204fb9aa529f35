// Every kernel in wasm has the same bits with one lane, four portable lanes and the four of simd128.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { compare, initSync } from "../parity/pkg/parity.js";

initSync({ module: readFileSync(new URL("../parity/pkg/parity_bg.wasm", import.meta.url)) });
const outcomes = compare();

test("scalar, portable and simd128 lanes, pairs and the widest kernels are all compared", () => {
  assert.deepEqual(
    outcomes.map(({ backend }) => backend),
    ["scalar", "portable", "simd128", "pairs", "widest"],
  );
});

for (const { backend, compared, mismatches } of outcomes) {
  test(`${backend} kernels match a plain loop bit for bit`, () => {
    assert.deepEqual(mismatches, []);
    assert.ok(compared > 40_000, `only ${compared} numbers were compared`);
  });
}
