// Plays a lesson: shows a card, asks, opens its network and trains it, then shows what was to be seen. Whatever a person
// does to the network meanwhile counts.

import { LESSONS } from "../../lessons/index.js";
import { isFailed, isIdle, isSettled } from "../run/selectors.js";
import { combine } from "../run/store.js";
import { button, dialog, element, tell } from "../ui/elements.js";
import { createLazy } from "../ui/lazy.js";
import { count } from "../words/format.js";
import { observed } from "./figures.js";

/** @import { Card, Lesson } from "../../lessons/lesson.js" */
/** @import { createLadder } from "./ladder.js" */
/** @import { App } from "../page/app.js" */
/** @import { Panels } from "../page/panels.js" */

/** Where it is kept which lessons have been read to their last card. */
const SEEN = "initscope-lessons";

/** @returns {string[]} */
function seen() {
  try {
    const found = JSON.parse(localStorage.getItem(SEEN) ?? "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    // Storage may be denied, or hold what another version wrote.
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
  let at = 0;
  /** @type {"asking" | "playing" | "told"} */
  let phase = "asking";
  /** The choice that was predicted. @type {number | null} */
  let predicted = null;
  /** This card's network as links print it. @type {string | null} */
  let wanted = null;
  /** Whether it has been opened. */
  let opened = false;
  /** The lesson that a person asked for here, and not by a link. @type {string | null} */
  let asked = null;
  /** @type {ReturnType<typeof createLadder> | null} */
  let ladder = null;

  const ladders = createLazy(
    () => import("./ladder.js"),
    (reason) => messages.unfetched("The ladder", reason),
  );

  const card = () => /** @type {Lesson} */ (lesson).cards[at];

  /** A card's network as links print it. @param {Card} card */
  const networkOf = ({ link }) => core.printLink(core.parseLink(link).config).fragment;
  const isCurrent = () => core.printLink(store.get().config).fragment === wanted;

  /** Which card's network is the current one, of several the card nearest to the one shown; −1 where it is none's. */
  function currentCard() {
    const cards = lesson?.cards ?? [];
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

  /** @param {number} index @param {boolean} [keep] whether the network is left as it is */
  function showCard(index, keep = false) {
    if (lesson === null) return;
    at = index;
    const { question: asks, ladder: rungs, panel, play: until } = card();
    const { cards, title, next: following, id } = lesson;
    wanted = networkOf(card());
    predicted = null;
    phase = asks ? "asking" : "told";
    opened = keep;
    const last = index === cards.length - 1;
    tell(element("lesson-ordinal"), `Lesson ${LESSONS.findIndex((entry) => entry.id === id) + 1} of ${LESSONS.length}`);
    tell(element("lesson-title"), title);
    tell(element("lesson-card"), `Card ${index + 1} of ${cards.length}`);
    text.replaceChildren(...card().text.map((part) => (typeof part === "string" ? part : term(part))));
    tell(element("lesson-ask"), asks?.ask ?? "");
    choices.replaceChildren(...(asks?.choices ?? []).map(choice));
    outcome.replaceChildren();
    if (index === 0 && document.activeElement === back) next.focus();
    back.disabled = index === 0;
    next.textContent = !last ? "Next" : following === null ? "Finish" : "Next lesson";
    if (last) remember(id);
    region.classList.toggle("plain", !asks && !rungs);
    showLadder(rungs);
    const shows = until > 0 || !asks;
    const run = store.get();
    if (shows && !keep && !rungs && !(isCurrent() && run.step === 0 && isIdle(run))) openNetwork();
    else opened ||= shows && !rungs;
    // Many layers need the room that the open one takes.
    if (panel !== "saturation" && core.parseLink(card().link).config.hidden.length > 2) sight.set({ drawer: false });
    panels.show(panel);
    update();
  }

  /** @param {{term: string, panel: import("../../lessons/lesson.js").Panel}} part */
  function term({ term, panel }) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "term";
    made.dataset.panel = panel;
    made.textContent = term;
    for (const on of ["pointerenter", "focus"]) made.addEventListener(on, () => panels.light(panel));
    for (const off of ["pointerleave", "blur"]) made.addEventListener(off, () => panels.light(null));
    made.addEventListener("click", () => {
      panels.show(panel);
      panels.light(panel);
    });
    return made;
  }

  /** @param {string} words @param {number} index */
  function choice(words, index) {
    const label = document.createElement("label");
    const radio = document.createElement("input");
    radio.type = "radio";
    radio.name = "lesson-choice";
    radio.addEventListener("change", () => {
      predicted = index;
      update();
    });
    label.append(radio, words);
    return label;
  }

  /** What of the card is shown now. */
  function update() {
    if (lesson === null) return;
    const { question: asks, play: until } = card();
    question.hidden = !asks || phase === "told";
    play.hidden = phase === "told";
    play.disabled = phase === "asking" && predicted === null;
    play.title = play.disabled ? "Predict first" : "";
    next.classList.toggle("primary", phase === "told");
    const label = until > 0 ? `Play ${count(until)} steps` : "Show";
    tell(play, phase === "playing" ? (until > 0 ? "Playing…" : "Showing…") : label);
    const folded = region.classList.contains("folded");
    fold.setAttribute("aria-expanded", String(!folded));
    tell(fold, folded ? "Unfold" : "Fold");
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
    phase = "told";
    const right = predicted === asks.answer;
    const said = document.createElement("p");
    const verdict = document.createElement("strong");
    verdict.className = right ? "right" : "wrong";
    verdict.textContent = right ? "✓ You were right." : "✕ Not quite:";
    said.append(verdict, right ? ` ${asks.because}` : ` ${asks.choices[asks.answer]}. ${asks.because}`);
    const seen = document.createElement("p");
    seen.textContent = observed(observe ?? "", at);
    outcome.replaceChildren(said, seen);
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
      // Then it isn't remembered.
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
   * @param {boolean} bare whether its networks are wanted, and not the one at hand
   */
  async function open(id, bare) {
    const fresh = bare || asked === id;
    asked = null;
    if (id === null) {
      leave();
      return;
    }
    const entry = LESSONS.find((known) => known.id === id);
    if (entry === undefined) {
      const expected = `one of ${LESSONS.map((known) => known.id).join(", ")}`;
      messages.errors("There is no such lesson", [{ field: "lesson", expected, got: id }]);
      setLesson(null);
      return;
    }
    const loaded = await entry.load().catch((/** @type {unknown} */ reason) => ({ lesson: null, reason }));
    if (sight.get().lesson !== id) return;
    if (loaded.lesson === null) {
      messages.unfetched("The lesson", loaded.reason);
      setLesson(null);
      return;
    }
    lesson = loaded.lesson;
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
    if (phase === "told" && until > 0) commands.train(until);
    update();
    if (document.activeElement === document.body) next.focus();
  });
  back.addEventListener("click", () => showCard(at - 1));
  next.addEventListener("click", () => {
    if (lesson === null) return;
    if (at < lesson.cards.length - 1) showCard(at + 1);
    else if (lesson.next !== null) choose(lesson.next);
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
  // Back and forward go from run to run: the card goes along.
  addEventListener("hashchange", () => {
    const known = currentCard();
    if (lesson !== null && sight.get().lesson === lesson.id && known >= 0 && !isCurrent()) showCard(known, true);
  });

  function list() {
    const read = seen();
    element("lessons-list").replaceChildren(
      ...LESSONS.map(({ id, title, line }) => {
        const item = document.createElement("li");
        const opener = document.createElement("button");
        opener.type = "button";
        opener.className = "quiet";
        opener.textContent = title;
        opener.addEventListener("click", () => {
          dialogue.close();
          choose(id);
        });
        const about = document.createElement("span");
        about.className = "hint";
        about.textContent = ` ${line}`;
        item.append(opener, about);
        if (read.includes(id)) {
          const mark = document.createElement("span");
          mark.className = "right";
          mark.textContent = " ✓ seen";
          item.append(mark);
        }
        return item;
      }),
    );
    dialogue.showModal();
  }

  return { list, open, follow };
}
