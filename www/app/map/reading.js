// Selects cells of the maps by mouse, touch and keyboard, and describes the selected cell. Used by map.js.

import { KNOWN } from "../../draw/cells.js";
import { button, element, setText } from "../ui/elements.js";
import { cellWords } from "./words.js";

/** @import { createPicture } from "./picture.js" */
/** @import { CellPlace, Sweep } from "./sweep.js" */

/** @param {"cell" | "point"} one what a network is drawn as */
const hintOf = (one) =>
  `Point at ${one === "cell" ? "a cell" : "the chart"}, or use the arrow keys, to read a ${one}. A click keeps it selected; a double click or Enter opens its run.`;
/** @param {"cell" | "point"} one */
const touchHintOf = (one) => `Tap a ${one} to read its value. Open this run shows it in the Lab.`;

/**
 * @param {object} options
 * @param {ReturnType<typeof createPicture>} options.picture
 * @param {() => Sweep | null} options.sweep
 * @param {(place: CellPlace) => string} options.command that replays the cell outside the browser
 * @param {(place: CellPlace) => void} options.open
 * @param {(place: CellPlace | null) => void} options.changed the selected cell
 */
export function createReading({ picture, sweep, command, open, changed }) {
  const description = element("map-cell");
  const replay = element("map-replay");
  const actions = ["map-open", "map-link", "map-replay-copy"].map(button);
  /** @type {CellPlace | null} */
  let read = null;
  /** What keeps the cell selected while the pointer moves over others. @type {"press" | "key" | null} */
  let kept = null;
  const isTouched = matchMedia("(pointer: coarse)").matches;

  function isComputed() {
    const of = sweep();
    if (of === null || read === null) return false;
    return of.maps[read.map].cells.state[read.row * of.columns + read.column] === KNOWN;
  }

  function update() {
    const of = sweep();
    const hint = (isTouched ? touchHintOf : hintOf)(of?.y === null ? "point" : "cell");
    setText(element("map-keys"), hint);
    setText(description, of === null || read === null ? hint : cellWords(of, read));
    const computed = isComputed();
    for (const action of actions) action.disabled = !computed;
    setText(replay, computed && read !== null ? command(read) : "");
  }

  /** @param {CellPlace | null} to @param {boolean} announce to screen readers */
  function select(to, announce) {
    // Not while the pointer moves: the announcements would pile up.
    description.setAttribute("aria-live", announce ? "polite" : "off");
    read = to;
    update();
    changed(read);
  }

  /** @param {CellPlace | null} a @param {CellPlace | null} b */
  const same = (a, b) => a?.map === b?.map && a?.column === b?.column && a?.row === b?.row;

  picture.canvases.forEach((canvas, i) => {
    canvas.addEventListener("pointermove", ({ offsetX, offsetY, pointerType }) => {
      const at = picture.placeAt(i, offsetX, offsetY);
      if (at !== null && kept === null && pointerType === "mouse" && !same(at, read)) select(at, false);
    });
    canvas.addEventListener("click", ({ offsetX, offsetY }) => {
      const at = picture.placeAt(i, offsetX, offsetY);
      if (at === null) return;
      // A second click releases it.
      kept = kept === "press" && same(at, read) ? null : "press";
      select(at, kept !== null);
    });
    canvas.addEventListener("dblclick", ({ offsetX, offsetY }) => {
      const at = picture.placeAt(i, offsetX, offsetY);
      // Not beside the cells, where a click selects nothing.
      if (at !== null && same(at, read) && isComputed()) open(at);
    });
    // A cell selected by keyboard stays until the mouse has left the map: on its way to a button it passes over other cells.
    canvas.addEventListener("pointerleave", ({ pointerType }) => {
      if (kept === "key" && pointerType === "mouse") kept = null;
    });
    canvas.addEventListener("keydown", (event) => {
      const of = sweep();
      if (event.ctrlKey || event.altKey || event.metaKey || of === null) return;
      if (event.key === "Enter") {
        event.preventDefault();
        if (read !== null && isComputed()) open(read);
        return;
      }
      const from = read?.map === i ? read : null;
      if (event.key === "Escape") {
        if (from === null) return;
        event.preventDefault();
        kept = null;
        select(null, false);
        return;
      }
      const { column, row } = from ?? { column: 0, row: 0 };
      const to = {
        ArrowLeft: { column: column - 1, row },
        ArrowRight: { column: column + 1, row },
        ArrowUp: { column, row: row + 1 },
        ArrowDown: { column, row: row - 1 },
        Home: { column: 0, row },
        End: { column: of.columns - 1, row },
        PageUp: { column, row: of.rows - 1 },
        PageDown: { column, row: 0 },
      }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      kept = "key";
      const within = (/** @type {number} */ value, /** @type {number} */ size) =>
        Math.min(size - 1, Math.max(0, value));
      // The first key press selects the first cell.
      const next = from === null ? { column, row } : to;
      select({ map: i, column: within(next.column, of.columns), row: within(next.row, of.rows) }, true);
    });
  });

  return {
    read: () => read,
    /** Describes the cell again after new results. */
    update,
    /** For a new sweep: selects no cell. */
    forget() {
      kept = null;
      select(null, false);
    },
  };
}
