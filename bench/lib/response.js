// Response: how soon the built page responds to input, and how evenly it draws while training.

import { openUnderFinger } from "./finger.js";
import { PRESETS, RESPONSE, STATES, TABS } from "./measures.js";
import { figure, quantile } from "./report.js";

/** @import { Browser } from "@playwright/test" */
/** @import { Gesture, Input } from "./finger.js" */

/** @typedef {{browser: string, preset: string, slider: string, gesture: Gesture, inputs: Input[]}} Drag */

/** Sliders by their ids. */
const SLIDERS = ["w", "out"];
/** The gestures for each state of the page. @type {Record<typeof STATES[number], Gesture[]>} */
const GESTURES = { "at rest": ["apart", "drag"], training: ["training"] };

/**
 * @param {Browser} live
 * @param {string} browser its name
 * @param {{origin: string, rounds: number, times: number, seconds: number}} extent inputs per gesture, and how
 *   long the page trains in each tab
 * @param {(name: string, value: number) => void} record
 */
export async function respond(live, browser, { origin, rounds, times, seconds }, record) {
  const page = await openUnderFinger(live, origin);
  /** @type {Drag[]} */
  const drags = [];
  /** Durations of the long tasks of all rounds, by row name. @type {Map<string, number[]>} */
  const tasks = new Map();
  for (let round = 1; round <= rounds; round += 1) {
    for (const preset of PRESETS) {
      await page.open(preset);
      // A browser recompiles hot code at first.
      for (const { id } of TABS) await page.train(id, 0.5);
      for (const slider of SLIDERS) await page.move(slider, "drag", times);

      for (const state of STATES) {
        const moved = [];
        for (const gesture of GESTURES[state]) {
          for (const slider of SLIDERS) {
            moved.push({ browser, preset, slider, gesture, inputs: await page.move(slider, gesture, times) });
          }
        }
        drags.push(...moved);
        const painted = moved.flatMap(({ inputs }) => inputs.map(({ painted }) => painted));
        record(RESPONSE.most(browser, preset, state), quantile(painted, 0.95));
        record(RESPONSE.half(browser, preset, state), quantile(painted, 0.5));
      }
      for (const { id, name } of TABS) {
        const { frames, long } = await page.train(id, seconds);
        record(RESPONSE.frames(browser, preset, name), frames);
        const row = RESPONSE.tasks(preset, name);
        tasks.set(row, [...(tasks.get(row) ?? []), ...long]);
      }
    }
  }
  // A single one is too many, so these are maxima and not medians. Only Chromium reports them.
  if (browser === "Chromium") {
    for (const [name, lengths] of tasks) record(name, lengths.length);
    record(RESPONSE.longest, Math.max(0, ...[...tasks.values()].flat()));
  }
  return drags;
}

/** Each gesture on each slider, in all rounds. @param {Drag[]} drags */
export function responseTable(drags) {
  /** @type {Map<string, Input[]>} */
  const kinds = new Map();
  for (const { browser, preset, gesture, slider, inputs } of drags) {
    const kind = `${browser}, ${preset}, #${slider}, ${gesture}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), ...inputs]);
  }
  const lines = [...kinds].map(([kind, inputs]) => {
    const painted = inputs.map(({ painted }) => painted);
    const moved = inputs.map(({ moved }) => moved);
    const quantiles = [0.5, 0.95, 1].map((share) => figure(quantile(painted, share)).padEnd(6));
    return [...quantiles, figure(quantile(moved, 0.95)).padEnd(6), String(inputs.length).padEnd(4), kind].join("  ");
  });
  return ["ms from input to paint: half, 95 %, all; 95 % from the mouse's move; inputs", ...lines].join("\n");
}
