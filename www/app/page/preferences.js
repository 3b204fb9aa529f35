// The preferences in the help dialog: colors, training in a hidden tab, single-key shortcuts. Stored in the browser, not in
// links. Used by main.js.

import { isIdle, isTraining } from "../run/selectors.js";
import { element, input, select } from "../ui/elements.js";

/** @import { App } from "./app.js" */

/** @typedef {{theme: "auto" | "light" | "dark", hidden: "train" | "pause", shortcuts: "on" | "off"}} Preferences */

const KEY = "initscope";
/** @type {{[Name in keyof Preferences]: Preferences[Name][]}} The first of each is the default. */
const CHOICES = { theme: ["auto", "light", "dark"], hidden: ["train", "pause"], shortcuts: ["on", "off"] };

/** What was kept, as far as it can be read. @returns {Record<string, unknown>} */
function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return typeof found === "object" && found !== null ? found : {};
  } catch {
    // Storage may be denied, or hold what another version wrote.
    return {};
  }
}

/** @param {() => void} onTheme the colors have changed */
export function createPreferences(onTheme) {
  const found = kept();
  /** @template {keyof Preferences} Name @param {Name} name @returns {Preferences[Name]} */
  const read = (name) => CHOICES[name].find((choice) => choice === found[name]) ?? CHOICES[name][0];
  /** @type {Preferences} */
  const preferences = { theme: read("theme"), hidden: read("hidden"), shortcuts: read("shortcuts") };
  // A style of its own where the page is one file.
  const dark = /** @type {HTMLLinkElement | HTMLStyleElement} */ (element("dark"));

  function apply() {
    dark.media = { auto: "(prefers-color-scheme: dark)", light: "not all", dark: "all" }[preferences.theme];
    onTheme();
  }

  /** @param {Partial<Preferences>} changed */
  function prefer(changed) {
    Object.assign(preferences, changed);
    try {
      localStorage.setItem(KEY, JSON.stringify(preferences));
    } catch {
      // Then it holds until the tab is closed.
    }
    apply();
  }

  const theme = select("theme");
  theme.value = preferences.theme;
  theme.addEventListener("change", () => prefer({ theme: /** @type {Preferences["theme"]} */ (theme.value) }));
  const hidden = select("hidden-tab");
  hidden.value = preferences.hidden;
  hidden.addEventListener("change", () => prefer({ hidden: /** @type {Preferences["hidden"]} */ (hidden.value) }));
  const shortcuts = input("shortcuts");
  shortcuts.checked = preferences.shortcuts === "on";
  shortcuts.addEventListener("change", () => prefer({ shortcuts: shortcuts.checked ? "on" : "off" }));
  apply();
  return { get: () => /** @type {Readonly<Preferences>} */ (preferences) };
}

/**
 * Pauses training while the tab is hidden, where that is preferred, and goes on when it is seen again.
 * @param {App} app
 * @param {() => boolean} pauses
 */
export function createHiddenTab({ store, commands }, pauses) {
  /** Where training was going when the tab was hidden. @type {{goal: number | null} | null} */
  let paused = null;
  document.addEventListener("visibilitychange", () => {
    const state = store.get();
    if (document.hidden) {
      if (!isTraining(state) || !pauses()) return;
      paused = { goal: state.goal };
      commands.pause();
    } else if (paused !== null) {
      const { goal } = paused;
      paused = null;
      if (isIdle(state)) commands.train(goal);
    }
  });
}
