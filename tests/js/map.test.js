// The map of a sweep: the order of its cells, the workers that share them and fail, what is drawn where, and the axes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { refusedPart } from "../../www/app/map/form.js";
import { createPool, poolSize } from "../../www/app/map/pool.js";
import { createSweep } from "../../www/app/map/sweep.js";
import { csvOf } from "../../www/app/map/table.js";
import { cellWords, FIELDS, ownValue, rulerOf as rulerOfAxis } from "../../www/app/map/words.js";
import { contour, placeOf, roomFor, shown } from "../../www/draw/cells.js";
import { LAST_SHADE, makeRamp, NOT_A_NUMBER_SHADE, rangeOf, shadeOf, toOklab } from "../../www/draw/ramp.js";
import { courseOf, marksOf, placeOn } from "../../www/draw/ruler.js";
import { healthyBands, heightAt, labelArea } from "../../www/draw/sweep-line.js";
import { sweep_axes, sweep_cell } from "../../www/pkg/initscope.js";
import { config } from "./engine.js";

/** @import { FromSweeper, ToSweeper } from "../../www/shared/protocol.js" */
/** @import { Outcome } from "../../www/app/map/pool.js" */

/** The loss of a uniform guess among the names' characters. */
const UNIFORM = Math.log(27);

/** The order of a sweep's cells. @param {number} columns @param {number} rows */
function orderOf(columns, rows) {
  const axis = (/** @type {string} */ field, /** @type {number} */ length) => ({
    field,
    values: Array(length).fill("1"),
  });
  const plans = [{ label: "", base: config(""), own: true }];
  const asked = {
    x: axis("w", columns),
    y: axis("lr", rows),
    plans,
    measure: /** @type {const} */ ("first_loss"),
    steps: 0,
  };
  return createSweep(asked, sweep_cell, UNIFORM).order();
}

test("a grid is filled from coarse to fine, with each cell once", () => {
  for (const [columns, rows] of [
    [1, 1],
    [24, 24],
    [9, 1],
    [7, 13],
  ]) {
    const order = orderOf(columns, rows);
    assert.deepEqual(
      [...order].sort((a, b) => a - b),
      Array.from({ length: columns * rows }, (_, i) => i),
    );
    const fineness = (/** @type {number} */ at) =>
      [8, 4, 2, 1].find((step) => (at % columns) % step === 0 && Math.floor(at / columns) % step === 0) ?? 0;
    const steps = order.map(fineness);
    assert.deepEqual(
      steps,
      [...steps].sort((a, b) => b - a),
    );
  }
  assert.deepEqual(orderOf(24, 24).slice(0, 4), [0, 8, 16, 8 * 24]);
});

/**
 * Workers that answer when the test calls `turn`: a cell's value is twice its number.
 * @param {object} [options]
 * @param {number} [options.size]
 * @param {(id: number) => boolean} [options.kills] whether a worker dies of a cell
 * @param {boolean} [options.starts]
 */
function workers({ size = 2, kills = () => false, starts = true } = {}) {
  /** @type {Map<number, Outcome>} */
  const found = new Map();
  const log = { made: 0, ended: 0, broken: /** @type {string[]} */ ([]), sent: /** @type {ToSweeper[]} */ ([]) };
  /** @type {Set<{turn: () => boolean}>} */
  const live = new Set();
  const spawn = () => {
    log.made += 1;
    /** @type {{id: number, job: number}[]} */
    let queue = [];
    let held = false;
    let ready = false;
    const worker = {
      onmessage: /** @type {any} */ (null),
      onerror: /** @type {any} */ (null),
      addEventListener() {},
      /** @param {ToSweeper} message */
      postMessage(message) {
        log.sent.push(message);
        if (message.kind === "cells") queue.push(...message.cells.map(({ id }) => ({ id, job: message.job })));
        if (message.kind === "hold") held = message.held;
        // A drop doesn't reach the first cell, which is already being computed.
        if (message.kind === "drop") queue = queue.slice(0, 1);
      },
      terminate: () => live.delete(one),
    };
    const post = (/** @type {FromSweeper} */ data) => worker.onmessage({ data });
    const one = {
      /** Handles one message or cell, if there is one. */
      turn() {
        if (!ready) {
          ready = true;
          if (starts) post({ kind: "ready" });
          else worker.onerror({ message: "no module", preventDefault() {} });
          return true;
        }
        const [next] = queue;
        if (held || next === undefined) return false;
        if (kills(next.id)) {
          worker.onerror({ message: `cell ${next.id}`, preventDefault() {} });
          return true;
        }
        queue.shift();
        if (next.id === 5) post({ kind: "refused", ...next, errors: [{ field: "batch", expected: "2", got: "1" }] });
        else post({ kind: "found", ...next, value: 2 * next.id, healthy: true, sum: String(next.id) });
        return true;
      },
    };
    live.add(one);
    return /** @type {any} */ (worker);
  };
  const pool = createPool({
    size,
    spawn,
    start: /** @type {any} */ ({ kind: "start" }),
    events: {
      found(id, outcome) {
        assert.ok(!found.has(id), `cell ${id} came twice`);
        found.set(id, outcome);
      },
      underWay() {},
      ended: () => {
        log.ended += 1;
      },
      broken: (message) => log.broken.push(message),
    },
  });
  const turn = () => [...live].map((one) => live.has(one) && one.turn()).some(Boolean);
  const job = (/** @type {number} */ cells) => ({
    measure: /** @type {const} */ ("first_loss"),
    steps: 0,
    cells: Array.from({ length: cells }, (_, i) => i),
    configOf: () => config(""),
  });
  return {
    pool,
    found,
    log,
    live,
    job,
    turn,
    finish() {
      for (let i = 0; turn(); i += 1) assert.ok(i < 10_000, "never ends");
    },
  };
}

test("a pool computes every cell once, in up to its number of workers", () => {
  const { pool, found, log, live, job, finish } = workers({ size: 3 });
  pool.begin(job(100));
  finish();
  assert.deepEqual([found.size, log.made, live.size, log.ended], [100, 3, 3, 1]);
  assert.deepEqual(found.get(7), { value: 14, healthy: true, sum: "7" });
  assert.deepEqual(found.get(5), { errors: [{ field: "batch", expected: "2", got: "1" }] });
});

test("a worker that fails is replaced, and all cells have the results that they would have had", () => {
  const calm = workers();
  calm.pool.begin(calm.job(60));
  calm.finish();
  let deaths = 0;
  const { pool, found, log, job, finish } = workers({
    kills: (id) => {
      if (id % 20 !== 3 || deaths >= 5) return false;
      deaths += 1;
      return true;
    },
  });
  pool.begin(job(60));
  finish();
  assert.equal(log.made, 2 + deaths);
  assert.equal([...found.values()].filter((outcome) => "failed" in outcome).length, 1);
  found.delete(3);
  calm.found.delete(3);
  assert.deepEqual(found, calm.found);
  assert.equal(log.ended, 1);
});

test("a cell that fails three workers is given up with its reason, and no other cell is", () => {
  const { pool, found, log, job, finish } = workers({ kills: (id) => id === 10 });
  pool.begin(job(40));
  finish();
  assert.deepEqual(found.get(10), { failed: "cell 10" });
  assert.equal([...found.values()].filter((outcome) => "value" in outcome).length, 38);
  assert.equal(log.made, 2 + 3);
});

test("workers that never start are not retried forever; Resume tries again", () => {
  const { pool, log, job, finish, found } = workers({ starts: false });
  pool.begin(job(10));
  finish();
  assert.deepEqual([log.broken, log.ended, found.size], [["no module"], 0, 0]);
  assert.ok(log.made <= 6);
  const before = log.made;
  pool.resume();
  finish();
  assert.equal(log.broken.length, 2);
  assert.ok(log.made > before);
});

test("a pause stops all workers, and neither it nor releasing the workers loses a cell", () => {
  const { pool, found, log, live, job, turn, finish } = workers();
  pool.begin(job(80));
  for (let i = 0; i < 10; i++) turn();
  pool.pause();
  const at = found.size;
  assert.ok(at > 0 && at < 80);
  assert.equal(turn(), false);
  assert.equal(found.size, at);
  pool.release();
  assert.equal(live.size, 0);
  pool.resume();
  finish();
  assert.deepEqual([found.size, log.ended], [80, 1]);
});

test("after Cancel no cell of the old sweep counts", () => {
  const { pool, found, log, job, turn, finish } = workers();
  pool.begin(job(80));
  for (let i = 0; i < 10; i++) turn();
  pool.drop();
  const at = found.size;
  finish();
  assert.deepEqual([found.size, log.ended], [at, 0]);
  found.clear();
  pool.begin(job(30));
  finish();
  assert.deepEqual([found.size, log.ended], [30, 1]);
});

test("the pool leaves one core for the page", () => {
  assert.deepEqual([1, 2, 4, 9, 64].map(poolSize), [1, 1, 3, 8, 8]);
});

test("each cell has the Config that Rust makes, and an invalid one has its errors", () => {
  const base = config("#preset=deep-batchnorm");
  const axes = sweep_axes(base, "batch=1..4*3", "norm=none,batch");
  const sweep = createSweep(
    { ...axes, plans: [{ label: "", base, own: true }], measure: "first_loss", steps: 0 },
    sweep_cell,
    UNIFORM,
  );
  assert.deepEqual([sweep.columns, sweep.rows, sweep.total], [3, 2, 6]);
  assert.deepEqual([sweep.configOf(1).batch, sweep.configOf(1).norm], [2, "none"]);
  assert.deepEqual([sweep.configOf(5).batch, sweep.configOf(5).norm], [4, "batch"]);
  assert.throws(
    () => sweep.configOf(3),
    (thrown) => Array.isArray(thrown) && thrown[0].field === "batch",
  );
  sweep.put(3, { errors: [{ field: "batch", expected: "2 or more", got: "1" }] });
  sweep.put(4, { value: Math.fround(0.1), healthy: true, sum: "abc" });
  assert.equal(
    csvOf(sweep, () => "#v=1"),
    [
      "batch,norm,first_loss,healthy,checksum,link,error",
      "1,none,,,,,not computed",
      "2,none,,,,,not computed",
      "4,none,,,,,not computed",
      '1,batch,,,,,"batch: expected 2 or more, got 1"',
      "2,batch,0.1,true,abc,#v=1,",
      "4,batch,,,,,not computed",
      "",
    ].join("\r\n"),
  );
});

test("the remaining time is estimated from the time spent computing, without pauses", () => {
  const base = config("");
  const axes = sweep_axes(base, "seed=1..10*10", "");
  const asked = { ...axes, plans: [{ label: "", base, own: true }], measure: /** @type {const} */ ("val"), steps: 9 };
  const sweep = createSweep(asked, sweep_cell, UNIFORM);
  sweep.time(true, 1000);
  assert.equal(sweep.left(1100), null);
  sweep.put(0, { value: 1, healthy: true, sum: "" });
  sweep.time(false, 2000);
  assert.equal(sweep.left(9000), 9000);
  sweep.time(true, 10_000);
  sweep.underWay(1, 0.5);
  sweep.put(2, { value: 1, healthy: true, sum: "" });
  assert.equal(sweep.left(11_500), (2500 * 7.5) / 2.5);
});

/** A sweep of validation losses over learning rates, measured. @param {[value: number, sound: boolean][]} found in their order */
function sweepOfLosses(found) {
  const base = config("#preset=kaiming");
  const axes = sweep_axes(base, `lr=0.001..10*${found.length}`, "");
  const asked = { ...axes, plans: [{ label: "", base, own: true }], measure: /** @type {const} */ ("val"), steps: 200 };
  const sweep = createSweep(asked, sweep_cell, UNIFORM);
  for (const [id, [value, healthy]] of found.entries()) sweep.put(id, { value, healthy, sum: "abc" });
  return sweep;
}

test("of measured validation losses, healthy are those near the best sound one and not above ln V", () => {
  /** @type {[number, boolean][]} */
  const found = [
    // Nothing is wrong, but it has learned nothing.
    [3.29, true],
    [2.55, true],
    // Better, though a verdict is against it: neither healthy nor the measure of the others.
    [2.3, false],
    [2.49, true],
    [2.61, true],
    [Number.NaN, false],
  ];
  for (const order of [found, [...found].reverse()]) {
    const { cells, sound } = sweepOfLosses(order).maps[0];
    const healthy = order.map(([value]) => Number(value === 2.55 || value === 2.49));
    assert.deepEqual([...cells.healthy], healthy);
    assert.deepEqual(
      [...sound],
      order.map(([, sound]) => Number(sound)),
    );
  }
  // The best of a sweep of networks that have learned nothing is not healthy either.
  assert.deepEqual(
    [
      ...sweepOfLosses([
        [3.4, true],
        [3.5, true],
      ]).maps[0].cells.healthy,
    ],
    [0, 0],
  );
  assert.match(
    cellWords(sweepOfLosses(found), { map: 0, column: 0, row: 0 }),
    /^Learning rate 0\.001: validation loss 3\.290, not healthy, though nothing is wrong: it has learned too little; checksum abc$/,
  );
});

test("a line chart marks neighboring healthy networks as one band, and places the unchanged network between two", () => {
  const bands = (/** @type {string} */ line) => healthyBands(cellsOf(line.length, [line]));
  assert.deepEqual(bands("o##o#x#oo"), [
    [1, 3],
    [4, 7],
  ]);
  // What is not known yet does not end a band.
  assert.deepEqual(bands("#..#.o"), [[0, 4]]);
  assert.deepEqual(bands("oo."), []);
  const points = [
    { at: 0.5, y: 10 },
    { at: 1.5, y: 30 },
    { at: 3.5, y: 10 },
  ];
  assert.deepEqual(
    [0, 0.5, 1, 2.5, 3.5, 4].map((at) => heightAt(points, at)),
    [null, 10, 20, 20, 10, null],
  );
});

test("the label of a line of the chart is clear of the curve: at an end where it can be, else along the line", () => {
  const within = { left: 0, right: 300, top: 0, bottom: 200 };
  const place = (/** @type {number[]} */ ys, /** @type {typeof within[]} */ taken = []) => {
    const points = ys.map((y, i) => ({ at: (300 / ys.length) * (i + 0.5), y }));
    const { left, right, top, bottom } = labelArea({ y: 100, wide: 60, high: 12 }, within, points, taken);
    assert.deepEqual([right - left, bottom - top], [60, 12]);
    return [left, bottom];
  };
  const [above, below] = [96, 116];
  assert.deepEqual(place([180, 180, 180, 180, 180, 180]), [234, above]);
  assert.deepEqual(place([180, 180, 180, 180, 95, 95]), [6, above]);
  // The ends are just under the line, and then just above it.
  assert.deepEqual(place([90, 90, 180, 180, 90, 90]), [234, below]);
  assert.deepEqual(place([90, 90, 90, 180, 180, 90, 110]), [6, below]);
  // The curve comes back to the line at both ends.
  const [left, bottom] = place([100, 100, 180, 180, 180, 180, 180, 100, 100]);
  assert.ok(left > 50 && left + 60 < 260, `${left}`);
  assert.equal(bottom, above);
  // Between two points, the curve is not to be crossed either.
  assert.deepEqual(place([180, 180, 180, 180, 180, 60]), [6, above]);
  assert.deepEqual(place([180, 180], [{ left: 240, right: 250, top: 90, bottom: 100 }]), [6, above]);
  // Nowhere is clear.
  assert.deepEqual(place([100, 100, 100, 100]), [234, above]);
});

/**
 * @param {number} columns
 * @param {string[]} lines the highest row first: `#` healthy, `o` not, `x` no network, `.` unknown
 */
function cellsOf(columns, lines) {
  const marks = [...lines].reverse().join("");
  return {
    columns,
    rows: lines.length,
    state: Uint8Array.from(marks, (mark) => (mark === "." ? 0 : mark === "x" ? 2 : 1)),
    value: new Float64Array(marks.length),
    healthy: Uint8Array.from(marks, (mark) => Number(mark === "#")),
  };
}

test("a coarse cell fills its block until finer cells are known", () => {
  const cells = cellsOf(4, ["....", "....", "..o.", "#..."]);
  // The highest row last, as they are stored.
  assert.deepEqual([...shown(cells)], [0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual([...shown(cellsOf(2, ["..", ".."]))], [-1, -1, -1, -1]);
});

test("the contour runs between healthy cells and others, but not next to cells without a network", () => {
  const cells = cellsOf(3, ["#ox", "##x"]);
  assert.deepEqual(contour(cells, shown(cells)), [
    [1, 1, 2, 1],
    [1, 1, 1, 2],
  ]);
});

test("the label is in the largest healthy block with room for it", () => {
  const cells = cellsOf(5, ["oo###", "#o###", "#####"]);
  assert.deepEqual(roomFor(cells, shown(cells), 2, 1), { column: 3.5, row: 1 });
  assert.equal(roomFor(cells, shown(cells), 4, 2), null);
});

test("a point is in the cell that is drawn there", () => {
  const plot = { left: 10, top: 5, width: 40, height: 20, columns: 4, rows: 2 };
  assert.deepEqual(placeOf(10, 24.9, plot), { column: 0, row: 0 });
  assert.deepEqual(placeOf(49.9, 5, plot), { column: 3, row: 1 });
  assert.equal(placeOf(9.9, 10, plot), null);
  assert.equal(placeOf(20, 25, plot), null);
});

test("shades follow the value or its logarithm, and non-finite values have their own", () => {
  const wide = rangeOf([1, 100, Number.NaN, Number.POSITIVE_INFINITY], { log: "wide" });
  assert.deepEqual(wide, { low: 1, high: 100, log: true });
  assert.ok(wide !== null);
  assert.deepEqual(
    [1, 10, 100, 1000, 0, Number.NaN, Number.POSITIVE_INFINITY].map((value) => shadeOf(value, wide)),
    [0, LAST_SHADE / 2, LAST_SHADE, LAST_SHADE, 0, NOT_A_NUMBER_SHADE, NOT_A_NUMBER_SHADE],
  );
  assert.deepEqual(rangeOf([3.2, 3.4], { log: "wide", include: 3.3, spread: 1.5 }), {
    low: 3.2,
    high: 3.2 * 1.5,
    log: false,
  });
  assert.deepEqual(rangeOf([0, 5], { log: "never", from: 0, to: 100 }), { low: 0, high: 100, log: false });
  assert.deepEqual(rangeOf([0, 0.5, 8], { log: "always", around: 1 }), { low: 1 / 8, high: 8, log: true });
  assert.deepEqual(rangeOf([0, 0], { log: "never", from: 0 }), { low: 0, high: 1, log: false });
  assert.equal(rangeOf([Number.NaN], { log: "wide" }), null);
});

test("lightness is monotonic along the ramp, with perceptually even steps, in light and dark", () => {
  for (const [calm, near, saturated] of /** @type {[number, number, number][][]} */ ([
    [
      [0xf1, 0xf1, 0xed],
      [0x7e, 0xa6, 0xcb],
      [0xa8, 0x43, 0x1b],
    ],
    [
      [0x14, 0x16, 0x1a],
      [0x41, 0x67, 0x8c],
      [0xff, 0xc3, 0x9c],
    ],
  ])) {
    const table = makeRamp({ calm, near, saturated, nan: [1, 2, 3] });
    const labs = [...table.subarray(0, LAST_SHADE + 1)].map((word) =>
      toOklab([word & 255, (word >> 8) & 255, (word >> 16) & 255]),
    );
    const way = Math.sign(labs[LAST_SHADE][0] - labs[0][0]);
    const every = labs.filter((_, i) => i % 8 === 0);
    const steps = every.slice(1).map((lab, i) => lab.map((channel, j) => channel - every[i][j]));
    assert.ok(steps.every(([light]) => light * way > 0));
    const sizes = steps.map((step) => Math.hypot(...step));
    assert.ok(Math.max(...sizes) < 1.5 * Math.min(...sizes), `${Math.min(...sizes)}..${Math.max(...sizes)}`);
    assert.equal(table[0] & 0xff_ffff, calm[0] | (calm[1] << 8) | (calm[2] << 16));
    assert.equal(table[NOT_A_NUMBER_SHADE], 0xff03_0201);
  }
});

/** @param {string} text */
function rulerOf(text) {
  const { x } = sweep_axes(config(""), text, "");
  const numbers = x.values.map((/** @type {string} */ value) => (text.startsWith("norm") ? null : Number(value)));
  return { title: "", labels: x.values, numbers };
}

test("axes have a scale, a position for each value, and round labels", () => {
  const log = rulerOf("w=0.01..10*24");
  assert.equal(courseOf(log.numbers), "log");
  assert.equal(placeOn(log, 0.01, "0.01"), 0.5);
  const middle = placeOn(log, Math.sqrt(0.1), "");
  assert.ok(middle !== null && Math.abs(middle - 12) < 0.01, `${middle}`);
  assert.equal(placeOn(log, 11, "11"), null);
  assert.deepEqual(
    marksOf(log, 300, 40)
      .filter(({ label }) => label !== "")
      .map(({ label }) => label),
    ["0.01", "0.1", "1", "10"],
  );
  const depth = rulerOf("depth=1..10*10");
  assert.equal(courseOf(depth.numbers), "linear");
  assert.deepEqual(
    marksOf(depth, 400, 40).map(({ at, label }) => [at, label]),
    Array.from({ length: 10 }, (_, i) => [i + 0.5, String(i + 1)]),
  );
  const norm = rulerOf("norm=none,batch");
  assert.equal(courseOf(norm.numbers), "list");
  assert.equal(placeOn(norm, null, "batch"), 1.5);
  assert.deepEqual(
    marksOf(norm, 100, 40).map(({ label }) => label),
    ["none", "batch"],
  );
});

test("the initial values of each field are valid for any preset, and most presets' own values are among them", () => {
  for (const fragment of ["", "#preset=deep-gain-5/3", "#preset=deep-no-fan-in-batchnorm"]) {
    const base = config(fragment);
    for (const field of Object.keys(FIELDS)) {
      const values = FIELDS[field].values(base);
      const text = "list" in values ? values.list : `${values.from}..${values.to}*${values.count}`;
      const { x } = sweep_axes(base, `${field}=${text}`, "");
      assert.ok(x.values.length > 2, `${field}=${text}`);
      const { label, number } = ownValue(field, base);
      const at = placeOn(rulerOfAxis(x, base), number, label);
      assert.equal(at === null, field === "seed", `${fragment} ${field} ${label}`);
    }
  }
});

test("words on an axis are written as on the controls, and keep the order that was asked for", () => {
  const base = config("#hidden=40x3");
  for (const [text, labels] of /** @type {const} */ ([
    ["norm=none,rms,group:4", ["none", "RMSNorm", "GroupNorm 4"]],
    ["act=silu,tanh", ["SiLU", "tanh"]],
    ["res=none,pre,post", ["none", "pre", "post"]],
    ["opt=sgd,momentum:0.9,adamw", ["SGD", "momentum 0.9", "AdamW"]],
    ["branch=1,depth,learned:0", ["1", "1/√L", "learned 0"]],
    ["clip=none,0.5,2", ["none", "0.5", "2"]],
    ["outb=prior,std:1", ["prior", "std 1"]],
  ])) {
    const ruler = rulerOfAxis(sweep_axes(base, text, "").x, base);
    assert.deepEqual(ruler.labels, labels);
    assert.equal(courseOf(ruler.numbers), "list", text);
  }
  const asked = { ...sweep_axes(base, "opt=sgd,adamw", "norm=rms,group:7"), plans: [{ label: "", base, own: true }] };
  const sweep = createSweep({ ...asked, measure: "val", steps: 5 }, sweep_cell, UNIFORM);
  assert.match(
    cellWords(sweep, { map: 0, column: 1, row: 0 }),
    /^Optimizer AdamW, normalization RMSNorm: not computed/,
  );
  // Seven groups don't divide forty neurons.
  assert.throws(
    () => sweep.configOf(2),
    (thrown) => Array.isArray(thrown) && thrown[0].expected.startsWith("a number of groups that divides every width"),
  );
  assert.deepEqual(sweep.configOf(1).opt, "adamw");
});

test("what is wrong with a range is shown at its part, whatever spaces that has", () => {
  for (const [expected, from, to, count] of /** @type {const} */ ([
    ["from", "-1", "10", "24"],
    ["from", "", "10", "24"],
    ["to", "1", " 1 000 000 ", "24"],
    ["to", "1", "", "24"],
    ["count", "1", "10", "65"],
  ])) {
    const range = `w=${from}..${to}*${count}`.replaceAll(" ", "");
    const ends = { from: { value: from }, to: { value: to } };
    assert.throws(
      () => sweep_axes(config(""), range, ""),
      (/** @type {any} */ [{ got }]) => refusedPart(ends, got) === expected,
      range,
    );
  }
});
