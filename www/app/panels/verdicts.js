// The verdict line: Rust's findings about the network's health, each a button that leads to the control that fixes it.

import { leftOut } from "../page/sight.js";
import { hasAny } from "../run/store.js";
import { make, makeButton } from "../ui/dom.js";
import { element } from "../ui/elements.js";
import { fieldLabel } from "../words/fields.js";
import { SIGNS } from "../words/remedies.js";

/** @import { Verdict } from "../../shared/protocol.js" */
/** @import { App } from "../page/app.js" */

/** @param {App} app @param {(id: string) => void} reveal scrolls to a control and focuses it */
export function createVerdicts({ sight, both }, reveal) {
  const list = element("verdicts");
  let shown = "";

  /** @param {Verdict} verdict */
  function item({ severity, text, control, layer }) {
    // A field's control has the field's name as its id.
    const id = leftOut(both.get()).includes("controls") ? null : control;
    const go = () => {
      if (layer !== null) sight.set({ layer: layer - 1, drawer: true });
      if (id !== null) reveal(id);
    };
    const words =
      id !== null || layer !== null
        ? makeButton(text, go, { title: id !== null ? `Go to ${fieldLabel(id)}` : `Go to layer ${layer}` })
        : make("span", { title: text }, text);
    return make(
      "li",
      { class: severity },
      make("span", { class: "sign", "aria-hidden": "true" }, SIGNS[severity]),
      words,
    );
  }

  both.subscribe((state, changed) => {
    const verdicts = state.past?.verdicts ?? state.verdicts;
    if (!hasAny(changed, "verdicts", "past", "hidden", "embed")) return;
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
