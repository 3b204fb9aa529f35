// The names that links and lessons have for the page's panels. Rust checks links against this list (engine/core.js);
// page/panels.js has the place of each.

export const PANELS = /** @type {const} */ ([
  "controls",
  "verdicts",
  "timeline",
  "layers",
  "saturation",
  "time",
  "norm",
  "hand",
  "compare",
  "loss",
  "update",
  "weights",
  "samples",
]);

/** @typedef {typeof PANELS[number]} Panel */
