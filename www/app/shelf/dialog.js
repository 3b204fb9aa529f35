// The dialog of the runs: lists them, and does what a person asks. Knows no storage and no format.

import { readPalette } from "../../draw/color.js";
import { save } from "../ui/download.js";
import { button, dialog, element, input, tell } from "../ui/elements.js";
import { bringsFiles, onlyFile } from "../ui/file-drop.js";
import { count, excerpt, faultWords, legible, within } from "../words/format.js";
import { MOST_BYTES, readRuns, runsAsJson } from "./file.js";
import { called, createRow } from "./row.js";
import { MOST_RUNS, whyNot } from "./shelf.js";

/** @import { FieldError } from "../../shared/protocol.js" */
/** @import { App } from "../page/app.js" */
/** @import { Keeper } from "./keeper.js" */
/** @import { Row } from "./row.js" */
/** @import { Kept, Merged } from "./shelf.js" */

/** More faults of a file than anyone mends by hand. */
const MOST_FAULTS = 4;
const BLOCKED = "Another tab has an older version of this page and holds the runs: close it, or reload it.";

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
  /** @type {Kept[]} */
  let runs = [];
  /** @type {Map<number, Row>} */
  let rows = new Map();
  /** What was removed last. @type {Kept[]} */
  let gone = [];

  let palette = readPalette(document.body);

  /** @param {string} text @param {Kept[]} [removed] that can be put back */
  function say(text, removed = []) {
    gone = removed;
    undo.hidden = gone.length === 0;
    tell(said, text);
  }

  /** What is wrong, a line each. @param {string[]} lines */
  function complain(...lines) {
    trouble.replaceChildren(
      ...lines.map((line) => {
        const item = document.createElement("p");
        item.textContent = line;
        return item;
      }),
    );
    // It stands above the list, which may be scrolled.
    if (lines.length > 0) shown.scrollTop = 0;
  }

  /** Does something to the shelf, the list after it, and says why where that can't be done, after what comes of it. @param {() => Promise<void>} work @param {string} [otherwise] */
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

  /** There is more room: what could not be written may be. */
  async function tryAgain() {
    if (keeper.trouble() === null) return;
    await keeper.flush();
    complainOfKeeper();
  }

  function complainOfKeeper() {
    const why = keeper.trouble();
    if (why !== null) complain(`The last run is not kept. ${why}`);
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
            // Read again: another tab may have gone on with it.
            await refresh();
            say(`Removed ${called(core, run)}.`, [run]);
            undo.focus();
          }),
        rename: (name) =>
          attempt(
            async () => {
              await shelf.rename(run.id, name);
              run.name = name;
              say(name === "" ? "The run has its own name again." : `Renamed: ${within(legible(name))}.`);
            },
            `The name “${within(legible(name))}” is not kept.`,
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

  /** @param {boolean} asks whether it is asked if all are to go */
  function question(asks) {
    actions.hidden = asks;
    ask.hidden = !asks;
  }
  clear.addEventListener("click", () => {
    const named = runs.filter(({ name }) => name !== "").length;
    const also = named > 0 ? `, ${count(named)} of them with a name of yours` : "";
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
    const lines = errors.slice(0, MOST_FAULTS).map(faultWords);
    const more = errors.length - lines.length;
    if (more > 0) lines.push(`And ${count(more)} more.`);
    complain(
      `${within(excerpt(name))} can't be used. Nothing of it is taken in, and the runs here stay as they were.`,
      ...lines,
    );
  }

  /** @param {File | undefined} chosen */
  const take = (chosen) =>
    attempt(async () => {
      if (chosen === undefined) return;
      say("");
      if (chosen.size > MOST_BYTES) {
        const [most, got] = [MOST_BYTES, chosen.size].map((bytes) => `${(bytes / 1e6).toFixed(1)} MB`);
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
    // So that the same file, mended, can be chosen again.
    file.value = "";
  });

  // What is dropped on the dialog is not a text for the page.
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
    /** The dialog has been opened: the runs may be others, by this tab or another. */
    opened: () =>
      attempt(async () => {
        list.setAttribute("aria-busy", "true");
        question(false);
        say("");
        if (keeper.isBlocked()) complain(BLOCKED);
        await keeper.flush();
        await refresh();
        if (!complainOfKeeper() && runs.length === MOST_RUNS && runs.every(({ name }) => name !== "")) {
          complain(
            `All ${MOST_RUNS} runs here have a name of yours, so that none makes room: remove some, and new ones are kept.`,
          );
        }
      }),
  };
}

/** @param {string} name of a file @param {Merged} merged */
function imported(name, { came, further, known, gone }) {
  const parts = [`${some(came)} came`];
  if (further > 0) parts.push(`${some(further)} went on further`);
  parts.push(`${count(known)} ${known === 1 ? "was" : "were"} known`);
  const full =
    gone > 0 ? ` The shelf holds ${MOST_RUNS}: ${some(gone)} had to go, the oldest without a name first.` : "";
  return `${within(excerpt(name))}: ${parts.join(", ")}.${full}`;
}
