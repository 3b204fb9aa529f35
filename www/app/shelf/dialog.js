// The Saved runs dialog: lists the runs; restores, renames, removes, exports and imports them. Loaded by index.js when first opened.

import { readPalette } from "../../draw/color.js";
import { make } from "../ui/dom.js";
import { save } from "../ui/download.js";
import { button, dialog, element, input, setText } from "../ui/elements.js";
import { bringsFiles, onlyFile } from "../ui/file-drop.js";
import { count, excerpt, faultWords, legible, within } from "../words/format.js";
import { MAX_BYTES, readRuns, runsAsJson } from "./file.js";
import { called, createRow } from "./row.js";
import { MAX_RUNS, whyNot } from "./shelf.js";

/** @import { FieldError } from "../../shared/protocol.js" */
/** @import { App } from "../page/app.js" */
/** @import { Keeper } from "./keeper.js" */
/** @import { Row } from "./row.js" */
/** @import { Kept, Merged } from "./shelf.js" */

/** Maximum number of errors of a file that are listed. */
const MAX_FAULTS = 4;
const BLOCKED =
  "Another tab has an older version of this page open, which blocks the saved runs. Close or reload that tab.";

const some = (/** @type {number} */ n) => `${count(n)} ${n === 1 ? "run" : "runs"}`;

/** @param {App} app @param {Keeper} keeper */
export function createRunsDialog({ core, commands }, keeper) {
  const { shelf } = keeper;
  const shown = dialog("runs-dialog");
  const [list, empty, trouble, said] = ["runs-list", "runs-empty", "runs-trouble", "runs-said"].map((id) =>
    element(id),
  );
  const [exportAll, choose, clear, undo] = ["runs-export", "runs-import", "runs-clear", "runs-undo"].map(button);
  const [actions, ask] = ["runs-actions", "runs-ask"].map((id) => element(id));
  const file = input("runs-file");
  button("runs-train").addEventListener("click", () => {
    shown.close();
    commands.train();
  });
  /** @type {Kept[]} */
  let runs = [];
  /** @type {Map<number, Row>} */
  let rows = new Map();
  /** The runs removed last. @type {Kept[]} */
  let gone = [];

  let palette = readPalette(document.body);

  /** @param {string} text @param {Kept[]} [removed] runs that Undo restores */
  function say(text, removed = []) {
    gone = removed;
    undo.hidden = gone.length === 0;
    setText(said, text);
  }

  /** Shows problems, a line each. @param {string[]} lines */
  function complain(...lines) {
    trouble.replaceChildren(...lines.map((line) => make("p", {}, line)));
    // The problems are shown above the list, which may be scrolled.
    if (lines.length > 0) shown.scrollTop = 0;
  }

  /** Performs an action and shows the problem if it fails, after the text `otherwise`. @param {() => Promise<void>} work @param {string} [otherwise] */
  async function attempt(work, otherwise = "") {
    try {
      complain();
      await work();
    } catch (thrown) {
      complain(`${otherwise} ${whyNot(thrown)}`.trim());
    } finally {
      list.setAttribute("aria-busy", "false");
    }
  }

  /** Tries again to save what did not fit before. */
  async function tryAgain() {
    if (keeper.trouble() === null) return;
    await keeper.flush();
    complainOfKeeper();
  }

  function complainOfKeeper() {
    const why = keeper.trouble();
    if (why !== null) complain(`The last run is not saved. ${why}`);
    return why !== null;
  }

  async function refresh() {
    runs = await shelf.all();
    palette = readPalette(document.body);
    for (const row of rows.values()) row.close();
    rows = new Map(runs.map((run) => [run.id, rowOf(run)]));
    list.replaceChildren(...[...rows.values()].map((row) => row.element));
    list.hidden = runs.length === 0;
    empty.hidden = runs.length > 0;
    for (const needing of [exportAll, clear]) needing.disabled = runs.length === 0;
    choose.disabled = false;
  }

  /** @param {Kept} run */
  const rowOf = (run) =>
    createRow(
      core,
      run,
      {
        restore() {
          shown.close();
          commands.visit(run.link);
        },
        remove: () =>
          attempt(async () => {
            await shelf.remove(run.id);
            await tryAgain();
            // Read again: another tab may have continued it.
            await refresh();
            say(`Removed ${called(core, run)}.`, [run]);
            undo.focus();
          }),
        rename: (name) =>
          attempt(
            async () => {
              await shelf.rename(run.id, name);
              run.name = name;
              say(name === "" ? "The run has its default name again." : `Renamed: ${within(legible(name))}.`);
            },
            `The name “${within(legible(name))}” could not be saved.`,
          ),
      },
      () => palette,
    );

  undo.addEventListener("click", () =>
    attempt(async () => {
      const back = gone;
      await shelf.putBack(back);
      await refresh();
      say(back.length === 1 ? `${called(core, back[0])} is back.` : `${some(back.length)} are back.`);
      rows.get(back[0].id)?.restore.focus();
    }),
  );

  exportAll.addEventListener("click", () =>
    attempt(async () => {
      const all = await shelf.all();
      save("initscope-runs.json", new Blob([runsAsJson(all)], { type: "application/json" }));
      say(`initscope-runs.json: saved, with ${some(all.length)}.`);
    }),
  );

  /** @param {boolean} asks whether to ask for confirmation to remove all */
  function question(asks) {
    actions.hidden = asks;
    ask.hidden = !asks;
  }
  clear.addEventListener("click", () => {
    const named = runs.filter(({ name }) => name !== "").length;
    const also = named > 0 ? `, ${count(named)} of them with names you gave` : "";
    element("runs-ask-what").textContent = `Remove ${some(runs.length)}${also}?`;
    question(true);
    say("");
    button("runs-ask-no").focus();
  });
  button("runs-ask-no").addEventListener("click", () => {
    question(false);
    clear.focus();
  });
  button("runs-ask-yes").addEventListener("click", () =>
    attempt(async () => {
      question(false);
      const all = await shelf.all();
      await shelf.clear();
      await tryAgain();
      await refresh();
      say(`Removed ${some(all.length)}.`, all);
      undo.focus();
    }),
  );

  /** @param {string} name of a file @param {FieldError[]} errors */
  function refuse(name, errors) {
    const lines = errors.slice(0, MAX_FAULTS).map(faultWords);
    const more = errors.length - lines.length;
    if (more > 0) lines.push(`And ${count(more)} more.`);
    complain(
      `${within(excerpt(name))} can't be used. Nothing was imported, and the saved runs are unchanged.`,
      ...lines,
    );
  }

  /** @param {File | undefined} chosen */
  const take = (chosen) =>
    attempt(async () => {
      if (chosen === undefined) return;
      say("");
      if (chosen.size > MAX_BYTES) {
        const [most, got] = [MAX_BYTES, chosen.size].map((bytes) => `${(bytes / 1e6).toFixed(1)} MB`);
        refuse(chosen.name, [{ field: "file", expected: `at most ${most}`, got }]);
        return;
      }
      const read = await chosen.text().then(
        (json) => readRuns(json, core),
        (/** @type {unknown} */ thrown) => ({
          runs: [],
          errors: [{ field: "file", expected: "one that can be read", got: String(thrown) }],
        }),
      );
      if (read.errors.length > 0) return refuse(chosen.name, read.errors);
      const merged = await shelf.merge(read.runs);
      await refresh();
      say(imported(chosen.name, merged));
    });
  choose.addEventListener("click", () => file.click());
  file.addEventListener("change", () => {
    take(file.files?.[0]);
    // So that the same file, recovered, can be chosen again.
    file.value = "";
  });

  // A file dropped on the dialog is not a text for the page.
  for (const type of /** @type {const} */ (["dragover", "drop"])) {
    shown.addEventListener(type, (event) => {
      if (event.dataTransfer === null || !bringsFiles(event.dataTransfer)) return;
      event.preventDefault();
      event.stopPropagation();
      shown.classList.toggle("takes", type === "dragover");
      if (type !== "drop") return;
      const { file, error } = onlyFile(event.dataTransfer, "file");
      if (error === null) take(file);
      else complain(faultWords(error));
    });
  }
  for (const type of ["dragleave", "close"]) shown.addEventListener(type, () => shown.classList.remove("takes"));

  function recolor() {
    palette = readPalette(document.body);
    for (const row of rows.values()) row.draw();
  }
  element("dark").addEventListener("load", recolor);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolor);

  keeper.onBlocked(() => complain(...(keeper.isBlocked() ? [BLOCKED] : [])));

  return {
    /** To be called when the dialog opens: reads the runs again, since this or another tab may have changed them. */
    opened: () =>
      attempt(async () => {
        list.setAttribute("aria-busy", "true");
        question(false);
        say("");
        if (keeper.isBlocked()) complain(BLOCKED);
        await keeper.flush();
        await refresh();
        if (!complainOfKeeper() && runs.length === MAX_RUNS && runs.every(({ name }) => name !== "")) {
          complain(
            `All ${MAX_RUNS} saved runs have names you gave, so none is removed to make room. Remove some, so that new runs can be saved.`,
          );
        }
      }),
  };
}

/** @param {string} name of a file @param {Merged} merged */
function imported(name, { came, further, known, gone }) {
  const parts = [`${some(came)} added`];
  if (further > 0) parts.push(`${some(further)} continued`);
  parts.push(`${count(known)} already saved`);
  const full = gone > 0 ? ` At most ${MAX_RUNS} runs are saved: ${some(gone)} removed, the oldest unnamed first.` : "";
  return `${within(excerpt(name))}: ${parts.join(", ")}.${full}`;
}
