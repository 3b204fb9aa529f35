// The figure of everything on one page, and the page's charts as vectors: well-formed SVG that has every figure of the frame.

import assert from "node:assert/strict";
import { test } from "node:test";
import { runFigure } from "../../www/app/export/figure.js";
import { heatmap, histogram, lossPlot, pathOf, shadesOf, updatePlot, wrapped } from "../../www/app/export/plots.js";
import { fileOf, svg } from "../../www/app/export/svg.js";
import { frameReader } from "../../www/shared/protocol.js";
import { open } from "./engine.js";

/** @import { Node } from "../../www/app/export/svg.js" */
/** @import { Moment } from "../../www/app/export/record.js" */

/** @type {any} */
const palette = {
  ...{
    ink: "#111111",
    muted: "#555555",
    rule: "#dddddd",
    panel: "#ffffff",
    activation: "#0000ff",
    gradient: "#00aa00",
  },
  ...{ warm: "#aa0000", past: "#885500", pins: ["#a11bd1", "#a67c00", "#4a0a12"], font: "sans-serif" },
  ...{ calm: [241, 241, 237], near: [126, 166, 203], saturated: [168, 67, 27], nan: [106, 47, 160] },
};
const box = { x: 0, y: 0, width: 300, height: 120 };

/** @param {string} link @param {number} steps */
function frameOf(link, steps) {
  const session = open(link);
  session.advance(steps);
  return frameReader(session.layout())(session.copyFrame(undefined));
}

/** All nodes of a tree. @param {Node} node @returns {Node[]} */
const all = (node) => [node, ...node.children.flatMap((child) => (typeof child === "string" ? [] : all(child)))];
/** @param {Node} node */
const texts = (node) => all(node).flatMap(({ children }) => children.filter((child) => typeof child === "string"));

/** Every number of a tree's attributes is finite. @param {Node} node */
function checkNumbers(node) {
  for (const { tag, attributes } of all(node)) {
    for (const [name, value] of Object.entries(attributes)) {
      assert.doesNotMatch(String(value), /NaN|Infinity|undefined/, `${tag} ${name}`);
    }
  }
}

/** @param {string} link @param {number} steps @returns {Moment} */
const moment = (link, steps) => {
  const frame = frameOf(link, steps);
  const config = /** @type {any} */ (open(link).config());
  const state = /** @type {any} */ ({
    ...{
      config,
      textName: "names <b>",
      text: { lines: 9, vocabulary: 27 },
      evaluations: [{ step: 20, train: 2.5, val: 2.6 }],
    },
    ...{ samples: { step: steps, items: ["anna", ""], known: [true, false] }, logLoss: true, layer: 0, pins: [] },
  });
  return { frame, state, sum: "0123456789abcdef", link: "https://example.org/#v=1&preset=kaiming&step=30" };
};

const words = {
  title: "kaiming",
  fields: /** @type {[string, string][]} */ ([["w", "gain:5/3"]]),
  judgement: "near ln V",
  palette,
};

test("the figure has the settings, each layer, both charts, the map, samples and the link on one page", () => {
  for (const [link, steps] of /** @type {const} */ ([
    ["#preset=kaiming", 30],
    ["#preset=kaiming", 0],
    ["#preset=deep-batchnorm", 40],
    ["#preset=kaiming&act=relu&hidden=20x10", 30],
    ["#act=relu&w=std:100&out=std:100&lr=100&hidden=20", 60],
    ["#hidden=4&batch=1", 20],
  ])) {
    const now = moment(link, steps);
    const { text: verdict } = { text: "Healthy: first loss 3.3" };
    const made = runFigure(now, {
      ...words,
      verdicts: [{ severity: "good", text: verdict, control: null, remedy: null, layer: null }],
    });
    checkNumbers(made);
    const said = texts(made);
    for (const expected of [
      /^initscope: kaiming$/,
      /^w gain:5\/3$/,
      /^✓ Healthy/,
      /^First loss .*near ln V/,
      /^anna · ·$/,
      /example\.org/,
    ]) {
      assert.ok(
        said.some((line) => expected.test(line)),
        `${link}: ${expected}`,
      );
    }
    assert.equal(said.filter((line) => /^\d+: std .* dead$/.test(line)).length, now.frame.layer.length, link);
    const [{ attributes }] = all(made);
    const [, , width, height] = String(attributes.viewBox).split(" ").map(Number);
    for (const { tag, attributes: at } of all(made)) {
      if (tag === "text")
        assert.ok(Number(at.y) <= height && Number(at.x) <= width && Number(at.y) > 0, `${link} ${JSON.stringify(at)}`);
    }
  }
});

test("a histogram has a bar for each bin that is not empty, and stripes for what is outside", () => {
  const distribution = /** @type {any} */ ({
    counts: Uint32Array.of(0, 4, 2, 0, 8),
    range: [-1, 1],
    outside: [0, 3],
    nonfinite: [0, 0],
  });
  const made = histogram(distribution, box, { palette, color: "#0000ff", marks: [0.5, 7] });
  const [bars] = all(made).filter(({ attributes }) => attributes.fill === "#0000ff");
  assert.equal(String(bars.attributes.d).match(/M/g)?.length, 3);
  const lines = all(made).filter(({ tag }) => tag === "line");
  assert.equal(lines.filter(({ attributes }) => attributes.stroke === palette.warm).length, 1);
  assert.equal(
    lines.filter(({ attributes }) => attributes.stroke === palette.muted).length,
    1,
    "a mark beyond the axis is none",
  );
});

test("a saturation map covers each cell once, in the shade of its kind", () => {
  const map = Float32Array.of(0, 0.5, -0.99, 0.99, Number.NaN, 0, 0, 0.2);
  const layer = /** @type {any} */ ({ map, dead_neurons: new Uint32Array(4) });
  const made = heatmap(layer, { x: 0, y: 0, width: 40, height: 20 }, { palette, ...shadesOf("tanh", 0.97, map) });
  const paths = all(made).filter(({ tag }) => tag === "path");
  const area = paths.map(({ attributes }) =>
    [...String(attributes.d).matchAll(/M[\d.]+ [\d.]+h([\d.]+)v([\d.]+)/g)].reduce(
      (sum, [, w, h]) => sum + Number(w) * Number(h),
      0,
    ),
  );
  assert.equal(
    area.reduce((a, b) => a + b),
    800,
  );
  const saturated = paths.findIndex(({ attributes }) => attributes.fill === "rgb(168,67,27)");
  const nan = paths.findIndex(({ attributes }) => attributes.fill === "rgb(106,47,160)");
  assert.deepEqual([area[saturated], area[nan]], [200, 100]);
  assert.deepEqual(
    [-2, 0, 2].map((h) => [shadesOf("relu", 0.97, map).isSaturated(h), shadesOf("identity", 0.97, map).isSaturated(h)]),
    [
      [false, true],
      [true, false],
      [false, true],
    ],
  );
});

test("line charts break where a value is unknown, and draw pinned runs", () => {
  assert.equal(
    pathOf(
      [0, 1, 2, 3],
      [1, null, 2, 3],
      (x) => x,
      (y) => y,
    ),
    "M0 1M2 2L3 3",
  );
  const frame = frameOf("#preset=kaiming", 40);
  const other = { xs: [0, 20, 40], values: [3, 2.9, 2.8], color: "#a11bd1", dash: [7, 3], evaluations: [] };
  for (const made of [
    lossPlot(frame, box, {
      palette,
      log: false,
      from: 5,
      evaluations: [{ step: 40, train: 2.5, val: Number.NaN }],
      others: [other],
    }),
    updatePlot(frame, box, { palette, others: [other] }),
  ]) {
    checkNumbers(made);
    assert.equal(all(made).filter(({ attributes }) => attributes["stroke-dasharray"] === "7 3").length, 1);
  }
});

test("a file is well-formed whatever the text", () => {
  const file = fileOf(svg("svg", { width: 1.005 }, svg("text", { x: 2, "aria-label": 'a"b' }, "<b> & \u0001\ud800 ✓")));
  assert.equal(
    file,
    '<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="1"><text x="2" aria-label="a&quot;b">&lt;b&gt; &amp; \ufffd\ufffd ✓</text></svg>\n',
  );
});

test("lines are broken at spaces, and the last is cut", () => {
  assert.deepEqual(wrapped("one two three", 8, 3), ["one two", "three"]);
  assert.deepEqual(wrapped("abcdefghij", 4, 2), ["abcd", "efg…"]);
  assert.deepEqual(wrapped("", 4, 2), []);
});
