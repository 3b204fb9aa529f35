// The Export dialog: its buttons copy or save the PyTorch script, pictures, a figure of everything, data, weights and sampled
// names of the run. Loaded by index.js when first opened.

import { readPalette } from "../../draw/color.js";
import { contextOf } from "../../draw/shapes.js";
import { isFailed } from "../run/selectors.js";
import { copyHint, copyText } from "../ui/clipboard.js";
import { make, makeButton } from "../ui/dom.js";
import { fileName, png, save } from "../ui/download.js";
import { button, element, setText } from "../ui/elements.js";
import { ACTIVATIONS } from "../words/activations.js";
import { fieldLabel } from "../words/fields.js";
import { count, faultWords, lossFigure, saturationWords } from "../words/format.js";
import { PAGE } from "./figure.js";
import { historiesAsCsv } from "./histories.js";
import { npz } from "./npz.js";
import { drawn, visiblePictures, wordsOf } from "./pictures.js";
import { momentOf } from "./print.js";
import { frameRecord, wholeRecord } from "./record.js";
import { sheetOf } from "./sheet.js";
import { fileOf } from "./svg.js";

/** @import { FieldError } from "../../shared/protocol.js" */
/** @import { App } from "../page/app.js" */
/** @import { createPrint } from "./print.js" */
/** @import { Picture } from "./pictures.js" */
/** @import { Node } from "./svg.js" */

const HINT =
  "The script trains this network in PyTorch from step 0. Pictures are those of the view that is open, and like the data of the displayed step; weights and names are of the latest step. PNG has two pixels for one of the screen. Printing this page prints the figure on one page.";
/** Pixels of a PNG for one of CSS. */
const SCALE = 2;

/**
 * A line of the dialog: the name of a kind of export, and its controls.
 * @param {string} name
 * @param {...(HTMLElement)} controls
 */
function row(name, ...controls) {
  const id = `export-as-${name.toLowerCase().replaceAll(" ", "-")}`;
  return make("div", { role: "group", "aria-labelledby": id }, make("h3", { id }, name), ...controls);
}

/**
 * An SVG as PNG.
 * @param {Node} vector
 * @param {{width: number, height: number}} size that it says
 */
async function pngOf(vector, { width, height }) {
  const image = make("img", { src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(fileOf(vector))}` });
  await image.decode();
  const canvas = make("canvas", { width: SCALE * width, height: SCALE * height });
  contextOf(canvas).drawImage(image, 0, 0, canvas.width, canvas.height);
  return png(canvas);
}

/**
 * @param {App} app
 * @param {() => Promise<ReturnType<typeof createPrint> | null>} loadPrint
 */
export function createExportDialog(app, loadPrint) {
  const { core, store, questions, frames, text } = app;
  const message = element("export-said");
  const script = make("textarea", { id: "export-script", rows: 8, readonly: true, spellcheck: "false" });
  script.setAttribute("aria-label", "The script");
  script.hidden = true;
  const pictures = make("select", { id: "export-picture", "aria-labelledby": "export-as-picture" });
  const names = make("select", { id: "export-count", "aria-label": "How many names" });
  for (const many of [20, 100, 1000]) names.append(new Option(String(many)));
  const act = (/** @type {string} */ id, /** @type {string} */ label) => makeButton(label, () => {}, { id });
  message.before(
    make(
      "div",
      { class: "export-groups" },
      row("Script", act("export-pytorch", "Copy as PyTorch"), act("export-script-save", "Save script (.py)")),
      script,
      row(
        "Picture",
        pictures,
        act("export-png", "Save PNG"),
        act("export-png-copy", "Copy PNG"),
        act("export-svg", "Save SVG"),
      ),
      row(
        "One page",
        act("export-page-png", "Save page as PNG"),
        act("export-page-svg", "Save page as SVG"),
        act("export-print", "Print…"),
      ),
      row(
        "Data",
        act("export-histories", "Histories (.csv)"),
        act("export-frame", "Current step (.json)"),
        act("export-everything", "Everything (.json)"),
      ),
      row("Network", act("export-weights", "Weights and statistics (.npz)")),
      row("Names", names, act("export-names", "Sample and save (.txt)")),
    ),
    make("p", { class: "hint" }, HINT),
  );
  /** @type {Picture[]} */
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

  /** The displayed frame and its state; use it at once, since the next frame invalidates it. */
  function moment() {
    const now = momentOf(app);
    if (now === null || (now.state.awaited && !isFailed(now.state))) {
      throw new Error("the network is still being initialized; try again in a moment");
    }
    return now;
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

  function chosenPicture() {
    const chosen = visible[pictures.selectedIndex];
    if (chosen === undefined) throw new Error("no picture is visible");
    return chosen;
  }

  /** What is written on a picture's sheet, of the displayed frame. @param {Picture} chosen */
  function stamp({ element }) {
    const { frame, state, link } = moment();
    const { config } = state;
    const changes = core.differences(config).map(([key]) => fieldLabel(key).toLowerCase());
    const { title } = core.preset(config.preset);
    const network = changes.length === 0 ? title : `${title} with changed ${changes.join(", ")}`;
    const [loss, uniform] = [frame.loss[0], frame.uniform_loss[0]].map(lossFigure);
    // A map is of other networks than the run.
    const says = element.closest("#map-view")?.querySelector("#map-says")?.textContent;
    const run = says ?? `${network}; step ${count(frame.step)}; loss ${loss}, ln V ${uniform}`;
    const counts = `h ${saturationWords(config.act, frame.threshold[0]).counted} counts as saturated`;
    // The threshold matters for a layer's activations and for the neuron's activation function.
    const marksThreshold = element.matches(".layer > figure:first-of-type, #neuron, .explore-histogram");
    const notes = !ACTIVATIONS[config.act].saturatesAtZero && marksThreshold ? [counts] : [];
    return { run, notes, link, step: frame.step };
  }

  /** The chosen picture on a sheet, its title and its step. */
  async function sheet() {
    const chosen = chosenPicture();
    const palette = readPalette(document.body);
    const at = () => {
      const now = moment();
      return { ...now, live: frames.shown() ?? now.frame };
    };
    const { drawing, keys } = await drawn(chosen, at, palette);
    const { step, ...words } = stamp(chosen);
    const context = contextOf(make("canvas"));
    const made = sheetOf(drawing, { title: chosen.title, words: wordsOf(chosen), keys, palette, context, ...words });
    return { step, title: chosen.title, ...made };
  }

  on("export-png", async () => {
    const made = await sheet();
    return saveFile(made, made.title, "png", await pngOf(made.node, made), "image/png");
  });
  on("export-png-copy", async () => {
    const made = sheet();
    // The item gets a promise, since some browsers require the call during the click event.
    try {
      await navigator.clipboard.write([
        new ClipboardItem({ "image/png": made.then((picture) => pngOf(picture.node, picture)) }),
      ]);
    } catch (thrown) {
      throw new Error(`${reason(thrown)}. Use Save PNG instead`);
    }
    const { step, title } = await made;
    return `${title}, step ${count(step)}: copied.`;
  });
  button("export-png-copy").hidden = typeof ClipboardItem !== "function";
  on("export-svg", async () => {
    const made = await sheet();
    return saveFile(made, made.title, "svg", fileOf(made.node), "image/svg+xml");
  });

  /** The figure of everything. */
  async function page() {
    const made = (await loadPrint())?.figure();
    if (made == null) throw new Error("the figure could not be made; try again in a moment");
    return { made, step: moment().frame.step };
  }
  on("export-page-svg", async () => {
    const { made, step } = await page();
    return saveFile({ step }, "page", "svg", fileOf(made), "image/svg+xml");
  });
  on("export-page-png", async () => {
    const { made, step } = await page();
    return saveFile({ step }, "page", "png", await pngOf(made, PAGE), "image/png");
  });
  on("export-print", async () => {
    await loadPrint();
    element("export-dialog", HTMLDialogElement).close();
    print();
    return "";
  });

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
    save("mlp.py", new Blob([await pytorch()], { type: "text/x-python" }));
    return "mlp.py: saved.";
  });

  return {
    /** To be called when the dialog opens: lists the visible pictures. */
    opened() {
      const before = visible[pictures.selectedIndex]?.title;
      visible = visiblePictures();
      const groups = new Map(visible.map(({ group }) => [group, make("optgroup", { label: group })]));
      for (const { title, group } of visible) groups.get(group)?.append(new Option(title));
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
