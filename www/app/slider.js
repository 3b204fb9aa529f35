// A slider on a log scale with a number field beside it, both showing one value. Knows no Config.

/** Decades the slider spans downwards from its maximum; smaller values are for the number field. */
const DECADES = 5;
/** Round values, such as 0.1 and 1, get a position of their own. */
const POSITIONS_PER_DECADE = 100;

/**
 * Slider position to value and back, over a range whose lower end may be 0: that is the first position.
 * @param {{min: number, max: number}} range
 */
export function logPositions({ min, max }) {
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
 * @param {HTMLInputElement} slider
 * @param {HTMLInputElement} number
 * @param {{min: number, max: number, doc: string}} range
 * @param {(value: number) => void} onInput
 */
export function createSlider(slider, number, range, onInput) {
  const positions = logPositions(range);
  slider.min = "0";
  slider.max = String(positions.last);
  slider.step = "1";
  number.min = String(range.min);
  number.max = String(range.max);
  number.step = "any";
  let describe = (/** @type {number} */ value) => String(value);
  let shown = Number.NaN;

  /** @param {number} value */
  function show(value) {
    shown = value;
    const text = String(Number(value.toPrecision(4)));
    if (document.activeElement !== number || Number(number.value) !== Number(text)) number.value = text;
    // A position stands for a little range of values: leave the thumb under the finger where it is.
    if (positions.value(slider.valueAsNumber) !== value) slider.value = String(positions.position(value));
    slider.setAttribute("aria-valuetext", describe(value));
  }

  slider.addEventListener("input", () => onInput(positions.value(slider.valueAsNumber)));
  number.addEventListener("change", () => {
    if (Number.isFinite(number.valueAsNumber)) onInput(number.valueAsNumber);
    else show(shown);
  });
  // The browser's own arrows would add 1, which no scale wants: walk the slider's positions.
  number.addEventListener("keydown", (event) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const position = Math.min(positions.last, Math.max(0, positions.position(shown) + by));
    onInput(positions.value(position));
  });

  return {
    /** @param {number} value @param {(value: number) => string} inWords */
    show(value, inWords) {
      describe = inWords;
      show(value);
    },
  };
}
