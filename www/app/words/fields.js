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
]);

/** @param {string} key of a field; one without a label is named by its key */
export const fieldLabel = (key) => LABELS.get(key) ?? key;
