// Links and texts as JS hands them to Rust, in any UTF-16, and what the page makes of what comes back.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cleanName } from "../../www/app/run/pinned/names.js";
import { openSession } from "../../www/worker/session.js";
import { config, module, names, thrownBy } from "./engine.js";
import { always, anyText, pageCore, seeds, wellSaid } from "./hostile.js";

const core = await pageCore();

/** Any text as a link: what is taken of it comes back, through all that the page knows of a link. @param {string} fragment */
function opens(fragment) {
  const { errors, config, ...said } = core.parseLink(fragment);
  wellSaid(errors);
  const { fragment: printed, whole } = core.linkOf(config, said);
  assert.ok(whole && /^#v=1[!-~]*$/.test(printed), printed);
  const again = core.parseLink(printed);
  assert.deepEqual(again, { config, ...said, errors: [] }, printed);
  assert.equal(core.linkOf(again.config, again).fragment, printed);
}

test("every seed is a link that is read, told and printed", () => {
  for (const [, bytes] of seeds("link")) opens(bytes.toString());
});

const KEYS = [
  ...[
    "v",
    "preset",
    "context",
    "emb",
    "hidden",
    "act",
    "w",
    "out",
    "b",
    "outb",
    "norm",
    "outnorm",
    "eps",
    "momentum",
    "variance",
  ],
  ...[
    "batch",
    "lr",
    "seed",
    "then",
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
  ],
];
const piece = fc.oneof(
  fc.constantFrom(
    "std:",
    "gain:",
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

test("any text is a link that is read, told and printed", () => {
  const pair = fc.tuple(fc.oneof(fc.constantFrom(...KEYS), anyText(3)), value);
  always(fc.array(pair, { maxLength: 6 }), (pairs) =>
    opens(`#${pairs.map(([key, text]) => `${key}=${text}`).join("&")}`),
  );
  always(anyText(60), opens);
});

test("a pin of any name that a person may give it, in any UTF-16, keeps it in the link of its page", () => {
  const pin = fc.record({ name: anyText(60).map(cleanName), step: fc.option(fc.nat(10_000_000)) });
  always(fc.array(pin, { maxLength: 3 }), (pins) => {
    const said = pins.map(({ name, step }, i) => {
      const color = /** @type {0 | 1 | 2} */ (i);
      return { color, name, config: config(`#seed=${i}&then=3:batch=5`), step: step === 3 ? null : step };
    });
    const { fragment } = core.linkOf(config("#norm=batch"), { pins: said, step: 3 });
    const back = core.parseLink(fragment);
    assert.deepEqual([back.pins, back.errors], [said, []], fragment);
  });
});

test("any field's text, as a control gives it, is a value or refused by that field's name", () => {
  const fields = KEYS.slice(1, 19);
  always(fc.tuple(fc.constantFrom(...fields), value), ([name, text]) => {
    const { value: read, error } = core.readField(/** @type {any} */ (name), text);
    if (error === null) assert.notEqual(read, undefined);
    else {
      wellSaid([error]);
      assert.equal(error.field, name);
    }
  });
});

const session = openSession(module, names, config("#hidden=3&batch=2"), 1);

test("any bytes are a text, or refused by that name with the run as it was", () => {
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
      wellSaid(errors);
      assert.deepEqual([errors.map(({ field }) => field), session.checksum()], [["text"], sum], name);
      refused += 1;
    }
  }
  assert.ok(refused > 5, `${refused}`);
  session.setText(names, 1);
});

test("any numbers from JS are taken by a session or refused by name", () => {
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
        wellSaid(thrownBy(call));
      }
    }
    const { fragment } = core.linkOf(session.config(), {});
    assert.deepEqual(core.parseLink(fragment).config, session.config(), fragment);
  });
});
