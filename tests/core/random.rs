//! The generator draws the numbers that PyTorch draws and shuffles as CPython does. The literal numbers here and in
//! `tests/golden/random.json` were printed by PyTorch 2.15 (on a CPU with AVX2) and CPython 3.11.

use initscope::kernels::Wide;
use initscope::kernels::scalar::F32x4;
use initscope::random::{BLOCK, Generator, box_muller, python_shuffle};
use proptest::prelude::*;
use rand::Rng;
use serde::Deserialize;

/// The lecture's seed.
const SEED: u32 = 2_147_483_647;

#[derive(Deserialize)]
struct Golden {
    sequences: Vec<Sequence>,
    shuffles: Vec<Shuffle>,
}

/// Consecutive calls on one generator.
#[derive(Deserialize)]
struct Sequence {
    seed: u32,
    calls: Vec<Call>,
}

/// A call of `size` values; f32 values are given as their bits.
#[derive(Deserialize)]
#[serde(tag = "call", rename_all = "lowercase")]
enum Call {
    Rand { size: usize, bits: Vec<u32> },
    Randn { size: usize, bits: Vec<u32> },
    Randint { size: usize, n: u32, values: Vec<u32> },
}

/// The whole numbers below `n`, shuffled: the first thousand, and FNV-1a of all as little-endian u32.
#[derive(Deserialize)]
struct Shuffle {
    seed: u32,
    n: usize,
    first: Vec<usize>,
    fnv1a64: String,
}

fn golden() -> Golden {
    serde_json::from_slice(include_bytes!("../golden/random.json")).unwrap()
}

/// The number of f32 steps between two values.
fn steps_between(a: f32, b: f32) -> u32 {
    let place = |x: f32| if x.is_sign_negative() { -((x.to_bits() & !(1 << 31)) as i32) } else { x.to_bits() as i32 };
    place(a).abs_diff(place(b))
}

fn randn(generator: &mut Generator, n: usize) -> Vec<f32> {
    let mut out = vec![f32::NAN; n];
    generator.fill_randn(&mut out);
    out
}

fn uniforms(generator: &mut Generator, n: usize) -> Vec<f32> {
    let mut out = vec![f32::NAN; n];
    generator.fill_uniform(&mut out);
    out
}

fn shuffled(seed: u32, n: usize) -> Vec<usize> {
    let mut items: Vec<usize> = (0..n).collect();
    python_shuffle(seed, &mut items);
    items
}

fn block_of(uniforms: &[f32]) -> [f32; BLOCK] {
    uniforms.try_into().unwrap()
}

#[test]
fn words_are_the_mersenne_twisters() {
    // The 10000th word of the default seed is fixed by the C++ standard ([rand.predef]).
    let mut generator = Generator::new(5489);
    (1..10_000).for_each(|_| _ = generator.next_u32());
    assert_eq!(generator.next_u32(), 4_123_659_995);
}

#[test]
fn first_of_two_words_is_the_upper_half() {
    let (mut words, mut pairs) = (Generator::new(1), Generator::new(1));
    for _ in 0..1000 {
        let (upper, lower) = (words.next_u32(), words.next_u32());
        assert_eq!(pairs.next_u64(), u64::from(upper) << 32 | u64::from(lower));
    }
}

#[test]
fn bytes_are_those_of_the_words_lowest_first() {
    let (mut words, mut bytes) = (Generator::new(1), Generator::new(1));
    let mut drawn = [0; 12];
    bytes.fill_bytes(&mut drawn);
    for four in drawn.as_chunks::<4>().0 {
        assert_eq!(u32::from_le_bytes(*four), words.next_u32());
    }
    assert_eq!(bytes.next_u32(), words.next_u32(), "no word is lost");
}

#[test]
fn uniforms_then_integers_then_normals_match_pytorch() {
    let cases = [
        (
            SEED,
            [11880431, 5943146, 1768861, 10060364],
            [70028, 82980, 61784, 130741],
            [2.0991552, 0.8963768, 0.3379062],
        ),
        (
            0,
            [8325804, 12888623, 1484405, 2215104],
            [139588, 23754, 98677, 115378],
            [-1.0845224, -1.3985955, 0.40334684],
        ),
        (
            u32::MAX,
            [16673187, 9584930, 9563148, 830535],
            [91320, 550, 16942, 52239],
            [-0.0755102, -1.2582277, 0.33471572],
        ),
    ];
    for (seed, of_2_to_24, integers, normals) in cases {
        let mut generator = Generator::new(seed);
        assert_eq!(uniforms(&mut generator, 4), of_2_to_24.map(|multiple: u32| multiple as f32 / 16_777_216.0));
        assert_eq!([(); 4].map(|()| generator.randint(182_625)), integers);
        assert_eq!(randn(&mut generator, 3), normals);
    }
}

#[test]
fn second_normal_of_a_pair_is_kept_across_bulk_draws() {
    let mut generator = Generator::new(42);
    assert_eq!(randn(&mut generator, 3), [0.33669037, 0.1288094, 0.23446237]);
    #[rustfmt::skip]
    assert_eq!(randn(&mut generator, 16), [
        1.7877893, -0.47804525, -0.24285863, -0.93416315, -0.2482575, -1.2082148, -0.47766745, 0.5201312,
        -1.5673267, -0.2394458, 2.322806, -0.9633659, 2.0024154, 0.4664319, 1.5730273, -0.92282885,
    ]);
    assert_eq!(randn(&mut generator, 2), [0.23033303, 1.1102903]);
    assert_eq!(randn(&mut generator, 1), [-1.689799]);
    assert_eq!(uniforms(&mut generator, 2), [9_180_351.0 / 16_777_216.0, 103_355.0 / 16_777_216.0]);
}

#[test]
fn lecture_embedding_starts_as_in_the_notebook() {
    let embedding = randn(&mut Generator::new(SEED), 27 * 10);
    assert_eq!(embedding[..6], [1.567362, -0.23729232, -0.027384605, -1.1007794, 0.28588146, -0.029643338]);
}

#[test]
fn every_golden_call_matches_pytorch() {
    let (mut drawn, mut identical) = (0, 0);
    for Sequence { seed, calls } in golden().sequences {
        let mut generator = Generator::new(seed);
        for (place, call) in calls.into_iter().enumerate() {
            match call {
                Call::Rand { size, bits } => {
                    let got: Vec<u32> = uniforms(&mut generator, size).into_iter().map(f32::to_bits).collect();
                    assert_eq!(got, bits, "call {place} of seed {seed}");
                }
                Call::Randint { size, n, values } => {
                    let got: Vec<u32> = (0..size).map(|_| generator.randint(n)).collect();
                    assert_eq!(got, values, "call {place} of seed {seed}");
                }
                Call::Randn { size, bits } => {
                    let got = randn(&mut generator, size);
                    assert_eq!(got.len(), bits.len());
                    for (i, (got, expected)) in got.into_iter().zip(bits.into_iter().map(f32::from_bits)).enumerate() {
                        let is_near = steps_between(got, expected) <= 2 || (got - expected).abs() <= 1e-7;
                        assert!(is_near, "{got} for {expected}, value {i} of call {place} of seed {seed}");
                        drawn += 1;
                        identical += usize::from(got.to_bits() == expected.to_bits());
                    }
                }
            }
        }
    }
    assert!(drawn > 7000, "only {drawn} normals");
    assert!(drawn - identical <= drawn / 1000, "only {identical} of {drawn} normals to the last bit");
}

#[test]
fn short_last_block_redraws_the_last_sixteen() {
    for n in (BLOCK + 1..2 * BLOCK).chain([6001, 6015]) {
        let mut generator = Generator::new(SEED);
        let mut expected = uniforms(&mut generator, n);
        let fresh = uniforms(&mut generator, BLOCK);
        for start in (0..=n - BLOCK).step_by(BLOCK) {
            let mut block = block_of(&expected[start..start + BLOCK]);
            box_muller::<f32>(&mut block);
            expected[start..start + BLOCK].copy_from_slice(&block);
        }
        let mut last = block_of(&fresh);
        box_muller::<f32>(&mut last);
        expected[n - BLOCK..].copy_from_slice(&last);

        assert_eq!(randn(&mut Generator::new(SEED), n), expected, "{n} values");
    }
}

#[test]
fn drawing_nothing_does_not_advance_the_generator() {
    let mut generator = Generator::new(3);
    generator.fill_randn(&mut []);
    generator.fill_uniform(&mut []);
    assert_eq!(generator.next_u32(), Generator::new(3).next_u32());
}

#[test]
fn clone_continues_like_the_original() {
    let mut generator = Generator::new(9);
    randn(&mut generator, 5);
    let mut clone = generator.clone();
    assert_eq!(randn(&mut generator, 7), randn(&mut clone, 7));
    assert_eq!(generator.next_u64(), clone.next_u64());
}

#[test]
fn shuffles_match_cpython() {
    assert_eq!(shuffled(42, 10), [7, 3, 2, 8, 5, 6, 9, 4, 0, 1]);
    assert_eq!(shuffled(0, 10), [7, 8, 1, 5, 3, 4, 2, 0, 9, 6]);
    assert_eq!(shuffled(1, 10), [6, 8, 9, 7, 5, 3, 0, 4, 1, 2]);
    assert_eq!(shuffled(u32::MAX, 10), [0, 7, 1, 5, 2, 6, 4, 8, 3, 9]);

    let mut items: Vec<usize> = (1..1000).collect();
    python_shuffle(SEED, &mut items);
    assert_eq!(items[..5], [332, 580, 393, 733, 55]);
    assert_eq!(items.iter().enumerate().map(|(place, item)| place * item).sum::<usize>(), 247_952_308);
}

#[test]
fn every_golden_shuffle_matches_cpython() {
    let golden = golden().shuffles;
    assert!(golden.iter().any(|shuffle| shuffle.n == 32_033), "as many as makemore's names");
    for Shuffle { seed, n, first, fnv1a64 } in golden {
        let items = shuffled(seed, n);
        assert_eq!(items[..n.min(1000)], first, "{n} items by seed {seed}");
        let bytes = items.iter().flat_map(|&item| (item as u32).to_le_bytes());
        let hash = bytes
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        assert_eq!(format!("{hash:016x}"), fnv1a64, "{n} items by seed {seed}");
    }
}

#[test]
fn shuffling_zero_or_one_item_changes_nothing() {
    assert!(shuffled(42, 0).is_empty());
    assert_eq!(shuffled(42, 1), [0]);
}

proptest! {
    #[test]
    fn shuffle_keeps_every_item(seed: u32, n in 0_usize..300) {
        let mut items = shuffled(seed, n);
        items.sort_unstable();
        prop_assert!(items.into_iter().eq(0..n));
    }

    #[test]
    fn box_muller_matches_bit_for_bit_for_one_lane_and_four(words in prop::array::uniform16(0_u32..1 << 24)) {
        let uniforms = words.map(|word| word as f32 / 16_777_216.0);
        let [mut one, mut four, mut wide] = [uniforms; 3];
        box_muller::<f32>(&mut one);
        box_muller::<F32x4>(&mut four);
        box_muller::<Wide>(&mut wide);
        prop_assert_eq!(one.map(f32::to_bits), four.map(f32::to_bits));
        prop_assert_eq!(one.map(f32::to_bits), wide.map(f32::to_bits));
    }

    #[test]
    fn box_muller_is_near_the_f64_formula(words in prop::array::uniform16(0_u32..1 << 24)) {
        let uniforms = words.map(|word| word as f32 / 16_777_216.0);
        let mut normals = uniforms;
        box_muller::<Wide>(&mut normals);
        for j in 0..BLOCK / 2 {
            let radius = (-2.0 * (1.0 - f64::from(uniforms[j])).ln()).sqrt();
            let (sin, cos) = f64::from(std::f32::consts::TAU * uniforms[j + 8]).sin_cos();
            for (normal, exact) in [(normals[j], radius * cos), (normals[j + 8], radius * sin)] {
                let bound = (exact.abs() * 3.0 * f64::from(f32::EPSILON)).max(1e-7);
                prop_assert!((f64::from(normal) - exact).abs() <= bound, "{} for {}", normal, exact);
            }
        }
    }

    #[test]
    fn randint_is_below_its_bound(seed: u32, n in 1_u32..1 << 28) {
        let mut generator = Generator::new(seed);
        prop_assert!((0..64).all(|_| generator.randint(n) < n));
    }
}

#[test]
fn box_muller_is_finite_at_the_ends_of_the_uniforms() {
    const MAX_BYTES: f32 = 1.0 - 1.0 / 16_777_216.0;
    let mut block = [0.0; BLOCK];
    box_muller::<Wide>(&mut block);
    assert_eq!(block, [0.0; BLOCK]);

    let mut block = [MAX_BYTES; BLOCK];
    box_muller::<Wide>(&mut block);
    // √(2 · 24 ln 2), the largest magnitude of a bulk draw.
    assert!((f64::from(block[0]) - 5.768_108).abs() < 1e-5, "{}", block[0]);
    assert!(block[8].abs() < 1e-5, "{}", block[8]);
}
