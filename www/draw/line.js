// The two line charts, drawn by uPlot: the loss (range, mean, smoothed, evaluations, ln V) and the log10 update ratio, each
// with the curves of pinned runs. They fill their containers. Used by app/panels/charts.js and by Explore.

import uPlot from "uplot";
import { lossAxes } from "./columns.js";
import { depthColor } from "./depth-color.js";
import { linearTicks, logTicks, shortNumber, spread } from "./scale.js";
import { addDiamond, setStyle, strokeLine } from "./shapes.js";

/** @import { Columns, Evaluation } from "./columns.js" */
/** @import { Palette } from "./color.js" */
/** @import { Other, OtherLoss } from "./courses.js" */

const MIN_WIDTH = 120;
const MIN_HEIGHT = 90;
/** Margins above the plot for half a label or mark, and below it for the steps, besides their size. */
const TOP = 9;
const BELOW = 15;
/** Margins at the right for half of the last step's label, and for the names of the lines. */
const RIGHT = 26;
const NAMES_RIGHT = 38;
/** Margin at the left, and the width of a character of a label in sizes of it. */
const LEFT = 40;
const CHARACTER = 0.6;
/** With more lines than this, only the first, the last hidden and the output layer's are named: the others are between them. */
const MAX_NAMED = 7;
/** The cursor does not follow the mouse by itself. @type {uPlot.Cursor.Bind} */
const UNBOUND = Object.fromEntries(
  ["mousedown", "mouseup", "click", "dblclick", "mousemove", "mouseleave", "mouseenter"].map((type) => [
    type,
    () => null,
  ]),
);
/** Larger than any value: uPlot requires an increment, but this axis has its own ticks. */
const ANY_INCREMENT = [1e40];
/** For a million steps or more: 1.25M. */
const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 5 });
/** Steps are whole: 1, 2, 5, 10 … 5e9. */
const WHOLE_INCREMENTS = Array.from({ length: 30 }, (_, i) => [1, 2, 5][i % 3] * 10 ** Math.floor(i / 3));

/** Of powers of ten; a label has two digits. */
const RATIO_INCREMENTS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50];

/** A range of at least one step, so that a run of one step has an axis. @param {number} last @returns {[number, number]} */
const span = (last) => [0, Math.max(1, last)];

/** @typedef {{log: boolean, from: number, evaluations: Evaluation[], others?: OtherLoss[], drawOthers?: typeof import("./courses.js").drawOthers, cursor?: number | null}} LossView `from` is the step where the axis starts, `cursor` the displayed step while looking back */

/**
 * Loss on a log10 or a linear axis: its range as a band, the mean pale, the smoothed loss bold, ln V dashed; evaluations of
 * the training split as discs and of the validation split as hollow diamonds. For pinned runs, the smoothed loss in their
 * colors and dashes, and their evaluations as smaller marks.
 * @param {HTMLElement} container
 * @param {Palette} palette
 * @param {{namesAxes?: boolean}} [options] whether the names of the axes are written beside them
 */
export function createLossChart(container, palette, { namesAxes = false } = {}) {
  /** @type {LossView} */
  let view = { log: true, from: 0, evaluations: [], cursor: null };
  /** @type {ReturnType<typeof lossAxes>} */
  let axes = { x: [0, 1], y: [1, 10] };
  let uniform = 0;
  const ticks = (/** @type {uPlot} */ { height }, /** @type {number} */ low, /** @type {number} */ high) =>
    (view.log ? logTicks : linearTicks)(low, high, (palette.tickSize + 3) / (height - TOP - BELOW - palette.tickSize));
  const named = (/** @type {string} */ label) =>
    namesAxes ? { label, labelFont: `${palette.tickSize}px ${palette.font}`, labelSize: palette.tickSize + 8 } : {};
  const chart = createChart(container, {
    ...frameOptions(palette, named("steps"), {
      ...named("loss"),
      incrs: ANY_INCREMENT,
      splits: (chart, _, low, high) => ticks(chart, low, high).map(({ value }) => value),
      filter: (_, marks) => marks,
      values: (chart) => ticks(chart, ...axes.y).map(({ label }) => label),
      size: (_, labels) =>
        Math.max(LEFT, ...(labels ?? []).map((label) => label.length * CHARACTER * palette.tickSize + 10)),
    }),
    scales: {
      x: { time: false, range: () => axes.x },
      y: {
        // uPlot's own log scale cannot be switched to linear later; this custom one can.
        distr: 100,
        fwd: (value) => (view.log ? Math.log10(Math.max(value, Number.MIN_VALUE)) : value),
        bwd: (value) => (view.log ? 10 ** value : value),
        range: () => axes.y,
      },
    },
    series: [
      {},
      { label: "max", stroke: "transparent", points: { show: false } },
      { label: "min", stroke: "transparent", points: { show: false } },
      { label: "mean", stroke: `${palette.activation}80`, width: 1, points: { show: pointsWhereFew } },
      { label: "smoothed", stroke: palette.activation, width: 2.2, points: { show: false } },
      // Drawn below over the whole axis, which other runs may extend.
      { label: "ln V", stroke: "transparent", points: { show: false } },
    ],
    bands: [{ series: [1, 2], fill: `${palette.activation}33` }],
    hooks: {
      draw: [
        (chart) => view.drawOthers?.(chart, view.others ?? [], view.from, palette),
        (chart) => {
          const { from, evaluations, others = [] } = view;
          for (const { color, evaluations } of others)
            drawEvaluations(chart, from, evaluations, { train: color, val: color, size: 0.75 }, palette);
          drawEvaluations(chart, from, evaluations, { train: palette.ink, val: palette.warm, size: 1 }, palette);
        },
        (chart) => {
          const [low, high] = axes.y;
          if (uniform >= low && uniform <= high) drawReference(chart, uniform, palette);
        },
        (chart) => drawCursor(chart, view.cursor ?? null, palette),
      ],
    },
  });
  return {
    /** @param {Columns} columns @param {LossView} next */
    draw(columns, next) {
      view = next;
      axes = lossAxes(columns, view);
      uniform = columns[5][0] ?? 0;
      chart.draw(columns);
    },
    plot: chart.plot,
    close: () => chart.close(),
  };
}

/** @param {HTMLElement} container @param {Palette} palette @param {string[]} names of the weight matrices, the output layer's last */
export function createUpdateChart(container, palette, names) {
  const hidden = names.length - 1;
  const stroke = (/** @type {number} */ i) => (i === hidden ? palette.warm : depthColor(i, hidden, palette));
  let cursor = /** @type {number | null} */ (null);
  /** @type {Other[]} */
  let others = [];
  /** @type {LossView["drawOthers"]} */
  let drawing;
  /** How far they extend the axes. */
  let reach = { last: 0, low: -4, high: -1 };
  const chart = createChart(container, {
    ...frameOptions(palette, {}, { incrs: RATIO_INCREMENTS, values: (_, marks) => marks.map(shortNumber) }),
    padding: [TOP, names.length < 10 ? RIGHT : NAMES_RIGHT, 0, 0],
    scales: {
      x: { time: false, range: (_, __, last) => span(Math.max(last, reach.last)) },
      // Always includes the line at −3; values farther out widen the axis.
      y: { range: (_, min, max) => [Math.min(reach.low, min ?? -4), Math.max(reach.high, max ?? -1)] },
    },
    series: [
      {},
      ...names.map((label, i) => ({
        label,
        stroke: stroke(i),
        width: i === hidden ? 2 : 1.4,
        points: { show: pointsWhereFew },
      })),
    ],
    hooks: {
      draw: [
        (chart) => drawReference(chart, -3, palette),
        (chart) => drawing?.(chart, others, 0, palette),
        (chart) => drawNames(chart, names, stroke, palette),
        (chart) => drawCursor(chart, cursor, palette),
      ],
    },
  });
  return {
    /** @param {Columns} columns @param {{others?: Other[], drawOthers?: LossView["drawOthers"], cursor?: number | null}} [view] as of the loss */
    draw(columns, { others: pinned = [], drawOthers, cursor: at = null } = {}) {
      cursor = at;
      drawing = drawOthers;
      others = pinned;
      const values = others.flatMap((other) => other.values.filter((value) => value !== null));
      const last = Math.max(0, ...others.map(({ xs }) => xs.at(-1) ?? 0));
      reach = { last, low: Math.min(-4, ...values), high: Math.max(-1, ...values) };
      chart.draw(columns);
    },
    plot: chart.plot,
    close: () => chart.close(),
  };
}

/**
 * Whether a line has at most two points, which must be drawn as dots to be visible.
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

/** How far apart two steps are labeled at least: the width of a label as `1,000` or `1.25M`, or a longer one, and a gap. @param {number} last step of the axis @param {number} size of the type */
export const stepSpace = (last, size) => (Math.max(5, stepLabel(Math.round(last)).length) * CHARACTER + 1.2) * size;

/**
 * @param {Palette} palette
 * @param {uPlot.Axis} x
 * @param {uPlot.Axis} y
 * @returns {Pick<uPlot.Options, "width" | "height" | "axes" | "legend" | "cursor" | "padding">}
 */
function frameOptions(palette, x, y) {
  const axis = {
    stroke: palette.muted,
    grid: { stroke: palette.rule, width: 1 },
    ticks: { stroke: palette.rule, width: 1, size: 4 },
    font: `${palette.tickSize}px ${palette.font}`,
  };
  return {
    width: MIN_WIDTH,
    height: MIN_HEIGHT,
    padding: [TOP, RIGHT, 0, 0],
    legend: { show: false },
    // Moved by app/panels/reading/, which also reads the values there.
    cursor: { y: false, drag: { x: false, y: false, click: () => {} }, bind: UNBOUND },
    axes: [
      {
        ...axis,
        size: palette.tickSize + BELOW,
        gap: 3,
        incrs: WHOLE_INCREMENTS,
        space: (_, __, ___, last) => stepSpace(last, palette.tickSize),
        values: (_, marks) => marks.map(stepLabel),
        ...x,
      },
      { ...axis, size: LEFT, gap: 3, space: 2 * palette.tickSize, ...y },
    ],
  };
}

/** A chart that follows the size of its container. @param {HTMLElement} container @param {uPlot.Options} options */
function createChart(container, options) {
  const size = () => ({
    width: Math.max(MIN_WIDTH, container.clientWidth),
    height: Math.max(MIN_HEIGHT, container.clientHeight),
  });
  const chart = new uPlot({ ...options, ...size() }, [[0], ...options.series.slice(1).map(() => [null])], container);
  const observer = new ResizeObserver(() => {
    if (container.clientWidth > 0) chart.setSize(size());
  });
  observer.observe(container);
  return {
    plot: chart,
    draw: (/** @type {Columns} */ columns) => chart.setData(columns),
    close() {
      observer.disconnect();
      chart.destroy();
    },
  };
}

/**
 * Train and validation differ by shape; the diamond is larger, so that neither hides the other.
 * @param {uPlot} chart
 * @param {number} from
 * @param {Evaluation[]} evaluations
 * @param {{train: string, val: string, size: number}} look
 * @param {Palette} palette
 */
function drawEvaluations({ ctx, valToPos }, from, evaluations, look, palette) {
  const unit = devicePixelRatio * look.size;
  ctx.save();
  ctx.setLineDash([]);
  for (const { step, train, val } of evaluations) {
    if (step < from) continue;
    const x = valToPos(step, "x", true);
    if (Number.isFinite(val)) {
      const y = valToPos(val, "y", true);
      const size = 7 * unit;
      ctx.beginPath();
      addDiamond(ctx, x, y, size);
      ctx.fillStyle = palette.panel;
      ctx.fill();
      setStyle(ctx, { strokeStyle: look.val, lineWidth: 2 * unit });
      ctx.stroke();
    }
    if (Number.isFinite(train)) {
      ctx.beginPath();
      ctx.arc(x, valToPos(train, "y", true), 3 * unit, 0, 2 * Math.PI);
      setStyle(ctx, { strokeStyle: palette.panel, lineWidth: 2 * unit });
      ctx.stroke();
      ctx.fillStyle = look.train;
      ctx.fill();
    }
  }
  ctx.restore();
}

/**
 * A vertical line at the displayed step while looking back.
 * @param {uPlot} chart
 * @param {number | null} step
 * @param {Palette} palette
 */
function drawCursor({ ctx, bbox, scales, valToPos }, step, palette) {
  const { min, max } = scales.x;
  if (step === null || min == null || max == null || step < min) return;
  const x = valToPos(Math.min(step, max), "x", true);
  ctx.save();
  ctx.fillStyle = palette.past;
  ctx.fillRect(Math.round(x) - devicePixelRatio, bbox.top, 2 * devicePixelRatio, bbox.height);
  ctx.restore();
}

/** @param {uPlot} chart @param {number} value @param {Palette} palette */
function drawReference({ ctx, bbox, valToPos }, value, palette) {
  const y = valToPos(value, "y", true);
  ctx.save();
  setStyle(ctx, { strokeStyle: palette.ink, lineWidth: devicePixelRatio });
  strokeLine(ctx, bbox.left, y, bbox.left + bbox.width, y, [5 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.restore();
}

/**
 * Each line's name at its right end, so that lines differ by more than color; of many lines, those at the ends.
 * @param {uPlot} chart
 * @param {string[]} names
 * @param {(series: number) => string} stroke
 * @param {Palette} palette
 */
function drawNames({ ctx, bbox, data, valToPos }, names, stroke, palette) {
  let ends = names.flatMap((name, i) => {
    const value = Array.from(data[i + 1]).findLast((candidate) => candidate !== null);
    return value == null ? [] : [{ name, color: stroke(i), y: valToPos(value, "y", true) }];
  });
  const gap = (palette.tickSize + 1) * devicePixelRatio;
  const max = Math.min(MAX_NAMED, Math.floor(bbox.height / gap));
  if (ends.length > max) ends = ends.filter((_, i) => i === 0 || i >= ends.length - 2);
  ends.sort((a, b) => a.y - b.y);
  const placed = spread(
    ends.map(({ y }) => y),
    gap,
    bbox.top,
    bbox.top + bbox.height,
  );
  ctx.save();
  setStyle(ctx, {
    font: `${palette.tickSize * devicePixelRatio}px ${palette.font}`,
    textBaseline: "middle",
    textAlign: "left",
  });
  ends.forEach(({ name, color }, i) => {
    ctx.fillStyle = color;
    ctx.fillText(name, bbox.left + bbox.width + 4 * devicePixelRatio, placed[i]);
  });
  ctx.restore();
}
