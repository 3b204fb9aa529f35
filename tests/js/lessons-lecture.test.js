// Whether what lessons 1 to 10 claim about each network is true on the built-in text.

import assert from "node:assert/strict";
import { parse_link, Session } from "../../www/pkg/initscope.js";
import { answered, names } from "./engine.js";
import {
  dead,
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
  updates,
  weightGradients,
  within,
} from "./lessons.js";

/** @import { Frame } from "../../www/shared/protocol.js" */

const LECTURE = [
  ...["start", "numb", "fan-in", "pictures", "batchnorm", "coupling", "zero", "relu", "layernorm", "ladder"],
];

/** What each card claims about its network, as assertions. @type {Record<string, (frame: Frame) => void>} */
const CLAIMS = {
  "start 1": (frame) => assert.ok(first(frame) > 5 * uniform(frame)),
  "start 2": (frame) => {
    // A hockey stick: a step of the first hundred lowers the loss by far more than one of those after it.
    const bend = smooth(run("#preset=naive", 100));
    const [steep, slow] = [(first(frame) - bend) / 100, (bend - smooth(frame)) / (frame.step - 100)];
    assert.equal(frame.step, 1000);
    assert.ok(steep > 8 * slow && slow > 0, `${steep} and ${slow}`);
  },
  "start 3": (frame) => {
    assert.ok(Math.abs(first(frame) - uniform(frame)) < 0.1);
    assert.ok(smooth(frame) < smooth(run("#preset=naive", 1000)) - 1);
  },
  "start 4": (frame) => assert.ok(Math.abs(first(frame) - uniform(frame)) < 1e-6),
  "numb 2": (frame) => {
    assert.ok(Math.abs(first(frame) - uniform(frame)) < 0.1);
    within(saturated(frame), 50, 100);
    assert.equal(Math.tanh(5.5).toFixed(5), "0.99997");
  },
  "numb 3": (frame) => assert.ok(saturated(frame)[0] < saturated(run("#preset=output-fixed", 0))[0] / 5),
  "numb 4": (frame) => {
    assert.ok(dead(frame) > 20 && dead(frame) < 200);
    assert.equal(dead(run("#preset=tanh-fixed", 0)), 0);
  },
  "fan-in 2": (frame) => {
    const sizes = stds(frame);
    within(
      sizes.slice(1).map((std, i) => std / sizes[i]),
      0.4,
      0.6,
    );
    assert.ok(gradients(frame)[0] < gradients(frame)[4] / 5);
  },
  "fan-in 3": (frame) => {
    within(saturated(frame), 33, 100);
    assert.ok(gradients(frame)[0] > 2 * gradients(frame)[4]);
  },
  "fan-in 4": (frame) => {
    within(stds(frame), 0.6, 0.8);
    within(
      gradients(frame).map((size) => size / gradients(frame)[4]),
      0.6,
      1.7,
    );
    const shrinking = stds(run("#preset=deep-gain-1", 0));
    assert.deepEqual(
      shrinking,
      shrinking.toSorted((a, b) => b - a),
    );
  },
  "fan-in 5": (frame) => {
    within(
      stds(frame)
        .slice(1)
        .map((std, i) => std / stds(frame)[i]),
      1.4,
      1.9,
    );
    assert.ok(first(frame) > uniform(frame) + 0.5);
    within(stds(run("#preset=deep-linear", 0)), 0.85, 1.15);
  },
  "pictures 2": (frame) => assert.ok(updates(frame)[5] > Math.max(...hidden(frame)) + 1),
  "pictures 3": (frame) => {
    within(hidden(frame), -3.2, -2);
    assert.ok(updates(frame)[5] < updates(run("#preset=deep-gain-5/3", 0))[5]);
  },
  "pictures 4": (frame) => {
    within(hidden(frame), -5.6, -4.8);
    assert.ok(smooth(frame) > smooth(run("#preset=deep-gain-5/3", 300)) + 0.5);
    const [slow, usual] = ["&lr=0.001", ""].map((rate) => hidden(run(`#preset=deep-gain-5/3${rate}`, 0)));
    within(
      slow.map((log, i) => usual[i] - log),
      1.999,
      2.001,
    );
  },
  "pictures 5": (frame) => {
    assert.ok(frame.loss[0] > 10 * first(frame));
    within(saturated(frame), 90, 100);
  },
  "batchnorm 2": (frame) => {
    within(saturated(frame), 1, 6);
    within(saturated(run("#preset=deep-gain-3", 0)), 33, 100);
    const drawn = run("#preset=deep-gain-3", 0).weight.map(({ data_std }) => data_std[0]);
    assert.deepEqual(
      frame.weight.map(({ data_std }) => data_std[0]),
      drawn,
    );
  },
  "batchnorm 3": (frame) => {
    const scaled = run("#preset=deep-batchnorm", 0);
    within(
      stds(frame).map((std, i) => std / stds(scaled)[i]),
      0.999,
      1.001,
    );
    within(saturated(run("#preset=deep-no-fan-in-batchnorm&norm=none&outnorm=none", 0)), 50, 100);
  },
  "batchnorm 4": (frame) => {
    within(hidden(frame), -5, -3.5);
    const scaled = run("#preset=deep-batchnorm", 300);
    assert.ok(Math.min(...hidden(scaled)) > Math.max(...hidden(frame)) + 1);
    assert.ok(smooth(frame) > smooth(scaled));
    // Weights ten times larger: the update ratio is smaller by 10².
    const [small, large] = ["gain:1", "gain:10"].map((w) => hidden(run(`#preset=deep-batchnorm&w=${w}`, 0)));
    within(
      small.map((log, i) => log - large[i]),
      1.98,
      2.02,
    );
  },
  "batchnorm 5": (frame) => {
    assert.ok(smooth(frame) < smooth(run("#preset=deep-no-fan-in-batchnorm", 300)) - 0.1);
    within(hidden(frame), -3.5, -2.4);
  },
  "batchnorm 6": (frame) => {
    assert.ok(first(frame) > uniform(frame) + 5);
    assert.ok(first(run("#preset=deep-batchnorm", 0)) < uniform(frame) + 0.1);
  },
  "coupling 1": () => {
    // The normalized distance between the first and the fourth point, while the fifth moves away.
    const images = [10, 100].map((far) => {
      const points = [-2, -1, 1, 2, far];
      const mean = points.reduce((a, b) => a + b) / 5;
      const std = Math.sqrt(points.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 4);
      return (points[3] - points[0]) / std;
    });
    assert.ok(images[1] < images[0] / 5);
  },
  "coupling 2": (frame) => {
    const [{ batch_mean, running_mean }] = frame.norm ?? [];
    const size = (/** @type {number[]} */ values) =>
      Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
    const apart = [...batch_mean].map((mean, i) => mean - running_mean[i]);
    assert.ok(size(apart) < size([...batch_mean]) / 2);
  },
  "coupling 3": (frame) => {
    assert.ok(smooth(frame) < first(frame) - 0.2);
    assert.ok(evaluate("#preset=deep-no-fan-in-batchnorm&momentum=0", 300) > smooth(frame) + 1);
  },
  "coupling 4": () => {
    assert.ok(Math.abs(1 - 0.999 ** 200 - 0.18) < 0.005);
    assert.ok(1 - 0.999 ** 5000 > 0.993 && 1 - 0.9 ** 50 > 0.99);
  },
  "coupling 5": (frame) => {
    const session = new Session(names, parse_link("#preset=batchnorm&momentum=0.1").config, 1);
    session.advance(frame.step);
    const { logits } = answered(session, { kind: "ways" });
    assert.ok(logits !== null && logits < 1e-3, `${logits}`);
  },
  "zero 1": (frame) => {
    assert.equal(weightGradients(frame)[0], 0);
    assert.ok(weightGradients(frame)[1] > 0);
  },
  "zero 2": (frame) => {
    const [before, after] = [0, 1].map((step) => run("#preset=kaiming&b=zero&out=std:0", step).weight);
    assert.equal(after[0].data_std[0], before[0].data_std[0]);
    assert.ok(after[1].data_std[0] > 0 && after[0].gradient.std[0] > 0);
    assert.ok(weightGradients(frame)[0] > 0 && smooth(frame) < first(frame) - 0.3);
  },
  "zero 3": (frame) => {
    assert.ok(weightGradients(frame)[0] > 0);
    assert.equal(weightGradients(frame)[1], 0);
    within(weightGradients(run("#preset=kaiming&b=zero&w=std:0", 1)), 1e-9, 1);
  },
  "zero 4": (frame) => {
    assert.deepEqual(weightGradients(frame), [0, 0]);
    assert.deepEqual(
      frame.weight.map(({ data_std }) => data_std[0]),
      [0, 0],
    );
    assert.ok(smooth(frame) < first(frame) - 0.3);
  },
  "zero 5": (frame) => {
    assert.deepEqual(
      frame.weight.slice(0, 5).map(({ data_std }) => data_std[0]),
      [0, 0, 0, 0, 0],
    );
    assert.deepEqual(stds(frame).slice(0, 4), [0, 0, 0, 0]);
    assert.ok(stds(frame)[4] > 0 && weightGradients(frame)[5] > 0);
  },
  "relu 1": (frame) => {
    within(saturated(frame), 40, 60);
    assert.equal(dead(frame), 0);
  },
  "relu 2": (frame) => assert.ok(dead(frame) > 50 && dead(frame) < 200),
  "relu 3": (frame) => {
    assert.ok(dead(frame) >= 100 && smooth(frame) < 3);
    assert.ok(dead(run("#preset=deep-gain-1&act=relu&w=gain:1.4142", 0)) < 50);
  },
  "relu 4": (frame) => assert.ok(dead(frame) <= 5 && smooth(frame) < 3),
  "layernorm 1": (frame) => {
    within(stds(frame), 0.6, 0.68);
    within(saturated(frame), 0, 6);
  },
  "layernorm 2": (frame) => {
    assert.ok(smooth(frame) < first(frame) - 0.2);
    assert.deepEqual(
      parse_link("#preset=deep-batchnorm&batch=1").errors.map((/** @type {{field: string}} */ { field }) => field),
      ["batch"],
    );
  },
  "layernorm 3": (frame) => assert.ok(frame.norm?.every(({ running_mean }) => running_mean.length === 0)),
  "layernorm 4": (frame) => assert.ok(smooth(frame) < first(frame) - 0.4),
  "ladder 1": (frame) => {
    const rungs = ["naive", "output-fixed", "tanh-fixed", "kaiming", "batchnorm"];
    const losses = rungs.map((preset) => evaluate(`#preset=${preset}`, 1000));
    for (const later of losses.slice(2)) assert.ok(losses[0] - losses[1] > 5 * Math.abs(losses[1] - later));
    assert.ok(first(frame) > 5 * uniform(frame));
    // What the next card claims about BatchNorm after few steps.
    assert.ok(losses[4] > losses[3] && losses[4] > evaluate("#preset=batchnorm&momentum=0.1", 1000));
  },
};

testClaims(LECTURE, CLAIMS);
