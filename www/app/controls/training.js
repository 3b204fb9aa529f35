// The settings of training: optimizer, learning rate with its schedule, clipping and decay. Used by controls.js.

import { button, element, input, select, setText } from "../ui/elements.js";
import { createField, typedInto } from "../ui/fields.js";
import { createSlider } from "../ui/slider.js";
import { fieldLabel } from "../words/fields.js";
import { count, figure, rateFacts, wholeNumber } from "../words/format.js";
import {
  isAdam,
  OPTIMIZERS,
  optimizerParts,
  optimizerWords,
  rateNow,
  scheduleWords,
  typeable,
} from "../words/recipe.js";
import { fieldFault, joinChoice, joinField, joinNumber, joinWhole, showFold, showIf } from "./form.js";

/** @import { Config, FieldError } from "../../shared/protocol.js" */
/** @import { App } from "../page/app.js" */
/** @import { Run } from "../run/store.js" */
/** @import { OptimizerName } from "../words/recipe.js" */
/** @import { Form } from "./form.js" */

/** The momentum of an optimizer that is chosen. */
const USUAL_MOMENTUM = 0.9;

/** @param {Form} form */
export function joinOptimizer(form) {
  const { core, commands, config } = form;
  const offer = createRateOffer(form);
  const showOptimizer = joinChoice("opt", OPTIMIZERS, (choice) => {
    const name = /** @type {OptimizerName} */ (choice);
    offer.make(name);
    const { momentum } = optimizerParts(config().opt);
    commands.adjust({ opt: optimizerOf(name, momentum || USUAL_MOMENTUM) });
  });
  const momentum = input("opt-momentum");
  momentum.title = "What of the earlier gradients each step keeps; 0 to below 1.";
  const showMomentum = joinField(
    momentum,
    "opt",
    form,
    (text) => {
      const { value, error } = core.readNumber("opt", text);
      const { name } = optimizerParts(config().opt);
      return error === null ? core.readField("opt", `${name}:${value}`) : { value, error };
    },
    "opt-momentum",
  );
  const shows = [joinNumber("clip", form), joinNumber("decay", form), joinNumber("opteps", form)];
  const betas = input("betas");
  betas.title = core.range("betas").doc;
  const showBetas = joinField(betas, "betas", form, (text) => core.readField("betas", text.replaceAll(/\s/g, "")));
  return (/** @type {Config} */ next) => {
    const { name, momentum: kept } = optimizerParts(next.opt);
    showOptimizer(name);
    showMomentum(kept === null ? "" : typeable(kept));
    showIf(element("opt-momentum-field"), kept !== null);
    for (const show of shows) show(next);
    showBetas(next.betas.join(", "));
    showIf(element("adam-row"), isAdam(next.opt));
    setText(element("training-fold"), `Schedule, clip, decay${isAdam(next.opt) ? ", β, ε" : ""}`);
    offer.show(next);
  };
}

/** @param {OptimizerName} name @param {number} momentum where it has one @returns {Config["opt"]} */
function optimizerOf(name, momentum) {
  switch (name) {
    case "sgd":
    case "adam":
    case "adamw":
      return name;
    case "momentum":
      return { momentum };
    case "nesterov":
      return { nesterov: momentum };
  }
}

/** The rate that torch.optim.Adam has unless it is given, and that of the lecture's SGD. @param {Config["opt"]} opt */
const usualRate = (opt) => (isAdam(opt) ? 0.001 : 0.1);
/** Rates this many times larger or smaller than the usual one are of another optimizer. */
const FAR = 10;

/** Offers the usual learning rate of an optimizer that has been chosen, if the run's is far from it. @param {Form} form */
function createRateOffer({ commands, config }) {
  const use = button("rate-offer");
  /** The optimizer that has been chosen. @type {OptimizerName | null} */
  let chosen = null;
  use.addEventListener("click", () => {
    commands.setLearningRate(usualRate(config().opt));
    select("opt").focus();
  });
  return {
    /** @param {OptimizerName} name */
    make(name) {
      chosen = name;
    },
    /** @param {Config} config */
    show({ opt, lr }) {
      if (optimizerParts(opt).name !== chosen) chosen = null;
      const usual = usualRate(opt);
      setText(use, `Use its usual rate: ${usual}`);
      use.hidden = chosen === null || (lr.initial < usual * FAR && lr.initial > usual / FAR);
    },
  };
}

/** Adam's rates are some hundred times smaller than those of SGD. */
const RATE_DECADES = 7;

/** @param {Form} form @param {Pick<App, "store" | "frames">} app */
export function joinRate(form, { store, frames }) {
  const { core, commands, config } = form;
  const initial = () => core.preset(config().preset).config.lr.initial;
  const range = { ...core.range("lr"), decades: RATE_DECADES };
  const control = createSlider(input("lr"), input("lr-number"), range, {
    moved: commands.moveLearningRate,
    released: commands.commitLearningRate,
    typed: typedInto(commands.setLearningRate, (text) => core.readNumber("lr", text)),
    fault: fieldFault(input("lr-number"), "lr"),
    reset: () => commands.setLearningRate(initial()),
  });
  const plan = input("plan");
  const cosine = input("cosine");
  const setCosine = createCosine(form);
  const showPlan = createField(
    plan,
    (text) => {
      // As a link has it, a cosine may stand at the end.
      const parts = text.replaceAll(/\s/g, "").split(",");
      const last = parts.at(-1)?.startsWith("cosine:") ? parts.pop() : undefined;
      const rates = parts.join(",");
      const error = commands.setPlan(rates) ?? (last === undefined ? null : setCosine(last.slice("cosine:".length)));
      // The cosine has a field of its own.
      if (error === null && last !== undefined) plan.value = rates;
      return error;
    },
    fieldFault(plan, "lr", { label: "plan" }),
  );
  cosine.title = `${fieldLabel("cosine")}: the step at which a half cosine has brought the rate to 0; empty for none.`;
  const showCosine = createField(cosine, setCosine, fieldFault(cosine, "lr", { label: "cosine" }));
  const showWarmup = joinWhole("warmup", form);
  const [now, said] = [element("lr-now"), element("training-said")];
  frames.subscribe(({ step, learning_rate }) => {
    setText(now, rateNow(store.get().config, step, figure(learning_rate[0])));
  });
  return (/** @type {Readonly<Run>} */ state) => {
    const { config, rate, pendingRate, pastRateChanges } = state;
    const { lr } = config;
    control.show(pendingRate ?? rate ?? lr.initial, (shown) => figure(shown));
    const later = lr.changes.slice(pastRateChanges);
    if (document.activeElement !== plan) showPlan(later.map((change) => change.join(":")).join(","));
    showCosine(lr.cosine === undefined ? "" : String(lr.cosine));
    showWarmup(config);
    showFold(said, [...scheduleWords(config, pastRateChanges), ...optimizerWords(config, core.presets[0].config)]);
    setText(element("lr-hint"), rateFacts(lr, pastRateChanges));
  };
}

/** Makes the network decay by a cosine, which restarts it, since a cosine is of all steps. @param {Form} form */
function createCosine({ core, commands, config }) {
  const most = core.limits.link_step;
  return (/** @type {string} */ text) => {
    const { cosine, ...lr } = config().lr;
    const end = text === "" || text === "none" ? undefined : wholeNumber(text);
    if (end !== undefined && !(end >= 1 && end <= most)) {
      const expected = `a whole number from 1 to ${count(most)}, or empty`;
      return /** @type {FieldError} */ ({ field: "lr", expected, got: text });
    }
    if (end !== cosine) commands.adjust({ lr: end === undefined ? lr : { ...lr, cosine: end } });
    return null;
  };
}

/** The field for a fork's later changes, shown if there are any. @param {Form} form */
export function joinThen(form) {
  const { core } = form;
  const field = input("then");
  const show = joinField(field, "then", form, (text) => core.readField("then", text.replaceAll(/\s/g, "") || "none"));
  return (/** @type {Config} */ next) => {
    const { then } = next;
    show(then.length === 0 ? "" : (core.differences(next).find(([key]) => key === "then")?.[1] ?? ""));
    if (then.length === 0 && document.activeElement === field) input("batch").focus();
    element("then-row").hidden = then.length === 0;
  };
}
