// The single-key shortcuts, which work wherever the focus is, unless the focused element uses the key. Used by main.js.

import { dialog } from "../ui/elements.js";

/** Fields where letters and digits are typed or choose. */
const TYPES = "input:not([type=range]):not([type=checkbox]), select, textarea";
/** What Space presses, and what arrows move. */
const PRESSED = `${TYPES}, button, [type=checkbox]`;
const MOVED = `${TYPES}, [type=range], [role=tab], [role=application], dialog *`;

/**
 * @param {{train: () => void, step: () => void, reset: () => void, newSeed: () => void, present: () => void, preset: (i: number) => void}} actions
 * @param {(key: string) => (() => void) | null} presentedAction what a key does in presentation mode, where it has an own meaning
 * @param {(key: string) => boolean} on whether a key does anything now
 */
export function createShortcuts({ train, step, reset, newSeed, present, preset }, presentedAction, on) {
  addEventListener("keydown", (event) => {
    const { target, ctrlKey, altKey, metaKey, defaultPrevented } = event;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (!on(key) || ctrlKey || altKey || metaKey || defaultPrevented || !(target instanceof Element)) return;
    if (document.querySelector("dialog[open]")) return;
    const wanted = key === " " ? PRESSED : /^(Arrow|Page)/.test(key) ? MOVED : TYPES;
    if (target.matches(wanted)) return;
    const digit = /^[1-9]$/.test(key) ? Number(key) : null;
    const help = () => dialog("help-dialog").showModal();
    const usual = { " ": train, ArrowRight: step, r: reset, n: newSeed, p: present, "?": help };
    const action = presentedAction(key) ?? (digit === null ? usual[/** @type {" "} */ (key)] : () => preset(digit - 1));
    if (action === undefined) return;
    // Space would scroll the page, a held one too.
    event.preventDefault();
    if (!event.repeat) action();
  });
}
