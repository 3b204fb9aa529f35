// Shows how far a long question is, and a button to cancel it. Used by controls/threshold.js and by panels.

/** @typedef {{done: number, total: number} | null} Progress null while nothing is asked */

/** @param {HTMLProgressElement} bar @param {Progress} progress */
export function showProgress(bar, progress) {
  bar.hidden = progress === null;
  if (progress === null) return;
  bar.max = Math.max(1, progress.total);
  bar.value = progress.done;
}

/**
 * The button that disappears passes its focus to the one that appears.
 * @param {{ask: HTMLButtonElement, cancel: HTMLButtonElement, bar: HTMLProgressElement}} parts
 * @param {Progress} progress
 * @param {Element | null} [focused] before any of them was disabled
 */
export function showQuestion({ ask, cancel, bar }, progress, focused = document.activeElement) {
  showProgress(bar, progress);
  cancel.hidden = progress === null;
  if (progress !== null && focused === ask) cancel.focus();
  if (progress === null && focused === cancel) ask.focus();
}
