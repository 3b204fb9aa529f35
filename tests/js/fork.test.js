// Forks: the run of a fork's Config, compared with the original run and with one that is changed step by step.

import assert from "node:assert/strict";
import { test } from "node:test";
import { forked } from "../../www/app/run/fork.js";
import { parse_link, print_config } from "../../www/pkg/initscope.js";
import { openSession } from "../../www/worker/session.js";
import { config, module, names, open, thrownBy } from "./engine.js";

/** @import { Changes } from "../../www/app/run/fork.js" */

/** The fork's link, but for version and preset. @param {string} link @param {number} step @param {Changes} changes */
const forkLink = (link, step, changes) => print_config(forked(config(link), step, changes)).replace(/^#v=1/, "");

test("a fork keeps changes before its step, and drops later changes of the fields that it changes", () => {
  const link = "#lr=0.1,500:0.05,2000:0.01&then=100:batch=8;seed=1,800:batch=16;eps=0.1,3000:seed=4";
  const cases = /** @type {[number, Changes, string][]} */ ([
    [1000, {}, "&lr=0.1,500:0.05,2000:0.01&then=100:batch=8;seed=1,800:batch=16;eps=0.1,3000:seed=4"],
    [1000, { lr: 0.3 }, "&lr=0.1,500:0.05,1000:0.3&then=100:batch=8;seed=1,800:batch=16;eps=0.1,3000:seed=4"],
    [500, { lr: 0.3 }, "&lr=0.1,500:0.3&then=100:batch=8;seed=1,800:batch=16;eps=0.1,3000:seed=4"],
    [
      1000,
      { batch: 64 },
      "&lr=0.1,500:0.05,2000:0.01&then=100:batch=8;seed=1,800:batch=16;eps=0.1,1000:batch=64,3000:seed=4",
    ],
    [500, { batch: 64 }, "&lr=0.1,500:0.05,2000:0.01&then=100:batch=8;seed=1,500:batch=64,800:eps=0.1,3000:seed=4"],
    [800, { batch: 64, seed: 9 }, "&lr=0.1,500:0.05,2000:0.01&then=100:batch=8;seed=1,800:batch=64;eps=0.1;seed=9"],
    [5000, { variance: "biased" }, `${link.slice(1).replace(/^/, "&")},5000:variance=biased`],
    [50, { batch: 2, eps: undefined }, "&lr=0.1,500:0.05,2000:0.01&then=50:batch=2,100:seed=1,800:eps=0.1,3000:seed=4"],
    [0, { lr: 0.2, batch: 4, seed: 3 }, "&batch=4&lr=0.2&seed=3&then=800:eps=0.1"],
  ]);
  for (const [step, changes, expected] of cases) assert.equal(forkLink(link, step, changes), expected);
});

test("a fork is bit for bit the original run up to its step, and the changed run after it", () => {
  const link = "#preset=batchnorm&hidden=20&lr=0.1,30:0.05";
  const changes = { batch: 8, lr: 0.2, momentum: 0.5, seed: 5 };
  const fork = openSession(module, names, forked(config(link), 40, changes), 1);
  const run = open(link);
  fork.advance(39);
  run.advance(39);
  assert.equal(fork.checksum(), run.checksum());
  fork.advance(1);
  run.advance(1);
  assert.equal(fork.checksum(), run.checksum());
  fork.advance(20);
  run.advance(20);
  assert.notEqual(fork.checksum(), run.checksum());
  const linked = open("#preset=batchnorm&hidden=20&lr=0.1,30:0.05,40:0.2&then=40:batch=8;momentum=0.5;seed=5");
  linked.advance(60);
  assert.equal(fork.checksum(), linked.checksum());
});

test("changes cross the wasm boundary as plain objects, in both directions", () => {
  const link = parse_link("#v=1&then=20:batch=64;variance=biased,30:momentum=0.25;eps=1/3;seed=4");
  assert.deepEqual(link.config.then, [
    { step: 20, batch: 64, variance: "biased" },
    { step: 30, momentum: 0.25, eps: 1 / 3, seed: 4 },
  ]);
  assert.deepEqual(parse_link(print_config(link.config)), link);
});

test("errors of a fork name the field", () => {
  const errors = (/** @type {string} */ link, /** @type {number} */ step, /** @type {Changes} */ changes) =>
    thrownBy(() => forkLink(link, step, changes)).map(({ field, expected }) => `${field}: ${expected}`);
  assert.deepEqual(errors("", 5, { batch: 0 }), ["then: for batch a whole number from 1 to 256"]);
  assert.deepEqual(errors("#norm=batch", 5, { batch: 1 }), ["then: a batch of at least 2 with BatchNorm"]);
  assert.match(errors("", 5.5, { batch: 2 })[0], /^then: none, or at most 8 changes/);
  assert.match(errors("", -5, { seed: 2 })[0], /^then: none, or at most 8 changes/);
  const full = `#then=${[1, 2, 3, 4, 5, 6, 7, 8].map((step) => `${step}:seed=${step}`).join(",")}`;
  assert.match(errors(full, 9, { batch: 2 })[0], /^then: none, or at most 8 changes/);
  assert.match(errors("", 5, { lr: -1 })[0], /^lr: /);
  const bad = /** @type {Changes} */ (/** @type {unknown} */ ({ hidden: 3 }));
  assert.match(errors("", 5, bad)[0], /^then: one of batch/);
});
