// The figure of everything on one page, the page's charts as vectors, and pictures of canvases recorded: well-formed SVG that
// has every figure of the frame.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isClear } from "../../www/app/export/capture.js";
import { runFigure } from "../../www/app/export/figure.js";
import { gaugePlot, lossPlot, pathOf, updatePlot, wrapped } from "../../www/app/export/plots.js";
import { drawnIn } from "../../www/app/export/recorder.js";
import { sheetOf } from "../../www/app/export/sheet.js";
import { fileOf, svg } from "../../www/app/export/svg.js";
import { createHeatmap } from "../../www/draw/heatmap.js";
import { drawHistogram } from "../../www/draw/histogram.js";
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
  tickSize: 12,
  ...{ calm: [241, 241, 237], near: [126, 166, 203], saturated: [168, 67, 27], nan: [106, 47, 160] },
};
/** A context that draws nothing. @returns {any} */
function blank() {
  /** @type {number[]} */
  let dash = [];
  const methods = ["save", "restore", "beginPath", "moveTo", "lineTo", "closePath", "rect", "arc", "fill", "stroke"];
  methods.push("fillRect", "strokeRect", "fillText", "strokeText", "drawImage", "clip", "putImageData");
  return {
    ...Object.fromEntries(methods.map((name) => [name, () => {}])),
    ...{
      globalAlpha: 1,
      fillStyle: "#000000",
      strokeStyle: "#000000",
      lineWidth: 1,
      lineCap: "butt",
      lineJoin: "miter",
    },
    ...{ font: "10px serif", textAlign: "start", textBaseline: "alphabetic", imageSmoothingEnabled: true },
    canvas: null,
    getTransform: () => ({ a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 }),
    getLineDash: () => dash,
    setLineDash: (/** @type {number[]} */ next) => {
      dash = next;
    },
    measureText: (/** @type {string} */ text) => ({ width: 6 * text.length }),
    createImageData: (/** @type {number} */ width, /** @type {number} */ height) => ({
      ...{ width, height, data: new Uint8ClampedArray(4 * width * height) },
    }),
  };
}
Object.assign(globalThis, {
  document: { createElement: () => ({ getContext: blank, toDataURL: () => "data:image/png;base64,AA==" }) },
});

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
    ...{
      samples: { step: steps, items: ["anna", ""], known: [true, false] },
      logLoss: true,
      layer: 0,
      pins: [],
      past: null,
    },
  });
  return { frame, state, sum: "0123456789abcdef", link: "https://example.org/#v=1&preset=kaiming&step=30" };
};

const words = {
  title: "kaiming",
  fields: /** @type {[string, string][]} */ ([["w", "gain:5/3"]]),
  judgment: "near ln V",
  palette,
  context: blank(),
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
      /^Hidden weights: gain 5\/3$/,
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

test("the figure has the samples of its own step only", () => {
  const now = moment("#preset=kaiming", 30);
  const state = /** @type {any} */ ({ ...now.state, samples: { step: 0, items: ["kkfkk"], known: [false] } });
  for (const earlier of [state, { ...state, samples: null }])
    assert.ok(
      !texts(runFigure({ ...now, state: earlier }, { ...words, verdicts: [] })).some((line) =>
        /amples|kkfkk/.test(line),
      ),
    );
});

test("the figure has every character of its link within its width, or says that the link is too long", () => {
  const context = { ...blank(), measureText: (/** @type {string} */ text) => ({ width: 8 * text.length }) };
  for (const preset of ["kaiming", "deep-gain-1"]) {
    const now = moment(`#preset=${preset}`, 30);
    const link = `https://example.org/#v=1&text=${"W".repeat(900)}`;
    const lines = (/** @type {string} */ of) =>
      texts(runFigure({ ...now, link: of }, { ...words, verdicts: [], context }));
    const address = lines(link).filter((line) => /example\.org|WW/.test(line));
    assert.equal(address.join(""), link);
    assert.ok(address.every((line) => 8 * line.length <= 760 - 24));
    const [long, ...none] = lines(link.repeat(3)).filter((line) => /link|WW/.test(line));
    assert.match(long, /too long for this page/);
    assert.deepEqual(none, []);
  }
});

test("the figure draws pinned runs with their names and marks dead neurons", () => {
  const now = moment("#preset=kaiming&act=relu&hidden=20", 30);
  now.frame.layer[0].dead_neurons.fill(0);
  now.frame.layer[0].dead_neurons[3] = 1;
  const marks = (/** @type {Moment} */ shown) =>
    all(runFigure(shown, { ...words, verdicts: [] })).filter(
      ({ tag, attributes }) => tag === "path" && attributes.fill === palette.ink && attributes.d !== "",
    ).length;
  const dead = marks(now);
  now.frame.layer[0].dead_neurons[3] = 0;
  assert.equal(marks(now), dead - 1);
  const frame = frameOf("#preset=batchnorm", 20);
  const pin = { color: 1, name: "with <BatchNorm>", config: now.state.config, frame, evaluations: [] };
  const state = /** @type {any} */ ({ ...now.state, pins: [pin] });
  const made = runFigure({ ...now, state }, { ...words, verdicts: [] });
  checkNumbers(made);
  assert.ok(texts(made).includes("with <BatchNorm>"));
  const lines = all(made).filter(({ attributes }) => attributes["stroke-dasharray"] === "2 2.5");
  assert.ok(lines.length >= 3, "its loss, its update ratio and the legend");
  const past = /** @type {any} */ ({ ...state, past: { step: 3 } });
  assert.ok(!texts(runFigure({ ...now, state: past }, { ...words, verdicts: [] })).includes("with <BatchNorm>"));
});

test("the gauge of a first loss beyond 100 has as many decades as it needs", () => {
  const ticks = (/** @type {number} */ first) => texts(gaugePlot(first, 3.3, box, palette));
  assert.deepEqual(ticks(3.3), ["1", "10", "100"]);
  assert.deepEqual(ticks(1500), ["1", "10", "100", "1,000", "1e4"]);
  checkNumbers(gaugePlot(Number.NaN, 3.3, box, palette));
});

const distribution = /** @type {any} */ ({
  counts: Uint32Array.of(0, 4, 2, 0, 8),
  range: [-1, 1],
  outside: [0, 3],
  nonfinite: [0, 0],
});

test("a recorded histogram has a bar for each bin, saturated ones in their color, and marks within the axis", () => {
  const made = drawnIn(blank(), box, (surface) =>
    drawHistogram(surface, distribution, {
      palette,
      color: "#0000ff",
      axis: "ends",
      marks: [0.5, 7],
      ends: [-0.7, 0.7],
    }),
  );
  checkNumbers(made);
  const bars = (/** @type {string} */ fill) =>
    all(made)
      .filter(({ tag, attributes }) => tag === "path" && attributes.fill === fill)
      .map(({ attributes }) => String(attributes.d).match(/M/g)?.length);
  assert.deepEqual([bars("#0000ff"), bars(palette.warm)], [[2], [1]]);
  const marks = all(made).filter(({ attributes }) => attributes["stroke-dasharray"] === "3 3");
  assert.equal(marks.filter(({ attributes }) => attributes.stroke === palette.ink).length, 1);
  assert.deepEqual(texts(made), ["−1", "0", "1"]);
});

test("a recorded histogram of ReLU activations has the zeros apart", () => {
  const counts = { ...distribution, range: [0, 1], counts: Uint32Array.of(6, 4, 2, 0, 8), outside: [0, 0] };
  const made = drawnIn(blank(), box, (surface) =>
    drawHistogram(surface, counts, { palette, color: "#0000ff", axis: "ends", marks: [], zeros: 5 }),
  );
  assert.deepEqual(texts(made), ["zero 25 %", "0", "1"]);
});

test("a recorded map is an image of its cells, with a mark over each dead column", () => {
  const layer = { map: Float32Array.of(0, 0.5, 0, 0.99), dead_neurons: Uint32Array.of(1, 0) };
  const made = drawnIn(blank(), box, (surface) =>
    createHeatmap(surface).draw(layer, {
      ...{ ends: null, zero: "apart", full: 1, palette, lecture: false, cell: null },
    }),
  );
  const [image] = all(made).filter(({ tag }) => tag === "image");
  assert.match(String(image.attributes.href), /^data:image\/png/);
  assert.equal(image.attributes["image-rendering"], "pixelated");
  const [marks] = all(made).filter(({ attributes }) => attributes.fill === palette.ink);
  assert.equal(String(marks.attributes.d).match(/M/g)?.length, 1);
});

test("a sheet has title, run, picture, legends and link below each other", () => {
  const drawing = { node: svg("g", {}), width: 400, height: 100 };
  const key = { node: svg("g", {}), width: 500, height: 20 };
  const of = { title: "Loss", run: "step 3", words: "falls", notes: ["a note"], link: "https://example.org/#v=1" };
  const { node, width, height } = sheetOf(drawing, { ...of, keys: [key], palette, context: blank() });
  assert.deepEqual(texts(node), ["Loss", "Loss", "step 3", "falls", "a note", "https://example.org/#v=1"]);
  assert.ok(width >= 500 && height > 120);
  const long = `https://example.org/#v=1&text=${"W".repeat(3000)}`;
  const made = texts(sheetOf(drawing, { ...of, link: long, keys: [], palette, context: blank() }).node);
  assert.ok(made.join("").endsWith(long), "every character of a link");
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

test("the line at ln V is as long as the axis, which another run may extend", () => {
  const other = { xs: [0, 400], values: [3, 2.8], color: "#a11bd1", dash: [7, 3], evaluations: [] };
  const lengths = [[], [other]].map((others) => {
    const made = lossPlot(frameOf("#preset=kaiming", 40), box, {
      palette,
      log: true,
      from: 0,
      evaluations: [],
      others,
    });
    const [line] = all(made).filter(({ attributes }) => attributes["stroke-dasharray"] === "5 4");
    return Number(line.attributes.x2) - Number(line.attributes.x1);
  });
  assert.ok(lengths[0] > 0.7 * box.width);
  assert.equal(lengths[1], lengths[0]);
});

test("line charts mark the displayed step while looking back, unless the axis starts after it", () => {
  const frame = frameOf("#preset=kaiming", 40);
  const view = { palette, log: true, from: 0, evaluations: [] };
  const cursorOf = (/** @type {Node} */ made) =>
    all(made).flatMap(({ attributes }) => (attributes.stroke === palette.past ? [Number(attributes.x1)] : []));
  for (const plot of [
    (/** @type {number | null} */ cursor) => cursorOf(lossPlot(frame, box, { ...view, cursor })),
    (/** @type {number | null} */ cursor) => cursorOf(updatePlot(frame, box, { palette, cursor })),
  ]) {
    assert.deepEqual(plot(null), []);
    const [[start], [middle], [end]] = [plot(0), plot(15), plot(30)];
    assert.ok(start < middle && end <= box.width);
    assert.ok(Math.abs(2 * middle - start - end) < 0.5, "in proportion");
  }
  assert.deepEqual(cursorOf(lossPlot(frame, box, { ...view, from: 25, cursor: 20 })), []);
});

test("only a color without any alpha is left out of a picture", () => {
  for (const color of ["transparent", "rgba(0, 0, 0, 0)", "color(srgb 1 0.5 0 / 0)"]) assert.ok(isClear(color), color);
  for (const color of [
    "rgb(138, 82, 0)",
    "rgb(0, 0, 0)",
    "rgba(1, 2, 3, 0.5)",
    "color(srgb 1 0 0)",
    "oklab(0 0 0 / 0.1)",
  ])
    assert.ok(!isClear(color), color);
});

test("a file is well-formed whatever the text", () => {
  const file = fileOf(svg("svg", { width: 1.005 }, svg("text", { x: 2, "aria-label": 'a"b' }, "<b> & \u0001\ud800 ✓")));
  assert.equal(
    file,
    '<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="1"><text x="2" aria-label="a&quot;b">&lt;b&gt; &amp; \ufffd\ufffd ✓</text></svg>\n',
  );
});

test("lines are broken at spaces where they are as wide as there is room, and the last is cut", () => {
  const measure = (/** @type {string} */ text) => text.length + (text.match(/W/g)?.length ?? 0);
  assert.deepEqual(wrapped("one two three", 8, 3, measure), ["one two", "three"]);
  assert.deepEqual(wrapped("abcdefghij", 4, 2, measure), ["abcd", "efg…"]);
  assert.deepEqual(wrapped("abWWefghij", 4, 9, measure), ["abW", "Wef", "ghij"]);
  assert.deepEqual(wrapped("W", 1, 9, measure), ["W"]);
  assert.deepEqual(wrapped("", 4, 2, measure), []);
});
