// The row that goes back in time: a scrubber over the steps of the run, with what stands out in it, played back or dragged.
// What it looks back at is drawn by panels/view.js.

import { isFailed, isIdle, isReady, isTraining, progressOf } from "../run/selectors.js";
import { combine } from "../run/store.js";
import { button, element, input, name, progress, tell } from "../ui/elements.js";
import { createLazy } from "../ui/lazy.js";
import { count } from "../words/format.js";
import { marksOf, placed } from "./marks.js";
import { frameTime, toPlay } from "./playback.js";

/** @import { Timeline } from "../../shared/protocol.js" */
/** @import { App } from "../page/app.js" */
/** @import { State } from "../page/sight.js" */

/** The room that a label takes. */
const LABEL = 34;
/** A moving run moves the scrubber, and is asked what stands out in it, as often as this. */
const MOVES_EVERY_MS = 100;
const MARKS_EVERY_MS = 1000;
/** What is looked at changes under a moving mouse: the step is looked at again when it pauses. */
const LOOK_PAUSE_MS = 200;
/** What changes how a run is looked at. @type {(keyof State)[]} */
const LOOKS = ["layer", "neuron", "threshold", "preactivations", "tab", "pane"];

/** @param {App} app */
export function createTimeline(app) {
  const { store, sight, questions, messages } = app;
  const { lookBack } = questions;
  const row = element("timeline");
  const slider = input("past");
  const lane = element("past-marks");
  const [play, leave, fork, cancel] = ["past-play", "past-leave", "past-fork", "past-cancel"].map(button);
  const field = input("past-step");
  const [said, note] = ["past-said", "past-note"].map((id) => element(id));
  const bar = progress("past-progress");
  let newest = 0;
  /** A finger holds the thumb: the scale must not move under it. */
  let held = false;
  let typing = false;
  let shownAt = Number.NEGATIVE_INFINITY;
  let markedAt = Number.NEGATIVE_INFINITY;
  /** What is known of this run's past. @type {Timeline | null} */
  let known = null;
  let marked = "";
  let thumb = 0;
  let playing = 0;
  let moves = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  /** Looks again. */
  let soon = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  /** Back to where the run is now. */
  function present() {
    stop();
    const state = store.get();
    lookBack.leave();
    if (state.past !== null) messages.status(isTraining(state) ? "Training." : `Back at step ${count(newest)}.`);
  }
  /** The step on the screen. */
  const at = () => store.get().past?.step ?? newest;

  /** @param {number} step @param {boolean} exact */
  function go(step, exact) {
    if (step >= newest) present();
    else {
      lookBack.ask(step, exact);
      if (exact) messages.status(`Looking back at step ${count(step)}.`);
    }
    show();
  }

  function stop() {
    playing = 0;
    row.classList.remove("playing");
    name(play, "Play the run back");
    play.title = "Play the run back";
  }
  /** Stops where it is, and sees that step as it is to be looked at by now. */
  function pause() {
    if (playing === 0) return;
    stop();
    const { past } = store.get();
    if (past !== null) go(past.step, true);
  }

  async function start() {
    const mine = performance.now();
    playing = mine;
    row.classList.add("playing");
    name(play, "Pause the playback");
    play.title = "Pause the playback";
    await learn();
    if (playing !== mine || known === null) return;
    const steps = toPlay(known.steps, store.get().past?.step ?? null);
    const every = frameTime(known.steps.length);
    let exactly = false;
    for (const step of steps) {
      // Recorded, so it comes at once; while the run goes on, a step may have been let go for the one before it.
      const found = await lookBack.ask(step, exactly);
      if (playing !== mine) return;
      if (found?.step === step && !found.exact) {
        // It was recorded when the run was looked at in another way, and so were most that follow.
        exactly = true;
        await lookBack.ask(step, true);
        if (playing !== mine) return;
      }
      show();
      await new Promise((resolve) => setTimeout(resolve, every));
      if (playing !== mine) return;
    }
    present();
  }

  /** Asks what is recorded, and what stands out. */
  async function learn() {
    markedAt = performance.now();
    try {
      known = await questions.timeline();
    } catch {
      // Another run began meanwhile, or the worker failed: there is another to ask.
      known = null;
    }
    mark();
  }

  /** Puts the marks where their steps lie. */
  function mark() {
    const width = lane.clientWidth;
    const marks = known === null ? [] : marksOf(known.marks);
    const last = Number(slider.max);
    const places = placed(marks, last, { width, thumb, label: LABEL });
    const telling = JSON.stringify(marks);
    if (telling !== marked) {
      marked = telling;
      const focused = [...lane.querySelectorAll("button")].indexOf(
        /** @type {HTMLButtonElement} */ (document.activeElement),
      );
      lane.replaceChildren(
        ...places.map(({ step, label, name: called }) => {
          const made = document.createElement("button");
          made.type = "button";
          made.textContent = label;
          made.title = called;
          name(made, called);
          made.addEventListener("click", () => {
            stop();
            go(step, true);
          });
          return made;
        }),
        ...places.map(() => {
          const tick = document.createElement("span");
          tick.setAttribute("aria-hidden", "true");
          return tick;
        }),
      );
      if (focused >= 0) (lane.querySelectorAll("button")[focused] ?? slider).focus();
    }
    const children = /** @type {HTMLCollectionOf<HTMLElement>} */ (lane.children);
    for (const [i, { at, labelAt }] of places.entries()) {
      children[i].style.setProperty("--at", `${labelAt}px`);
      children[places.length + i].style.setProperty("--at", `${at}px`);
    }
  }

  /** Shows how far the run has come. */
  function move() {
    show();
    mark();
  }

  function show() {
    shownAt = performance.now();
    const state = store.get();
    const { past } = state;
    const recalling = progressOf(state, "look-back");
    const begun = newest > 0;
    const step = at();
    if (!held) {
      slider.max = String(Math.max(1, newest));
      slider.value = String(lookBack.wanted() ?? (begun ? step : 1));
    }
    const value = slider.valueAsNumber;
    const where = past === null && value >= newest ? "the present, " : "";
    slider.setAttribute("aria-valuetext", `${where}step ${count(value)} of ${count(newest)}`);
    row.classList.toggle("back", past !== null);
    document.body.classList.toggle("looking-back", past !== null);
    element("past-hint").hidden = begun;
    for (const id of ["past-at", "past-fork", "past-leave"]) element(id).hidden = !begun;
    if (!typing) field.value = count(step);
    tell(said, past === null ? "the present" : `of ${count(newest)}`);
    tell(note, past === null ? "" : ", looking back");
    said.hidden = recalling !== null;
    note.hidden = recalling !== null;
    bar.hidden = recalling === null;
    if (recalling === null && document.activeElement === cancel) slider.focus();
    cancel.hidden = recalling === null;
    if (recalling !== null) {
      bar.max = Math.max(1, recalling.total);
      bar.value = recalling.done;
    }
    if (past === null && document.activeElement === leave) slider.focus();
    leave.disabled = past === null;
    fork.disabled = !begun || !isReady(state);
    for (const control of [slider, play]) control.disabled = !begun || isFailed(state);
  }

  slider.addEventListener("pointerdown", () => {
    held = true;
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
    addEventListener(end, () => {
      if (!held) return;
      held = false;
      show();
    });
  }
  slider.addEventListener("input", () => {
    stop();
    // The right end is the present, however far the run has come meanwhile.
    go(slider.value === slider.max ? newest : slider.valueAsNumber, false);
  });
  slider.addEventListener("change", () => {
    held = false;
    if (slider.value !== slider.max) go(slider.valueAsNumber, true);
  });
  row.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.target === field) return;
    present();
  });
  play.addEventListener("click", () => (playing > 0 ? pause() : start()));
  leave.addEventListener("click", present);
  cancel.addEventListener("click", () => {
    stop();
    lookBack.drop();
    show();
  });
  field.addEventListener("input", () => {
    typing = true;
  });
  field.addEventListener("blur", () => {
    typing = false;
    show();
  });
  field.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    typing = false;
    present();
    show();
  });
  field.addEventListener("change", () => {
    typing = false;
    pause();
    const digits = field.value.replaceAll(/[\s,_]/g, "");
    const step = /^\d+$/.test(digits) ? Number(digits) : Number.NaN;
    if (step <= newest) {
      messages.clear();
      go(step, true);
      return;
    }
    const expected = `a whole number from 0 to ${count(newest)}, where the run is`;
    messages.errors("There is no such step to look at", [
      { field: "Step looked at", expected, got: field.value || "nothing" },
    ]);
    show();
  });

  const forking = createLazy(
    async () => (await import("./fork-dialog.js")).createFork(app),
    (reason) => messages.unfetched("The dialog", reason),
  );
  fork.addEventListener("click", async () => {
    pause();
    // On its way to another step, that one is meant.
    const step = lookBack.wanted() ?? at();
    (await forking.load())?.open(step);
  });

  new ResizeObserver(() => {
    thumb = Number.parseFloat(getComputedStyle(slider).getPropertyValue("--thumb"));
    mark();
  }).observe(lane);
  combine(store, sight).subscribe((state, changed) => {
    // Another run has no past yet.
    if (changed.has("awaited") && state.awaited) {
      stop();
      lookBack.drop();
      known = null;
      newest = 0;
      mark();
    }
    if (changed.has("past") && state.past === null) stop();
    if (changed.has("sum") && state.sum !== null && newest > 0) learn();
    if (["past", "mode", "question", "awaited"].some((key) => changed.has(/** @type {"past"} */ (key)))) show();
    if (state.past !== null && playing === 0 && LOOKS.some((key) => changed.has(key))) {
      clearTimeout(soon);
      soon = setTimeout(() => {
        const { past } = store.get();
        if (past !== null && lookBack.wanted() === null && !held) go(past.step, true);
      }, LOOK_PAUSE_MS);
    }
  });

  return {
    /** The run's newest frame has come. @param {number} step its step */
    frame(step) {
      const now = performance.now();
      const first = newest === 0 || step < newest;
      newest = step;
      if (step > 0 && (now - markedAt >= MARKS_EVERY_MS || (first && known === null))) learn();
      clearTimeout(moves);
      // The frame of where the run stopped may come after the report, and is not followed by another.
      const wait = first || isIdle(store.get()) ? 0 : shownAt + MOVES_EVERY_MS - now;
      if (wait > 0) moves = setTimeout(move, wait);
      else move();
    },
  };
}
