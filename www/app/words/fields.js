// The labels of the Config's fields, as on the controls. Used by controls/ and panels/.

const LABELS = new Map([
  ["preset", "Preset"],
  ["context", "Context"],
  ["emb", "Embedding"],
  ["hidden", "Layers"],
  ["act", "Activation"],
  ["w", "Hidden weights"],
  ["out", "Output weights"],
  ["b", "Bias"],
  ["outb", "Output bias"],
  ["norm", "Normalization"],
  ["outnorm", "Logits gain"],
  ["eps", "eps"],
  ["momentum", "momentum"],
  ["variance", "Variance"],
  ["res", "Residual"],
  ["branch", "Branch"],
  ["batch", "Batch size"],
  ["lr", "Learning rate"],
  ["warmup", "Warmup"],
  ["opt", "Optimizer"],
  ["betas", "Betas"],
  ["opteps", "Optimizer eps"],
  ["decay", "Decay"],
  ["clip", "Clip norm"],
  ["seed", "Seed"],
  ["then", "Later changes"],
  // Parts of a setting that have a field of their own.
  ["depth", "Depth"],
  ["width", "Width"],
  ["widths", "Widths"],
  ["groups", "Groups"],
  ["opt-momentum", "Momentum"],
  ["cosine", "Cosine"],
  ["plan", "Later rates"],
]);

/** @param {string} key of a field; one without a label is named by its key */
export const fieldLabel = (key) => LABELS.get(key) ?? key;
