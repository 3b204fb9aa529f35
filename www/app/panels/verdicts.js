// The Lab's verdict line: Rust's findings about the network's health, each a button that leads to the control that fixes it,
// with a button that fixes it. Used by main.js.

import { leftOut } from "../page/sight.js";
import { hasAny } from "../run/store.js";
import { make, makeButton } from "../ui/dom.js";
import { button, element, setText } from "../ui/elements.js";
import { fieldLabel } from "../words/fields.js";
import { faultOf, SIGNS } from "../words/remedies.js";
import { createFix } from "./fix.js";

/** @import { Verdict } from "../../shared/protocol.js" */
/** @import { App } from "../page/app.js" */
/** @import { Description } from "./fix.js" */

/** @param {App} app @param {(id: string) => void} reveal scrolls to a control and focuses it */
export function createVerdicts(app, reveal) {
  const { sight, both } = app;
  const list = element("verdicts");
  const fix = createFix(app, button("verdict-undo"), () => (list.querySelector("button") ?? button("train")).focus());
  /** What the items are but for the figures in their words, which change while it trains: a button stays under the pointer. */
  let shown = "";

  /** @param {Verdict} verdict @param {boolean} hasControls @param {Description | null} fixes of the button that fixes it */
  function item({ severity, control, layer, remedy }, hasControls, fixes) {
    // A field's control has the field's name as its id.
    const id = hasControls ? control : null;
    const go = () => {
      if (layer !== null) sight.set({ layer: layer - 1, drawer: true });
      if (id !== null) reveal(id);
    };
    const title = id !== null ? `Go to ${fieldLabel(id)}` : `Go to layer ${layer}`;
    const words = id !== null || layer !== null ? makeButton("", go, { class: "words", title }) : make("span");
    const sign = make("span", { class: "sign", "aria-hidden": "true" }, SIGNS[severity]);
    const li = make("li", { class: severity }, sign, words);
    if (fixes !== null && remedy !== null)
      li.append(makeButton(fixes.label, () => fix.apply(remedy), { class: "small", title: fixes.changes }));
    return li;
  }

  both.subscribe((state, changed) => {
    const verdicts = state.past?.verdicts ?? state.verdicts;
    if (!hasAny(changed, "verdicts", "past", "hidden", "embed")) return;
    // Until the first verdict, the line introduces the page.
    if (shown === "" && verdicts.length === 0) return;
    const hasControls = !leftOut(state).includes("controls");
    // A frame of another page has a line for the worst verdict alone.
    const canFix = hasControls && !state.embed;
    const fixes = verdicts.map(({ remedy }) => (canFix && remedy !== null ? fix.describe(remedy) : null));
    const next = JSON.stringify([verdicts.map((verdict) => ({ ...verdict, text: "" })), hasControls, fixes]);
    if (next !== shown) {
      shown = next;
      const focused = list.contains(document.activeElement);
      list.replaceChildren(...verdicts.map((verdict, i) => item(verdict, hasControls, fixes[i])));
      // Keyboard focus on a verdict stays in the line, if it can.
      if (focused) (list.querySelector("button") ?? button("train")).focus();
    }
    for (const [i, { text }] of verdicts.entries()) {
      const said = fixes[i] === null ? text : faultOf(text);
      const words = /** @type {HTMLElement} */ (list.children[i].children[1]);
      setText(words, said);
      if (words.localName === "span" && words.title !== said) words.title = said;
    }
  });
}
