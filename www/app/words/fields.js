// The labels of the Config's fields, as on the controls. Used by panels/.

const LABELS = new Map([
  ["preset", "Preset"],
  ["context", "Context"],
  ["emb", "Embedding"],
  ["hidden", "Layers"],
  ["act", "Activation"],
  ["w", "Hidden weight scale"],
  ["out", "Output weight scale"],
  ["b", "Bias"],
  ["outb", "Output bias"],
  ["norm", "Normalization"],
  ["outnorm", "Logits gain"],
  ["variance", "Variance"],
  ["batch", "Batch size"],
  ["lr", "Learning rate"],
  ["seed", "Seed"],
  ["then", "Later changes"],
  // Parts of a setting that have a field of their own.
  ["depth", "Depth"],
  ["width", "Width"],
  ["plan", "Later rates"],
]);

/** @param {string} key of a field; one without a label is named by its key */
export const fieldLabel = (key) => LABELS.get(key) ?? key;
