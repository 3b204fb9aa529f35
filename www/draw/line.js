// The two line charts, drawn by uPlot: the loss with its extremes and ln V, and log10 of update:data. Given histories.

import uPlot from "uplot";
import { spread } from "./scale.js";

/** @import { History } from "../shared/protocol.js" */
/** @import { Palette } from "./color.js" */

const HEIGHT = 210;
const LABEL_GAP = 12;
const COMPACT = new Intl.NumberFormat("en", { notation: "compact" });
/** Steps are whole: 1, 2, 5, 10 … 5e9. */
const WHOLE_INCREMENTS = Array.from({ length: 30 }, (_, i) => [1, 2, 5][i % 3] * 10 ** Math.floor(i / 3));

/** @typedef {(number | null)[]} Column */

/**
 * The finite values of a row of a history; a gap where there is none.
 * @param {Float32Array} row
 * @param {number} points
 * @param {(value: number) => boolean} shows
 * @returns {Column}
 */
function column(row, points, shows) {
  return Array.from(row.subarray(0, points), (value) => (shows(value) ? value : null));
}

/**
 * The steps at which a history's points begin.
 * @param {number} points
 * @param {number} stride
 */
const steps = (points, stride) => Array.from({ length: points }, (_, i) => i * stride);

/** Two points at least, so that a run of one step has an axis. @param {number[]} xs @returns {[number, number]} */
const span = (xs) => [0, Math.max(1, xs.at(-1) ?? 1)];

/**
 * Loss on a log10 axis.
 * @param {History} history
 * @param {number} now the loss of the minibatch at hand, which no history holds before the first step
 * @param {number} uniform
 * @returns {uPlot.AlignedData}
 */
export function lossColumns({ points: [n], stride: [stride], min, mean, max }, now, uniform) {
  const positive = (/** @type {number} */ value) => value > 0 && value < Number.POSITIVE_INFINITY;
  if (n === 0) {
    const value = positive(now) ? now : null;
    return [
      [0, 1],
      [value, null],
      [value, null],
      [value, null],
      [uniform, uniform],
    ];
  }
  const xs = steps(n, stride);
  // One point more carries the line of ln V across a chart of a single step.
  const tail = n === 1 ? 1 : 0;
  if (tail) xs.push(1);
  const rows = [max, min, mean].map((row) => [...column(row, n, positive), ...Array(tail).fill(null)]);
  return [xs, ...rows, xs.map(() => uniform)];
}

/**
 * One line per weight matrix.
 * @param {History[]} histories
 * @returns {uPlot.AlignedData}
 */
export function updateColumns(histories) {
  const [{ points, stride }] = histories;
  const xs = steps(points[0], stride[0]);
  const rows = histories.map(({ mean }) => column(mean, points[0], Number.isFinite));
  if (xs.length < 2) {
    for (const row of rows) while (row.length < 2) row.push(null);
    return [[0, Math.max(1, stride[0])], ...rows];
  }
  return [xs, ...rows];
}

/**
 * @param {HTMLElement} container
 * @param {Palette} palette
 */
export function createLossChart(container, palette) {
  const base = { spanGaps: false, points: { show: pointsWhereFew } };
  return createChart(container, {
    ...frameOptions(palette),
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
    ...frameOptions(palette),
    padding: [8, 26, 0, 0],
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

/**
 * @param {Palette} palette
 * @returns {Pick<uPlot.Options, "width" | "height" | "axes" | "legend" | "cursor" | "padding">}
 */
function frameOptions(palette) {
  const axis = {
    stroke: palette.muted,
    grid: { stroke: palette.rule, width: 1 },
    ticks: { stroke: palette.rule, width: 1, size: 4 },
    font: `11px ${palette.font}`,
  };
  return {
    width: 300,
    height: HEIGHT,
    padding: [8, 10, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    axes: [
      {
        ...axis,
        size: 26,
        gap: 3,
        incrs: WHOLE_INCREMENTS,
        values: (_, marks) => marks.map((step) => step.toLocaleString("en")),
      },
      {
        ...axis,
        size: 40,
        gap: 3,
        values: (_, marks) => marks.map((mark) => (mark === null ? "" : COMPACT.format(mark).replace("-", "−"))),
      },
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
    draw: (/** @type {uPlot.AlignedData} */ data) => chart.setData(data),
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
