// What a card computes after its answer, with a button of its own: the loss over both splits, which neurons are dead for
// every example, the four ways to evaluate. Created by player.js.

import { WAYS, waysFacts } from "../panels/norm/wording.js";
import { canAsk, progressOf } from "../run/selectors.js";
import { make, makeButton, makeTable } from "../ui/dom.js";
import { element } from "../ui/elements.js";
import { showQuestion } from "../ui/progress.js";
import { count, lossFigure } from "../words/format.js";

/** @import { Card } from "../../lessons/lesson.js" */
/** @import { App } from "../page/app.js" */
/** @import { Run } from "../run/store.js" */

/** @typedef {NonNullable<Card["offer"]>} Offer */

/** A loss where it is known. @param {number | null} loss */
const known = (loss) => (loss === null ? "–" : lossFigure(loss));

/**
 * What each offer shows once it is computed; null before. Pure.
 * @type {Record<Offer, {label: string, result: (run: Run) => {words: string, rows?: [way: string, train: string, val: string][]} | null}>}
 */
export const OFFERS = {
  evaluate: {
    label: "Evaluate both splits",
    result({ evaluations, step }) {
      const found = evaluations.find((evaluation) => evaluation.step === step);
      return found === undefined
        ? null
        : { words: `At step ${count(step)}: train ${lossFigure(found.train)}, val ${lossFigure(found.val)}.` };
    },
  },
  survey: {
    label: "Dead for every example?",
    result({ survey, step, config, text }) {
      if (survey === null || survey.step !== step || text === null) return null;
      const dead = survey.dead.reduce((sum, layer) => sum + layer.length, 0);
      const neurons = config.hidden.reduce((sum, width) => sum + width, 0);
      return { words: `${count(dead)} of ${count(neurons)} are dead for all ${count(text.train)} examples.` };
    },
  },
  ways: {
    label: "Compare four ways",
    result({ ways, step }) {
      if (ways === null || ways.step !== step || ways.done < ways.total) return null;
      const rows = ways.results.map(
        ({ way, train, val }) => /** @type {[string, string, string]} */ ([WAYS[way][0], known(train), known(val)]),
      );
      return { words: waysFacts(ways, step), rows };
    },
  },
};

/** @param {App} app */
export function createOffers({ store, questions }) {
  const root = element("lesson-offer");
  /** @type {Offer | null} */
  let offer = null;
  let said = "";

  const begin = { evaluate: questions.evaluate, survey: questions.survey, ways: questions.compareWays };
  const ask = makeButton("", () => offer !== null && begin[offer]());
  const cancel = makeButton("Cancel", () => questions.cancel(), { "aria-label": "Cancel the computation" });
  const bar = make("progress");
  const table = make("div");
  const output = make("output", { "aria-live": "polite" });
  root.append(make("div", { class: "row" }, ask, cancel, bar), table, output);

  function follow() {
    if (offer === null) return;
    const run = store.get();
    const asked = progressOf(run, offer);
    const result = OFFERS[offer].result(run);
    const focused = document.activeElement;
    ask.disabled = asked !== null || !canAsk(run);
    showQuestion({ ask, cancel, bar }, asked, focused);
    ask.hidden = asked !== null || result !== null;
    const next = JSON.stringify(asked === null ? result : null);
    if (next === said) return;
    said = next;
    output.textContent = asked === null ? (result?.words ?? "") : "";
    const rows = asked === null ? (result?.rows ?? []) : [];
    table.replaceChildren(
      ...(rows.length > 0 ? [makeTable("Loss by what normalizes", ["normalized with", "train", "val"], rows)] : []),
    );
  }

  return {
    follow,
    /** @param {Offer | undefined} wanted @param {boolean} starts whether one that takes no decision begins by itself */
    show(wanted, starts) {
      const next = wanted ?? null;
      if (offer !== null && offer !== next && progressOf(store.get(), offer) !== null) questions.cancel();
      offer = next;
      root.hidden = offer === null;
      if (offer === null) return;
      if (ask.textContent !== OFFERS[offer].label) ask.textContent = OFFERS[offer].label;
      bar.setAttribute("aria-label", OFFERS[offer].label);
      const run = store.get();
      if (starts && offer === "evaluate" && OFFERS.evaluate.result(run) === null && canAsk(run)) questions.evaluate();
      follow();
    },
  };
}
