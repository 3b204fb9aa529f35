// The labels of the page's panels, by their names in links and lessons, and of the pictures of a layer. Rust checks links
// against these names (engine/core.js); page/panels.js has the place of each panel. Used by page/, panels/ and share/ too.

export const PANEL_LABELS = {
  controls: "Settings",
  verdicts: "Verdict",
  timeline: "Timeline",
  layers: "Layers, now",
  saturation: "Saturation map",
  time: "Layers over time",
  norm: "Norm",
  hand: "By hand",
  compare: "Compare",
  loss: "Loss",
  update: "Update ratio",
  optimizer: "Optimizer",
  weights: "Weight gradients",
  samples: "Samples",
};

/** @typedef {keyof typeof PANEL_LABELS} Panel */

export const PANELS = /** @type {Panel[]} */ (Object.keys(PANEL_LABELS));

/** What the two histograms of a layer are of. @param {{tab: string, preactivations: boolean}} shown */
export const rowTitles = ({ tab, preactivations }) =>
  tab === "time"
    ? { activations: "Activations: step 0, then the run", gradients: "log₁₀ |gradient|" }
    : { activations: preactivations ? "Pre-activations" : "Activations", gradients: "Activation gradients" };
