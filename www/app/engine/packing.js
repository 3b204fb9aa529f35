// Packs a short text for a link, as raw deflate in base64url, and unpacks it; run/links.js loads this when it is needed.
// fflate gives the same link in every browser, and stops where a packed text grows beyond what can be used.

import { deflateSync, Inflate } from "fflate";

/** @import { FieldError } from "../../shared/protocol.js" */

/** Larger texts are not tried: only one that repeats itself could be packed so small, and packing it would block the page. */
const MAX_TRIED = 1 << 18;
/** Bytes that are inflated between two checks of how many came out. */
const PIECE = 256;

/**
 * @param {Uint8Array} text
 * @param {number} max characters of the packed text
 * @returns {string | null} null where it is too long for a link
 */
export function pack(text, max) {
  if (text.length > MAX_TRIED) return null;
  const deflated = deflateSync(text, { level: 9 });
  if (deflated.length * 4 > max * 3) return null;
  return btoa(String.fromCharCode(...deflated))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/**
 * @param {string} packed
 * @param {number} max bytes of the text
 * @returns {{text: Uint8Array, error: null} | {text: null, error: FieldError}}
 */
export function unpack(packed, max) {
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
    for (let at = 0; at < deflated.length && length <= max; at += PIECE) {
      inflate.push(deflated.subarray(at, at + PIECE), at + PIECE >= deflated.length);
    }
  } catch (thrown) {
    return wrong("a text packed by raw deflate", thrown instanceof Error ? thrown.message : String(thrown));
  }
  if (length > max) return wrong(`a packed text of at most ${max} bytes`, "a longer one");
  const text = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    text.set(piece, at);
    at += piece.length;
  }
  return { text, error: null };
}
