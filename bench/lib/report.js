// Collects the readings of all rounds, prints the table and writes the report.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { dirname } from "node:path";

/**
 * @typedef {object} Measure
 * @property {string} name
 * @property {string} unit
 * @property {"higher" | "lower"} better
 * @property {number | null} must
 * @property {number | null} aim
 */

/** @param {number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The quantile of the values for a share. @param {number[]} values @param {number} share */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** Three significant digits. @param {number | null} value */
export function figure(value) {
  if (value === null) return "";
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(3)));
}

/** @param {Measure[]} measures in the table's order */
export function createReport(measures) {
  /** @type {Map<string, number[]>} */
  const runs = new Map(measures.map(({ name }) => [name, []]));
  /** @type {Map<string, string>} */
  const missing = new Map();

  /** @param {Measure} measure */
  const row = (measure) => {
    const values = runs.get(measure.name) ?? [];
    return { ...measure, value: values.length > 0 ? median(values) : null, runs: values };
  };
  /** Whether the value, as the table shows it, meets a limit. @param {ReturnType<typeof row>} row @param {number | null} limit */
  const reaches = ({ value, better }, limit) => {
    if (value === null || limit === null) return false;
    const shown = Number(value.toPrecision(3));
    return better === "higher" ? shown >= limit : shown <= limit;
  };

  return {
    /** @param {string} name @param {number} value */
    record(name, value) {
      const values = runs.get(name);
      if (values === undefined) throw new Error(`no measure is called ${name}`);
      values.push(value);
    },

    /** Records why a measure was skipped. @param {string} name @param {string} reason */
    skip: (name, reason) => missing.set(name, reason),

    /** The table of the selected measures as text. @param {(name: string) => boolean} wanted */
    table(wanted) {
      const rows = measures.map(row).filter(({ name, value }) => value !== null || wanted(name));
      const lines = rows.map((row) => {
        const { name, unit, value, must, aim, runs } = row;
        if (value === null) return [name, missing.get(name) ?? "not measured", "", figure(must), figure(aim), ""];
        const spread = runs.length > 1 ? `${figure(Math.min(...runs))} – ${figure(Math.max(...runs))}` : "";
        const met = must === null ? "" : reaches(row, aim) ? "aim" : reaches(row, must) ? "must" : "no";
        return [name, `${figure(value)} ${unit}`, spread, figure(must), figure(aim), met];
      });
      const all = [["measure", "median", "min – max", "must", "aim", "met"], ...lines];
      const widths = all[0].map((_, i) => Math.max(...all.map((line) => line[i].length)));
      return all
        .map((line) =>
          line
            .map((cell, i) => cell.padEnd(widths[i]))
            .join("  ")
            .trimEnd(),
        )
        .join("\n");
    },

    /** @param {string} path @param {Record<string, unknown>} more */
    write(path, more) {
      mkdirSync(dirname(path), { recursive: true });
      const report = { measures: measures.map(row), ...more, machine: machine() };
      writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
    },
  };
}

function machine() {
  const [cpu] = cpus();
  const versionOf = (/** @type {string} */ program) =>
    execFileSync(program, ["--version"], { encoding: "utf8" }).trim();
  return { cpu: cpu.model, cpus: cpus().length, memory: totalmem(), node: process.version, rustc: versionOf("rustc") };
}
