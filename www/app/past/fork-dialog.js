// The dialog that goes on from a step with other settings: checks what is typed as Rust reads it, and has the run forked.

import { forked } from "../run/fork.js";
import { CHANGEABLE, inForce, planned } from "../run/in-force.js";
import { dialog, element, input, select, tell } from "../ui/elements.js";
import { faultParts } from "../ui/messages.js";
import { count } from "../words/format.js";

/** @import { Config, FieldError } from "../../shared/protocol.js" */
/** @import { App } from "../page/app.js" */
/** @import { InForce } from "../run/in-force.js" */

/** What the dialog calls the fields. @type {Record<keyof InForce, string>} */
const NAMES = {
  lr: "Learning rate",
  batch: "Batch size",
  momentum: "momentum",
  eps: "eps",
  variance: "Variance",
  seed: "Seed of the minibatches",
};
/** Whether a run has a setting: some are a norm's. @param {keyof InForce} key @param {Config["norm"]} norm */
const has = (key, norm) =>
  key === "eps" ? norm !== "none" : norm === "batch" || (key !== "momentum" && key !== "variance");

/** @param {App} app */
export function createFork({ core, store, commands }) {
  const shown = dialog("fork-dialog");
  const errors = element("fork-errors");
  const variance = select("fork-variance");
  variance.replaceChildren(...core.choices("variance").map((choice) => new Option(choice)));
  /** @param {keyof InForce} key @returns {HTMLInputElement | HTMLSelectElement} */
  const control = (key) => (key === "variance" ? variance : input(`fork-${key}`));
  let step = 0;
  /** @type {InForce | null} */
  let before = null;

  /** The fields that this run can change. */
  const fields = () =>
    /** @type {(keyof InForce)[]} */ (["lr", ...CHANGEABLE]).filter((key) => has(key, store.get().config.norm));

  /** What is typed, where it differs from what is in force, and what is wrong with it. */
  function read() {
    /** @type {Partial<InForce>} */
    const changes = {};
    /** @type {{key: keyof InForce, error: FieldError}[]} */
    const wrong = [];
    for (const key of fields()) {
      const text = control(key).value.trim();
      if (before === null || text === String(before[key])) continue;
      const { value, error } = key === "lr" ? core.readNumber(key, text) : core.readField(key, text);
      if (error !== null) wrong.push({ key, error });
      else if (value !== before[key]) Object.assign(changes, { [key]: value });
    }
    const { norm } = store.get().config;
    if (norm === "batch" && changes.batch !== undefined && changes.batch < 2) {
      wrong.push({
        key: "batch",
        error: { field: "batch", expected: "2 or more with batch norm", got: String(changes.batch) },
      });
    }
    return { changes, wrong };
  }

  /** What no link could say of the run that would come of it, such as too many changes. @param {Partial<InForce>} changes */
  const unsayable = (changes) => core.printLink(forked(store.get().config, step, changes)).errors ?? [];

  /** @param {{key: keyof InForce, error: FieldError}[]} wrong @param {FieldError[]} [besides] what is wrong with no field alone */
  function tellWrong(wrong, besides = []) {
    for (const key of fields()) {
      const isWrong = wrong.some((fault) => fault.key === key);
      if (isWrong) control(key).setAttribute("aria-invalid", "true");
      else control(key).removeAttribute("aria-invalid");
    }
    errors.replaceChildren(
      ...[...wrong.map(({ key, error }) => ({ ...error, field: NAMES[key] })), ...besides].map((error) => {
        const item = document.createElement("li");
        item.append(...faultParts(error));
        return item;
      }),
    );
  }

  element("fork-form").addEventListener("submit", (event) => {
    const { changes, wrong } = read();
    const none = Object.keys(changes).length === 0;
    tellWrong(wrong);
    if (wrong.length > 0) {
      event.preventDefault();
      control(wrong[0].key).focus();
      return;
    }
    if (none) {
      event.preventDefault();
      const item = document.createElement("li");
      item.textContent = "Nothing is changed yet: a fork is the same run with something else from here on.";
      errors.replaceChildren(item);
      control("lr").focus();
      return;
    }
    const besides = unsayable(changes);
    if (besides.length === 0) commands.fork(step, changes);
    else {
      event.preventDefault();
      tellWrong([], besides);
    }
  });
  element("fork-form").addEventListener("input", () => {
    // What was wrong is told anew when it is tried again; what has been mended goes at once.
    if (errors.childNodes.length > 0) tellWrong(read().wrong);
  });

  return {
    /** @param {number} from the step to go on from */
    open(from) {
      const { config } = store.get();
      step = from;
      before = inForce(config, step);
      tell(element("fork-title"), `From step ${count(step)} on`);
      const goes =
        step === 0
          ? "The run begins anew with what you change here; another seed is another network too."
          : `The run is replayed to step ${count(step)} and rests there; from there on it goes with what you change here.`;
      tell(element("fork-what"), `${goes} What you leave as it is stays. Press Train to go on.`);
      const later = planned(config, step).map((key) => NAMES[key]);
      const plan = `This run changes ${later.join(", ")} later. What you change here holds to the end; all else goes on as planned.`;
      tell(element("fork-then"), later.length === 0 ? "" : plan);
      for (const key of CHANGEABLE) {
        const hidden = !has(key, config.norm);
        control(key).hidden = hidden;
        for (const label of control(key).labels ?? []) label.hidden = hidden;
      }
      for (const key of fields()) control(key).value = String(before[key]);
      tellWrong([]);
      shown.showModal();
      control("lr").focus();
      input("fork-lr").select();
    },
  };
}
