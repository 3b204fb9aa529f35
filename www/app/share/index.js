// The button that opens the Share dialog. Used by main.js.

import { isReady } from "../run/selectors.js";
import { button } from "../ui/elements.js";
import { createLazy } from "../ui/lazy.js";
import { styled } from "../ui/styles.js";

/** @import { App } from "../page/app.js" */

/** @param {App} app */
export function createShare(app) {
  const opener = button("share");
  const dialog = createLazy(
    async () => {
      const style = styled(new URL("./share.css", import.meta.url), "share.css");
      const [{ createShareDialog }] = await Promise.all([import("./dialog.js"), style]);
      return createShareDialog(app);
    },
    (reason) => app.messages.unfetched("The Share dialog", reason),
  );
  opener.addEventListener("click", async () => (await dialog.load())?.open());
  app.store.subscribe((state, changed) => {
    if (changed.has("mode")) opener.disabled = !isReady(state);
  });
}
