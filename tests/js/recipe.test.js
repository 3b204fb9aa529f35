// The page's words for norms, residual connections, optimizers and schedules, and for what differs from a preset.

import assert from "node:assert/strict";
import { test } from "node:test";
import { differenceWords } from "../../www/app/words/differences.js";
import {
  branchParts,
  canBeResidual,
  normName,
  normOf,
  normParts,
  normWords,
  optimizerParts,
  optimizerWords,
  rateNow,
  residualFormula,
  scheduleWords,
} from "../../www/app/words/recipe.js";
import { config } from "./engine.js";

const plain = config("");

/** What a link's network is called in addition to its preset. @param {string} fragment */
const words = (fragment) => differenceWords(config(fragment), config(`#preset=${config(fragment).preset}`)).join(", ");

test("each setting that differs from its preset has a few words", () => {
  assert.equal(
    words("#preset=kaiming&w=xavier_uniform&out=torch&outb=prior"),
    "Xavier uniform, output nn.Linear weights, prior output bias",
  );
  assert.equal(words("#w=kaiming_normal:2&out=lsuv"), "Kaiming normal 2, output LSUV weights");
  assert.equal(words("#norm=rms&res=pre&branch=depth"), "RMSNorm, pre-norm residual, branch 1/√depth");
  assert.equal(words("#norm=group:4"), "GroupNorm 4");
  assert.equal(words("#preset=pre-norm&res=none"), "no residual");
  assert.equal(words("#preset=pre-norm&res=post&branch=learned:0"), "post-norm residual, branch learned from 0");
  assert.equal(words("#res=pre&branch=0.5"), "residual, branch 0.5");
  assert.equal(
    words("#opt=adamw&betas=0.9,0.95&opteps=1e-4&decay=0.1&clip=1&warmup=100&lr=0.003,cosine:20000"),
    "AdamW, β 0.9, 0.95, ε 0.0001, decay 0.1, clip 1, rate 0.003, cosine to 20,000, warmup 100",
  );
  assert.equal(words("#opt=nesterov:0.9"), "Nesterov 0.9");
  assert.equal(words("#opt=momentum:0"), "momentum 0");
  assert.equal(words("#preset=rmsnorm-silu&clip=none&warmup=0&lr=0.003"), "no clipping, no cosine, no warmup");
});

test("a setting without an effect has no words", () => {
  assert.equal(words("#betas=0.8,0.9&opteps=1e-4&branch=0.5"), "");
});

test("a norm is read in its parts, and group norm gets a number of groups that divides every width", () => {
  assert.deepEqual(normParts("group:8"), { kind: "group", groups: 8 });
  assert.deepEqual(normParts("rms"), { kind: "rms", groups: null });
  assert.equal(normName("none"), "no norm");
  assert.deepEqual(
    [[100, 200], [9], [10, 4], [7]].map((hidden) => normOf("group", hidden)),
    ["group:4", "group:3", "group:2", "group:1"],
  );
});

test("a layer can have a residual connection if it is as wide as the one before", () => {
  assert.deepEqual(
    [[100], [100, 100], [64, 48], [64, 48, 48]].map((hidden) => canBeResidual({ hidden })),
    [false, true, false, true],
  );
  assert.equal(residualFormula({ res: "post", norm: "layer" }), "N(x + s·φ(xW + b))");
  assert.equal(residualFormula({ res: "pre", norm: "none" }), "x + s·φ(xW + b)");
});

test("branches and optimizers are read in their parts, as Rust prints them", () => {
  const branch = (/** @type {string} */ text) => branchParts(config(`#branch=${text}`).branch);
  assert.deepEqual(branch("depth"), { kind: "depth", value: null });
  assert.deepEqual(branch("learned:0"), { kind: "learned", value: 0 });
  assert.deepEqual(branch("0.25"), { kind: "fixed", value: 0.25 });
  assert.deepEqual(optimizerParts(config("#opt=nesterov:0.9").opt), { name: "nesterov", momentum: 0.9 });
  assert.deepEqual(optimizerParts(config("#opt=adam").opt), { name: "adam", momentum: null });
});

test("what is folded away is said where it differs from a plain network", () => {
  const of = (/** @type {string} */ fragment) => optimizerWords(config(fragment), plain);
  assert.deepEqual(of("#opt=adamw&opteps=1e-4"), ["ε 1e-4"]);
  assert.deepEqual(of("#opt=sgd&opteps=1e-4&clip=1&decay=0.01"), ["clip 1", "decay 0.01"]);
  assert.deepEqual(scheduleWords(config("#lr=0.1,cosine:20000&warmup=1500")), ["warmup 1,500", "cosine to 20,000"]);
  assert.deepEqual(scheduleWords(config("#lr=0.1,5:0.05,100:0.01"), 1), ["0.01 from 100"]);
  assert.deepEqual(normWords(config("#norm=batch&eps=0.01&momentum=0.2&variance=biased"), plain), [
    "eps 0.01",
    "momentum 0.2",
    "biased",
  ]);
  assert.deepEqual(normWords(config("#norm=layer&momentum=0.2"), plain), []);
});

test("the rate of a step is explained while a warmup or a cosine changes it", () => {
  const of = (/** @type {string} */ fragment, /** @type {number} */ step) => rateNow(config(fragment), step, "0.0012");
  assert.equal(of("#warmup=100", 39), "Rate now 0.0012: warmup 40 of 100.");
  assert.equal(of("#warmup=100", 99), "");
  assert.equal(of("#lr=0.1,cosine:2000", 500), "Rate now 0.0012: cosine 500 of 2,000.");
  assert.equal(of("#lr=0.1,cosine:2000", 5000), "Rate now 0.0012: cosine 2,000 of 2,000.");
  assert.equal(of("#lr=0.1", 5), "");
});
