// Where each panel stands: its view, the tabs of the Lab's middle column, bringing a panel into sight, lighting one up. Used
// by main.js, hiding.js and lessons/.

import { hasAny } from "../run/store.js";
import { element, input } from "../ui/elements.js";
import { rowTitles } from "../words/panels.js";
import { createTabs, select } from "./panes.js";
import { leftOut, showsProfile, TABBED, viewOf } from "./sight.js";

/** @import { Panel } from "../words/panels.js" */
/** @import { App } from "./app.js" */
/** @import { Pane, Sight } from "./sight.js" */

/** @typedef {ReturnType<typeof createPanels>} Panels */

/** Each panel's element, and what has to be chosen for it to be seen. @type {Record<Panel, {id: string, pane?: Pane, tab?: Sight["tab"], drawer?: boolean}>} */
export const PLACES = {
  controls: { id: "controls" },
  verdicts: { id: "verdicts" },
  timeline: { id: "timeline" },
  layers: { id: "layers-body", pane: "layers", tab: "now" },
  saturation: { id: "drawer", pane: "layers", tab: "now", drawer: true },
  time: { id: "layers-body", pane: "layers", tab: "time" },
  norm: { id: "norm-panel", pane: "norm", tab: "norm" },
  hand: { id: "hand-panel", pane: "norm", tab: "hand" },
  compare: { id: "compare-panel" },
  loss: { id: "loss-panel", pane: "loss" },
  update: { id: "update-panel", pane: "loss" },
  optimizer: { id: "optimizer-panel", pane: "loss" },
  weights: { id: "weights-panel", pane: "loss" },
  samples: { id: "samples-panel", pane: "text" },
};

/** The tabs of the middle column, by their names in the state. @type {Record<Sight["tab"], string>} */
export const TAB_IDS = {
  now: "view-now",
  time: "view-time",
  norm: "view-norm",
  hand: "view-hand",
};

/** What Compare shows besides the comparison, as the Lab does. @type {Panel[]} */
const COMPARED = ["timeline", "loss", "layers"];

/** How long a link points at a panel. */
const POINTS_MS = 4000;

/** @param {App} app @param {(id: string) => void} reveal brings a control into sight */
export function createPanels({ sight, both }, reveal) {
  createTabs(element("views"), (id) => {
    const tab = /** @type {Sight["tab"][]} */ (Object.keys(TAB_IDS)).find((name) => TAB_IDS[name] === id);
    if (tab) sight.set({ tab });
  });
  const preactivations = input("preactivations");
  preactivations.addEventListener("change", () => sight.set({ preactivations: preactivations.checked }));

  const profile = input("profile");
  profile.addEventListener("change", () => sight.set({ profile: profile.checked }));

  both.subscribe((state, changed) => {
    const { tab, drawer, pocket, view, config } = state;
    const out = leftOut(state);
    const rows = tab === "now" || tab === "time";
    element("layers-body").hidden = !rows || out.includes(tab === "now" ? "layers" : "time");
    // Without the layers, nothing would open the one that was closed.
    const alone = out.includes("layers");
    if (alone && !drawer) sight.set({ drawer: true });
    element("drawer").hidden = !(drawer || alone) || !rows || out.includes("saturation");
    element("drawer-close").hidden = alone;
    for (const name of TABBED) {
      element(`${name}-panel`).hidden = out.includes(name) || (!pocket && tab !== name);
    }
    if (hasAny(changed, "tab", "view", "profile", "config")) {
      element("profile-choice").hidden = tab !== "now" || view !== "lab" || config.hidden.length < 2;
      profile.checked = showsProfile(state, config.hidden.length);
    }
    if (!hasAny(changed, "tab", "preactivations", "pocket")) return;
    for (const [name, id] of Object.entries(TAB_IDS)) select(element(id), name === tab);
    element("layers-body").setAttribute("aria-labelledby", TAB_IDS[tab]);
    const { activations, gradients } = rowTitles(state);
    element("activations-head").textContent = activations;
    element("gradients-head").textContent = gradients;
    preactivations.disabled = tab !== "now";
    element("layers-table").hidden = !rows;
  });

  /** @type {HTMLElement | null} */
  let lit = null;
  const panels = {
    /** Brings a panel into sight, whatever hides it. @param {Panel} name */
    show(name) {
      const { id, pane, tab, drawer } = PLACES[name];
      const { view, pocket } = sight.get();
      /** @type {Partial<Sight>} */
      const shown = {};
      if (view !== "compare" || !COMPARED.includes(name)) shown.view = viewOf(name);
      if (pane) shown.pane = pane;
      if (tab && (pane !== "norm" || !pocket)) shown.tab = tab;
      if (drawer) shown.drawer = true;
      sight.set(shown);
      // A frame of the same site would take the focus of the page around it, and scroll it.
      if (sight.get().embed) return;
      if (name === "controls" && pocket) reveal("preset");
      element(id).scrollIntoView({ block: "nearest" });
    },
    /** Lights one panel up, or none. @param {Panel | null} name */
    light(name) {
      lit?.classList.remove("lit");
      lit = name === null ? null : element(PLACES[name].id);
      lit?.classList.add("lit");
    },
    /** Points at a panel; without a name, at the one that the link names, if it can be seen in the link's view. @param {Panel} [name] */
    point(name) {
      const { view, focus, embed } = sight.get();
      const panel = name ?? focus;
      if (panel === null) return;
      const isSeen = view === viewOf(panel) || (view === "compare" && COMPARED.includes(panel));
      if (name === undefined && !isSeen) return;
      panels.show(panel);
      if (embed) return;
      panels.light(panel);
      const pointed = lit;
      setTimeout(() => lit === pointed && panels.light(null), POINTS_MS);
    },
  };
  return panels;
}
