// The verdict line: what Rust makes of the network's health, each with a way to the control that mends it.

import { leftOut } from "../page/panel-names.js";
import { combine } from "../run/store.js";
import { element } from "../ui/elements.js";

/** @import { Verdict } from "../../shared/protocol.js" */
/** @import { App } from "../page/app.js" */

/** Told apart by shape as well as colour. */
const SIGNS = { bad: "✕", warn: "▲", good: "✓" };
/** Where a field of the Config is set, and what the page calls it. @type {Record<string, [id: string, name: string]>} */
const CONTROLS = {
  w: ["w", "Hidden weight scale"],
  out: ["out", "Output weight scale"],
  b: ["b", "Bias"],
  outb: ["outb", "Output bias"],
  outnorm: ["outnorm", "Gain on the logits"],
  norm: ["norm", "Normalization"],
  lr: ["lr", "Learning rate"],
  eps: ["eps", "eps"],
  batch: ["batch", "Batch size"],
  hidden: ["width", "Width"],
  act: ["act", "Activation"],
};

/**
 * @param {App} app
 * @param {(id: string) => void} reveal brings a control into sight
 */
export function createVerdicts({ store, sight }, reveal) {
  const both = combine(store, sight);
  const list = element("verdicts");
  let told = "";

  /** @param {Verdict} verdict */
  function item({ severity, text, control, layer }) {
    const row = document.createElement("li");
    row.className = severity;
    const sign = document.createElement("span");
    sign.className = "sign";
    sign.textContent = SIGNS[severity];
    sign.setAttribute("aria-hidden", "true");
    const known = control === null || leftOut(both.get()).includes("controls") ? undefined : CONTROLS[control];
    const words = document.createElement(known || layer ? "button" : "span");
    words.textContent = text;
    row.append(sign, words);
    if (words instanceof HTMLButtonElement) {
      words.type = "button";
      words.title = known ? `To ${known[1]}` : `To layer ${layer}`;
      words.addEventListener("click", () => {
        if (layer !== null) sight.set({ layer: layer - 1, drawer: true });
        if (known) reveal(known[0]);
      });
    }
    return row;
  }

  both.subscribe((state, changed) => {
    const verdicts = state.past?.verdicts ?? state.verdicts;
    if (!changed.has("verdicts") && !changed.has("past") && !changed.has("hidden") && !changed.has("embed")) return;
    // Until the first verdict the line says what the page is for.
    if (told === "" && verdicts.length === 0) return;
    const telling = JSON.stringify([verdicts, leftOut(state)]);
    if (telling === told) return;
    told = telling;
    const focused = list.contains(document.activeElement);
    list.replaceChildren(...verdicts.map(item));
    // A keyboard that stood on a verdict stays in the line.
    if (focused) list.querySelector("button")?.focus();
  });
}
