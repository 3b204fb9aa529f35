// What the run reports to a person, as an interface: ui/messages.js is the page's. All of run/ is given it.

import { isFailed } from "./selectors.js";

/** @import { FieldError } from "../../shared/protocol.js" */
/** @import { ReadStore, Run } from "./store.js" */

/**
 * @typedef {object} Messages
 * @property {(heading: string, errors: FieldError[]) => void} errors
 * @property {(errors: FieldError[]) => void} refused settings that can't be run, beside their controls where these are seen
 * @property {(heading: string, ...lines: string[]) => void} trouble
 * @property {(what: string, reason: unknown) => void} unfetched a part of the page could not be loaded
 * @property {() => void} clear
 * @property {(reason: string, retry?: boolean) => void} unsupported the page can't run here
 * @property {(text: string, tone?: "plain" | "good" | "bad") => void} status
 */

/**
 * Whether there is a worker for what a person asks for; reports what is not done otherwise.
 * @param {ReadStore<Run>} store
 * @param {Messages} messages
 * @param {string} undone
 */
export function hasWorker(store, messages, undone) {
  if (!isFailed(store.get())) return true;
  messages.trouble("The training worker failed again", undone, "Press Reset, or reload the page.");
  return false;
}
