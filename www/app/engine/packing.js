// Packs a short text for a link, as raw deflate in base64url, and unpacks it. A bundled library, and not the browser's
// CompressionStream, so that every browser makes the same link. Unpacking stops at the size limit. Loaded by run/links.js.

import { deflateSync, Inflate } from "fflate";

/** @import { FieldError } from "../../shared/protocol.js" */

/** Texts above this size hardly ever fit into a link, and packing them would take noticeable time. */
const MAX_TRIED = 1 << 18;
/** Bytes inflated between two checks of the size limit. */
const PIECE = 256;

/**
 * @param {Uint8Array} text
 * @param {number} max characters of the packed text
 * @returns {string | null} null if it is too long for a link
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
 * @param {number} maxBytes
 * @returns {{text: Uint8Array, error: null} | {text: null, error: FieldError}}
 */
export function unpack(packed, maxBytes) {
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
    for (let at = 0; at < deflated.length && length <= maxBytes; at += PIECE) {
      inflate.push(deflated.subarray(at, at + PIECE), at + PIECE >= deflated.length);
    }
  } catch (thrown) {
    return wrong("a text packed by raw deflate", thrown instanceof Error ? thrown.message : String(thrown));
  }
  if (length > maxBytes) return wrong(`a packed text of at most ${maxBytes} bytes`, "a longer one");
  const text = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    text.set(piece, at);
    at += piece.length;
  }
  return { text, error: null };
}
