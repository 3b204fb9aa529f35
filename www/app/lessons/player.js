// Plays a lesson: shows a card, asks, opens its network and trains it, then shows what was to be seen. Whatever a person
// does to the network meanwhile counts.

import { LESSONS } from "../../lessons/index.js";
import { isFailed, isIdle, isSettled } from "../run/selectors.js";
import { combine } from "../run/store.js";
import { make, makeButton } from "../ui/dom.js";
import { button, dialog, element, setText } from "../ui/elements.js";
import { createLazy } from "../ui/lazy.js";
import { count } from "../words/format.js";
import { fillFigures, partsOf } from "./figures.js";

/** @import { Lesson } from "../../lessons/index.js" */
/** @import { Card } from "../../lessons/lesson.js" */
/** @import { createLadder } from "./ladder.js" */
/** @import { App } from "../page/app.js" */
/** @import { Panels } from "../page/panels.js" */

/** Storage key of the lessons that have been read to the last card. */
const SEEN = "initscope-lessons";

/** @returns {string[]} */
function seen() {
  try {
    const found = JSON.parse(localStorage.getItem(SEEN) ?? "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    // Storage may be denied, or hold data of another version.
    return [];
  }
}

/** @param {App} app @param {Panels} panels */
export function createPlayer(app, panels) {
  const { core, store, sight, commands, frames, links, messages } = app;
  const region = element("lesson");
  const [text, question, choices, outcome] = ["text", "question", "choices", "outcome"].map((id) =>
    element(`lesson-${id}`),
  );
  const [play, restore, back, next, close, fold] = ["play", "restore", "back", "next", "close", "fold"].map((id) =>
    button(`lesson-${id}`),
  );
  const dialogue = dialog("lessons-dialog");

  /** @type {Lesson | null} */
  let lesson = null;
  /** The lesson's cards. @type {Card[]} */
  let cards = [];
  let at = 0;
  /** @type {"asking" | "playing" | "answered"} */
  let phase = "asking";
  /** The predicted choice. @type {number | null} */
  let predicted = null;
  /** This card's network as a link fragment. @type {string | null} */
  let cardNetwork = null;
  /** Whether that network has been opened. */
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

  /** A card's network as a link fragment. @param {Card} card */
  const networkOf = ({ link }) => core.printLink(core.parseLink(link).config).fragment;
  const isCurrent = () => core.printLink(store.get().config).fragment === cardNetwork;

  /** Which card's network is the current one, of several the card nearest to the one shown; −1 where it is none's. */
  function currentCard() {
    const current = core.printLink(store.get().config).fragment;
    const known = [...cards.keys()].filter((i) => networkOf(cards[i]) === current);
    return known.reduce((best, i) => (best < 0 || Math.abs(i - at) < Math.abs(best - at) ? i : best), -1);
  }

  /** @param {string | null} id */
  function setLesson(id) {
    sight.set({ lesson: id });
    links.updateAddress();
  }

  function openNetwork() {
    opened = true;
    commands.change(core.parseLink(card().link).config);
  }

  /** @param {number} index @param {boolean} [keep] whether to keep the current network */
  function showCard(index, keep = false) {
    if (lesson === null) return;
    at = index;
    const { question: asks, ladder: rungs, panel, play: until } = card();
    const { title, id } = lesson;
    const number = LESSONS.indexOf(lesson) + 1;
    cardNetwork = networkOf(card());
    predicted = null;
    phase = asks ? "asking" : "answered";
    opened = keep;
    const last = index === cards.length - 1;
    setText(element("lesson-ordinal"), `Lesson ${number} of ${LESSONS.length}`);
    setText(element("lesson-title"), title);
    setText(element("lesson-card"), `Card ${index + 1} of ${cards.length}`);
    text.replaceChildren(...partsOf(card().text).map((part) => (typeof part === "string" ? part : term(part))));
    setText(element("lesson-ask"), asks?.ask ?? "");
    choices.replaceChildren(...(asks?.choices ?? []).map(choice));
    outcome.replaceChildren();
    if (index === 0 && document.activeElement === back) next.focus();
    back.disabled = index === 0;
    next.textContent = !last ? "Next" : number === LESSONS.length ? "Finish" : "Next lesson";
    if (last) remember(id);
    region.classList.toggle("plain", !asks && !rungs);
    showLadder(rungs);
    const shows = until > 0 || !asks;
    const run = store.get();
    if (shows && !keep && !rungs && !(isCurrent() && run.step === 0 && isIdle(run))) openNetwork();
    else opened ||= shows && !rungs;
    // With many layers, the drawer is closed to make room.
    if (panel !== "saturation" && core.parseLink(card().link).config.hidden.length > 2) sight.set({ drawer: false });
    panels.show(panel);
    update();
  }

  /** @param {{term: string, panel: import("../words/panels.js").Panel}} part */
  function term({ term, panel }) {
    const show = () => {
      panels.show(panel);
      panels.light(panel);
    };
    const made = makeButton(term, show, { class: "term", "data-panel": panel });
    for (const on of ["pointerenter", "focus"]) made.addEventListener(on, () => panels.light(panel));
    for (const off of ["pointerleave", "blur"]) made.addEventListener(off, () => panels.light(null));
    return made;
  }

  /** @param {string} words @param {number} index */
  function choice(words, index) {
    const onchange = () => {
      predicted = index;
      update();
    };
    return make("label", {}, make("input", { type: "radio", name: "lesson-choice", onchange }), words);
  }

  /** Updates the parts of the card to its phase. */
  function update() {
    if (lesson === null) return;
    const { question: asks, play: until } = card();
    question.hidden = !asks || phase === "answered";
    play.hidden = phase === "answered";
    play.disabled = phase === "asking" && predicted === null;
    play.title = play.disabled ? "Predict first" : "";
    next.classList.toggle("primary", phase === "answered");
    const label = until > 0 ? `Play ${count(until)} steps` : "Show";
    setText(play, phase === "playing" ? (until > 0 ? "Playing…" : "Showing…") : label);
    const folded = region.classList.contains("folded");
    fold.setAttribute("aria-expanded", String(!folded));
    setText(fold, folded ? "Expand" : "Collapse");
    restore.hidden = !opened || phase === "playing" || isCurrent();
  }

  function begin() {
    if (phase !== "asking") return;
    const { play: until } = card();
    const run = store.get();
    phase = "playing";
    if (!isCurrent() || run.step > until || !isIdle(run) || !opened) openNetwork();
    if (until > 0 && store.get().step < until) commands.train(until);
    follow();
  }

  /** Looks whether what is being played has ended, or is another network. */
  function follow() {
    if (lesson === null) return;
    ladder?.follow();
    if (phase === "playing") {
      const run = store.get();
      const stopped = isSettled(run) && !run.awaited;
      const { play: until } = card();
      if (!isCurrent() || isFailed(run) || (stopped && run.step !== until)) phase = "asking";
      else if (stopped && frames.newest()?.step === until) reveal();
    }
    update();
  }

  function reveal() {
    const { question: asks, observe, panel } = card();
    const at = frames.newest();
    if (at === null || asks === undefined) return;
    phase = "answered";
    const right = predicted === asks.answer;
    const verdict = make("strong", { class: right ? "right" : "wrong" }, right ? "✓ You were right." : "✕ Not quite:");
    const because = right ? ` ${asks.because}` : ` ${asks.choices[asks.answer]}. ${asks.because}`;
    outcome.replaceChildren(make("p", {}, verdict, because), make("p", {}, fillFigures(observe ?? "", at)));
    panels.show(panel);
    if (document.activeElement === play) next.focus();
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
    if (loaded !== null) ladder ??= loaded.createLadder(app, rungs);
  }

  /** @param {string} id */
  function remember(id) {
    try {
      localStorage.setItem(SEEN, JSON.stringify([...new Set([...seen(), id])]));
    } catch {
      // Storage may be denied.
    }
  }

  /** @param {string} id */
  function choose(id) {
    asked = id;
    if (sight.get().lesson === id) open(id, true);
    else setLesson(id);
  }

  function leave() {
    lesson = null;
    region.hidden = true;
    document.body.classList.remove("with-lesson", "lesson-folded");
    region.classList.remove("folded");
    panels.light(null);
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
      setLesson(null);
      return;
    }
    const loaded = await chosen.load().catch((/** @type {unknown} */ reason) => ({ cards: null, reason }));
    if (sight.get().lesson !== id) return;
    if (loaded.cards === null) {
      messages.unfetched("The lesson", loaded.reason);
      setLesson(null);
      return;
    }
    lesson = chosen;
    cards = loaded.cards;
    at = 0;
    region.hidden = false;
    document.body.classList.add("with-lesson");
    if (fresh) showCard(0);
    else showCard(Math.max(0, currentCard()), true);
    element("lesson-title").focus({ preventScroll: true });
  }

  play.addEventListener("click", begin);
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
      setLesson(null);
      list();
    }
  });
  close.addEventListener("click", () => {
    setLesson(null);
    button("lessons").focus();
  });
  fold.addEventListener("click", () => {
    const folded = region.classList.toggle("folded");
    document.body.classList.toggle("lesson-folded", folded);
    update();
  });
  combine(store, sight).subscribe(follow);
  // The browser's Back and Forward change the run; the card follows.
  addEventListener("hashchange", () => {
    const known = currentCard();
    if (lesson !== null && sight.get().lesson === lesson.id && known >= 0 && !isCurrent()) showCard(known, true);
  });

  function list() {
    const read = seen();
    element("lessons-list").replaceChildren(
      ...LESSONS.map(({ id, title, line }) => {
        const start = () => {
          dialogue.close();
          choose(id);
        };
        return make(
          "li",
          {},
          makeButton(title, start, { class: "quiet" }),
          make("span", { class: "hint" }, ` ${line}`),
          ...(read.includes(id) ? [make("span", { class: "right" }, " ✓ seen")] : []),
        );
      }),
    );
    dialogue.showModal();
  }

  return { list, open, follow };
}
