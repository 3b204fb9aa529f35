//! Remedies and healthy scales: what verdicts advise makes networks healthy, and the ranges shown are those of the verdicts.

use initscope::config::{Activation, Bias, Branch, Change, Init, Norm, Residual};
use initscope::dataset::Dataset;
use initscope::diagnostics::{HealthyScales, Remedy};
use initscope::session::Session;
use initscope::{Config, Preset};
use rayon::prelude::*;

const NAMES: &[u8] = include_bytes!("../../www/text/names.txt");

fn session(config: &Config) -> Session {
    Session::new(Dataset::parse(NAMES).unwrap(), config.clone(), 0).unwrap()
}

fn starts_healthy(config: &Config) -> bool {
    let mut session = session(config);
    session.write_frame();
    session.verdicts().iter().all(|verdict| verdict.remedy.is_none())
}

/// Networks of every preset with each activation and scales far off to both sides; those of thirty layers, which take longer, with
/// one activation of each kind.
fn sick_networks() -> Vec<Config> {
    let mut configs = Vec::new();
    for preset in Preset::ALL {
        let is_deep = preset.config().hidden.len() > 5;
        let kinds = [Activation::Tanh, Activation::Relu, Activation::Gelu];
        for activation in if is_deep { &kinds[..] } else { &Activation::ALL } {
            let activation = *activation;
            for scale in [0.05, 5.0] {
                let base = Config { activation, ..preset.config() };
                configs.push(Config { hidden_weights: Init::Gain(scale * activation.gain()), ..base.clone() });
                configs.push(Config { output_weights: Init::Gain(30.0 * scale), ..base.clone() });
                configs.push(Config { hidden_biases: Bias::Std(10.0 * scale), ..base.clone() });
                configs.push(Config { output_biases: Bias::Std(10.0 * scale), ..base });
            }
        }
    }
    configs.retain(|config| config.validate().is_ok());
    configs
}

#[test]
fn following_the_first_verdict_makes_a_network_start_healthy() {
    sick_networks().into_par_iter().for_each(|start| {
        let mut config = start.clone();
        let mut taken = Vec::new();
        while taken.len() < 8 {
            let mut session = session(&config);
            session.write_frame();
            let Some(remedy) = session.verdicts()[0].remedy else { break };
            let changed = remedy.apply(&config);
            assert_ne!(changed, config, "{remedy:?} changes something of {start:?}");
            changed.validate().unwrap();
            config = changed;
            taken.push(remedy);
        }
        assert!(starts_healthy(&config), "{start:?} after {taken:?}");
    });
}

#[test]
fn remedy_has_one_name_and_changes_its_own_field() {
    let deep = Config { norm: Norm::None, output_norm_gain: None, ..Preset::DeepBatchNorm.config() };
    let config = Config { hidden_biases: Bias::Std(1.0), output_biases: Bias::Std(1.0), ..deep };
    let normed = Config { output_norm_gain: Some(1.0), norm: Norm::Batch, ..config.clone() };
    for remedy in Remedy::ALL {
        assert_eq!(Remedy::from_name(remedy.name()), Some(remedy));
        let config = if remedy == Remedy::LowerOutputGain { &normed } else { &config };
        let changed = remedy.apply(config);
        let field = remedy.control();
        assert_ne!(changed.print(field), config.print(field), "{remedy:?}");
    }
    assert_eq!(Remedy::from_name("none"), None);
}

#[test]
fn remedy_of_an_extreme_value_is_a_valid_config() {
    let mut config = Preset::BatchNorm.config();
    config.learning_rate.initial = 100.0;
    config.eps = 1.0;
    config.hidden_weights = Init::Gain(100.0);
    for remedy in Remedy::ALL {
        let mut changed = config.clone();
        for _ in 0..4 {
            changed = remedy.apply(&changed);
            changed.validate().unwrap();
        }
    }
    let single = Config { batch: 1, ..Preset::Kaiming.config() };
    Remedy::UseBatchNorm.apply(&single).validate().unwrap();
    let later = Change { step: 1000, batch: Some(1), ..Change::default() };
    let later = Config { changes: vec![later], ..Preset::Kaiming.config() };
    Remedy::UseBatchNorm.apply(&later).validate().unwrap();
}

#[test]
fn scales_in_the_healthy_range_start_healthy_and_those_far_outside_do_not() {
    for activation in Activation::ALL {
        for depth in [1, 2, 5, 10] {
            // With the gain below which it saturates, ten layers of sigmoid let gradients shrink 50-fold.
            if activation == Activation::Sigmoid && depth == 10 {
                continue;
            }
            let usual = Config {
                hidden: vec![100; depth],
                activation,
                hidden_weights: Init::Gain(activation.gain()),
                ..Preset::DeepGain1.config()
            };
            let [low, high] = HealthyScales::of(&usual).hidden;
            let with_hidden = |gain: f64| Config { hidden_weights: Init::Gain(gain), ..usual.clone() };
            let middle = with_hidden((low * high).sqrt());
            let output = HealthyScales::of(&middle).output;
            let with_output = |gain: f64| Config { output_weights: Init::Gain(gain), ..middle.clone() };
            let name = format!("{activation:?}, {depth} layers");
            for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
                let gain = low + share * (high - low);
                assert!(starts_healthy(&with_hidden(gain)), "{name}: hidden gain {gain}");
                let gain = output[0] + share * (output[1] - output[0]);
                assert!(starts_healthy(&with_output(gain)), "{name}: output gain {gain}");
            }
            assert!(!starts_healthy(&with_output(6.0 * output[1])), "{name}: output far above");
            // One linear or ReLU layer may be of any size: only the output sees it.
            if depth > 1 || activation == Activation::Tanh {
                assert!(!starts_healthy(&with_hidden(4.0 * high)), "{name}: hidden far above");
            }
            if depth > 1 {
                assert!(!starts_healthy(&with_hidden(low / 8.0)), "{name}: hidden far below");
            }
        }
    }
}

#[test]
fn healthy_range_narrows_with_depth_unless_branches_are_scaled() {
    let of = |layers: usize, residual, branch| {
        let config = Config {
            hidden: vec![100; layers],
            activation: Activation::Gelu,
            residual,
            branch,
            ..Preset::DeepGain1.config()
        };
        HealthyScales::of(&config).hidden
    };
    let width = |[low, high]: [f64; 2]| high / low;
    let plain = [5, 10, 30].map(|layers| width(of(layers, Residual::None, Branch::Fixed(1.0))));
    assert!(plain[0] > 1.5 && plain[1] < 1.4 && plain[2] < 1.1 && plain[2] > 1.0, "{plain:?}");
    let sums = width(of(30, Residual::Pre, Branch::Fixed(1.0)));
    let scaled = width(of(30, Residual::Pre, Branch::Depth));
    assert!(sums < 1.1 && scaled > 1.5, "{sums} {scaled}");
}

#[test]
fn healthy_range_is_in_the_kind_of_the_scale() {
    let gains = HealthyScales::of(&Preset::Kaiming.config());
    let stds = HealthyScales::of(&Config { hidden_weights: Init::Std(0.2), ..Preset::Kaiming.config() });
    assert_eq!(stds.hidden, gains.hidden.map(|gain| gain / 30_f64.sqrt()));
    // With a norm, the scale of the weights hardly matters.
    let normed = HealthyScales::of(&Preset::BatchNorm.config());
    assert!(normed.hidden[0] < gains.hidden[0] && normed.hidden[1] > gains.hidden[1]);
}

#[test]
fn first_verdict_of_the_naive_network_leads_to_the_lectures_fix() {
    let mut session = session(&Preset::Naive.config());
    session.write_frame();
    let remedy = session.verdicts()[0].remedy.unwrap();
    assert_eq!(remedy, Remedy::ShrinkOutput);
    let fixed = remedy.apply(&Preset::Naive.config());
    assert_eq!(Config { preset: Preset::OutputFixed, ..fixed }, Preset::OutputFixed.config());
}
