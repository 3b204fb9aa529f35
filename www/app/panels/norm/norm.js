// The Norm panel: running vs. batch statistics, γ and β, and the bias before the norm, for one normalized layer of a frame;
// with the ways to evaluate (ways.js) and batch coupling (coupling.js). Loaded by ../lazy.js.

import { drawHistogram } from "../../../draw/histogram.js";
import { drawScatter, scatterAxis } from "../../../draw/scatter.js";
import { createSurface } from "../../../draw/surface.js";
import { button, canvas, element, select, setLabel, setText } from "../../ui/elements.js";
import { count, figure, nonfiniteFacts } from "../../words/format.js";
import { canNormLogits, normOf, normParts } from "../../words/recipe.js";
import { setSource } from "../reading.js";
import { createCoupling } from "./coupling.js";
import { createWays } from "./ways.js";
import { biasNote, blockName, lacksBias, noStatistics, oneWay, title } from "./wording.js";

/** @import { Axis } from "../../../draw/scatter.js" */
/** @import { Distribution, Frame, NormSections } from "../../../shared/protocol.js" */
/** @import { App } from "../../page/app.js" */
/** @import { NormKind } from "../../words/recipe.js" */
/** @import { Picture } from "../layers.js" */

/** A batch size at or below this has noisy statistics. */
const SMALL_BATCH = 8;
/** Of the axes of the scatter plots. @type {[x: string, y: string]} */
const NAMES = ["this batch", "running"];

/** @param {App} app @param {() => void} onChange asks for a redraw */
export function createNorm(app, onChange) {
  const { core, store, sight, commands } = app;
  const ways = createWays(app);
  const coupling = createCoupling(app, onChange);
  const means = createScatter("norm-mean-plot", "mean", false, onChange);
  const variances = createScatter("norm-variance-plot", "variance", true, onChange);
  const gains = createParameter("norm-gain", "Gain γ", onChange);
  const shifts = createParameter("norm-shift", "Shift β", onChange);
  const choice = select("norm-of");
  const kinds = [...element("norm-switch").querySelectorAll("button")];
  let blocks = "";
  /** The displayed one. */
  let block = 0;

  choice.addEventListener("change", () => sight.set({ layer: choice.selectedIndex }));
  for (const kind of kinds) {
    kind.addEventListener("click", () => {
      const norm = normOf(/** @type {NormKind} */ (kind.dataset.norm), store.get().config.hidden);
      // Rust rejects a norm on the logits where the hidden layers have none that could be there.
      commands.adjust(canNormLogits(norm) ? { norm } : { norm, outnorm: null });
    });
  }
  button("norm-put").addEventListener("click", () => {
    commands.adjust({ norm: "batch" });
    kinds.find((kind) => kind.dataset.norm === "batch")?.focus();
  });
  button("bias-add").addEventListener("click", () => {
    commands.adjust(block < store.get().config.hidden.length ? { b: "zero" } : { outb: "zero" });
    // The button disappears.
    choice.focus();
  });

  const [few, back] = ["batch-2", "batch-32"].map((id) => element(id, HTMLAnchorElement));
  for (const [link, other] of [
    [few, back],
    [back, few],
  ]) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      // Changes only the network: the lesson, the embedding and the hidden panels stay.
      event.preventDefault();
      commands.replace(core.parseLink(link.hash).config);
      other.focus();
    });
  }

  store.subscribe(({ config: { norm, batch } }, changed) => {
    if (!changed.has("config")) return;
    for (const kind of kinds) kind.setAttribute("aria-pressed", String(kind.dataset.norm === normParts(norm).kind));
    setText(element("norm-inside-title"), title(norm));
    /** @type {[id: string, seen: boolean][]} */
    const parts = [
      ["norm-of-choice", norm !== "none"],
      ["norm-none", norm === "none"],
      ["norm-plots", norm !== "none"],
      ["norm-mean", norm === "batch"],
      ["norm-variance", norm === "batch"],
      ["norm-no-statistics", norm !== "none" && norm !== "batch"],
      ["norm-shift", norm !== "rms"],
      ["ways", norm === "batch"],
      ["one-way", norm !== "batch"],
      ["bias-facts", norm !== "none"],
      [few.id, batch > SMALL_BATCH],
      [back.id, batch <= SMALL_BATCH],
    ];
    for (const [id, seen] of parts) element(id).hidden = !seen;
    setText(element("one-way-text"), oneWay(norm));
    setText(element("norm-no-statistics"), noStatistics(norm));
  });

  /**
   * Lists the blocks with a norm and selects one; after a change to fewer blocks, the last.
   * @param {NormSections[]} norm
   * @param {number} hidden how many hidden layers
   * @param {number} wanted
   */
  function choose(norm, hidden, wanted) {
    const names = norm.map(({ block: [block] }) => blockName(block, hidden));
    if (names.join() !== blocks) {
      blocks = names.join();
      choice.replaceChildren(...names.map((text) => new Option(text)));
    }
    const chosen = Math.min(wanted, norm.length - 1);
    if (choice.selectedIndex !== chosen) choice.selectedIndex = chosen;
    return { sections: norm[chosen], of: names[chosen] };
  }

  return {
    /** @param {Frame} frame @param {Picture} picture */
    draw(frame, picture) {
      const { config, layer, palette, showsText } = picture;
      coupling.draw(frame, picture);
      if (showsText) ways.showStep(frame.step);
      // The frame may still belong to the previous network.
      if (config.norm === "none" || frame.norm === undefined) return;
      const { sections, of } = choose(frame.norm, frame.layer.length, layer);
      [block] = sections.block;
      const { batch_mean, batch_var, running_mean, running_var, gain, bias, bias_gradient } = sections;
      if (batch_mean.length > 0) {
        const options = { of: `${of} ${frame.epoch}`, color: palette.activation, palette };
        means.draw(batch_mean, running_mean, options);
        const { log } = variances.draw(batch_var, running_var, options);
        setText(element("norm-variance-axis"), log ? ", log axes" : "");
        if (showsText) {
          means.describe(batch_mean, running_mean, of);
          variances.describe(batch_var, running_var, of);
        }
      }
      gains.draw(gain, palette.activation, palette);
      if (config.norm !== "rms") shifts.draw(bias, palette.activation, palette);
      if (!showsText) return;
      gains.describe(gain, of);
      if (config.norm !== "rms") shifts.describe(bias, of);
      const hasBias = bias_gradient.length > 0;
      element("bias-gradients").hidden = !hasBias;
      element("bias-add").hidden = hasBias || !lacksBias(config, block);
      setText(element("bias-text"), biasNote(config, block, hasBias));
      if (!hasBias) return;
      setText(element("bias-largest"), figure(bias_gradient[0]));
      setText(element("bias-weight-largest"), figure(bias_gradient[1]));
    },
  };
}

/**
 * A scatter plot of running vs. batch statistics.
 * @param {string} id
 * @param {string} what
 * @param {boolean} mayBeLog
 * @param {() => void} onResize
 */
function createScatter(id, what, mayBeLog, onResize) {
  const plot = canvas(id);
  const surface = createSurface(plot, onResize);
  /** @type {Axis | null} */
  let axis = null;
  let drawn = "";
  let nonfinite = 0;
  return {
    /** @param {Float32Array} batch @param {Float32Array} running @param {{of: string, color: string, palette: Picture["palette"]}} options */
    draw(batch, running, { of, color, palette }) {
      if (of !== drawn) axis = null;
      drawn = of;
      ({ axis, nonfinite } = scatterAxis(batch, running, mayBeLog, axis));
      drawScatter(surface, { x: batch, y: running }, { axis, names: NAMES, color, palette });
      setSource(plot, { kind: "scatter", what, pairs: { x: batch, y: running }, axis });
      return axis;
    },
    /** @param {Float32Array} batch @param {Float32Array} running @param {string} of */
    describe(batch, running, of) {
      const range = (/** @type {Float32Array} */ values) =>
        `${figure(values.reduce((a, b) => Math.min(a, b)))} to ${figure(values.reduce((a, b) => Math.max(a, b)))}`;
      const missing = nonfinite > 0 ? `; ${count(nonfinite)} not finite` : "";
      setLabel(
        plot,
        `Running vs. batch ${what}, ${of}: ${count(batch.length)} neurons, in the batch ${range(batch)}, running ${range(running)}${missing}`,
      );
    },
  };
}

/**
 * The histogram of a learned parameter of the norm.
 * @param {string} id
 * @param {string} what
 * @param {() => void} onResize
 */
function createParameter(id, what, onResize) {
  const plot = canvas(`${id}-plot`);
  const surface = createSurface(plot, onResize);
  const facts = element(`${id}-facts`);
  return {
    /** @param {Distribution} distribution @param {string} color @param {Picture["palette"]} palette */
    draw(distribution, color, palette) {
      // Empty until the next frame, which measures it.
      if (distribution.counts.length === 0) surface.begin();
      else drawHistogram(surface, distribution, { color, palette, marks: [], axis: "ends" });
      setSource(plot, { kind: "histogram", what, distribution, axis: "ends" });
    },
    /** @param {Distribution} distribution @param {string} of */
    describe(distribution, of) {
      const { mean, std } = distribution;
      const [shown, nonfinite] = [`mean ${figure(mean[0], 2)}, std ${figure(std[0], 2)}`, nonfiniteFacts(distribution)];
      setText(facts, nonfinite === "" ? shown : nonfinite);
      setLabel(plot, `${what}, ${of}: ${shown}${nonfinite && `; ${nonfinite}`}`);
    },
  };
}
