// The depth profile: what is measured of each layer, over the depth of the network. Above the rows of many layers, the std of
// what each passes on and of its gradients; instead of rows, the update ratio too, how far each moved in the last steps, and what is
// predicted for infinite width. Loaded by ../lazy.js.

import { drawProfiles } from "../../../draw/depth-profile.js";
import { createSurface } from "../../../draw/surface.js";
import { hasStream } from "../../page/sight.js";
import { make } from "../../ui/dom.js";
import { element, setLabel } from "../../ui/elements.js";
import { figure } from "../../words/format.js";
import { reached } from "../layers.js";
import { setSource } from "../reading.js";
import { createRecent } from "./recent.js";

/** @import { Profile } from "../../../draw/depth-profile.js" */
/** @import { Config, Frame } from "../../../shared/protocol.js" */
/** @import { MeanField } from "../../engine/core.js" */
/** @import { App } from "../../page/app.js" */
/** @import { Phase } from "../../page/sight.js" */
/** @import { Picture } from "../layers.js" */

/** The accessible name has the values of at most so many layers; a table has all. */
const MAX_SPOKEN = 10;

/** @typedef {{name: string, stream?: string, color: "activation" | "gradient" | "ink", phase: Phase, of: (frame: Frame) => number[], reference?: number}} Measure `stream` is its name with residual connections */

/** What is drawn, in this order; above rows, the first two: of what each layer passes on to the next. @type {Measure[]} */
const MEASURES = [
  {
    name: "std of activations",
    stream: "std of the residual stream",
    color: "activation",
    phase: "forward",
    of: ({ layer }) => layer.map(({ output_std }) => output_std[0]),
  },
  {
    name: "std of gradients",
    stream: "std of the stream’s gradients",
    color: "gradient",
    phase: "backward",
    of: ({ layer }) => layer.map(({ output_gradient_std }) => output_gradient_std[0]),
  },
  {
    name: "update ratio",
    color: "ink",
    phase: "update",
    of: ({ layer, weight }) => layer.map((_, i) => 10 ** weight[i].update_data[0]),
    reference: 1e-3,
  },
];

/** @param {App} app @param {() => void} onResize */
export function createDepth({ core }, onResize) {
  const canvas = make("canvas", { tabindex: 0, role: "application", "aria-roledescription": "chart" });
  const band = make("span", {}, make("span", { class: "swatch band" }), "range of the last frames");
  const predicted = make("span", {}, make("span", { class: "swatch dashed" }), "infinite-width prediction at step 0");
  const legend = make("figcaption", { class: "legend key" }, band, predicted);
  element("depth-profile").replaceChildren(canvas, legend);
  const surface = createSurface(canvas, onResize);
  const recent = createRecent();
  const predict = createPrediction(core);
  /** The values last shown of each measure: a step in slow motion has not computed all of its own yet. @type {number[][]} */
  let shown = [];
  return {
    /** @param {Frame} frame @param {Picture} picture @param {boolean} isAlone whether it stands instead of rows */
    draw(frame, { palette, pins, pinned, layer, drawer, phase, config, showsText }, isAlone) {
      const layers = frame.layer.length;
      const kept = shown;
      shown = MEASURES.map(({ of, phase: when }, i) =>
        reached(phase, when) || kept[i]?.length !== layers ? of(frame) : kept[i],
      );
      const bands = isAlone ? recent(frame, shown) : null;
      const theory = isAlone ? predict(config, shown) : null;
      const profiles = MEASURES.slice(0, isAlone ? 3 : 2).map(
        ({ name, stream, color, of, reference }, i) =>
          /** @type {Profile} */ ({
            name: hasStream(config) ? (stream ?? name) : name,
            color: palette[color],
            values: shown[i],
            others: pinned?.profilesOf(pins, of, palette) ?? [],
            band: bands?.[i],
            predicted: theory?.[i],
            reference,
          }),
      );
      const open = drawer ? Math.min(layer, layers - 1) : null;
      drawProfiles(surface, profiles, { palette, open });
      setSource(canvas, { kind: "profile", profiles });
      legend.hidden = bands === null && theory === null;
      band.hidden = bands === null;
      predicted.hidden = theory === null;
      if (!showsText) return;
      const words = profiles.map((profile) => {
        const expected = profile.predicted ? `, predicted for infinite width ${spoken(profile.predicted)}` : "";
        return `${profile.name} ${spoken(profile.values)}${expected}`;
      });
      setLabel(canvas, `By layer on log axes: ${words.join("; ")}. Arrow keys read a layer, Enter opens it`);
    },
  };
}

/** @param {number[]} values */
function spoken(values) {
  const figures = values.map((value) => figure(value));
  return figures.length <= MAX_SPOKEN
    ? figures.join(", ")
    : `${figures[0]} in layer 1 to ${figures.at(-1)} in the last`;
}

/**
 * The prediction for each measure that has one; of gradients relative to the last layer, where it has the measured value.
 * @param {App["core"]} core
 * @returns {(config: Config, shown: number[][]) => (number[] | null)[] | null}
 */
function createPrediction(core) {
  /** @type {Config | null} */
  let asked = null;
  /** @type {MeanField | null} */
  let answer = null;
  return (config, [activations, gradients]) => {
    if (asked !== config) {
      asked = config;
      answer = core.meanField(config);
    }
    // While another network is awaited, the frame is of the one before.
    if (answer?.activation.length !== activations.length) return null;
    const last = gradients[gradients.length - 1];
    return [answer.activation, answer.gradient.map((gradient) => gradient * last), null];
  };
}
