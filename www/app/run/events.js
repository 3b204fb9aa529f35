// What the worker of the run reports, brought into the store: a run has started, a frame has come, it has stopped, something
// was refused, the worker has failed. Created by index.js.

import { failedWords, REFUSED } from "../words/format.js";
import { isReplaying } from "./selectors.js";
import { outgrows } from "./set-aside.js";
import { NOTHING_KNOWN } from "./store.js";

/** @import { Config } from "../../shared/protocol.js" */
/** @import { Arrive } from "./arrival.js" */
/** @import { Client, ClientEvents } from "./client.js" */
/** @import { Frames } from "./frames.js" */
/** @import { Links } from "./links.js" */
/** @import { Messages } from "./messages.js" */
/** @import { Opening } from "./opening.js" */
/** @import { Group } from "./pinned/group.js" */
/** @import { Questions } from "./questions.js" */
/** @import { Rates } from "./rates.js" */
/** @import { Recovery } from "./recovery.js" */
/** @import { LinkReplay } from "./replay.js" */
/** @import { Start } from "./start.js" */
/** @import { Run, Store } from "./store.js" */
/** @import { Texts } from "./texts.js" */

/** Whether two records have the same values in the same order. @template T @param {T} a @param {T} b */
const isSame = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * @param {{store: Store<Run>, messages: Messages, client: Client, texts: Texts, links: Links, frames: Frames, replay: LinkReplay, recovery: Recovery, arrive: Arrive, group: Group, questions: Questions, rates: Rates, start: Start, opening: Opening}} parts
 * @returns {ClientEvents}
 */
export function createEvents(parts) {
  const { store, messages, client, texts, links, frames, replay: linkReplay, recovery } = parts;
  const { arrive, group, questions, rates, start, opening } = parts;

  /** How many changes of the learning rate the run has passed. @param {Config} config */
  const passedBy = ({ lr }) => lr.changes.filter(([from]) => from <= client.position()).length;

  return {
    started(config, text, info) {
      const known = store.get();
      const { name: textName, builtIn: textIsBuiltIn } = text;
      store.set({
        ...NOTHING_KNOWN,
        ...{ textName, textIsBuiltIn, awaited: true, step: 0, sum: null },
        // Mostly it is the text in use and the Config that was asked for: the controls show them already.
        ...(isSame(known.text, info) ? {} : { text: info }),
        ...(isSame(known.config, config) ? {} : { config }),
      });
      if (!rates.isMoving()) store.set({ pendingRate: null });
      if (text !== texts.inUse()) {
        recovery.forget();
        store.set({ setAside: opening.takeLeaving() });
        texts.use(text, info);
        if (!text.builtIn) links.packText().then(links.updateAddress);
        linkReplay.withNewText();
      }
      group.started(text);
      links.updateAddress();
    },
    frame(frame, verdicts, worked) {
      // Rust trains in f32: seven digits are exact, and 0.1 is again 0.1.
      const rate = Number(frame.base_rate[0].toPrecision(7));
      store.set({ rate, pastRateChanges: passedBy(store.get().config), awaited: false });
      if (outgrows(store.get(), frame.step)) store.set({ setAside: null });
      if (verdicts !== null) store.set({ verdicts });
      // Of runs in lockstep, the frames of one step are shown together.
      if (!group.keeps(frame, worked)) frames.receive(frame);
    },
    rested(at) {
      if (!group.holds(at)) arrive(at);
    },
    config(config) {
      recovery.forget();
      const { rate, pendingRate } = store.get();
      store.set({ config, pastRateChanges: passedBy(config) });
      if (!rates.isMoving()) store.set({ rate: pendingRate ?? rate, pendingRate: null });
      links.updateAddress();
    },
    refused(what, errors, kept) {
      // A question that was canceled meanwhile, as when another text came before it, needs no answer.
      if (what === "question" && store.get().question === null) return;
      if (what === "open") opening.refuseText(errors);
      else messages.errors(REFUSED[what], errors);
      if (what === "text") opening.takeLeaving();
      if (what === "question") return store.set({ question: null });
      store.set({ config: { ...kept }, awaited: false, pendingRate: null });
      if (what === "config") client.pause();
      if (what === "open") start(kept, 0);
    },
    answered: questions.answered,
    neverStarted(message) {
      store.set({ mode: "failed" });
      // As in a frame whose sandbox does not allow the same origin.
      if (origin === "null")
        messages.unsupported("This frame is sandboxed without allow-same-origin, so no worker can start.");
      else messages.unsupported(`The worker could not be loaded (${message}).`, true);
    },
    failed(message, step, repeated) {
      const state = store.get();
      recovery.remember(state);
      const until = state.replay?.step ?? (isReplaying(state) ? state.goal : null) ?? step;
      messages.status("");
      const goal = repeated ? null : until;
      store.set({ mode: repeated ? "failed" : "replaying", sum: null, past: null, goal, question: null });
      messages.trouble(...failedWords(message, repeated));
      if (!repeated) client.restart(until);
      group.failed();
    },
  };
}
