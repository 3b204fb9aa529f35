// The panels by the names that links and lessons have for them: the tabs of the middle column, bringing a panel into
// sight, lighting one up, leaving some out. Draws nothing.

import { element, input } from "../ui/elements.js";
import { PANELS } from "../words/panels.js";
import { createTabs, select } from "./panes.js";

/** @import { Pane, State, Store } from "../run/store.js" */
/** @import { Panel } from "../words/panels.js" */

/** @typedef {ReturnType<typeof createPanels>} Panels */

/** Each panel's element, and what has to be chosen for it to be seen. @type {Record<Panel, {id: string, pane?: Pane, tab?: State["tab"], drawer?: boolean}>} */
const PLACES = {
  controls: { id: "controls" },
  verdicts: { id: "verdicts" },
  timeline: { id: "timeline" },
  layers: { id: "layers", pane: "layers", tab: "now" },
  saturation: { id: "drawer", pane: "layers", tab: "now", drawer: true },
  time: { id: "layers", pane: "layers", tab: "time" },
  norm: { id: "norm-panel", pane: "norm", tab: "norm" },
  hand: { id: "hand-panel", pane: "norm", tab: "hand" },
  compare: { id: "compare-panel", pane: "compare", tab: "compare" },
  loss: { id: "loss-panel", pane: "loss" },
  update: { id: "update-panel", pane: "loss" },
  weights: { id: "weights-panel", pane: "loss" },
  samples: { id: "samples-panel", pane: "text" },
};

/** The tabs of the middle column, by what the store calls them. @type {Record<State["tab"], string>} */
export const TAB_IDS = {
  now: "tab-now",
  time: "tab-time",
  norm: "tab-inside",
  hand: "tab-hand",
  compare: "tab-beside",
};

/** What a small page within another leaves out, unless its link says otherwise. @type {readonly Panel[]} */
export const LEFT_OUT_OF_FRAMES = ["controls", "timeline", "compare", "update", "weights", "samples"];
/** How long a link points at a panel. */
const POINTS_MS = 4000;

/**
 * The panels that are not shown: those that the link names; within another page, all but the one that it points at. Runs
 * beside the link's are there to be compared; without any, where the layers are hidden there is nothing to compare.
 * @param {Pick<State, "hidden" | "embed" | "focus" | "pins">} state
 * @returns {readonly Panel[]}
 */
export function leftOut({ hidden, embed, focus, pins }) {
  if (embed && focus !== null) return PANELS.filter((panel) => panel !== focus);
  const beside = pins.length > 0;
  if (hidden === null) return embed ? LEFT_OUT_OF_FRAMES.filter((panel) => panel !== "compare" || !beside) : [];
  return hidden.includes("layers") && !beside && focus !== "compare" ? [...hidden, "compare"] : hidden;
}

/**
 * @param {Store} store
 * @param {(id: string) => void} reveal brings a control into sight
 */
export function createPanels(store, reveal) {
  createTabs(element("views"), (id) => {
    const tab = /** @type {State["tab"][]} */ (Object.keys(TAB_IDS)).find((name) => TAB_IDS[name] === id);
    if (tab) store.set({ tab });
  });
  const preactivations = input("preactivations");
  preactivations.addEventListener("change", () => store.set({ preactivations: preactivations.checked }));

  store.subscribe((state, changed) => {
    const { tab, drawer, preactivations: wanted, pocket } = state;
    const out = leftOut(state);
    const rows = tab === "now" || tab === "time";
    element("layers-body").hidden = !rows || out.includes(tab === "now" ? "layers" : "time");
    // Without the layers, nothing would open the one that was closed.
    const alone = out.includes("layers");
    if (alone && !drawer) store.set({ drawer: true });
    element("drawer").hidden = !(drawer || alone) || !rows || out.includes("saturation");
    element("drawer-close").hidden = alone;
    element("norm-panel").hidden = out.includes("norm") || (!pocket && tab !== "norm");
    element("hand-panel").hidden = out.includes("hand") || (!pocket && tab !== "hand");
    element("compare-panel").hidden = out.includes("compare") || (!pocket && tab !== "compare");
    if (!changed.has("tab") && !changed.has("preactivations") && !changed.has("pocket")) return;
    for (const [name, id] of Object.entries(TAB_IDS)) select(element(id), name === tab);
    element("layers").setAttribute("aria-labelledby", TAB_IDS[tab]);
    const now = wanted ? "Pre-activations" : "Activations";
    element("activations-head").textContent = tab === "time" ? "Activations: step 0, then the run" : now;
    element("gradients-head").textContent = tab === "time" ? "Gradients, log₁₀ of their size" : "Gradients at them";
    preactivations.disabled = tab !== "now";
    element("layers-table").hidden = !rows;
  });

  /** @type {HTMLElement | null} */
  let lit = null;
  const panels = {
    /** Brings a panel into sight, whatever hides it. @param {Panel} name */
    show(name) {
      /** @type {{id: string, pane?: string, tab?: string, drawer?: boolean}} */
      const { id, pane, tab, drawer } = PLACES[name];
      /** @type {Partial<State>} */
      const sight = {};
      if (pane) sight.pane = /** @type {Pane} */ (pane);
      if (tab && ((pane !== "norm" && pane !== "compare") || !store.get().pocket))
        sight.tab = /** @type {State["tab"]} */ (tab);
      if (drawer) sight.drawer = true;
      store.set(sight);
      // A frame of the same site would take the focus of the page around it, and scroll it.
      if (store.get().embed) return;
      if (name === "controls" && store.get().pocket) reveal("preset");
      element(id).scrollIntoView({ block: "nearest" });
    },
    /** Lights one panel up, or none. @param {Panel | null} name */
    light(name) {
      lit?.classList.remove("lit");
      lit = name === null ? null : element(PLACES[name].id);
      lit?.classList.add("lit");
    },
    /** Points at the panel that the link names, if it names one. */
    point() {
      const { focus, embed } = store.get();
      if (focus === null) return;
      panels.show(focus);
      if (embed) return;
      panels.light(focus);
      const pointed = lit;
      setTimeout(() => lit === pointed && panels.light(null), POINTS_MS);
    },
  };
  return panels;
}
