// One example in many batches: which one, asked again now and then while somebody looks, and how the probabilities of what
// follows it spread over the other examples of its batch.

import { drawProbabilities } from "../../../draw/probabilities.js";
import { createSurface } from "../../../draw/surface.js";
import { sees } from "../../page/panel-names.js";
import { isIdle, isMoving } from "../../run/selectors.js";
import { combine } from "../../run/store.js";
import { button, canvas, element, name, select, tell } from "../../ui/elements.js";
import { characters, couplingFacts, exampleName, mostProbable } from "./wording.js";

/** @import { Palette } from "../../../draw/color.js" */
/** @import { Frame } from "../../../shared/protocol.js" */
/** @import { App } from "../../page/app.js" */
/** @import { Run } from "../../run/store.js" */
/** @import { Picture } from "../layers.js" */

/** @typedef {{tokens: number[], target: number}} Example */

const DRAWS = 200;
/** A moving run is asked as often as this, and less often where an answer takes so long that training would notice. */
const EVERY_MS = 500;
const SHARE_OF_TIME = 6;
/** What took longer may be a machine that slept meanwhile, and counts as this. */
const LONGEST_MS = 3000;
/** A run that has stopped for this long is not one under a moving finger. */
const PAUSE_MS = 150;

/**
 * @param {App} app
 * @param {() => void} onChange what is to be drawn has changed
 */
export function createCoupling({ store, sight, questions }, onChange) {
  const chart = canvas("coupling");
  const surface = createSurface(chart, () => {
    drawn = null;
    onChange();
  });
  /** What the chart shows; a frame that comes changes nothing of it. @type {[Run["coupled"], Palette] | null} */
  let drawn = null;
  const choice = select("coupling-example");
  /** The one looked at; stays while the minibatch changes. @type {Example | null} */
  let example = null;
  /** @type {Example[]} */
  let listed = [];
  /** What the list was made of, and the alphabet of its text. */
  let listedAt = "";
  let alphabet = "";
  /** The same other examples at every step, until others are asked for: what changes then is the network. */
  let seed = 0;
  /** What was asked last, and when; what was answered last, and how long that took. */
  const asked = { what: "", at: Number.NEGATIVE_INFINITY };
  const answered = { what: "", took: 0 };
  let soon = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  const wanted = () => JSON.stringify([example, seed]);
  const looks = () => sees(sight.get(), "norm") && !document.hidden;
  const moves = () => isMoving(store.get());

  function ask() {
    const { awaited, config } = store.get();
    // After a change of the context, the example is of the network before until a frame is drawn.
    if (awaited || example?.tokens.length !== config.context) return;
    asked.what = wanted();
    asked.at = performance.now();
    questions.couple({ ...example, draws: DRAWS, seed });
  }

  /** Asks about a run that has stopped for a while, unless the answer is known or another long one is awaited. */
  function consider() {
    clearTimeout(soon);
    soon = setTimeout(() => {
      const state = store.get();
      const known = state.coupled?.step === state.step && answered.what === wanted();
      if (isIdle(state) && looks() && !known && state.question === null) ask();
    }, PAUSE_MS);
  }

  setInterval(() => {
    const free = performance.now() - asked.at >= SHARE_OF_TIME * answered.took;
    if (moves() && looks() && free && store.get().question === null) ask();
  }, EVERY_MS);

  /** At once, unless an answer to a long question is awaited: when it is there, this is asked. */
  function askByHand() {
    if (store.get().question === null) ask();
  }
  choice.addEventListener("change", () => {
    example = listed[choice.selectedIndex];
    askByHand();
  });
  button("coupling-redraw").addEventListener("click", () => {
    seed += 1;
    askByHand();
  });

  combine(store, sight).subscribe(({ sum, coupled, text, question }, changed) => {
    if (changed.has("coupled") && coupled !== null) {
      answered.what = asked.what;
      answered.took = Math.min(LONGEST_MS, performance.now() - asked.at);
    }
    if (changed.has("text") && text !== null && text.alphabet !== alphabet) {
      alphabet = text.alphabet;
      example = null;
      listedAt = "";
    }
    const stopped = changed.has("sum") && sum !== null;
    const turned = ["tab", "pane", "pocket"].some((key) => changed.has(/** @type {"tab"} */ (key)));
    const free = changed.has("question") && question === null;
    if (stopped || turned || free) consider();
  });

  /** The current minibatch, where the run has stopped, with the example looked at. @param {Frame} frame */
  function list({ epoch, step, batch: { tokens, targets } }) {
    const context = tokens.length / targets.length;
    if (example !== null && example.tokens.length !== context) example = null;
    const at = `${epoch} ${step}`;
    if (example !== null && (at === listedAt || moves())) return;
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
      consider();
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
        tell(element("coupling-facts"), "");
        name(chart, "Probabilities of what follows an example, over its batch-mates: not drawn yet");
        return;
      }
      const names = characters(alphabet);
      const tokens = mostProbable(coupled.evaluation);
      const columns = tokens.map((token) => ({ token, label: names[token], marked: token === coupled.target }));
      drawProbabilities(surface, coupled, { columns, palette });
      const facts = couplingFacts(coupled, names, { draws: DRAWS, step: coupled.step });
      tell(element("coupling-facts"), facts);
      const cut =
        tokens.length < names.length ? `the ${tokens.length} most probable of ${names.length} characters` : "";
      tell(element("coupling-columns"), cut);
      name(
        chart,
        `Probabilities of what follows “${exampleName(coupled, names)}” in training mode, ${cut || `all ${names.length} characters`}: ${facts}`,
      );
    },
  };
}
