// The About button in the help dialog. Loads the About dialog on the first press.

import { button, element } from "../ui/elements.js";

export function createAbout() {
  /** @type {Promise<() => void> | null} */
  let fetching = null;
  button("about").addEventListener("click", async () => {
    fetching ??= import("./dialog.js").then(({ createAboutDialog }) => createAboutDialog());
    try {
      (await fetching)();
      element("about-said").textContent = "";
    } catch (thrown) {
      fetching = null;
      element("about-said").textContent =
        `The About dialog could not be loaded: ${thrown}. Check the connection and reload the page.`;
    }
  });
}
