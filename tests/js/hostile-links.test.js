// Links and texts with arbitrary UTF-16 as JS passes them to Rust, and what the page makes of the result.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cleanName } from "../../www/app/run/pinned/clean-name.js";
import { schema } from "../../www/pkg/initscope.js";
import { openSession } from "../../www/worker/session.js";
import { config, module, names, thrownBy } from "./engine.js";
import { always, anyText, assertWellFormed, pageCore, seeds } from "./hostile.js";

const core = await pageCore();

/**
 * Any text as a link: what is accepted of it survives a round trip through the page's functions for links.
 * @param {string} fragment
 */
function assertRoundTrip(fragment) {
  const { errors, config, ...link } = core.parseLink(fragment);
  assertWellFormed(errors);
  const { fragment: printed, whole } = core.linkOf(config, link);
  assert.ok(whole && /^#v=1[!-~]*$/.test(printed), printed);
  const again = core.parseLink(printed);
  assert.deepEqual(again, { config, ...link, errors: [] }, printed);
  assert.equal(core.linkOf(again.config, again).fragment, printed);
}

test("every seed is parsed as a link, and its result or errors survive printing", () => {
  for (const [, bytes] of seeds("link")) assertRoundTrip(bytes.toString());
});

/** @type {string[]} */
const FIELDS = schema().fields.map((/** @type {{name: string}} */ { name }) => name);
const OTHERS = [
  "v",
  "step",
  "sum",
  "lesson",
  "focus",
  "hide",
  "embed",
  "pin1",
  "pin2",
  "pin3",
  "pace",
  "text",
  "textis",
];
const KEYS = [...FIELDS, ...OTHERS];
const piece = fc.oneof(
  fc.constantFrom(
    "std:",
    "gain:",
    "xavier_normal",
    "kaiming_uniform_out:",
    "lsuv",
    "torch",
    "prior",
    "group:",
    "rms",
    "pre",
    "depth",
    "learned:",
    "nesterov:",
    "adamw",
    "default",
    "cosine:",
    "batch",
    "kaiming",
    "none",
    "loss",
    ",",
    ":",
    ";",
    "=",
    "/",
    "+",
    "-0",
    "1e999",
    "%",
    "%25",
    "%3B",
    "%253B",
    "%00",
  ),
  fc.nat(300).map(String),
  anyText(4),
);
const value = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));

test("any text is parsed as a link, and its result or errors survive printing", () => {
  const pair = fc.tuple(fc.oneof(fc.constantFrom(...KEYS), anyText(3)), value);
  always(fc.array(pair, { maxLength: 6 }), (pairs) =>
    assertRoundTrip(`#${pairs.map(([key, text]) => `${key}=${text}`).join("&")}`),
  );
  always(anyText(60), assertRoundTrip);
});

test("a pin's name with arbitrary UTF-16 survives a round trip through a link", () => {
  const pin = fc.record({
    name: anyText(60).map((text) => cleanName(text, core.limits.pin_name)),
    step: fc.option(fc.nat(10_000_000)),
  });
  always(fc.array(pin, { maxLength: 3 }), (pins) => {
    const linkPins = pins.map(({ name, step }, i) => {
      const color = /** @type {0 | 1 | 2} */ (i);
      return { color, name, config: config(`#seed=${i}&then=3:batch=5`), step: step === 3 ? null : step };
    });
    const { fragment } = core.linkOf(config("#norm=batch"), { pins: linkPins, step: 3 });
    const back = core.parseLink(fragment);
    assert.deepEqual([back.pins, back.errors], [linkPins, []], fragment);
  });
});

test("any text of a field is parsed, or refused with that field's name", () => {
  always(fc.tuple(fc.constantFrom(...FIELDS), value), ([name, text]) => {
    const { value: read, error } = core.readField(/** @type {any} */ (name), text);
    if (error === null) assert.notEqual(read, undefined);
    else {
      assertWellFormed([error]);
      assert.equal(error.field, name);
    }
  });
});

const session = openSession(module, names, config("#hidden=3&batch=2"), 1);

test("any bytes are accepted as a text, or refused as `text` without changing the run", () => {
  let refused = 0;
  for (const [name, bytes] of seeds("text")) {
    session.setText(names, 1);
    session.advance(2);
    const sum = session.checksum();
    try {
      session.setText(bytes, 2);
      assert.equal(session.step(), 0, name);
    } catch {
      const errors = thrownBy(() => session.setText(bytes, 2));
      assertWellFormed(errors);
      assert.deepEqual([errors.map(({ field }) => field), session.checksum()], [["text"], sum], name);
      refused += 1;
    }
  }
  assert.ok(refused > 5, `${refused}`);
  session.setText(names, 1);
});

test("a session accepts any number from JS or refuses it by field", () => {
  const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, Number.NaN, Infinity, 2 ** 32, -1));
  always(fc.tuple(number, number, anyText(12)), ([rate, threshold, plan]) => {
    for (const call of [
      () => session.setLearningRate(rate),
      () => session.look({ threshold }),
      () => session.setPlan(plan),
    ]) {
      try {
        call();
      } catch {
        assertWellFormed(thrownBy(call));
      }
    }
    const { fragment } = core.linkOf(session.config(), {});
    assert.deepEqual(core.parseLink(fragment).config, session.config(), fragment);
  });
});
