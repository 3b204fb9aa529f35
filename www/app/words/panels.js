// The page's panels: by the names that links and lessons have for them, their names in lists. Rust checks links against these
// (engine/core.js); page/panels.js has the place of each.

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
  weights: "Weight gradients",
  samples: "Samples",
};

/** @typedef {keyof typeof PANEL_LABELS} Panel */

export const PANELS = /** @type {Panel[]} */ (Object.keys(PANEL_LABELS));
