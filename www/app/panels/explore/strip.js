// The strip of Explore: one example of the minibatch from its characters over the embedding and the hidden layers to the
// probabilities of the next character. Each part leads to its panel in the Lab. Used by explore.js.

import { createNeurons, drawGuess } from "../../../draw/example.js";
import { createSurface } from "../../../draw/surface.js";
import { isReady, isSlow } from "../../run/selectors.js";
import { hasAny } from "../../run/store.js";
import { make } from "../../ui/dom.js";
import { button, canvas, element, setLabel, setText } from "../../ui/elements.js";
import { ACTIVATIONS, endsOf, marksOf } from "../../words/activations.js";
import { barsWords, guessBars } from "../../words/alphabet.js";
import { glyph, percent } from "../../words/format.js";
import { guessWords, layersWords, saturatedWords } from "./wording.js";

/** @import { Frame } from "../../../shared/protocol.js" */
/** @import { Panel } from "../../words/panels.js" */
/** @import { App } from "../../page/app.js" */
/** @import { Picture } from "../layers.js" */

/** The boundary of items, as the lecture writes it. */
const BOUNDARY = ".";
/** While the run moves, the example changes at most this often: letters that change in every frame can't be read. */
const NEXT_EVERY_MS = 500;

/** The panel of the Lab that each part leads to. @type {Record<string, Panel>} */
const PARTS = {
  "strip-context": "samples",
  "strip-embedding": "controls",
  "strip-hidden": "saturation",
  "strip-output": "loss",
};

/** @param {App} app @param {(panel: Panel) => void} openInLab @param {() => void} onResize */
export function createStrip({ store, commands }, openInLab, onResize) {
  const letters = element("strip-letters");
  const [numbers, neuronsSaid, guessSaid] = ["strip-numbers", "strip-neurons-said", "strip-guess"].map((id) =>
    element(id),
  );
  const neurons = createNeurons(createSurface(canvas("strip-neurons"), onResize));
  const bars = createSurface(canvas("strip-bars"), onResize);
  const slow = button("strip-slow");
  for (const [id, panel] of Object.entries(PARTS)) button(id).addEventListener("click", () => openInLab(panel));
  slow.addEventListener("click", () => (isSlow(store.get()) ? commands.pause() : commands.slow()));
  store.subscribe((state, changed) => {
    if (!hasAny(changed, "mode", "awaited")) return;
    slow.disabled = !isReady(state);
    slow.setAttribute("aria-pressed", String(isSlow(state)));
  });

  let changedAt = Number.NEGATIVE_INFINITY;
  /** @type {string[]} */
  let labels = [];
  let alphabet = "";

  return {
    /** @param {Frame} frame @param {Picture} picture @param {boolean} moves whether steps are made fast */
    draw(frame, { palette, config, text, textIsBuiltIn }, moves) {
      if (text === null) return;
      const now = performance.now();
      if (moves && now - changedAt < NEXT_EVERY_MS) return;
      changedAt = now;
      if (text.alphabet !== alphabet || labels.length === 0) {
        alphabet = text.alphabet;
        labels = [BOUNDARY, ...[...alphabet].map(glyph)];
      }
      const { context, emb, act } = config;
      const { index, probabilities } = frame.example;
      const [example] = index;
      const tokens = frame.batch.tokens.subarray(example * context, (example + 1) * context);
      const target = frame.batch.targets[example];
      const guess = probabilities.reduce((best, value, token) => (value > probabilities[best] ? token : best), 0);

      const shown = [...tokens].map((token) => labels[token] ?? "?");
      if (letters.textContent !== shown.join("")) {
        letters.style.setProperty("--letters", String(shown.length));
        letters.replaceChildren(...shown.map((letter) => make("bdi", { class: "strip-letter" }, letter)));
      }
      setText(element("strip-so-far"), `the ${textIsBuiltIn ? "name" : "text"} so far`);
      setText(numbers, `${context} × ${emb} numbers`);
      const [threshold] = frame.threshold;
      const { saturatesAtZero } = ACTIVATIONS[act];
      const marks = marksOf(act, threshold);
      const highest = () => Math.max(1e-6, ...frame.layer.map(({ activation }) => activation.range[1]));
      const full = marks === null ? highest() : (marks[1] - marks[0]) / 2;
      const rows = frame.layer.map(({ map, dead_neurons }) => {
        const width = dead_neurons.length;
        return { map: map.subarray(example * width, (example + 1) * width), dead_neurons };
      });
      neurons.draw(rows, { ends: endsOf(act, threshold), zero: saturatesAtZero ? "apart" : "plain", full, palette });
      const shownBars = guessBars(probabilities, { labels, guess, target });
      drawGuess(bars, shownBars, palette);

      const worst = Math.max(...frame.layer.map(({ saturated }) => saturated[0]));
      setText(neuronsSaid, `${layersWords(config)}: ${saturatedWords(act, worst, rows.length > 1)}`);
      const chance = (/** @type {number} */ token) => percent(100 * probabilities[token]);
      const words = guessWords({
        guess: probabilities.some(Number.isNaN) ? null : labels[guess],
        chance: chance(guess),
        next: labels[target],
        chanceOfNext: chance(target),
        isName: textIsBuiltIn,
      });
      const cut = barsWords(shownBars.length, labels.length);
      setText(guessSaid, cut === "" ? words : `${words}. Bars: ${cut}.`);
      setLabel(button("strip-context"), `The text so far: “${shown.join("")}”. Opens names that this network invents.`);
      setLabel(button("strip-output"), `${words}.${cut === "" ? "" : ` Bars: ${cut}.`} Opens the loss in the Lab.`);
    },
  };
}
