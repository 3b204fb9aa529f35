// Whether what lessons 11 to 15 claim about each network is true on the built-in text, and what they say of infinite width and
// of repeated factors, by a quadrature and powers of their own.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  evaluate,
  first,
  gradients,
  hidden,
  run,
  saturated,
  smooth,
  stds,
  testClaims,
  uniform,
  weightGradients,
  within,
} from "./lessons.js";

/** @import { Frame } from "../../www/shared/protocol.js" */

/** The loss of guessing by the training split's frequencies, as the cards round it. */
const FREQUENCIES = 2.82;

const PLAIN_DEFAULT = "#preset=torch-default&hidden=100x30&act=relu";
const RESIDUAL = "#preset=residual-depth&hidden=50x64";

/** @param {number[]} values */
const last = (values) => values[values.length - 1];
/** The last layer's value relative to that of layer `from`. @param {number[]} values @param {number} from */
const growth = (values, from = 1) => last(values) / values[from - 1];
/** @param {Frame} frame */
const gradientNorm = ({ optimizer }) => optimizer.gradient_norm[0];
/** @param {number[]} values */
const spread = (values) => {
  const mean = values.reduce((a, b) => a + b) / values.length;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
};

/** What each card claims about its network, as assertions. @type {Record<string, (frame: Frame) => void>} */
const CLAIMS = {
  "gains 1": (frame) => {
    within([growth(stds(frame)), 1 / growth(gradients(frame))], 1e-6, 1e-3);
    within([growth(stds(frame))], 0.2 * 0.5 ** 14.5, 5 * 0.5 ** 14.5);
  },
  "gains 2": (frame) => {
    assert.ok(Math.min(...hidden(frame)) < -6);
    assert.ok(smooth(frame) > smooth(run("#preset=relu-kaiming", 100)) + 0.2);
  },
  "gains 3": (frame) => {
    within([growth(stds(frame)), growth(gradients(frame))], 0.5, 2);
  },
  "gains 4": (frame) => {
    const sizes = stds(frame);
    assert.ok(growth(sizes) < 1 / 300 && growth(gradients(frame)) > 100);
    // Faster the deeper it gets: toward √2/2 per layer.
    const [early, late] = [(sizes[9] / sizes[0]) ** (1 / 9), (sizes[29] / sizes[20]) ** (1 / 9)];
    assert.ok(late < early - 0.1, `${early} and ${late}`);
    within([late], 0.65, 0.75);
  },
  "gains 5": (frame) => {
    assert.ok(growth(stds(frame)) > 5 && first(frame) > uniform(frame) + 0.5);
    // Not by the luck of one seed.
    for (const seed of [1, 2, 3]) {
      assert.ok(growth(stds(run(`#preset=relu-kaiming&act=gelu&w=kaiming_normal&seed=${seed}`, 0))) > 2);
    }
  },
  "gains 6": (frame) => {
    within(stds(frame), 0.9, 1.1);
    within([1 / growth(gradients(frame))], 1.5, 5);
  },
  "default 1": (frame) => {
    within([1 / growth(gradients(frame))], 0.08, 0.13);
    assert.ok(smooth(run("#preset=torch-default", 300)) < FREQUENCIES - 0.1);
    // A gain of 1/√3 draws weights of the same std.
    const drawn = run("#preset=torch-default&w=gain:1/√3", 0).weight;
    within(
      frame.weight.slice(0, 5).map(({ data_std }, i) => data_std[0] / drawn[i].data_std[0]),
      0.97,
      1.03,
    );
  },
  "default 2": (frame) => {
    within([growth(stds(frame)) ** (1 / 29), (1 / growth(gradients(frame))) ** (1 / 29)], 0.38, 0.43);
    assert.ok(growth(stds(frame)) < 1e-9);
  },
  "default 3": (frame) => {
    assert.ok(last(stds(frame)) > 1e9 * last(stds(run(`${PLAIN_DEFAULT}&b=zero`, 0))));
    within([(1 / growth(gradients(frame))) ** (1 / 29)], 0.38, 0.43);
    // Of each neuron of the last layer, over the examples: relative to the spread over the neurons, nothing.
    const { map } = frame.layer[29];
    const values = (/** @type {number} */ neuron) => [...map].filter((_, i) => i % 100 === neuron);
    const apart = Array.from({ length: 100 }, (_, neuron) => spread(values(neuron)));
    assert.ok(Math.max(...apart) < 1e-4 * last(stds(frame)), `${Math.max(...apart)}`);
  },
  "default 4": (frame) => {
    const guessed = evaluate("#preset=kaiming&out=zero&outb=prior", 0, "train");
    assert.equal(guessed.toFixed(2), String(FREQUENCIES));
    within([smooth(frame)], guessed, guessed + 0.05);
  },
  "default 5": (frame) => {
    assert.ok(smooth(frame) < FREQUENCIES - 0.2);
    assert.ok(1 / growth(gradients(frame)) > 1);
    const [plain, normed] = [PLAIN_DEFAULT, `${PLAIN_DEFAULT}&norm=layer&res=pre`].map((link) => run(link, 0).weight);
    assert.deepEqual(
      normed.map(({ data_std }) => data_std[0]),
      plain.map(({ data_std }) => data_std[0]),
    );
  },
  "residual 1": (frame) => {
    assert.ok(1 / growth(gradients(frame)) < 1e-15 && 0.5 ** 63 > 1e-19 && 0.5 ** 63 < 1.1e-19);
    // float32 weights have 24 bits: an update of 2⁻²⁵ of them or less is lost.
    assert.ok(10 ** hidden(frame)[0] < 2 ** -25);
  },
  "residual 2": (frame) => {
    assert.ok(growth(stds(frame)) > 1e6 && first(frame) > 1e6);
  },
  "residual 3": (frame) => {
    within([growth(stds(frame), 2), 1 / growth(gradients(frame), 2)], 2, 12);
    // Of layers 2 to 64: what each adds has a 64th of the variance of f(x).
    within(gradients(frame).slice(1), last(gradients(frame)) * 0.9, last(gradients(frame)) * 5);
    assert.ok(first(frame) < uniform(frame) + 0.5);
  },
  "residual 4": (frame) => {
    assert.ok(smooth(frame) < FREQUENCIES - 0.05);
    assert.ok(smooth(run(`${RESIDUAL}&res=none`, 200)) > 3);
  },
  "residual 5": (frame) => {
    assert.deepEqual(new Set(gradients(frame).slice(1)), new Set([0]));
    assert.deepEqual(new Set(weightGradients(frame).slice(1, -1)), new Set([0]));
    assert.ok(gradients(frame)[0] > 0 && last(weightGradients(frame)) > 0);
    within(weightGradients(run("#preset=rezero", 1)), 1e-12, 1);
  },
  "residual 6": (frame) => {
    const plain = smooth(run("#preset=relu-kaiming&lr=0.1", 100));
    assert.equal(plain.toFixed(2), "2.87");
    assert.ok(smooth(frame) < plain - 0.1 && last(gradients(frame)) > 0);
    assert.deepEqual(
      run("#preset=rezero", 0).weight[1].data_std,
      run("#preset=relu-kaiming&lr=0.1", 0).weight[1].data_std,
    );
  },
  "prenorm 1": (frame) => {
    const four = run("#preset=pre-norm&hidden=100x4", 0);
    assert.equal(last(gradients(four)).toPrecision(2), "0.0022");
    within([last(gradients(frame)) / last(gradients(four))], 0.25, 0.4);
  },
  "prenorm 2": (frame) => {
    const four = run("#preset=post-norm&hidden=100x4", 0);
    assert.equal(last(gradients(four)).toPrecision(2), "0.0017");
    within([last(gradients(frame)) / last(gradients(four))], 0.95, 1.05);
  },
  "prenorm 3": (frame) => {
    within([smooth(frame)], FREQUENCIES - 0.05, FREQUENCIES + 0.05);
    assert.ok(1 / growth(gradients(frame)) < 0.01);
    assert.ok(stds(frame)[1] > 2 * stds(run("#preset=post-norm&lr=0.003", 0))[1]);
  },
  "prenorm 4": (frame) => {
    const cold = run("#preset=post-norm&lr=0.003", 200);
    assert.ok(smooth(frame) < smooth(cold) - 0.1);
    assert.ok(gradients(frame)[0] > 100 * gradients(cold)[0]);
    assert.ok(stds(frame)[1] < stds(cold)[1] / 2);
  },
  "prenorm 5": (frame) => {
    assert.ok(smooth(frame) < smooth(run("#preset=post-norm&lr=0.003&warmup=100", 200)) - 0.05);
    assert.ok(1 / growth(gradients(frame)) > 1);
    // Its f(x) has grown as well.
    assert.ok(stds(frame)[1] > 2 * stds(run("#preset=pre-norm&lr=0.003", 0))[1]);
  },
  "prenorm 6": (frame) => {
    const layerNorm = smooth(run("#preset=pre-norm&lr=0.003", 200));
    within([smooth(frame)], layerNorm - 0.05, layerNorm + 0.05);
  },
  "adam 1": (frame) => {
    within(hidden(frame), -2.5, -2);
    const sgd = run("#preset=relu-xavier", 0);
    assert.ok(Math.max(...hidden(sgd)) < -7);
    assert.deepEqual(weightGradients(frame), weightGradients(sgd));
    within(
      frame.weight.slice(1, -1).map(({ data_std }) => data_std[0]),
      0.09,
      0.11,
    );
  },
  "adam 2": (frame) => {
    const [one, two] = ["relu-xavier", "relu-kaiming"].map((preset) => smooth(run(`#preset=${preset}`, 100)));
    const adam = smooth(run("#preset=relu-kaiming&opt=adam&lr=0.001", 100));
    assert.deepEqual([one.toFixed(2), two.toFixed(2), adam.toFixed(2)], ["3.21", "2.88", "2.83"]);
    within([smooth(frame)], adam - 0.02, adam + 0.02);
    within([smooth(frame), adam], FREQUENCIES, FREQUENCIES + 0.05);
    assert.ok(last(stds(frame)) > 1e4 * last(stds(run("#preset=relu-xavier", 0))));
  },
  "adam 3": (frame) => {
    assert.ok(hidden(frame)[0] < -7);
    within([last(hidden(frame))], -2.5, -2);
    within([weightGradients(frame)[0]], 1e-14, 1e-13);
    // It is ε: with a far smaller one, the first layer moves as fast as the others.
    within([hidden(run(`${PLAIN_DEFAULT}&opt=adam&lr=0.001&opteps=1e-16`, 0))[0]], -2.5, -2);
  },
  "adam 4": (frame) => {
    assert.ok(smooth(frame) > first(frame) + 0.3);
    within(saturated(frame), 50, 100);
    assert.ok(gradientNorm(frame) > 1.5 * gradientNorm(run("#preset=deep-gain-3&lr=1", 0)));
  },
  "adam 5": (frame) => {
    assert.ok(smooth(frame) < FREQUENCIES - 0.02);
    within([...frame.optimizer.clipped_share], 0.95, 1);
  },
  "adam 6": (frame) => {
    const unclipped = run("#preset=deep-gain-3&opt=adam&lr=0.001", 0);
    const ratios = hidden(unclipped);
    assert.deepEqual([Math.min(...ratios).toFixed(2), Math.max(...ratios).toFixed(2)], ["-2.75", "-2.48"]);
    within(
      hidden(frame).map((ratio, i) => ratio - ratios[i]),
      -0.01,
      0.01,
    );
    assert.equal(Math.round(gradientNorm(unclipped) / 0.01), 154);
  },
};

testClaims(["gains", "default", "residual", "prenorm", "adam"], CLAIMS);

/** The error function within 1.5e-7: Abramowitz and Stegun 7.1.26. @param {number} x */
function erf(x) {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const polynomial = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return Math.sign(x) * (1 - polynomial * Math.exp(-x * x));
}

/** The mean square of an activation of normal numbers. @param {(x: number) => number} activation @param {number} std */
function meanSquare(activation, std) {
  let sum = 0;
  for (let z = -10; z <= 10; z += 1e-3) {
    sum += (activation(std * z) ** 2 * Math.exp((-z * z) / 2) * 1e-3) / Math.sqrt(2 * Math.PI);
  }
  return sum;
}

test("lesson gains: GELU's gain is right at std 1 alone, above it a layer grows, below it shrinks; SELU's is the other way round", () => {
  const gelu = (/** @type {number} */ x) => (x * (1 + erf(x / Math.SQRT2))) / 2;
  const selu = (/** @type {number} */ x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.exp(x) - 1));
  const gain = 1 / Math.sqrt(meanSquare(gelu, 1));
  assert.equal(gain.toFixed(2), "1.53");
  /** How much a layer changes the root mean square. @param {(x: number) => number} activation @param {number} scale @param {number} std */
  const factor = (activation, scale, std) => (scale * Math.sqrt(meanSquare(activation, std))) / std;
  for (const std of [0.1, 0.5, 0.9]) {
    assert.ok(factor(gelu, gain, std) < 1, `GELU at ${std}`);
    assert.ok(factor(selu, 1, std) > 1, `SELU at ${std}`);
  }
  for (const std of [1.1, 2, 10]) {
    assert.ok(factor(gelu, gain, std) > 1, `GELU at ${std}`);
    assert.ok(factor(selu, 1, std) < 1, `SELU at ${std}`);
  }
  within([factor(selu, 1, 1)], 0.999, 1.001);
});
