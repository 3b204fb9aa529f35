// The figure of everything on one page, of the displayed step. Printing the page prints it: it is made when the browser is about
// to print, and shown by export.css. Loaded by index.js and dialog.js.

import { readPalette } from "../../draw/color.js";
import { contextOf } from "../../draw/shapes.js";
import { passedOn } from "../page/address.js";
import { make } from "../ui/dom.js";
import { configTitle } from "../words/format.js";
import { runFigure } from "./figure.js";
import { elementOf } from "./svg.js";

/** @import { Moment } from "./record.js" */
/** @import { App } from "../page/app.js" */

/**
 * The displayed frame and its state; use it at once, since the next frame invalidates it.
 * @param {App} app
 * @returns {Moment | null} null before the first frame
 */
export function momentOf({ store, sight, frames, links }) {
  const frame = frames.current();
  if (frame === null) return null;
  const state = { ...store.get(), ...sight.get() };
  const sum = state.step === frame.step ? state.sum : null;
  return { frame, state, sum, link: passedOn(links.toStepPinned(frame.step, sum)) };
}

/** @param {App} app */
export function createPrint(app) {
  // Its own palette, as on paper, whatever the colors of the page.
  const paper = make("div", { id: "paper", class: "paper" });
  document.body.append(paper);

  /** The figure, or null before the first frame. */
  function figure() {
    const moment = momentOf(app);
    if (moment === null) return null;
    const { config, past, verdicts } = moment.state;
    const [first, uniform] = [moment.frame.first_loss[0], moment.frame.uniform_loss[0]];
    return runFigure(moment, {
      title: configTitle(app.core, config),
      fields: app.core
        .fieldTexts(config)
        .map(([key, text]) => [key, key === "preset" ? app.core.preset(config.preset).title : text]),
      verdicts: past?.verdicts ?? verdicts,
      judgment: app.core.judgeFirstLoss(first, uniform),
      palette: readPalette(paper),
      context: contextOf(make("canvas")),
    });
  }

  function prepare() {
    const made = figure();
    paper.replaceChildren(...(made === null ? [] : [elementOf(made)]));
  }
  addEventListener("beforeprint", prepare);
  // A browser that emulates print media fires no print event.
  matchMedia("print").addEventListener("change", ({ matches }) => matches && prepare());

  return { figure, prepare };
}
