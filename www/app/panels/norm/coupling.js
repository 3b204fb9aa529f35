// Batch coupling: one example evaluated in many minibatches, and how far the probabilities of its next character spread
// with the other examples of the batch. Asks the worker regularly while visible. Used by norm.js.

import { drawProbabilities } from "../../../draw/probabilities.js";
import { createSurface } from "../../../draw/surface.js";
import { sees } from "../../page/sight.js";
import { isIdle, isMoving } from "../../run/selectors.js";
import { hasAny } from "../../run/store.js";
import { button, canvas, element, select, setLabel, setText } from "../../ui/elements.js";
import { MAX_COLUMNS, mostProbable } from "../../words/alphabet.js";
import { count } from "../../words/format.js";
import { setSource } from "../reading.js";
import { characters, couplingFacts, exampleName } from "./wording.js";

/** @import { Palette } from "../../../draw/color.js" */
/** @import { Frame } from "../../../shared/protocol.js" */
/** @import { App } from "../../page/app.js" */
/** @import { Run } from "../../run/store.js" */
/** @import { Picture } from "../layers.js" */

/** @typedef {{tokens: number[], target: number}} Example */

const DRAWS = 200;
/** How often a moving run is asked at most; SHARE_OF_TIME makes it rarer if answers take long, to not slow training down. */
const EVERY_MS = 500;
const SHARE_OF_TIME = 6;
/** A longer answer time counts as this: the machine may have slept in the meantime. */
const MAX_ANSWER_MS = 3000;
/** A run that has stopped for this long is not being dragged. */
const PAUSE_MS = 150;

/** @param {App} app @param {() => void} onChange asks for a redraw */
export function createCoupling({ store, sight, both, questions }, onChange) {
  const chart = canvas("coupling");
  const surface = createSurface(chart, () => {
    drawn = null;
    onChange();
  });
  /** What the chart shows; new frames do not change it. @type {[Run["coupled"], Palette] | null} */
  let drawn = null;
  const choice = select("coupling-example");
  /** The selected example; stays selected while the minibatch changes. @type {Example | null} */
  let example = null;
  /** @type {Example[]} */
  let listed = [];
  /** Epoch and step of the listed minibatch, and the alphabet of its text. */
  let listedAt = "";
  let alphabet = "";
  /** The same other examples at every step, so that only the network changes, until they are redrawn. */
  let seed = 0;
  /** The last question and its time; the last answered question and how long it took. */
  const asked = { what: "", at: Number.NEGATIVE_INFINITY };
  const answered = { what: "", took: 0 };
  let soon = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  const question = () => JSON.stringify([example, seed]);
  const isVisible = () => sees(sight.get(), "norm") && !document.hidden;

  function ask() {
    const { awaited, config } = store.get();
    // After a change of the context length, the example belongs to the previous network until a frame is drawn.
    if (awaited || example?.tokens.length !== config.context) return;
    asked.what = question();
    asked.at = performance.now();
    questions.couple({ ...example, draws: DRAWS, seed });
  }

  /** Asks once the run has stopped for a moment, unless the answer is known or another long question is open. */
  function askWhenIdle() {
    clearTimeout(soon);
    soon = setTimeout(() => {
      const state = store.get();
      const known = state.coupled?.step === state.step && answered.what === question();
      if (isIdle(state) && isVisible() && !known && state.question === null) ask();
    }, PAUSE_MS);
  }

  setInterval(() => {
    const free = performance.now() - asked.at >= SHARE_OF_TIME * answered.took;
    if (isMoving(store.get()) && isVisible() && free && store.get().question === null) ask();
  }, EVERY_MS);

  /** Asks at once, or when the open long question has been answered. */
  function askNow() {
    if (store.get().question === null) ask();
  }
  choice.addEventListener("change", () => {
    example = listed[choice.selectedIndex];
    askNow();
  });
  button("coupling-redraw").addEventListener("click", () => {
    seed += 1;
    askNow();
  });

  both.subscribe(({ sum, coupled, text, question }, changed) => {
    if (changed.has("coupled") && coupled !== null) {
      answered.what = asked.what;
      answered.took = Math.min(MAX_ANSWER_MS, performance.now() - asked.at);
    }
    if (changed.has("text") && text !== null && text.alphabet !== alphabet) {
      alphabet = text.alphabet;
      example = null;
      listedAt = "";
    }
    const stopped = changed.has("sum") && sum !== null;
    const isShown = hasAny(changed, "tab", "pane", "pocket");
    const free = changed.has("question") && question === null;
    if (stopped || isShown || free) askWhenIdle();
  });

  /** Lists the current minibatch, if the run has stopped, and the selected example. @param {Frame} frame */
  function list({ epoch, step, batch: { tokens, targets } }) {
    const context = tokens.length / targets.length;
    if (example !== null && example.tokens.length !== context) example = null;
    const at = `${epoch} ${step}`;
    if (example !== null && (at === listedAt || isMoving(store.get()))) return;
    listedAt = at;
    const names = characters(alphabet);
    const batch = Array.from(targets, (target, i) => ({
      tokens: [...tokens.subarray(i * context, (i + 1) * context)],
      target,
    }));
    const known = new Map(
      [...(example === null ? [] : [example]), ...batch].map((one) => [exampleName(one, names), one]),
    );
    listed = [...known.values()];
    choice.replaceChildren(...[...known.keys()].map((text) => new Option(text)));
    if (example === null) {
      example = listed[0];
      askWhenIdle();
    }
    choice.selectedIndex = 0;
  }

  return {
    /** @param {Frame} frame @param {Picture} picture */
    draw(frame, { coupled, text, palette }) {
      if (text === null || text.alphabet !== alphabet) return;
      list(frame);
      if (drawn?.[0] === coupled && drawn[1] === palette) return;
      drawn = [coupled, palette];
      if (coupled === null) {
        surface.begin();
        setText(element("coupling-facts"), "");
        setLabel(
          chart,
          "Probabilities of what follows an example, over the other examples of its batch: not drawn yet",
        );
        return;
      }
      const names = characters(alphabet);
      const tokens = mostProbable(coupled.evaluation, MAX_COLUMNS, coupled.target);
      const columns = tokens.map((token) => ({ token, label: names[token], marked: token === coupled.target }));
      drawProbabilities(surface, coupled, { columns, palette });
      setSource(chart, { kind: "probabilities", coupled, columns });
      const facts = couplingFacts(coupled, names, { draws: DRAWS, step: coupled.step });
      setText(element("coupling-facts"), facts);
      const cut =
        tokens.length < names.length ? `the ${tokens.length} most probable of ${count(names.length)} characters` : "";
      setText(element("coupling-columns"), cut);
      setLabel(
        chart,
        `Probabilities of what follows “${exampleName(coupled, names)}” in training mode, ${cut || `all ${names.length} characters`}: ${facts}`,
      );
    },
  };
}
