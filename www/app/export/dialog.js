// The dialog of what can be taken along: reads the run as it stands at the press of a button, and gives it to who can write
// it. Knows no file format.

import { readPalette } from "../../draw/color.js";
import { passedOn } from "../page/address.js";
import { isFailed } from "../run/selectors.js";
import { byHand, copied } from "../ui/clipboard.js";
import { fileName, png, save } from "../ui/download.js";
import { button, element, select, tell } from "../ui/elements.js";
import { count, faultWords, figure, lossFigure } from "../words/format.js";
import { historiesAsCsv } from "./histories.js";
import { npz } from "./npz.js";
import { picturesInSight, stamped } from "./pictures.js";
import { frameRecord, wholeRecord } from "./record.js";

/** @import { FieldError } from "../../shared/protocol.js" */
/** @import { App } from "../page/app.js" */
/** @import { Moment } from "./record.js" */
/** @import { Picture } from "./pictures.js" */

/** @param {App} app */
export function createExportDialog({ core, store, sight, questions, links, frames, text }) {
  const said = element("export-said");
  const pictures = select("export-picture");
  const names = select("export-count");
  const script = element("export-script", HTMLTextAreaElement);
  /** @type {Picture[]} */
  let inSight = [];

  /** @param {string} text @param {"plain" | "bad"} [tone] */
  function say(text, tone = "plain") {
    said.dataset.tone = tone;
    tell(said, text);
  }

  /**
   * What a button does; it gives what is then said.
   * @param {string} id
   * @param {() => string | Promise<string>} take
   */
  function on(id, take) {
    button(id).addEventListener("click", async () => {
      try {
        say(await take());
      } catch (thrown) {
        say(`That could not be done: ${reason(thrown)}.`, "bad");
      }
    });
  }

  /** The frame on the screen and what belongs to it, to be read at once: it dies with the next. @returns {Moment} */
  function moment() {
    const frame = frames.current();
    const state = { ...store.get(), ...sight.get() };
    if (frame === null || (state.awaited && !isFailed(state))) {
      throw new Error("the network is still being made; try again in a moment");
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
  function give({ step }, what, extension, content, type) {
    const name = fileName({ preset: store.get().config.preset, step }, what, extension);
    save(name, new Blob([content], { type }));
    return `${name}: saved, of step ${count(step)}.`;
  }

  /** @param {Moment} moment */
  function sheet({ frame, state, link }) {
    const { config } = state;
    const chosen = inSight[pictures.selectedIndex];
    if (chosen === undefined) throw new Error("no picture is in sight");
    const changes = core.differences(config).map(([key]) => key);
    const network = changes.length === 0 ? config.preset : `${config.preset} with other ${changes.join(", ")}`;
    const [loss, uniform] = [frame.loss[0], frame.uniform_loss[0]].map(lossFigure);
    const run = `${network}; step ${count(frame.step)}; loss ${loss}, ln V ${uniform}`;
    const counts = `|h| > ${figure(frame.threshold[0], 2)} counts as saturated`;
    // A layer's activations, and the function of one of its neurons.
    const marksThreshold = chosen.figure.matches(".layer > figure:first-of-type, #neuron");
    const notes = config.act !== "relu" && marksThreshold ? [counts] : [];
    return { title: chosen.title, canvas: stamped(chosen, { run, notes, link }, readPalette(document.body)) };
  }

  on("export-png", async () => {
    const now = moment();
    const { step } = now.frame;
    const { title, canvas } = sheet(now);
    return give({ step }, title, "png", await png(canvas), "image/png");
  });
  on("export-png-copy", async () => {
    const now = moment();
    const { step } = now.frame;
    const { title, canvas } = sheet(now);
    // Given as a promise, since a browser may want to be asked within the press of the button.
    try {
      await navigator.clipboard.write([new ClipboardItem({ "image/png": png(canvas) })]);
    } catch (thrown) {
      throw new Error(`${reason(thrown)}. Save PNG instead`);
    }
    return `${title}, step ${count(step)}: copied.`;
  });
  button("export-png-copy").hidden = typeof ClipboardItem !== "function";

  on("export-histories", () => {
    const { frame, state } = moment();
    return give(frame, "histories", "csv", historiesAsCsv(frame, state.evaluations), "text/csv");
  });
  for (const [id, what, record] of /** @type {const} */ ([
    ["export-frame", "frame", frameRecord],
    ["export-everything", "everything", wholeRecord],
  ])) {
    on(id, () => {
      const now = moment();
      return give(now.frame, what, "json", JSON.stringify(record(now)), "application/json");
    });
  }
  on("export-weights", async () => {
    const weights = await questions.weights();
    return give(weights, "weights", "npz", npz(weights.tensors), "application/zip");
  });
  on("export-names", async () => {
    const samples = await questions.sample(Number(names.value));
    return give(samples, "names", "txt", samples.items.map((item) => `${item}\n`).join(""), "text/plain");
  });

  const pytorch = () => core.pytorch(store.get().config, text().bytes);
  on("export-pytorch", async () => {
    const text = await pytorch();
    if (await copied(text)) {
      script.hidden = true;
      return `The script is copied: ${count(text.split("\n").length - 1)} lines.`;
    }
    script.value = text;
    script.hidden = false;
    script.focus();
    script.select();
    script.scrollTop = 0;
    return `The script stands selected; ${byHand()}.`;
  });
  on("export-script-save", async () => {
    save("initscope.py", new Blob([await pytorch()], { type: "text/x-python" }));
    return "initscope.py: saved.";
  });

  return {
    /** The dialog has been opened: what is in sight may be other pictures than before. */
    opened() {
      const before = inSight[pictures.selectedIndex]?.title;
      inSight = picturesInSight();
      const groups = new Map(inSight.map(({ panel }) => [panel, document.createElement("optgroup")]));
      for (const [panel, group] of groups) group.label = panel;
      for (const { title, panel } of inSight) groups.get(panel)?.append(new Option(title));
      pictures.replaceChildren(...groups.values());
      pictures.selectedIndex = Math.max(
        0,
        inSight.findIndex(({ title }) => title === before),
      );
      script.hidden = true;
      say("");
    },
  };
}

/** Why something failed: Rust names the fields. @param {unknown} thrown */
function reason(thrown) {
  if (!Array.isArray(thrown)) return thrown instanceof Error ? thrown.message : String(thrown);
  return /** @type {FieldError[]} */ (thrown).map(faultWords).join("; ");
}
