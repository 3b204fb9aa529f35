// The panel Optimizer: when it has something to show, what it draws over the steps, its axes, and its tables.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasOptimizer, hasStream } from "../../www/app/page/sight.js";
import { branchColumns, normColumns } from "../../www/app/panels/optimizer/columns.js";
import { readingOf } from "../../www/app/panels/reading/words.js";
import { optimizerTables } from "../../www/app/tables/optimizer.js";
import { rootAxis, rootScale } from "../../www/draw/roots.js";
import { stepsAxis, stepsScale } from "../../www/draw/steps.js";
import { frameReader } from "../../www/shared/protocol.js";
import { config, open } from "./engine.js";

/** @import { State } from "../../www/app/page/sight.js" */

/** The frame of a run after so many steps. @param {string} link @param {number} steps */
function frameOf(link, steps) {
  const session = open(link);
  session.advance(steps);
  return frameReader(session.layout())(session.copyFrame(undefined));
}

test("the panel is there with clipping, Adam's averages or learned branch scales, and for no other network", () => {
  for (const [link, expected] of /** @type {const} */ ([
    ["", false],
    ["#opt=momentum:0.9&decay=0.1&warmup=5", false],
    ["#clip=1", true],
    ["#opt=adam", true],
    ["#opt=adamw", true],
    ["#hidden=20x3&res=pre&branch=learned:0", true],
    ["#hidden=20x3&branch=learned:0", false],
    ["#hidden=20,30,20&res=pre&branch=learned:0", false],
    ["#hidden=20x3&res=pre&branch=0.5", false],
  ])) {
    const network = config(link);
    assert.equal(hasOptimizer(network), expected, link);
    // As the frame has it.
    const frame = frameOf(link, 1);
    const { optimizer, branch, history } = frame;
    assert.equal(
      history.gradient_norm !== undefined || optimizer.root_v !== undefined || branch !== undefined,
      expected,
    );
    const streams = frame.layer.some(({ output_std, activation }) => output_std[0] !== activation.std[0]);
    assert.equal(streams, hasStream(network), link);
  }
});

test("the norms of all steps and the scales of every tenth are drawn at their steps", () => {
  const link = "#hidden=8x4&res=post&branch=learned:0.5&clip=0.5&opt=adam&lr=0.01";
  const frame = frameOf(link, 33);
  const norm = normColumns(frame);
  assert.deepEqual(
    norm?.xs,
    Array.from({ length: 33 }, (_, step) => step),
  );
  assert.equal(norm?.mean[20], frameOf(link, 20).optimizer.gradient_norm[0]);
  const branches = branchColumns(frame);
  assert.deepEqual(branches?.xs, [0, 10, 20, 30]);
  assert.deepEqual(
    branches?.rows.map(({ layer }) => layer),
    [1, 2, 3],
  );
  assert.deepEqual(
    branches?.rows.map(({ values }) => values[2]),
    [...(frameOf(link, 20).branch?.scale ?? [])],
  );
  const plain = frameOf("", 3);
  assert.deepEqual([normColumns(plain), branchColumns(plain)], [null, null]);
});

test("a value axis holds every line, its band and the reference; one without values is still an axis", () => {
  const line = { name: "", color: "", values: [2, null, 30], band: { low: [1.5, null, 20], high: [3, null, 44] } };
  const [low, high] = stepsAxis({ xs: [0, 1, 2], lines: [line], log: true, reference: 0.2 });
  assert.ok(low <= 0.2 && low > 0.1 && high >= 44 && high < 60, `${low} ${high}`);
  assert.deepEqual(stepsAxis({ xs: [], lines: [{ name: "", color: "", values: [] }], log: true }), [1, 10]);
  const x = stepsScale({ xs: [0, 500], lines: [{ ...line, name: "12" }], log: false }, 300, 12);
  assert.ok(x(0) < x(500) && x(500) < 300 - 12, "names have room");
});

test("the axis of √v holds every median and ε, in whole decades below", () => {
  const root = (/** @type {number} */ median) => ({ median, below: 0 });
  const [low, high] = rootAxis([root(3e-4), root(0.02), root(0)], 1e-8);
  assert.ok(Math.abs(low / 1e-8 - 1) < 1e-9 && high >= 0.02, `${low} ${high}`);
  assert.deepEqual(rootAxis([root(0), root(Number.NaN)], 0), [1, 10]);
  const place = rootScale(200, 7);
  const source = /** @type {const} */ ({
    kind: "points",
    xs: () => Array.from({ length: 7 }, (_, i) => place(i)),
    lines: (/** @type {number} */ i) => [`W${i + 1}`],
  });
  const reading = readingOf(source, { x: place(4) + 3, y: 9, width: 200, height: 80 });
  assert.deepEqual([reading?.lines, reading?.x, reading?.index], [["W5"], place(4), 4]);
});

test("tables have what the panel shows", () => {
  const link = "#hidden=8x3&res=pre&branch=learned:0&clip=0.5&opt=adamw";
  const frame = frameOf(link, 12);
  const state = /** @type {State} */ ({ config: config(link) });
  const tables = optimizerTables(frame, state);
  assert.deepEqual(
    tables.map(({ head, rows }) => [head.length, rows.length]),
    [
      [4, 12],
      [3, 4],
      [2, 2],
      [3, 2],
    ],
  );
  assert.match(tables[0].caption, /clipped to 0\.500; \d+(\.\d)? % of the steps clipped/);
  assert.deepEqual(optimizerTables(frameOf("", 2), /** @type {State} */ ({ config: config("") })), []);
});
