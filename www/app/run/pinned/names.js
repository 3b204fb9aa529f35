// The names of pinned runs, and how many there can be. Used by the modules of this folder, and by the page's controls.

/** As many as there are colors for. */
export const MAX_PINS = 3;

/** Characters of a name, as many as a link takes. */
export const MAX_NAME = 40;

/** A typed name without what a link can't carry, or a sentence can't hold. @param {string} text */
export const cleanName = (text) =>
  [
    ...text
      .replaceAll(/[\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "")
      .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
      .trim(),
  ]
    .slice(0, MAX_NAME)
    .join("");
