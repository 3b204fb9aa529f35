// The lessons: their format, and whether what they claim about each network is true on the built-in text.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fillFigures, partsOf } from "../../www/app/lessons/figures.js";
import { orderOf } from "../../www/app/lessons/order.js";
import { PANELS } from "../../www/app/words/panels.js";
import { LESSONS } from "../../www/lessons/index.js";
import { parse_link, Session } from "../../www/pkg/initscope.js";
import { frameReader } from "../../www/shared/protocol.js";
import { answered, names, open } from "./engine.js";

/** @import { Frame } from "../../www/shared/protocol.js" */

const MAX_TEXT = 450;
const MAX_WORDS = { ask: 90, choice: 75, because: 230, observe: 190 };

const lessons = await Promise.all(LESSONS.map(async ({ id, load }) => ({ id, cards: (await load()).cards })));
const cards = lessons.flatMap(({ id, cards }) =>
  cards.map((card, i) => ({ name: `${id} ${i + 1}`, play: 0, ...card })),
);

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

/** A run of a network to a step, and its frame there. @param {string} link @param {number} step */
function run(link, step) {
  const session = open(link);
  session.advance(step);
  return frameReader(session.layout())(session.copyFrame(undefined));
}

/** The loss of a split in evaluation mode. @param {string} link @param {number} step @param {"train" | "val"} split */
function evaluate(link, step, split = "val") {
  const session = new Session(names, parse_link(link).config, 1);
  session.advance(step);
  return answered(session, { kind: "evaluate" })[split];
}

/** @param {Frame} frame */
const smooth = ({ history: { smooth } }) => smooth.mean[smooth.points[0] - 1];
/** @param {Frame} frame */
const first = ({ first_loss }) => first_loss[0];
/** @param {Frame} frame */
const uniform = ({ uniform_loss }) => uniform_loss[0];
/** @param {Frame} frame */
const stds = ({ layer }) => layer.map(({ activation }) => activation.std[0]);
/** @param {Frame} frame */
const gradients = ({ layer }) => layer.map(({ gradient }) => gradient.std[0]);
/** @param {Frame} frame */
const saturated = ({ layer }) => layer.map((each) => each.saturated[0]);
/** @param {Frame} frame */
const dead = ({ layer }) => layer.reduce((sum, each) => sum + each.dead[0], 0);
/** Each weight matrix's update ratio. @param {Frame} frame */
const updates = ({ weight }) => weight.map(({ update_data }) => update_data[0]);
/** The update ratios of the hidden layers only. @param {Frame} frame */
const hidden = (frame) => updates(frame).slice(0, -1);
/** Each weight matrix's gradient. @param {Frame} frame */
const weightGradients = ({ weight }) => weight.map(({ gradient }) => gradient.std[0]);
/** @param {number[]} values @param {number} from @param {number} to */
function within(values, from, to) {
  for (const value of values) assert.ok(value >= from && value <= to, `${value} is not from ${from} to ${to}`);
}

/** What each card claims about its network, as assertions. @type {Record<string, (frame: Frame) => void>} */
const CLAIMS = {
  "start 1": (frame) => assert.ok(first(frame) > 5 * uniform(frame)),
  "start 2": (frame) => {
    // A hockey stick: a step of the first hundred lowers the loss by far more than one of those after it.
    const bend = smooth(run("#preset=naive", 100));
    const [steep, slow] = [(first(frame) - bend) / 100, (bend - smooth(frame)) / (frame.step - 100)];
    assert.equal(frame.step, 1000);
    assert.ok(steep > 8 * slow && slow > 0, `${steep} and ${slow}`);
  },
  "start 3": (frame) => {
    assert.ok(Math.abs(first(frame) - uniform(frame)) < 0.1);
    assert.ok(smooth(frame) < smooth(run("#preset=naive", 1000)) - 1);
  },
  "start 4": (frame) => assert.ok(Math.abs(first(frame) - uniform(frame)) < 1e-6),
  "numb 2": (frame) => {
    assert.ok(Math.abs(first(frame) - uniform(frame)) < 0.1);
    within(saturated(frame), 50, 100);
    assert.equal(Math.tanh(5.5).toFixed(5), "0.99997");
  },
  "numb 3": (frame) => assert.ok(saturated(frame)[0] < saturated(run("#preset=output-fixed", 0))[0] / 5),
  "numb 4": (frame) => {
    assert.ok(dead(frame) > 20 && dead(frame) < 200);
    assert.equal(dead(run("#preset=tanh-fixed", 0)), 0);
  },
  "fan-in 2": (frame) => {
    const sizes = stds(frame);
    within(
      sizes.slice(1).map((std, i) => std / sizes[i]),
      0.4,
      0.6,
    );
    assert.ok(gradients(frame)[0] < gradients(frame)[4] / 5);
  },
  "fan-in 3": (frame) => {
    within(saturated(frame), 33, 100);
    assert.ok(gradients(frame)[0] > 2 * gradients(frame)[4]);
  },
  "fan-in 4": (frame) => {
    within(stds(frame), 0.6, 0.8);
    within(
      gradients(frame).map((size) => size / gradients(frame)[4]),
      0.6,
      1.7,
    );
    const shrinking = stds(run("#preset=deep-gain-1", 0));
    assert.deepEqual(
      shrinking,
      shrinking.toSorted((a, b) => b - a),
    );
  },
  "fan-in 5": (frame) => {
    within(
      stds(frame)
        .slice(1)
        .map((std, i) => std / stds(frame)[i]),
      1.4,
      1.9,
    );
    assert.ok(first(frame) > uniform(frame) + 0.5);
    within(stds(run("#preset=deep-linear", 0)), 0.85, 1.15);
  },
  "pictures 2": (frame) => assert.ok(updates(frame)[5] > Math.max(...hidden(frame)) + 1),
  "pictures 3": (frame) => {
    within(hidden(frame), -3.2, -2);
    assert.ok(updates(frame)[5] < updates(run("#preset=deep-gain-5/3", 0))[5]);
  },
  "pictures 4": (frame) => {
    within(hidden(frame), -5.6, -4.8);
    assert.ok(smooth(frame) > smooth(run("#preset=deep-gain-5/3", 300)) + 0.5);
    const [slow, usual] = ["&lr=0.001", ""].map((rate) => hidden(run(`#preset=deep-gain-5/3${rate}`, 0)));
    within(
      slow.map((log, i) => usual[i] - log),
      1.999,
      2.001,
    );
  },
  "pictures 5": (frame) => {
    assert.ok(frame.loss[0] > 10 * first(frame));
    within(saturated(frame), 90, 100);
  },
  "batchnorm 2": (frame) => {
    within(saturated(frame), 1, 6);
    within(saturated(run("#preset=deep-gain-3", 0)), 33, 100);
    const drawn = run("#preset=deep-gain-3", 0).weight.map(({ data_std }) => data_std[0]);
    assert.deepEqual(
      frame.weight.map(({ data_std }) => data_std[0]),
      drawn,
    );
  },
  "batchnorm 3": (frame) => {
    const scaled = run("#preset=deep-batchnorm", 0);
    within(
      stds(frame).map((std, i) => std / stds(scaled)[i]),
      0.999,
      1.001,
    );
    within(saturated(run("#preset=deep-no-fan-in-batchnorm&norm=none&outnorm=none", 0)), 50, 100);
  },
  "batchnorm 4": (frame) => {
    within(hidden(frame), -5, -3.5);
    const scaled = run("#preset=deep-batchnorm", 300);
    assert.ok(Math.min(...hidden(scaled)) > Math.max(...hidden(frame)) + 1);
    assert.ok(smooth(frame) > smooth(scaled));
    // Weights ten times larger: the update ratio is smaller by 10².
    const [small, large] = ["gain:1", "gain:10"].map((w) => hidden(run(`#preset=deep-batchnorm&w=${w}`, 0)));
    within(
      small.map((log, i) => log - large[i]),
      1.98,
      2.02,
    );
  },
  "batchnorm 5": (frame) => {
    assert.ok(smooth(frame) < smooth(run("#preset=deep-no-fan-in-batchnorm", 300)) - 0.1);
    within(hidden(frame), -3.5, -2.4);
  },
  "batchnorm 6": (frame) => {
    assert.ok(first(frame) > uniform(frame) + 5);
    assert.ok(first(run("#preset=deep-batchnorm", 0)) < uniform(frame) + 0.1);
  },
  "coupling 1": () => {
    // The normalized distance between the first and the fourth point, while the fifth moves away.
    const images = [10, 100].map((far) => {
      const points = [-2, -1, 1, 2, far];
      const mean = points.reduce((a, b) => a + b) / 5;
      const std = Math.sqrt(points.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 4);
      return (points[3] - points[0]) / std;
    });
    assert.ok(images[1] < images[0] / 5);
  },
  "coupling 2": (frame) => {
    const [{ batch_mean, running_mean }] = frame.norm ?? [];
    const size = (/** @type {number[]} */ values) =>
      Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
    const apart = [...batch_mean].map((mean, i) => mean - running_mean[i]);
    assert.ok(size(apart) < size([...batch_mean]) / 2);
  },
  "coupling 3": (frame) => {
    assert.ok(smooth(frame) < first(frame) - 0.2);
    assert.ok(evaluate("#preset=deep-no-fan-in-batchnorm&momentum=0", 300) > smooth(frame) + 1);
  },
  "coupling 4": () => {
    assert.ok(Math.abs(1 - 0.999 ** 200 - 0.18) < 0.005);
    assert.ok(1 - 0.999 ** 5000 > 0.993 && 1 - 0.9 ** 50 > 0.99);
  },
  "coupling 5": (frame) => {
    const session = new Session(names, parse_link("#preset=batchnorm&momentum=0.1").config, 1);
    session.advance(frame.step);
    const { logits } = answered(session, { kind: "ways" });
    assert.ok(logits !== null && logits < 1e-3, `${logits}`);
  },
  "zero 1": (frame) => {
    assert.equal(weightGradients(frame)[0], 0);
    assert.ok(weightGradients(frame)[1] > 0);
  },
  "zero 2": (frame) => {
    const [before, after] = [0, 1].map((step) => run("#preset=kaiming&b=zero&out=std:0", step).weight);
    assert.equal(after[0].data_std[0], before[0].data_std[0]);
    assert.ok(after[1].data_std[0] > 0 && after[0].gradient.std[0] > 0);
    assert.ok(weightGradients(frame)[0] > 0 && smooth(frame) < first(frame) - 0.3);
  },
  "zero 3": (frame) => {
    assert.ok(weightGradients(frame)[0] > 0);
    assert.equal(weightGradients(frame)[1], 0);
    within(weightGradients(run("#preset=kaiming&b=zero&w=std:0", 1)), 1e-9, 1);
  },
  "zero 4": (frame) => {
    assert.deepEqual(weightGradients(frame), [0, 0]);
    assert.deepEqual(
      frame.weight.map(({ data_std }) => data_std[0]),
      [0, 0],
    );
    assert.ok(smooth(frame) < first(frame) - 0.3);
  },
  "zero 5": (frame) => {
    assert.deepEqual(
      frame.weight.slice(0, 5).map(({ data_std }) => data_std[0]),
      [0, 0, 0, 0, 0],
    );
    assert.deepEqual(stds(frame).slice(0, 4), [0, 0, 0, 0]);
    assert.ok(stds(frame)[4] > 0 && weightGradients(frame)[5] > 0);
  },
  "relu 1": (frame) => {
    within(saturated(frame), 40, 60);
    assert.equal(dead(frame), 0);
  },
  "relu 2": (frame) => assert.ok(dead(frame) > 50 && dead(frame) < 200),
  "relu 3": (frame) => {
    assert.ok(dead(frame) >= 100 && smooth(frame) < 3);
    assert.ok(dead(run("#preset=deep-gain-1&act=relu&w=gain:1.4142", 0)) < 50);
  },
  "relu 4": (frame) => assert.ok(dead(frame) <= 5 && smooth(frame) < 3),
  "layernorm 1": (frame) => {
    within(stds(frame), 0.6, 0.68);
    within(saturated(frame), 0, 6);
  },
  "layernorm 2": (frame) => {
    assert.ok(smooth(frame) < first(frame) - 0.2);
    assert.deepEqual(
      parse_link("#preset=deep-batchnorm&batch=1").errors.map((/** @type {{field: string}} */ { field }) => field),
      ["batch"],
    );
  },
  "layernorm 3": (frame) => assert.ok(frame.norm?.every(({ running_mean }) => running_mean.length === 0)),
  "layernorm 4": (frame) => assert.ok(smooth(frame) < first(frame) - 0.4),
  "ladder 1": (frame) => {
    const rungs = ["naive", "output-fixed", "tanh-fixed", "kaiming", "batchnorm"];
    const losses = rungs.map((preset) => evaluate(`#preset=${preset}`, 1000));
    for (const later of losses.slice(2)) assert.ok(losses[0] - losses[1] > 5 * Math.abs(losses[1] - later));
    assert.ok(first(frame) > 5 * uniform(frame));
    // What the next card claims about BatchNorm after few steps.
    assert.ok(losses[4] > losses[3] && losses[4] > evaluate("#preset=batchnorm&momentum=0.1", 1000));
  },
};

test("every card with an observation has its claim tested here, and every tested claim has a card", () => {
  const observing = cards.filter(({ observe }) => observe !== undefined).map(({ name }) => name);
  assert.deepEqual(Object.keys(CLAIMS), observing);
});

for (const { name, link, play, observe } of cards) {
  if (observe === undefined) continue;
  test(`the claims of lesson ${name} are true`, () => {
    const frame = run(link, play);
    CLAIMS[name](frame);
    assert.doesNotMatch(fillFigures(observe, frame), /[{}]|NaN|undefined|Infinity/, "a figure is missing");
  });
}

test("an unknown placeholder is refused by name", () => {
  assert.throws(() => fillFigures("{nothing}", run("", 0)), /expected one of step, .* got nothing/);
});
