//! Percent-encoding of the values of links.

/// What a link prints as it is. All other bytes are encoded, so that mail programs and chats leave the link whole.
pub fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~,:;=/".contains(&byte)
}

/// Writes `%41` for each byte of `text` that is not plain.
pub fn encode(text: &str, is_plain: fn(u8) -> bool) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    for &byte in text.as_bytes() {
        if is_plain(byte) {
            bytes.push(byte);
        } else {
            let digit = |half: u8| b"0123456789ABCDEF"[usize::from(half)];
            bytes.extend([b'%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Decodes `%41`. A `%` without two hex digits stays, and bytes that aren't UTF-8 become U+FFFD.
pub fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = |byte: &u8| char::from(*byte).to_digit(16);
        let escaped = match tail {
            [high, low, ..] if *first == b'%' => hex(high).zip(hex(low)),
            _ => None,
        };
        match escaped {
            Some((high, low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
