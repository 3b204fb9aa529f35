// The last net: what nobody else has caught and told. Mends nothing.

/** @import { Messages } from "../ui/messages.js" */

/** A browser's own note that a size changed while it was being told of; it tells again in the next frame. */
const HARMLESS = /^ResizeObserver loop/;

/** @param {Messages} messages */
export function createMishaps(messages) {
  /** @param {unknown} thrown */
  function tell(thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const mend = "If something no longer answers, reload the page: its address brings the run back.";
    messages.trouble("Something went wrong in this page", message, mend);
  }
  addEventListener("error", ({ error, message }) => {
    if (!HARMLESS.test(message)) tell(error ?? message);
  });
  addEventListener("unhandledrejection", ({ reason }) => tell(reason));
}
