// The order in which a card shows its choices: shuffled, so that the place of an answer tells nothing, and the same for
// everyone on every visit. Pure, used by player.js.

/** Spreads the right answers evenly over the places; tests/js/lessons.test.js counts them. */
const SEED = 30;

/** Mixes a number into another one: the finalizer of MurmurHash3. @param {number} state @param {number} more */
function mix(state, more) {
  let mixed = (state ^ more) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/**
 * The indices of a card's choices in the order they are shown.
 * @param {string} lesson its id
 * @param {number} card its number
 * @param {number} choices how many
 */
export function orderOf(lesson, card, choices) {
  const order = Array.from({ length: choices }, (_, i) => i);
  let state = mix(SEED, card);
  for (const character of lesson) state = mix(state, character.codePointAt(0) ?? 0);
  for (let i = choices - 1; i > 0; i -= 1) {
    state = mix(state, i);
    const other = state % (i + 1);
    [order[i], order[other]] = [order[other], order[i]];
  }
  return order;
}
