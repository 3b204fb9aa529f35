// The texts that runs learn from: the built-in one, the one in use, and the last one that a person or a link brought.
// Created by index.js.

import { textFacts } from "../words/format.js";

/** @import { TextInfo } from "../../shared/protocol.js" */

/** @typedef {{name: string, builtIn: boolean, bytes: Uint8Array, packed?: string | null}} Text `packed` as a link carries it; null where it is too long for that, absent until that is known */
/** @typedef {ReturnType<typeof createTexts>} Texts */

/** @param {Text} builtIn */
export function createTexts(builtIn) {
  let inUse = builtIn;
  /** @type {Text | null} */
  let own = null;
  /** The facts of a text that has just come into use, for the next report of where the run is. */
  let textNotice = "";
  return {
    builtIn,
    inUse: () => inUse,
    /** The first text here that a link may mean. @param {(text: Text) => boolean} isMeant */
    find: (isMeant) => [inUse, builtIn, own].find((text) => text !== null && isMeant(text)) ?? null,
    /** @param {Text} text @param {TextInfo} info */
    use(text, info) {
      inUse = text;
      if (!text.builtIn) own = text;
      textNotice = `${textFacts(text.name, info)}. `;
    },
    notice: () => textNotice,
    clearNotice() {
      textNotice = "";
    },
  };
}
