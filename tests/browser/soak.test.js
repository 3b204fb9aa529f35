// Two minutes of training with drawing. bench/soak.js does an hour, on an idle machine.

import { judge, median } from "../../bench/lib/flat.js";
import { soak } from "../../bench/lib/soak.js";
import { expect, test } from "./page.js";

const SECONDS = 120;
/** Shorter than in the hour, since another browser is tested on the same cores. */
const WARM = 45;

test("two minutes of training keep memory and speed constant", { tag: "@all" }, async ({
  browser,
  browserName,
  baseURL,
}) => {
  test.skip(browserName === "firefox", "Firefox reports neither memory nor long tasks");
  test.setTimeout(240_000);
  const samples = await soak(browser, baseURL ?? "", { scenario: "alone", seconds: SECONDS, every: 3 });
  const counted = samples.filter(({ at }) => at > WARM);
  const half = Math.floor(counted.length / 2);
  const [first, second] = [counted.slice(0, half), counted.slice(half)].map((some) =>
    some.flatMap(({ longTasks }) => longTasks).reduce((sum, ms) => sum + ms, 0),
  );
  const findings = judge(samples, {
    warm: WARM,
    pace: 0.3,
    // On a busy machine any task may be long, but they do not become more.
    longTasks: (all) => second < 2 * first + 3000 && Math.max(0, ...all) < 3000,
  });
  expect(findings.filter(({ holds }) => !holds)).toEqual([]);
  // It trained, and was drawn.
  expect(median(counted.map(({ rate }) => rate))).toBeGreaterThan(1);
  expect(median(counted.map(({ frames }) => frames))).toBeGreaterThan(1);
});
