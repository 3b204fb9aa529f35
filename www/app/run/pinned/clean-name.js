// What a typed name keeps. Used by group.js and names.js.

/** A typed name without what a link can't carry, or a sentence can't hold. @param {string} text @param {number} max characters */
export const cleanName = (text, max) =>
  [
    ...text
      .replaceAll(/[\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "")
      .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
      .trim(),
  ]
    .slice(0, max)
    .join("");
