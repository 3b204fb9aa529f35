//! Counts the compared numbers, and keeps the first differences.

/// More mismatches than anyone reads.
const MAX_KEPT: usize = 20;

/// The result of comparing one kind of lanes.
pub struct Comparison {
    /// Its name.
    pub backend: String,
    /// How many numbers were compared.
    pub compared: u32,
    /// The first differences, as text.
    pub mismatches: Vec<String>,
}

impl Comparison {
    /// Nothing compared yet.
    pub fn new(backend: &str) -> Self {
        Self { backend: backend.into(), compared: 0, mismatches: Vec::new() }
    }

    /// Compares bit by bit. A NaN equals any NaN, since WebAssembly does not specify its payload.
    pub fn same(&mut self, what: impl Fn() -> String, expected: &[f32], got: &[f32]) {
        if expected.len() != got.len() {
            self.differ(format!("{}: expected {} numbers, got {}", what(), expected.len(), got.len()));
        }
        for (i, (expected, got)) in expected.iter().zip(got).enumerate() {
            self.compared += 1;
            let same = expected.to_bits() == got.to_bits() || (expected.is_nan() && got.is_nan());
            if !same {
                self.differ(format!("{} at {i}: expected {expected:?}, got {got:?}", what()));
            }
        }
    }

    fn differ(&mut self, message: String) {
        if self.mismatches.len() < MAX_KEPT {
            self.mismatches.push(message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Comparison;

    fn mismatches(expected: &[f32], got: &[f32]) -> usize {
        let mut comparison = Comparison::new("");
        comparison.same(String::new, expected, got);
        comparison.mismatches.len()
    }

    #[test]
    fn last_bit_sign_of_zero_nan_and_length_are_differences() {
        assert_eq!(mismatches(&[1.0], &[1.0 + f32::EPSILON]), 1);
        assert_eq!(mismatches(&[0.0], &[-0.0]), 1);
        assert_eq!(mismatches(&[f32::NAN], &[f32::INFINITY]), 1);
        assert_eq!(mismatches(&[1.0], &[]), 1);
    }

    #[test]
    fn equal_bits_and_any_two_nans_are_not_differences() {
        assert_eq!(mismatches(&[1.0, -0.0, f32::NAN], &[1.0, -0.0, -f32::NAN]), 0);
    }
}
