// Messages to the reader: a dismissible alert with a list of problems, and a status line for what just happened.
// Created by main.js, which gives it to the others.

import { excerpt } from "../words/format.js";
import { make } from "./dom.js";
import { button, element } from "./elements.js";
import { clearFaults, placeFaults } from "./faults.js";

/** @import { FieldError } from "../../shared/protocol.js" */

/** @typedef {ReturnType<typeof createMessages>} Messages */

/** An error as the parts of a line. The received text is isolated, so that it cannot reverse the line's direction. @param {FieldError} error @returns {(string | Node)[]} */
export function faultParts({ field, expected, got }) {
  return [make("strong", {}, excerpt(field)), `: expected ${expected}, got `, make("bdi", {}, excerpt(got))];
}

export function createMessages() {
  const [alert, title, list, dismiss] = ["alert", "alert-title", "alert-list", "alert-dismiss"].map((id) =>
    element(id),
  );
  const line = element("status");
  const [action, again] = ["alert-way", "unsupported-again"].map(button);
  /** What the alert's own button does, where it has one. */
  let act = () => {};
  /** @type {Element | null} */
  let interrupted = null;
  again.addEventListener("click", () => location.reload());
  action.addEventListener("click", () => {
    alert.hidden = true;
    act();
  });
  dismiss.addEventListener("click", () => {
    alert.hidden = true;
    if (interrupted instanceof HTMLElement) interrupted.focus();
    // Nothing had the focus, or the element that had it is hidden or disabled now.
    if (document.activeElement === document.body || document.activeElement === dismiss) element("preset").focus();
  });

  /** @param {string} heading @param {(string | Node)[][]} lines */
  function show(heading, lines) {
    title.textContent = heading;
    list.replaceChildren(...lines.map((parts) => make("li", {}, ...parts)));
    alert.hidden = false;
    action.hidden = true;
    if (document.activeElement !== dismiss) interrupted = document.activeElement;
  }

  return {
    /** @param {string} heading @param {FieldError[]} errors */
    errors(heading, errors) {
      show(heading, errors.map(faultParts));
    },
    /** Settings that can't be run: beside their controls, or in the alert where these are not seen. @param {FieldError[]} errors */
    refused(errors) {
      const others = placeFaults(errors);
      if (others.length > 0) this.errors("This setting can't be run", others);
    },
    /** @param {string} heading @param {string[]} lines */
    trouble(heading, ...lines) {
      show(
        heading,
        lines.map((line) => [line]),
      );
    },
    /** A problem with a button to solve it. @param {string} heading @param {string[]} lines @param {string} label of the button @param {() => void} onPress */
    offer(heading, lines, label, onPress) {
      this.trouble(heading, ...lines);
      act = onPress;
      action.textContent = label;
      action.hidden = false;
    },
    /** A late part of the page could not be loaded. Some browsers never fetch a failed module again, hence the advice to reload. @param {string} what @param {unknown} reason */
    unfetched(what, reason) {
      const advice = "Check the connection and try again. If that does not help, reload the page.";
      show(`${what} could not be loaded`, [[reason instanceof Error ? reason.message : String(reason)], [advice]]);
    },
    /** Something has been done: what was wrong before is no longer shown. */
    clear() {
      alert.hidden = true;
      clearFaults();
    },
    /** Replaces the page by the notice that it cannot run here. @param {string} reason a sentence @param {boolean} [retry] whether trying again may help */
    unsupported(reason, retry = false) {
      again.hidden = !retry;
      document.body.dataset.state = "unsupported";
      element("unsupported-what").textContent = reason;
    },
    /**
     * Sets the status line. Screen readers announce it, so only for what the reader did or waited for.
     * @param {string} text
     * @param {"plain" | "good" | "bad"} [tone]
     */
    status(text, tone = "plain") {
      line.dataset.tone = tone;
      if (line.textContent !== text) line.textContent = text;
      // Where the line is short of room.
      line.title = text;
    },
    /** Adds to the same line. @param {string} text */
    addStatus(text) {
      line.append(` ${text}`);
      line.title = line.textContent ?? "";
    },
  };
}
