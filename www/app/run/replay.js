// The replay that a link asks for: whether the run is still the link's, and at its end, once its pinned runs have arrived too,
// whether the checksum is the link's. Created by index.js.

import { count, replayed } from "../words/format.js";
import { isFailed, isIdle, isReplaying } from "./selectors.js";

/** @import { Client } from "./client.js" */
/** @import { Messages } from "./messages.js" */
/** @import { Replay, Run, Store } from "./store.js" */
/** @import { Texts } from "./texts.js" */

/** @typedef {ReturnType<typeof createReplay>} LinkReplay */

/** @param {{store: Store<Run>, messages: Messages, texts: Texts, client: Client}} parts */
export function createReplay({ store, messages, texts, client }) {
  /** What a link promised and the text in use did not give: the next text is replayed to it. @type {Replay | null} */
  let unmatchedReplay = null;
  /** Counts what is opened and begun, so that a text unpacked for an older link is dropped. */
  let attempt = 0;
  /** What is said once the pinned runs have arrived too. @type {{step: number, words: string, tone: "good" | "plain"} | null} */
  let report = null;

  store.subscribe((state) => {
    if (report === null) return;
    const { step, words, tone } = report;
    const goesOn = !isIdle(state) || state.step !== step || state.pins.some(isFailed);
    // The frame of where it has stopped comes a little later.
    if (!goesOn && state.pins.some((pin) => isReplaying(pin) || pin.frame?.step !== pin.step)) return;
    report = null;
    if (!goesOn) messages.status(words, tone);
  });

  /** Where a text that is brought now is replayed to. */
  const target = () => store.get().replay ?? unmatchedReplay;

  /** Another run begins or is opened. */
  function supersede() {
    attempt += 1;
    report = null;
  }

  /** A link's text that is not here, or did not match, is asked for no longer. */
  function leave() {
    unmatchedReplay = null;
    supersede();
    store.set({ missingText: null });
  }

  return {
    target,
    supersede,
    leave,
    attempt: () => attempt,
    forget() {
      unmatchedReplay = null;
    },
    /** The run is no longer the link's: a replay stops where it is. */
    detachFromLink() {
      leave();
      if (store.get().replay === null) return;
      store.set({ replay: null });
      client.pause();
    },
    /** Another text is in use: its run is replayed to where the one before was to go. */
    withNewText() {
      const replay = target();
      unmatchedReplay = null;
      if (replay === null) return;
      store.set({ replay, mode: "replaying" });
      messages.status(`${texts.notice()}Replaying to step ${count(replay.step)}.`);
    },
    /**
     * Reports how a replay ended.
     * @param {Replay} replay
     * @param {{step: number, sum: string}} at where it stopped
     * @param {boolean} arrived
     * @returns {boolean} whether its checksum is another than the link's
     */
    differs(replay, at, arrived) {
      const outcome = !arrived
        ? "canceled"
        : replay.sum === null
          ? "unchecked"
          : replay.sum === at.sum
            ? "matched"
            : "differs";
      const words = replayed({ ...replay, outcome, step: at.step, sum: at.sum, expected: replay.sum });
      const differs = outcome === "differs";
      if (differs && !replay.named) unmatchedReplay = replay;
      const tone = outcome === "matched" ? "good" : "plain";
      if (differs || !arrived || !store.get().pins.some(isReplaying)) messages.status(words, differs ? "bad" : tone);
      else {
        report = { step: at.step, words, tone };
        messages.status(`At step ${count(at.step)}; pinned runs are still being replayed.`);
      }
      return differs;
    },
  };
}
