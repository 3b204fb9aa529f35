// What is copied, and what is said where a browser refuses: its clipboard may be denied, and a page without https has none.

/** Whether a text is in the clipboard now. @param {string} text */
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** How a person copies what is selected. */
export function byHand() {
  if (matchMedia("(pointer: coarse)").matches) return "hold it, and choose Copy";
  return `press ${/Mac/.test(navigator.userAgent) ? "⌘C" : "Ctrl+C"} to copy it`;
}
