// Links, ranges and descriptions as the page gets them from wasm.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PANELS } from "../../www/app/words/panels.js";
import {
  describe as describe_config,
  fingerprint,
  new_seed,
  parse_link,
  print_config,
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
  assert.deepEqual(parse_link(print_config(link.config)), link);
});

test("a link crosses as a plain object, and is printed in its own order", () => {
  const fragment =
    "#v=1&batch=7&view=compare&lesson=a-1&focus=loss&hide=none&embed=1&pin1=one,%20two;seed=3;step=5&pin3=&pace=free" +
    "&textis=85944171f73967e8:6&step=1000&sum=0123456789abcdef";
  const { errors, ...link } = parse_link(`#${fragment.slice(1).split("&").toReversed().join("&")}`, ["loss", "norm"]);
  assert.deepEqual(errors, []);
  assert.deepEqual(link, {
    config: config("#batch=7"),
    view: { view: "compare", lesson: "a-1", focus: "loss", hide: [], embed: true },
    text: { file: "85944171f73967e8:6" },
    pins: [
      { color: 0, name: "one, two", config: config("#seed=3"), step: 5 },
      { color: 2, name: "", config: config(""), step: null },
    ],
    lockstep: false,
    step: 1000,
    sum: "0123456789abcdef",
  });
  assert.equal(print_link(link), fragment);
  const { errors: none, ...bare } = parse_link("#text=qw");
  assert.deepEqual([none, bare.text, bare.pins, bare.lockstep], [[], { packed: "qw" }, [], true]);
  assert.equal(print_link(bare), "#v=1&text=qw");
});

test("what no link can have is refused by its key", () => {
  const { errors, ...link } = parse_link("#seed=3");
  const pin = { color: 1, name: "a", config: config(""), step: null };
  const view = { view: null, lesson: null, focus: null, hide: null, embed: false };
  /** @type {[object, string[]][]} */
  const cases = [
    [{ step: 10_000_001, view: { ...view, focus: "a&b=1" } }, ["step", "focus"]],
    [{ view: { ...view, lesson: "a b", hide: ["loss", "none"] } }, ["lesson", "hide"]],
    [{ view: { ...view, hide: ["loss", 3] } }, ["hide"]],
    [{ view: { ...view, view: "atlas" } }, ["view"]],
    [{ text: { packed: "?" } }, ["text"]],
    [{ text: { file: "x" } }, ["textis"]],
    [{ pins: [{ ...pin, name: "x".repeat(41) }] }, ["pin2 name"]],
    [{ pins: [{ ...pin, config: { ...config(""), batch: 0 } }] }, ["batch"]],
    [{ pins: [pin, pin] }, ["pin2"]],
    [{ pins: [{ ...pin, color: 3 }] }, ["pin4"]],
    [{ config: { ...config(""), emb: 0 } }, ["emb"]],
    [{ config: undefined }, ["config"]],
    [{ sum: "0" }, ["sum"]],
  ];
  for (const [wrong, fields] of cases) {
    const errors = thrownBy(() => print_link({ ...link, ...wrong }));
    assert.deepEqual(
      errors.map(({ field }) => field),
      fields,
    );
    for (const { expected, got } of errors) assert.ok(expected && got);
  }
  assert.deepEqual(errors, []);
});

test("of panels that the page has no place for, a link is refused by name", () => {
  const { view, errors } = parse_link("#focus=colour&hide=loss,samples", [...PANELS]);
  assert.deepEqual(view, { view: null, lesson: null, focus: null, hide: ["loss", "samples"], embed: false });
  assert.deepEqual(errors, [{ field: "focus", expected: PANELS.join(", "), got: "colour" }]);
});

test("a file is identified by its hash and length", () => {
  assert.equal(fingerprint(new TextEncoder().encode("foobar")), "85944171f73967e8:6");
  assert.match(fingerprint(names), new RegExp(`^[0-9a-f]{16}:${names.length}$`));
});

test("a bad link names every wrong field and keeps the rest", () => {
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

test("a Config that no link could have is refused by name, whatever its type", () => {
  const whole = config("");
  const fields = (/** @type {unknown} */ config) => thrownBy(() => print_config(config)).map(({ field }) => field);
  assert.deepEqual(fields({ ...whole, batch: 0, emb: 1000 }), ["emb", "batch"]);
  for (const value of [undefined, null, 3, "x"]) assert.deepEqual(fields(value), ["config"]);
  const { preset: _, ...without } = whole;
  assert.deepEqual(fields(without), ["preset"]);
  assert.deepEqual(fields({}), Object.keys(whole));
  /** @type {[string, unknown[]][]} */
  const cases = [
    ["colour", ["red"]],
    ["emb", [true, null, {}, undefined]],
    ["b", [{ gain: 1 }, 1]],
    ["hidden", ["wide", [], [100, null], { 0: 100, length: 1 }]],
    ["w", [1, {}, { std: "a" }, { std: 1, gain: 1 }]],
    ["lr", [{}, { initial: 0.1 }, { initial: 0.1, changes: [1] }, { initial: 0.1, changes: [[1, 2, 3]] }]],
    ["then", [{}, [{ batch: 3 }], [{ step: 5, variance: "none" }], [{ step: -1, seed: 1 }], [{ step: 5 }]]],
  ];
  for (const [key, values] of cases) {
    for (const value of values) {
      const errors = thrownBy(() => print_config({ ...whole, [key]: value }));
      assert.deepEqual(errors.length, 1, JSON.stringify(errors));
      assert.equal(errors[0].field, key);
      assert.ok(errors[0].expected && errors[0].got);
    }
  }
});

test("every preset's Config survives a round trip, as does one with every field changed", () => {
  const changed = config(
    "#preset=batchnorm&context=8&emb=7&hidden=12,12,3&act=relu&w=gain:5/3&out=std:1e-7&b=std:0.5&outb=zero&norm=layer" +
      "&outnorm=1/3&eps=0.001&momentum=1&variance=biased&batch=256&lr=0.1,20:0.01,30:0&seed=4294967295",
  );
  for (const one of [changed, ...schema().presets.map((/** @type {{config: object}} */ preset) => preset.config)])
    assert.deepEqual(parse_link(print_config(one)).config, one);
});

test("out-of-range numbers are refused by field", () => {
  const faults = { context: 1.5, batch: -1, seed: 2 ** 32, eps: Number.NaN, momentum: Infinity, outnorm: 101 };
  const wrong = { ...config("#norm=batch"), ...faults, hidden: [0.5], w: { std: -1 }, b: { gain: 1 }, act: "sine" };
  const errors = thrownBy(() => print_config({ ...wrong, lr: { initial: 0.1, changes: [[1.5, 0.1]] } }));
  const got = Object.fromEntries(errors.map((error) => [error.field, error.got]));
  assert.deepEqual(got, {
    ...{ context: "1.5", batch: "-1", seed: "4294967296", eps: "NaN", momentum: "inf", outnorm: "101" },
    ...{ hidden: "0.5", w: "std:-1", b: "gain:1", act: "sine", lr: "0.1,1.5:0.1" },
  });
});

test("a scale is described by its formula and value", () => {
  const layers = describe_config(config("#preset=kaiming"), 27);
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
