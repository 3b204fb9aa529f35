// What this page is and is made of: its button in the help. The rest is fetched when it is wanted.

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
        `This could not be loaded: ${thrown}. Check the connection and reload the page.`;
    }
  });
}
