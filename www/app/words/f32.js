// Formats f32 numbers for files: the fewest digits that read back as the same f32. Used by export/, shelf/ and map/.

/**
 * The double whose decimal form is the shortest that reads back as the same f32: 0.1, and not 0.10000000149011612.
 * @param {number} x an f32
 */
function shortest(x) {
  // Nine digits distinguish any two f32; most need eight at most.
  const reads = (/** @type {number} */ digits) => Math.fround(Number(x.toPrecision(digits))) === x;
  if (Number.isSafeInteger(x) || !Number.isFinite(x)) return x;
  let digits = 8;
  if (!reads(digits)) return Number(x.toPrecision(9));
  while (digits > 1 && reads(digits - 1)) digits -= 1;
  return Number(x.toPrecision(digits));
}

/**
 * For JSON and CSV: `NaN`, `Infinity` and `-Infinity` become strings, since JSON has no such numbers.
 * @param {number} x an f32 or a whole number
 */
export const written = (x) => (Number.isFinite(x) ? shortest(x) : String(x));
