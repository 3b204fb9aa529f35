// The comparison table: the settings in which the runs differ, and their results; or, if no run is pinned, how to start a
// comparison. Loaded by ../lazy.js.

import { progressOf } from "../../run/selectors.js";
import { make, makeButton } from "../../ui/dom.js";
import { button, element, setText } from "../../ui/elements.js";
import { pinLabel, pinSwatch } from "../pinned.js";
import { differences, results } from "./results.js";

/** @import { Frame } from "../../../shared/protocol.js" */
/** @import { App } from "../../page/app.js" */
/** @import { Picture } from "../layers.js" */
/** @import { Row } from "./results.js" */

/** Comparisons to start with. */
const SUGGESTED = [
  {
    words: "Weights too large, and scaled by fan-in",
    link: "#v=1&preset=kaiming&view=compare&pin1=Too%20large;preset=naive",
  },
  {
    words: "Five layers with and without BatchNorm",
    link: "#v=1&preset=deep-batchnorm&view=compare&pin1=without%20BatchNorm;preset=deep-batchnorm;norm=none;outnorm=none",
  },
];

/** @param {App} app */
export function createTable({ core, commands, questions }) {
  const [empty, full] = [createEmpty(commands.pin), createFull(() => questions.evaluate())];
  element("compare-panel").append(empty.element, full.element);

  return {
    /** @param {Frame} frame @param {Picture} picture */
    draw(frame, { config, step, sum, evaluations, question, pins, showsText }) {
      const focused = empty.element.contains(document.activeElement);
      empty.element.hidden = pins.length > 0;
      full.element.hidden = pins.length === 0;
      // Enabled together with the Pin button.
      empty.draw(button("pin").disabled);
      if (pins.length === 0 || (!showsText && full.isOf(pins))) return;
      const runs = [{ config, frame, step, sum, evaluations }, ...pins];
      full.draw(pins, differences(runs.map((run) => core.fieldTexts(run.config))), results(runs));
      // The button that disappears passes its focus to the one that appears.
      if (focused) full.focus();
      full.asks(
        [progressOf({ question }, "evaluate"), ...pins.map((pin) => pin.evaluating)].some((asked) => asked !== null),
      );
    },
  };
}

/** What is shown while no run is pinned. @param {() => void} onPin */
function createEmpty(onPin) {
  const pin = makeButton("Pin this run", onPin, { class: "primary" });
  const why = "Pin this run, then change a setting: both train together, side by side.";
  return {
    element: make(
      "div",
      { class: "compare-empty" },
      make("p", {}, why),
      pin,
      make("p", {}, "Or open two runs:"),
      make("ul", {}, ...SUGGESTED.map(({ words, link }) => make("li", {}, make("a", { href: link }, words)))),
    ),
    /** @param {boolean} disabled whether the run can't be pinned now */
    draw(disabled) {
      pin.disabled = disabled;
    },
  };
}

/** @param {() => void} onEvaluate */
function createFull(onEvaluate) {
  const evaluate = makeButton("Evaluate all", onEvaluate, { class: "small" });
  const legend = "★ best of its row: the lowest value, the first loss nearest to ln V, or the most equal gradients.";
  const table = make("table", { id: "compare-table" });
  const pan = make(
    "div",
    { class: "compare-pan", tabindex: 0, role: "region", "aria-label": "Runs side by side, a table" },
    table,
  );

  /** The runs and settings of the table, as text; it is rebuilt when they change. */
  let shown = "";
  let pinned = "";
  /** @type {{text: Element, mark: Element}[][]} */
  let cells = [];

  /** @param {Picture["pins"]} pins */
  const named = (pins) => JSON.stringify(pins.map(({ id, name }) => [id, name]));

  /** @param {Picture["pins"]} pins @param {Row[]} settings @param {Row[]} results */
  function build(pins, settings, results) {
    cells = [];
    const line = (/** @type {Row} */ { key, label, texts }) => {
      const row = texts.map(() => ({ text: make("span"), mark: make("span") }));
      cells.push(row);
      const made = row.map(({ text, mark }) => make("td", {}, text, mark));
      return make("tr", { "data-row": key }, make("th", { scope: "row" }, label), ...made);
    };
    const group = (/** @type {string} */ title, /** @type {Row[]} */ rows) => {
      const heading = make("th", { scope: "rowgroup", colspan: 2 + pins.length }, title);
      return make("tbody", {}, make("tr", {}, heading), ...rows.map(line));
    };
    const headings = pins.map((pin) => make("th", { scope: "col" }, pinSwatch(pin.color), pinLabel(pin)));
    const mine = make("th", { scope: "col" }, make("span", { class: "swatch smooth" }), "This run");
    table.replaceChildren(
      make("caption", { class: "hidden" }, "This run and the pinned runs"),
      make("thead", {}, make("tr", {}, make("td"), mine, ...headings)),
      group(settings.length > 0 ? "Settings that differ" : "No setting differs", settings),
      group("Results", results),
    );
  }

  return {
    element: make("div", {}, pan, make("div", { class: "evaluation" }, evaluate, make("p", { class: "key" }, legend))),
    focus: () => pan.focus(),
    /** Whether the table is of these runs. @param {Picture["pins"]} pins */
    isOf: (pins) => pinned === named(pins),
    /** @param {Picture["pins"]} pins @param {Row[]} settings @param {Row[]} results */
    draw(pins, settings, results) {
      const rows = [...settings, ...results];
      pinned = named(pins);
      const wanted = JSON.stringify([pinned, rows.map(({ key }) => key)]);
      if (wanted !== shown) {
        shown = wanted;
        build(pins, settings, results);
      }
      for (const [i, { texts, best }] of rows.entries()) {
        for (const [j, { text, mark }] of cells[i].entries()) {
          setText(text, texts[j]);
          markAs(mark, best[j]);
        }
      }
    },
    /** @param {boolean} asked whether an evaluation is running */
    asks(asked) {
      evaluate.disabled = asked;
    },
  };
}

/** @param {Element} mark @param {boolean} best */
function markAs(mark, best) {
  if (mark.childElementCount > 0 === best) return;
  const words = [make("span", { "aria-hidden": "true" }, " ★"), make("span", { class: "hidden" }, ", best")];
  mark.replaceChildren(...(best ? words : []));
  mark.parentElement?.classList.toggle("is-best", best);
}
