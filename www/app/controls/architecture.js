// The settings of the architecture: depth, width, activation and sizes; norm and residual connections. Used by controls.js.

import { button, element, input, select, setText } from "../ui/elements.js";
import { ACTIVATIONS } from "../words/activations.js";
import { initParts, isGain, withNumber } from "../words/inits.js";
import {
  branchParts,
  canBeResidual,
  canNormLogits,
  NORMS,
  normFacts,
  normOf,
  normParts,
  normWords,
  residualFormula,
  typeable,
} from "../words/recipe.js";
import { joinChoice, joinField, joinNumber, joinWhole, showFold, showIf } from "./form.js";

/** @import { Config } from "../../shared/protocol.js" */
/** @import { WeightFacts } from "../engine/core.js" */
/** @import { BranchKind, NormKind } from "../words/recipe.js" */
/** @import { Form } from "./form.js" */

/** @param {Form} form */
export function joinNetwork(form) {
  const { core, commands, config } = form;
  const { max, doc } = core.range("hidden");
  const depth = input("depth");
  depth.min = "1";
  const readDepth = (/** @type {string} */ text) => {
    const { hidden } = config();
    const layers = /^\d{1,2}$/.test(text) ? Number(text) : 0;
    const widths = Array.from({ length: layers }, (_, i) => hidden[Math.min(i, hidden.length - 1)]);
    const read = core.readField("hidden", widths.join(","));
    return read.error === null ? read : { ...read, error: { ...read.error, field: "depth", got: text || "nothing" } };
  };
  const showDepth = joinField(depth, "hidden", form, readDepth, "depth");
  const width = input("width");
  width.title = `1 to ${max} neurons per layer`;
  const readWidth = (/** @type {string} */ text) => {
    const read = core.readField("hidden", /^\d+$/.test(text) ? `${text}x${config().hidden.length}` : text);
    return read.error === null ? read : { ...read, error: { ...read.error, got: text || "nothing" } };
  };
  const showWidth = joinField(width, "hidden", form, readWidth, "width");
  const widths = input("hidden");
  widths.title = `${doc} Such as 100x5 or 64,48.`;
  const readWidths = (/** @type {string} */ text) => core.readField("hidden", text.replaceAll(/\s/g, ""));
  const showWidths = joinField(widths, "hidden", form, readWidths, "widths");
  const offer = createGainOffer(form);
  const names = Object.fromEntries(
    core.choices("act").map((act) => [act, ACTIVATIONS[/** @type {Config["act"]} */ (act)].name]),
  );
  const showActivation = joinChoice("act", names, (choice) => {
    const act = /** @type {Config["act"]} */ (choice);
    offer.make(act);
    commands.adjust({ act });
  });
  const showSizes = [joinWhole("context", form), joinWhole("emb", form)];
  /** @param {"b" | "outb"} key */
  const joinBias = (key) => {
    input(key).title =
      `${core.range(key).doc} A std, zero, torch, ${key === "outb" ? "prior, " : ""}or none for no bias.`;
    return joinField(input(key), key, form, (text) => core.readField(key, text));
  };
  const [showBias, showOutputBias] = [joinBias("b"), joinBias("outb")];
  const [note, sizes] = [element("act-hint"), element("sizes-said")];
  return (/** @type {Config} */ next, /** @type {WeightFacts[]} */ weights) => {
    const { hidden, act, b, outb, context, emb, norm, res } = next;
    for (const show of showSizes) show(next);
    offer.show(next, weights);
    showBias(biasText(b));
    showOutputBias(biasText(outb));
    const same = hidden.every((size) => size === hidden[0]);
    const text = core.fieldTexts(next).find(([key]) => key === "hidden")?.[1] ?? "";
    showDepth(String(hidden.length));
    showWidth(same ? String(hidden[0]) : "");
    showWidths(text);
    showActivation(act);
    // A norm or a residual connection keeps the size of the signal, whatever the gain.
    const says = norm === "none" && res === "none" ? ACTIVATIONS[act].note : null;
    note.hidden = says === null;
    setText(note, says ?? "");
    showFold(sizes, [`context ${context}`, `embedding ${emb}`, ...(same ? [] : [`widths ${text}`])]);
  };
}

/** Gains this close to one another are the same to the eye. */
const SAME_GAIN = 0.005;

/** Offers the gain that goes with an activation once that is chosen, if the hidden weights have another one. @param {Form} form */
function createGainOffer({ core, commands, config }) {
  const use = button("gain-offer");
  /** The activation that has been chosen. @type {Config["act"] | null} */
  let chosen = null;
  use.addEventListener("click", () => {
    if (chosen === null) return;
    const { name } = initParts(config().w);
    commands.adjust({ w: withNumber(isGain(name) ? name : "gain", core.gain(chosen).value) });
    select("act").focus();
  });
  return {
    /** @param {Config["act"]} act */
    make(act) {
      chosen = act;
      use.textContent = `Use its gain: ${core.gain(act).text}`;
      use.title = `Scales the hidden weights by gain/√fan_in; ${core.gain(act).text} is ${ACTIVATIONS[act].gainSource}`;
    },
    /** @param {Config} config @param {WeightFacts[]} weights the hidden ones */
    show({ act, norm }, weights) {
      if (act !== chosen) chosen = null;
      const wanted = chosen === null ? null : core.gain(chosen).value;
      const has = (/** @type {number} */ gain) => weights.every((facts) => Math.abs(facts.gain / gain - 1) < SAME_GAIN);
      // With a norm the scale of the weights does not matter.
      use.hidden = wanted === null || norm !== "none" || has(wanted);
    },
  };
}

/** @param {Config["outb"]} bias */
const biasText = (bias) => (typeof bias === "string" ? bias : typeable(bias.std));

/** @param {Form} form */
export function joinNorm(form) {
  const { core, commands, config } = form;
  const showNorm = joinChoice("norm", NORMS, (choice) => {
    const norm = normOf(/** @type {NormKind} */ (choice), config().hidden);
    const base = core.preset(config().preset).config;
    commands.adjust({ norm, outnorm: canNormLogits(norm) ? base.outnorm : null });
  });
  const groups = input("groups");
  groups.title = "Number of groups of neurons; it must divide every width.";
  const showGroups = joinField(groups, "norm", form, (text) => core.readField("norm", `group:${text}`), "groups");
  const showVariance = joinChoice(
    "variance",
    Object.fromEntries(core.choices("variance").map((name) => [name, name])),
    (variance) => commands.adjust({ variance: /** @type {Config["variance"]} */ (variance) }),
  );
  const varianceDoc = select("variance").title;
  const shows = [joinNumber("eps", form), joinNumber("momentum", form), joinNumber("outnorm", form)];
  const showResidual = joinResidual(form);
  const said = element("norm-said");
  const plain = core.presets[0].config;
  return (/** @type {Config} */ next) => {
    const { norm, variance } = next;
    const { kind, groups: count } = normParts(norm);
    const facts = normFacts(next);
    showNorm(kind, facts);
    showGroups(count === null ? "" : String(count));
    showIf(element("groups-field"), count !== null);
    showVariance(variance, varianceDoc);
    for (const show of shows) show(next);
    showResidual(next);
    showIf(element("norm-more"), kind !== "none");
    // The other norms keep no running statistics and always use the biased variance.
    showIf(labelOf("momentum"), kind === "batch");
    showIf(select("variance"), kind === "batch");
    showIf(labelOf("outnorm"), canNormLogits(norm));
    showFold(said, normWords(next, plain));
    setText(element("norm-hint"), facts);
  };
}

/** @param {string} id of an input in its label */
const labelOf = (id) => /** @type {HTMLElement} */ (input(id).closest("label"));

/** What is chosen with each kind of scale of the residual branches. @type {Record<BranchKind, string>} */
const FIRST_BRANCH = { fixed: "1", depth: "depth", learned: "learned:0" };

/** Why there are none. */
const NEEDS_EQUAL_WIDTHS = "Only between layers of the same width: this network has no two in a row.";

/** @param {Form} form */
function joinResidual(form) {
  const { core, commands } = form;
  const choice = select("res");
  const showChoice = joinChoice("res", { none: "none", pre: "pre-norm", post: "post-norm" }, (res) =>
    commands.adjust({ res: /** @type {Config["res"]} */ (res) }),
  );
  const names = { fixed: "fixed", depth: "1/√depth", learned: "learned" };
  const showBranch = joinChoice("branch", names, (kind) =>
    commands.adjust({ branch: FIRST_BRANCH[/** @type {BranchKind} */ (kind)] }),
  );
  const number = input("branch-number");
  const doc = core.range("branch").doc;
  number.title = "A fixed scale, or where a learned one starts: 0 for SkipInit and ReZero.";
  let learned = "";
  const read = (/** @type {string} */ text) => core.readField("branch", learned + text);
  const showNumber = joinField(number, "branch", form, read);
  return (/** @type {Config} */ next) => {
    const { res, branch } = next;
    const possible = canBeResidual(next);
    const { kind, value } = branchParts(branch);
    learned = kind === "learned" ? "learned:" : "";
    const formula = residualFormula(next);
    showChoice(res, possible ? formula || core.range("res").doc : NEEDS_EQUAL_WIDTHS);
    choice.disabled = !possible && res === "none";
    showBranch(kind, doc);
    showNumber(value === null ? "" : typeable(value));
    showIf(number, value !== null);
    showIf(element("branch-row"), res !== "none");
    setText(element("res-hint"), possible ? formula : NEEDS_EQUAL_WIDTHS);
  };
}
