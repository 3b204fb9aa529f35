// Numbers of the run as they are written to files: the fewest digits that give the same f32 again. Pure.

/**
 * The double whose decimal form is the shortest that reads back as the same f32: 0.1, and not 0.10000000149011612.
 * @param {number} x an f32
 */
function shortest(x) {
  // Nine digits tell any two f32 apart; most need eight.
  const reads = (/** @type {number} */ digits) => Math.fround(Number(x.toPrecision(digits))) === x;
  if (Number.isSafeInteger(x) || !Number.isFinite(x)) return x;
  let digits = 8;
  if (!reads(digits)) return Number(x.toPrecision(9));
  while (digits > 1 && reads(digits - 1)) digits -= 1;
  return Number(x.toPrecision(digits));
}

/**
 * As JSON and CSV have it: `NaN`, `Infinity` and `-Infinity` are words, since JSON has no numbers for them.
 * @param {number} x an f32 or a whole number
 */
export const written = (x) => (Number.isFinite(x) ? shortest(x) : String(x));
