// The button in the help that opens the dialog about the page.

import { button, element, tell } from "../ui/elements.js";
import { createLazy, notLoaded } from "../ui/lazy.js";

export function createAbout() {
  const said = element("about-said");
  const about = createLazy(
    async () => (await import("./dialog.js")).createAboutDialog(),
    (reason) => tell(said, notLoaded(reason)),
  );
  button("about").addEventListener("click", async () => {
    const open = await about.load();
    if (open === null) return;
    tell(said, "");
    open();
  });
}
