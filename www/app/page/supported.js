// Checks that this browser has what the page needs. Used by main.js before anything is loaded.

/** `(module (func (result v128) (i32x4.splat (i32.const 0))))`: valid only where simd128 is. */
const SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 17, 11,
]);

/** The missing feature, as shown to the reader; null if there is none. @returns {string | null} */
export function missingFeature() {
  if (typeof WebAssembly !== "object") return "WebAssembly";
  if (!WebAssembly.validate(SIMD_PROBE)) return "WebAssembly SIMD";
  if (typeof Worker !== "function") return "web workers";
  if (typeof HTMLDialogElement !== "function") return "dialogs";
  return null;
}
