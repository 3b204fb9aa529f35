// The two line charts, drawn by uPlot: the loss with its extremes and ln V, and log10 of update:data. Given columns.

import uPlot from "uplot";
import { logTicks, shortNumber, spread } from "./scale.js";

/** @import { Columns } from "./columns.js" */
/** @import { Palette } from "./color.js" */

const HEIGHT = 210;
const LABEL_GAP = 12;
/** Room at the right for half of the last step's label, and for the names of the lines. */
const RIGHT = 26;
const NAMES_RIGHT = 34;
/** Beyond any value: uPlot asks for an increment, and a log axis has none. */
const ANY_INCREMENT = [1e40];
/** A million steps and more: 1.25M. */
const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 5 });
/** Steps are whole: 1, 2, 5, 10 … 5e9. */
const WHOLE_INCREMENTS = Array.from({ length: 30 }, (_, i) => [1, 2, 5][i % 3] * 10 ** Math.floor(i / 3));

/** Two points at least, so that a run of one step has an axis. @param {number[]} xs @returns {[number, number]} */
const span = (xs) => [0, Math.max(1, xs.at(-1) ?? 1)];

/**
 * Loss on a log10 axis.
 * @param {HTMLElement} container
 * @param {Palette} palette
 */
export function createLossChart(container, palette) {
  const base = { spanGaps: false, points: { show: pointsWhereFew } };
  return createChart(container, {
    ...frameOptions(palette, {
      incrs: ANY_INCREMENT,
      splits: (_, __, low, high) => logTicks(low, high).map(({ value }) => value),
      filter: (_, marks) => marks,
      values: ({ scales: { y } }) => logTicks(y.min ?? 1, y.max ?? 1).map(({ label }) => label),
    }),
    scales: { x: { time: false, range: (_, __, max) => span([max]) }, y: { distr: 3 } },
    series: [
      {},
      { ...base, label: "most", stroke: "transparent", points: { show: false } },
      { ...base, label: "least", stroke: "transparent", points: { show: false } },
      { ...base, label: "mean", stroke: palette.activation, width: 1.6 },
      { label: "ln V", stroke: palette.ink, width: 1, dash: [5, 4], points: { show: false } },
    ],
    bands: [{ series: [1, 2], fill: `${palette.activation}40` }],
  });
}

/**
 * @param {HTMLElement} container
 * @param {Palette} palette
 * @param {string[]} names of the weight matrices
 */
export function createUpdateChart(container, palette, names) {
  const stroke = (/** @type {number} */ i) => (i === names.length - 1 ? palette.warm : palette.activation);
  return createChart(container, {
    ...frameOptions(palette, { values: (_, marks) => marks.map(shortNumber) }),
    padding: [8, names.length < 10 ? RIGHT : NAMES_RIGHT, 0, 0],
    scales: {
      x: { time: false, range: (_, __, max) => span([max]) },
      // The line at −3 always shows; whatever lies farther widens the axis.
      y: { range: (_, min, max) => [Math.min(-4, min ?? -4), Math.max(-1, max ?? -1)] },
    },
    series: [
      {},
      ...names.map((label, i) => ({ label, stroke: stroke(i), width: 1.4, points: { show: pointsWhereFew } })),
    ],
    hooks: {
      draw: [(chart) => drawReference(chart, -3, palette), (chart) => drawNames(chart, names, stroke, palette)],
    },
  });
}

/**
 * A line through one or two points would not be seen.
 * @param {uPlot} chart
 * @param {number} series
 */
function pointsWhereFew(chart, series) {
  let filled = 0;
  for (const value of chart.data[series]) if (value !== null && ++filled > 2) return false;
  return true;
}

/** @param {number} step */
const stepLabel = (step) => (step < 1e6 ? step.toLocaleString("en") : COMPACT.format(step));

/**
 * @param {Palette} palette
 * @param {uPlot.Axis} y
 * @returns {Pick<uPlot.Options, "width" | "height" | "axes" | "legend" | "cursor" | "padding">}
 */
function frameOptions(palette, y) {
  const axis = {
    stroke: palette.muted,
    grid: { stroke: palette.rule, width: 1 },
    ticks: { stroke: palette.rule, width: 1, size: 4 },
    font: `11px ${palette.font}`,
  };
  return {
    width: 300,
    height: HEIGHT,
    padding: [8, RIGHT, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    axes: [
      {
        ...axis,
        size: 26,
        gap: 3,
        incrs: WHOLE_INCREMENTS,
        values: (_, marks) => marks.map(stepLabel),
      },
      { ...axis, size: 40, gap: 3, ...y },
    ],
  };
}

/**
 * @param {HTMLElement} container
 * @param {uPlot.Options} options
 */
function createChart(container, options) {
  const chart = new uPlot(
    { ...options, width: Math.max(120, container.clientWidth) },
    [[0], ...options.series.slice(1).map(() => [null])],
    container,
  );
  const observer = new ResizeObserver(() => {
    if (container.clientWidth > 0) chart.setSize({ width: container.clientWidth, height: HEIGHT });
  });
  observer.observe(container);
  return {
    draw: (/** @type {Columns} */ columns) => chart.setData(columns),
    close() {
      observer.disconnect();
      chart.destroy();
    },
  };
}

/**
 * @param {uPlot} chart
 * @param {number} value
 * @param {Palette} palette
 */
function drawReference({ ctx, bbox, valToPos }, value, palette) {
  const y = valToPos(value, "y", true);
  ctx.save();
  ctx.strokeStyle = palette.ink;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

/**
 * Each line's name at its right end, so that no colour has to tell them apart.
 * @param {uPlot} chart
 * @param {string[]} names
 * @param {(series: number) => string} stroke
 * @param {Palette} palette
 */
function drawNames({ ctx, bbox, data, valToPos }, names, stroke, palette) {
  const ends = names.flatMap((name, i) => {
    const value = Array.from(data[i + 1]).findLast((candidate) => candidate !== null);
    return value == null ? [] : [{ name, color: stroke(i), y: valToPos(value, "y", true) }];
  });
  ends.sort((a, b) => a.y - b.y);
  const gap = LABEL_GAP * devicePixelRatio;
  const placed = spread(
    ends.map(({ y }) => y),
    gap,
    bbox.top,
    bbox.top + bbox.height,
  );
  ctx.save();
  ctx.font = `${11 * devicePixelRatio}px ${palette.font}`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  ends.forEach(({ name, color }, i) => {
    ctx.fillStyle = color;
    ctx.fillText(name, bbox.left + bbox.width + 4 * devicePixelRatio, placed[i]);
  });
  ctx.restore();
}
