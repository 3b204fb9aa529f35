// The norm from inside: running against batch statistics, gain and shift, and a bias before it, of one normed layer of a
// frame. ways.js and coupling.js, further down in the panel, ask the engine themselves.

import { drawHistogram } from "../../../draw/histogram.js";
import { drawScatter, scatterAxis } from "../../../draw/scatter.js";
import { createSurface } from "../../../draw/surface.js";
import { button, canvas, element, name, select, tell } from "../../ui/elements.js";
import { count, figure, nonfiniteFacts } from "../../words/format.js";
import { createCoupling } from "./coupling.js";
import { createWays } from "./ways.js";
import { biasText, blockName, oneWay, title } from "./wording.js";

/** @import { Axis } from "../../../draw/scatter.js" */
/** @import { Config, Distribution, Frame, NormSections } from "../../../shared/protocol.js" */
/** @import { App } from "../../page/app.js" */
/** @import { Picture } from "../layers.js" */

/** A batch this small has statistics that say little. */
const FEW = 8;

/**
 * @param {App} app
 * @param {() => void} onChange what is to be drawn has changed
 */
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
  /** The one that is shown. */
  let block = 0;

  choice.addEventListener("change", () => sight.set({ layer: choice.selectedIndex }));
  for (const kind of kinds) {
    const norm = /** @type {Config["norm"]} */ (kind.dataset.norm);
    // Without a norm there is none for the logits either, and Rust would refuse one.
    kind.addEventListener("click", () => commands.adjust(norm === "none" ? { norm, outnorm: null } : { norm }));
  }
  button("norm-put").addEventListener("click", () => {
    commands.adjust({ norm: "batch" });
    kinds.find((kind) => kind.dataset.norm === "batch")?.focus();
  });
  button("bias-add").addEventListener("click", () => {
    commands.adjust(block < store.get().config.hidden.length ? { b: "zero" } : { outb: "zero" });
    // The button goes.
    choice.focus();
  });

  const [few, back] = ["batch-2", "batch-32"].map((id) => element(id, HTMLAnchorElement));
  for (const [link, other] of [
    [few, back],
    [back, few],
  ]) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      // Here only the network changes: the lesson, the frame and what is left out stay.
      event.preventDefault();
      commands.change(core.parseLink(link.hash).config);
      other.focus();
    });
  }

  store.subscribe(({ config: { norm, batch } }, changed) => {
    if (!changed.has("config")) return;
    for (const kind of kinds) kind.setAttribute("aria-pressed", String(kind.dataset.norm === norm));
    tell(element("norm-inside-title"), title(norm));
    /** @type {[id: string, seen: boolean][]} */
    const parts = [
      ["norm-of-choice", norm !== "none"],
      ["norm-none", norm === "none"],
      ["norm-plots", norm !== "none"],
      ["norm-mean", norm === "batch"],
      ["norm-variance", norm === "batch"],
      ["norm-no-statistics", norm === "layer"],
      ["ways", norm === "batch"],
      ["one-way", norm !== "batch"],
      ["bias-facts", norm !== "none"],
      [few.id, batch > FEW],
      [back.id, batch <= FEW],
    ];
    for (const [id, seen] of parts) element(id).hidden = !seen;
    tell(element("one-way-text"), oneWay(norm));
  });

  /**
   * The blocks that have a norm, to choose from; of fewer than there were, the last is the one.
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
      const { config, layer, palette, words } = picture;
      coupling.draw(frame, picture);
      if (words) ways.tell(frame.step);
      // The frame may still be of the network before.
      if (config.norm === "none" || frame.norm === undefined) return;
      const { sections, of } = choose(frame.norm, frame.layer.length, layer);
      [block] = sections.block;
      const { batch_mean, batch_var, running_mean, running_var, gain, bias, bias_gradient } = sections;
      if (batch_mean.length > 0) {
        const options = { of: `${of} ${frame.epoch}`, color: palette.activation, palette };
        means.draw(batch_mean, running_mean, options);
        const { log } = variances.draw(batch_var, running_var, options);
        tell(element("norm-variance-axis"), log ? ", log axes" : "");
        if (words) {
          means.tell(batch_mean, running_mean, of);
          variances.tell(batch_var, running_var, of);
        }
      }
      gains.draw(gain, palette.activation, palette);
      shifts.draw(bias, palette.activation, palette);
      if (!words) return;
      gains.tell(gain, of);
      shifts.tell(bias, of);
      const hasBias = bias_gradient.length > 0;
      element("bias-gradients").hidden = !hasBias;
      element("bias-add").hidden = hasBias;
      tell(element("bias-text"), biasText(config.norm, hasBias));
      if (!hasBias) return;
      tell(element("bias-largest"), figure(bias_gradient[0]));
      tell(element("bias-weight-largest"), figure(bias_gradient[1]));
    },
  };
}

/**
 * Running against batch statistics.
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
  let beside = 0;
  return {
    /** @param {Float32Array} batch @param {Float32Array} running @param {{of: string, color: string, palette: Picture["palette"]}} options */
    draw(batch, running, { of, color, palette }) {
      if (of !== drawn) axis = null;
      drawn = of;
      ({ axis, beside } = scatterAxis(batch, running, mayBeLog, axis));
      drawScatter(surface, { x: batch, y: running }, { axis, color, palette });
      return axis;
    },
    /** @param {Float32Array} batch @param {Float32Array} running @param {string} of */
    tell(batch, running, of) {
      const range = (/** @type {Float32Array} */ values) =>
        `${figure(values.reduce((a, b) => Math.min(a, b)))} to ${figure(values.reduce((a, b) => Math.max(a, b)))}`;
      const missing = beside > 0 ? `; ${count(beside)} not finite` : "";
      name(
        plot,
        `Running against batch ${what}, ${of}: ${count(batch.length)} neurons, in the batch ${range(batch)}, running ${range(running)}${missing}`,
      );
    },
  };
}

/**
 * The histogram of a norm's learnt parameter.
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
      // Measured from the next frame on.
      if (distribution.counts.length === 0) surface.begin();
      else drawHistogram(surface, distribution, { color, palette, marks: [], axis: "ends" });
    },
    /** @param {Distribution} distribution @param {string} of */
    tell(distribution, of) {
      const { mean, std } = distribution;
      const [shown, broken] = [`mean ${figure(mean[0], 2)}, std ${figure(std[0], 2)}`, nonfiniteFacts(distribution)];
      tell(facts, broken === "" ? shown : broken);
      name(plot, `${what}, ${of}: ${shown}${broken && `; ${broken}`}`);
    },
  };
}
