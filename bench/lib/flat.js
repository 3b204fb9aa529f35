// Checks a long run: memory within 5 %, steady speed, and no long task. Pure functions, used by soak.js.

/** @import { Sample } from "./soak.js" */

/** How much memory may rise above its level; for the page's heap, at least a MB. */
const MEMORY = 0.05;
const HEAP_SLACK = 1e6;
/** How much the speed may fall from the first quarter to the last, beyond noise. */
const PACE = 0.05;
/** A browser frees memory irregularly, so the minimum of each of these stretches is compared. */
const MAX_STRETCHES = 8;
const SAMPLES_OF_STRETCH = 8;

/** @typedef {{name: string, value: string, limit: string, holds: boolean}} Finding */

/** @param {number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @template T @param {T[]} values @param {number} parts @returns {T[][]} */
const split = (values, parts) =>
  Array.from({ length: parts }, (_, i) =>
    values.slice(Math.floor((i * values.length) / parts), Math.floor(((i + 1) * values.length) / parts)),
  ).filter((part) => part.length > 0);

/** How much the highest later stretch exceeds the first. @param {number[]} values */
function rise(values) {
  const stretches = Math.max(2, Math.min(MAX_STRETCHES, Math.floor(values.length / SAMPLES_OF_STRETCH)));
  const [level, ...later] = split(values, stretches).map((stretch) => Math.min(...stretch));
  return { level, by: Math.max(level, ...later) / level - 1 };
}

const percents = (/** @type {number} */ part) => `${(100 * part).toFixed(1)} %`;
const megabytes = (/** @type {number} */ bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

/**
 * @param {Sample[]} all
 * @param {{warm: number, pace?: number, longTasks?: (tasks: number[], seconds: number) => boolean}} how seconds of warm-up; and looser limits for a machine with other work
 * @returns {Finding[]}
 */
export function judge(all, { warm, pace = PACE, longTasks = (tasks) => tasks.length === 0 }) {
  const samples = all.filter(({ at }) => at > warm);
  const of = (/** @type {"memory" | "uncollected" | "heap" | "wasm" | "rate" | "pace" | "frames"} */ what) =>
    samples.map((sample) => sample[what]);
  /** @type {Finding[]} */
  const findings = [];
  for (const [name, what, slack] of /** @type {const} */ ([
    ["memory of the page's process", "memory", 0],
    ["JavaScript of page and workers", "heap", HEAP_SLACK],
    ["wasm memory", "wasm", 0],
  ])) {
    const { level, by } = rise(of(what));
    const limit = Math.max(MEMORY, slack / level);
    findings.push({
      name,
      value: `${megabytes(level)}, +${percents(by)}`,
      limit: `+${percents(limit)}`,
      holds: by <= limit,
    });
  }
  for (const [name, what] of /** @type {const} */ ([
    ["steps per second, last quarter against first", "rate"],
    ["steps per ms of training, last quarter against first", "pace"],
  ])) {
    const quarters = split(of(what), 4);
    const [first, last] = [quarters[0], quarters[quarters.length - 1]].map(median);
    // Neighboring samples differ only by noise.
    const values = of(what);
    const noise = median(values.slice(1).map((value, i) => Math.abs(value / values[i] - 1)));
    const change = last / first - 1;
    const value = `${first.toFixed(first < 100 ? 2 : 0)} → ${last.toFixed(last < 100 ? 2 : 0)}, ${change < 0 ? "−" : "+"}${percents(Math.abs(change))}`;
    // The median of many samples has less noise.
    const allowed = pace + (3 * noise) / Math.sqrt(quarters[0].length);
    findings.push({
      name,
      value: `${value} (noise ±${percents(noise)})`,
      limit: `−${percents(allowed)}`,
      holds: change >= -allowed,
    });
  }
  const tasks = samples.flatMap((sample) => sample.longTasks);
  const seconds = samples[samples.length - 1].at - warm;
  const longest = tasks.length > 0 ? `, the longest ${Math.max(...tasks).toFixed(0)} ms` : "";
  findings.push({
    name: "tasks over 50 ms",
    value: `${tasks.length}${longest}`,
    limit: "none",
    holds: longTasks(tasks, seconds),
  });
  findings.push({
    name: "frames drawn per second",
    value: median(of("frames")).toFixed(1),
    limit: "for information",
    holds: true,
  });
  const garbage = split(of("uncollected"), 4).map((quarter) => megabytes(median(quarter)));
  findings.push({
    name: "memory with its garbage, by quarters",
    value: garbage.join(", "),
    limit: "for information",
    holds: true,
  });
  return findings;
}
