//! A Config's fields: accepted and refused values, the lecture's presets, and the form that JS sees.

use initscope::config::{
    Activation, Bias, Branch, Config, FIELDS, FieldName, Init, Kind, MAX_LINK_STEP, MAX_RATE_CHANGES, Norm, Optimizer,
    Preset, Residual, Schedule, Variance,
};
use serde_json::json;

/// The text form of `field` after it was parsed from `text`.
fn set(field: &str, text: &str) -> Result<String, String> {
    let field = FieldName::from_key(field).unwrap();
    let mut config = Config::default();
    config.set(field, text).map_err(|error| error.to_string())?;
    Ok(config.print(field))
}

/// Asserts that `field` accepts each first text and prints it as the second.
fn takes(field: &str, cases: &[(&str, &str)]) {
    for (text, printed) in cases {
        assert_eq!(set(field, text), Ok((*printed).to_owned()), "{field}={text}");
    }
}

/// Asserts that `field` refuses each text with its name, what was expected and what came, and is unchanged.
fn refuses(field: &str, expected: &str, texts: &[&str]) {
    for text in texts {
        let mut config = Config::default();
        let error = config.set(FieldName::from_key(field).unwrap(), text).expect_err(text);
        assert_eq!((&*error.field, &*error.expected), (field, expected), "{field}={text}");
        match error.got.strip_suffix('…') {
            Some(start) => assert!(text.starts_with(start) && text.len() > start.len(), "{error}"),
            None => assert_eq!(error.got, if text.is_empty() { "nothing" } else { text }),
        }
        assert_eq!(config, Config::default(), "{field}={text} changed something");
    }
}

#[test]
fn whole_numbers_accept_both_ends_of_their_range() {
    for (field, least, most) in
        [("context", 1, 16), ("emb", 1, 64), ("batch", 1, 256), ("seed", 0, u64::from(u32::MAX))]
    {
        let [least_text, most_text] = [least, most].map(|number| number.to_string());
        takes(field, &[(&least_text, &least_text), (&most_text, &most_text)]);
        let expected = format!("a whole number from {least} to {most}");
        let beyond = (most + 1).to_string();
        refuses(field, &expected, &[&beyond, "", "-1", "+1", "1.5", "1e2", " 3", "x", "99999999999999999999999", "٣"]);
        if least == 1 {
            refuses(field, &expected, &["0"]);
        }
    }
}

#[test]
fn widths_are_single_repeated_or_listed() {
    takes(
        "hidden",
        &[
            ("200", "200"),
            ("1", "1"),
            ("512", "512"),
            ("100x5", "100x5"),
            ("100,100,100,100,100", "100x5"),
            ("64,48", "64,48"),
            ("8x2,4,4,9x1", "8x2,4x2,9"),
            ("512x64", "512x64"),
        ],
    );
    let expected = "1 to 64 layers of widths from 1 to 512, such as 200, 100x5 or 64,48";
    refuses(
        "hidden",
        expected,
        &[
            "",
            "0",
            "513",
            "100x0",
            "100x65",
            "5x40,5x25",
            "5x64,5",
            "1,",
            ",1",
            "x5",
            "5x",
            "5x-1",
            "1;2",
            "200x99999999999999999999",
        ],
    );
}

#[test]
fn scales_are_a_std_or_a_gain() {
    for field in ["w", "out"] {
        takes(
            field,
            &[
                ("std:0", "std:0"),
                ("std:100", "std:100"),
                ("gain:100", "gain:100"),
                ("gain:5/3", "gain:5/3"),
                ("gain:1.6666666666666667", "gain:5/3"),
                ("std:1e-3", "std:0.001"),
                ("std:1e-9", "std:1e-9"),
                ("std:-0", "std:0"),
                ("std:0.1", "std:0.1"),
                ("gain:1/3", "gain:1/3"),
            ],
        );
        let expected = "std:σ, gain:g, trunc_normal:σ, torch, lsuv, zero, or xavier_normal, xavier_uniform, \
                        kaiming_normal, kaiming_uniform, kaiming_normal_out, kaiming_uniform_out or orthogonal, with :g or \
                        without, with a number from 0 to 100";
        refuses(
            field,
            expected,
            &[
                "",
                "1",
                "std",
                "std:",
                "std:-1",
                "gain:100.01",
                "Std:1",
                "std:NaN",
                "std:inf",
                "std:1/0",
                "std:0/0",
                "std:1/2/3",
                "gain:1e999",
                "std:1_0",
                "std:0x1",
            ],
        );
    }
}

#[test]
fn biases_are_none_zero_or_drawn() {
    for (field, expected) in [
        ("b", "none, zero, torch or std:σ with a number from 0 to 100"),
        ("outb", "none, zero, torch, prior or std:σ with a number from 0 to 100"),
    ] {
        let same = ["none", "zero", "torch", "std:0", "std:0.01", "std:100"];
        takes(field, &same.map(|text| (text, text)));
        refuses(field, expected, &["", "0", "gain:1", "std:-0.1", "std:101", "None", "torch:1"]);
    }
}

#[test]
fn choices_accept_only_their_words() {
    for (field, words) in [
        (
            "act",
            &[
                "tanh",
                "relu",
                "identity",
                "sigmoid",
                "leaky_relu",
                "elu",
                "selu",
                "gelu",
                "gelu_tanh",
                "silu",
                "softplus",
            ][..],
        ),
        ("res", &["none", "pre", "post"]),
        ("variance", &["unbiased", "biased"]),
        ("preset", Preset::NAMES),
    ] {
        for word in words {
            takes(field, &[(word, word)]);
        }
        refuses(field, &words.join(", "), &["", "Tanh", "swish", "batch ", "0"]);
    }
}

#[test]
fn norms_are_words_or_a_number_of_groups() {
    for word in ["none", "batch", "layer", "rms", "group:1", "group:512"] {
        takes("norm", &[(word, word)]);
    }
    let expected = "none, batch, layer, rms or group:k with a number of groups";
    refuses("norm", expected, &["", "Batch", "group", "group:", "group:0", "group:-1", "group:2.5", "rms:1", "batch "]);
    refuses("norm", "at most 512 groups", &["group:513"]);
    let groups = |hidden: Vec<usize>| Config { norm: Norm::Group(4), hidden, ..Config::default() }.validate();
    assert_eq!(groups(vec![8, 12, 4]), Ok(()));
    let errors = groups(vec![8, 10]).unwrap_err().to_string();
    assert_eq!(errors, "norm: expected a number of groups that divides every width of 8,10, got group:4");
}

#[test]
fn branches_have_a_constant_or_a_learned_scale() {
    let texts =
        [("1", "1"), ("0", "0"), ("0.5", "0.5"), ("1/3", "1/3"), ("depth", "depth"), ("learned:0", "learned:0")];
    takes("branch", &texts);
    takes("branch", &[("learned:1e0", "learned:1"), ("100", "100")]);
    let expected = "a number from 0 to 100, depth or learned:a with such a number";
    refuses("branch", expected, &["", "101", "-1", "learned", "learned:", "learned:101", "Depth", "depth:2", "none"]);
    assert_eq!(Branch::Depth.initial(64), 0.125);
    assert_eq!(Branch::Learned(0.25).initial(64), 0.25);
}

#[test]
fn real_and_optional_real_fields_enforce_their_ranges() {
    for field in ["eps", "momentum"] {
        takes(field, &[("0", "0"), ("1", "1"), ("1e-5", "1e-5"), ("1/3", "1/3"), ("0.001", "0.001")]);
        refuses(field, "a number from 0 to 1", &["", "1.0001", "-1e-9", "none", "1e400", "NaN"]);
    }
    takes("outnorm", &[("none", "none"), ("0", "0"), ("0.1", "0.1"), ("100", "100")]);
    refuses("outnorm", "none or a number from 0 to 100", &["", "100.5", "-1", "batch"]);
}

#[test]
fn schedules_change_at_rising_steps() {
    let last = format!("0.1,{MAX_LINK_STEP}:0");
    takes(
        "lr",
        &[
            ("0.1", "0.1"),
            ("0", "0"),
            ("100", "100"),
            ("0.1,100000:0.01", "0.1,100000:0.01"),
            ("1/3,1:0.5,2:1", "1/3,1:0.5,2:1"),
            (&last, &last),
        ],
    );
    let expected = format!(
        "learning rates from 0 to 100, such as 0.1, 0.1,100000:0.01 or 0.1,cosine:20000, steps rising, at most {MAX_RATE_CHANGES} changes"
    );
    let beyond = format!("0.1,{}:0", MAX_LINK_STEP + 1);
    let changes = |n: usize| (1..=n).fold("0.1".to_owned(), |text, step| format!("{text},{step}:0.2"));
    assert!(set("lr", &changes(MAX_RATE_CHANGES)).is_ok());
    refuses(
        "lr",
        &expected,
        &[
            "",
            "-0.1",
            "100.1",
            "0.1,",
            "0.1,5",
            "0.1,5:",
            "0.1,0:1",
            "0.1,5:1,5:2",
            "0.1,5:1,4:2",
            "0.1,x:1",
            &beyond,
            &changes(MAX_RATE_CHANGES + 1),
        ],
    );
}

#[test]
fn cosine_is_the_last_item_of_a_schedule() {
    takes(
        "lr",
        &[
            ("0.1,cosine:20000", "0.1,cosine:20000"),
            ("1/3,5:0.5,cosine:1", "1/3,5:0.5,cosine:1"),
            ("0.1,cosine:10000000", "0.1,cosine:10000000"),
        ],
    );
    for text in [
        "cosine:5",
        "0.1,cosine",
        "0.1,cosine:",
        "0.1,cosine:0",
        "0.1,cosine:10000001",
        "0.1,cosine:5,7:0.1",
        "0.1,cosine:5,cosine:6",
        "0.1,cosine:x",
        "100.1,cosine:5",
    ] {
        let error = set("lr", text).unwrap_err();
        assert!(error.starts_with("lr: expected learning rates from 0 to 100, such as"), "{error}");
    }
}

#[test]
fn optimizers_have_a_momentum_below_one_and_adam_two_betas() {
    takes(
        "opt",
        &[
            ("sgd", "sgd"),
            ("momentum:0.9", "momentum:0.9"),
            ("momentum:0", "momentum:0"),
            ("momentum:9/10", "momentum:0.9"),
            ("nesterov:0.999999", "nesterov:0.999999"),
            ("adam", "adam"),
            ("adamw", "adamw"),
        ],
    );
    refuses(
        "opt",
        "sgd, adam, adamw, momentum:m, or nesterov:m with m above 0; m a number from 0 to 0.999999",
        &["", "SGD", "momentum", "momentum:", "momentum:1", "momentum:-0.1", "nesterov:0", "nesterov:1", "adam:0.9"],
    );
    takes("betas", &[("0.9,0.999", "0.9,0.999"), ("0,0", "0,0"), ("1/3,0.999999", "1/3,0.999999")]);
    refuses(
        "betas",
        "two numbers from 0 to 0.999999, such as 0.9,0.999",
        &["", "0.9", "0.9,", "0.9,1", "1,0.9", "-0.1,0.9", "0.9,0.9,0.9", "0.9;0.9"],
    );
    takes("opteps", &[("0", "0"), ("1e-8", "1e-8"), ("1", "1")]);
    refuses("opteps", "a number from 0 to 1", &["", "-1e-8", "1.1"]);
    takes("decay", &[("default", "default"), ("0", "0"), ("0.01", "0.01"), ("10", "10")]);
    refuses("decay", "default or a number from 0 to 10", &["", "none", "-0.1", "10.1", "Default"]);
    takes("clip", &[("none", "none"), ("1", "1"), ("1e-6", "1e-6"), ("1000000", "1000000")]);
    refuses("clip", "none or a number from 1e-6 to 1000000", &["", "0", "-1", "1000001", "inf"]);
    takes("warmup", &[("0", "0"), ("500", "500"), ("10000000", "10000000")]);
    refuses("warmup", "a whole number from 0 to 10000000", &["", "-1", "0.5", "10000001"]);
}

#[test]
fn default_decay_is_that_of_torch() {
    let decay = |text: &str| text.parse::<Config>().unwrap().weight_decay();
    assert_eq!(["opt=sgd", "opt=momentum:0.9", "opt=nesterov:0.9", "opt=adam"].map(decay), [0.0; 4]);
    assert_eq!(["opt=adamw", "opt=adamw&decay=0", "decay=0.2"].map(decay), [0.01, 0.0, 0.2]);
}

#[test]
fn learning_rate_is_that_of_the_last_change_so_far() {
    let mut schedule = Schedule { initial: 0.1, changes: vec![(5, 0.2), (9, 0.3)], cosine: None };
    let rates: Vec<f64> = [0, 4, 5, 8, 9, u64::MAX].map(|step| schedule.rate(step)).to_vec();
    assert_eq!(rates, [0.1, 0.1, 0.2, 0.2, 0.3, 0.3]);
    schedule.set_from(7, 0.7).unwrap();
    schedule.set_from(5, 0.5).unwrap();
    schedule.set_from(0, 1.0).unwrap();
    assert_eq!(schedule, Schedule { initial: 1.0, changes: vec![(5, 0.5), (7, 0.7), (9, 0.3)], cosine: None });
    let mut full = Schedule::constant(0.1);
    (1..MAX_RATE_CHANGES as u64).for_each(|step| full.set_from(step, 0.2).unwrap());
    full.set_from(MAX_LINK_STEP, 0.2).unwrap();
    assert_eq!(full.set_from(MAX_LINK_STEP, 0.3), Ok(()), "a change that is there can be another");
    assert_eq!(
        full.set_from(MAX_LINK_STEP - 1, 0.3).unwrap_err().expected,
        format!("at most {MAX_RATE_CHANGES} changes")
    );
    let error = schedule.set_from(MAX_LINK_STEP + 1, 0.1).unwrap_err();
    assert_eq!(error.to_string(), "lr: expected a change at step 10000000 or before, got one at step 10000001");
}

#[test]
fn presets_are_the_lectures() {
    use Init::{Gain, Std};
    let third = Gain(5.0 / 3.0);
    let small = (Std(0.01), Bias::Std(0.0));
    let fifth = (Gain(0.1), Bias::Zero);
    let unit = Bias::Std(1.0);
    let drawn = Bias::Std(0.01);
    // Name, hidden layers, weights, biases, output weights and biases, BatchNorm, gain of the logits' norm.
    let rows = [
        ("naive", 1, Std(1.0), unit, (Std(1.0), unit), false, None),
        ("output-fixed", 1, Std(1.0), unit, small, false, None),
        ("tanh-fixed", 1, Std(0.2), drawn, small, false, None),
        ("kaiming", 1, third, drawn, small, false, None),
        ("batchnorm", 1, third, Bias::None, small, true, None),
        ("deep-gain-1", 5, Gain(1.0), Bias::Zero, fifth, false, None),
        ("deep-gain-5/3", 5, third, Bias::Zero, fifth, false, None),
        ("deep-gain-3", 5, Gain(3.0), Bias::Zero, fifth, false, None),
        ("deep-gain-0.5", 5, Gain(0.5), Bias::Zero, fifth, false, None),
        ("deep-linear", 5, Gain(1.0), Bias::Zero, fifth, false, None),
        ("deep-batchnorm", 5, Gain(1.0), Bias::None, (Gain(1.0), Bias::None), true, Some(0.1)),
        ("deep-no-fan-in-batchnorm", 5, Std(1.0), Bias::None, (Std(1.0), Bias::None), true, Some(0.1)),
    ];
    assert_eq!(rows.map(|row| row.0), Preset::NAMES[..rows.len()]);
    for (preset, (name, layers, w, b, (out, outb), normed, outnorm)) in Preset::ALL.into_iter().zip(rows) {
        let deep = layers == 5;
        let expected = Config {
            preset,
            context: 3,
            embedding: 10,
            hidden: if deep { vec![100; 5] } else { vec![200] },
            activation: if name == "deep-linear" { Activation::Identity } else { Activation::Tanh },
            hidden_weights: w,
            output_weights: out,
            hidden_biases: b,
            output_biases: outb,
            norm: if normed { Norm::Batch } else { Norm::None },
            output_norm_gain: outnorm,
            eps: if name == "batchnorm" { 0.0 } else { 1e-5 },
            momentum: if name == "batchnorm" { 0.001 } else { 0.1 },
            variance: Variance::Unbiased,
            residual: Residual::None,
            branch: Branch::Fixed(1.0),
            batch: 32,
            learning_rate: Schedule {
                initial: 0.1,
                changes: vec![(if deep { 150_000 } else { 100_000 }, 0.01)],
                cosine: None,
            },
            warmup: 0,
            optimizer: Optimizer::Sgd,
            betas: [0.9, 0.999],
            optimizer_eps: 1e-8,
            decay: None,
            clip: None,
            seed: 2_147_483_647,
            changes: Vec::new(),
        };
        assert_eq!(preset.config(), expected, "{name}");
        assert_eq!(preset.config().validate(), Ok(()));
        assert!(preset.doc().ends_with('.'));
    }
    assert_eq!(Config::default(), Preset::Naive.config());
}

#[test]
fn presets_beyond_the_lecture_are_what_their_titles_say() {
    let thirty = "preset=deep-gain-1&hidden=100x30";
    let torch = "w=torch&out=torch&b=torch&outb=torch";
    for (preset, link) in [
        (Preset::TorchDefault, format!("preset=deep-gain-1&{torch}")),
        (Preset::ReluKaiming, format!("{thirty}&act=relu&w=kaiming_normal&lr=0.03")),
        (Preset::ReluXavier, format!("{thirty}&act=relu&w=xavier_normal&lr=0.03")),
        (Preset::Selu, format!("{thirty}&act=selu&w=kaiming_normal&lr=0.03")),
        (Preset::ResidualDepth, format!("{thirty}&act=gelu&w=xavier_normal&res=pre&branch=depth&lr=0.03")),
        (Preset::ReZero, format!("{thirty}&act=relu&w=kaiming_normal&res=pre&branch=learned:0&lr=0.1")),
        (Preset::PreNorm, format!("{thirty}&act=gelu&{torch}&norm=layer&res=pre&opt=adamw&lr=0.001")),
        (Preset::PostNorm, format!("{thirty}&act=gelu&{torch}&norm=layer&res=post&opt=adamw&lr=0.001")),
        (
            Preset::RmsNormSilu,
            format!(
                "{thirty}&act=silu&w=trunc_normal:0.02&out=trunc_normal:0.02&b=none&outb=none&norm=rms&res=pre&opt=adamw\
                 &lr=0.003,cosine:20000&warmup=100&clip=1"
            ),
        ),
    ] {
        let expected = Config { preset, ..link.parse().unwrap() };
        assert_eq!(preset.config(), expected, "{}", preset.name());
    }
}

#[test]
fn every_wrong_field_is_reported_at_once() {
    let bad = Config {
        context: 0,
        embedding: 65,
        hidden: vec![1; 65],
        hidden_weights: Init::Std(-1.0),
        output_weights: Init::Gain(f64::NAN),
        hidden_biases: Bias::Std(101.0),
        output_biases: Bias::Std(f64::INFINITY),
        output_norm_gain: Some(101.0),
        norm: Norm::Layer,
        eps: 1.1,
        momentum: -0.1,
        batch: 257,
        learning_rate: Schedule::constant(-1.0),
        warmup: MAX_LINK_STEP + 1,
        optimizer: Optimizer::Nesterov(0.0),
        betas: [0.9, 1.0],
        optimizer_eps: f64::NAN,
        decay: Some(-0.1),
        clip: Some(0.0),
        ..Config::default()
    };
    let fields: Vec<String> = bad.validate().unwrap_err().into_iter().map(|error| error.field).collect();
    assert_eq!(
        fields,
        [
            "context", "emb", "hidden", "w", "out", "b", "outb", "outnorm", "eps", "momentum", "batch", "lr", "warmup",
            "opt", "betas", "opteps", "decay", "clip"
        ]
    );
}

#[test]
fn contradictory_fields_are_named() {
    let said = |config: Config| {
        config.validate().map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
    };
    let default = Config::default;
    let alone = Config { norm: Norm::Batch, batch: 1, ..default() };
    assert_eq!(said(alone), Err("batch: expected at least 2 with BatchNorm, got 1".into()));
    let normless = Config { output_norm_gain: Some(0.1), ..default() };
    assert_eq!(said(normless), Err("outnorm: expected none where norm is none or group:k, got 0.1".into()));
    for (norm, batch) in [(Norm::Batch, 2), (Norm::Layer, 1), (Norm::None, 1)] {
        assert_eq!(said(Config { norm, batch, ..default() }), Ok(()));
    }
}

#[test]
fn schema_ranges_are_the_enforced_ranges() {
    for field in &FIELDS {
        let (name, min, max) = (field.name, field.min, field.max);
        assert_eq!(FieldName::from_key(name), Some(field.id));
        assert_eq!(field.id.key(), name);
        let default = Config::default().print(field.id);
        assert_eq!(Ok(default.clone()), set(name, &default), "{name}'s default");
        let text = |number: f64| match field.kind {
            Kind::Init | Kind::Bias => format!("std:{number}"),
            Kind::Changes => format!("{number}:seed=1"),
            Kind::Optimizer => format!("momentum:{number}"),
            Kind::Betas => format!("{number},{number}"),
            _ => number.to_string(),
        };
        if matches!(field.kind, Kind::Choice | Kind::Norm) {
            assert!(field.choices.iter().all(|word| set(name, word).is_ok()), "{name}");
            continue;
        }
        for number in [min, max] {
            assert!(set(name, &text(number)).is_ok(), "{name}={number}");
        }
        for number in [min - 1.0, max + 1.0] {
            assert!(set(name, &text(number)).is_err(), "{name}={number}");
        }
    }
    let config = serde_json::to_value(Config::default()).unwrap();
    let mut names: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
    names.sort_unstable();
    assert_eq!(config.as_object().unwrap().keys().collect::<Vec<_>>(), names, "a Config's fields are the schema's");
}

#[test]
fn scale_formula_shows_its_value() {
    let formula = |init: Init, fan_in| init.formula([fan_in, 7], Activation::Tanh);
    assert_eq!(formula(Init::Gain(5.0 / 3.0), 30), "5/3 / √30 = 0.304");
    assert_eq!(formula(Init::Gain(0.1), 100), "0.1 / √100 = 0.01");
    assert_eq!(formula(Init::Gain(0.123_456_789), 2), "0.123 / √2 = 0.0873");
    assert_eq!(formula(Init::Std(0.2), 30), "0.2");
    assert!((Init::Std(0.2).gain([25, 7], Activation::Tanh) - 1.0).abs() < 1e-15);
    assert!((Init::Gain(2.0).std([16, 7], Activation::Tanh) - 0.5).abs() < 1e-15);
}

#[test]
fn js_sees_plain_objects_and_words() {
    let config = Config {
        hidden_biases: Bias::None,
        output_biases: Bias::Std(0.5),
        hidden_weights: Init::Gain(2.0),
        ..Preset::DeepGain5Over3.config()
    };
    let value = serde_json::to_value(&config).unwrap();
    assert_eq!(
        value,
        json!({
            "preset": "deep-gain-5/3", "context": 3, "emb": 10, "hidden": [100, 100, 100, 100, 100], "act": "tanh",
            "w": {"gain": 2.0}, "out": {"gain": 0.1}, "b": "none", "outb": {"std": 0.5}, "norm": "none", "outnorm": null,
            "eps": 1e-5, "momentum": 0.1, "variance": "unbiased", "res": "none", "branch": "1", "batch": 32,
            "lr": {"initial": 0.1, "changes": [[150_000, 0.01]]}, "warmup": 0, "opt": "sgd", "betas": [0.9, 0.999], "opteps": 1e-8,
            "decay": "default", "clip": null, "seed": 2_147_483_647_u32, "then": []
        })
    );
    for (text, expected) in [
        ("opt=momentum:0.5&decay=0.1&clip=2", json!({"opt": {"momentum": 0.5}, "decay": 0.1, "clip": 2.0})),
        (
            "opt=nesterov:0.5&lr=0.1,cosine:9",
            json!({"opt": {"nesterov": 0.5}, "lr": {"initial": 0.1, "changes": [], "cosine": 9}}),
        ),
        ("opt=adamw", json!({"opt": "adamw", "decay": "default"})),
    ] {
        let value = serde_json::to_value(text.parse::<Config>().unwrap()).unwrap();
        assert!(expected.as_object().unwrap().iter().all(|(key, expected)| value[key] == *expected), "{value}");
    }
    let mut changing = config;
    changing.set(FieldName::Changes, "20:batch=64;eps=0.5,30:momentum=1/4;seed=4;variance=biased").unwrap();
    assert_eq!(
        serde_json::to_value(&changing.changes).unwrap(),
        json!([
            {"step": 20, "batch": 64, "eps": 0.5},
            {"step": 30, "momentum": 0.25, "variance": "biased", "seed": 4}
        ])
    );
    for preset in Preset::ALL {
        let value = serde_json::to_value(preset.config()).unwrap();
        assert_eq!(value["preset"], preset.name());
    }
}

#[test]
fn settings_in_force_at_a_step_are_the_latest_changes() {
    let mut config = Config::default();
    config.set(FieldName::Changes, "20:batch=64;eps=0.5,30:momentum=0.25;seed=4;variance=biased").unwrap();
    let at = |step| {
        let Config { batch, eps, momentum, seed, variance, .. } = config.in_force(step);
        (batch, eps, momentum, seed, variance)
    };
    let seed = Config::default().seed;
    assert_eq!(at(0), (32, 1e-5, 0.1, seed, Variance::Unbiased));
    assert_eq!(at(19), at(0));
    assert_eq!(at(20), (64, 0.5, 0.1, seed, Variance::Unbiased));
    assert_eq!(at(29), at(20));
    assert_eq!(at(30), (64, 0.5, 0.25, 4, Variance::Biased));
    assert_eq!(at(MAX_LINK_STEP), at(30));
    assert_eq!(config.in_force(30).hidden, config.hidden);
}

#[test]
fn fan_in_is_the_previous_layers_fan_out() {
    let config = Config { context: 4, embedding: 5, hidden: vec![30, 40], ..Config::default() };
    assert_eq!(config.linear_shapes(27), [[20, 30], [30, 40], [40, 27]]);
}

#[test]
fn new_schedule_keeps_past_rates_and_accepts_only_future_changes() {
    let mut config = Config::default();
    config.set(FieldName::LearningRate, "0.1,10:0.2,20:0.3").unwrap();
    let planned = |step, text| {
        let mut planned = config.clone();
        planned.set_plan(step, text).map(|()| planned.print(FieldName::LearningRate))
    };
    assert_eq!(planned(10, "30:0.4,40:0.5").as_deref(), Ok("0.1,10:0.2,30:0.4,40:0.5"));
    assert_eq!(planned(9, "10:0.4").as_deref(), Ok("0.1,10:0.4"));
    assert_eq!(planned(0, "").as_deref(), Ok("0.1"));
    assert_eq!(planned(20, "").as_deref(), Ok("0.1,10:0.2,20:0.3"));
    for (step, text) in [(10, "10:0.4"), (30, "25:0.4"), (30, "30:0.4"), (0, "x"), (0, "5:0.1,5:0.2"), (0, ",")] {
        let error = planned(step, text).unwrap_err();
        assert_eq!((&*error.field, &*error.got), ("lr", text));
        assert!(error.expected.starts_with(&format!("changes after step {step}, such as")), "{error}");
    }
}
