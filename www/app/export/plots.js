// The page's charts as vectors: line charts, histograms and the saturation map, each in a box of its own. Pure functions of a
// frame's figures, used by figure.js and dialog.js. The page itself draws on canvases (www/draw/), with the same columns,
// axes and ticks.

import { PIN_DASHES } from "../../draw/color.js";
import { lossAxes, lossColumns, updateColumns } from "../../draw/columns.js";
import { rebinned } from "../../draw/ghosts.js";
import { endTicks, linearScale, linearTicks, logScale, logTicks, spread } from "../../draw/scale.js";
import { count } from "../words/format.js";
import { short, svg } from "./svg.js";

/** @import { Palette } from "../../draw/color.js" */
/** @import { Column, Evaluation } from "../../draw/columns.js" */
/** @import { Ghost } from "../../draw/ghosts.js" */
/** @import { Other, OtherLoss } from "../../draw/courses.js" */
/** @import { Config, Distribution, Frame, LayerSections } from "../../shared/protocol.js" */

/** @typedef {{x: number, y: number, width: number, height: number}} Box in pixels of the picture */

/** Room for the labels of an axis: left of it and below it. */
const LEFT = 40;
const BELOW = 18;
const FONT = 10;

/**
 * @param {string} text
 * @param {number} x
 * @param {number} y of its baseline
 * @param {{fill: string, size?: number, anchor?: "start" | "middle" | "end", bold?: boolean}} style
 */
export const label = (text, x, y, { fill, size = FONT, anchor = "start", bold = false }) =>
  svg("text", { x, y, fill, "font-size": size, "text-anchor": anchor, ...(bold ? { "font-weight": 600 } : {}) }, text);

/** @param {string} words @param {number} most characters */
export const cut = (words, most) => (words.length > most ? `${words.slice(0, Math.max(1, most - 1))}…` : words);

/**
 * Breaks a text into lines, at spaces where there are any.
 * @param {string} words
 * @param {number} most characters of a line
 * @param {number} lines at most; the last is cut
 */
export function wrapped(words, most, lines) {
  const found = [];
  let rest = words;
  while (rest.length > most && found.length < lines - 1) {
    const space = rest.lastIndexOf(" ", most);
    const end = space > most / 2 ? space : most;
    found.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...found, cut(rest, most)].filter((line) => line !== "");
}

/** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @param {string} stroke @param {string} [dash] */
const line = (x1, y1, x2, y2, stroke, dash) =>
  svg("line", { x1, y1, x2, y2, stroke, ...(dash === undefined ? {} : { "stroke-dasharray": dash }) });

/**
 * A line through the values of a column, broken where it has none.
 * @param {number[]} xs
 * @param {Column} values
 * @param {(x: number) => number} x
 * @param {(y: number) => number} y
 */
export function pathOf(xs, values, x, y) {
  let path = "";
  let isOpen = false;
  for (const [i, value] of values.entries()) {
    if (value !== null) path += `${isOpen ? "L" : "M"}${short(x(xs[i]))} ${short(y(value))}`;
    isOpen = value !== null;
  }
  return path;
}

/**
 * @param {Box} box
 * @param {{x: [number, number], ticks: {value: number, label: string}[], y: (value: number) => number, palette: Palette}} axes
 */
function frameOf(box, { x: [from, to], ticks, y, palette }) {
  const [left, right, bottom] = [box.x + LEFT, box.x + box.width, box.y + box.height - BELOW];
  const steps = [from, (from + to) / 2, to].filter((step) => Number.isInteger(step));
  const x = linearScale(from, to, left, right);
  return svg(
    "g",
    {},
    ...ticks.flatMap(({ value, label: text }) => [
      line(left, y(value), right, y(value), palette.rule),
      ...(text === "" ? [] : [label(text, left - 4, y(value) + 3, { fill: palette.muted, anchor: "end" })]),
    ]),
    ...steps.map((step) =>
      label(count(step), x(step), bottom + 13, {
        fill: palette.muted,
        anchor: step === from ? "start" : step === to ? "end" : "middle",
      }),
    ),
  );
}

/**
 * The evaluations of a run: the training split as discs, the validation split as hollow diamonds.
 * @param {Evaluation[]} evaluations
 * @param {(step: number) => number} x
 * @param {(loss: number) => number} y
 * @param {{train: string, val: string, size: number, palette: Palette}} look
 */
function marksOf(evaluations, x, y, { train: disc, val: diamond, size, palette }) {
  const side = short(5 * size);
  return evaluations.flatMap(({ step, train, val }) => [
    ...(Number.isFinite(val)
      ? [
          svg("path", {
            d: `M${short(x(step))} ${short(y(val) - 5 * size)}l${side} ${side}l-${side} ${side}l-${side} -${side}z`,
            ...{ fill: palette.panel, stroke: diamond, "stroke-width": 2 * size },
          }),
        ]
      : []),
    ...(Number.isFinite(train) ? [svg("circle", { cx: x(step), cy: y(train), r: 3 * size, fill: disc })] : []),
  ]);
}

/** The line of a pinned run. @param {Other} other @param {number} from @param {(x: number) => number} x @param {(y: number) => number} y */
const otherLine = ({ xs, values, color, dash }, from, x, y) => {
  const first = xs.findIndex((step) => step >= from);
  const d = first < 0 ? "" : pathOf(xs.slice(first), values.slice(first), x, y);
  return svg("path", { d, fill: "none", stroke: color, "stroke-width": 1.6, "stroke-dasharray": dash.join(" ") });
};

/**
 * The loss over the run: its range, mean and smoothed value, ln V, and evaluations; of pinned runs the smoothed loss.
 * @param {Pick<Frame, "history" | "step" | "loss" | "uniform_loss">} frame
 * @param {Box} box
 * @param {{palette: Palette, log: boolean, from: number, evaluations: Evaluation[], others?: OtherLoss[]}} view
 */
export function lossPlot(frame, box, { palette, log, from, evaluations, others = [] }) {
  const columns = lossColumns(frame.history, frame.step, frame.loss[0], frame.uniform_loss[0]);
  const axes = lossAxes(columns, { log, from, evaluations, others });
  const [left, right, top, bottom] = [box.x + LEFT, box.x + box.width, box.y + 6, box.y + box.height - BELOW];
  const x = linearScale(...axes.x, left, right);
  const y = log ? logScale(...axes.y, bottom, top) : linearScale(...axes.y, bottom, top);
  const ticks = (log ? logTicks : linearTicks)(...axes.y, 14 / (bottom - top));
  const isShown = (/** @type {Evaluation} */ { step }) => step >= from;
  const first = Math.max(
    0,
    columns[0].findIndex((step) => step >= from),
  );
  const [xs, max, min, mean, smooth, uniform] = columns.map((column) => column.slice(first));
  const steps = /** @type {number[]} */ (xs);
  const stroke = (/** @type {Column} */ values, /** @type {Record<string, string | number>} */ style) =>
    svg("path", { d: pathOf(steps, values, x, y), fill: "none", ...style });
  const band = steps.flatMap((step, i) => {
    const [high, low] = [max[i], min[i]];
    return high === null || low === null ? [] : [{ step, high, low }];
  });
  const outline = [
    ...band.map(({ step, high }) => `${short(x(step))} ${short(y(high))}`),
    ...band.reverse().map(({ step, low }) => `${short(x(step))} ${short(y(low))}`),
  ];
  return svg(
    "g",
    {},
    frameOf(box, { x: axes.x, ticks, y, palette }),
    svg("polygon", { points: outline.join(" "), fill: palette.activation, "fill-opacity": 0.2 }),
    stroke(mean, { stroke: palette.activation, "stroke-opacity": 0.5 }),
    stroke(smooth, { stroke: palette.activation, "stroke-width": 2.2 }),
    stroke(uniform, { stroke: palette.ink, "stroke-dasharray": "5 4" }),
    ...others.map((other) => otherLine(other, from, x, y)),
    ...others.flatMap(({ evaluations, color }) =>
      marksOf(evaluations.filter(isShown), x, y, { train: color, val: color, size: 0.75, palette }),
    ),
    ...marksOf(evaluations.filter(isShown), x, y, { train: palette.ink, val: palette.warm, size: 1, palette }),
  );
}

/**
 * log10 of each weight matrix's update ratio over the run, with a line at −3; the output layer's in another color, and each
 * named at its end. Pinned runs have one line each.
 * @param {Pick<Frame, "history" | "step">} frame
 * @param {Box} box
 * @param {{palette: Palette, others?: Other[]}} view
 */
export function updatePlot({ history: { update }, step }, box, { palette, others = [] }) {
  const [xs, ...rows] = updateColumns(update, step);
  const known = [...rows, ...others.map(({ values }) => values)].flat().filter((value) => value !== null);
  const last = Math.max(xs[xs.length - 1], ...others.map(({ xs }) => xs.at(-1) ?? 0));
  const names = 26;
  const [from, to] = [Math.min(-4, ...known), Math.max(-1, ...known)];
  const [left, right, top, bottom] = [box.x + LEFT, box.x + box.width - names, box.y + 6, box.y + box.height - BELOW];
  const x = linearScale(0, last, left, right);
  const y = linearScale(from, to, bottom, top);
  const color = (/** @type {number} */ i) => (i === rows.length - 1 ? palette.warm : palette.activation);
  // Of more names than there is room for, the first and the last.
  const fits = rows.length * FONT <= bottom - top;
  const named = rows
    .map((values, i) => ({ i, last: values.findLast((value) => value !== null) ?? null }))
    .flatMap(({ i, last }) => (last !== null && (fits || i === 0 || i === rows.length - 1) ? [{ i, at: y(last) }] : []))
    .sort((a, b) => a.at - b.at);
  const placed = spread(
    named.map(({ at }) => at),
    FONT,
    top,
    bottom,
  );
  return svg(
    "g",
    {},
    frameOf(
      { ...box, width: box.width - names },
      { x: [0, last], ticks: linearTicks(from, to, 14 / (bottom - top)), y, palette },
    ),
    line(left, y(-3), right, y(-3), palette.ink, "5 4"),
    ...rows.map((values, i) =>
      svg("path", { d: pathOf(xs, values, x, y), fill: "none", stroke: color(i), "stroke-opacity": 0.9 }),
    ),
    ...others.map((other) => otherLine(other, 0, x, y)),
    ...named.map(({ i }, at) => label(`W${i + 1}`, right + 3, placed[at] + 3, { fill: color(i) })),
  );
}

/**
 * A histogram, with striped bars for what is outside its axis, and outlines of pinned runs.
 * @param {Distribution} distribution
 * @param {Box} box
 * @param {{palette: Palette, color: string, marks?: number[], ghosts?: Ghost[]}} view `marks` are values marked by a dashed line
 */
export function histogram(distribution, box, { palette, color, marks = [], ghosts = [] }) {
  const {
    counts,
    range: [from, to],
    outside,
  } = distribution;
  const beside = 7;
  const [left, right, base] = [box.x + beside, box.x + box.width - beside, box.y + box.height - 13];
  const outlines = ghosts.flatMap(({ distribution: other, color, dash }) => {
    const bins = rebinned(other, distribution)?.bins;
    return bins === undefined ? [] : [{ bins, color, dash }];
  });
  const own = Math.max(1, ...counts, ...outside);
  const most = Math.max(own, Math.min(2 * own, ...[Math.max(0, ...outlines.flatMap(({ bins }) => [...bins]))]));
  const y = linearScale(0, most, base, box.y + 2);
  const x = linearScale(from, to, left, right);
  const bar = (right - left) / counts.length;
  const bars = [...counts].map((n, i) =>
    n === 0
      ? ""
      : `M${short(left + i * bar)} ${short(base)}V${short(Math.min(y(n), base - 1))}h${short(bar * 0.9)}V${short(base)}z`,
  );
  const beyond = [...outside].flatMap((n, i) => {
    if (n === 0) return [];
    const at = i === 0 ? box.x + 2 : right + 5;
    const top = Math.min(y(n), base - 3);
    return [
      svg("line", {
        x1: at,
        x2: at,
        y1: base,
        y2: top,
        stroke: palette.warm,
        "stroke-width": 4,
        "stroke-dasharray": "2 2",
      }),
    ];
  });
  return svg(
    "g",
    {},
    svg("path", { d: bars.join(""), fill: color }),
    ...beyond,
    ...outlines.map(({ bins, color, dash }) => {
      const steps = [...bins].map((n, i) => `V${short(Math.max(box.y, y(n)))}H${short(left + (i + 1) * bar)}`);
      const d = `M${short(left)} ${short(base)}${steps.join("")}V${short(base)}`;
      return svg("path", { d, fill: "none", stroke: color, "stroke-width": 1.5, "stroke-dasharray": dash.join(" ") });
    }),
    line(box.x, base, box.x + box.width, base, palette.rule),
    ...marks
      .filter((mark) => mark >= from && mark <= to)
      .map((mark) => line(x(mark), box.y + 2, x(mark), base, palette.muted, PIN_DASHES[1].join(" "))),
    ...endTicks(from, to).map(({ value, label: text }) =>
      label(text, value === from ? box.x : value === to ? box.x + box.width : x(value), base + 11, {
        fill: palette.muted,
        anchor: value === from ? "start" : value === to ? "end" : "middle",
        size: 9,
      }),
    ),
  );
}

/** How many shades unsaturated activations have. */
const SHADES = 6;

/**
 * The saturation map: a row for each example, a column for each neuron; cells of one shade are one path.
 * @param {Pick<LayerSections, "map" | "dead_neurons">} layer
 * @param {Box} box
 * @param {{palette: Palette, isSaturated: (h: number) => boolean, full: number}} view `full` is the magnitude with the darkest shade
 */
export function heatmap({ map, dead_neurons: { length: neurons } }, box, { palette, isSaturated, full }) {
  const batch = map.length / neurons;
  const [wide, high] = [box.width / neurons, box.height / batch];
  /** @param {number} h */
  const shade = (h) => {
    if (Number.isNaN(h)) return SHADES + 1;
    return isSaturated(h) ? SHADES : Math.min(SHADES - 1, Math.floor((SHADES * Math.abs(h)) / full));
  };
  const paths = Array.from({ length: SHADES + 2 }, () => "");
  for (let row = 0; row < batch; row++) {
    for (let from = 0; from < neurons; ) {
      const kind = shade(map[row * neurons + from]);
      let to = from + 1;
      while (to < neurons && shade(map[row * neurons + to]) === kind) to += 1;
      paths[kind] +=
        `M${short(box.x + from * wide)} ${short(box.y + row * high)}h${short((to - from) * wide)}v${short(high)}h${short((from - to) * wide)}z`;
      from = to;
    }
  }
  const { calm, near, saturated, nan } = palette;
  const mixed = Array.from({ length: SHADES }, (_, i) => calm.map((c, at) => c + ((near[at] - c) * i) / (SHADES - 1)));
  const fills = [...mixed, saturated, nan].map((color) => `rgb(${color.map(Math.round).join(",")})`);
  return svg(
    "g",
    { "shape-rendering": "crispEdges" },
    ...paths.flatMap((d, i) => (d === "" ? [] : [svg("path", { d, fill: fills[i] })])),
    svg("rect", { x: box.x, y: box.y, width: box.width, height: box.height, fill: "none", stroke: palette.rule }),
  );
}

/**
 * What a saturation map needs to shade its cells.
 * @param {Config["act"]} act
 * @param {number} threshold
 * @param {Float32Array} map
 */
export function shadesOf(act, threshold, map) {
  let most = 1e-9;
  for (const h of map) if (Number.isFinite(h)) most = Math.max(most, Math.abs(h));
  const isSaturated =
    act === "relu" ? (/** @type {number} */ h) => h === 0 : (/** @type {number} */ h) => Math.abs(h) > threshold;
  return { isSaturated, full: act === "tanh" ? threshold : most };
}
