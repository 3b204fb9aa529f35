// The dismissible list of what went wrong, and the status line, which reports what just happened.

import { excerpt } from "../words/format.js";
import { button, element } from "./elements.js";

/** @import { FieldError } from "../../shared/protocol.js" */

/** @typedef {ReturnType<typeof createMessages>} Messages */

/** What is wrong with a field, in a line whose direction nothing in it turns. @param {FieldError} error @returns {(string | Node)[]} */
export function faultParts({ field, expected, got }) {
  const [name, came] = ["strong", "bdi"].map((tag) => document.createElement(tag));
  name.textContent = excerpt(field);
  came.textContent = excerpt(got);
  return [name, `: expected ${expected}, got `, came];
}

export function createMessages() {
  const [alert, title, list, dismiss] = ["alert", "alert-title", "alert-list", "alert-dismiss"].map((id) =>
    element(id),
  );
  const line = element("status");
  const [way, again] = ["alert-way", "unsupported-again"].map(button);
  /** What the way out does, where there is one. */
  let go = () => {};
  /** @type {Element | null} */
  let interrupted = null;
  again.addEventListener("click", () => location.reload());
  way.addEventListener("click", () => {
    alert.hidden = true;
    go();
  });
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
    way.hidden = true;
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
    /** Trouble that a person may end. @param {string} heading @param {string[]} lines @param {string} label of the button @param {() => void} act */
    offer(heading, lines, label, act) {
      this.trouble(heading, ...lines);
      go = act;
      way.textContent = label;
      way.hidden = false;
    },
    /** A part of the page could not be fetched. Some browsers try no module twice. @param {string} what @param {unknown} reason */
    unfetched(what, reason) {
      const mend = "Check the connection, and try again; where that does not help, reload the page.";
      show(`${what} could not be fetched`, [[reason instanceof Error ? reason.message : String(reason)], [mend]]);
    },
    clear() {
      alert.hidden = true;
    },
    /** Says what the page needs, in the place of the page. @param {string} missing @param {boolean} [maybe] whether it may be there the next time */
    unsupported(missing, maybe = false) {
      again.hidden = !maybe;
      document.body.dataset.state = "unsupported";
      element("unsupported-what").textContent = `What is missing here: ${missing}.`;
    },
    /**
     * Read out politely, so only for what a person did or waited for.
     * @param {string} text
     * @param {"plain" | "good" | "bad"} [tone]
     */
    status(text, tone = "plain") {
      line.dataset.tone = tone;
      if (line.textContent !== text) line.textContent = text;
    },
    /** Adds to the same line. @param {string} text */
    addStatus(text) {
      line.append(` ${text}`);
    },
  };
}
