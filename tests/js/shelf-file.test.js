// Saved runs as a file: a written file reads back unchanged, and a broken one is refused as a whole, with the fault's
// field.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readRuns, runsAsJson } from "../../www/app/shelf/file.js";
import { courseOf, cut, place, taken, titleOf } from "../../www/app/shelf/record.js";
import { frameReader } from "../../www/shared/protocol.js";
import { open } from "./engine.js";
import { pageCore } from "./hostile.js";

/** @import { Run } from "../../www/app/shelf/record.js" */

const core = await pageCore();

/**
 * A paused run of the engine, as it is saved.
 * @param {string} fragment
 * @param {number} steps
 * @param {{more?: Partial<Run>, evaluations?: {step: number, train: number, val: number}[], text?: string}} [options]
 */
function run(fragment, steps, { more = {}, evaluations = [], text } = {}) {
  const session = open(fragment);
  session.advance(steps);
  const frame = frameReader(session.layout())(session.copyFrame(undefined));
  const file = text === undefined ? null : { file: "85944171f73967e8:6" };
  const link = core.linkOf(session.config(), { text: file, step: steps, sum: session.checksum() }).fragment;
  const state = { evaluations, textIsBuiltIn: text === undefined, textName: text ?? "Built-in names" };
  return { ...taken(frame, state, link, Date.UTC(2026, 0, 31, 12, 0, 0, 5)), ...more };
}

/** With arrays in place of views, whose bytes differ for different NaNs. @param {unknown} part @returns {unknown} */
function listed(part) {
  if (ArrayBuffer.isView(part)) return [...new Float64Array(/** @type {Float32Array} */ (part))];
  if (Array.isArray(part)) return part.map(listed);
  if (typeof part !== "object" || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, listed(value)]));
}

const small = run("#preset=kaiming&hidden=12", 30);
const deep = run("#preset=deep-gain-3&hidden=8x4&act=relu&seed=5", 40, {
  more: { name: "Näme “with” <b>signs</b>" },
  evaluations: [{ step: 40, train: Math.fround(2.345), val: Number.NaN }],
  text: "own.txt",
});
/** A run whose loss soon is NaN. */
const lost = run("#hidden=10&act=relu&lr=100", 300);

test("a saved run has the figures of its frame", () => {
  const session = open("#preset=kaiming&hidden=12");
  const losses = [];
  const read = () => frameReader(session.layout())(session.copyFrame(undefined));
  for (let step = 0; step < 30; step++) {
    losses.push(read().loss[0]);
    session.advance(1);
  }
  const frame = read();
  assert.deepEqual([...small.log.mean], losses);
  assert.deepEqual([small.log.stride, small.first, small.step], [1, losses[0], 30]);
  // Polynomial-decay averaging with η = 5, by its closed form: loss i of the first 30 weighs i(i + 1)(i + 2)(i + 3)(i + 4).
  let [sum, weights] = [0, 0];
  for (const [i, loss] of losses.entries()) {
    const weight = (i + 1) * (i + 2) * (i + 3) * (i + 4) * (i + 5);
    [sum, weights] = [sum + weight * loss, weights + weight];
  }
  assert.ok(Math.abs(small.last - sum / weights) < 1e-5, `${small.last}`);
  assert.deepEqual(small.layers[0].activation.counts, frame.layer[0].activation.counts);
  assert.equal(
    small.layers[0].activation.counts.reduce((a, b) => a + b),
    12 * 32,
  );
});

test("a saved run does not depend on its frame's buffer", () => {
  const session = open("#preset=kaiming&hidden=12");
  session.advance(30);
  const frame = frameReader(session.layout())(session.copyFrame(undefined));
  const kept = taken(frame, { evaluations: [], textIsBuiltIn: true, textName: "" }, small.link, small.saved);
  new Uint8Array(frame.buffer).fill(7);
  assert.deepEqual(kept, small);
});

test("runs survive a round trip through a file, NaN and infinities included", () => {
  assert.ok(lost.log.mean.some(Number.isNaN), "the run was to be lost");
  const runs = [small, deep, lost];
  const { runs: back, errors } = readRuns(runsAsJson(runs), core);
  assert.deepEqual(errors, []);
  assert.deepEqual(back.map(listed), runs.map(listed));
  assert.deepEqual(back[1], deep);
  assert.deepEqual(readRuns(runsAsJson([]), core), { runs: [], errors: [] });
});

test("any f32 values survive a round trip through a file", () => {
  const bits = new Uint32Array(1);
  const value = new Float32Array(bits.buffer);
  let seed = 1;
  const next = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed;
  };
  const anything = () => {
    bits[0] = next();
    // A file has one NaN, as the checksum has.
    return Number.isNaN(value[0]) ? Number.NaN : value[0];
  };
  for (let i = 0; i < 200; i++) {
    const points = 1 + (next() % 9);
    const row = () => Float32Array.from({ length: points }, anything);
    const words = () => Uint32Array.from({ length: points }, next);
    const log = { stride: 1 + (next() % 1000), min: row(), mean: row(), max: row(), nonfinite: words(), smooth: row() };
    const made = { ...small, log, first: anything(), last: anything(), saved: next() * 500 };
    const { runs, errors } = readRuns(runsAsJson([made]), core);
    assert.deepEqual(errors, []);
    assert.deepEqual(runs, [made]);
  }
});

/**
 * A valid file with a change.
 * @param {(file: any) => void} change
 */
function readChanged(change) {
  const file = JSON.parse(runsAsJson([small, deep, lost]));
  change(file);
  return readRuns(JSON.stringify(file), core);
}

const LINK = small.link;
/** @type {[string, (file: any) => void, string, RegExp, string][]} what, how, and the field, what is expected and what came */
const BREAKS = [
  ["another format", (f) => (f.format = "other"), "format", /"initscope runs"/, '"other"'],
  ["a later version", (f) => (f.version = 2), "version", /^1$/, "2"],
  ["no runs", (f) => delete f.runs, "runs", /list of 0 to 100/, "nothing"],
  ["too many runs", (f) => (f.runs = Array(101).fill(f.runs[0])), "runs", /list of 0 to 100/, "a list of 101"],
  ["a run that is none", (f) => (f.runs[1] = 7), "runs[1]", /an object/, "7"],
  ["a step in words", (f) => (f.runs[2].step = "ten"), "runs[2].step", /a whole number/, '"ten"'],
  ["half a step", (f) => (f.runs[0].step = 2.5), "runs[0].step", /a whole number/, "2.5"],
  ["a step unlike its link's", (f) => (f.runs[0].step = 31), "runs[0].step", /^30, as in its link$/, "31"],
  ["a name that is none", (f) => (f.runs[0].name = { toString: "x" }), "runs[0].name", /a text/, "an object"],
  ["a name too long", (f) => (f.runs[0].name = "x".repeat(81)), "runs[0].name", /0 to 80/, `"${"x".repeat(59)}…`],
  ["a link of a bad Config", (f) => (f.runs[0].link = "#v=1&batch=0&step=30"), "runs[0].link: batch", /1 to 256/, "0"],
  ["a link of a later version", (f) => (f.runs[0].link = "#v=2&step=30"), "runs[0].link: v", /^1$/, "2"],
  ["a link without a step", (f) => (f.runs[0].link = "#v=1"), "runs[0].link: step", /above 0/, "nothing"],
  ["a link without a sum", (f) => (f.runs[0].link = "#v=1&step=30"), "runs[0].link: sum", /checksum/, "nothing"],
  [
    "a link too long",
    (f) => (f.runs[0].link = "x".repeat(20_000)),
    "runs[0].link",
    /1 to 16384/,
    `"${"x".repeat(59)}…`,
  ],
  [
    "a script for a link",
    (f) => (f.runs[0].link = "javascript:alert(1)"),
    "runs[0].link: javascript:alert(1)",
    /./,
    "javascript:alert(1)",
  ],
  ["a text where none is", (f) => (f.runs[0].text = "own.txt"), "runs[0].text", /null/, '"own.txt"'],
  ["half a character", (f) => (f.runs[1].name = "\ud83d"), "runs[1].name", /of 0 to 80 whole characters/, '"\\ud83d"'],
  ["no text where one is", (f) => (f.runs[1].text = null), "runs[1].text", /a text of 1 to 80/, "null"],
  ["a date in words", (f) => (f.runs[0].saved = "yesterday"), "runs[0].saved", /2026-01-31T/, '"yesterday"'],
  [
    "a date that is none",
    (f) => (f.runs[0].saved = "2026-02-31T12:00:00.000Z"),
    "runs[0].saved",
    /a date/,
    '"2026-02-31T12:00:00.000Z"',
  ],
  ["a loss in words", (f) => (f.runs[0].first = "small"), "runs[0].first", /a number/, '"small"'],
  ["a loss beyond f32", (f) => (f.runs[0].last = 1e300), "runs[0].last", /a number/, "1e+300"],
  ["a threshold that is not a number", (f) => (f.runs[0].threshold = "NaN"), "runs[0].threshold", /finite/, '"NaN"'],
  ["an evaluation to come", (f) => (f.runs[1].evaluation.step = 41), "runs[1].evaluation.step", /at most 40/, "41"],
  ["half an evaluation", (f) => delete f.runs[1].evaluation.val, "runs[1].evaluation.val", /a number/, "nothing"],
  ["an evaluation left out", (f) => delete f.runs[1].evaluation, "runs[1].evaluation", /an object/, "nothing"],
  ["no log", (f) => (f.runs[0].log = null), "runs[0].log", /an object/, "null"],
  ["a log of nothing", (f) => (f.runs[0].log.mean = []), "runs[0].log.mean", /1 to 1024/, "a list of 0"],
  [
    "a log too long",
    (f) => (f.runs[0].log.mean = Array(1025).fill(1)),
    "runs[0].log.mean",
    /1 to 1024/,
    "a list of 1025",
  ],
  ["rows of two lengths", (f) => f.runs[0].log.max.pop(), "runs[0].log.max", /a list of 30/, "a list of 29"],
  ["a point that is none", (f) => (f.runs[0].log.smooth[3] = null), "runs[0].log.smooth[3]", /a number/, "null"],
  ["a count below zero", (f) => (f.runs[0].log.nonfinite[2] = -1), "runs[0].log.nonfinite[2]", /whole/, "-1"],
  ["no stride", (f) => (f.runs[0].log.stride = 0), "runs[0].log.stride", /at least 1/, "0"],
  ["a layer too few", (f) => f.runs[1].layers.pop(), "runs[1].layers", /a list of 4/, "a list of 3"],
  ["a layer of another width", (f) => (f.runs[1].layers[2].neurons = 9), "runs[1].layers[2].neurons", /^8, as/, "9"],
  ["more dead than there are", (f) => (f.runs[1].layers[3].dead = 9), "runs[1].layers[3].dead", /at most 8/, "9"],
  [
    "a share beyond all",
    (f) => (f.runs[0].layers[0].saturated = 101),
    "runs[0].layers[0].saturated",
    /percentage/,
    "101",
  ],
  ["half a range", (f) => f.runs[0].layers[0].range.pop(), "runs[0].layers[0].range", /a list of 2/, "a list of 1"],
  [
    "a range without an end",
    (f) => (f.runs[0].layers[0].range[1] = "Infinity"),
    "runs[0].layers[0].range[1]",
    /finite/,
    '"Infinity"',
  ],
  [
    "a range turned round",
    (f) => f.runs[0].layers[0].range.reverse(),
    "runs[0].layers[0].range",
    /lower/,
    "a list of 2",
  ],
  [
    "bins beyond number",
    (f) => (f.runs[0].layers[0].counts = Array(257).fill(0)),
    "runs[0].layers[0].counts",
    /1 to 256/,
    "a list of 257",
  ],
  [
    "a bin of 2³²",
    (f) => (f.runs[0].layers[0].counts[5] = 2 ** 32),
    "runs[0].layers[0].counts[5]",
    /at most 4294967295/,
    "4294967296",
  ],
];

test("each kind of broken file is refused as a whole, with the fault's field", () => {
  for (const [what, change, field, expected, got] of BREAKS) {
    const { runs, errors } = readChanged(change);
    assert.deepEqual(runs, [], what);
    assert.equal(errors.length, 1, what);
    assert.equal(errors[0].field, field, what);
    assert.match(errors[0].expected, expected, what);
    assert.equal(errors[0].got, got, what);
  }
});

test("several broken runs are all reported", () => {
  const { runs, errors } = readChanged((file) => {
    file.runs[0].step = null;
    file.runs[2].log.stride = "1";
  });
  assert.deepEqual(runs, []);
  assert.deepEqual(
    errors.map(({ field }) => field),
    ["runs[0].step", "runs[2].log.stride"],
  );
});

test("invalid or truncated JSON is distinguished from a file of runs", () => {
  const whole = runsAsJson([small]);
  for (const text of ["", " ", "{", "names\nof\npeople", whole.slice(0, -3), "\u0000", "[".repeat(50)]) {
    const [error, ...others] = readRuns(text, core).errors;
    assert.deepEqual([error.field, others], ["file", []]);
    assert.match(error.expected, /JSON/);
  }
  for (const text of ["null", "3", "[]", '"x"']) assert.equal(readRuns(text, core).errors[0].field, "file");
});

test("no value in place of another makes reading throw or accepts a broken run", () => {
  const strange = [undefined, null, true, -1, 0.5, 1e300, "", "x", "NaN", [], {}, [[]], { length: 1 }, "__proto__"];
  /**
   * Every path of the file.
   * @param {unknown} node
   * @param {(string | number)[]} path
   * @returns {(string | number)[][]}
   */
  function paths(node, path) {
    if (typeof node !== "object" || node === null) return [path];
    // Of a long list, two items.
    const entries = Object.entries(node).slice(0, Array.isArray(node) ? 2 : undefined);
    return [path, ...entries.flatMap(([key, value]) => paths(value, [...path, key]))];
  }
  const good = JSON.parse(runsAsJson([deep]));
  let refused = 0;
  for (const path of paths(good, []).slice(1)) {
    for (const value of strange) {
      const file = structuredClone(good);
      const last = /** @type {string} */ (path.at(-1));
      path.slice(0, -1).reduce((node, key) => node[key], file)[last] = value;
      const { runs, errors } = readRuns(JSON.stringify(file), core);
      if (errors.length > 0) {
        refused += 1;
        assert.deepEqual(runs, []);
        for (const { field, expected, got } of errors) assert.ok(field && expected && typeof got === "string");
      } else {
        // What is accepted can be written and read again.
        assert.deepEqual(readRuns(runsAsJson(runs), core).runs, runs, path.join("."));
      }
    }
  }
  assert.ok(refused > 500, `${refused}`);
});

test("other keys of a link in a file are ignored", () => {
  const { runs } = readChanged((file) => {
    file.runs[0].link += "&lesson=fan-in&embed=1&focus=loss";
  });
  assert.equal(runs[0].link, LINK);
});

test("a run that continued replaces its saved state, and another run is added", () => {
  /** @type {Run[]} */
  const runs = [];
  const put = (/** @type {Run} */ one) => place(core, runs, one).what;
  const base = "#preset=kaiming&hidden=6";
  assert.equal(put(run(base, 20)), "came");
  assert.equal(put(run(base, 20)), "known");
  runs[0].name = "mine";
  assert.equal(put(run(base, 50)), "further");
  assert.deepEqual([runs.length, runs[0].step, runs[0].name], [1, 50, "mine"]);
  assert.equal(put(run(base, 30)), "known");
  // A rate changed at its pause, or later, makes it the same run continued.
  assert.equal(put(run(`${base}&lr=0.1,50:0.01`, 80)), "further");
  // A rate changed at an earlier step makes it another run.
  assert.equal(put(run(`${base}&lr=0.1,50:0.05`, 90)), "came");
  assert.equal(put(run(`${base}&lr=0.1,49:0.01`, 80)), "came");
  assert.equal(put(run(`${base}&seed=9`, 90)), "came");
  assert.equal(put(run(base, 90, { text: "own.txt" })), "came");
  assert.deepEqual(
    runs.map(({ step }) => step),
    [80, 90, 80, 90, 90],
  );
  // The same holds for other later changes.
  assert.equal(put(run(`${base}&seed=3`, 20)), "came");
  assert.equal(put(run(`${base}&seed=3&then=20:seed=8`, 40)), "further");
  assert.equal(put(run(`${base}&seed=3&then=20:seed=4`, 40)), "came");
  // With the same network and step but another checksum: another text, or another version of the page.
  assert.equal(put({ ...runs[3], link: runs[3].link.replace(/sum=\w{4}/, "sum=0000") }), "came");
});

test("an evaluation is added to its run, and stays when the run continues", () => {
  /** @type {Run[]} */
  const runs = [run("#hidden=6", 20)];
  const evaluations = [{ step: 20, train: 2, val: 3 }];
  assert.equal(place(core, runs, run("#hidden=6", 20, { evaluations })).what, "further");
  assert.equal(place(core, runs, run("#hidden=6", 20, { evaluations })).what, "known");
  assert.equal(place(core, runs, run("#hidden=6", 30)).what, "further");
  assert.deepEqual([runs[0].step, runs[0].evaluation], [30, evaluations[0]]);
});

test("a run's name is its preset and what differs, in one line of at most 80 characters", () => {
  assert.equal(titleOf(core, small), "Scaled by fan-in, hidden 12");
  assert.equal(titleOf(core, { link: "#v=1&preset=naive&w=std:0.2", text: null }), "Too large, w std 0.2");
  assert.equal(titleOf(core, deep), "Five layers, gain 3, hidden 8x4, act relu, seed 5, on own.txt");
  const long = { ...deep, text: "x".repeat(80) };
  assert.equal(titleOf(core, long).length, 80);
  assert.ok(titleOf(core, long).endsWith("x…"));
  assert.equal(cut("  two\nlines\t "), "two lines");
  assert.equal(cut("😀".repeat(60)), "😀".repeat(40));
  assert.equal(cut("half of \ud83d and \udc00😀"), "half of and 😀");
});

test("a loss curve is drawn on a log axis, with gaps for non-finite points and ln V always visible", () => {
  const { history, range, reference } = courseOf(lost);
  assert.equal(reference, Math.log10(lost.uniform));
  assert.ok(range[0] < reference && reference < range[1]);
  assert.ok(history.mean.some(Number.isNaN));
  for (const [i, value] of history.mean.entries()) {
    if (Number.isFinite(value)) assert.ok(Math.abs(10 ** value - lost.log.smooth[i]) < 1e-3 * lost.log.smooth[i]);
  }
});
