//! Initial weights and biases: those of PyTorch (`tests/golden/init.json`), those that naive loops in f64 find, and their
//! texts.

use initscope::config::{Activation, Bias, Config, FieldName, Init, Norm};
use initscope::diagnostics::Look;
use initscope::model::Model;
use initscope::random::Generator;
use initscope::run::Run;
use initscope::train::Training;
use initscope::{Dataset, Preset};
use proptest::prelude::*;
use serde::Deserialize;

use crate::naive;

#[derive(Deserialize)]
struct Golden {
    cases: Vec<Case>,
}

/// A weight [n_in × n_out] and its bias, if it is drawn, after an embedding of 15 tokens, and the next uniform number; as
/// bits.
#[derive(Deserialize)]
struct Case {
    init: String,
    act: String,
    seed: u32,
    shape: [usize; 2],
    weight: Vec<u32>,
    bias: Vec<u32>,
    next: u32,
}

/// A text of 15 tokens.
fn names() -> Dataset {
    Dataset::parse(b"emma\nolivia\nava\nisabella\nsophia\ncharlotte").unwrap()
}

fn tensor<'a>(model: &'a Model, name: &str) -> &'a [f32] {
    model.named().find(|(tensor, _)| tensor.name == name).unwrap().1
}

fn set(config: &Config, fields: &[(FieldName, &str)]) -> Config {
    let mut config = config.clone();
    fields.iter().for_each(|&(field, text)| config.set(field, text).unwrap());
    config
}

#[test]
fn weights_and_biases_are_pytorchs() {
    let Golden { cases } = serde_json::from_slice(include_bytes!("../golden/init.json")).unwrap();
    for Case { init, act, seed, shape: [n_in, n_out], weight, bias, next } in cases {
        let case = format!("{init} [{n_in} × {n_out}]");
        let hidden_biases = if init == "torch" { Bias::Torch } else { Bias::None };
        let base = Config {
            context: 1,
            embedding: n_in,
            hidden: vec![n_out],
            hidden_biases,
            output_weights: Init::Zero,
            output_biases: Bias::Zero,
            seed,
            ..Config::default()
        };
        let config = set(&base, &[(FieldName::HiddenWeights, &init), (FieldName::Activation, &act)]);
        let mut generator = Generator::new(seed);
        let model = Model::new(&config, &names(), &mut generator);
        // The orthogonal ones are the result of many sums, in an order of LAPACK's own.
        let most = |wanted: f32| match config.hidden_weights {
            Init::Orthogonal(_) => 1e-5,
            _ => 2.0 * f32::EPSILON * wanted.abs(),
        };
        let numbers = tensor(&model, "W1").iter().zip(&weight);
        assert_eq!(numbers.len(), n_in * n_out);
        for (&got, &bits) in numbers {
            let wanted = f32::from_bits(bits);
            assert!((got - wanted).abs() <= most(wanted), "{case}: {got} for {wanted}");
        }
        if hidden_biases == Bias::Torch {
            assert_eq!(tensor(&model, "b1").iter().map(|value| value.to_bits()).collect::<Vec<_>>(), bias, "{case}");
        }
        assert_eq!(generator.uniform().to_bits(), next, "{case}: as many numbers are drawn");
    }
}

#[test]
fn uniform_numbers_have_pytorchs_bits() {
    let Golden { cases } = serde_json::from_slice(include_bytes!("../golden/init.json")).unwrap();
    let is_uniform = |case: &&Case| case.init.contains("uniform") || case.init == "torch";
    for Case { init, act, seed, shape: [n_in, n_out], weight, .. } in cases.iter().filter(is_uniform) {
        let base = Config { context: 1, embedding: *n_in, hidden: vec![*n_out], seed: *seed, ..Config::default() };
        let config = set(&base, &[(FieldName::HiddenWeights, init), (FieldName::Activation, act)]);
        let model = Model::new(&config, &names(), &mut Generator::new(*seed));
        let bits: Vec<u32> = tensor(&model, "W1").iter().map(|value| value.to_bits()).collect();
        assert_eq!(&bits, weight, "{init}");
    }
}

#[test]
fn orthogonal_matrix_has_orthonormal_rows_or_columns_times_its_gain() {
    for [rows, columns] in [[1, 1], [1, 40], [40, 1], [17, 16], [64, 200], [200, 64], [256, 256]] {
        let mut matrix = vec![f32::NAN; rows * columns];
        Generator::new(3).fill_orthogonal(2.0, &mut matrix, [rows, columns]);
        let at = |i: usize, j: usize| f64::from(matrix[i * columns + j]) / 2.0;
        let few = rows.min(columns);
        for a in 0..few {
            for b in 0..few {
                let product: f64 = match rows < columns {
                    true => (0..columns).map(|j| at(a, j) * at(b, j)).sum(),
                    false => (0..rows).map(|i| at(i, a) * at(i, b)).sum(),
                };
                let wanted = if a == b { 1.0 } else { 0.0 };
                assert!((product - wanted).abs() < 1e-6, "[{rows} × {columns}] {a} {b}: {product}");
            }
        }
    }
}

#[test]
fn trunc_normal_has_no_value_beyond_two_standard_deviations_and_the_std_that_is_stated() {
    let mut values = vec![0.0; 100_000];
    Generator::new(5).fill_trunc_normal(0.5, &mut values);
    assert!(values.iter().all(|value| value.abs() <= 1.0));
    let mean_square = values.iter().map(|&value| f64::from(value).powi(2)).sum::<f64>() / values.len() as f64;
    let stated = Init::TruncNormal(0.5).std([1, 1], Activation::Tanh);
    assert!((mean_square.sqrt() / stated - 1.0).abs() < 0.01, "{} {stated}", mean_square.sqrt());
}

#[test]
fn stated_std_is_that_of_the_weights_drawn() {
    for text in [
        "std:0.3",
        "gain:2",
        "xavier_normal",
        "xavier_uniform:2",
        "kaiming_normal",
        "kaiming_uniform",
        "kaiming_normal_out:3",
        "kaiming_uniform_out",
        "orthogonal:√2",
        "trunc_normal:0.02",
        "torch",
        "zero",
    ] {
        for [n_in, n_out] in [[60, 300], [240, 50]] {
            let base = Config { context: 5, embedding: n_in / 5, hidden: vec![n_out], ..Config::default() };
            let config = set(&base, &[(FieldName::HiddenWeights, text)]);
            let model = Model::new(&config, &names(), &mut Generator::new(1));
            let weight = tensor(&model, "W1");
            let mean_square = weight.iter().map(|&w| f64::from(w).powi(2)).sum::<f64>() / weight.len() as f64;
            let stated = config.hidden_weights.std([n_in, n_out], config.activation);
            assert!((mean_square.sqrt() - stated).abs() <= 0.03 * stated, "{text}: {} {stated}", mean_square.sqrt());
            let gain = config.hidden_weights.gain([n_in, n_out], config.activation);
            assert!((gain - stated * (n_in as f64).sqrt()).abs() <= 1e-12 * gain, "{text}: gain {gain}");
        }
    }
}

/// The biased variance of x W + b for every layer, on the minibatch of step 0, by loops in f64.
fn variances(config: &Config, dataset: &Dataset) -> Vec<f64> {
    let mut training = Training::new(config, dataset);
    training.prepare(dataset.train());
    let (model, pass) = (training.model(), training.pass());
    let table = tensor(model, "C");
    let embedded =
        pass.tokens().iter().flat_map(|&token| &table[usize::from(token) * config.embedding..][..config.embedding]);
    let mut x: Vec<f64> = embedded.map(|&value| value.into()).collect();
    let outputs = config.linear_shapes(dataset.vocabulary()).into_iter().enumerate().map(|(i, [n_in, n_out])| {
        let weight = tensor(model, &format!("W{}", i + 1));
        let name = format!("b{}", i + 1);
        let bias = model.named().find(|(tensor, _)| tensor.name == name).map(|(_, values)| values);
        let y = x.chunks_exact(n_in).flat_map(|x| {
            (0..n_out).map(move |j| {
                let sum: f64 = (0..n_in).map(|k| x[k] * f64::from(weight[k * n_out + j])).sum();
                sum + bias.map_or(0.0, |bias| bias[j].into())
            })
        });
        let y: Vec<f64> = y.collect();
        let mean = y.iter().sum::<f64>() / y.len() as f64;
        // The next layer's input has the norm and the activation too, which the pass has computed.
        x = pass.activation(i).iter().map(|&value| value.into()).collect();
        y.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>() / y.len() as f64
    });
    outputs.collect()
}

#[test]
fn lsuv_gives_every_layer_an_output_of_variance_1_on_the_first_minibatch() {
    let text = naive::text();
    for link in [
        "#hidden=40x6&w=lsuv&out=lsuv&b=none&outb=none",
        "#hidden=40x6&w=lsuv&out=lsuv&act=relu&b=zero&outb=none",
        "#hidden=40x6&w=lsuv&out=lsuv&act=identity&b=std:0.5&outb=none",
        "#hidden=50,20,30&w=lsuv&out=lsuv&norm=batch&b=none&outb=none&batch=7",
        "#hidden=50,20,30&w=lsuv&out=lsuv&norm=layer&outnorm=0.5&b=torch&outb=torch&batch=1",
    ] {
        for variance in variances(&naive::config(link), &text) {
            assert!((variance - 1.0).abs() < 0.0101, "{link}: {variance}");
        }
    }
}

#[test]
fn lsuv_scales_orthogonal_weights_and_draws_nothing_else() {
    let text = naive::text();
    let drawn = |init| {
        let config = Config { hidden: vec![30; 3], hidden_weights: init, ..Preset::DeepGain1.config() };
        let mut training = Training::new(&config, &text);
        training.prepare(text.train());
        training
    };
    let (lsuv, orthogonal) = (drawn(Init::Lsuv), drawn(Init::Orthogonal(1.0)));
    assert_eq!(lsuv.pass().tokens(), orthogonal.pass().tokens(), "the first minibatch is the same");
    for name in ["W1", "W2", "W3"] {
        let (scaled, plain) = (tensor(lsuv.model(), name), tensor(orthogonal.model(), name));
        let factor = scaled[0] / plain[0];
        assert!((factor - 1.0).abs() > 1e-3, "{name} is scaled");
        assert!(scaled.iter().zip(plain).all(|(a, b)| (a - factor * b).abs() <= 1e-5 * a.abs()), "{name}");
    }
    assert_eq!(tensor(lsuv.model(), "W4"), tensor(orthogonal.model(), "W4"), "the output layer has its own");
}

#[test]
fn lsuv_leaves_a_layer_whose_output_never_varies_or_cannot_reach_variance_1() {
    let text = naive::text();
    let flat = naive::config("#hidden=20&w=zero&b=none&out=lsuv&outb=none");
    assert_eq!(variances(&flat, &text), [0.0, 0.0]);
    // The biases alone have a variance of about 9: ten scalings, and then it stops.
    let wide = variances(&naive::config("#hidden=200&w=lsuv&b=std:3"), &text)[0];
    assert!((7.0..11.0).contains(&wide), "{wide}");
}

#[test]
fn prior_biases_are_the_log_frequencies_of_the_training_targets() {
    let text = naive::text();
    let mut counts = vec![0_u32; text.vocabulary()];
    for i in 0..text.train().len() {
        counts[usize::from(text.train().example(i, &mut [0]))] += 1;
    }
    let config = naive::config("#preset=deep-gain-1&hidden=20&out=zero&outb=prior");
    let mut run = Run::new(&config, &text, Look::default());
    let total = f64::from(counts.iter().sum::<u32>());
    for (&bias, &count) in tensor(run.training().model(), "b2").iter().zip(&counts) {
        let wanted = (f64::from(count.max(1)) / total).ln();
        assert!((f64::from(bias) - wanted).abs() <= 1e-6, "{bias} for {wanted}");
    }
    // With output weights of 0, every minibatch costs the same function of its targets.
    let shares = counts.iter().map(|&count| f64::from(count) / total).filter(|&share| share > 0.0);
    let entropy: f64 = shares.map(|share| -share * share.ln()).sum();
    let losses: Vec<f64> = (0..200).map(|_| run.advance(text.train()).into()).collect();
    assert!((losses[0] - entropy).abs() < 0.5, "{} near the entropy {entropy}", losses[0]);
}

#[test]
fn prior_is_of_the_output_biases_alone() {
    let mut config = Config::default();
    let error = config.set(FieldName::HiddenBiases, "prior").unwrap_err().to_string();
    assert_eq!(error, "b: expected none, zero, torch or std:σ with a number from 0 to 100, got prior");
    config.set(FieldName::OutputBiases, "prior").unwrap();
    assert_eq!(config.output_biases, Bias::Prior);
    let wrong = Config { hidden_biases: Bias::Prior, ..Config::default() };
    assert_eq!(wrong.validate().unwrap_err().iter().map(|error| &*error.field).collect::<Vec<_>>(), ["b"]);
}

#[test]
fn each_initialization_is_described_by_its_formula() {
    for (text, expected) in [
        ("xavier_normal", "√(2/(30+100)) = 0.124"),
        ("xavier_normal:5/3", "5/3·√(2/(30+100)) = 0.207"),
        ("xavier_uniform", "U(±√(6/(30+100))) = ±0.215"),
        ("xavier_uniform:2", "U(±2·√(6/(30+100))) = ±0.43"),
        ("kaiming_normal", "√2/√30 = 0.258"),
        ("kaiming_normal:5/3", "5/3 / √30 = 0.304"),
        ("kaiming_normal:1.5", "1.5/√30 = 0.274"),
        ("kaiming_normal_out:√2", "√2/√100 = 0.141"),
        ("kaiming_uniform", "U(±√2·√(3/30)) = ±0.447"),
        ("kaiming_uniform_out:1", "U(±1·√(3/100)) = ±0.173"),
        ("orthogonal", "orthogonal, std 1/√100 = 0.1"),
        ("orthogonal:√2", "orthogonal, std √2/√100 = 0.141"),
        ("trunc_normal:0.02", "normal, std 0.02 within ±0.04 = 0.0176"),
        ("torch", "U(±1/√30) = ±0.183"),
        ("lsuv", "orthogonal, then scaled to an output of variance 1"),
        ("zero", "0"),
    ] {
        let init: Init = text.parse().unwrap();
        assert_eq!(init.formula([30, 100], Activation::Relu), expected, "{text}");
    }
}

#[test]
fn gain_that_is_left_out_is_left_out_again() {
    for (text, printed) in [
        ("xavier_normal:1", "xavier_normal"),
        ("xavier_uniform", "xavier_uniform"),
        ("orthogonal:2/2", "orthogonal"),
        ("kaiming_normal", "kaiming_normal"),
        ("kaiming_normal:1", "kaiming_normal:1"),
        ("kaiming_uniform_out:5/3", "kaiming_uniform_out:5/3"),
        ("gain:√2", "gain:1.4142135623730951"),
        ("kaiming_normal:sqrt(2)", "kaiming_normal:1.4142135623730951"),
    ] {
        assert_eq!(text.parse::<Init>().unwrap().to_string(), printed);
    }
}

#[test]
fn what_is_no_initialization_is_refused_with_every_form_that_is_one() {
    for text in [
        "",
        "kaiming",
        "kaiming_normal:",
        "kaiming_normal:x",
        "torch:1",
        "zero:",
        "lsuv:2",
        "std",
        "gain:",
        "trunc_normal",
        "orthogonal:1:2",
        "none",
        "xavier_normal:101",
    ] {
        let error = Config::default().set(FieldName::HiddenWeights, text).unwrap_err().to_string();
        let forms = "w: expected std:σ, gain:g, trunc_normal:σ, torch, lsuv, zero, or xavier_normal, xavier_uniform, \
                     kaiming_normal, kaiming_uniform, kaiming_normal_out, kaiming_uniform_out or orthogonal, with :g or \
                     without, with a number from 0 to 100, got ";
        assert!(error.starts_with(forms), "{error}");
    }
}

#[test]
fn numbers_of_initializations_and_biases_are_read_as_people_type_them() {
    let typed = |field: FieldName, text| field.field().typed(text);
    for (text, read) in [
        ("kaiming_normal: √2", "kaiming_normal:1.4142135623730951"),
        ("gain:0,2", "gain:0.2"),
        ("orthogonal:sqrt(2) / 2", "orthogonal:0.7071067811865476"),
        ("torch", "torch"),
    ] {
        assert_eq!(typed(FieldName::HiddenWeights, text), Ok(read.into()));
    }
    assert_eq!(typed(FieldName::OutputBiases, "prior"), Ok("prior".into()));
    assert_eq!(typed(FieldName::HiddenBiases, "torch"), Ok("torch".into()));
    let error = typed(FieldName::HiddenBiases, "prior").unwrap_err().to_string();
    assert_eq!(error, "b: expected none, zero, torch or a std from 0 to 100, such as 0.2, 5/3 or √2, got prior");
    let error = typed(FieldName::OutputWeights, "gain:x").unwrap_err().to_string();
    assert_eq!(error, "out: expected a number from 0 to 100, such as 0.2, 5/3 or √2, got x");
}

#[test]
fn js_has_an_initialization_as_an_object_with_its_number_or_as_a_word() {
    for (text, json) in [
        ("kaiming_normal:2", r#"{"kaiming_normal":2.0}"#),
        ("kaiming_normal", r#""kaiming_normal""#),
        ("xavier_uniform:1", r#""xavier_uniform""#),
        ("torch", r#""torch""#),
    ] {
        assert_eq!(serde_json::to_string(&text.parse::<Init>().unwrap()).unwrap(), json);
    }
    assert_eq!(serde_json::to_string(&Bias::Prior).unwrap(), r#""prior""#);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_initialization_makes_finite_weights(
        name in prop::sample::select(vec![
            "std:1", "gain:2", "xavier_normal", "xavier_uniform:0", "kaiming_normal", "kaiming_uniform:100", "kaiming_normal_out",
            "kaiming_uniform_out", "orthogonal:0", "orthogonal", "trunc_normal:0", "trunc_normal:100", "torch", "lsuv", "zero",
        ]),
        hidden in prop::collection::vec(1_usize..40, 1..4),
        norm in prop::sample::select(vec![Norm::None, Norm::Batch, Norm::Layer]),
        seed: u32,
    ) {
        let base = Config { hidden, norm, seed, context: 1, embedding: 3, ..Config::default() };
        let config = set(&base, &[(FieldName::HiddenWeights, name), (FieldName::OutputWeights, name)]);
        let model = Model::new(&config, &names(), &mut Generator::new(seed));
        prop_assert!(model.parameters().iter().all(|value| value.is_finite()));
    }
}
