// What is wrong with a typed value, beside its field: the field is marked, and the sentence is announced. Used by whatever
// has fields, and by messages.js.

import { refusedWords } from "../words/format.js";
import { make } from "./dom.js";

/** @import { FieldError } from "../../shared/protocol.js" */

/** @typedef {ReturnType<typeof createFault>} Fault */
/** @typedef {HTMLInputElement | HTMLSelectElement} Field */

/**
 * @typedef {object} Place
 * @property {Element} [after] the element below which the sentence stands; the field's row, unless given
 * @property {Element} [over] the element over whose lower edge it hangs instead, where there is no room for a line
 */

/** Those that are shown, by what takes each away. @type {Map<Fault, () => void>} */
const shown = new Map();
/** By the keys of settings, which may have a control in more than one view. @type {Map<string, Fault[]>} */
const byKey = new Map();

/**
 * @param {Field} field
 * @param {string} label the field's name, as the page shows it
 * @param {Place} [place]
 */
export function createFault(field, label, { after, over } = {}) {
  /** @type {HTMLElement | null} */
  let line = null;

  function makeLine() {
    const made = make("p", { id: `${field.id}-fault`, class: over ? "fault over" : "fault", role: "alert" });
    if (over) {
      over.classList.add("has-over");
      over.append(made);
    } else (after ?? field.closest(".row, .scale, .group-head") ?? field).after(made);
    return made;
  }

  const fault = {
    /** Whether the field can be seen, so that something can stand beside it. */
    hasPlace: () => (foldOf(field) ?? field).offsetParent !== null,
    isShown: () => shown.has(fault),
    /**
     * @param {FieldError} error
     * @param {boolean} [isTyped] whether it is of what the field contains
     */
    show(error, isTyped = true) {
      line ??= makeLine();
      foldOf(field)?.setAttribute("open", "");
      line.hidden = false;
      line.textContent = refusedWords(label, error, isTyped);
      if (over) place(line, field, over);
      field.setAttribute("aria-invalid", "true");
      describe(field, line.id, true);
      shown.set(fault, () => fault.restore());
    },
    clear() {
      if (line === null || !shown.delete(fault)) return;
      line.hidden = true;
      line.textContent = "";
      field.removeAttribute("aria-invalid");
      describe(field, line.id, false);
    },
    /** The field shows the value in force again; set by what keeps that. */
    restore: () => fault.clear(),
  };
  return fault;
}

/** The closed fold that hides a field, if there is one. @param {Element} field @returns {HTMLElement | null} */
const foldOf = (field) => field.closest("details:not([open])");

/** Space between a line and the window's edge. */
const MARGIN = 8;

/** Places a line that hangs over other content below its field, within the window. @param {HTMLElement} line @param {Element} field @param {Element} host */
function place(line, field, host) {
  const from = field.getBoundingClientRect().left;
  const most = document.documentElement.clientWidth - MARGIN - line.offsetWidth;
  const left = Math.max(MARGIN, Math.min(from, most)) - host.getBoundingClientRect().left;
  line.style.setProperty("--from", `${left}px`);
}

/** Adds an element to those that describe a field, or removes it. @param {Element} field @param {string} id @param {boolean} to */
function describe(field, id, to) {
  const others = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one !== "" && one !== id);
  const all = to ? [...others, id] : others;
  if (all.length > 0) field.setAttribute("aria-describedby", all.join(" "));
  else field.removeAttribute("aria-describedby");
}

/** All fields show the values in force again. */
export function clearFaults() {
  for (const restore of [...shown.values()]) restore();
}

/** The fault of one of a setting's controls, for settings that are refused together with others. @param {string} key @param {Fault} fault */
export function nameFault(key, fault) {
  byKey.set(key, [...(byKey.get(key) ?? []), fault]);
}

/** Shows errors beside the controls that can be seen. @param {FieldError[]} errors @returns {FieldError[]} the others */
export function placeFaults(errors) {
  return errors.filter((error) => {
    const fault = byKey.get(error.field)?.find((one) => one.hasPlace());
    fault?.show(error, false);
    return fault === undefined;
  });
}
