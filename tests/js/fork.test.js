// Forks: the run of a fork's Config, compared with the original run and with one that is changed step by step.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fork, parse_link, print_config } from "../../www/pkg/initscope.js";
import { openSession } from "../../www/worker/session.js";
import { config, module, names, open, thrownBy } from "./engine.js";

test("a fork is bit for bit the original run up to its step, and the changed run after it", () => {
  const link = "#preset=batchnorm&hidden=20&lr=0.1,30:0.05";
  const changes = { batch: 8, lr: 0.2, momentum: 0.5, seed: 5 };
  const forked = openSession(module, names, fork(config(link), 40, changes), 1);
  const run = open(link);
  forked.advance(39);
  run.advance(39);
  assert.equal(forked.checksum(), run.checksum());
  forked.advance(1);
  run.advance(1);
  assert.equal(forked.checksum(), run.checksum());
  forked.advance(20);
  run.advance(20);
  assert.notEqual(forked.checksum(), run.checksum());
  const linked = open("#preset=batchnorm&hidden=20&lr=0.1,30:0.05,40:0.2&then=40:batch=8;momentum=0.5;seed=5");
  linked.advance(60);
  assert.equal(forked.checksum(), linked.checksum());
});

test("changes cross the wasm boundary as plain objects, in both directions", () => {
  const link = parse_link("#v=1&then=20:batch=64;variance=biased,30:momentum=0.25;eps=1/3;seed=4");
  assert.deepEqual(link.config.then, [
    { step: 20, batch: 64, variance: "biased" },
    { step: 30, momentum: 0.25, eps: 1 / 3, seed: 4 },
  ]);
  assert.deepEqual(parse_link(print_config(link.config)), link);
});

test("a fork takes numbers and words as JS has them", () => {
  const settings = { batch: 2, variance: "biased", lr: 1 / 3, seed: 4 };
  const forked = fork(config("#lr=0.1,9:0.2"), 5, settings);
  assert.equal(print_config(forked), "#v=1&lr=0.1,5:1/3&then=5:batch=2;variance=biased;seed=4");
});

test("errors of a fork name the field", () => {
  const errors = (/** @type {number} */ step, /** @type {object} */ settings) =>
    thrownBy(() => fork(config("#norm=batch"), step, settings)).map(({ field, expected }) => `${field}: ${expected}`);
  const step = "step: a whole number from 0 to 10000000";
  assert.deepEqual(errors(5.5, { batch: 2 }), [step]);
  assert.deepEqual(errors(-5, { seed: 2 }), [step]);
  assert.deepEqual(errors(5, { batch: 0, seed: -1 }).length, 2);
  assert.match(errors(5, { colour: 3 })[0], /^key: /);
  const wrongType = thrownBy(() => fork(config(""), 5, { batch: undefined }));
  assert.deepEqual(wrongType, [{ field: "batch", expected: "the type that settings_at gives", got: "undefined" }]);
});
