// Copies a text to the clipboard. Where that fails (permission denied, or a page without https), callers select the text
// instead. Used by export/, share/ and map/.

/** Resolves to whether the text could be copied. @param {string} text */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** How to copy the selected text by hand, as the end of a sentence. */
export function copyHint() {
  if (matchMedia("(pointer: coarse)").matches) return "hold it, and choose Copy";
  return `press ${/Mac/.test(navigator.userAgent) ? "⌘C" : "Ctrl+C"} to copy it`;
}
