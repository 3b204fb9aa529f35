// A sweep as a table, for readers who can't see the map or want the numbers, and as CSV. Used by map.js.

import { KNOWN } from "../../draw/cells.js";
import { makeTable } from "../ui/dom.js";
import { written } from "../words/f32.js";
import { FIELDS, measured, measureTitle, rulerOf, valueLabel } from "./words.js";

/** @import { Sweep } from "./sweep.js" */

/** A cell's text in the table. @param {Sweep} sweep @param {number} map @param {number} at */
function cellText({ maps, measure }, map, at) {
  const { state, value, healthy } = maps[map].cells;
  const known = `${measured(measure, value[at])}${healthy[at] === 1 ? " ✓" : ""}`;
  return ["", known, "invalid", "failed"][state[at]];
}

/** A table for each map, the highest row first, as on the map. @param {Sweep} sweep */
export function tableOf(sweep) {
  const { x, y, maps, columns, rows, measure, steps } = sweep;
  return maps.map(({ label, base }, map) => {
    const up = y === null ? "" : `, ${rulerOf(y, base).title} down`;
    const caption = `${label === "" ? "" : `${label}: `}${measureTitle(measure, steps)}; ${rulerOf(x, base).title} across${up}; ✓ healthy`;
    const lines = Array.from({ length: rows }, (_, i) => rows - 1 - i).map((row) => [
      y === null ? measureTitle(measure, steps) : valueLabel(y.field, y.values[row]),
      ...Array.from({ length: columns }, (_, column) => cellText(sweep, map, row * columns + column)),
    ]);
    return makeTable(
      caption,
      [y === null ? "" : FIELDS[y.field].label, ...x.values.map((value) => valueLabel(x.field, value))],
      lines,
    );
  });
}

/** Quoted as in RFC 4180. @param {string} field */
const quoted = (field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

/**
 * One line per cell, the lowest row first, with the columns of `cargo run --example sweep`: `healthy` is the verdict on the
 * network alone.
 * @param {Sweep} sweep
 * @param {(map: number, at: number) => string} fragmentOf of the link to a computed cell
 */
export function csvOf({ x, y, maps, columns, measure }, fragmentOf) {
  const head = [x.field, ...(y === null ? [] : [y.field]), measure, "healthy", "checksum", "link", "error"];
  const lines = maps.flatMap(({ cells, sound, sums, reasons }, map) =>
    [...cells.state.keys()].map((at) => {
      const values = [x.values[at % columns], ...(y === null ? [] : [y.values[Math.floor(at / columns)]])];
      if (cells.state[at] !== KNOWN) return [...values, "", "", "", "", reasons.get(at) ?? "not computed"];
      const healthy = String(sound[at] === 1);
      return [...values, String(written(cells.value[at])), healthy, sums[at] ?? "", fragmentOf(map, at), ""];
    }),
  );
  return [head, ...lines].map((fields) => `${fields.map(quoted).join(",")}\r\n`).join("");
}
