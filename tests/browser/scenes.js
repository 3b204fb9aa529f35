// The scenes of pictures.test.js: each picture of www/draw on the data of chart-data.js. Runs in a page that that test serves.

import { readPalette } from "../../www/draw/color.js";
import { lossColumns, updateColumns } from "../../www/draw/columns.js";
import { drawOthers, meanCourse, smoothCourse } from "../../www/draw/courses.js";
import { drawCurve } from "../../www/draw/curve.js";
import { drawProfiles } from "../../www/draw/depth-profile.js";
import * as outlining from "../../www/draw/ghosts.js";
import { drawGrowth } from "../../www/draw/growth.js";
import { createHeatmap, drawShades } from "../../www/draw/heatmap.js";
import { drawHistogram } from "../../www/draw/histogram.js";
import { createLossChart, createUpdateChart } from "../../www/draw/line.js";
import { drawPoints } from "../../www/draw/points.js";
import { drawProbabilities } from "../../www/draw/probabilities.js";
import { drawRoots } from "../../www/draw/roots.js";
import { drawScatter, scatterAxis } from "../../www/draw/scatter.js";
import { drawSlope } from "../../www/draw/slope.js";
import { drawSpark } from "../../www/draw/spark.js";
import { drawSteps } from "../../www/draw/steps.js";
import { createStrip } from "../../www/draw/strip.js";
import { createSurface } from "../../www/draw/surface.js";
import { createSweepLine } from "../../www/draw/sweep-line.js";
import {
  bell,
  branchSteps,
  columns,
  coupled,
  distribution,
  evaluations,
  ghosts,
  heat,
  history,
  layer,
  losses,
  normalized,
  normSteps,
  pinned,
  preactivations,
  predictedProfiles,
  profiles,
  ratios,
  reluLayer,
  roots,
  slower,
  spark,
  statistics,
  strip,
} from "./chart-data.js";

/** @import { Palette } from "../../www/draw/color.js" */
/** @import { Surface } from "../../www/draw/surface.js" */

/** @typedef {{width: number, height: number, draw: (surface: Surface, palette: Palette) => void}} CanvasScene */
/** @typedef {{width: number, height: number, chart: (container: HTMLElement, palette: Palette) => void}} ChartScene */

/** @type {Record<string, CanvasScene | ChartScene>} */
const scenes = {
  histogram: {
    width: 220,
    height: 100,
    draw(surface, palette) {
      const options = /** @type {const} */ ({ color: palette.activation, palette, axis: "ends" });
      drawHistogram(surface, distribution([120, 0]), { ...options, marks: [-0.97, 0.97], ends: [-0.97, 0.97] });
    },
  },
  "histogram-small": {
    width: 90,
    height: 40,
    draw(surface, palette) {
      const options = /** @type {const} */ ({ color: palette.gradient, palette, axis: "none" });
      drawHistogram(surface, distribution([0, 400]), { ...options, marks: [] });
    },
  },
  "histogram-ghosts": {
    width: 260,
    height: 110,
    draw(surface, palette) {
      const options = /** @type {const} */ ({ color: palette.activation, palette, axis: "ends" });
      drawHistogram(surface, distribution([120, 0]), {
        ...options,
        marks: [-0.97, 0.97],
        outlining,
        ghosts: ghosts(palette),
      });
    },
  },
  "histogram-ghosts-small": {
    width: 120,
    height: 48,
    draw(surface, palette) {
      const options = /** @type {const} */ ({ color: palette.gradient, palette, axis: "none" });
      drawHistogram(surface, distribution([0, 0]), {
        ...options,
        marks: [],
        outlining,
        ghosts: ghosts(palette).slice(0, 2),
      });
    },
  },
  heatmap: {
    width: 400,
    height: 137,
    draw: (surface, palette) => createHeatmap(surface).draw(layer(40, 0), { ...heat, palette }),
  },
  "heatmap-cell": {
    width: 400,
    height: 137,
    draw(surface, palette) {
      createHeatmap(surface).draw(layer(100, 130), { ...heat, palette, cell: { example: 12, neuron: 31 } });
    },
  },
  "heatmap-lecture": {
    width: 400,
    height: 137,
    draw(surface, palette) {
      const cell = { example: 31, neuron: 99 };
      createHeatmap(surface).draw(layer(100, 130), { ...heat, palette, lecture: true, cell });
    },
  },
  shades: {
    width: 110,
    height: 12,
    draw: (surface, palette) => drawShades(surface, palette, { hasNan: true, lecture: false, zero: "plain" }),
  },
  "shades-zero": {
    width: 110,
    height: 12,
    draw: (surface, palette) => drawShades(surface, palette, { hasNan: false, lecture: false, zero: "apart" }),
  },
  "shades-lecture": {
    width: 110,
    height: 12,
    draw: (surface, palette) => drawShades(surface, palette, { hasNan: true, lecture: true, zero: "plain" }),
  },
  "heatmap-relu": {
    width: 400,
    height: 137,
    draw: (surface, palette) =>
      createHeatmap(surface).draw(reluLayer(40), { ...heat, zero: "apart", full: 2.4, palette }),
  },
  "histogram-zeros": {
    width: 220,
    height: 60,
    draw(surface, palette) {
      const options = /** @type {const} */ ({ color: palette.activation, palette, axis: "ends" });
      const { counts, ...rest } = distribution([0, 60]);
      counts[0] += 9000;
      const relu = { ...rest, counts, range: Float32Array.of(0, 4) };
      drawHistogram(surface, relu, {
        ...options,
        marks: [],
        zeros: 9000,
        outlining,
        ghosts: ghosts(palette).slice(0, 1),
      });
    },
  },
  "depth-profile": {
    width: 620,
    height: 112,
    draw: (surface, palette) => drawProfiles(surface, profiles(10, palette), { palette, open: 3 }),
  },
  "depth-profile-deep": {
    width: 320,
    height: 130,
    draw: (surface, palette) => drawProfiles(surface, profiles(64, palette), { palette, open: null }),
  },
  "depth-profile-predicted": {
    width: 600,
    height: 170,
    draw: (surface, palette) => drawProfiles(surface, predictedProfiles(12, palette), { palette, open: 3 }),
  },
  "depth-profile-stacked": {
    width: 320,
    height: 380,
    draw: (surface, palette) => drawProfiles(surface, predictedProfiles(64, palette), { palette, open: null }),
  },
  "steps-norm": {
    width: 300,
    height: 92,
    draw: (surface, palette) => drawSteps(surface, normSteps(palette), palette),
  },
  "steps-branches": {
    width: 300,
    height: 110,
    draw: (surface, palette) => drawSteps(surface, branchSteps(palette, 5), palette),
  },
  roots: {
    width: 300,
    height: 92,
    draw: (surface, palette) => drawRoots(surface, roots(7), { eps: 1e-4, palette }),
  },
  "roots-deep": {
    width: 420,
    height: 110,
    draw: (surface, palette) => drawRoots(surface, roots(65), { eps: 1e-8, palette }),
  },
  "curve-tanh": {
    width: 320,
    height: 200,
    draw: (surface, palette) =>
      drawCurve(surface, preactivations(1.6), { act: "tanh", threshold: 0.97, palette, example: 21 }),
  },
  "curve-tanh-small": {
    width: 150,
    height: 110,
    draw: (surface, palette) =>
      drawCurve(surface, preactivations(1.6), { act: "tanh", threshold: 0.97, palette, example: 30 }),
  },
  "curve-relu": {
    width: 220,
    height: 150,
    draw: (surface, palette) =>
      drawCurve(surface, Float32Array.of(...preactivations(1.1), Number.NaN), {
        act: "relu",
        threshold: 0.97,
        palette,
        example: 3,
      }),
  },
  "curve-identity": {
    width: 220,
    height: 150,
    draw: (surface, palette) =>
      drawCurve(surface, preactivations(0.5), { act: "identity", threshold: 0.97, palette, example: null }),
  },
  strip: {
    width: 240,
    height: 60,
    draw: (surface, palette) => createStrip(surface).draw(strip, { color: palette.activation, palette }),
  },
  "strip-empty": {
    width: 240,
    height: 60,
    draw(surface, palette) {
      createStrip(surface).draw(
        { columns: 0, bins: 0, values: new Uint8Array(), range: [-3.4e-5, 3.4e-5] },
        { color: palette.gradient, palette },
      );
    },
  },
  spark: {
    width: 90,
    height: 40,
    draw: (surface, palette) => drawSpark(surface, ratios(3)[1], { ...spark, color: palette.activation, palette }),
  },
  "spark-beyond": {
    width: 90,
    height: 40,
    draw(surface, palette) {
      const course = history(60, 10, (i) => (i > 20 && i < 24 ? Number.NaN : -3 + 2.6 * Math.sin(i / 8)));
      drawSpark(surface, course, { ...spark, color: palette.warm, palette });
    },
  },
  scatter: {
    width: 150,
    height: 132,
    draw(surface, palette) {
      const pairs = statistics(200, (i) => 3 * Math.sin(i * 0.37) * Math.cos(i * 1.9));
      const { axis } = scatterAxis(pairs.x, pairs.y, false);
      drawScatter(surface, pairs, { axis, names: ["this batch", "running"], color: palette.activation, palette });
    },
  },
  "scatter-log": {
    width: 150,
    height: 132,
    draw(surface, palette) {
      const pairs = statistics(40, (i) => (i === 7 ? Number.NaN : 10 ** (3 * Math.sin(i * 0.37))));
      const { axis } = scatterAxis(pairs.x, pairs.y, true);
      drawScatter(surface, pairs, { axis, names: ["this batch", "running"], color: palette.activation, palette });
    },
  },
  probabilities: {
    width: 480,
    height: 140,
    draw: (surface, palette) => drawProbabilities(surface, coupled(27, 40, 0.4), { columns: columns(27, 5), palette }),
  },
  "probabilities-exact-small": {
    width: 300,
    height: 110,
    draw: (surface, palette) => drawProbabilities(surface, coupled(30, 4, 0), { columns: columns(30, 0), palette }),
  },
  growth: {
    width: 210,
    height: 132,
    draw(surface, palette) {
      const sizes = [1, 3, 10, 30, 100, 300, 1000];
      const lines = [
        { color: palette.warm, dash: [], values: sizes.map((size) => Math.sqrt(size)) },
        { color: palette.activation, dash: [], values: sizes.map((size) => (size === 30 ? null : 1 + 0.5 / size)) },
        { color: palette.gradient, dash: [4, 3], values: sizes.map((size) => (size > 100 ? null : 0.01 * size)) },
      ];
      drawGrowth(surface, { sizes, lines }, { range: [0.1, 100], read: 4, palette });
    },
  },
  points: {
    width: 420,
    height: 150,
    draw: (surface, palette) =>
      drawPoints(surface, normalized([-4, -1, 0.5, 2, 5], 1), { range: [-6, 6], held: null, palette }),
  },
  "points-held-beyond": {
    width: 300,
    height: 150,
    draw: (surface, palette) =>
      drawPoints(surface, normalized([-6, -1, 0.5, 2, 6], 3), { range: [-6, 6], held: 4, palette }),
  },
  slope: {
    width: 220,
    height: 132,
    draw(surface, palette) {
      const at = (/** @type {number} */ x) => ({ x, slope: bell(x), product: bell(x) ** 5 });
      const curve = Array.from({ length: 31 }, (_, i) => at(i / 10));
      drawSlope(surface, curve, { read: at(0.8), palette });
    },
  },
  "sweep-line": {
    width: 420,
    height: 240,
    draw(surface, palette) {
      const values = [3.29, 3.2, 3, 2.7, 2.5, 2.46, 2.48, 2.9, 6, 14, Number.NaN, 0];
      createSweepLine(surface).draw(
        {
          columns: 12,
          rows: 1,
          state: Uint8Array.from(values, (_, i) => (i === 11 ? 2 : 1)),
          value: Float64Array.from(values),
          healthy: Uint8Array.from(values, (value) => Number(value < 2.56)),
        },
        {
          range: { low: 2.46, high: 14, log: true },
          title: "Validation loss",
          x: {
            title: "Learning rate",
            labels: values.map((_, i) => `${0.001 * 2 ** i}`),
            numbers: values.map((_, i) => 0.001 * 2 ** i),
          },
          palette,
          mark: { value: 3.2958, label: "ln V 3.30" },
          read: { column: 7, row: 0 },
          here: 5.2,
        },
      );
    },
  },
  "loss-log": {
    width: 420,
    height: 210,
    chart(container, palette) {
      createLossChart(container, palette).draw(lossColumns(losses, 1600, 2, 3.2958), {
        log: true,
        from: 0,
        evaluations,
      });
    },
  },
  "loss-linear-later": {
    width: 420,
    height: 210,
    chart(container, palette) {
      const chart = createLossChart(container, palette);
      chart.draw(lossColumns(losses, 1600, 2, 3.2958), { log: true, from: 0, evaluations });
      chart.draw(lossColumns(losses, 1600, 2, 3.2958), { log: false, from: 400, evaluations });
    },
  },
  "loss-low": {
    width: 260,
    height: 90,
    chart(container, palette) {
      createLossChart(container, palette).draw(lossColumns(losses, 1600, 2, 3.2958), {
        log: true,
        from: 0,
        evaluations: [],
      });
    },
  },
  "loss-others": {
    width: 420,
    height: 210,
    chart(container, palette) {
      createLossChart(container, palette).draw(lossColumns(losses, 1600, 2, 3.2958), {
        log: true,
        from: 0,
        evaluations,
        drawOthers,
        others: [
          {
            ...pinned(palette, 0),
            ...smoothCourse(slower(200, 12), 2400, 2),
            evaluations: [{ step: 2400, train: 2.6, val: 2.9 }],
          },
          { ...pinned(palette, 1), ...smoothCourse(slower(100, 8), 800, 2), evaluations: [] },
          { ...pinned(palette, 2), xs: [0], values: [25], evaluations: [] },
        ],
      });
    },
  },
  "update-others": {
    width: 420,
    height: 180,
    chart(container, palette) {
      const others = [0, 1, 2].map((i) => ({ ...pinned(palette, i), ...meanCourse(ratios(2 + 2 * i), 1600) }));
      const names = ["W1", "W2", "W3", "W4", "W5"];
      createUpdateChart(container, palette, names).draw(updateColumns(ratios(5), 1600), { others, drawOthers });
    },
  },
  update: {
    width: 420,
    height: 180,
    chart(container, palette) {
      const names = ["W1", "W2", "W3", "W4", "W5"];
      createUpdateChart(container, palette, names).draw(updateColumns(ratios(5), 1600));
    },
  },
  "update-low": {
    width: 300,
    height: 110,
    chart(container, palette) {
      const names = Array.from({ length: 11 }, (_, i) => `W${i + 1}`);
      createUpdateChart(container, palette, names).draw(updateColumns(ratios(11), 1600));
    },
  },
};

/**
 * Draws text independently of the machine's fonts: each character is a bar as high as its code, so that another label or
 * position makes another picture.
 * @this {CanvasRenderingContext2D}
 * @param {string} text
 * @param {number} x
 * @param {number} y
 */
function drawBars(text, x, y) {
  // After its weight, if it has one.
  const size = Number(/([\d.]+)px/.exec(this.font)?.[1]);
  const advance = Math.round(size * 0.55);
  const width = text.length * advance;
  const left = { left: 0, start: 0, center: width / 2, right: width, end: width }[this.textAlign];
  const above = { top: 0, middle: size * 0.35 }[String(this.textBaseline)] ?? size * 0.7;
  Array.from(text).forEach((character, i) => {
    const height = Math.round(size * (0.2 + ((character.charCodeAt(0) % 16) / 16) * 0.5));
    this.fillRect(Math.round(x - left) + i * advance, Math.round(y - above + size * 0.7) - height, advance - 1, height);
  });
}
CanvasRenderingContext2D.prototype.fillText = drawBars;
CanvasRenderingContext2D.prototype.strokeText = () => {};

const palette = readPalette(document.body);
for (const [name, scene] of Object.entries(scenes)) {
  const place = document.createElement("chart" in scene ? "div" : "canvas");
  place.dataset.scene = name;
  place.style.width = `${scene.width}px`;
  place.style.height = `${scene.height}px`;
  document.body.append(place);
  if ("chart" in scene) scene.chart(place, palette);
  else {
    const surface = createSurface(/** @type {HTMLCanvasElement} */ (place), () => scene.draw(surface, palette));
  }
}
