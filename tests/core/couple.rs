//! One example among changing minibatches: the spread of its prediction, compared with naive batches in f64.

use initscope::dataset::Token;
use initscope::evaluate::{Coupling, MAX_DRAWS, Progress, Task};
use initscope::random::Generator;
use initscope::session::Session;

use super::naive::{Naive, config, kept, softmax, text, wide};

const NORMED: &str = "#preset=deep-batchnorm&hidden=20,12&seed=5&batch=8";

fn session(link: &str) -> Session {
    let mut session = Session::new(text(), config(link), 0).unwrap();
    (0..60).for_each(|_| _ = session.advance());
    session
}

/// Everything drawn around `..e` → `m`.
fn coupled(session: &Session, draws: u32, seed: u32) -> Coupling {
    let (model, text) = (session.model(), session.dataset());
    let batch = session.training().batch();
    let mut coupling = Coupling::new(model, batch, (&EXAMPLE, TARGET), draws, seed).unwrap();
    assert!((1..=draws as usize).all(|done| coupling.advance(model, text) == Progress { done, total: draws as usize }));
    assert!(coupling.advance(model, text).is_finished());
    coupling
}

const EXAMPLE: [u32; 3] = [0, 0, 5];
const TARGET: u32 = 13;

/// The example's probabilities in a batch with the examples at these places of the training split.
fn naive_draw(session: &Session, link: &str, mates: &[usize]) -> Vec<f64> {
    let (config, text) = (config(link), text());
    let naive = Naive { model: session.training().model(), config: &config };
    let mut contexts = vec![EXAMPLE.map(|token| token as Token).to_vec()];
    contexts.extend(mates.iter().map(|&i| naive.example(text.train(), i).0));
    softmax(&naive.forward_in_batch(&contexts)[0])
}

#[test]
fn each_draw_equals_a_naive_batch_of_the_example_and_random_others() {
    for link in [NORMED, "#preset=batchnorm&hidden=15&batch=5&variance=biased&b=std:1"] {
        let session = session(link);
        let coupled = coupled(&session, 20, 77);
        let vocabulary = session.text_info().vocabulary;
        let mut generator = Generator::new(77);
        let examples = session.text_info().train as u32;
        for drawn in coupled.probabilities().chunks_exact(vocabulary) {
            let mates: Vec<usize> = (1..config(link).batch).map(|_| generator.randint(examples) as usize).collect();
            for (p, expected) in wide(drawn).into_iter().zip(naive_draw(&session, link, &mates)) {
                assert!((p - expected).abs() < 1e-5, "{link}: {p} for {expected}");
            }
        }
        assert_eq!(coupled.probabilities().len(), 20 * vocabulary);
    }
}

#[test]
fn mean_and_spread_match_independent_draws() {
    const DRAWS: usize = 1500;
    let session = session(NORMED);
    let spread = coupled(&session, DRAWS as u32, 1).spread();
    let train = session.text_info().train;
    // Another generator: the multiplier of Knuth's MMIX.
    let mut state = 12_345_u64;
    let mut place = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % train
    };
    let draws: Vec<Vec<f64>> = (0..DRAWS)
        .map(|_| {
            let mates: Vec<usize> = (0..7).map(|_| place()).collect();
            naive_draw(&session, NORMED, &mates)
        })
        .collect();
    for token in 0..session.text_info().vocabulary {
        let of = draws.iter().map(|draw| draw[token]);
        let mean = of.clone().sum::<f64>() / DRAWS as f64;
        let std = (of.map(|p| (p - mean).powi(2)).sum::<f64>() / (DRAWS - 1) as f64).sqrt();
        // Five standard deviations of the difference of two means; a standard deviation is itself known to a few
        // percent.
        let slack = 5.0 * std * (2.0 / DRAWS as f64).sqrt();
        let (found_mean, found_std) = (f64::from(spread.mean[token]), f64::from(spread.std[token]));
        assert!((found_mean - mean).abs() < slack, "token {token}: mean {found_mean} for {mean}");
        assert!((found_std / std - 1.0).abs() < 0.25, "token {token}: std {found_std} for {std}");
    }
}

#[test]
fn spread_is_computed_from_the_draws() {
    let session = session(NORMED);
    let coupled = coupled(&session, 50, 3);
    let (spread, vocabulary) = (coupled.spread(), session.text_info().vocabulary);
    for token in 0..vocabulary {
        let of: Vec<f32> = coupled.probabilities().iter().skip(token).step_by(vocabulary).copied().collect();
        let mean = wide(&of).iter().sum::<f64>() / 50.0;
        let std = (wide(&of).iter().map(|p| (p - mean).powi(2)).sum::<f64>() / 49.0).sqrt();
        assert!((f64::from(spread.mean[token]) - mean).abs() < 1e-7);
        assert!((f64::from(spread.std[token]) - std).abs() < 1e-7 && std > 0.0);
        assert_eq!(spread.min[token], of.iter().copied().fold(f32::INFINITY, f32::min));
        assert_eq!(spread.max[token], of.iter().copied().fold(0.0, f32::max));
        assert!(spread.min[token] < spread.max[token]);
    }
}

#[test]
fn evaluation_mode_ignores_the_other_examples() {
    let session = session(NORMED);
    let coupled = coupled(&session, 1, 0);
    let (model, config) = (session.training().model(), config(NORMED));
    let statistics = kept(model, model.running());
    let logits =
        Naive { model, config: &config }.forward(&EXAMPLE.map(|token| token as Token), usize::MAX, &statistics);
    for (p, expected) in wide(coupled.evaluation()).into_iter().zip(softmax(&logits)) {
        assert!((p - expected).abs() < 1e-6, "{p} for {expected}");
    }
    assert!(coupled.spread().std.iter().all(|std| std.is_nan()), "a single draw has no spread");
}

#[test]
fn without_batch_norm_other_examples_change_no_bit() {
    for link in ["#hidden=20,12&batch=8", "#hidden=20,12&norm=layer&outnorm=0.5&batch=7", "#hidden=9&batch=1"] {
        let session = session(link);
        let coupled = coupled(&session, 30, 9);
        for drawn in coupled.probabilities().chunks_exact(coupled.evaluation().len()) {
            assert_eq!(drawn, coupled.evaluation(), "{link}");
        }
        let spread = coupled.spread();
        assert!(spread.std.iter().all(|&std| std == 0.0), "{link}");
        assert_eq!([&spread.mean[..], &spread.min, &spread.max], [coupled.evaluation(); 3]);
    }
}

#[test]
fn small_batches_spread_predictions_more_than_large_ones() {
    let spread = |batch: usize| -> f32 {
        // Untrained: the same network for each batch size.
        let link = format!("#preset=batchnorm&hidden=30&batch={batch}&out=gain:1&eps=1e-5");
        let session = Session::new(text(), config(&link), 0).unwrap();
        coupled(&session, 200, 4).spread().std.iter().sum()
    };
    let [two, thirty_two, many] = [2, 32, 256].map(spread);
    assert!(two > 2.0 * thirty_two && thirty_two > 2.0 * many && many > 0.0, "{two}, {thirty_two}, {many}");
}

#[test]
fn identical_examples_with_eps_zero_give_nan() {
    let link = "#preset=batchnorm&hidden=30&batch=2&out=gain:1&eps=0";
    let session = Session::new(text(), config(link), 0).unwrap();
    let coupled = coupled(&session, 200, 4);
    let draws = || coupled.probabilities().chunks_exact(coupled.evaluation().len());
    assert!(draws().any(|draw| draw.iter().all(|p| p.is_nan())) && draws().any(|draw| draw.iter().all(|p| *p > 0.0)));
    let spread = coupled.spread();
    assert!(spread.mean.iter().chain(&spread.std).all(|figure| figure.is_nan()));
    assert!(spread.min.iter().chain(&spread.max).all(|p| (0.0..=1.0).contains(p)), "of those that are numbers");
}

#[test]
fn seed_fixes_the_draws_and_the_run_is_unchanged() {
    let [mut asked, mut bare] = [session(NORMED), session(NORMED)];
    let first = coupled(&asked, 10, 5);
    assert_eq!(coupled(&asked, 10, 5).probabilities(), first.probabilities());
    assert_ne!(coupled(&asked, 10, 6).probabilities(), first.probabilities());
    assert_eq!(asked.checksum(), bare.checksum());
    for session in [&mut asked, &mut bare] {
        (0..20).for_each(|_| _ = session.advance());
    }
    assert_eq!(asked.checksum(), bare.checksum(), "the run's own draws were not touched");
}

#[test]
fn invalid_example_is_refused_by_field() {
    let session = session(NORMED);
    let refused = |tokens: &[u32], target: u32, draws: u32| {
        let error = Coupling::new(session.model(), 8, (tokens, target), draws, 0).unwrap_err();
        (error.field.clone(), error.to_string())
    };
    let [wrong, short, long] = [&[0, 27, 3][..], &[0, 1], &[0, 1, 2, 3]].map(|tokens| refused(tokens, TARGET, 5));
    assert_eq!(wrong.1, "tokens: expected 3 tokens from 0 to 26, got 0, 27, 3");
    assert_eq!([short.0, long.0], ["tokens", "tokens"]);
    assert_eq!(refused(&EXAMPLE, 300, 5).1, "target: expected a token from 0 to 26, got 300");
    assert_eq!(refused(&EXAMPLE, TARGET, 0).1, "draws: expected a whole number from 1 to 10000, got 0");
    assert_eq!(refused(&EXAMPLE, TARGET, MAX_DRAWS + 1).0, "draws");
}
