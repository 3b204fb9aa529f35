// Compared runs as a table: settings in their text forms, results from real frames, and the best of each row.

import assert from "node:assert/strict";
import { test } from "node:test";
import { differences, results } from "../../www/app/panels/compare/results.js";
import { ACTIVATIONS, endsOf } from "../../www/app/words/activations.js";
import { field_texts } from "../../www/pkg/initscope.js";
import { frameReader } from "../../www/shared/protocol.js";
import { config, open } from "./engine.js";

/** @import { Config } from "../../www/shared/protocol.js" */

/** A run of a link after so many steps. @param {string} fragment @param {number} steps */
function run(fragment, steps) {
  const session = open(fragment);
  session.advance(steps);
  const frame = frameReader(session.layout())(session.copyFrame(undefined));
  return { config: config(fragment), frame, step: steps, sum: "0123456789abcdef", evaluations: [] };
}

/** @param {string[]} fragments */
const settings = (...fragments) => differences(fragments.map((fragment) => field_texts(config(fragment))));

/** @param {ReturnType<typeof results>} rows @param {string} key */
const row = (rows, key) => {
  const found = rows.find((candidate) => candidate.key === key);
  assert.ok(found, key);
  return found;
};

test("a setting is listed if any two runs differ in it, in a link's text form and with its control's label", () => {
  assert.deepEqual(settings("", ""), []);
  const rows = settings(
    "#preset=kaiming&batch=64",
    "#preset=kaiming&w=std:0.2&eps=0.001",
    "#preset=kaiming&hidden=64,64",
  );
  assert.deepEqual(
    rows.map(({ label, texts }) => [label, ...texts]),
    [
      ["Layers", "200", "200", "64x2"],
      ["Hidden weights", "gain:5/3", "std:0.2", "gain:5/3"],
      ["eps", "1e-5", "0.001", "1e-5"],
      ["Batch size", "64", "32", "32"],
    ],
  );
  for (const { best } of rows) assert.ok(best.every((is) => !is));
});

test("every field of a Config has a text, which a link parses as the same value", () => {
  const unusual = config("#preset=deep-batchnorm&lr=0.2,10:0.1&b=std:0.5&act=relu&variance=biased&seed=7");
  const texts = /** @type {[key: string, text: string][]} */ (field_texts(unusual));
  const fragment = texts.map((pair) => pair.join("=")).join("&");
  assert.deepEqual(config(`#${fragment}`), unusual);
  assert.deepEqual(texts.map(([key]) => key).sort(), Object.keys(unusual).sort());
});

test("the traits of each activation function are what Rust measures with it", () => {
  for (const [act, { isBounded, saturatesAtZero, canDie }] of Object.entries(ACTIVATIONS)) {
    const session = open(`#act=${act}&hidden=50&w=std:1&b=std:100`);
    const frameAt = (/** @type {number} */ threshold) => {
      session.look({ threshold });
      return frameReader(session.layout())(session.copyFrame(undefined)).layer[0];
    };
    const { map, dead, saturated } = frameAt(0.97);
    assert.equal(
      map.every((h) => Math.abs(h) <= 1),
      isBounded,
      act,
    );
    assert.equal(dead[0] > 0, canDie, act);
    // A leaky ReLU has only two slopes.
    assert.equal(frameAt(0).saturated[0] === saturated[0], saturatesAtZero || act === "leaky_relu", act);
    const ends = endsOf(/** @type {Config["act"]} */ (act), 0.97);
    if (ends === null) continue;
    const outside = map.filter((h) => h < ends[0] || h > ends[1]).length;
    assert.ok(Math.abs((100 * outside) / map.length - saturated[0]) < 1e-3, act);
  }
});

test("a large share at saturation is bad for what has two ends alone", () => {
  const best = (/** @type {string} */ act) =>
    row(results([run(`#${act}&hidden=30`, 1), run(`#${act}&hidden=30&w=std:0.1`, 1)]), "saturated").best;
  assert.deepEqual(best("act=tanh"), [false, true]);
  assert.deepEqual(best("act=sigmoid"), [false, true]);
  for (const act of ["act=relu", "act=gelu", "act=identity"]) assert.deepEqual(best(act), [false, false]);
});

test("results are those of the frames, and the best of a row is the healthiest", () => {
  const runs = [run("#preset=naive&hidden=30x3", 40), run("#preset=kaiming&hidden=30x3", 30)];
  const rows = results(runs);
  assert.deepEqual(row(rows, "step").texts, ["40", "30"]);
  assert.deepEqual(row(rows, "step").best, [false, false]);
  const [naive, kaiming] = runs.map(({ frame }) => frame);
  assert.deepEqual(
    row(rows, "first").texts,
    [naive, kaiming].map(({ first_loss: [first] }) => first.toFixed(3)),
  );
  assert.deepEqual(row(rows, "first").best, [false, true]);
  assert.deepEqual(
    row(rows, "now").texts,
    [naive, kaiming].map(({ history: { smooth } }) => smooth.mean[smooth.points[0] - 1].toFixed(3)),
  );
  const shares = naive.layer.map(({ saturated: [share] }) => share);
  const worst = shares.indexOf(Math.max(...shares));
  assert.equal(row(rows, "saturated").texts[0], `${shares[worst].toFixed(1)} % (layer ${worst + 1})`);
  const deads = [naive, kaiming].map(({ layer }) => layer.reduce((sum, { dead }) => sum + dead[0], 0));
  assert.deepEqual(row(rows, "dead").texts, deads.map(String));
  const ratios = [naive, kaiming].map(({ layer }) => layer[2].gradient.std[0] / layer[0].gradient.std[0]);
  for (const [i, text] of row(rows, "gradients").texts.entries()) {
    assert.ok(Math.abs(Number(text) - ratios[i]) <= 0.01 * ratios[i], `${text} for ${ratios[i]}`);
  }
  const even = Math.abs(Math.log(ratios[0])) < Math.abs(Math.log(ratios[1]));
  assert.deepEqual(row(rows, "gradients").best, [even, !even]);
});

test("an unknown result is a dash, an evaluation of another step has its step, and a checksum is of the displayed step", () => {
  const one = run("#hidden=4&emb=2", 12);
  const evaluated = { ...one, evaluations: [{ step: 10, train: 2.5, val: 2.6 }] };
  const rows = results([one, evaluated, { ...evaluated, frame: null }, { ...one, step: 11 }]);
  assert.deepEqual(row(rows, "train").texts, ["–", "2.500 (step 10)", "–", "–"]);
  assert.deepEqual(row(rows, "train").best, [false, false, false, false]);
  assert.deepEqual(row(rows, "sum").texts, [one.sum, one.sum, "–", "–"]);
  // One layer has nothing to be compared with.
  assert.ok(rows.every(({ key }) => key !== "gradients"));
  const [alone, deep] = row(results([one, run("#hidden=4x2&emb=2", 12)]), "gradients").texts;
  assert.equal(alone, "–");
  assert.match(deep, /^\d/);
  assert.equal(row(rows, "step").texts[2], "–");
});

test("equal displayed values are all best, unless all are equal, and NaN never is", () => {
  const one = run("#hidden=4&emb=2", 3);
  const val = (/** @type {number} */ val) => ({ ...one, evaluations: [{ step: 3, train: 1, val }] });
  const best = (/** @type {number[]} */ ...losses) => row(results(losses.map(val)), "val").best;
  assert.deepEqual(best(2.1, 2.1001, 2.2), [true, true, false]);
  assert.deepEqual(best(2.1, 2.1), [false, false]);
  assert.deepEqual(best(Number.NaN, 2.1), [false, true]);
  assert.deepEqual(row(results([val(1), val(2)]), "train").best, [false, false]);
});

test("the best first loss is the one nearest ln V, not the lowest", () => {
  const one = run("#hidden=4&emb=2", 0);
  const first = (/** @type {number} */ loss) => ({
    ...one,
    frame: { ...one.frame, first_loss: Float32Array.of(loss) },
  });
  const [uniform] = one.frame.uniform_loss;
  const rows = results([first(uniform - 0.5), first(uniform + 0.2), first(Number.NaN)]);
  assert.deepEqual(row(rows, "first").best, [false, true, false]);
});

test("zeros of a ReLU are not a fault, so saturation has no best run", () => {
  const rows = results([run("#act=relu&hidden=8", 1), run("#hidden=8", 1)]);
  assert.deepEqual(row(rows, "saturated").best, [false, false]);
  assert.notEqual(row(rows, "saturated").texts[0], row(rows, "saturated").texts[1]);
});
