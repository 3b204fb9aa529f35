// The dialog of the whole map: joins controls, workers and pictures. It sweeps at once where that takes seconds; else when a
// person says so.

import { sweep_axes, sweep_cell } from "../engine/engine.js";
import { passedOn } from "../page/address.js";
import { byHand, copied } from "../ui/clipboard.js";
import { fileName, save } from "../ui/download.js";
import { button, dialog, element, progress, tell } from "../ui/elements.js";
import { count } from "../words/format.js";
import { createForm } from "./form.js";
import { putParts } from "./parts.js";
import { createPicture } from "./picture.js";
import { createPool, poolSize } from "./pool.js";
import { createReading } from "./reading.js";
import { createSweep } from "./sweep.js";
import { csvOf, tableOf } from "./table.js";
import { networkWords, timeWords } from "./words.js";

/** @import { App } from "../page/app.js" */
/** @import { Sweep } from "./sweep.js" */
/** @import { CellPlace } from "./words.js" */

/** Whoever opens the map before having chosen any network is shown this one: depth is where scales matter. */
const DEEP = "deep-gain-5/3";
/** The words about what is left change no more often than they can be read. */
const TELL_EVERY_MS = 250;

/** @param {App} app */
export function createMapDialog({ core, store, commands, links, text: textInUse }) {
  const shown = dialog("map-dialog");
  putParts(shown);
  const [start, cancel, asTable] = ["map-start", "map-cancel", "map-as-table"].map(button);
  const [status, said, table, fields] = ["map-status", "map-said", "map-table", "map-fields"].map((id) => element(id));
  const bar = progress("map-progress");
  /** @type {Sweep | null} */
  let sweep = null;
  /** @type {"idle" | "sweeping" | "paused" | "done"} */
  let mode = "idle";
  let toldAt = 0;
  /** What the sweep on the screen was made from, besides the form. @type {{fragment: string | null, text: Uint8Array} | null} */
  let madeOf = null;
  /** @type {ReturnType<typeof createPool> | null} */
  let pool = null;

  const makers = { axes: sweep_axes, cell: sweep_cell };
  const form = createForm({ presets: core.presets, makers, changed: asked });
  const uniform = () => Math.log(store.get().text?.vocabulary ?? 1);
  const picture = createPicture(() => ({
    sweep,
    read: reading.read(),
    uniform: uniform(),
    moves: mode === "sweeping",
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
          moved();
        },
        underWay(id, part) {
          sweep?.underWay(id, part);
          moved();
        },
        ended: () => enter("done"),
        broken(message) {
          enter("paused");
          tell(status, `No worker starts: ${message}. Resume tries again.`);
        },
      },
    });
  }

  /** @param {typeof mode} to */
  function enter(to) {
    mode = to;
    sweep?.time(mode === "sweeping", performance.now());
    start.textContent = { idle: "Start", sweeping: "Pause", paused: "Resume", done: "Start anew" }[mode];
    cancel.disabled = mode !== "sweeping" && mode !== "paused";
    toldAt = Number.NEGATIVE_INFINITY;
    moved();
  }

  /** Something has come of the sweep. */
  function moved() {
    if (sweep === null) return;
    bar.max = sweep.total;
    bar.value = sweep.done();
    picture.draw();
    const now = performance.now();
    if (mode === "sweeping" && now - toldAt < TELL_EVERY_MS) return;
    toldAt = now;
    reading.say();
    if (!table.hidden) table.replaceChildren(...tableOf(sweep));
    const cells = `${count(sweep.done())} of ${count(sweep.total)} cells`;
    const left = sweep.left(now);
    // Read out at its ends only.
    status.setAttribute("aria-live", mode === "sweeping" ? "off" : "polite");
    tell(
      status,
      {
        idle: `${cells}. Press Start.`,
        sweeping: left === null ? cells : `${cells}, ${timeWords(left)}`,
        paused: `Paused at ${cells}.`,
        done: `${cells}.`,
      }[mode],
    );
  }

  /** The controls were changed: what takes seconds is swept at once. What is drawn stays where something is wrong. */
  function asked() {
    const read = form.read();
    if (!read.ok) return;
    if (read.asked.steps === 0) return begin();
    pool?.drop();
    enter("idle");
    tell(
      status,
      `${count(read.asked.x.values.length * (read.asked.y?.values.length ?? 1) * read.asked.plans.length)} cells of ${count(read.asked.steps)} steps each. Press Start.`,
    );
  }

  function begin() {
    const read = form.read();
    if (!read.ok) return;
    sweep = createSweep(read.asked, makers.cell);
    const { y, measure, steps } = sweep;
    const ring = sweep.maps.some(({ own }) => own) ? `; the ring is ${form.isOwn() ? "this run" : "that preset"}` : "";
    tell(
      element("map-says"),
      `Each cell is one network: ${networkWords(form.network())}, with the values at the sides. Within the line nothing is wrong with it${ring}.`,
    );
    element("map-fields").dataset.rows = y === null ? "one" : "many";
    reading.forget();
    enter("sweeping");
    // Where no cell can be, or no worker starts, it ends within this.
    pool?.begin({ measure, steps, cells: sweep.order(), configOf: sweep.configOf });
  }

  /** Another text has come: nothing that was swept is of it. */
  function forget() {
    sweep = null;
    enter("idle");
    reading.forget();
    picture.clear();
    table.replaceChildren();
    bar.value = 0;
    tell(element("map-says"), "");
    tell(status, "There is another text. Press Start.");
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
    if (sweep !== null) tell(status, `Cancelled at ${count(sweep.done())} of ${count(sweep.total)} cells.`);
    start.focus();
  });

  /** @param {CellPlace} place */
  const idOf = ({ map, column, row }) => {
    const { columns, rows } = /** @type {Sweep} */ (sweep);
    return map * columns * rows + row * columns + column;
  };

  /** @param {CellPlace} place of a cell that is known */
  function linkOf(place) {
    const { maps, columns, steps, configOf } = /** @type {Sweep} */ (sweep);
    const sum = maps[place.map].sums[place.row * columns + place.column];
    return links.toRun(configOf(idOf(place)), steps, sum);
  }

  /** @param {CellPlace} place */
  function openRun(place) {
    if (sweep === null) return;
    const config = sweep.configOf(idOf(place));
    const { steps } = sweep;
    shown.close();
    commands.change(config, steps);
  }

  /** @param {string} text @param {string} what */
  async function copy(text, what) {
    if (await copied(text)) {
      tell(said, `${what} copied.`);
      return;
    }
    const field = document.createElement("code");
    field.textContent = text;
    said.replaceChildren(`${what}: selected; ${byHand()}. `, field);
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
    tell(said, `${name}: saved.`);
  });
  let interrupted = false;
  shown.addEventListener("close", () => {
    interrupted = mode === "sweeping";
    if (interrupted) enter("paused");
    pool?.rest();
  });

  let first = true;
  return {
    open() {
      if (shown.open) return;
      const { config } = store.get();
      const text = textInUse().bytes;
      const { fragment } = core.printLink(config);
      const isFresh = fragment === core.printLink(core.parseLink("").config).fragment;
      if (first) {
        form.around(config, isFresh ? DEEP : "");
        form.begin();
      } else form.around(config, null);
      const same = madeOf?.text === text && (madeOf.fragment === fragment || !form.isOwn());
      shown.showModal();
      if (madeOf?.text !== text) {
        pool = poolOn(text);
        if (!first) forget();
      }
      if (first || !same) {
        if (!first && form.isOwn()) form.renew();
        madeOf = { fragment, text };
        asked();
      } else {
        picture.draw();
        if (interrupted) {
          enter("sweeping");
          pool?.resume();
        }
      }
      first = false;
      picture.canvases[0].focus();
    },
  };
}
