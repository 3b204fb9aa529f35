// Reports exceptions that no other code has caught. Used by main.js.

/** @import { Messages } from "../ui/messages.js" */

/** The browser's notice that sizes changed during a ResizeObserver callback; it calls back again in the next frame. */
const HARMLESS = /^ResizeObserver loop/;

/** @param {Messages} messages */
export function reportUncaught(messages) {
  /** @param {unknown} thrown */
  function report(thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const advice = "If something no longer responds, reload the page: its address restores the run.";
    messages.trouble("Something went wrong in this page", message, advice);
  }
  addEventListener("error", ({ error, message }) => {
    if (!HARMLESS.test(message)) report(error ?? message);
  });
  addEventListener("unhandledrejection", ({ reason }) => report(reason));
}
