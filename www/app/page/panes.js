// The small screen: one pane at a time, settings in a sheet, and controls that move to the pane they belong to. Used by
// main.js and panels.js.

import { hasAny } from "../run/store.js";
import { button, element } from "../ui/elements.js";
import { ring } from "../ui/ring.js";
import { PANES } from "./sight.js";

/** @import { App } from "./app.js" */
/** @import { Pane } from "./sight.js" */

/** Beneath this, three columns don't stand side by side. */
const POCKET = "(max-width: 1079px)";

/** @param {App} app */
export function createPanes({ sight }) {
  const small = matchMedia(POCKET);
  const sheet = element("controls");
  const [settings, more] = [button("settings"), button("more")];
  /** The groups that a small screen has in panes of their own, and what they stand before otherwise. */
  const moved = ["norm", "text"].map((name) => {
    const group = element(`group-${name}`);
    return { group, pane: element(`${name}-pane`), next: /** @type {Element} */ (group.nextElementSibling) };
  });

  /** @param {boolean} open */
  function openSheet(open) {
    sheet.classList.toggle("open", open);
    document.body.classList.toggle("with-sheet", open);
    settings.setAttribute("aria-expanded", String(open));
  }
  settings.addEventListener("click", () => openSheet(!sheet.classList.contains("open")));
  button("settings-close").addEventListener("click", () => {
    openSheet(false);
    settings.focus();
  });
  sheet.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !sheet.classList.contains("open")) return;
    openSheet(false);
    settings.focus();
  });
  more.addEventListener("click", () => {
    const open = !document.body.classList.contains("with-more");
    more.setAttribute("aria-expanded", String(open));
    document.body.classList.toggle("with-more", open);
  });

  function fit() {
    const pocket = small.matches;
    for (const { group, pane, next } of moved) {
      if (pocket) pane.prepend(group);
      else next.before(group);
    }
    element(pocket ? "norm-pane" : "health").append(element("norm-panel"), element("hand-panel"));
    if (!pocket) openSheet(false);
    // A small screen has them in panes of their own.
    const { tab, pane } = sight.get();
    const own = pocket && (tab === "norm" || tab === "hand") ? "norm" : null;
    sight.set({ pocket, tab: own ? "now" : tab, pane: own || pane });
  }
  small.addEventListener("change", fit);

  createTabs(element("tabs"), (id) => sight.set({ pane: /** @type {Pane} */ (id.replace("tab-", "")) }));
  sight.subscribe(({ view, pane, pocket }, changed) => {
    if (!hasAny(changed, "view", "pane", "pocket")) return;
    for (const name of PANES) select(element(`tab-${name}`), name === pane);
    for (const panel of document.querySelectorAll("[data-pane]")) {
      const away = pocket && view === "lab" && /** @type {HTMLElement} */ (panel).dataset.pane !== pane;
      panel.classList.toggle("away", away);
    }
  });
  fit();

  return {
    /** Brings a control into sight and focus, and puts a ring around its group. @param {string} id */
    reveal(id) {
      const control = element(id);
      if (sight.get().pocket) {
        const home = moved.find(({ group }) => group.contains(control));
        if (home) {
          openSheet(false);
          sight.set({ pane: /** @type {Pane} */ (home.pane.id.replace("-pane", "")) });
        } else openSheet(true);
      } else sight.set({ settings: true });
      control.closest("details")?.setAttribute("open", "");
      const group = control.closest(".group");
      // Of an initialization without a number, the name is what can be changed.
      const seen = control.offsetParent === null ? group?.querySelector("select") : null;
      (seen ?? control).scrollIntoView({ block: "nearest" });
      (seen ?? control).focus();
      ring(group ?? control);
    },
  };
}

/** @param {HTMLElement} tab @param {boolean} current */
export function select(tab, current) {
  tab.setAttribute("aria-selected", String(current));
  tab.tabIndex = current ? 0 : -1;
}

/**
 * Tabs as a keyboard expects them: one stop, arrows between them.
 * @param {HTMLElement} list
 * @param {(id: string) => void} choose
 */
export function createTabs(list, choose) {
  const tabs = [...list.querySelectorAll("button")];
  for (const tab of tabs) tab.addEventListener("click", () => choose(tab.id));
  list.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const seen = tabs.filter((tab) => tab.offsetParent !== null);
    const at = seen.findIndex(({ id }) => id === document.activeElement?.id);
    const next = seen[(at + by + seen.length) % seen.length];
    next.focus();
    choose(next.id);
  });
}
