// A slider on a log scale with a number field beside it, both showing one value. Knows no Config.

/** Decades the slider spans downwards from its maximum; smaller values are for the number field. */
const DECADES = 5;
/** Round values, such as 0.1 and 1, get a position of their own. */
const POSITIONS_PER_DECADE = 100;

/**
 * Slider position to value and back, over a range whose lower end may be 0: that is the first position.
 * @param {{min: number, max: number}} range
 */
function logPositions({ min, max }) {
  const low = Math.max(min, max * 10 ** -DECADES);
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
 * @property {(value: number, keyHeld: boolean) => void} moved it is on its way; with a key held, `rested` is sure to follow
 * @property {() => void} [rested] the slider or the key has been let go
 * @property {(text: string) => boolean} typed false if the text is no value, and the old one is to be shown again
 * @property {() => void} reset by a double click, or Delete
 */

/**
 * @param {HTMLInputElement} slider
 * @param {HTMLInputElement} number
 * @param {{min: number, max: number}} range
 * @param {SliderEvents} events
 */
export function createSlider(slider, number, range, { moved, rested, typed, reset }) {
  const positions = logPositions(range);
  slider.min = "0";
  slider.max = String(positions.last);
  slider.step = "1";
  let describe = (/** @type {number} */ value) => String(value);
  let shown = Number.NaN;
  /** Whether the number is half typed: what comes in meanwhile must not take it away. */
  let typing = false;

  /** @param {number} value */
  function show(value) {
    shown = value;
    const text = String(Number(value.toPrecision(4)));
    const differs = document.activeElement !== number || Number(number.value) !== Number(text);
    if (differs && !typing) number.value = text;
    // A position stands for a little range of values: leave the thumb under the finger where it is.
    if (positions.value(slider.valueAsNumber) !== value) slider.value = String(positions.position(value));
    slider.setAttribute("aria-valuetext", describe(value));
  }

  // A held key sends a change with every step, a finger only when it lets go.
  let keyHeld = false;
  function letGo() {
    keyHeld = false;
    rested?.();
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
    if (!keyHeld) letGo();
  });
  // A key let go elsewhere is never seen to come up.
  for (const field of [slider, number]) {
    for (const event of ["keyup", "blur"]) field.addEventListener(event, letGo);
  }
  number.addEventListener("input", () => {
    typing = true;
  });
  number.addEventListener("blur", () => {
    typing = false;
  });
  number.addEventListener("change", () => {
    typing = false;
    if (!typed(number.value.trim())) show(shown);
  });
  // Adding 1 is what no scale wants: the arrows walk the slider's positions.
  number.addEventListener("keydown", (event) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const position = Math.min(positions.last, Math.max(0, positions.position(shown) + by));
    moved(positions.value(position), true);
  });

  return {
    /** @param {number} value @param {(value: number) => string} inWords */
    show(value, inWords) {
      describe = inWords;
      show(value);
    },
  };
}

const DOUBLE_CLICK_MS = 500;

/**
 * Resets by a double click, and by Delete for those who have no pointer.
 * @param {HTMLInputElement} slider
 * @param {() => void} reset
 */
export function resettable(slider, reset) {
  slider.title = "Double-click or Delete: back to the preset’s value";
  // Two presses in a row, by a finger too: not every browser tells a double click on a slider that the first has moved.
  let pressedAt = Number.NEGATIVE_INFINITY;
  let twice = false;
  slider.addEventListener("pointerdown", ({ timeStamp }) => {
    twice = timeStamp - pressedAt < DOUBLE_CLICK_MS;
    pressedAt = timeStamp;
  });
  // By now the slider has told where it was pressed.
  slider.addEventListener("pointerup", () => {
    if (twice) setTimeout(reset);
    twice = false;
  });
  slider.addEventListener("keydown", ({ key }) => {
    if (key === "Delete" || key === "Backspace") reset();
  });
}
