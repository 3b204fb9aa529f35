// The view that was chosen last, kept for the next visit. Used by app.js and views.js.

/** @import { View } from "../engine/core.js" */

/** The storage key of the view that was chosen last. */
const KEY = "initscope-view";
/** The views that are remembered: where a person works. */
const REMEMBERED = /** @type {const} */ (["explore", "lab"]);

/** The view for a page that is opened without a link: the one chosen last, or Explore for newcomers. @returns {View} */
export function lastView() {
  try {
    const found = localStorage.getItem(KEY);
    return REMEMBERED.find((view) => view === found) ?? "explore";
  } catch {
    // Storage may be denied.
    return "explore";
  }
}

/** @param {View} view */
export function remember(view) {
  if (!REMEMBERED.some((known) => known === view)) return;
  try {
    localStorage.setItem(KEY, view);
  } catch {
    // Then it holds until the tab is closed.
  }
}
