// Draws an activation function, its slope, and one neuron's pre-activations on it, an example each. Used by
// app/panels/drawer.js.

import { linearScale } from "./scale.js";
import { addDiamond, addLine, setStyle, strokeLine } from "./shapes.js";

/** @import { Config } from "../shared/protocol.js" */
/** @import { Palette } from "./color.js" */
/** @import { Surface } from "./surface.js" */

/** @typedef {Config["act"]} Act */
/** @typedef {{context: CanvasRenderingContext2D, palette: Palette, x: (value: number) => number, y: (value: number) => number, left: number, right: number, top: number, bottom: number}} Plot */

/** Pre-activations beyond ± this are shown as a count at the edge. */
const REACH = 4;
const POINTS = 80;
/** Edges of saturation are looked for in this many steps to either side: a stretch of a GELU around its turn at −0.75 is 0.14 wide at 0.97. */
const SCAN = 200;
/** A larger difference between two points is a jump of the slope. */
const JUMP = 0.5;
/** Margins: left for the labels of h, below for those of the pre-activation and its name in sizes of them; on both sides for values beyond the edge. */
const LEFT = 20;
const BELOW = 2.5;
const BEYOND = 7;
const RUG = 5;

/** @param {number} x */
const sigmoid = (x) => 1 / (1 + Math.exp(-x));

/** The standard normal density, and its distribution function within 1e-7 (Abramowitz and Stegun 7.1.26). @param {number} x */
const density = (x) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
/** @param {number} x @returns {number} */
function below(x) {
  if (x > 0) return 1 - below(-x);
  const t = 1 / (1 - (0.3275911 * x) / Math.SQRT2);
  const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return 0.5 * series * Math.exp(-0.5 * x * x);
}

/** The argument of the tanh in GELU's approximation, and its slope. @param {number} x */
const inner = (x) => Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);
/** @param {number} x */
const innerSlope = (x) => Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x);

/** SELU's constants. */
const [SCALE, ALPHA] = [1.0507009873554805, 1.6732632423543772];

/**
 * A function with its slope, its axis of h, saturation, and free places for text.
 * @typedef {object} Curve
 * @property {(x: number) => number} h
 * @property {(x: number) => number} slope
 * @property {[low: number, high: number]} axis
 * @property {(x: number, threshold: number) => boolean} saturates
 * @property {{text: string, x: number, y: number, align: CanvasTextAlign}} name of the slope
 * @property {{x: number, y: number, align: CanvasTextAlign}} free
 */

/**
 * One that is like a ReLU: saturated by its slope.
 * @param {(x: number) => number} h
 * @param {(x: number) => number} slope
 * @param {[low: number, high: number]} axis
 * @returns {Curve}
 */
const likeRelu = (h, slope, axis) => ({
  h,
  slope,
  axis,
  saturates: (x, threshold) => Math.abs(slope(x)) < 1 - threshold,
  name: { text: "slope", x: 2.9, y: 0.5, align: "center" },
  free: { x: -REACH, y: 3.4, align: "left" },
});

/** @type {Record<Act, Curve>} */
export const FUNCTIONS = {
  tanh: {
    h: Math.tanh,
    slope: (x) => 1 - Math.tanh(x) ** 2,
    axis: [-1, 1],
    saturates: (x, threshold) => Math.abs(Math.tanh(x)) > threshold,
    name: { text: "1 − h²", x: -0.85, y: 0.7, align: "right" },
    free: { x: REACH, y: -0.5, align: "right" },
  },
  relu: {
    ...likeRelu(
      (x) => Math.max(0, x),
      (x) => (x > 0 ? 1 : 0),
      [0, REACH],
    ),
    saturates: (x) => x <= 0,
  },
  identity: {
    h: (x) => x,
    slope: () => 1,
    axis: [-REACH, REACH],
    saturates: (x, threshold) => Math.abs(x) > threshold,
    name: { text: "slope", x: -2.7, y: 0.5, align: "center" },
    free: { x: REACH, y: -2.4, align: "right" },
  },
  sigmoid: {
    h: sigmoid,
    slope: (x) => sigmoid(x) * sigmoid(-x),
    axis: [0, 1],
    saturates: (x, threshold) => Math.abs(2 * sigmoid(x) - 1) > threshold,
    name: { text: "h (1 − h)", x: -1.5, y: 0.36, align: "right" },
    free: { x: REACH, y: 0.5, align: "right" },
  },
  leaky_relu: likeRelu(
    (x) => (x > 0 ? x : 0.01 * x),
    (x) => (x > 0 ? 1 : 0.01),
    [-1, REACH],
  ),
  elu: likeRelu(
    (x) => (x > 0 ? x : Math.expm1(x)),
    (x) => Math.min(1, Math.exp(x)),
    [-1, REACH],
  ),
  selu: likeRelu(
    (x) => SCALE * (x > 0 ? x : ALPHA * Math.expm1(x)),
    (x) => SCALE * (x > 0 ? 1 : ALPHA * Math.exp(x)),
    [-2, REACH + 1],
  ),
  gelu: likeRelu(
    (x) => x * below(x),
    (x) => below(x) + x * density(x),
    [-1, REACH],
  ),
  gelu_tanh: likeRelu(
    (x) => 0.5 * x * (1 + Math.tanh(inner(x))),
    (x) => 0.5 * (1 + Math.tanh(inner(x)) + x * (1 - Math.tanh(inner(x)) ** 2) * innerSlope(x)),
    [-1, REACH],
  ),
  silu: likeRelu(
    (x) => x * sigmoid(x),
    (x) => sigmoid(x) * (1 + x * sigmoid(-x)),
    [-1, REACH],
  ),
  softplus: likeRelu((x) => Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x))), sigmoid, [0, REACH]),
};

/** The pre-activations within ±[`REACH`] at which saturation starts or ends. @param {Curve} of @param {number} threshold */
export function edgesOf({ saturates }, threshold) {
  const edges = [];
  for (let i = -SCAN; i < SCAN; i++) {
    let [low, high] = [i, i + 1].map((at) => (at / SCAN) * REACH);
    const before = saturates(low, threshold);
    if (saturates(high, threshold) === before) continue;
    for (let halving = 0; halving < 20; halving++) {
      const middle = (low + high) / 2;
      if (saturates(middle, threshold) === before) low = middle;
      else high = middle;
    }
    edges.push(high);
  }
  return edges;
}

/** The scale of the pre-activations. @param {number} width of the picture */
export const curveScale = (width) => linearScale(-REACH, REACH, LEFT + BEYOND, width - BEYOND);

/**
 * @param {Surface} surface
 * @param {Float32Array} preactivations one neuron's, an example each
 * @param {object} options
 * @param {Act} options.act
 * @param {number} options.threshold of what counts as saturated
 * @param {Palette} options.palette
 * @param {number | null} options.example the highlighted one
 */
export function drawCurve(surface, preactivations, { act, threshold, palette, example }) {
  const { context, width, height } = surface.begin();
  const of = FUNCTIONS[act];
  const [low, high] = of.axis;
  const area = {
    left: LEFT + BEYOND,
    right: width - BEYOND,
    top: 7,
    bottom: height - BELOW * palette.tickSize - RUG,
  };
  /** @type {Plot} */
  const plot = {
    ...area,
    context,
    palette,
    x: curveScale(width),
    y: linearScale(low, high, area.bottom, area.top),
  };
  drawAxes(plot, of.axis);
  drawFunction(plot, act);
  // A ReLU's corner needs no line.
  if (act !== "relu") drawThreshold(plot, edgesOf(of, threshold));
  drawName(plot, act);
  const saturates = (/** @type {number} */ x) => of.saturates(x, threshold);
  // A ReLU's zeros are ordinary, and so is the flat side of those like it, unless the whole minibatch is there.
  const isCalm = of.name.text === "slope" && act !== "identity" && !preactivations.every(saturates);
  const flat = isCalm ? palette.muted : palette.warm;
  const color = (/** @type {number} */ x) => (saturates(x) ? flat : palette.activation);

  const counts = { below: 0, above: 0, nan: 0 };
  for (const x of preactivations) {
    if (Number.isNaN(x)) counts.nan += 1;
    else if (x < -REACH) counts.below += 1;
    else if (x > REACH) counts.above += 1;
    else drawPoint(plot, x, of.h(x), saturates(x), color(x));
  }
  for (const [edge, n] of [
    [-REACH, counts.below],
    [REACH, counts.above],
  ]) {
    if (n === 0) continue;
    drawPile(plot, edge, of.h(edge), n, color(edge));
  }
  if (counts.nan > 0) {
    setStyle(context, { fillStyle: palette.warm, textAlign: of.free.align, textBaseline: "middle" });
    context.fillText(`${counts.nan} NaN`, plot.x(of.free.x), plot.y(of.free.y));
  }
  const read = example === null ? undefined : preactivations[example];
  if (read !== undefined && !Number.isNaN(read)) {
    const x = Math.max(-REACH, Math.min(REACH, read));
    drawRead(plot, x, of.h(x), saturates(x), color(x));
  }
}

/** @param {Plot} plot @param {[low: number, high: number]} axis */
function drawAxes({ context, x, y, left, right, top, bottom, palette }, [low, high]) {
  setStyle(context, { strokeStyle: palette.rule, lineWidth: 1 });
  context.beginPath();
  for (const value of new Set([low, 0, high])) {
    const at = Math.round(y(value)) + 0.5;
    addLine(context, left, at, right, at);
  }
  const middle = Math.round(x(0)) + 0.5;
  addLine(context, middle, top, middle, bottom + RUG);
  context.stroke();

  setStyle(context, { fillStyle: palette.muted, font: `${palette.tickSize}px ${palette.font}`, textAlign: "right" });
  context.textBaseline = "middle";
  for (const value of new Set([low, 0, high])) context.fillText(label(value), left - BEYOND - 2, y(value));
  context.textBaseline = "alphabetic";
  for (const value of [-REACH, 0, REACH]) {
    context.textAlign = value === 0 ? "center" : value < 0 ? "left" : "right";
    context.fillText(label(value), x(value), bottom + RUG + palette.tickSize);
  }
  context.textAlign = "center";
  context.fillText("pre-activation →", (left + right) / 2, bottom + RUG + BELOW * palette.tickSize - 4);
  setStyle(context, { textAlign: "left", textBaseline: "top" });
  context.fillText("h ↑", left, top - 4);
}

/** @param {number} value */
const label = (value) => String(value).replace("-", "−");

/**
 * The slope as an area on h = 0, on the same axis as the function, and the function over it.
 * @param {Plot} plot
 * @param {Act} act
 */
function drawFunction({ context, x, y, palette }, act) {
  const { h, slope } = FUNCTIONS[act];
  const at = (/** @type {number} */ i) => ((2 * i) / POINTS - 1) * REACH;
  context.beginPath();
  context.moveTo(x(-REACH), y(0));
  for (let i = 0; i <= POINTS; i++) {
    // A jump of the slope is vertical.
    if (i > 0 && Math.abs(slope(at(i)) - slope(at(i - 1))) > JUMP) context.lineTo(x(at(i - 1)), y(slope(at(i))));
    context.lineTo(x(at(i)), y(slope(at(i))));
  }
  context.lineTo(x(REACH), y(0));
  setStyle(context, { fillStyle: palette.muted, globalAlpha: 0.22 });
  context.fill();
  context.globalAlpha = 1;
  context.beginPath();
  for (let i = 0; i <= POINTS; i++) context.lineTo(x(at(i)), y(h(at(i))));
  setStyle(context, { strokeStyle: palette.muted, lineWidth: 1.2, lineJoin: "round" });
  context.stroke();
}

/** Dashed lines where saturation starts. @param {Plot} plot @param {number[]} edges */
function drawThreshold({ context, x, top, bottom, palette }, edges) {
  setStyle(context, { strokeStyle: palette.muted, lineWidth: 1 });
  context.setLineDash([3, 3]);
  context.beginPath();
  for (const edge of edges) {
    const at = Math.round(x(edge)) + 0.5;
    addLine(context, at, top, at, bottom);
  }
  context.stroke();
  context.setLineDash([]);
}

/** The name of the area, with an outline where a curve passes behind it. @param {Plot} plot @param {Act} act */
function drawName({ context, x, y, palette }, act) {
  const { text, align, ...at } = FUNCTIONS[act].name;
  setStyle(context, { textAlign: align, textBaseline: "middle" });
  if (act === "tanh") {
    setStyle(context, { lineWidth: 3, strokeStyle: palette.panel });
    context.strokeText(text, x(at.x), y(at.y));
  }
  context.fillStyle = palette.muted;
  context.fillText(text, x(at.x), y(at.y));
}

/**
 * A disc, or a diamond if saturated, and a tick on the axis. Overlapping ones look darker.
 * @param {Plot} plot
 * @param {number} value
 * @param {number} h
 * @param {boolean} saturated
 * @param {string} color
 */
function drawPoint({ context, x, y, bottom }, value, h, saturated, color) {
  setStyle(context, { fillStyle: color, globalAlpha: 0.55 });
  context.beginPath();
  traceMark(context, x(value), y(h), saturated ? 4 : 3, saturated);
  context.fill();
  context.fillRect(x(value) - 0.5, bottom, 1, RUG);
  context.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} size
 * @param {boolean} diamond
 */
function traceMark(context, x, y, size, diamond) {
  if (diamond) addDiamond(context, x, y, size);
  else context.arc(x, y, size, 0, 2 * Math.PI);
}

/**
 * A triangle that points over an edge, with the number of values beyond it.
 * @param {Plot} plot
 * @param {number} edge ±REACH
 * @param {number} h
 * @param {number} n
 * @param {string} color
 */
function drawPile({ context, x, y, top, bottom, palette }, edge, h, n, color) {
  const out = Math.sign(edge);
  const at = x(edge);
  context.fillStyle = color;
  context.beginPath();
  context.moveTo(at + out * (BEYOND - 1), y(h));
  context.lineTo(at, y(h) - 4.5);
  context.lineTo(at, y(h) + 4.5);
  context.fill();
  setStyle(context, { fillStyle: palette.ink, textAlign: out < 0 ? "left" : "right", textBaseline: "middle" });
  // Next to the curve, on the side within the picture.
  const below = y(h) < (top + bottom) / 2;
  context.fillText(String(n), at - out * 3, y(h) + (below ? 12 : -11));
}

/**
 * The highlighted value: larger, outlined, with a line down to the axis.
 * @param {Plot} plot
 * @param {number} value
 * @param {number} h
 * @param {boolean} saturated
 * @param {string} color
 */
function drawRead({ context, x, y, bottom, palette }, value, h, saturated, color) {
  setStyle(context, { strokeStyle: palette.ink, lineWidth: 1 });
  strokeLine(context, x(value), y(h), x(value), bottom + RUG);
  context.beginPath();
  traceMark(context, x(value), y(h), saturated ? 6 : 4.5, saturated);
  context.fillStyle = color;
  context.fill();
  setStyle(context, { lineWidth: 3.5, strokeStyle: palette.panel });
  context.stroke();
  setStyle(context, { lineWidth: 1.5, strokeStyle: palette.ink });
  context.stroke();
}
