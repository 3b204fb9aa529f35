//! The hash of a run's numbers and of a text's file, and its text form in links.

/// FNV-1a, 64 bits, over bytes or longer words.
pub fn hash<T: Into<u64>>(words: impl Iterator<Item = T>) -> u64 {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    words.fold(OFFSET, |hash, word| (hash ^ word.into()).wrapping_mul(PRIME))
}

/// The 16 hex digits of a hash.
pub fn print(hash: u64) -> String {
    format!("{hash:016x}")
}

/// The hash of 16 hex digits; `None` for anything else.
pub fn parse(text: &str) -> Option<u64> {
    let is_hash = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hash { u64::from_str_radix(text, 16).ok() } else { None }
}
