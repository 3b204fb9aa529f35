// The Export dialog: its buttons copy or save the PyTorch script, pictures, a figure of everything, data, weights and sampled
// names of the run. Loaded by index.js when first opened.

import { readPalette } from "../../draw/color.js";
import { isFailed } from "../run/selectors.js";
import { copyHint, copyText } from "../ui/clipboard.js";
import { make, makeButton } from "../ui/dom.js";
import { fileName, png, save } from "../ui/download.js";
import { button, element, setText } from "../ui/elements.js";
import { ACTIVATIONS } from "../words/activations.js";
import { count, faultWords, figure, lossFigure } from "../words/format.js";
import { PAGE } from "./figure.js";
import { historiesAsCsv } from "./histories.js";
import { npz } from "./npz.js";
import { captionOf, inFullResolution, SCALE, sizeOf, stamped, visiblePictures } from "./pictures.js";
import { momentOf } from "./print.js";
import { frameRecord, wholeRecord } from "./record.js";
import { fileOf, svg } from "./svg.js";
import { sheetOf, vectorOf } from "./vectors.js";

/** @import { FieldError } from "../../shared/protocol.js" */
/** @import { App } from "../page/app.js" */
/** @import { createPrint } from "./print.js" */
/** @import { VisiblePicture } from "./pictures.js" */
/** @import { Node } from "./svg.js" */

const HINT =
  "The script trains this network in PyTorch from step 0. Pictures and data are of the displayed step; weights and names are of the latest step. PNG has at least two pixels for one of the screen; line charts, histograms and the saturation map can be saved as SVG. Printing this page prints the figure on one page.";

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
 * An SVG as a picture, in any resolution.
 * @param {Node} vector of the size that it says
 */
async function imageOf(vector) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(fileOf(vector))}`;
  await image.decode();
  return image;
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
      { class: "takings" },
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

  /** The chosen picture as a vector; null if it can't be one. @param {VisiblePicture} chosen */
  function vector(chosen) {
    const { frame, state } = moment();
    const size = sizeOf(chosen);
    const live = frames.shown() ?? frame;
    const node = vectorOf(chosen, { frame, live, state }, size, readPalette(document.body));
    return node === null ? null : { node, size };
  }

  /** What is written on a picture's sheet, of the displayed frame. @param {VisiblePicture} chosen */
  function stamp(chosen) {
    const { frame, state, link } = moment();
    const { config } = state;
    const changes = core.differences(config).map(([key]) => key);
    const { title } = core.preset(config.preset);
    const network = changes.length === 0 ? title : `${title} with changed ${changes.join(", ")}`;
    const [loss, uniform] = [frame.loss[0], frame.uniform_loss[0]].map(lossFigure);
    const run = `${network}; step ${count(frame.step)}; loss ${loss}, ln V ${uniform}`;
    const counts = `|h| > ${figure(frame.threshold[0], 2)} counts as saturated`;
    // The threshold matters for a layer's activations and for the neuron's activation function.
    const marksThreshold = chosen.figure.matches(".layer > figure:first-of-type, #neuron");
    const notes = !ACTIVATIONS[config.act].saturatesAtZero && marksThreshold ? [counts] : [];
    return { run, notes, link, step: frame.step };
  }

  /** The chosen picture on a sheet, its title and its step. */
  async function sheet() {
    const chosen = chosenPicture();
    // The library of the line charts draws in the resolution of the screen only.
    const isLine = devicePixelRatio < SCALE && chosen.figure.querySelector(".uplot") !== null;
    const drawing = isLine ? vector(chosen) : null;
    const lines =
      drawing === null
        ? null
        : await imageOf(
            svg("svg", { ...boxOf(drawing.size), "font-family": readPalette(document.body).font }, drawing.node),
          );
    return inFullResolution(() => {
      const { step, ...words } = stamp(chosen);
      return { step, title: chosen.title, canvas: stamped(chosen, { ...words, lines }, readPalette(document.body)) };
    });
  }

  on("export-png", async () => {
    const { step, title, canvas } = await sheet();
    return saveFile({ step }, title, "png", await png(canvas), "image/png");
  });
  on("export-png-copy", async () => {
    const made = sheet();
    // The item gets a promise, since some browsers require the call during the click event.
    try {
      await navigator.clipboard.write([new ClipboardItem({ "image/png": made.then(({ canvas }) => png(canvas)) })]);
    } catch (thrown) {
      throw new Error(`${reason(thrown)}. Use Save PNG instead`);
    }
    const { step, title } = await made;
    return `${title}, step ${count(step)}: copied.`;
  });
  button("export-png-copy").hidden = typeof ClipboardItem !== "function";
  on("export-svg", () => {
    const chosen = chosenPicture();
    const drawing = vector(chosen);
    if (drawing === null) throw new Error(`${chosen.title} can only be saved as PNG`);
    const { run, notes, link, step } = stamp(chosen);
    const [words, ...keys] = captionOf(chosen);
    const palette = readPalette(document.body);
    const above = [run, words];
    const whole = sheetOf(drawing.node, drawing.size, {
      title: chosen.title,
      above,
      below: [...keys, ...notes, link],
      palette,
    });
    return saveFile({ step }, chosen.title, "svg", fileOf(whole), "image/svg+xml");
  });
  pictures.addEventListener("change", showKinds);
  /** Offers SVG where the picture can be one. */
  function showKinds() {
    const chosen = visible[pictures.selectedIndex];
    const now = momentOf(app);
    button("export-svg").disabled = chosen === undefined || now === null || vector(chosen) === null;
  }

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
    const canvas = make("canvas", { width: SCALE * PAGE.width, height: SCALE * PAGE.height });
    canvas.getContext("2d")?.drawImage(await imageOf(made), 0, 0, canvas.width, canvas.height);
    return saveFile({ step }, "page", "png", await png(canvas), "image/png");
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
      showKinds();
      show("");
    },
  };
}

/** @param {{width: number, height: number}} size */
const boxOf = ({ width, height }) => ({ viewBox: `0 0 ${width} ${height}`, width, height });

/** The message of an exception; Rust throws a list of field errors. @param {unknown} thrown */
function reason(thrown) {
  if (!Array.isArray(thrown)) return thrown instanceof Error ? thrown.message : String(thrown);
  return /** @type {FieldError[]} */ (thrown).map(faultWords).join("; ");
}
