// Reads the cells of the maps by pointer, finger and keys, and says what each is. What is done with one is the caller's.

import { button, element, tell } from "../ui/elements.js";
import { cellWords } from "./words.js";

/** @import { createPicture } from "./picture.js" */
/** @import { Sweep } from "./sweep.js" */
/** @import { CellPlace } from "./words.js" */

const HINT =
  "Point at a cell, or use the arrow keys, to read it. A click or Enter opens its run; a click with Shift keeps it here, and another lets it go.";
const TOUCH_HINT = "Touch a cell to read it, and once more to open its run.";

/**
 * @param {object} options
 * @param {ReturnType<typeof createPicture>} options.picture
 * @param {() => Sweep | null} options.sweep
 * @param {(place: CellPlace) => string} options.command that replays it natively
 * @param {(place: CellPlace) => void} options.open
 * @param {(place: CellPlace | null) => void} options.changed what is read
 */
export function createReading({ picture, sweep, command, open, changed }) {
  const said = element("map-cell");
  const replay = element("map-replay");
  const actions = ["map-open", "map-link", "map-replay-copy"].map(button);
  /** @type {CellPlace | null} */
  let read = null;
  /** By what the cell is kept, so that a pointer that passes leaves it. @type {"press" | "key" | null} */
  let kept = null;
  const hint = matchMedia("(pointer: coarse)").matches ? TOUCH_HINT : HINT;
  element("map-keys").textContent = hint;

  function known() {
    const of = sweep();
    if (of === null || read === null) return false;
    return of.maps[read.map].cells.state[read.row * of.columns + read.column] === 1;
  }

  function say() {
    const of = sweep();
    tell(said, of === null || read === null ? hint : cellWords(of, read));
    const can = known();
    for (const action of actions) action.disabled = !can;
    tell(replay, can && read !== null ? command(read) : "");
  }

  /** @param {CellPlace | null} to @param {boolean} aloud */
  function set(to, aloud) {
    // Under a moving pointer nobody could listen.
    said.setAttribute("aria-live", aloud ? "polite" : "off");
    read = to;
    say();
    changed(read);
  }

  /** @param {CellPlace | null} a @param {CellPlace | null} b */
  const same = (a, b) => a?.map === b?.map && a?.column === b?.column && a?.row === b?.row;

  picture.canvases.forEach((canvas, i) => {
    canvas.addEventListener("pointermove", ({ offsetX, offsetY, pointerType }) => {
      const at = picture.placeAt(i, offsetX, offsetY);
      if (at !== null && kept === null && pointerType === "mouse" && !same(at, read)) set(at, false);
    });
    /** @param {MouseEvent} event @param {boolean} byFinger */
    function press({ offsetX, offsetY, shiftKey }, byFinger) {
      const at = picture.placeAt(i, offsetX, offsetY);
      if (at === null) return;
      const again = same(at, read);
      const letsGo = again && kept === "press";
      kept = byFinger || (shiftKey && !letsGo) ? "press" : null;
      set(at, kept !== null);
      if (!shiftKey && (!byFinger || again) && known()) open(at);
    }
    // A key keeps its cell until the mouse has left the map: on its way to a button it may rest on others first.
    canvas.addEventListener("pointerleave", ({ pointerType }) => {
      if (kept === "key" && pointerType === "mouse") kept = null;
    });
    let touched = false;
    canvas.addEventListener("pointerdown", ({ pointerType }) => {
      touched = pointerType !== "mouse";
    });
    // A finger that pans ends otherwise.
    canvas.addEventListener("pointerup", (event) => touched && press(event, true));
    canvas.addEventListener("click", (event) => touched || press(event, false));
    canvas.addEventListener("keydown", (event) => {
      const of = sweep();
      if (event.ctrlKey || event.altKey || event.metaKey || of === null) return;
      if (event.key === "Enter") {
        event.preventDefault();
        if (read !== null && known()) open(read);
        return;
      }
      const from = read?.map === i ? read : null;
      if (event.key === "Escape") {
        // The first leaves the cell, the next the dialog.
        if (from === null) return;
        event.preventDefault();
        kept = null;
        set(null, false);
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
      // The first key reads the first cell.
      const next = from === null ? { column, row } : to;
      set({ map: i, column: within(next.column, of.columns), row: within(next.row, of.rows) }, true);
    });
  });

  return {
    read: () => read,
    /** What was found meanwhile. */
    say,
    /** Another sweep: the cell is gone. */
    forget() {
      kept = null;
      set(null, false);
    },
  };
}
