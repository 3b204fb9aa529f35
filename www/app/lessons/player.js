// Plays a lesson: shows a card, asks, opens its network and trains it, then shows what was to be seen. Whatever a person
// does to the network meanwhile counts. Loaded by index.js.

import { LESSONS } from "../../lessons/index.js";
import { isFailed, isIdle, isSettled, isTraining, vocabularyOf } from "../run/selectors.js";
import { combine, hasAny } from "../run/store.js";
import { make, makeButton } from "../ui/dom.js";
import { button, element, progress, setText } from "../ui/elements.js";
import { createLazy } from "../ui/lazy.js";
import { count } from "../words/format.js";
import { timeWords } from "../words/time.js";
import { createEnlarging } from "./enlarging.js";
import { fillFigures, partsOf } from "./figures.js";
import { createKeptCurve } from "./kept-curve.js";
import { remember, showList } from "./list.js";
import { createOffers } from "./offers.js";
import { orderOf } from "./order.js";
import { createPace, workOf } from "./pace.js";
import { createWayBack } from "./way-back.js";

/** @import { Config } from "../../shared/protocol.js" */
/** @import { Lesson } from "../../lessons/index.js" */
/** @import { Card } from "../../lessons/lesson.js" */
/** @import { createLadder } from "./ladder.js" */
/** @import { App } from "../page/app.js" */
/** @import { Panels } from "../page/panels.js" */

/** @param {App} app @param {Panels} panels */
export function createPlayer(app, panels) {
  const { core, store, sight, commands, frames, links, messages } = app;
  const region = element("lesson");
  const texts = ["text", "question", "choices", "outcome", "left", "before", "body"];
  const [text, question, choices, outcome, left, before, body] = texts.map((id) => element(`lesson-${id}`));
  const buttons = ["play", "pause", "cancel", "restore", "back", "next", "close", "fold"];
  const [play, pause, cancel, restore, back, next, close, fold] = buttons.map((id) => button(`lesson-${id}`));
  const bar = progress("lesson-bar");
  const enlarging = createEnlarging(app, panels);
  const wayBack = createWayBack(app);
  const kept = createKeptCurve(app);
  const offers = createOffers(app);
  const pace = createPace();

  /** @type {Lesson | null} */
  let lesson = null;
  /** The lesson's cards. @type {Card[]} */
  let cards = [];
  /** Their networks. @type {{config: Config, fragment: string | null}[]} */
  let networks = [];
  let at = 0;
  /** @type {"asking" | "playing" | "paused" | "answered"} */
  let phase = "asking";
  /** The predicted choice. @type {number | null} */
  let predicted = null;
  /** Whether this card's network has been opened. */
  let opened = false;
  /** The lesson that was chosen on the page, and not by a link. @type {string | null} */
  let asked = null;
  /** @type {ReturnType<typeof createLadder> | null} */
  let ladder = null;

  const ladders = createLazy(
    () => import("./ladder.js"),
    (reason) => messages.unfetched("The ladder", reason),
  );

  /** The card shown, and until which step it plays. */
  const card = () => ({ play: 0, ...cards[at] });
  /** The current network as a link fragment. */
  const current = () => core.printLink(store.get().config).fragment;
  const isCurrent = () => current() === networks[at].fragment;

  /** Which card's network is the current one, of several the card nearest to the one shown; −1 where it is none's. */
  function currentCard() {
    const shown = current();
    const known = [...cards.keys()].filter((i) => networks[i].fragment === shown);
    return known.reduce((best, i) => (best < 0 || Math.abs(i - at) < Math.abs(best - at) ? i : best), -1);
  }

  /** The work of a step of a network, by which its time is foretold. @param {Config} config */
  const work = (config) => workOf(config, vocabularyOf(store.get()));

  function openNetwork() {
    opened = true;
    commands.change(networks[at].config);
  }

  /** @param {number} index @param {boolean} [keep] whether to keep the current network */
  function showCard(index, keep = false) {
    if (lesson === null) return;
    at = index;
    const { question: asks, ladder: rungs, panel, exercise, axis = "log" } = card();
    const { title, id } = lesson;
    const number = LESSONS.indexOf(lesson) + 1;
    predicted = null;
    phase = asks ? "asking" : "answered";
    opened = keep;
    const last = index === cards.length - 1;
    setText(element("lesson-ordinal"), `Lesson ${number} of ${LESSONS.length}`);
    setText(element("lesson-title"), title);
    setText(element("lesson-card"), `Card ${index + 1} of ${cards.length}`);
    text.replaceChildren(...partsOf(card().text).map((part) => (typeof part === "string" ? part : term(part))));
    setText(element("lesson-ask"), asks?.ask ?? "");
    const order = orderOf(id, index + 1, asks?.choices.length ?? 0);
    choices.replaceChildren(...order.map((i) => choice(asks?.choices[i] ?? "", i)));
    outcome.replaceChildren();
    kept.drop();
    body.scrollTop = 0;
    if (index === 0 && document.activeElement === back) next.focus();
    back.disabled = index === 0;
    next.textContent = !last ? "Next" : number === LESSONS.length ? "Finish" : "Next lesson";
    if (last) remember(id);
    showLadder(rungs);
    if (!asks && !rungs && !keep) {
      const run = store.get();
      if (isCurrent() && run.step === 0 && isIdle(run)) opened = true;
      else openNetwork();
    }
    enlarging.open(panel, axis, exercise);
    update();
  }

  /** @param {{term: string, panel: import("../words/panels.js").Panel}} part */
  function term({ term, panel }) {
    const made = makeButton(term, () => enlarging.show(panel), { class: "term", "data-panel": panel });
    for (const on of ["pointerenter", "focus"]) made.addEventListener(on, () => panels.light(panel));
    for (const off of ["pointerleave", "blur"]) made.addEventListener(off, () => enlarging.light());
    return made;
  }

  /** @param {string} words @param {number} index */
  function choice(words, index) {
    const onchange = () => {
      predicted = index;
      update();
    };
    const label = make("label", {}, make("input", { type: "radio", name: "lesson-choice", onchange }), words);
    label.dataset.choice = String(index);
    return label;
  }

  /** Of the choices of an answered card, the predicted one and the right one stay, with a mark each. @param {number} answer */
  function markChoices(answer) {
    for (const label of choices.querySelectorAll("label")) {
      const index = Number(label.dataset.choice);
      const isRight = index === answer;
      label.hidden = !isRight && index !== predicted;
      const mark = make("span", { class: isRight ? "right" : "wrong" }, isRight ? "✓" : "✕");
      label.replaceChildren(mark, label.textContent ?? "");
      if (index === predicted) label.append(make("span", { class: "hidden" }, "(your prediction)"));
    }
  }

  /** What the button that plays is called, with the time that it takes where that is known. */
  function playWords() {
    const { play: until } = card();
    if (phase === "asking" && predicted === null) return "Predict first";
    if (until === 0) return phase === "playing" ? "Showing…" : "Show";
    if (phase === "paused") return "Continue";
    const time = timeWords(pace.seconds(until * work(networks[at].config)));
    return `Play ${count(until)} steps${time === "" ? "" : ` (${time})`}`;
  }

  /** Updates the parts of the card to its phase. */
  function update() {
    if (lesson === null) return;
    const { question: asks, play: until, offer } = card();
    const run = store.get();
    const focused = document.activeElement;
    const isAsking = phase === "asking";
    const isPlaying = phase === "playing" && until > 0;
    question.hidden = !asks;
    question.toggleAttribute("disabled", !isAsking);
    region.classList.toggle("answered", phase === "answered");
    play.hidden = phase === "answered" || isPlaying;
    play.disabled = isAsking && predicted === null;
    setText(play, playWords());
    pause.hidden = !isPlaying;
    cancel.hidden = !isPlaying && phase !== "paused";
    region.classList.toggle("plays", !cancel.hidden);
    element("lesson-actions").hidden = phase === "answered";
    element("lesson-progress").hidden = cancel.hidden;
    if (!cancel.hidden) showProgress();
    // The button that disappears passes its focus on.
    if (isPlaying && focused === play) pause.focus();
    if (phase === "paused" && focused === pause) play.focus();
    next.classList.toggle("primary", phase === "answered");
    const folded = region.classList.contains("folded");
    fold.setAttribute("aria-expanded", String(!folded));
    setText(fold, folded ? "Expand" : "Collapse");
    restore.hidden = !opened || phase === "playing" || isCurrent();
    offers.show(phase === "answered" && isCurrent() && isIdle(run) && run.step === until ? offer : undefined, false);
    cover();
  }

  /** While the card asks, nothing on the page may answer it. */
  function cover() {
    const { panel, play: until } = card();
    const isAsking = phase === "asking";
    const isEmpty = frames.newest()?.step === 0 && (panel === "loss" || panel === "update");
    // The Norm panel explains in words what its kind of norm does, and the gauge shows any first loss.
    const covers = isAsking && (isCurrent() || isEmpty || panel === "norm" || panel === "verdicts");
    const press = until > 0 ? "Play" : "Show";
    enlarging.hide(
      covers ? "everything" : isAsking ? "judgments" : "nothing",
      `Predict first. Then press ${press} to see it.`,
    );
    sight.set({ asks: isAsking });
    before.hidden = !isAsking || covers;
    if (before.hidden) return;
    const other = currentCard();
    const whose = other < 0 ? "another network" : `the network of card ${other + 1}`;
    setText(before, `The picture is still that of ${whose}. ${press} opens this card’s.`);
  }

  function showProgress() {
    const { play: until } = card();
    const { config } = store.get();
    const step = Math.min(frames.newest()?.step ?? 0, until);
    bar.max = until;
    bar.value = step;
    const time = timeWords(pace.seconds((until - step) * work(config)));
    setText(left, `Step ${count(step)} of ${count(until)}${time === "" ? "" : `, ${time} left`}`);
  }

  function begin() {
    if (phase !== "asking" && phase !== "paused") return;
    const { play: until, keepsCurve } = card();
    const run = store.get();
    if (keepsCurve && currentCard() === at - 1) kept.take(`card ${at}`);
    phase = "playing";
    if (!isCurrent() || run.step > until || !isIdle(run) || !opened) openNetwork();
    if (until > 0 && store.get().step < until) commands.train(until);
    follow();
  }

  /** Looks whether what is being played has ended, or is another network. */
  function follow() {
    const run = store.get();
    const frame = frames.newest();
    if (isTraining(run) && frame !== null) pace.saw(frame.step, performance.now(), work(run.config));
    else pace.stopped();
    if (lesson === null) return;
    ladder?.follow();
    offers.follow();
    if (phase === "playing" || phase === "paused") {
      const stopped = isSettled(run) && !run.awaited;
      const { play: until } = card();
      const arrived = stopped && run.step === until;
      if (!isCurrent() || isFailed(run) || (stopped && run.step > until)) phase = "asking";
      else if (arrived && frames.newest()?.step === until) reveal();
      else if (stopped && !arrived) phase = run.step > 0 ? "paused" : "asking";
      // Trained on by the page's own button.
      else if (isTraining(run)) phase = "playing";
    }
    update();
  }

  function reveal() {
    const { question: asks, observe, panel, play: until, offer } = card();
    const frame = frames.newest();
    if (frame === null || asks === undefined) return;
    const hadFocus = [play, pause, cancel].some((control) => control === document.activeElement);
    phase = "answered";
    const right = predicted === asks.answer;
    const verdict = make("strong", { class: right ? "right" : "wrong" }, right ? "You were right." : "Not quite.");
    markChoices(asks.answer);
    outcome.replaceChildren(
      make("p", {}, verdict, ` ${asks.because}`),
      make("p", {}, fillFigures(observe ?? "", frame)),
    );
    enlarging.show(panel);
    if (store.get().step === until) offers.show(offer, true);
    if (hadFocus) next.focus();
    update();
    // Of a card that scrolls, the answer is seen, with what follows it.
    body.scrollTop += question.getBoundingClientRect().top - body.getBoundingClientRect().top;
  }

  /** @param {number[] | undefined} rungs */
  async function showLadder(rungs) {
    element("ladder").hidden = rungs === undefined;
    if (rungs === undefined) {
      ladder?.cancel();
      return;
    }
    if (ladder !== null) return;
    const loaded = await ladders.load();
    if (loaded !== null) ladder ??= loaded.createLadder(app, rungs, { pace, work });
  }

  /** Starts a lesson at its first card. @param {string} id */
  async function choose(id) {
    if (lesson === null) await wayBack.keep();
    asked = id;
    if (sight.get().lesson === id) return open(id, true);
    links.startEntry();
    sight.set({ lesson: id });
  }

  function leave() {
    if (lesson === null) return;
    lesson = null;
    wayBack.forget();
    kept.drop();
    region.hidden = true;
    document.body.classList.remove("with-lesson", "lesson-folded");
    region.classList.remove("folded");
    offers.show(undefined, false);
    enlarging.close();
    sight.set({ asks: false });
    ladder?.cancel();
  }

  /**
   * @param {string | null} id the lesson to open; null closes
   * @param {boolean} hasNoRun whether the link has no run of its own, so that the lesson's network opens
   */
  async function open(id, hasNoRun) {
    const fresh = hasNoRun || asked === id;
    asked = null;
    if (id === null) {
      leave();
      return;
    }
    const chosen = LESSONS.find((known) => known.id === id);
    if (chosen === undefined) {
      const expected = `one of ${LESSONS.map((known) => known.id).join(", ")}`;
      messages.errors("There is no such lesson", [{ field: "lesson", expected, got: id }]);
      wayBack.go();
      return;
    }
    const loaded = await chosen.load().catch((/** @type {unknown} */ reason) => ({ cards: null, reason }));
    if (sight.get().lesson !== id) return;
    if (loaded.cards === null) {
      messages.unfetched("The lesson", loaded.reason);
      wayBack.go();
      return;
    }
    lesson = chosen;
    cards = loaded.cards;
    networks = cards.map(({ link }) => {
      const { config } = core.parseLink(link);
      return { config, fragment: core.printLink(config).fragment };
    });
    at = 0;
    region.hidden = false;
    document.body.classList.add("with-lesson");
    if (fresh) showCard(0);
    else showCard(Math.max(0, currentCard()), true);
    links.updateAddress();
    element("lesson-title").focus({ preventScroll: true });
  }

  play.addEventListener("click", begin);
  pause.addEventListener("click", () => commands.pause());
  cancel.addEventListener("click", () => {
    phase = "asking";
    if (isTraining(store.get())) commands.pause();
    update();
    play.focus();
  });
  restore.addEventListener("click", () => {
    openNetwork();
    const { play: until } = card();
    if (phase === "answered" && until > 0) commands.train(until);
    update();
    if (document.activeElement === document.body) next.focus();
  });
  back.addEventListener("click", () => showCard(at - 1));
  next.addEventListener("click", () => {
    if (lesson === null) return;
    const following = LESSONS[LESSONS.indexOf(lesson) + 1];
    if (at < cards.length - 1) showCard(at + 1);
    else if (following !== undefined) choose(following.id);
    else {
      wayBack.go();
      list();
    }
  });
  close.addEventListener("click", () => {
    wayBack.go();
    button("lessons").focus();
  });
  fold.addEventListener("click", () => {
    const folded = region.classList.toggle("folded");
    document.body.classList.toggle("lesson-folded", folded);
    update();
  });
  sight.subscribe((looked, changed) => {
    // Another view than the Lab has none of a lesson's panels; a presentation returns to it.
    const { view, presented } = looked;
    if (lesson !== null && changed.has("view") && !changed.has("lesson") && view !== "lab" && presented === null)
      wayBack.go(view);
  });
  combine(store, sight).subscribe((_, changed) => {
    if (!(changed.size === 1 && hasAny(changed, "settings"))) follow();
  });
  // The browser's Back and Forward change the run; the card follows.
  addEventListener("hashchange", () => {
    const known = currentCard();
    if (lesson !== null && sight.get().lesson === lesson.id && known >= 0 && !isCurrent()) showCard(known, true);
  });

  const list = () => showList(choose);

  return { list, choose, open, follow };
}
