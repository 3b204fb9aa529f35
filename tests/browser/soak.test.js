// Two minutes at full speed with drawing on. The hour is bench/soak.js's, on a machine with nothing else to do.

import { judge, median } from "../../bench/lib/flat.js";
import { soak } from "../../bench/lib/soak.js";
import { expect, test } from "./page.js";

const SECONDS = 120;
/** Less than the hour's: here another browser is tested on the same cores. */
const WARM = 45;

test("two minutes of training leave memory and pace as they were", { tag: "@all" }, async ({
  browser,
  browserName,
  baseURL,
}) => {
  test.skip(browserName === "firefox", "Firefox tells of neither memory nor long tasks");
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
    // A busy machine makes a long task of any; that they become more, it does not.
    longTasks: (all) => second < 2 * first + 3000 && Math.max(0, ...all) < 3000,
  });
  expect(findings.filter(({ holds }) => !holds)).toEqual([]);
  // It did train, and was drawn.
  expect(median(counted.map(({ rate }) => rate))).toBeGreaterThan(1);
  expect(median(counted.map(({ frames }) => frames))).toBeGreaterThan(1);
});
