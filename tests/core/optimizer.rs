//! Optimizers, clipping and schedules: compared with `torch.optim`, `clip_grad_norm_` and `LambdaLR`, with what a step
//! really does, and with the same run measured, interrupted or looked back at.

use initscope::config::{FieldName, Preset};
use initscope::dataset::Dataset;
use initscope::diagnostics::NonFinite;
use initscope::kernels::elementwise::largest_magnitude;
use initscope::link::Link;
use initscope::optimizer::OptimizerState;
use initscope::session::Session;
use initscope::train::Training;
use initscope::{Config, checksum};
use serde_json::Value;

use super::sections::floats;

/// Every kind of optimizer, with and without decay, clipping and schedule.
const LINKS: [&str; 8] = [
    "#hidden=24,20&w=gain:1&decay=0.05",
    "#hidden=24,20&w=gain:1&clip=0.5",
    "#hidden=24,20&w=gain:1&lr=0.05&opt=momentum:0.9",
    "#hidden=24,20&w=gain:1&lr=0.05&opt=nesterov:0.9&clip=1&decay=0.001",
    "#hidden=24,20&w=gain:1&lr=0.01&opt=adam",
    "#hidden=24,20&w=gain:1&lr=0.01&opt=adam&clip=1&decay=0.01&then=40:batch=9;seed=3",
    "#preset=batchnorm&hidden=24&lr=0.01,90:0.003&opt=adamw&warmup=30",
    "#preset=batchnorm&hidden=24&lr=0.01,cosine:100&opt=adamw&decay=0.2&betas=0.4,0.9&opteps=1e-3",
];

fn config(link: &str) -> Config {
    let (link, errors) = Link::parse(link);
    assert!(errors.is_empty(), "{errors:?}");
    link.config
}

fn names() -> Dataset {
    Dataset::parse(include_bytes!("../../www/text/names.txt")).unwrap()
}

fn session(link: &str) -> Session {
    Session::new(names(), config(link), 0).unwrap()
}

fn from_bits(value: &Value) -> Vec<f32> {
    value.as_array().unwrap().iter().map(|bits| f32::from_bits(bits.as_u64().unwrap() as u32)).collect()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn std(values: &[f32]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().map(|&x| f64::from(x)).sum::<f64>() / n;
    (values.iter().map(|&x| (f64::from(x) - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt()
}

#[test]
fn parameters_state_rates_and_norms_are_those_of_torch() {
    let golden: Value = serde_json::from_slice(include_bytes!("../golden/optimizers.json")).unwrap();
    let gradients: Vec<_> = golden["gradients"].as_array().unwrap().iter().map(from_bits).collect();
    let cases = golden["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 9);
    for case in cases {
        let link = case["link"].as_str().unwrap();
        let config = config(link);
        let mut parameters = from_bits(&golden["initial"]);
        let mut optimizer = OptimizerState::new(&config, parameters.len());
        let near = |found: &[f32], expected: &[f32], what: &str| {
            assert_eq!(found.len(), expected.len());
            // Two ulp of the largest: numbers of 20 steps have been added up, and torch fuses some products and sums.
            let tolerance = 2.0 * f32::EPSILON * largest_magnitude(expected);
            for (found, expected) in found.iter().zip(expected) {
                assert!((found - expected).abs() <= tolerance, "{link}: {what} {found} for {expected}");
            }
        };
        let (rates, norms) = (numbers(&case["rates"]), numbers(&case["norms"]));
        let mut clipped = 0.0;
        for (step, gradient) in gradients.iter().enumerate() {
            let rate = config.rate(step as u64);
            assert!((rate - rates[step]).abs() <= 1e-15 * rates[step], "{link}: rate {rate} for {}", rates[step]);
            optimizer.update(&mut parameters, gradient, rate, step as u64);
            if let Some(clip) = optimizer.clip() {
                let (norm, expected) = (f64::from(clip.norm()), norms[step]);
                assert!((norm - expected).abs() <= 1e-6 * expected, "{link}: norm {norm} for {expected}");
                clipped += if expected > config.clip.unwrap() { 1.0 } else { 0.0 };
                assert_eq!(clip.share(), clipped / (step + 1) as f32);
            }
            if let Some(expected) = case["after"].get((step + 1).to_string()) {
                near(&parameters, &from_bits(expected), "parameter");
            }
        }
        assert_eq!(optimizer.clip().is_some(), norms.len() == gradients.len());
        let state = case["state"].as_object().unwrap();
        assert_eq!(optimizer.state().count(), state.len());
        for (name, arena) in optimizer.state() {
            near(arena, &from_bits(&state[name]), name);
        }
    }
}

#[test]
fn cosine_reaches_zero_at_its_step_and_warmup_the_full_rate_at_its_last() {
    let config = config("#lr=0.2,100:0.1,cosine:400&warmup=10");
    let rates = [0, 4, 8, 9, 10].map(|step| config.rate(step) / config.learning_rate.rate(step));
    assert_eq!(rates.map(|share| (share * 1e9).round() / 1e9), [0.1, 0.5, 0.9, 1.0, 1.0]);
    for step in [0, 1, 99, 100, 200, 399] {
        let base = if step < 100 { 0.2 } else { 0.1 };
        assert_eq!(config.learning_rate.base(step), base);
        let share = 0.5 * (1.0 + (std::f64::consts::PI * step as f64 / 400.0).cos());
        assert!((config.learning_rate.rate(step) - base * share).abs() < 1e-16);
    }
    assert_eq!([400, 401, u64::MAX - 1].map(|step| config.rate(step)), [0.0; 3]);
    assert!(config.rate(399) > 0.0);
    assert_eq!(config.settings_at(200).learning_rate, 0.1, "a setting is the rate without the cosine");
}

#[test]
fn plain_sgd_written_out_trains_the_same_bits() {
    let plain = "#preset=kaiming&hidden=30";
    let trained = |link: &str, steps| {
        let mut session = session(link);
        (0..steps).for_each(|_| _ = session.advance());
        checksum::print(session.model().checksum())
    };
    let expected = trained(plain, 60);
    for keys in ["&decay=0", "&opt=momentum:0", "&clip=1e6", "&opt=adam&lr=0.1,60:0&then=70:seed=1"] {
        let same = trained(&format!("{plain}{keys}"), 60) == expected;
        assert_eq!(same, !keys.contains("adam"), "{keys}");
    }
}

#[test]
fn measured_and_unmeasured_steps_have_the_same_bits() {
    for link in LINKS {
        let text = names();
        let mut bare = Training::new(&config(link), &text);
        let mut prepared = bare.clone();
        let mut measured = session(link);
        measured.disable_checkpoints();
        for step in 0..110 {
            bare.advance(text.train());
            prepared.prepare(text.train());
            prepared.advance(text.train());
            measured.advance();
            if step % 7 == 0 {
                measured.write_frame();
            }
        }
        assert_eq!(prepared.checksum(), bare.checksum(), "{link}");
        assert_eq!(measured.training().checksum(), bare.checksum(), "{link}");
    }
}

#[test]
fn resumed_run_and_look_back_continue_with_the_state() {
    for link in LINKS {
        let mut session = session(link);
        let steps = [0, 5, 64, 70, 128, 140];
        let mut seen = Vec::new();
        for step in steps {
            while session.training().step() < step {
                session.advance();
            }
            session.write_frame();
            seen.push((session.frame().words().to_vec(), session.verdicts()));
        }
        for at in [5, 0, 3, 2, 1, 4] {
            session.look_back(steps[at]).unwrap();
            while !session.advance_look_back().unwrap().is_finished() {}
            assert!(session.past_frame().unwrap().words() == seen[at].0, "{link}, step {}", steps[at]);
            assert_eq!(session.past_verdicts(), seen[at].1);
        }

        let text = names();
        let mut training = Training::new(&config(link), &text);
        (0..50).for_each(|_| _ = training.advance(text.train()));
        let snapshot = training.snapshot();
        assert_eq!(training.snapshot_bytes(), snapshot.bytes());
        let state: usize = training.optimizer().state().map(|(_, arena)| size_of_val(arena)).sum();
        assert!(snapshot.bytes() > state + size_of_val(training.model().parameters()));
        let mut resumed = Training::resumed(&config(link), text.vocabulary(), &snapshot);
        (0..50).for_each(|_| _ = (training.advance(text.train()), resumed.advance(text.train())));
        assert_eq!(resumed.checksum(), training.checksum(), "{link}");
    }
}

#[test]
fn changed_rate_keeps_the_optimizers_state() {
    let mut changed = session("#preset=kaiming&hidden=20&lr=0.01&opt=adam");
    let mut planned = session("#preset=kaiming&hidden=20&lr=0.01,50:0.002&opt=adam");
    for session in [&mut changed, &mut planned] {
        (0..50).for_each(|_| _ = session.advance());
    }
    changed.set_learning_rate(0.002).unwrap();
    for session in [&mut changed, &mut planned] {
        (0..50).for_each(|_| _ = session.advance());
    }
    assert_eq!(changed.checksum(), planned.checksum());
}

#[test]
fn checksum_covers_the_state_and_names_follow_it() {
    for (link, names) in [
        ("#hidden=10", &[][..]),
        ("#hidden=10&opt=momentum:0.9", &["momentum"]),
        ("#hidden=10&opt=nesterov:0.9", &["momentum"]),
        ("#preset=batchnorm&hidden=10&opt=adam", &["exp_avg", "exp_avg_sq"]),
        ("#hidden=10&opt=adamw", &["exp_avg", "exp_avg_sq"]),
    ] {
        let mut session = session(link);
        (0..3).for_each(|_| _ = session.advance());
        let training = session.training();
        let values: Vec<f32> = training.named().into_iter().flat_map(|(_, _, values)| values.to_vec()).collect();
        let sum = checksum::hash(values.iter().map(|value| value.to_bits()));
        assert_eq!(session.checksum(), checksum::print(sum), "{link}");
        assert_eq!(training.model().checksum() == sum, names.is_empty(), "{link}");
        let found: Vec<String> = training.named().into_iter().map(|(name, _, _)| name).collect();
        let model: Vec<String> = training.model().named().map(|(tensor, _)| tensor.name.clone()).collect();
        let tensors = training.model().tensors();
        let state = names.iter().flat_map(|name| tensors.iter().map(move |tensor| format!("{name}.{}", tensor.name)));
        assert_eq!(found, model.into_iter().chain(state).collect::<Vec<_>>(), "{link}");
        for (name, shape, values) in training.named() {
            assert_eq!(shape.iter().product::<usize>(), values.len(), "{name}");
        }
    }
}

#[test]
fn measured_update_is_the_one_that_is_made() {
    for link in LINKS {
        let mut session = session(link);
        for at in [0, 1, 35, 95] {
            while session.training().step() < at {
                session.advance();
            }
            session.write_frame();
            let before = session.model().parameters().to_vec();
            let mut update = Vec::new();
            session
                .training()
                .next_update()
                .each(3..before.len(), &mut |piece: &[f32]| update.extend_from_slice(piece));
            let figures: Vec<f64> = (0..session.model().blocks().len())
                .map(|j| f64::from(floats(session.frame(), &format!("weight.{j}.update_data"))[0]))
                .collect();
            let norm = f64::from(floats(session.frame(), "optimizer.gradient_norm")[0]);
            let gradients = session.model().gradients().to_vec();
            let expected = gradients.iter().map(|&g| f64::from(g).powi(2)).sum::<f64>().sqrt();
            assert!((norm - expected).abs() <= 1e-6 * expected);
            session.advance();
            let after = session.model().parameters();
            let made: Vec<f32> = before.iter().zip(after).map(|(before, after)| before - after).collect();
            assert_eq!(update, made[3..], "{link}, step {at}");
            for (j, figure) in figures.into_iter().enumerate() {
                let range = session.model().tensors()[session.model().blocks()[j].weight].range.clone();
                let expected = (std(&made[range.clone()]) / std(&before[range])).log10();
                let is_near = (figure - expected).abs() < 1e-3 || figure == expected;
                assert!(is_near, "{link}, step {at}: {figure} for {expected}");
            }
        }
    }
}

#[test]
fn frame_has_the_share_of_clipped_steps_and_the_norms_of_all_steps() {
    let mut plain = session("#preset=kaiming&hidden=20");
    plain.write_frame();
    // Some later steps have larger gradients than the first one, some smaller ones.
    let limit = 1.01 * floats(plain.frame(), "optimizer.gradient_norm")[0];
    let mut clipping = session(&format!("#preset=kaiming&hidden=20&clip={limit}"));
    let mut norms = Vec::new();
    for _ in 0..60 {
        clipping.write_frame();
        norms.push(floats(clipping.frame(), "optimizer.gradient_norm")[0]);
        clipping.advance();
    }
    clipping.write_frame();
    let frame = clipping.frame();
    let clipped = norms.iter().filter(|&&norm| norm > limit).count();
    assert!((3..58).contains(&clipped), "{clipped}");
    assert_eq!(floats(frame, "optimizer.clipped_share"), [clipped as f32 / 60.0]);
    assert_eq!(floats(frame, "history.gradient_norm.mean")[..60], norms);

    assert!(floats(plain.frame(), "optimizer.clipped_share")[0].is_nan());
    let names = |session: &Session| session.frame().sections().iter().map(|s| s.name.clone()).collect::<Vec<_>>();
    assert!(!names(&plain).iter().any(|name| name.contains("history.gradient_norm") || name.contains("root_v")));
}

#[test]
fn frame_has_the_rate_of_the_step_and_the_base_rate() {
    let mut session = session("#preset=kaiming&hidden=20&lr=0.2,8:0.1,cosine:20&warmup=4");
    let config = session.config().clone();
    for step in 0..25 {
        session.write_frame();
        let at = |name| floats(session.frame(), name)[0];
        assert_eq!(at("learning_rate"), config.rate(step) as f32);
        assert_eq!(at("base_rate"), if step < 8 { 0.2 } else { 0.1 });
        session.advance();
    }
}

#[test]
fn root_of_adams_second_average_has_its_median_and_its_share_below_eps() {
    for link in ["#preset=kaiming&hidden=40&lr=0.01&opt=adam&opteps=3e-3", "#hidden=9&act=relu&opt=adamw&opteps=1e-30"]
    {
        let mut session = session(link);
        let (eps, beta) = (session.config().optimizer_eps as f32, session.config().betas[1]);
        for step in [0, 1, 40] {
            while session.training().step() < step {
                session.advance();
            }
            session.write_frame();
            let figures: Vec<[f32; 2]> = (0..2)
                .map(|j| {
                    ["median", "below_eps"]
                        .map(|what| floats(session.frame(), &format!("optimizer.root_v.{j}.{what}"))[0])
                })
                .collect();
            session.advance();
            let (_, square) = session.training().optimizer().state().nth(1).unwrap();
            for (j, [median, below]) in figures.into_iter().enumerate() {
                let range = session.model().tensors()[session.model().blocks()[j].weight].range.clone();
                let correction = (1.0 - beta.powi(step as i32 + 1)).sqrt();
                let mut roots: Vec<f32> =
                    square[range].iter().map(|&v| (f64::from(v).sqrt() / correction) as f32).collect();
                roots.sort_by(f32::total_cmp);
                let expected = roots[(roots.len() - 1) / 2];
                assert!((median - expected).abs() <= 1e-6 * expected, "{link}: {median} for {expected}");
                let share = roots.iter().filter(|&&root| root < eps).count() as f32 / roots.len() as f32;
                assert!((below - share).abs() <= 2.0 / roots.len() as f32, "{link}: {below} for {share}");
            }
        }
    }
}

#[test]
fn overflow_of_the_optimizers_average_is_reported() {
    // The square of a gradient of 10²⁵ overflows, and the weights never move again, whatever the loss.
    let config = config("#hidden=4&opt=adam&lr=0.001");
    let mut optimizer = OptimizerState::new(&config, 1);
    let mut parameter = [1.0];
    optimizer.update(&mut parameter, &[1e25], 0.001, 0);
    assert_eq!(parameter, [1.0]);
    assert!(optimizer.state().any(|(_, arena)| !largest_magnitude(arena).is_finite()));

    // Weights of std 100 in 10 layers make such gradients in some first step.
    let mut session = session("#hidden=64x10&act=identity&w=std:100&out=std:1e-9&outb=zero&b=zero&opt=adam&lr=1e-9");
    session.advance();
    let is_lost = |arena: &[f32]| !largest_magnitude(arena).is_finite();
    let training = session.training();
    assert!(!is_lost(training.model().parameters()));
    assert!(training.optimizer().state().any(|(_, arena)| is_lost(arena)));
    assert_eq!(NonFinite::of(training), Some(NonFinite::Optimizer));
    (0..10).for_each(|_| assert!(session.advance().is_finite()));
    let diverged = session.marks().diverged.unwrap();
    assert_eq!((diverged.step, diverged.what), (1, NonFinite::Optimizer));
    session.write_frame();
    assert!(session.verdicts()[0].text.starts_with("The optimizer's averages diverged at step 1"));
}

#[test]
fn every_optimizer_lowers_the_loss() {
    for link in LINKS {
        let mut session = session(link);
        let losses: Vec<f32> = (0..300).map(|_| session.advance()).collect();
        let mean = |losses: &[f32]| losses.iter().sum::<f32>() / losses.len() as f32;
        assert!(mean(&losses[70..]) < mean(&losses[..10]), "{link}");
    }
}

#[test]
fn plan_keeps_the_cosine_and_cannot_change_it() {
    let mut config = config("#lr=0.1,10:0.2,cosine:500");
    config.set_plan(20, "30:0.3").unwrap();
    assert_eq!(config.print(FieldName::LearningRate), "0.1,10:0.2,30:0.3,cosine:500");
    let error = config.set_plan(20, "30:0.3,cosine:600").unwrap_err();
    assert_eq!((&*error.field, &*error.got), ("lr", "30:0.3,cosine:600"));
    let forked = config.forked(25, &[(FieldName::LearningRate, "0.05".into())]).unwrap();
    assert_eq!(forked.print(FieldName::LearningRate), "0.1,10:0.2,25:0.05,cosine:500");
}

#[test]
fn presets_of_the_lecture_train_with_plain_sgd() {
    const OF_THE_LECTURE: usize = 12;
    for preset in &Preset::ALL[..OF_THE_LECTURE] {
        let config = preset.config();
        assert!(OptimizerState::new(&config, 5).is_plain());
        assert_eq!(config.rate(7), config.learning_rate.base(7));
    }
}
