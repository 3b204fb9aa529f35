// The form of a sweep: the fields on the axes, their values, and the measure, with errors next to the fields. Used by
// map.js.

import { make } from "../ui/dom.js";
import { button, element, input, select, setText } from "../ui/elements.js";
import { createFault } from "../ui/faults.js";
import { fieldLabel } from "../words/fields.js";
import { count, wholeNumber } from "../words/format.js";
import { FIELDS, networkWords } from "./words.js";

/** @import { Config, FieldError, Measure } from "../../shared/protocol.js" */
/** @import { Preset } from "../engine/core.js" */
/** @import { Asked, CellConfig, Plan } from "./sweep.js" */

/** @typedef {{axes: (base: Config, x: string, y: string) => Pick<Asked, "x" | "y">, cell: CellConfig}} Makers implemented in Rust; both throw FieldError[] */

/** The first axes: for a deep network they show both vanishing and saturating activations. */
const FIRST_AXES = { x: "w", y: "out" };
/** Enough steps for the validation loss to differ between networks. */
const VAL_STEPS = "200";

/** A value as the sweep's axes have it. @param {{value: string}} field */
const spaceless = ({ value }) => value.replaceAll(/\s/g, "");

/**
 * Which part of a range is wrong. Rust reads the range as a whole; what it got tells.
 * @param {Record<"from" | "to", {value: string}>} ends
 * @param {string} got
 */
export function refusedPart(ends, got) {
  const end = /** @type {const} */ (["from", "to"]).find((name) => (spaceless(ends[name]) || "nothing") === got);
  return end ?? (got.includes("*") ? "count" : "from");
}

/**
 * @param {object} options
 * @param {Preset[]} options.presets
 * @param {Makers} options.makers
 * @param {number} options.maxSteps
 * @param {() => void} options.changed by the reader
 */
export function createForm({ presets, makers, maxSteps, changed }) {
  const [base, measure] = ["map-base", "map-measure"].map(select);
  const [steps, both] = ["map-steps", "map-both"].map(input);
  const baseFacts = element("map-base-facts");
  const stepsFault = createFault(steps, "Steps", { after: steps.closest("label") ?? steps });
  /** @type {Config} */
  let own = presets[0].config;
  base.append(new Option("this run", ""));
  for (const group of new Set(presets.map((preset) => preset.group))) {
    const named = presets.filter((preset) => preset.group === group);
    base.append(make("optgroup", { label: group }, ...named.map(({ name, title }) => new Option(title, name))));
  }

  const axes = /** @type {const} */ (["x", "y"]).map((axis) => {
    const id = `map-${axis}`;
    const field = select(id);
    const [from, to, count, list] = ["from", "to", "count", "list"].map((part) => input(`${id}-${part}`));
    const kind = button(`${id}-kind`);
    const range = element(`${id}-range`);
    const title = element(`${id}-axis`).querySelector("legend")?.textContent ?? "";
    const faultAt = (/** @type {HTMLInputElement | HTMLSelectElement} */ part) =>
      createFault(part, title, { after: list });
    const fieldFault = faultAt(field);
    const faults = { list: faultAt(list), from: faultAt(from), to: faultAt(to), count: faultAt(count) };
    const isList = () => kind.getAttribute("aria-pressed") === "true";

    /** @param {boolean} to */
    function setList(to) {
      kind.setAttribute("aria-pressed", String(to));
      const none = field.value === "";
      range.hidden = to || none;
      list.hidden = !to || none;
      kind.hidden = none || FIELDS[field.value].words === true;
    }

    const values = () => [field, from, to, count, list].map(({ value }) => value).join(";") + isList();
    /** The values when it was last reset. */
    let initial = "";

    /** Resets to the field's default values. */
    function reset() {
      if (field.value !== "") {
        const defaults = FIELDS[field.value].values(network());
        if ("list" in defaults) list.value = defaults.list;
        else {
          [from.value, to.value, count.value] = [defaults.from, defaults.to, defaults.count];
          list.value = "";
        }
      }
      setList(field.value !== "" && "list" in FIELDS[field.value].values(network()));
      initial = values();
    }

    field.addEventListener("change", reset);
    kind.addEventListener("click", () => {
      setList(!isList());
      if (isList() && list.value === "") list.value = [from.value, to.value].join(",");
      changed();
    });
    return {
      field,
      reset,
      /** Resets, unless the reader has changed the values. */
      renew() {
        if (values() === initial) reset();
      },
      /** In the syntax of the sweep's axes; "" for none. */
      text() {
        if (field.value === "") return "";
        if (isList()) return `${field.value}=${spaceless(list)}`;
        return `${field.value}=${spaceless(from)}..${spaceless(to)}*${spaceless(count)}`;
      },
      /** Shows what is wrong with its values. @param {FieldError | undefined} error undefined for nothing */
      fault(error) {
        for (const fault of Object.values(faults)) fault.clear();
        if (error !== undefined) faults[isList() ? "list" : refusedPart({ from, to }, error.got)].show(error);
      },
      /** Shows that the other axis has the same field, or that it does not. @param {boolean} to */
      faultOfField(to) {
        if (!to) fieldFault.clear();
        else {
          const expected = "another setting than the horizontal one";
          fieldFault.show({ field: field.value, expected, got: fieldLabel(field.value) }, false);
        }
      },
    };
  });
  const [x, y] = axes;

  /** The network that the sweep varies. */
  const network = () => presets.find(({ name }) => name === base.value)?.config ?? own;

  function updateBase() {
    setText(baseFacts, networkWords(network()));
    both.disabled = axes.some(({ field }) => field.value === "norm");
  }

  measure.addEventListener("change", () => {
    if (measure.value === "val" && steps.value.trim() === "0") steps.value = VAL_STEPS;
    if (measure.value !== "val" && steps.value.trim() === VAL_STEPS) steps.value = "0";
  });
  base.addEventListener("change", () => {
    for (const { reset } of axes) reset();
  });
  element("map-form").addEventListener("change", changed);
  element("map-form").addEventListener("submit", (event) => event.preventDefault());

  /** @returns {Plan[]} */
  function plans() {
    const config = network();
    if (!both.checked || both.disabled) return [{ label: "", base: config, own: true }];
    return [
      { label: "Without a norm", norm: "none" },
      { label: "With BatchNorm", norm: "batch" },
    ].map(({ label, norm }) => ({
      label,
      base: makers.cell(config, "norm", norm, "", ""),
      own: config.norm === norm,
    }));
  }

  return {
    network,
    /** Sets the network to vary. @param {Config} config the current one @param {string | null} preset "" for the current one, null to keep the choice */
    setBase(config, preset) {
      own = config;
      if (preset !== null) base.value = preset;
      updateBase();
    },
    /** Whether the current network is varied. */
    isOwn: () => base.value === "",
    /** Sets the default axes when the view is first shown. */
    reset() {
      x.field.value = FIRST_AXES.x;
      y.field.value = FIRST_AXES.y;
      for (const { reset } of axes) reset();
      updateBase();
    },
    /** Sets default values for a changed network, except where the reader has changed them. */
    renew() {
      for (const { renew } of axes) renew();
      updateBase();
    },
    /** Reads the form; shows the errors and returns null if there are any. */
    read() {
      updateBase();
      const after = wholeNumber(steps.value);
      const isValid = after <= maxSteps;
      const got = steps.value.trim() || "nothing";
      if (isValid) stepsFault.clear();
      else stepsFault.show({ field: "steps", expected: `a whole number from 0 to ${count(maxSteps)}`, got });
      /** @type {FieldError[]} */
      let errors = [];
      /** @type {Asked | null} */
      let asked = null;
      try {
        const all = plans();
        const { x: across, y: up } = makers.axes(all[0].base, x.text(), y.text());
        asked = { x: across, y: up, plans: all, measure: /** @type {Measure} */ (measure.value), steps: after };
      } catch (thrown) {
        if (!Array.isArray(thrown)) throw thrown;
        errors = thrown;
      }
      // If both axes have the same field, that is shown at the second.
      const isSame = x.field.value === y.field.value;
      y.faultOfField(isSame);
      x.fault(isSame ? undefined : errors.find(({ field }) => field === x.field.value));
      y.fault(isSame ? undefined : errors.find(({ field }) => field === y.field.value || field !== x.field.value));
      return isValid ? asked : null;
    },
  };
}
