// What is left out of the page, as a link or its frame has it: panels, then the tabs, panes and columns that would be empty.
// Used by main.js.

import { button, element } from "../ui/elements.js";
import { PANELS } from "../words/panels.js";
import { PLACES, TAB_IDS } from "./panels.js";
import { hasOptimizer, leftOut, PANES, showsLab } from "./sight.js";

/** @import { Panel } from "../words/panels.js" */
/** @import { App } from "./app.js" */
/** @import { Pane, Sight, State } from "./sight.js" */

/** The column next to the layers: the height of each of its panels. @type {Partial<Record<Panel, string>>} */
const WALL = {
  loss: "var(--loss-row)",
  update: "var(--update-row)",
  optimizer: "auto",
  weights: "auto",
  samples: "auto",
};

/** The parts of Explore, by the panels that they stand for. @type {Partial<Record<Panel, string>>} */
const EXPLORE = {
  controls: "scales",
  verdicts: "finding",
  loss: "first-loss",
  layers: "neurons",
  timeline: "explore-timeline",
  samples: "explore-samples",
};

/** @param {App} app */
export function createHiding({ sight, both, links }) {
  const main = element("pane");
  const showAll = button("show-all");
  showAll.addEventListener("click", () => {
    sight.set({ hidden: null });
    links.updateAddress();
    element("preset").focus();
  });

  /** Closes the Lab's grid up around what is seen. @param {(panel: Panel) => boolean} sees @param {boolean} layers */
  function place(sees, layers) {
    const right = /** @type {Panel[]} */ (Object.keys(WALL)).filter(sees);
    const left = [sees("controls") ? "rail" : "", layers ? "health" : ""].filter((area) => area !== "");
    const rows = right.map((panel, i) => {
      const last = i === right.length - 1 && !sees("loss") && !sees("update");
      return `"${[...left, panel].join(" ")}" ${last ? "1fr" : WALL[panel]}`;
    });
    if (right.length === 0 && left.length > 0) rows.push(`"${left.join(" ")}" 1fr`);
    /** @type {string[]} */
    const columns = left.map((area) => (area === "rail" ? "var(--rail)" : "minmax(0, 1fr)"));
    if (right.length > 0) columns.push(layers ? "var(--wall)" : "minmax(0, 1fr)");
    const all = Object.keys(WALL).length - (sees("optimizer") ? 0 : 1);
    const whole = right.length === all && left.length === 2;
    main.style.gridTemplate = whole || columns.length === 0 ? "" : `${rows.join(" ")} / ${columns.join(" ")}`;
  }

  /** @type {(keyof State)[]} */
  const heard = ["view", "hidden", "embed", "focus", "pocket", "tab", "pane", "pins", "setAside"];
  let hasPins = false;
  let measuresOptimizer = false;
  both.subscribe((state, changed) => {
    // Frames of pinned runs come all the time.
    if (changed.size === 1 && changed.has("pins") && hasPins === state.pins.length > 0) return;
    hasPins = state.pins.length > 0;
    const measured = hasOptimizer(state.config);
    if (!heard.some((key) => changed.has(key)) && measured === measuresOptimizer) return;
    measuresOptimizer = measured;
    const { view, embed, focus, pocket, tab, pane, hidden } = state;
    const out = leftOut(state);
    // Where a link points at the panel of a plain optimizer, it says that there is nothing to show.
    const sees = (/** @type {Panel} */ panel) =>
      !out.includes(panel) && (panel !== "optimizer" || measured || focus === panel);
    document.body.classList.toggle("embed", embed);
    document.body.classList.toggle("has-optimizer", sees("optimizer"));
    for (const panel of ["controls", "compare", "saturation"])
      document.body.classList.toggle(`only-${panel}`, embed && focus === panel);
    const explore = element("explore");
    const parts = /** @type {[Panel, string][]} */ (Object.entries(EXPLORE));
    for (const [panel, id] of parts) element(id).hidden = embed && !sees(panel);
    // For the layout of a frame.
    if (embed) explore.dataset.parts = parts.flatMap(([panel]) => (sees(panel) ? [panel] : [])).join(" ");
    else delete explore.dataset.parts;
    showAll.hidden = embed || hidden === null || hidden.length === 0;

    for (const panel of /** @type {Panel[]} */ (Object.keys(WALL))) element(`${panel}-panel`).hidden = !sees(panel);
    element("verdict").hidden = !sees("verdicts");
    for (const id of ["controls", "settings", "group-norm", "group-text"]) element(id).hidden = !sees("controls");
    element("norm-entering").hidden = !sees("norm");
    element("timeline").hidden = !sees("timeline");
    element("comparing").hidden = !sees("compare");
    element("deck").hidden = !sees("timeline") && !sees("compare") && state.setAside === null;
    element("go-compare").hidden = !sees("compare");
    // A frame has no navigation.
    element("embed-compare").hidden = !embed || focus !== null || !showsLab(state) || !sees("compare");
    element("compare-panel").hidden = view !== "compare" || !sees("compare");

    // A small screen has the norm's tabs in a pane of their own.
    const tabs = /** @type {Sight["tab"][]} */ (pocket ? ["now", "time"] : Object.keys(TAB_IDS));
    const seen = PANELS.filter(sees);
    const open = tabs.filter((name) => seen.some((panel) => PLACES[panel].tab === name));
    for (const name of tabs) element(TAB_IDS[name]).hidden = !open.includes(name);
    element("views").hidden = open.length < 2;
    element("health").hidden = open.length === 0;
    if (view === "compare") main.style.gridTemplate = "";
    else place(sees, open.length > 0);
    // The groups of settings for the norm and the text are in the panes of these.
    const hasGroup = (/** @type {Pane} */ name) => sees("controls") && (name === "norm" || name === "text");
    const panes = PANES.filter((name) => hasGroup(name) || seen.some((panel) => PLACES[panel].pane === name));
    for (const name of PANES) element(`tab-${name}`).hidden = !panes.includes(name);
    element("tabs").hidden = panes.length < 2;
    element("norm-pane").hidden = !panes.includes("norm");
    // Its samples are a panel of their own.
    element("text-pane").hidden = !sees("controls");
    if (open.length > 0 && !open.includes(tab)) sight.set({ tab: open[0] });
    if (panes.length > 0 && !panes.includes(pane)) sight.set({ pane: panes[0] });
  });
}
