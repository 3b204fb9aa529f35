// Records what the functions of draw/ draw on a canvas as SVG, so that exported pictures are those of the screen. Used by
// pictures.js and capture.js for the canvases of the page, and by figure.js for pictures that are on no screen.

import { short, svg } from "./svg.js";

/** @import { Surface } from "../../draw/surface.js" */
/** @import { Node } from "./svg.js" */

/** Where the baseline of a text is below the place that a canvas was given, in sizes of it. */
const BASELINES = { top: 0.8, hanging: 0.8, middle: 0.34, alphabetic: 0, ideographic: -0.15, bottom: -0.2 };
const ANCHORS = { left: "start", start: "start", center: "middle", right: "end", end: "end" };
/** Ids of clips and gradients, which are unique in a document. */
let ids = 0;

/** The size and weight of a font as CSS writes it. @param {string} font */
export function fontOf(font) {
  const size = Number(/([\d.]+)px/.exec(font)?.[1] ?? 10);
  return { "font-size": size, ...(/^(bold|[6-9]00)\b/.test(font) ? { "font-weight": 600 } : {}) };
}

/** A canvas as an image: of what is not drawn by lines. @param {HTMLCanvasElement} canvas @param {{x: number, y: number, width: number, height: number}} box @param {boolean} [smooth] */
export const imageNode = (canvas, box, smooth = true) =>
  svg("image", {
    ...box,
    href: canvas.toDataURL(),
    preserveAspectRatio: "none",
    ...(smooth ? {} : { "image-rendering": "pixelated" }),
  });

/**
 * A context that draws on another one and appends what it draws to `nodes`. Styles and transformations are those of the other.
 * It records what draw/ uses of a context, but for `Path2D`.
 * @param {CanvasRenderingContext2D} real whose transformation scales CSS pixels
 * @param {Node[]} nodes
 */
export function record(real, nodes) {
  const unit = real.getTransform().a;
  let path = "";
  let clip = "";
  /** @type {string[]} */
  const clips = [];
  /** @type {WeakMap<object, string>} */
  const gradients = new WeakMap();

  /** @param {string} tag @param {Record<string, string | number>} attributes @param {...(Node | string)} children */
  function add(tag, attributes, ...children) {
    const { a, b, c, d, e, f } = real.getTransform();
    const matrix = [a, b, c, d, e, f].map((value) => short(value / unit)).join(" ");
    nodes.push(
      svg(
        tag,
        {
          ...attributes,
          ...(real.globalAlpha < 1 ? { opacity: real.globalAlpha } : {}),
          ...(matrix === "1 0 0 1 0 0" ? {} : { transform: `matrix(${matrix})` }),
          ...(clip === "" ? {} : { "clip-path": `url(#${clip})` }),
        },
        ...children,
      ),
    );
  }
  const paint = (/** @type {string | object} */ style) =>
    typeof style === "string" ? style : `url(#${gradients.get(style)})`;
  const filled = () => ({ fill: paint(real.fillStyle) });
  function stroked() {
    const dash = real.getLineDash();
    return {
      ...{ fill: "none", stroke: paint(real.strokeStyle), "stroke-width": real.lineWidth },
      ...(dash.length > 0 ? { "stroke-dasharray": dash.join(" ") } : {}),
      ...(real.lineCap === "butt" ? {} : { "stroke-linecap": real.lineCap }),
      ...(real.lineJoin === "miter" ? {} : { "stroke-linejoin": real.lineJoin }),
    };
  }
  const rect = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ w, /** @type {number} */ h) =>
    `M${short(x)} ${short(y)}h${short(w)}v${short(h)}h${short(-w)}z`;

  /** @param {Record<string, string | number>} style @param {string} text @param {number} x @param {number} y @param {number} [most] */
  function write(style, text, x, y, most) {
    const font = fontOf(real.font);
    const isCut = most !== undefined && real.measureText(text).width > most;
    add(
      "text",
      {
        ...{ x, y: y + BASELINES[real.textBaseline] * font["font-size"], "text-anchor": ANCHORS[real.textAlign] },
        ...font,
        ...style,
        ...(isCut ? { textLength: most, lengthAdjust: "spacingAndGlyphs" } : {}),
      },
      text,
    );
  }

  /** @type {Record<string, (...args: any[]) => void>} */
  const recorded = {
    save: () => clips.push(clip),
    restore() {
      clip = clips.pop() ?? "";
    },
    beginPath() {
      path = "";
    },
    moveTo(x, y) {
      path += `M${short(x)} ${short(y)}`;
    },
    lineTo(x, y) {
      path += `L${short(x)} ${short(y)}`;
    },
    closePath() {
      path += "z";
    },
    rect(x, y, w, h) {
      path += rect(x, y, w, h);
    },
    arc(x, y, radius, from, to) {
      const at = (/** @type {number} */ angle) =>
        `${short(x + radius * Math.cos(angle))} ${short(y + radius * Math.sin(angle))}`;
      const size = `A${short(radius)} ${short(radius)} 0`;
      // An arc can't end where it starts.
      const middle = (from + to) / 2;
      path += `${path === "" ? "M" : "L"}${at(from)}${size} 0 1 ${at(middle)}${size} 0 1 ${at(to)}`;
    },
    fill: () => add("path", { d: path, ...filled() }),
    stroke: () => add("path", { d: path, ...stroked() }),
    fillRect: (x, y, width, height) => add("rect", { x, y, width, height, ...filled() }),
    strokeRect: (x, y, w, h) => add("path", { d: rect(x, y, w, h), ...stroked() }),
    fillText: (text, x, y, most) => write(filled(), text, x, y, most),
    strokeText: (text, x, y, most) => write(stroked(), text, x, y, most),
    drawImage(canvas, ...at) {
      const [x, y, width, height] = at.slice(-4);
      const image = imageNode(canvas, { x, y, width, height }, real.imageSmoothingEnabled);
      if (at.length === 4) return add("image", image.attributes);
      // A part of it.
      const [left, top, wide, high] = at;
      const whole = { x: 0, y: 0, width: canvas.width, height: canvas.height };
      const inner = svg("image", { ...image.attributes, ...whole });
      const part = { viewBox: [left, top, wide, high].map(short).join(" "), preserveAspectRatio: "none" };
      add("svg", { x, y, width, height, ...part }, inner);
    },
    clip() {
      ids += 1;
      clip = `clip-${ids}`;
      nodes.push(svg("clipPath", { id: clip }, svg("path", { d: path })));
    },
  };
  const made = {
    /** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 */
    createLinearGradient(x1, y1, x2, y2) {
      const gradient = real.createLinearGradient(x1, y1, x2, y2);
      const addColorStop = gradient.addColorStop.bind(gradient);
      ids += 1;
      const id = `gradient-${ids}`;
      gradients.set(gradient, id);
      /** @type {Node[]} */
      const stops = [];
      nodes.push({
        tag: "linearGradient",
        attributes: { id, gradientUnits: "userSpaceOnUse", x1, y1, x2, y2 },
        children: stops,
      });
      gradient.addColorStop = (offset, color) => {
        stops.push(svg("stop", { offset, "stop-color": color }));
        addColorStop(offset, color);
      };
      return gradient;
    },
  };

  return new Proxy(real, {
    get(target, name) {
      if (name in made) return made[/** @type {keyof typeof made} */ (name)];
      const value = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      const also = recorded[String(name)];
      return (/** @type {unknown[]} */ ...args) => {
        also?.(...args);
        return value.apply(target, args);
      };
    },
    set: (target, name, value) => Reflect.set(target, name, value),
  });
}

/**
 * What was drawn on a canvas, in its place: cut off at the edges, as there.
 * @param {Node[]} nodes
 * @param {{x: number, y: number, width: number, height: number}} box
 */
export const within = (nodes, { x, y, width, height }) =>
  svg("svg", { x, y, width, height, viewBox: `0 0 ${short(width)} ${short(height)}` }, ...nodes);

/**
 * What a function of draw/ draws, in a box of a picture.
 * @param {CanvasRenderingContext2D} context that measures texts; what is drawn on it is not seen
 * @param {{x: number, y: number, width: number, height: number}} box
 * @param {(surface: Surface) => void} draw
 */
export function drawnIn(context, box, draw) {
  /** @type {Node[]} */
  const nodes = [];
  const { width, height } = box;
  const begin = () => ({ context: record(context, nodes), width, height, scale: 1 });
  draw({ canvas: context.canvas, begin, close() {} });
  return within(nodes, box);
}
