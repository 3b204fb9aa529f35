// The view Map: connects the form, the pool of workers and the pictures. A sweep without training starts at once; others start
// when the reader presses Start. Sweeps only while the view is shown. Loaded by index.js when it is first shown.

import { sweep_axes, sweep_cell } from "../engine/engine.js";
import { passedOn } from "../page/address.js";
import { copyHint, copyText } from "../ui/clipboard.js";
import { make } from "../ui/dom.js";
import { fileName, save } from "../ui/download.js";
import { button, element, progress, setText } from "../ui/elements.js";
import { count } from "../words/format.js";
import { timeWords } from "../words/time.js";
import { createForm } from "./form.js";
import { putParts } from "./parts.js";
import { createPicture } from "./picture.js";
import { createPool, poolSize } from "./pool.js";
import { createReading } from "./reading.js";
import { createSweep } from "./sweep.js";
import { csvOf, tableOf } from "./table.js";
import { introduction, networkWords } from "./words.js";

/** @import { App } from "../page/app.js" */
/** @import { CellPlace, Sweep } from "./sweep.js" */

/** The network of the first sweep if none has been chosen yet: weight scales matter most in deep networks. */
const DEEP = "deep-gain-5/3";
/** The status changes at most this often, to stay readable. */
const STATUS_EVERY_MS = 250;

/** @param {App} app @param {() => void} openLab shows the Lab, for a cell that is opened as a run */
export function createMapView({ core, store, commands, links, text: textInUse }, openLab) {
  putParts(element("map-view"));
  const [start, cancel, asTable] = ["map-start", "map-cancel", "map-as-table"].map(button);
  const [status, message, table, fields, says] = ["status", "said", "table", "fields", "says"].map((id) =>
    element(`map-${id}`),
  );
  const bar = progress("map-progress");
  /** @type {Sweep | null} */
  let sweep = null;
  /** @type {"idle" | "sweeping" | "paused" | "done"} */
  let mode = "idle";
  let statusAt = 0;
  /** The current network and text when the displayed sweep was made. @type {{fragment: string | null, text: Uint8Array} | null} */
  let madeFrom = null;
  /** @type {ReturnType<typeof createPool> | null} */
  let pool = null;

  const makers = { axes: sweep_axes, cell: sweep_cell };
  const form = createForm({ presets: core.presets, makers, maxSteps: core.limits.link_step, changed: formChanged });
  const uniform = () => Math.log(store.get().text?.vocabulary ?? 1);
  const picture = createPicture(() => ({
    sweep,
    read: reading.read(),
    uniform: uniform(),
    isMoving: mode === "sweeping",
  }));
  const reading = createReading({
    picture,
    sweep: () => sweep,
    open: openRun,
    changed: picture.draw,
    command(place) {
      const { hash } = new URL(linkOf(place));
      return `cargo run --release --example replay -- --link '${hash}'${hash.includes("&textis=") ? " --text FILE" : ""}`;
    },
  });

  /** @param {Uint8Array} text */
  function poolOn(text) {
    return createPool({
      size: poolSize(navigator.hardwareConcurrency),
      spawn: () =>
        new Worker(new URL("../../worker/sweeping/sweeper.js", import.meta.url), { type: "module", name: "sweeping" }),
      start: { kind: "start", module: core.module, text },
      events: {
        found(id, outcome) {
          sweep?.put(id, outcome);
          showProgress();
        },
        underWay(id, part) {
          sweep?.underWay(id, part);
          showProgress();
        },
        ended: () => enter("done"),
        broken(message) {
          enter("paused");
          setText(status, `The workers could not be started: ${message}. Press Resume to try again.`);
        },
      },
    });
  }

  /** @param {typeof mode} to */
  function enter(to) {
    mode = to;
    sweep?.time(mode === "sweeping", performance.now());
    start.textContent = { idle: "Start", sweeping: "Pause", paused: "Resume", done: "Restart" }[mode];
    cancel.disabled = mode !== "sweeping" && mode !== "paused";
    statusAt = Number.NEGATIVE_INFINITY;
    showProgress();
  }

  /** Updates the progress, the pictures and the table. */
  function showProgress() {
    if (sweep === null) return;
    bar.max = sweep.total;
    bar.value = sweep.done();
    picture.draw();
    const now = performance.now();
    if (mode === "sweeping" && now - statusAt < STATUS_EVERY_MS) return;
    statusAt = now;
    reading.update();
    if (!table.hidden) table.replaceChildren(...tableOf(sweep));
    const cells = `${count(sweep.done())} of ${count(sweep.total)} cells`;
    const left = timeWords((sweep.left(now) ?? Number.NaN) / 1000);
    // Announced by screen readers only when the sweep stops.
    status.setAttribute("aria-live", mode === "sweeping" ? "off" : "polite");
    setText(
      status,
      {
        idle: `${cells}. Press Start.`,
        sweeping: left === "" ? cells : `${cells}, ${left} left`,
        paused: `Paused at ${cells}.`,
        done: `${cells}.`,
      }[mode],
    );
  }

  /** The form was changed: a sweep without training starts at once. While a field is invalid, the old map stays. */
  function formChanged() {
    const asked = form.read();
    if (asked === null) return;
    const { x, y, plans, steps } = asked;
    if (steps === 0) return begin();
    pool?.drop();
    enter("idle");
    const cells = x.values.length * (y?.values.length ?? 1) * plans.length;
    setText(status, `${count(cells)} cells of ${count(steps)} steps each. Press Start.`);
  }

  function begin() {
    const asked = form.read();
    if (asked === null) return;
    sweep = createSweep(asked, makers.cell, uniform());
    const { measure, steps } = sweep;
    setText(says, introduction(sweep, networkWords(form.network()), form.isOwn()));
    reading.forget();
    enter("sweeping");
    // May end the sweep at once, if no cell is valid or no worker starts.
    pool?.begin({ measure, steps, cells: sweep.order(), configOf: sweep.configOf });
  }

  /** The text has changed, so the results are no longer valid. */
  function forget() {
    sweep = null;
    enter("idle");
    reading.forget();
    picture.clear();
    table.replaceChildren();
    bar.value = 0;
    setText(says, "");
    setText(status, "The text has changed. Press Start.");
  }

  start.addEventListener("click", () => {
    if (mode === "sweeping") {
      pool?.pause();
      enter("paused");
    } else if (mode === "paused") {
      enter("sweeping");
      pool?.resume();
    } else begin();
  });
  cancel.addEventListener("click", () => {
    pool?.drop();
    enter("idle");
    if (sweep !== null) setText(status, `Canceled at ${count(sweep.done())} of ${count(sweep.total)} cells.`);
    start.focus();
  });

  /** @param {CellPlace} place of a computed cell */
  function linkOf(place) {
    const { maps, columns, steps, configOf, idOf } = /** @type {Sweep} */ (sweep);
    const sum = maps[place.map].sums[place.row * columns + place.column];
    return links.toRun(configOf(idOf(place)), steps, sum);
  }

  /** @param {CellPlace} place */
  function openRun(place) {
    if (sweep === null) return;
    const { configOf, idOf, steps } = sweep;
    openLab();
    commands.replace(configOf(idOf(place)), { until: steps });
  }

  /** @param {string} text @param {string} what */
  async function copy(text, what) {
    if (await copyText(text)) {
      setText(message, `${what} copied.`);
      return;
    }
    const field = make("code", {}, text);
    message.replaceChildren(`${what} selected; ${copyHint()}. `, field);
    getSelection()?.selectAllChildren(field);
  }
  const onCell = (/** @type {string} */ id, /** @type {(place: CellPlace) => void} */ act) =>
    button(id).addEventListener("click", () => {
      const place = reading.read();
      if (place !== null) act(place);
    });
  onCell("map-open", openRun);
  onCell("map-link", (place) => copy(passedOn(linkOf(place)), "Link"));
  onCell("map-replay-copy", () => copy(element("map-replay").textContent ?? "", "Command"));
  asTable.addEventListener("click", () => {
    table.hidden = !table.hidden;
    fields.hidden = !table.hidden;
    asTable.setAttribute("aria-pressed", String(!table.hidden));
    if (!table.hidden && sweep !== null) table.replaceChildren(...tableOf(sweep));
    picture.draw();
  });
  button("map-csv").addEventListener("click", () => {
    if (sweep === null) return;
    const { columns, measure, steps, maps } = sweep;
    const csv = csvOf(sweep, (map, at) => {
      return new URL(linkOf({ map, column: at % columns, row: Math.floor(at / columns) })).hash;
    });
    const name = fileName({ preset: maps[0].base.preset, step: steps }, `map ${measure}`, "csv");
    save(name, new Blob([csv], { type: "text/csv" }));
    setText(message, `${name}: saved.`);
  });
  const axes = button("map-axes");
  axes.addEventListener("click", () => {
    const isOpen = element("map-form").classList.toggle("open");
    axes.setAttribute("aria-expanded", String(isOpen));
  });

  /** Whether a sweep goes on when the view is shown again. */
  let interrupted = false;
  let first = true;
  return {
    /** The view is shown, or the run or its text changes while it is. */
    show() {
      const { config } = store.get();
      const text = textInUse().bytes;
      const { fragment } = core.printLink(config);
      const isFresh = fragment === core.printLink(core.parseLink("").config).fragment;
      if (first) {
        form.setBase(config, isFresh ? DEEP : "");
        form.reset();
      } else form.setBase(config, null);
      const same = madeFrom?.text === text && (madeFrom.fragment === fragment || !form.isOwn());
      if (madeFrom?.text !== text) {
        pool?.release();
        pool = poolOn(text);
        if (!first) forget();
      }
      if (first || !same) {
        if (!first && form.isOwn()) form.renew();
        madeFrom = { fragment, text };
        formChanged();
      } else {
        picture.draw();
        if (interrupted) {
          enter("sweeping");
          pool?.resume();
        }
      }
      first = false;
      interrupted = false;
    },
    /** Another view is shown: the workers end, and the sweep waits. */
    hide() {
      interrupted = mode === "sweeping";
      if (interrupted) enter("paused");
      pool?.release();
    },
  };
}
