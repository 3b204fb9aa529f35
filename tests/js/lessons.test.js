// The format of the lessons. What they claim about each network is tested in lessons-lecture.test.js and lessons-deep.test.js.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fillFigures, partsOf } from "../../www/app/lessons/figures.js";
import { orderOf } from "../../www/app/lessons/order.js";
import { PANELS } from "../../www/app/words/panels.js";
import { LESSONS } from "../../www/lessons/index.js";
import { parse_link } from "../../www/pkg/initscope.js";
import { cards, lessons, run } from "./lessons.js";

const MAX_TEXT = 450;
const MAX_WORDS = { ask: 90, choice: 75, because: 230, observe: 190 };

/** The words of a text, as displayed. @param {string} text */
const words = (text) =>
  partsOf(text)
    .map((part) => (typeof part === "string" ? part : part.term))
    .join("");

test("each lesson has a unique id and title, and 2 to 6 cards", () => {
  for (const key of /** @type {const} */ (["id", "title"])) {
    assert.equal(new Set(LESSONS.map((lesson) => lesson[key])).size, LESSONS.length);
  }
  for (const { id, cards } of lessons) {
    assert.ok(cards.length >= 2 && cards.length <= 6, `${id}: ${cards.length} cards`);
  }
});

test("each card opens a valid network, shows an existing panel, and has a short run", () => {
  for (const { name, link, panel, play, text } of cards) {
    assert.deepEqual(parse_link(link).errors, [], name);
    assert.ok(PANELS.includes(panel), `${name}: ${panel}`);
    assert.ok(Number.isInteger(play) && play >= 0 && play <= 1000, `${name}: ${play} steps`);
    for (const part of partsOf(text)) {
      if (typeof part !== "string") assert.ok(PANELS.includes(part.panel), `${name}: ${part.panel}`);
    }
    assert.doesNotMatch(words(text), /[[\]]/, `${name}: a term is not read as one`);
  }
});

test("each card is short and plain, and its question has one right answer among its choices", () => {
  for (const { name, text, question, observe = "" } of cards) {
    const lines = [words(text), observe, question?.ask ?? "", question?.because ?? "", ...(question?.choices ?? [])];
    for (const line of lines) assert.doesNotMatch(line, /[<>]|\s\s|^\s|\s$|--/, `${name}: ${line}`);
    assert.ok(words(text).length <= MAX_TEXT, `${name}: ${words(text).length} characters`);
    // The toolbar shows the loss of one minibatch.
    if (observe.includes("{smooth}")) assert.match(observe, /smoothed/, name);
    assert.ok(observe.length <= MAX_WORDS.observe, `${name}: ${observe.length} characters to observe`);
    if (!question) continue;
    assert.ok(observe !== "", `${name}: nothing to observe`);
    assert.ok(question.ask.length <= MAX_WORDS.ask, `${name}: ${question.ask}`);
    assert.ok(question.because.length <= MAX_WORDS.because, `${name}: ${question.because}`);
    for (const line of question.choices) assert.ok(line.length <= MAX_WORDS.choice, `${name}: ${line}`);
    assert.ok(question.choices.length >= 2 && question.choices.length <= 3, name);
    assert.equal(new Set(question.choices).size, question.choices.length, name);
    assert.ok(question.answer in question.choices, name);
  }
});

test("choices are shuffled, the same way every time, and the right ones are spread over the places", () => {
  const places = [0, 0, 0];
  for (const { id, cards } of lessons) {
    for (const [i, { question }] of cards.entries()) {
      if (question === undefined) continue;
      const order = orderOf(id, i + 1, question.choices.length);
      assert.deepEqual(order, orderOf(id, i + 1, question.choices.length));
      assert.deepEqual(order.toSorted(), [...question.choices.keys()]);
      places[order.indexOf(question.answer)] += 1;
      // No text may count the choices: they stand elsewhere.
      assert.doesNotMatch(question.because, /\b(first|second|third|last) (choice|answer)\b/);
    }
  }
  const all = places.reduce((sum, n) => sum + n);
  assert.equal(all, cards.filter(({ question }) => question).length);
  for (const n of places) assert.ok(n / all > 0.2 && n / all < 0.45, `${places}`);
});

test("the list says how long each lesson takes, by its words, its questions and what it plays", () => {
  for (const { id, cards } of lessons) {
    const texts = cards.flatMap(({ text, question, observe = "" }) => [
      words(text),
      ...(question ? [question.ask, ...question.choices, question.because, observe] : []),
    ]);
    const read = texts.join(" ").split(/\s+/).length / 200;
    const asked = cards.filter(({ question }) => question).length / 4;
    const climbed = cards.filter(({ ladder }) => ladder).length;
    const { minutes } = LESSONS.find((lesson) => lesson.id === id) ?? { minutes: 0 };
    assert.equal(minutes, Math.ceil(read + asked + climbed), id);
  }
  const page = readFileSync(new URL("../../www/index.html", import.meta.url), "utf8");
  assert.match(page, new RegExp(`Lesson 1 · ${LESSONS[0].minutes} min<`));
});

test("a card that offers to compute something says what, and asks for nothing to be pressed elsewhere", () => {
  assert.deepEqual(
    cards.filter(({ offer }) => offer).map(({ name, offer }) => `${name} ${offer}`),
    ["numb 4 survey", "coupling 2 evaluate", "coupling 3 evaluate", "coupling 5 ways", "relu 2 survey"],
  );
  for (const { name, text, observe = "" } of cards) {
    assert.doesNotMatch(`${words(text)} ${observe}`, /\b[Pp]ress (Evaluate|“|Train)/, name);
  }
});

test("an unknown placeholder is refused by name", () => {
  assert.throws(() => fillFigures("{nothing}", run("", 0)), /expected one of step, .* got nothing/);
});
