// The table of runs side by side: the settings in which they differ, what has come of each, and what to do where there is
// nothing beside the run yet. Reads frames; pins, trains and draws nothing.

import { progressOf } from "../../run/selectors.js";
import { make, makeButton } from "../../ui/dom.js";
import { button, element, tell } from "../../ui/elements.js";
import { pinLabel, pinSwatch } from "../pinned.js";
import { differences, results } from "./results.js";

/** @import { Frame } from "../../../shared/protocol.js" */
/** @import { App } from "../../page/app.js" */
/** @import { Picture } from "../layers.js" */
/** @import { Row } from "./results.js" */

/** Two runs to begin with. */
const SUGGESTED = [
  { words: "The naive start against Kaiming’s", link: "#v=1&preset=kaiming&pin1=naive;preset=naive" },
  {
    words: "Five layers with BatchNorm and without",
    link: "#v=1&preset=deep-batchnorm&pin1=without;preset=deep-batchnorm;norm=none;outnorm=none",
  },
];

/** @param {App} app */
export function createTable({ core, commands, questions }) {
  const [empty, full] = [createEmpty(commands.pin), createFull(() => questions.evaluate())];
  element("compare-panel").append(empty.element, full.element);

  return {
    /** @param {Frame} frame @param {Picture} picture */
    draw(frame, { config, step, sum, evaluations, question, pins, words }) {
      const focused = empty.element.contains(document.activeElement);
      empty.element.hidden = pins.length > 0;
      full.element.hidden = pins.length === 0;
      // Whoever says when the run can be pinned says it of the button beside it.
      empty.draw(button("pin").disabled);
      if (pins.length === 0 || (!words && full.isOf(pins))) return;
      const runs = [{ config, frame, step, sum, evaluations }, ...pins];
      full.draw(pins, differences(runs.map((run) => core.fieldTexts(run.config))), results(runs));
      // The one that goes gives its focus to the one that comes.
      if (focused) full.focus();
      full.asks(
        [progressOf({ question }, "evaluate"), ...pins.map((pin) => pin.evaluating)].some((asked) => asked !== null),
      );
    },
  };
}

/** What stands there while nothing is pinned. @param {() => void} onPin */
function createEmpty(onPin) {
  const pin = makeButton("Pin this run", onPin);
  const why =
    "Pin keeps this run beside the next one. Change a setting then, and both are trained together: their curves, their histograms and what they come to stand side by side.";
  return {
    element: make(
      "div",
      { class: "compare-empty" },
      make("p", {}, why),
      pin,
      make("p", {}, "Or begin with two:"),
      make("ul", {}, ...SUGGESTED.map(({ words, link }) => make("li", {}, make("a", { href: link }, words)))),
    ),
    /** @param {boolean} disabled whether nothing can be pinned now */
    draw(disabled) {
      pin.disabled = disabled;
    },
  };
}

/** @param {() => void} onEvaluate */
function createFull(onEvaluate) {
  const evaluate = makeButton("Evaluate all", onEvaluate, { class: "small" });
  const legend = "★ the best of its row: the lowest, the first loss nearest ln V, the gradients most alike.";
  const table = make("table", { id: "compare-table" });
  const pan = make(
    "div",
    { class: "compare-pan", tabindex: 0, role: "region", "aria-label": "Runs side by side, a table" },
    table,
  );

  /** What the table is of, as text: another makes it anew. */
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
      const row = texts.map(() => ({ text: make("span"), mark: make("span", { class: "best" }) }));
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
      make("caption", { class: "hidden" }, "This run and the pinned ones"),
      make("thead", {}, make("tr", {}, make("td"), mine, ...headings)),
      group(settings.length > 0 ? "Settings that differ" : "No setting differs", settings),
      group("What came of them", results),
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
          tell(text, texts[j]);
          markAs(mark, best[j]);
        }
      }
    },
    /** @param {boolean} asked whether an evaluation is under way */
    asks(asked) {
      evaluate.disabled = asked;
    },
  };
}

/** @param {Element} mark @param {boolean} best */
function markAs(mark, best) {
  if (mark.childElementCount > 0 === best) return;
  const words = [make("span", { "aria-hidden": "true" }, " ★"), make("span", { class: "hidden" }, ", the best")];
  mark.replaceChildren(...(best ? words : []));
  mark.parentElement?.classList.toggle("is-best", best);
}
