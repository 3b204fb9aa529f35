// What the tests of lessons share: their cards, a card's network at the step that it plays to, and what frames measure. Used by
// lessons*.test.js.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fillFigures } from "../../www/app/lessons/figures.js";
import { LESSONS } from "../../www/lessons/index.js";
import { parse_link, Session } from "../../www/pkg/initscope.js";
import { frameReader } from "../../www/shared/protocol.js";
import { answered, names, open } from "./engine.js";

/** @import { Frame } from "../../www/shared/protocol.js" */

export const lessons = await Promise.all(LESSONS.map(async ({ id, load }) => ({ id, cards: (await load()).cards })));
export const cards = lessons.flatMap(({ id, cards }) =>
  cards.map((card, i) => ({ lesson: id, name: `${id} ${i + 1}`, play: 0, ...card })),
);

/** The frames of runs that several claims compare with. @type {Map<string, Frame>} */
const known = new Map();

/** A run of a network to a step, and its frame there. @param {string} link @param {number} step @returns {Frame} */
export function run(link, step) {
  const key = `${link} ${step}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const session = open(link);
  session.advance(step);
  const frame = frameReader(session.layout())(session.copyFrame(undefined));
  known.set(key, frame);
  return frame;
}

/** The loss of a split in evaluation mode. @param {string} link @param {number} step @param {"train" | "val"} split */
export function evaluate(link, step, split = "val") {
  const session = new Session(names, parse_link(link).config, 1);
  session.advance(step);
  return answered(session, { kind: "evaluate" })[split];
}

/** @param {Frame} frame */
export const smooth = ({ history: { smooth } }) => smooth.mean[smooth.points[0] - 1];
/** @param {Frame} frame */
export const first = ({ first_loss }) => first_loss[0];
/** @param {Frame} frame */
export const uniform = ({ uniform_loss }) => uniform_loss[0];
/** @param {Frame} frame */
export const stds = ({ layer }) => layer.map(({ activation }) => activation.std[0]);
/** @param {Frame} frame */
export const gradients = ({ layer }) => layer.map(({ gradient }) => gradient.std[0]);
/** @param {Frame} frame */
export const saturated = ({ layer }) => layer.map((each) => each.saturated[0]);
/** @param {Frame} frame */
export const dead = ({ layer }) => layer.reduce((sum, each) => sum + each.dead[0], 0);
/** Each weight matrix's update ratio. @param {Frame} frame */
export const updates = ({ weight }) => weight.map(({ update_data }) => update_data[0]);
/** The update ratios of the hidden layers only. @param {Frame} frame */
export const hidden = (frame) => updates(frame).slice(0, -1);
/** Each weight matrix's gradient. @param {Frame} frame */
export const weightGradients = ({ weight }) => weight.map(({ gradient }) => gradient.std[0]);
/** @param {number[]} values @param {number} from @param {number} to */
export function within(values, from, to) {
  for (const value of values) assert.ok(value >= from && value <= to, `${value} is not from ${from} to ${to}`);
}

/**
 * Tests the claims of some lessons, each on its real run; each of their cards with an observation has one.
 * @param {string[]} of their ids
 * @param {Record<string, (frame: Frame) => void>} claims by lesson and card
 */
export function testClaims(of, claims) {
  const observing = cards.filter(({ lesson, observe }) => of.includes(lesson) && observe !== undefined);

  test("every card with an observation has its claim tested here, and every tested claim has a card", () => {
    assert.deepEqual(
      Object.keys(claims),
      observing.map(({ name }) => name),
    );
  });

  for (const { name, link, play, observe = "" } of observing) {
    test(`the claims of lesson ${name} are true`, () => {
      const frame = run(link, play);
      claims[name](frame);
      assert.doesNotMatch(fillFigures(observe, frame), /[{}]|NaN|undefined|Infinity/, "a figure is missing");
    });
  }
}
