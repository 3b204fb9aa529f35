// The recommended range on a slider: where its band lies, and how a value is compared with it in words.

import assert from "node:assert/strict";
import { test } from "node:test";
import { zoneShares, zoneWords } from "../../www/app/ui/slider.js";

const SCALE = { min: 0, max: 100 };

test("the band of recommended values lies where the slider has them", () => {
  // Position 0 is the value 0, then five decades of 100 positions up to 100.
  assert.deepEqual(zoneShares(SCALE, [0.1, 1]), [201 / 501, 301 / 501]);
  assert.deepEqual(zoneShares(SCALE, [0, 100]), [0, 1]);
  // Beyond the slider's ends it is cut.
  assert.deepEqual(zoneShares(SCALE, [0, 1e6]), [0, 1]);
});

test("a value is compared with the recommended range in words", () => {
  assert.equal(zoneWords(1, [0.05, 0.3]), "above the recommended range 0.0500 to 0.300");
  assert.equal(zoneWords(0.05, [0.05, 0.3]), "in the recommended range 0.0500 to 0.300");
  assert.equal(zoneWords(0.01, [0.05, 0.3]), "below the recommended range 0.0500 to 0.300");
});
