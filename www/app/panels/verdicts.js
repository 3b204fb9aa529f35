// The verdict line: Rust's findings about the network's health, each a button that leads to the control that fixes it.

import { leftOut } from "../page/panel-names.js";
import { make, makeButton } from "../ui/dom.js";
import { element } from "../ui/elements.js";

/** @import { Verdict } from "../../shared/protocol.js" */
/** @import { App } from "../page/app.js" */

/** Distinguished by shape as well as color. */
const SIGNS = { bad: "✕", warn: "▲", good: "✓" };
/** The control of each field of the Config, and its label. @type {Record<string, [id: string, name: string]>} */
const CONTROLS = {
  w: ["w", "Hidden weight scale"],
  out: ["out", "Output weight scale"],
  b: ["b", "Bias"],
  outb: ["outb", "Output bias"],
  outnorm: ["outnorm", "Logits gain"],
  norm: ["norm", "Normalization"],
  lr: ["lr", "Learning rate"],
  eps: ["eps", "eps"],
  batch: ["batch", "Batch size"],
  hidden: ["width", "Width"],
  act: ["act", "Activation"],
};

/** @param {App} app @param {(id: string) => void} reveal scrolls to a control and focuses it */
export function createVerdicts({ sight, both }, reveal) {
  const list = element("verdicts");
  let shown = "";

  /** @param {Verdict} verdict */
  function item({ severity, text, control, layer }) {
    const known = control === null || leftOut(both.get()).includes("controls") ? undefined : CONTROLS[control];
    const go = () => {
      if (layer !== null) sight.set({ layer: layer - 1, drawer: true });
      if (known) reveal(known[0]);
    };
    const words =
      known || layer
        ? makeButton(text, go, { title: known ? `Go to ${known[1]}` : `Go to layer ${layer}` })
        : make("span", {}, text);
    return make(
      "li",
      { class: severity },
      make("span", { class: "sign", "aria-hidden": "true" }, SIGNS[severity]),
      words,
    );
  }

  both.subscribe((state, changed) => {
    const verdicts = state.past?.verdicts ?? state.verdicts;
    if (!changed.has("verdicts") && !changed.has("past") && !changed.has("hidden") && !changed.has("embed")) return;
    // Until the first verdict, the line introduces the page.
    if (shown === "" && verdicts.length === 0) return;
    const next = JSON.stringify([verdicts, leftOut(state)]);
    if (next === shown) return;
    shown = next;
    const focused = list.contains(document.activeElement);
    list.replaceChildren(...verdicts.map(item));
    // Keyboard focus on a verdict stays in the line.
    if (focused) list.querySelector("button")?.focus();
  });
}
