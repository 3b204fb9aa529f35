// The texts of the panels Norm and By hand, and the axis of their scatter plots.

import assert from "node:assert/strict";
import { test } from "node:test";
import { growthFacts, pointsFacts, slopeFacts } from "../../www/app/panels/hand/wording.js";
import {
  biasNote,
  blockName,
  characters,
  couplingFacts,
  exampleName,
  waysFacts,
} from "../../www/app/panels/norm/wording.js";
import { scatterAxis } from "../../www/draw/scatter.js";
import { config } from "./engine.js";

/** @import { Config } from "../../www/shared/protocol.js" */

const plain = config("");
const names = characters("abc");

/** @param {{evaluation: number[], std: number[], min: number[], max: number[]}} rows */
function coupled({ evaluation, std, min, max }) {
  const row = (/** @type {number[]} */ values) => Float32Array.from(values);
  const training = { mean: row(evaluation), std: row(std), min: row(min), max: row(max) };
  return { evaluation: row(evaluation), training, probabilities: row([]) };
}

test("an example is described by its characters, with a visible sign for a space", () => {
  assert.equal(exampleName({ tokens: [0, 0, 2], target: 3 }, names), "..b → c");
  assert.equal(exampleName({ tokens: Uint32Array.of(1, 2), target: 0 }, characters(" é")), "␣é → .");
});

test("a block is a hidden layer, the output, or the final norm of pre-norm residual connections", () => {
  assert.deepEqual(
    [0, 1, 2, 3].map((block) => blockName(block, 2)),
    ["layer 1", "layer 2", "the output", "the final norm"],
  );
});

test("the coupling text is about the character that the other examples change the most", () => {
  const one = coupled({
    evaluation: [0.1, 0.2, 0.3, 0.4],
    std: [0.01, Number.NaN, 0.05, 0.02],
    min: [0, 0, 0.2, 0],
    max: [1, 1, 0.45, 1],
  });
  assert.equal(
    couplingFacts(one, names, { draws: 200, step: 1500 }),
    "At step 1,500, the other examples change “b” most: std 0.0500 over 200 draws, from 0.200 to 0.450; in evaluation mode it is 0.300.",
  );
});

test("a spread of 0 is described as exactly 0, and NaN probabilities as NaN", () => {
  const rows = { evaluation: [0.5, 0.5], min: [0.5, 0.5], max: [0.5, 0.5] };
  assert.match(
    couplingFacts(coupled({ ...rows, std: [0, 0] }), names, { draws: 200, step: 0 }),
    /^At step 0, the spread is exactly 0: /,
  );
  const lost = couplingFacts(coupled({ ...rows, std: [Number.NaN, Number.NaN] }), names, { draws: 200, step: 0 });
  assert.equal(lost, "At step 0, all probabilities are NaN.");
});

test("the text about the four ways has their step, and the displayed step if it differs", () => {
  const known = { step: 1000, logits: 3.81e-6 };
  assert.equal(waysFacts(known, 1000), "At step 1,000. Folding changes no logit by more than 3.8e−6.");
  assert.equal(
    waysFacts(known, 1001),
    "At step 1,000; the displayed step is 1,001. Folding changes no logit by more than 3.8e−6.",
  );
  for (const logits of [null, Number.NaN]) assert.equal(waysFacts({ step: 0, logits }, 0), "At step 0.");
});

test("a bias is useless before BatchNorm, but not before other norms", () => {
  /** @param {Partial<Config>} config @param {boolean} hasBias @param {number} [block] */
  const note = (config, hasBias, block = 0) => biasNote({ ...plain, ...config }, block, hasBias);
  assert.match(note({ norm: "batch" }, true), /^0 except for rounding/);
  for (const norm of /** @type {const} */ (["layer", "rms", "group:4"])) {
    const name = { layer: "LayerNorm", rms: "RMSNorm", "group:4": "GroupNorm" }[norm];
    assert.match(note({ norm }, true), new RegExp(`^Not 0: ${name} subtracts`));
  }
  assert.match(note({ norm: "batch", b: "none" }, false), /^This layer has no bias/);
  // One that normalizes a sum has no bias before it, whether the layer has one or not.
  assert.match(note({ norm: "layer", res: "pre" }, false), /^No bias stands right before this norm/);
  assert.match(note({ norm: "layer", res: "pre", b: "none" }, false, 2), /^No bias stands right before this norm/);
});

test("an axis holds both statistics, is logarithmic if they span decades, and counts what it can't hold", () => {
  const x = Float32Array.of(-1.2, 0.4, Number.NaN);
  assert.deepEqual(scatterAxis(x, Float32Array.of(0, 2.9, 1), false), {
    axis: { range: [-2, 3], log: false },
    nonfinite: 1,
  });
  const wide = scatterAxis(Float32Array.of(0.02, 90), Float32Array.of(1, 1), true);
  assert.deepEqual(wide, { axis: { range: [0.015, 90], log: true }, nonfinite: 0 });
  const zero = scatterAxis(Float32Array.of(0, 90), Float32Array.of(1, 1), true);
  assert.equal(zero.axis.log, false);
  assert.equal(zero.axis.range[0], 0);
});

test("an axis is kept while its values fill it well, and replaced if they leave it or fill too little", () => {
  const last = { range: /** @type {[number, number]} */ ([-4, 4]), log: false };
  const at = (/** @type {number} */ size) =>
    scatterAxis(Float32Array.of(-size, size), Float32Array.of(0, 0), false, last);
  assert.equal(at(3).axis, last);
  assert.notEqual(at(5).axis, last);
  assert.notEqual(at(0.5).axis, last);
  assert.equal(scatterAxis(Float32Array.of(Number.NaN), Float32Array.of(0), false, last).axis, last);
});

test("the five points are described normalized, and scaled if γ and β are set", () => {
  const of = { mean: 0.3, std: 1.92, normalized: [-1.198, 0.004], output: [-2.4, 0.1] };
  assert.equal(pointsFacts(of, { gain: 1, bias: 0 }), "mean 0.300, std 1.92; normalized: −1.20, 0.00");
  assert.match(pointsFacts(of, { gain: 2, bias: 0.1 }), /; times γ plus β: −2\.40, 0\.10$/);
});

test("the texts of the fan-in and slope experiments have their results", () => {
  assert.equal(
    growthFacts(1000, { plain: 31.6, scaled: 0.999, normed: 1 }),
    "at fan-in 1,000, weights of std 1 give 31.6, of std 1/√fan_in 0.999, with BatchNorm 1.00",
  );
  const at = { x: 1, tanh: 0.7616, slope: 0.42, product: 0.0131 };
  assert.equal(
    slopeFacts(at, 5),
    "At x = 1.00, tanh is 0.76 and its slope 0.42: 5 such layers leave 0.0131 of a gradient.",
  );
  assert.equal(slopeFacts(at, 1), "At x = 1.00, tanh is 0.76 and its slope 0.42.");
});
