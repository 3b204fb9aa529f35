// The Export dialog: its buttons copy or save the PyTorch script, pictures, data, weights and sampled names of the run.
// Loaded by index.js when first opened.

import { readPalette } from "../../draw/color.js";
import { passedOn } from "../page/address.js";
import { isFailed } from "../run/selectors.js";
import { copyHint, copyText } from "../ui/clipboard.js";
import { make } from "../ui/dom.js";
import { fileName, png, save } from "../ui/download.js";
import { button, element, select, setText } from "../ui/elements.js";
import { ACTIVATIONS } from "../words/activations.js";
import { count, faultWords, figure, lossFigure } from "../words/format.js";
import { historiesAsCsv } from "./histories.js";
import { npz } from "./npz.js";
import { stamped, visiblePictures } from "./pictures.js";
import { frameRecord, wholeRecord } from "./record.js";

/** @import { FieldError } from "../../shared/protocol.js" */
/** @import { App } from "../page/app.js" */
/** @import { Moment } from "./record.js" */
/** @import { VisiblePicture } from "./pictures.js" */

/** @param {App} app */
export function createExportDialog({ core, store, sight, questions, links, frames, text }) {
  const message = element("export-said");
  const pictures = select("export-picture");
  const names = select("export-count");
  const script = element("export-script", HTMLTextAreaElement);
  /** @type {VisiblePicture[]} */
  let visible = [];

  /** @param {string} text @param {"plain" | "bad"} [tone] */
  function show(text, tone = "plain") {
    message.dataset.tone = tone;
    setText(message, text);
  }

  /** Sets what a button does and shows the message it returns. @param {string} id @param {() => string | Promise<string>} act */
  function on(id, act) {
    button(id).addEventListener("click", async () => {
      try {
        show(await act());
      } catch (thrown) {
        show(`Export failed: ${reason(thrown)}.`, "bad");
      }
    });
  }

  /** The displayed frame and its state; use it at once, since the next frame invalidates it. @returns {Moment} */
  function moment() {
    const frame = frames.current();
    const state = { ...store.get(), ...sight.get() };
    if (frame === null || (state.awaited && !isFailed(state))) {
      throw new Error("the network is still being initialized; try again in a moment");
    }
    const sum = state.step === frame.step ? state.sum : null;
    return { frame, state, sum, link: passedOn(links.toStep(frame.step, sum)) };
  }

  /**
   * @param {{step: number}} at
   * @param {string} what
   * @param {string} extension
   * @param {BlobPart} content
   * @param {string} type
   */
  function saveFile({ step }, what, extension, content, type) {
    const name = fileName({ preset: store.get().config.preset, step }, what, extension);
    save(name, new Blob([content], { type }));
    return `${name}: saved (step ${count(step)}).`;
  }

  /** The chosen picture on a sheet, its title and its step. */
  function sheet() {
    const { frame, state, link } = moment();
    const { config } = state;
    const chosen = visible[pictures.selectedIndex];
    if (chosen === undefined) throw new Error("no picture is visible");
    const changes = core.differences(config).map(([key]) => key);
    const network = changes.length === 0 ? config.preset : `${config.preset} with changed ${changes.join(", ")}`;
    const [loss, uniform] = [frame.loss[0], frame.uniform_loss[0]].map(lossFigure);
    const run = `${network}; step ${count(frame.step)}; loss ${loss}, ln V ${uniform}`;
    const counts = `|h| > ${figure(frame.threshold[0], 2)} counts as saturated`;
    // The threshold matters for a layer's activations and for the neuron's activation function.
    const marksThreshold = chosen.figure.matches(".layer > figure:first-of-type, #neuron");
    const notes = !ACTIVATIONS[config.act].saturatesAtZero && marksThreshold ? [counts] : [];
    const canvas = stamped(chosen, { run, notes, link }, readPalette(document.body));
    return { step: frame.step, title: chosen.title, canvas };
  }

  on("export-png", async () => {
    const { step, title, canvas } = sheet();
    return saveFile({ step }, title, "png", await png(canvas), "image/png");
  });
  on("export-png-copy", async () => {
    const { step, title, canvas } = sheet();
    // The item gets a promise, since some browsers require the call during the click event.
    try {
      await navigator.clipboard.write([new ClipboardItem({ "image/png": png(canvas) })]);
    } catch (thrown) {
      throw new Error(`${reason(thrown)}. Use Save PNG instead`);
    }
    return `${title}, step ${count(step)}: copied.`;
  });
  button("export-png-copy").hidden = typeof ClipboardItem !== "function";

  on("export-histories", () => {
    const { frame, state } = moment();
    return saveFile(frame, "histories", "csv", historiesAsCsv(frame, state.evaluations), "text/csv");
  });
  for (const [id, what, record] of /** @type {const} */ ([
    ["export-frame", "frame", frameRecord],
    ["export-everything", "everything", wholeRecord],
  ])) {
    on(id, () => {
      const now = moment();
      return saveFile(now.frame, what, "json", JSON.stringify(record(now)), "application/json");
    });
  }
  on("export-weights", async () => {
    const weights = await questions.weights();
    return saveFile(weights, "weights", "npz", npz(weights.tensors), "application/zip");
  });
  on("export-names", async () => {
    const samples = await questions.sample(Number(names.value));
    return saveFile(samples, "names", "txt", samples.items.map((item) => `${item}\n`).join(""), "text/plain");
  });

  const pytorch = () => core.pytorch(store.get().config, text().bytes);
  on("export-pytorch", async () => {
    const text = await pytorch();
    if (await copyText(text)) {
      script.hidden = true;
      return `Script copied: ${count(text.split("\n").length - 1)} lines.`;
    }
    script.value = text;
    script.hidden = false;
    script.focus();
    script.select();
    script.scrollTop = 0;
    return `Script selected; ${copyHint()}.`;
  });
  on("export-script-save", async () => {
    save("initscope.py", new Blob([await pytorch()], { type: "text/x-python" }));
    return "initscope.py: saved.";
  });

  return {
    /** To be called when the dialog opens: lists the visible pictures. */
    opened() {
      const before = visible[pictures.selectedIndex]?.title;
      visible = visiblePictures();
      const groups = new Map(visible.map(({ panel }) => [panel, make("optgroup", { label: panel })]));
      for (const { title, panel } of visible) groups.get(panel)?.append(new Option(title));
      pictures.replaceChildren(...groups.values());
      pictures.selectedIndex = Math.max(
        0,
        visible.findIndex(({ title }) => title === before),
      );
      script.hidden = true;
      show("");
    },
  };
}

/** The message of an exception; Rust throws a list of field errors. @param {unknown} thrown */
function reason(thrown) {
  if (!Array.isArray(thrown)) return thrown instanceof Error ? thrown.message : String(thrown);
  return /** @type {FieldError[]} */ (thrown).map(faultWords).join("; ");
}
