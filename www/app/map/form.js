// The controls of a sweep: which fields, which values, which figure; what is wrong with them stands beside them. Sweeps
// nothing.

import { button, element, input, select, tell } from "../ui/elements.js";
import { excerpt, faultWords } from "../words/format.js";
import { firstValues, networkWords } from "./words.js";

/** @import { Config, FieldError, Measure } from "../../shared/protocol.js" */
/** @import { Preset } from "../engine/core.js" */
/** @import { Asked, CellConfig, Plan } from "./sweep.js" */

/** @typedef {{axes: (base: Config, x: string, y: string) => Pick<Asked, "x" | "y">, cell: CellConfig}} Makers as Rust makes them; both throw FieldError[] */
/** @typedef {{ok: true, asked: Asked} | {ok: false}} Form */

/** The map begins with these two: of a deep network they show both what vanishes and what saturates. */
const FIRST_AXES = { x: "w", y: "out" };
/** Training begins to tell by then. */
const VAL_STEPS = "200";
const MOST_STEPS = 1_000_000_000;

/**
 * @param {object} options
 * @param {Preset[]} options.presets
 * @param {Makers} options.makers
 * @param {() => void} options.changed by a person
 */
export function createForm({ presets, makers, changed }) {
  const [base, measure] = ["map-base", "map-measure"].map(select);
  const [steps, both] = ["map-steps", "map-both"].map(input);
  const baseFacts = element("map-base-facts");
  const measureError = element("map-measure-error");
  /** @type {Config} */
  let own = presets[0].config;
  base.append(new Option("this run", ""));
  for (const { name } of presets) base.append(new Option(name, name));

  const axes = /** @type {const} */ (["x", "y"]).map((axis) => {
    const id = `map-${axis}`;
    const field = select(id);
    const [from, to, count, list] = ["from", "to", "count", "list"].map((part) => input(`${id}-${part}`));
    const kind = button(`${id}-kind`);
    const [range, error] = [element(`${id}-range`), element(`${id}-error`)];
    const isList = () => kind.getAttribute("aria-pressed") === "true";

    /** @param {boolean} to */
    function setList(to) {
      kind.setAttribute("aria-pressed", String(to));
      const none = field.value === "";
      range.hidden = to || none;
      list.hidden = !to || none;
      kind.hidden = none || field.value === "norm";
    }

    const held = () => [field, from, to, count, list].map(({ value }) => value).join(";") + isList();
    /** What it held when it last began. */
    let begun = "";

    /** The values that a field begins with. */
    function begin() {
      if (field.value !== "") {
        const values = firstValues(field.value, network());
        if ("list" in values) list.value = values.list;
        else {
          [from.value, to.value, count.value] = [values.from, values.to, values.count];
          list.value = "";
        }
      }
      setList(field.value === "norm");
      begun = held();
    }

    field.addEventListener("change", begin);
    kind.addEventListener("click", () => {
      setList(!isList());
      if (isList() && list.value === "") list.value = [from.value, to.value].join(",");
      changed();
    });
    return {
      field,
      begin,
      /** Begins anew, unless a person gave it other values. */
      renew() {
        if (held() === begun) begin();
      },
      /** As the sweep's grammar has it; "" for none. */
      text() {
        if (field.value === "") return "";
        const spaceless = (/** @type {HTMLInputElement} */ { value }) => value.replaceAll(/\s/g, "");
        if (isList()) return `${field.value}=${spaceless(list)}`;
        return `${field.value}=${spaceless(from)}..${spaceless(to)}*${spaceless(count)}`;
      },
      /** @param {string} text what is wrong with it, or nothing */
      fault(text) {
        tell(error, text);
        for (const part of [from, to, count, list]) {
          part.setAttribute("aria-invalid", String(text !== ""));
          part.setAttribute("aria-describedby", `${id}-error`);
        }
      },
    };
  });
  const [x, y] = axes;

  /** Around which the sweep goes. */
  const network = () => presets.find(({ name }) => name === base.value)?.config ?? own;

  function tellBase() {
    tell(baseFacts, networkWords(network()));
    const along = axes.some(({ field }) => field.value === "norm");
    both.disabled = along;
  }

  measure.addEventListener("change", () => {
    if (measure.value === "val" && steps.value.trim() === "0") steps.value = VAL_STEPS;
    if (measure.value !== "val" && steps.value.trim() === VAL_STEPS) steps.value = "0";
  });
  base.addEventListener("change", () => {
    for (const { begin } of axes) begin();
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
    /** Around which network. @param {Config} config the present one @param {string | null} preset "" for the present one, null for the same as before */
    around(config, preset) {
      own = config;
      if (preset !== null) base.value = preset;
      tellBase();
    },
    /** Whether it goes around the present network. */
    isOwn: () => base.value === "",
    /** As it stands when the dialog is first opened. */
    begin() {
      x.field.value = FIRST_AXES.x;
      y.field.value = FIRST_AXES.y;
      for (const { begin } of axes) begin();
      tellBase();
    },
    /** Values that suit another network than before, but where a person gave others. */
    renew() {
      for (const { renew } of axes) renew();
      tellBase();
    },
    /** What is asked for, or what is wrong, said beside the fields. @returns {Form} */
    read() {
      tellBase();
      const typed = steps.value.replaceAll(/[\s,_]/g, "");
      const after = /^\d+$/.test(typed) ? Number(typed) : Number.NaN;
      const counts = after <= MOST_STEPS;
      const got = excerpt(steps.value.trim()) || "nothing";
      tell(measureError, counts ? "" : `steps: expected a whole number from 0 to 1,000,000,000, got ${got}`);
      steps.setAttribute("aria-invalid", String(!counts));
      steps.setAttribute("aria-describedby", "map-measure-error");
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
      // Of two axes along one field, the second is the one too many.
      const same = x.field.value === y.field.value;
      const of = (/** @type {string} */ field) =>
        errors
          .filter((error) => error.field === field)
          .map(faultWords)
          .join("; ");
      x.fault(same ? "" : of(x.field.value));
      const others = errors.filter(({ field }) => field !== x.field.value && field !== y.field.value).map(faultWords);
      y.fault([of(y.field.value), ...others].filter(Boolean).join("; "));
      return asked !== null && counts ? { ok: true, asked } : { ok: false };
    },
  };
}
