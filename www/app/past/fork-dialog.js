// The dialog that goes on from a step with other settings: checks what is typed as Rust reads it, and has the run forked.
// Loaded by timeline.js.

import { make } from "../ui/dom.js";
import { dialog, element, input, select, setText } from "../ui/elements.js";
import { createFault } from "../ui/faults.js";
import { faultParts } from "../ui/messages.js";
import { count } from "../words/format.js";

/** @import { Config, FieldError } from "../../shared/protocol.js" */
/** @import { ChangeableSettings } from "../engine/core.js" */
/** @import { App } from "../page/app.js" */

/** The fields' labels. @type {Record<keyof ChangeableSettings, string>} */
const NAMES = {
  lr: "Learning rate",
  batch: "Batch size",
  momentum: "momentum",
  eps: "eps",
  variance: "Variance",
  seed: "Minibatch seed",
};
const UNCHANGED = "No setting is changed yet. A fork is the same run with at least one setting changed from here on.";
const KEYS = /** @type {(keyof ChangeableSettings)[]} */ (Object.keys(NAMES));
/** Whether a run has a setting: some belong to a norm. @param {keyof ChangeableSettings} key @param {Config["norm"]} norm */
const has = (key, norm) =>
  key === "eps" ? norm !== "none" : norm === "batch" || (key !== "momentum" && key !== "variance");

/** @param {App} app */
export function createFork({ core, store, commands }) {
  const shown = dialog("fork-dialog");
  const errors = element("fork-errors");
  const variance = select("fork-variance");
  variance.replaceChildren(...core.choices("variance").map((choice) => new Option(choice)));
  /** @param {keyof ChangeableSettings} key @returns {HTMLInputElement | HTMLSelectElement} */
  const control = (key) => (key === "variance" ? variance : input(`fork-${key}`));
  let step = 0;
  /** @type {ChangeableSettings | null} */
  let before = null;

  /** The settings that this run has. */
  const fields = () => KEYS.filter((key) => has(key, store.get().config.norm));

  /** The typed values that differ from the settings in force, and the errors. */
  function read() {
    /** @type {Partial<ChangeableSettings>} */
    const changes = {};
    /** @type {{key: keyof ChangeableSettings, error: FieldError}[]} */
    const wrong = [];
    for (const key of fields()) {
      const text = control(key).value.trim();
      if (before === null || text === String(before[key])) continue;
      const { value, error } = key === "lr" ? core.readNumber(key, text) : core.readField(key, text);
      if (error !== null) wrong.push({ key, error });
      else if (value !== before[key]) Object.assign(changes, { [key]: value });
    }
    /** Errors that belong to no single field, such as too many changes for a link. @type {FieldError[]} */
    const others = [];
    if (wrong.length === 0) {
      for (const error of core.fork(store.get().config, step, changes).errors ?? []) {
        const key = KEYS.find((name) => name === error.field);
        if (key === undefined) others.push(error);
        else wrong.push({ key, error });
      }
    }
    return { changes, wrong, others };
  }

  /** What is wrong with each field. */
  const faults = KEYS.map((key) => ({ key, fault: createFault(control(key), NAMES[key], { after: control(key) }) }));

  /** @param {{key: keyof ChangeableSettings, error: FieldError}[]} wrong @param {FieldError[]} [others] */
  function showErrors(wrong, others = []) {
    for (const { key, fault } of faults) {
      const found = wrong.find((each) => each.key === key);
      if (found === undefined) fault.clear();
      else fault.show(found.error);
    }
    errors.replaceChildren(...others.map((error) => make("li", {}, ...faultParts(error))));
  }

  element("fork-form").addEventListener("submit", (event) => {
    const { changes, wrong, others } = read();
    showErrors(wrong, others);
    const isValid = wrong.length === 0 && others.length === 0;
    if (isValid && Object.keys(changes).length > 0) {
      commands.fork(step, changes);
      return;
    }
    event.preventDefault();
    if (isValid) errors.replaceChildren(make("li", {}, UNCHANGED));
    if (isValid || wrong.length > 0) control(wrong[0]?.key ?? "lr").focus();
  });
  element("fork-form").addEventListener("input", () => {
    // Errors disappear as soon as they are corrected; new ones appear on the next submit.
    if (errors.childNodes.length > 0 || faults.some(({ fault }) => fault.isShown())) showErrors(read().wrong);
  });

  return {
    /** @param {number} from the step to continue from */
    open(from) {
      const { config } = store.get();
      step = from;
      before = core.settingsAt(config, step);
      setText(element("fork-title"), `Fork at step ${count(step)}`);
      const start =
        step === 0
          ? "The run restarts with the settings you change here; another seed also gives another network."
          : `The run is replayed to step ${count(step)} and pauses there. It continues with the settings you change here.`;
      const pinned =
        store.get().pins.length < core.limits.pins
          ? "The run before the fork is pinned, so that both can be compared."
          : `All ${core.limits.pins} pins are taken, so the run before the fork is not pinned: remove one first to compare both.`;
      setText(element("fork-what"), `${start} All other settings stay the same. ${pinned} Press Train to continue.`);
      const later = core.settingsAfter(config, step).map((key) => NAMES[key]);
      const plan = `This run changes ${later.join(", ")} later. A setting you change here keeps its new value to the end; all others follow the plan.`;
      setText(element("fork-then"), later.length === 0 ? "" : plan);
      for (const key of KEYS) {
        const hidden = !has(key, config.norm);
        control(key).hidden = hidden;
        for (const label of control(key).labels ?? []) label.hidden = hidden;
      }
      for (const key of fields()) control(key).value = String(before[key]);
      showErrors([]);
      shown.showModal();
      control("lr").focus();
      input("fork-lr").select();
    },
  };
}
