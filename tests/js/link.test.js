// Links, ranges and descriptions as the page gets them from wasm.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PANELS } from "../../www/app/page/panel-names.js";
import {
  describe as describe_config,
  fingerprint,
  new_seed,
  parse_link,
  print_link,
  schema,
} from "../../www/pkg/initscope.js";
import { config, names, thrownBy } from "./engine.js";

test("the schema has a doc and a default for every field of a Config, and a range for numbers", () => {
  const { fields } = schema();
  const names = fields.map((/** @type {{name: string}} */ { name }) => name);
  for (const key of Object.keys(config(""))) assert.ok(names.includes(key), `${key} is not in the schema`);
  for (const { name, doc, default: standard } of fields) {
    assert.match(doc, /^[A-Z].+\.$/, name);
    assert.notEqual(standard, undefined, name);
  }
  const batch = fields.find((/** @type {{name: string}} */ { name }) => name === "batch");
  assert.deepEqual([batch.min, batch.max, batch.default], [1, 256, "32"]);
});

test("a link becomes a plain Config, which prints the same link", () => {
  const fragment = "#v=1&preset=kaiming&hidden=100x5&w=gain:5/3&norm=batch&lr=0.1,500:0.01&seed=7";
  const link = parse_link(fragment);
  assert.deepEqual(link.errors, []);
  assert.deepEqual(link.config.hidden, [100, 100, 100, 100, 100]);
  assert.deepEqual(link.config.lr, { initial: 0.1, changes: [[500, 0.01]] });
  assert.equal(link.config.seed, 7);
  assert.deepEqual(parse_link(print_link(link.config, "")), link);
});

test("the other keys of a link are kept, in their fixed order", () => {
  const rest = "&lesson=a-1&focus=loss&hide=none&embed=1&textis=85944171f73967e8:6&step=1000&sum=0123456789abcdef";
  const shuffled = rest.split("&").toReversed().join("&");
  const printed = print_link(config("#batch=7"), shuffled);
  assert.equal(printed, `#v=1&batch=7${rest}`);
  assert.deepEqual([parse_link(printed).rest, parse_link(printed).errors], [rest, []]);
  assert.deepEqual(
    thrownBy(() => print_link(config(""), "step=10000001&focus=colour")).map(({ field }) => field),
    ["step", "focus"],
  );
});

test("a file is identified by its hash and length", () => {
  assert.equal(fingerprint(new TextEncoder().encode("foobar")), "85944171f73967e8:6");
  assert.match(fingerprint(names), new RegExp(`^[0-9a-f]{16}:${names.length}$`));
});

test("the page has an element for each panel that a link can name", () => {
  assert.deepEqual(PANELS, schema().panels);
});

test("a bad link has an error for every wrong field and keeps the others", () => {
  const { config: kept, errors } = parse_link("#batch=0&seed=x&colour=red&emb=12");
  assert.deepEqual(
    errors.map((/** @type {{field: string}} */ { field }) => field),
    ["colour", "batch", "seed"],
  );
  for (const { expected, got } of errors) assert.ok(expected && got);
  assert.deepEqual({ ...kept, emb: 10 }, config(""));
  assert.equal(kept.emb, 12);
});

test("no fragment makes parsing throw", () => {
  for (const fragment of [
    "",
    "#",
    "#&&&",
    "#%",
    "#%ff=%ff",
    "#v=2",
    "#=",
    "#hidden=1x999999999999",
    "\u0000",
    "#w=gain:1/0",
  ])
    assert.ok(Array.isArray(parse_link(fragment).errors), fragment);
});

test("a Config that no link can express is refused by field", () => {
  const bad = { ...config(""), batch: 0, emb: 1000 };
  const fields = thrownBy(() => print_link(bad, "")).map(({ field }) => field);
  assert.deepEqual(fields.sort(), ["batch", "emb"]);
  const whole = config("");
  const shapeless = [
    ...[undefined, null, 3, "x", {}, [], { ...whole, colour: "red" }, { ...whole, emb: "10" }, { ...whole, b: null }],
    ...["wide", ["100"], [100, null], { 0: 100, length: 1 }].map((hidden) => ({ ...whole, hidden })),
    ...[1, {}, { std: "1" }, { std: 1, gain: 1 }].map((w) => ({ ...whole, w })),
    ...[0.1, {}, { initial: 0.1 }, { initial: 0.1, changes: [1] }].map((lr) => ({ ...whole, lr })),
  ];
  for (const config of shapeless) {
    const [{ field, expected }, ...others] = thrownBy(() => print_link(config, ""));
    assert.deepEqual([field, expected, others], ["config", "the shape that parse_link gives", []]);
  }
});

test("every preset's Config survives a round trip, as does one with every field changed", () => {
  const changed = config(
    "#preset=batchnorm&context=8&emb=7&hidden=12,12,3&act=relu&w=gain:5/3&out=std:1e-7&b=std:0.5&outb=zero&norm=layer" +
      "&outnorm=1/3&eps=0.001&momentum=1&variance=biased&batch=256&lr=0.1,20:0.01,30:0&seed=4294967295",
  );
  for (const one of [changed, ...schema().presets.map((/** @type {{config: object}} */ preset) => preset.config)])
    assert.deepEqual(parse_link(print_link(one, "")).config, one);
});

test("out-of-range numbers are refused by field", () => {
  const faults = { context: 1.5, batch: -1, seed: 2 ** 32, eps: Number.NaN, momentum: Infinity, outnorm: 101 };
  const wrong = { ...config("#norm=batch"), ...faults, hidden: [0.5], w: { std: -1 }, b: { gain: 1 }, act: "sine" };
  const errors = thrownBy(() => print_link({ ...wrong, lr: { initial: 0.1, changes: [[1.5, 0.1]] } }, ""));
  const got = Object.fromEntries(errors.map((error) => [error.field, error.got]));
  assert.deepEqual(got, {
    ...{ context: "1.5", batch: "-1", seed: "4294967296", eps: "NaN", momentum: "inf", outnorm: "101" },
    ...{ hidden: "0.5", w: "std:-1", b: "gain:1", act: "sine", lr: "0.1,1.5:0.1" },
  });
});

test("a scale is described by its formula and value", () => {
  const { layers } = describe_config(config("#preset=kaiming"), 27);
  assert.deepEqual(
    layers.map((/** @type {{name: string}} */ { name }) => name),
    ["W1", "W2"],
  );
  assert.equal(layers[0].formula, "5/3 / √30 = 0.304");
  assert.ok(Math.abs(layers[0].std - 5 / 3 / Math.sqrt(30)) < 1e-15);
  assert.equal(layers[1].std, 0.01);
  assert.ok(Math.abs(layers[1].gain - 0.01 * Math.sqrt(200)) < 1e-15);
});

test("new seeds are distinct whole numbers", () => {
  const seeds = Array.from({ length: 8 }, () => new_seed());
  for (const seed of seeds) assert.ok(Number.isInteger(seed) && seed >= 0 && seed <= 0xffff_ffff, `${seed}`);
  assert.ok(new Set(seeds).size > 1);
});
