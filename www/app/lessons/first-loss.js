// The first loss and the loss of a uniform guess on one large axis, for the cards about the verdict on the first loss. Both
// marks are hidden while the card asks (enlarged.css). Created by enlarging.js.

import { createGauge } from "../panels/gauge.js";
import { make } from "../ui/dom.js";
import { element, setText } from "../ui/elements.js";
import { lossFigure } from "../words/format.js";

/** @import { App } from "../page/app.js" */

/** @param {App} app @returns {HTMLElement} the panel */
export function createFirstLoss({ core, store, frames }) {
  const mark = (/** @type {string} */ of) => make("div", { class: of });
  const gauge = make("div", { class: "gauge", role: "img" }, mark("excess"), mark("first"), mark("uniform"));
  const ticks = make("div", { class: "gauge-ticks", "aria-hidden": "true" });
  const [guess, first] = ["at-uniform", "at-first"].map((of) => make("p", { class: of, "aria-hidden": "true" }));
  const judged = make("p", { class: "judged", "aria-hidden": "true" });
  const plot = make("div", { class: "first-loss-plot" }, guess, gauge, ticks, first, judged);
  const panel = make(
    "section",
    { id: "lesson-first-loss", class: "panel lesson-first-loss", "aria-label": "First loss", hidden: true },
    make("h2", {}, "First loss"),
    plot,
  );
  element("lesson-cover").before(panel);
  const { draw } = createGauge(gauge, ticks);

  frames.subscribe(({ first_loss: [loss], uniform_loss: [uniform] }) => show(loss, uniform));
  const newest = frames.newest();
  if (newest !== null) show(newest.first_loss[0], newest.uniform_loss[0]);

  /** @param {number} loss @param {number} uniform */
  function show(loss, uniform) {
    const judgment = core.judgeFirstLoss(loss, uniform);
    draw(loss, uniform, judgment);
    setText(guess, `uniform guess: ln ${store.get().text?.vocabulary ?? "V"} = ${lossFigure(uniform)}`);
    setText(first, `this network: ${lossFigure(loss)}`);
    setText(judged, `The first loss is ${judgment}.`);
  }
  return panel;
}
