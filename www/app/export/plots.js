// What the page draws without www/draw/'s canvases, as vectors: the line charts, which a library draws there, and the gauge
// of the first loss, each in a box of its own with the page's columns, axes and ticks. Pure functions of a frame's figures,
// used by figure.js, pictures.js and sheet.js.

import { PIN_DASHES } from "../../draw/color.js";
import { lossAxes, lossColumns, updateColumns } from "../../draw/columns.js";
import { depthColor } from "../../draw/depth-color.js";
import { linearScale, linearTicks, logScale, logTicks, spread } from "../../draw/scale.js";
import { gaugeScale, gaugeTicks } from "../panels/gauge.js";
import { count, legible, within } from "../words/format.js";
import { short, svg } from "./svg.js";

/** @import { Palette } from "../../draw/color.js" */
/** @import { Column, Evaluation } from "../../draw/columns.js" */
/** @import { Other, OtherLoss } from "../../draw/courses.js" */
/** @import { Pin } from "../run/store.js" */
/** @import { Frame } from "../../shared/protocol.js" */

/** @typedef {{x: number, y: number, width: number, height: number}} Box in pixels of the picture */

/** Room for the labels of an axis: left of it and below it. */
const LEFT = 40;
const BELOW = 18;
const FONT = 10;
/** Between the labels of two steps, at least. */
const STEPS_GAP = 50;

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
 * How wide a text is.
 * @param {CanvasRenderingContext2D} context
 * @param {Palette} palette
 * @param {number} size
 * @param {boolean} [bold]
 * @returns {(text: string) => number}
 */
export const measurer =
  (context, { font }, size, bold = false) =>
  (text) => {
    context.font = `${bold ? 600 : 400} ${size}px ${font}`;
    return context.measureText(text).width;
  };

/** How many characters of a text fit, at least one. @param {string} words @param {number} width @param {(text: string) => number} measure */
function fitting(words, width, measure) {
  let [fits, over] = [1, words.length + 1];
  while (over - fits > 1) {
    const middle = (fits + over) >> 1;
    if (measure(words.slice(0, middle)) <= width) fits = middle;
    else over = middle;
  }
  return fits;
}

/**
 * Breaks a text into lines, at spaces where there are any.
 * @param {string} words
 * @param {number} width of a line
 * @param {number} lines at most; the last is cut
 * @param {(text: string) => number} measure
 */
export function wrapped(words, width, lines, measure) {
  const found = [];
  let rest = words;
  while (rest !== "") {
    const most = fitting(rest, width, measure);
    if (most >= rest.length) return [...found, rest];
    if (found.length === lines - 1)
      return [...found, `${rest.slice(0, fitting(rest, width - measure("…"), measure))}…`];
    const space = rest.lastIndexOf(" ", most);
    const end = space > most / 2 ? space : most;
    found.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return found;
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
  const steps = linearTicks(from, to, STEPS_GAP / (right - left)).filter(({ value }) => Number.isInteger(value));
  const x = linearScale(from, to, left, right);
  return svg(
    "g",
    {},
    ...ticks.flatMap(({ value, label: text }) => [
      line(left, y(value), right, y(value), palette.rule),
      ...(text === "" ? [] : [label(text, left - 4, y(value) + 3, { fill: palette.muted, anchor: "end" })]),
    ]),
    ...steps.map(({ value }) =>
      label(count(value), x(value), bottom + 13, {
        fill: palette.muted,
        anchor: x(value) > right - 6 ? "end" : "middle",
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
  return svg("path", {
    ...{ d, fill: "none", stroke: color, "stroke-width": 1.6 },
    ...(dash.length > 0 ? { "stroke-dasharray": dash.join(" ") } : {}),
  });
};

/**
 * A line at the displayed step while looking back, at the end of an axis that ends before it; none before its start.
 * @param {number | null} step
 * @param {[from: number, to: number]} steps
 * @param {(step: number) => number} x
 * @param {{top: number, bottom: number, palette: Palette}} look
 */
function cursorLine(step, [from, to], x, { top, bottom, palette }) {
  if (step === null || step < from) return [];
  const at = x(Math.min(step, to));
  return [svg("line", { x1: at, x2: at, y1: top, y2: bottom, stroke: palette.past, "stroke-width": 2 })];
}

/**
 * The loss over the run: its range, mean and smoothed value, ln V, and evaluations; of pinned runs the smoothed loss.
 * @param {Pick<Frame, "history" | "step" | "loss" | "uniform_loss">} frame
 * @param {Box} box
 * @param {{palette: Palette, log: boolean, from: number, evaluations: Evaluation[], others?: OtherLoss[], cursor?: number | null}} view `cursor` is the displayed step while looking back
 */
export function lossPlot(frame, box, { palette, log, from, evaluations, others = [], cursor = null }) {
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
  const [xs, max, min, mean, smooth] = columns.map((column) => column.slice(first));
  const [uniform] = frame.uniform_loss;
  const showsUniform = uniform >= axes.y[0] && uniform <= axes.y[1];
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
    ...(showsUniform ? [line(left, y(uniform), right, y(uniform), palette.ink, "5 4")] : []),
    ...others.map((other) => otherLine(other, from, x, y)),
    ...others.flatMap(({ evaluations, color }) =>
      marksOf(evaluations.filter(isShown), x, y, { train: color, val: color, size: 0.75, palette }),
    ),
    ...marksOf(evaluations.filter(isShown), x, y, { train: palette.ink, val: palette.warm, size: 1, palette }),
    ...cursorLine(cursor, axes.x, x, { top, bottom, palette }),
  );
}

/**
 * log10 of each weight matrix's update ratio over the run, with a line at −3; the output layer's in another color, and each
 * named at its end. Pinned runs have one line each.
 * @param {Pick<Frame, "history" | "step">} frame
 * @param {Box} box
 * @param {{palette: Palette, others?: Other[], cursor?: number | null}} view as of the loss
 */
export function updatePlot({ history: { update }, step }, box, { palette, others = [], cursor = null }) {
  const [xs, ...rows] = updateColumns(update, step);
  const known = [...rows, ...others.map(({ values }) => values)].flat().filter((value) => value !== null);
  const last = Math.max(xs[xs.length - 1], ...others.map(({ xs }) => xs.at(-1) ?? 0));
  const names = 26;
  const [from, to] = [Math.min(-4, ...known), Math.max(-1, ...known)];
  const [left, right, top, bottom] = [box.x + LEFT, box.x + box.width - names, box.y + 6, box.y + box.height - BELOW];
  const x = linearScale(0, last, left, right);
  const y = linearScale(from, to, bottom, top);
  const hidden = rows.length - 1;
  const color = (/** @type {number} */ i) => (i === hidden ? palette.warm : depthColor(i, hidden, palette));
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
    ...cursorLine(cursor, [0, last], x, { top, bottom, palette }),
    ...named.map(({ i }, at) => label(`W${i + 1}`, right + 3, placed[at] + 3, { fill: color(i) })),
  );
}

/**
 * The first loss on a log axis, with a line at ln V, as on the page.
 * @param {number} first
 * @param {number} uniform
 * @param {Box} box
 * @param {Palette} palette
 */
export function gaugePlot(first, uniform, box, palette) {
  const scale = gaugeScale(first, uniform);
  const at = (/** @type {number} */ share) => box.x + box.width * share;
  const [ln, now] = [at(scale.uniform), at(scale.first)];
  const bar = { y: box.y, height: box.height - BELOW + 4 };
  const ticks = gaugeTicks(scale.decades);
  return svg(
    "g",
    {},
    svg("rect", { ...bar, x: box.x, width: box.width, fill: palette.rule }),
    ...ticks.slice(1, -1).map((tick) => line(at(tick.at), bar.y, at(tick.at), bar.y + bar.height, palette.panel)),
    svg("rect", { ...bar, x: Math.min(ln, now), width: Math.abs(now - ln), fill: palette.warm, "fill-opacity": 0.6 }),
    svg("rect", { ...bar, x: now - 3, width: 3, fill: palette.warm }),
    svg("rect", { ...bar, x: ln - 1.5, width: 3, fill: palette.ink }),
    ...ticks.map((tick, i) =>
      label(tick.label, at(tick.at), box.y + box.height - 2, {
        fill: palette.muted,
        anchor: i === 0 ? "start" : i === ticks.length - 1 ? "end" : "middle",
      }),
    ),
  );
}

/**
 * A legend of pinned runs: the line and the name of each, side by side.
 * @param {Pick<Pin, "color" | "name">[]} pins
 * @param {Box} box
 * @param {Palette} palette
 */
export function runsKey(pins, { x, y, width, height }, palette) {
  const each = width / pins.length;
  const most = Math.floor((each - 34) / (FONT * 0.56));
  return svg(
    "g",
    {},
    ...pins.flatMap(({ color, name }, i) => [
      svg("line", {
        ...{ x1: x + i * each, x2: x + i * each + 26, y1: y + height / 2, y2: y + height / 2 },
        ...{ stroke: palette.pins[color], "stroke-width": 1.6, "stroke-dasharray": PIN_DASHES[color].join(" ") },
      }),
      label(within(cut(legible(name), most)), x + i * each + 31, y + height / 2 + 3.5, { fill: palette.ink }),
    ]),
  );
}
