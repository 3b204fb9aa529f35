// The timeline: a slider over the steps of the run with markers at notable steps, playback, and the Fork button.
// The step that is looked back at is drawn by panels/view.js. Loaded by index.js.

import { isFailed, isIdle, isReady, progressOf } from "../run/selectors.js";
import { combine } from "../run/store.js";
import { make, makeButton } from "../ui/dom.js";
import { button, element, input, progress, setLabel, setText } from "../ui/elements.js";
import { createFault } from "../ui/faults.js";
import { createField } from "../ui/fields.js";
import { createLazy } from "../ui/lazy.js";
import { count, wholeNumber } from "../words/format.js";
import { marksOf, placed } from "./marks.js";
import { frameTime, toPlay } from "./playback.js";

/** @import { Timeline } from "../../shared/protocol.js" */
/** @import { App } from "../page/app.js" */
/** @import { State } from "../page/sight.js" */

/** How often a moving run updates the slider and the markers. */
const FOLLOW_EVERY_MS = 100;
const MARKS_EVERY_MS = 1000;
/** What is looked at changes under a moving mouse: the step is looked at again when it pauses. */
const LOOK_PAUSE_MS = 200;
/** State that changes what a frame must contain. @type {(keyof State)[]} */
const VIEW_STATE = ["layer", "neuron", "threshold", "preactivations", "view", "tab", "pane", "pocket"];

/** @param {App} app */
export function createTimeline(app) {
  const { store, sight, questions, messages } = app;
  const { lookBack } = questions;
  const row = element("timeline");
  const slider = input("past");
  const lane = element("past-marks");
  const [play, leave, fork, cancel] = ["past-play", "past-leave", "past-fork", "past-cancel"].map(button);
  const field = input("past-step");
  const fault = createFault(field, "Displayed step", { over: row });
  const [position, note] = ["past-said", "past-note"].map((id) => element(id));
  const bar = progress("past-progress");
  let newest = 0;
  /** While the thumb is held, the slider's range must not change under it. */
  let held = false;
  let shownAt = Number.NEGATIVE_INFINITY;
  let markedAt = Number.NEGATIVE_INFINITY;
  /** The run's recorded steps and markers. @type {Timeline | null} */
  let known = null;
  let marked = "";
  /** In pixels: the widths of the lane and of the slider's thumb, and the size of the marks' type. */
  let sizes = { width: 0, thumb: 0, type: 0 };
  let playing = 0;
  let following = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  /** Looks again. */
  let soon = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  const showField = createField(
    field,
    (text) => {
      pause();
      const step = wholeNumber(text);
      if (!(step <= newest)) {
        const expected = `a whole number from 0 to ${count(newest)}, the latest step`;
        return { field: "Displayed step", expected, got: text || "nothing" };
      }
      messages.clear();
      go(step, true);
      return null;
    },
    fault,
  );

  /** Returns to the run's latest step. */
  function goToLatest() {
    stop();
    lookBack.goToLatest(newest);
  }
  /** The displayed step. */
  const at = () => store.get().past?.step ?? newest;

  /** @param {number} step @param {boolean} exact */
  function go(step, exact) {
    if (step >= newest) stop();
    lookBack.go(step, newest, exact);
    show();
  }

  /** @param {number} since when the run is played back; 0 if it is not */
  function setPlaying(since) {
    playing = since;
    row.classList.toggle("playing", since > 0);
    play.title = since > 0 ? "Pause the playback" : "Play the run back";
    setLabel(play, play.title);
  }
  const stop = () => setPlaying(0);
  lookBack.onVisit(stop);

  /** Stops playback and requests the displayed step again, for the current view. */
  function pause() {
    if (playing === 0) return;
    stop();
    const { past } = store.get();
    if (past !== null) go(past.step, true);
  }

  async function start() {
    const mine = performance.now();
    setPlaying(mine);
    await refresh();
    if (playing !== mine || known === null) return;
    const steps = toPlay(known.steps, store.get().past?.step ?? null);
    const every = frameTime(known.steps.length);
    let exactly = false;
    for (const step of steps) {
      // Recorded steps arrive at once. While the run continues, recorded steps may be thinned out; then the previous one is shown.
      const found = await lookBack.ask(step, exactly);
      if (playing !== mine) return;
      if (found?.step === step && !found.exact) {
        // It was recorded for another view, and so were most of the following.
        exactly = true;
        await lookBack.ask(step, true);
        if (playing !== mine) return;
      }
      show();
      await new Promise((resolve) => setTimeout(resolve, every));
      if (playing !== mine) return;
    }
    goToLatest();
  }

  /** Asks for the recorded steps and the markers. */
  async function refresh() {
    markedAt = performance.now();
    try {
      known = await questions.timeline();
    } catch {
      // Another run began meanwhile, or the worker failed: there is another to ask.
      known = null;
    }
    placeMarks();
  }

  function placeMarks() {
    const marks = known === null ? [] : marksOf(known.marks);
    const last = Number(slider.max);
    const places = placed(marks, last, sizes);
    const next = JSON.stringify(marks);
    if (next !== marked) {
      marked = next;
      const focused = [...lane.querySelectorAll("button")].indexOf(
        /** @type {HTMLButtonElement} */ (document.activeElement),
      );
      lane.replaceChildren(
        ...places.map(({ step, text, name: title }) => {
          const show = () => {
            stop();
            go(step, true);
          };
          return makeButton(text, show, { title, "aria-label": title });
        }),
        ...places.map(() => make("span", { "aria-hidden": "true" })),
      );
      if (focused >= 0) (lane.querySelectorAll("button")[focused] ?? slider).focus();
    }
    const children = /** @type {HTMLCollectionOf<HTMLElement>} */ (lane.children);
    for (const [i, { at, labelAt, text }] of places.entries()) {
      setText(children[i], text);
      children[i].style.setProperty("--at", `${labelAt}px`);
      children[places.length + i].style.setProperty("--at", `${at}px`);
    }
  }

  /** Follows the run. */
  function follow() {
    show();
    placeMarks();
  }

  function show() {
    shownAt = performance.now();
    const state = store.get();
    const { past } = state;
    const recalling = progressOf(state, "look-back");
    const hasSteps = newest > 0;
    const step = at();
    if (!held) {
      slider.max = String(Math.max(1, newest));
      slider.value = String(lookBack.wanted() ?? (hasSteps ? step : 1));
    }
    const value = slider.valueAsNumber;
    const where = past === null && value >= newest ? "latest, " : "";
    slider.setAttribute("aria-valuetext", `${where}step ${count(value)} of ${count(newest)}`);
    row.classList.toggle("back", past !== null);
    document.body.classList.toggle("looking-back", past !== null);
    element("past-hint").hidden = hasSteps;
    row.classList.toggle("at-start", !hasSteps);
    for (const id of ["past-play", "past-track", "past-at", "past-fork", "past-leave"]) element(id).hidden = !hasSteps;
    showField(count(step));
    setText(position, past === null ? "latest" : `of ${count(newest)}`);
    setText(note, past === null ? "" : ", looking back");
    position.hidden = recalling !== null;
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
    fork.disabled = !hasSteps || !isReady(state);
    for (const control of [slider, play]) control.disabled = isFailed(state);
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
    // The right end means the latest step, even if the run has moved on in the meantime.
    go(slider.value === slider.max ? newest : slider.valueAsNumber, false);
  });
  slider.addEventListener("change", () => {
    held = false;
    if (slider.value !== slider.max) go(slider.valueAsNumber, true);
  });
  row.addEventListener("keydown", ({ key, target }) => {
    // Of a text half typed, the field has restored the displayed step instead.
    if (key === "Escape") goToLatest();
    if (key === "Escape" && target === field) show();
  });
  play.addEventListener("click", () => (playing > 0 ? pause() : start()));
  leave.addEventListener("click", goToLatest);
  cancel.addEventListener("click", () => {
    stop();
    lookBack.drop();
    show();
  });
  field.addEventListener("blur", show);

  const forking = createLazy(
    async () => (await import("./fork-dialog.js")).createFork(app),
    (reason) => messages.unfetched("The Fork dialog", reason),
  );
  fork.addEventListener("click", async () => {
    pause();
    // If another step has been requested, that step is meant.
    const step = lookBack.wanted() ?? at();
    (await forking.load())?.open(step);
  });

  // Read here only: after a change of the page, reading a width makes the browser lay it out at once.
  new ResizeObserver(() => {
    sizes = {
      width: lane.clientWidth,
      thumb: Number.parseFloat(getComputedStyle(slider).getPropertyValue("--thumb")),
      type: Number.parseFloat(getComputedStyle(lane).fontSize),
    };
    placeMarks();
  }).observe(lane);
  combine(store, sight).subscribe((state, changed) => {
    // A new run has no past yet.
    if (changed.has("awaited") && state.awaited) {
      stop();
      lookBack.drop();
      known = null;
      newest = 0;
      placeMarks();
    }
    if (changed.has("past") && state.past === null) stop();
    if (changed.has("sum") && state.sum !== null && newest > 0) refresh();
    if (["past", "mode", "question", "awaited"].some((key) => changed.has(/** @type {"past"} */ (key)))) show();
    if (state.past !== null && playing === 0 && VIEW_STATE.some((key) => changed.has(key))) {
      clearTimeout(soon);
      soon = setTimeout(() => {
        const { past } = store.get();
        if (past !== null && lookBack.wanted() === null && !held) go(past.step, true);
      }, LOOK_PAUSE_MS);
    }
  });

  return {
    /** To be called for the run's newest frame. @param {number} step */
    frame(step) {
      const now = performance.now();
      const first = newest === 0 || step < newest;
      newest = step;
      if (step > 0 && (now - markedAt >= MARKS_EVERY_MS || (first && known === null))) refresh();
      clearTimeout(following);
      // The frame of where the run stopped may come after the report, and is not followed by another.
      const wait = first || isIdle(store.get()) ? 0 : shownAt + FOLLOW_EVERY_MS - now;
      if (wait > 0) following = setTimeout(follow, wait);
      else follow();
    },
  };
}
