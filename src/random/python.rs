//! CPython's `random.seed(seed); random.shuffle(items)`.

use rand_mt::Mt;

/// Shuffles as CPython does: `random.seed(seed); random.shuffle(items)`.
///
/// Fisher–Yates from the last item down to the second
/// ([source](https://github.com/python/cpython/blob/main/Lib/random.py)). Panics beyond 2³² − 1 items, where CPython
/// would take more than one draw per item.
pub fn python_shuffle<T>(seed: u32, items: &mut [T]) {
    // CPython seeds by array: the 32-bit words of the seed's magnitude, and one word even for 0.
    let mut words = Mt::new_with_key([seed]);
    for i in (1..items.len()).rev() {
        let bound = u32::try_from(i + 1).expect("fewer than 2^32 items");
        items.swap(i, below(&mut words, bound) as usize);
    }
}

/// A whole number below `bound` ≥ 1, CPython's `_randbelow`: as many top bits of a draw as the bound has, drawn again
/// until they are below it.
fn below(words: &mut Mt, bound: u32) -> u32 {
    loop {
        let draw = words.next_u32() >> bound.leading_zeros();
        if draw < bound {
            return draw;
        }
    }
}
