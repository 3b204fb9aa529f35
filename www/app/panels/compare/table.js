// The table of runs side by side: the settings in which they differ, what has come of each, and what to do where there is
// nothing beside the run yet. Reads frames; pins, trains and draws nothing.

import { progressOf } from "../../run/selectors.js";
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
  const place = document.createElement("div");
  place.className = "compare-empty";
  const why = document.createElement("p");
  why.textContent =
    "Pin keeps this run beside the next one. Change a setting then, and both are trained together: their curves, their histograms and what they come to stand side by side.";
  const pin = document.createElement("button");
  pin.type = "button";
  pin.textContent = "Pin this run";
  pin.addEventListener("click", onPin);
  const begin = document.createElement("p");
  begin.textContent = "Or begin with two:";
  const list = document.createElement("ul");
  list.append(
    ...SUGGESTED.map(({ words, link }) => {
      const item = document.createElement("li");
      const way = document.createElement("a");
      way.href = link;
      way.textContent = words;
      item.append(way);
      return item;
    }),
  );
  place.append(why, pin, begin, list);
  return {
    element: place,
    /** @param {boolean} disabled whether nothing can be pinned now */
    draw(disabled) {
      pin.disabled = disabled;
    },
  };
}

/** @param {() => void} onEvaluate */
function createFull(onEvaluate) {
  const place = document.createElement("div");
  const pan = document.createElement("div");
  pan.className = "compare-pan";
  pan.tabIndex = 0;
  pan.setAttribute("role", "region");
  pan.setAttribute("aria-label", "Runs side by side, a table");
  const table = document.createElement("table");
  table.id = "compare-table";
  const caption = table.createCaption();
  caption.className = "hidden";
  caption.textContent = "This run and the pinned ones";
  pan.append(table);
  const actions = document.createElement("div");
  actions.className = "evaluation";
  const evaluate = document.createElement("button");
  evaluate.type = "button";
  evaluate.className = "small";
  evaluate.textContent = "Evaluate all";
  evaluate.addEventListener("click", onEvaluate);
  const legend = document.createElement("p");
  legend.className = "key";
  legend.textContent = "★ the best of its row: the lowest, the first loss nearest ln V, the gradients most alike.";
  actions.append(evaluate, legend);
  place.append(pan, actions);

  /** What the table is of, as text: another makes it anew. */
  let shown = "";
  let pinned = "";
  /** @type {{text: Element, mark: Element}[][]} */
  let cells = [];

  /** @param {Picture["pins"]} pins */
  const named = (pins) => JSON.stringify(pins.map(({ id, name }) => [id, name]));

  /** @param {Picture["pins"]} pins @param {Row[]} settings @param {Row[]} results */
  function build(pins, settings, results) {
    const head = table.createTHead();
    head.replaceChildren();
    const row = head.insertRow();
    row.append(document.createElement("td"), heading("col", mine(), "This run"));
    for (const pin of pins) row.append(heading("col", pinSwatch(pin.color), pinLabel(pin)));
    for (const body of [...table.tBodies]) body.remove();
    cells = [];
    for (const [title, rows] of /** @type {const} */ ([
      [settings.length > 0 ? "Settings that differ" : "No setting differs", settings],
      ["What came of them", results],
    ])) {
      const body = table.createTBody();
      const group = heading("rowgroup", title);
      group.colSpan = 2 + pins.length;
      body.insertRow().append(group);
      for (const { key, label, texts } of rows) {
        const line = body.insertRow();
        line.dataset.row = key;
        line.append(heading("row", label));
        cells.push(
          texts.map(() => {
            const [text, mark] = [document.createElement("span"), document.createElement("span")];
            mark.className = "best";
            line.insertCell().append(text, mark);
            return { text, mark };
          }),
        );
      }
    }
  }

  return {
    element: place,
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
  const [star, word] = [document.createElement("span"), document.createElement("span")];
  star.setAttribute("aria-hidden", "true");
  star.textContent = " ★";
  word.className = "hidden";
  word.textContent = ", the best";
  mark.replaceChildren(...(best ? [star, word] : []));
  mark.parentElement?.classList.toggle("is-best", best);
}

/** The run's own line. */
function mine() {
  const swatch = document.createElement("span");
  swatch.className = "swatch smooth";
  return swatch;
}

/** @param {"col" | "row" | "rowgroup"} scope @param {(Node | string)[]} content */
function heading(scope, ...content) {
  const cell = document.createElement("th");
  cell.scope = scope;
  cell.append(...content);
  return cell;
}
