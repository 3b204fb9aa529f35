// The About button in the help dialog. Loads the About dialog on the first press. Used by main.js.

import { button, element, setText } from "../ui/elements.js";
import { createLazy, notLoaded } from "../ui/lazy.js";

export function createAbout() {
  const said = element("about-said");
  const about = createLazy(
    async () => (await import("./dialog.js")).createAboutDialog(),
    (reason) => setText(said, notLoaded(reason)),
  );
  button("about").addEventListener("click", async () => {
    const open = await about.load();
    if (open === null) return;
    setText(said, "");
    open();
  });
}
