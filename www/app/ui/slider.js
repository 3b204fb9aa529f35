// A slider on a log scale and a number field that show the same value, with a band for the range of values that is
// recommended where that is known. Used by scale.js, controls/controls.js and controls/threshold.js.

import { figure } from "../words/format.js";
import { make } from "./dom.js";
import { listenToTyping } from "./fields.js";

/** @import { Fault } from "./faults.js" */
/** @import { Typed } from "./fields.js" */

/** Decades that a slider spans below its maximum unless they are given; smaller values can be typed. */
const DECADES = 5;
/** Round values, such as 0.1 and 1, fall on a position. */
const POSITIONS_PER_DECADE = 100;

/** @typedef {{min: number, max: number, decades?: number}} Range */

/**
 * Converts slider positions to values and back. If the range starts at 0, position 0 is the value 0.
 * @param {Range} range
 */
function logPositions({ min, max, decades = DECADES }) {
  const low = Math.max(min, max * 10 ** -decades);
  const first = min < low ? 1 : 0;
  const last = first + Math.round(POSITIONS_PER_DECADE * Math.log10(max / low));
  return {
    last,
    /** @param {number} position */
    value(position) {
      if (position < first) return min;
      const value = low * (max / low) ** ((position - first) / (last - first));
      return Number(value.toPrecision(3));
    },
    /** @param {number} value */
    position(value) {
      if (value < low) return value <= min ? 0 : first;
      return first + Math.round((Math.log(value / low) / Math.log(max / low)) * (last - first));
    },
  };
}

/**
 * @typedef {object} SliderEvents
 * @property {(value: number, keyHeld: boolean) => void} moved the value is changing; while a key is held, `released` will follow
 * @property {() => void} [released] the slider or the key was released
 * @property {Typed} typed
 * @property {Fault} fault of the number field
 * @property {() => void} reset on a double click, or Delete
 */

/**
 * @param {HTMLInputElement} slider
 * @param {HTMLInputElement} number
 * @param {Range} range
 * @param {SliderEvents} events
 */
export function createSlider(slider, number, range, { moved, released, typed, fault, reset }) {
  const positions = logPositions(range);
  slider.min = "0";
  slider.max = String(positions.last);
  slider.step = "1";
  let describe = (/** @type {number} */ value) => String(value);
  let shown = Number.NaN;
  /** Whether the number field stays empty, since the value is a usual one that need not be written. */
  let isBlank = false;
  /** The band of recommended values, once there is one. @type {HTMLElement | null} */
  let band = null;
  /** @type {[low: number, high: number] | null} */
  let zone = null;
  const textOf = (/** @type {number} */ value) => String(Number(value.toPrecision(4)));
  const inForce = () => (isBlank ? "" : textOf(shown));
  const keeps = listenToTyping(number, { typed, fault, inForce });

  /** @param {number} value */
  function show(value) {
    const stays = keeps(value !== shown);
    shown = value;
    const text = inForce();
    const differs = document.activeElement !== number || isBlank || Number(number.value) !== Number(text);
    if (differs && !stays) number.value = text;
    if (!stays) fault.clear();
    // A position stands for a small range of values: do not move the thumb within it, it may be under a finger.
    if (positions.value(slider.valueAsNumber) !== value) slider.value = String(positions.position(value));
    const compared = zone === null ? "" : `, ${zoneWords(value, zone)}`;
    slider.setAttribute("aria-valuetext", describe(value) + compared);
  }

  // A held key fires `change` at every step, a pointer only when released.
  let keyHeld = false;
  function release() {
    keyHeld = false;
    released?.();
  }
  slider.addEventListener("input", () => moved(positions.value(slider.valueAsNumber), keyHeld));
  resettable(slider, reset);
  slider.addEventListener("keydown", () => {
    keyHeld = true;
  });
  slider.addEventListener("pointerdown", () => {
    keyHeld = false;
  });
  slider.addEventListener("change", () => {
    if (!keyHeld) release();
  });
  // If the focus has moved on, the key's `keyup` is not seen here; `blur` is.
  for (const field of [slider, number]) {
    for (const event of ["keyup", "blur"]) field.addEventListener(event, release);
  }
  // The arrow keys move along the slider's positions, instead of adding 1.
  number.addEventListener("keydown", (event) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const position = Math.min(positions.last, Math.max(0, positions.position(shown) + by));
    moved(positions.value(position), true);
  });

  return {
    /** @param {number} value @param {(value: number) => string} toText for screen readers @param {boolean} [blank] whether the number field stays empty */
    show(value, toText, blank = false) {
      describe = toText;
      isBlank = blank;
      show(value);
    },
    /** Marks the values that are recommended by a band below the slider. @param {number} low @param {number} high */
    showZone(low, high) {
      zone = [low, high];
      band ??= make("div", { class: "zone", "aria-hidden": "true" });
      if (band.parentElement === null) slider.after(band);
      const [from, to] = zoneShares(range, zone);
      band.style.setProperty("--zone-from", percentage(from));
      band.style.setProperty("--zone-to", percentage(to));
      if (!Number.isNaN(shown)) show(shown);
    },
    hideZone() {
      if (zone === null) return;
      zone = null;
      band?.remove();
      if (!Number.isNaN(shown)) show(shown);
    },
  };
}

/**
 * Where a range of values lies on the slider, as shares of the way that its thumb has. Ends beyond the slider are cut.
 * @param {Range} range
 * @param {[low: number, high: number]} zone
 */
export function zoneShares(range, [low, high]) {
  const { last, position } = logPositions(range);
  return [low, high].map((value) => Math.min(1, Math.max(0, position(value) / last)));
}

/** A value compared with the zone, in words. @param {number} value @param {[low: number, high: number]} zone */
export function zoneWords(value, [low, high]) {
  const where = value < low ? "below" : value > high ? "above" : "in";
  return `${where} the recommended range ${figure(low)} to ${figure(high)}`;
}

/** @param {number} share */
const percentage = (share) => `${(100 * share).toFixed(2)}%`;

const DOUBLE_CLICK_MS = 500;

/**
 * Resets a slider on a double click, and on Delete for keyboard users.
 * @param {HTMLInputElement} slider
 * @param {() => void} reset
 */
export function resettable(slider, reset) {
  slider.title = "Double-click or press Delete to restore the preset’s value";
  // Two presses in a row, also by touch: not every browser fires `dblclick` on a slider that the first press has moved.
  let pressedAt = Number.NEGATIVE_INFINITY;
  let twice = false;
  slider.addEventListener("pointerdown", ({ timeStamp }) => {
    twice = timeStamp - pressedAt < DOUBLE_CLICK_MS;
    pressedAt = timeStamp;
  });
  // After the slider's own `input` for the press.
  slider.addEventListener("pointerup", () => {
    if (twice) setTimeout(reset);
    twice = false;
  });
  slider.addEventListener("keydown", ({ key }) => {
    if (key === "Delete" || key === "Backspace") reset();
  });
}
