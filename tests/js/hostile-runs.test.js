// Corrupted files of runs, frames and packed texts: the only exceptions are descriptive errors, and what is accepted is
// as valid as what was written.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { pack, unpack } from "../../www/app/engine/packing.js";
import { readRuns, runsAsJson } from "../../www/app/shelf/file.js";
import { frameReader } from "../../www/shared/protocol.js";
import { open } from "./engine.js";
import { always, anyText, assertWellFormed, pageCore, seeds } from "./hostile.js";

/** @import { Layout } from "../../www/shared/protocol.js" */

const core = await pageCore();
const files = seeds("runs").map(([name, bytes]) => ({ name, json: bytes.toString() }));

/**
 * Reads any text as a file of runs.
 * @param {string} json
 * @returns {boolean} whether it was taken
 */
function isTaken(json) {
  const { runs, errors } = readRuns(json, core);
  assertWellFormed(errors);
  assert.ok(errors.length <= 100);
  if (errors.length > 0) {
    assert.deepEqual(runs, []);
    return false;
  }
  const again = readRuns(runsAsJson(runs), core);
  assert.deepEqual(again.errors, []);
  assert.deepEqual(again.runs, runs);
  for (const { link, step } of runs) {
    assert.deepEqual(core.parseLink(link).errors, []);
    assert.equal(core.parseLink(link).step, step);
  }
  return true;
}

test("a file of runs is accepted exactly if its seed's name begins with good, as in Rust", () => {
  assert.ok(files.length >= 40);
  for (const { name, json } of files) assert.equal(isTaken(json), name.startsWith("good-"), name);
});

test("a file of runs with changed characters is accepted as a whole or refused by field", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "null",
      "-0",
      "1e999",
      "1e-999",
      "[",
      "}",
      '"',
      "\\u0000",
      "\\ud800",
      "NaN",
      ",",
      "0x10",
      "０",
      '"__proto__":1,',
    ),
    anyText(4),
    fc.integer().map(String),
  );
  const change = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(6), piece);
  always(
    fc.tuple(fc.constantFrom(...files), fc.array(change, { minLength: 1, maxLength: 4 })),
    ([{ json }, changes]) => {
      let text = json;
      for (const [at, length, insert] of changes) {
        const from = Math.floor(at * text.length);
        text = text.slice(0, from) + insert + text.slice(from + length);
      }
      isTaken(text);
    },
  );
});

test("a file of runs with arbitrary values in place of others is accepted as a whole or refused by field", () => {
  const odd = fc.constantFrom(null, true, -0, 0.5, -1, 1e300, 2 ** 32, "", "NaN", "Infinity", "__proto__", [], {}, [
    [],
  ]);
  const value = fc.oneof(odd, fc.double(), anyText(100), fc.jsonValue({ maxDepth: 2 }));
  const change = fc.tuple(fc.infiniteStream(fc.nat(40)), value, fc.nat(3));
  const good = files.filter(({ name }) => name.startsWith("good-"));
  always(
    fc.tuple(fc.constantFrom(...good), fc.array(change, { minLength: 1, maxLength: 3 })),
    ([{ json }, changes]) => {
      const file = JSON.parse(json);
      for (const [way, put, how] of changes) {
        /** @type {any} */
        let node = file;
        for (const turn of way) {
          const keys = Object.keys(node);
          if (keys.length === 0) break;
          const key = keys[turn % keys.length];
          if (typeof node[key] === "object" && node[key] !== null && how < 3) node = node[key];
          else {
            if (how === 0) delete node[key];
            else node[key] = put;
            break;
          }
        }
      }
      isTaken(JSON.stringify(file));
    },
  );
});

const session = open("#norm=batch&hidden=3,2&batch=4&then=2:batch=5");
session.advance(5);
const frame = session.copyFrame(undefined);
const layout = session.layout();

test("a corrupted frame or layout is refused with a message, or read within its bounds, and changes nothing else", () => {
  const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(-1, 2 ** 32, Number.NaN, 0.5, Infinity));
  const odd = [
    ...["__proto__.polluted", "constructor.prototype.polluted", "layer.__proto__.polluted", "layer.constructor.name"],
    ...["toString.call", "buffer", "step.0", "loss.0.length", "layer", "layer.0", "layer.4294967295.x", "", "."],
  ];
  const name = fc.oneof(fc.constantFrom(...odd), anyText(12));
  const others = fc.constantFrom(...layout.sections.map((one) => one.name));
  const section = fc.oneof(
    fc.record({ name: fc.oneof(name, others) }),
    fc.record({ at: number, len: number }, { requiredKeys: [] }),
    fc.record({ type: fc.constantFrom("f32", "u32") }),
  );
  const damage = fc.oneof(
    fc.record({ layout: fc.record({ magic: number, version: number, words: number }, { requiredKeys: [] }) }),
    fc.record({ sections: fc.array(fc.tuple(fc.nat(layout.sections.length - 1), section), { maxLength: 3 }) }),
    fc.record({ words: fc.array(fc.tuple(fc.nat(7), fc.nat()), { maxLength: 2 }) }),
    fc.record({ cut: fc.nat(frame.byteLength) }),
  );
  const none = { layout: {}, sections: [], words: [], cut: 0 };
  const broken = fc.array(damage, { maxLength: 2 }).map((damages) => Object.assign({ ...none }, ...damages));
  let read = 0;
  /** @param {{layout: object, sections: [number, object][], words: [number, number][], cut: number}} damage */
  function isReadOrRefused(damage) {
    const sections = layout.sections.map((one) => ({ ...one }));
    for (const [at, change] of damage.sections) Object.assign(sections[at], change);
    const buffer = frame.slice(0, frame.byteLength - damage.cut);
    const header = new Uint32Array(buffer, 0, Math.min(8, buffer.byteLength >> 2));
    for (const [at, word] of damage.words) header[at] = word;
    try {
      const got = frameReader(/** @type {Layout} */ ({ ...layout, ...damage.layout, sections }))(buffer);
      assert.equal(got.buffer, buffer);
      for (const { name, at, len } of sections) {
        /** @type {any} */
        let node = got;
        for (const part of name.split(".")) {
          assert.ok(Object.hasOwn(node, part), name);
          node = node[part];
        }
        assert.deepEqual([node.buffer === buffer, node.byteOffset, node.length], [true, 4 * at, len], name);
      }
      read += 1;
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
      assert.match(thrown.message, /^(layout|frame|section) .*: expected .+, got .+$/su);
    }
    assert.ok(!("polluted" in {}), "every object was changed");
  }
  for (const one of odd) isReadOrRefused({ ...none, sections: [[0, { name: one }]] });
  read = 0;
  always(broken, isReadOrRefused);
  assert.ok(read > 0, "none was read");
});

test("a packed text is unpacked as zlib does, or refused by field", () => {
  const text = fc.uint8Array({ maxLength: 300 });
  always(text, (bytes) => assert.deepEqual(unpack(pack(bytes, 5500) ?? "none", 300), { text: bytes, error: null }));
  const packed = fc.oneof(
    fc.string({
      unit: fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
      maxLength: 200,
    }),
    fc
      .tuple(text, fc.array(fc.tuple(fc.nat(), fc.constantFrom(..."AQgw048-_")), { maxLength: 3 }))
      .map(([bytes, changes]) => {
        const letters = [...(pack(bytes, 5500) ?? "")];
        for (const [at, letter] of changes) letters[at % letters.length] = letter;
        return letters.join("");
      }),
    anyText(20),
  );
  always(packed, (input) => {
    const { text, error } = unpack(input, 100_000);
    if (error !== null) return assertWellFormed([error]);
    // What zlib reports as truncated or damaged at its end is shorter here, and Rust refuses the result if it is no
    // text.
    try {
      assert.deepEqual(text, new Uint8Array(inflateRawSync(Buffer.from(input, "base64url"))));
    } catch (thrown) {
      if (!(thrown instanceof Error) || !("code" in thrown) || thrown.code === "ERR_ASSERTION") throw thrown;
    }
  });
});
