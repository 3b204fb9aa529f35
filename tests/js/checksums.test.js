// A thousand steps of every preset, and the links of replays.json, in wasm end at the same checksum as the native build.

import assert from "node:assert/strict";
import { test } from "node:test";
import { parse_link, schema } from "../../www/pkg/initscope.js";
import { changing, checksums, open, replays } from "./engine.js";

test("every preset has a recorded checksum", () => {
  const presets = /** @type {{name: string}[]} */ (schema().presets);
  assert.deepEqual(
    presets.map(({ name }) => name),
    Object.keys(checksums),
  );
});

for (const [preset, checksum] of Object.entries(checksums)) {
  test(`${preset} ends at ${checksum} after 1,000 steps`, () => {
    const session = open(`#preset=${encodeURIComponent(preset)}`);
    // In time-limited slices with frames in between, as on the page.
    while (session.step() < 1000) {
      session.advanceFor(5, 1000 - session.step());
      session.copyFrame(undefined);
    }
    assert.equal(session.step(), 1000);
    assert.equal(session.checksum(), checksum);
  });
}

for (const link of replays) {
  const { step, sum } = parse_link(link);
  test(`${link} ends there`, () => {
    const session = open(link);
    while (session.step() < step) {
      session.advanceFor(5, step - session.step());
      session.copyFrame(undefined);
    }
    assert.equal(session.checksum(), sum);
  });
}

for (const [link, checksum] of Object.entries(changing)) {
  test(`${link} ends at ${checksum} after 600 steps`, () => {
    const session = open(link);
    while (session.step() < 600) {
      session.advanceFor(5, 600 - session.step());
      session.copyFrame(undefined);
    }
    assert.equal(session.checksum(), checksum);
  });
}
