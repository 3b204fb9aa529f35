// Short texts in links: packed and unpacked like Node's zlib, with a limit on the unpacked size.

import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import * as packing from "../../www/app/engine/packing.js";
import { parse_link, schema } from "../../www/pkg/initscope.js";
import { names } from "./engine.js";

const { limits } = schema();
const pack = (/** @type {Uint8Array} */ text) => packing.pack(text, limits.packed_text);
const unpack = (/** @type {string} */ packed, max = limits.text) => packing.unpack(packed, max);
const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);
const items = bytes("emma\nolivia\nava\nisabella\nsophia\ncharlotte\nmia\namelia\nharper\nevelyn\nabigail\nemily");

test("zlib unpacks what the page packs, and the other way round", () => {
  for (const text of [
    items,
    bytes("ä\n日本\n\u{1f600}\r\n"),
    bytes("a"),
    names.subarray(0, 8000),
    bytes("ab\n".repeat(9999)),
  ]) {
    const packed = pack(text) ?? "";
    assert.deepEqual(new Uint8Array(inflateRawSync(Buffer.from(packed, "base64url"))), text);
    for (const level of [0, 1, 9]) {
      const theirs = deflateRawSync(text, { level }).toString("base64url");
      assert.deepEqual(unpack(theirs), { text, error: null });
    }
  }
});

test("a text is packed to the same link everywhere, and Rust accepts it", () => {
  const packed = pack(items);
  assert.equal(packed, "FcpBCsAgEEPRfW6ZllAHMlVUBG9fu_rw-MokqmMFwUXE4CWbGLWVY3dhd51TyP9I-eRYU4eWvF_wiodhKMP7Aw");
  const { text, errors } = parse_link(`#text=${packed}`);
  assert.deepEqual([text, errors], [{ packed }, []]);
});

test("a text that is too long for a link is not packed, and a packed text is never too long for Rust", () => {
  assert.equal(pack(names), null);
  let longest = "";
  for (let length = 500; length < 20_000; length += 500) {
    const packed = pack(names.subarray(0, length));
    if (packed === null) break;
    longest = packed;
  }
  assert.ok(longest.length > 4500 && longest.length <= limits.packed_text, `${longest.length}`);
  assert.deepEqual(parse_link(`#text=${longest}`).errors, []);
});

test("unpacking stops at the limit", () => {
  const bomb = deflateRawSync(new Uint8Array(4 << 20), { level: 9 }).toString("base64url");
  assert.equal(unpack(bomb).text?.length, 4 << 20);
  const { text, error } = unpack(bomb, 100_000);
  assert.equal(text, null);
  assert.deepEqual(error, { field: "text", expected: "a packed text of at most 100000 bytes", got: "a longer one" });
  const far = deflateRawSync(new Uint8Array(9 << 20), { level: 9 }).toString("base64url");
  assert.match(unpack(far).error?.expected ?? "", /at most 8388608 bytes/);
});

test("a damaged packed text is refused by field", () => {
  const whole = deflateRawSync(items).toString("base64url");
  for (const damaged of [whole.slice(0, 40), "A", "qw", "AAAA_-__", "____"]) {
    const { text, error } = unpack(damaged);
    assert.equal(text, null, damaged);
    assert.deepEqual([error?.field, error?.expected], ["text", "a text packed by raw deflate"]);
    assert.ok(error?.got);
  }
});
