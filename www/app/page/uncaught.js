// Reports errors that nothing else has caught. Used by main.js.

/** @import { Messages } from "../ui/messages.js" */

/** A browser's own note that a size changed while it was being reported; it is reported again in the next frame. */
const HARMLESS = /^ResizeObserver loop/;

/** @param {Messages} messages */
export function reportUncaught(messages) {
  /** @param {unknown} thrown */
  function report(thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const fix = "If something no longer answers, reload the page: its address brings the run back.";
    messages.trouble("Something went wrong in this page", message, fix);
  }
  addEventListener("error", ({ error, message }) => {
    if (!HARMLESS.test(message)) report(error ?? message);
  });
  addEventListener("unhandledrejection", ({ reason }) => report(reason));
}
