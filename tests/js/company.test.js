// What of a name a link can say, by the link itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { LONGEST_NAME, named } from "../../www/app/company.js";
import { parse_link } from "../../www/pkg/initscope.js";
import "./engine.js";

/** A name as core.js puts it into a link. @param {string} name */
const link = (name) => `#pin1=${encodeURIComponent(name.replace(/[%;]/g, encodeURIComponent))};seed=3`;

test("whatever is typed, what is left of it is a name that a link can say", () => {
  const typed = [
    "naive, w std 0.2",
    "  a\t\nb \u0085 ",
    '50 % ; & = # + "<>',
    "\ud800 lone \udc00",
    "😀".repeat(60),
    "ä".repeat(LONGEST_NAME + 1),
    "",
    "\u0000",
    "%41;%3B",
  ];
  for (const text of typed) {
    const name = named(text);
    const { rest, errors } = parse_link(link(name));
    assert.deepEqual(errors, [], JSON.stringify(text));
    const [read] = (new URLSearchParams(rest).get("pin1") ?? "").split(";");
    assert.equal(decodeURIComponent(read), name);
  }
  assert.equal(named("  a\t\nb \u0085 "), "a b");
  assert.equal(named("\ud800 lone \udc00"), "lone");
  assert.equal([...named("😀".repeat(60))].length, LONGEST_NAME);
});
