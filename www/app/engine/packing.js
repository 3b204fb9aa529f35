// A short text as a link carries it: raw deflate in base64url. Own code deflates in every browser to the same link; a
// packed text that swells beyond any that can be used is left where it does. Knows no link and no page.

import { deflateSync, Inflate } from "fflate";

/** @import { FieldError } from "../../shared/protocol.js" */

/** The largest text, as Rust has it. */
const LARGEST = 8 << 20;
/** The longest that a link carries, as Rust has it. */
const LONGEST_PACKED = 5500;
/** Beyond this, only a text of almost nothing new could be packed so small, and packing it would be felt. */
const MOST_TRIED = 1 << 18;
/** Bytes that are inflated between two looks at what has come of them. */
const PIECE = 256;

/** @param {Uint8Array} text @returns {string | null} null where it is too long for a link */
export function pack(text) {
  if (text.length > MOST_TRIED) return null;
  const deflated = deflateSync(text, { level: 9 });
  if (deflated.length * 4 > LONGEST_PACKED * 3) return null;
  return btoa(String.fromCharCode(...deflated))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/**
 * @param {string} packed
 * @param {number} [largest] in bytes
 * @returns {{text: Uint8Array, error: null} | {text: null, error: FieldError}}
 */
export function unpack(packed, largest = LARGEST) {
  /** @param {string} expected @param {string} got */
  const wrong = (expected, got) => ({ text: null, error: { field: "text", expected, got } });
  /** @type {Uint8Array[]} */
  const pieces = [];
  let length = 0;
  try {
    const deflated = Uint8Array.from(atob(packed.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    const inflate = new Inflate((piece) => {
      pieces.push(piece);
      length += piece.length;
    });
    for (let at = 0; at < deflated.length && length <= largest; at += PIECE) {
      inflate.push(deflated.subarray(at, at + PIECE), at + PIECE >= deflated.length);
    }
  } catch (thrown) {
    return wrong("a text packed by raw deflate", thrown instanceof Error ? thrown.message : String(thrown));
  }
  if (length > largest) return wrong(`a packed text of at most ${largest} bytes`, "a longer one");
  const text = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    text.set(piece, at);
    at += piece.length;
  }
  return { text, error: null };
}
