// The dismissible list of what went wrong, and the one quiet line that says what just happened. Decides nothing.

import { element } from "./elements.js";
import { excerpt } from "./wording.js";

/** @import { FieldError } from "../shared/protocol.js" */

/** @typedef {ReturnType<typeof createMessages>} Messages */

/** What is wrong with a field, in a line whose direction nothing in it turns. @param {FieldError} error @returns {(string | Node)[]} */
export function faultParts({ field, expected, got }) {
  const [name, came] = ["strong", "bdi"].map((tag) => document.createElement(tag));
  name.textContent = excerpt(field) || "no name";
  came.textContent = excerpt(got);
  return [name, `: expected ${expected}, got `, came];
}

export function createMessages() {
  const [alert, title, list, dismiss] = ["alert", "alert-title", "alert-list", "alert-dismiss"].map((id) =>
    element(id),
  );
  const status = element("status");
  /** @type {Element | null} */
  let interrupted = null;
  dismiss.addEventListener("click", () => {
    alert.hidden = true;
    if (interrupted instanceof HTMLElement) interrupted.focus();
    // Nothing had the focus, or what had it is hidden or disabled by now.
    if (document.activeElement === document.body || document.activeElement === dismiss) element("preset").focus();
  });

  /** @param {string} heading @param {(string | Node)[][]} lines */
  function show(heading, lines) {
    title.textContent = heading;
    list.replaceChildren(
      ...lines.map((parts) => {
        const item = document.createElement("li");
        item.append(...parts);
        return item;
      }),
    );
    alert.hidden = false;
    if (document.activeElement !== dismiss) interrupted = document.activeElement;
  }

  return {
    /** @param {string} heading @param {FieldError[]} errors */
    errors(heading, errors) {
      show(heading, errors.map(faultParts));
    },
    /** @param {string} heading @param {string[]} lines */
    trouble(heading, ...lines) {
      show(
        heading,
        lines.map((line) => [line]),
      );
    },
    /** A part of the page could not be fetched. Some browsers try no module twice. @param {string} what @param {unknown} reason */
    unfetched(what, reason) {
      const mend = "Check the connection, and try again; where that does not help, reload the page.";
      show(`${what} could not be fetched`, [[reason instanceof Error ? reason.message : String(reason)], [mend]]);
    },
    clear() {
      alert.hidden = true;
    },
    /** Says what the page needs, in the place of the page. @param {string} missing */
    unsupported(missing) {
      document.body.dataset.state = "unsupported";
      element("unsupported-what").textContent = `What is missing here: ${missing}.`;
    },
    /**
     * Read out politely, so only for what a person did or waited for.
     * @param {string} text
     * @param {"plain" | "good" | "bad"} [tone]
     */
    say(text, tone = "plain") {
      status.dataset.tone = tone;
      if (status.textContent !== text) status.textContent = text;
    },
  };
}
