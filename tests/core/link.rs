//! Links: what they contain and omit, and that no typed address causes a panic.

use std::collections::BTreeSet;

use initscope::checksum;
use initscope::config::{
    Activation, Bias, Branch, Change, Config, Init, MAX_CHANGES, MAX_LINK_STEP, Norm, Optimizer, Preset, Residual,
    Schedule, Variance,
};
use initscope::dataset::MAX_BYTES;
use initscope::link::{Link, LinkText, LinkView, MAX_PACKED, Pin, View, fingerprint};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// The panels of a page.
const PANELS: [&str; 4] = ["controls", "loss", "norm", "update"];

/// Parses a valid link.
fn parse(fragment: &str) -> Link {
    let (link, errors) = Link::parse(fragment);
    assert_eq!(*errors, [], "{fragment}");
    link
}

/// The errors of a link as text, and the link without the faulty parts.
fn faults(fragment: &str) -> (Vec<String>, Link) {
    let (link, errors) = Link::parse(fragment);
    (errors.iter().map(ToString::to_string).collect(), link)
}

#[test]
fn empty_link_is_the_naive_network_at_step_zero() {
    for fragment in ["", "#", "#v=1", "v=1", "#&&"] {
        assert_eq!(parse(fragment), Link::default(), "{fragment}");
    }
    assert_eq!(Link::default().to_string(), "#v=1");
}

#[test]
fn every_key_is_parsed() {
    let link = parse(
        "#v=1&preset=kaiming&context=5&emb=16&hidden=64,48&act=relu&w=gain:1.5&out=std:0.1&b=zero&outb=none&norm=layer\
         &outnorm=1/3&eps=0.001&momentum=0.2&variance=biased&res=pre&branch=learned:0.25&batch=7&lr=0.3,10:0.03&seed=9\
         &then=20:batch=64;eps=0.5;variance=biased,30:momentum=0.25;seed=4&step=12&sum=00ff00ff00ff00ff\
         &warmup=40&opt=nesterov:0.9&betas=0.8,0.99&opteps=0&decay=0.1&clip=2\
         &text=AZ-_09&embed=1&view=explore&hide=loss,controls&focus=norm&lesson=why-batch-norm",
    );
    let config = Config {
        preset: Preset::Kaiming,
        context: 5,
        embedding: 16,
        hidden: vec![64, 48],
        activation: Activation::Relu,
        hidden_weights: Init::Gain(1.5),
        output_weights: Init::Std(0.1),
        hidden_biases: Bias::Zero,
        output_biases: Bias::None,
        norm: Norm::Layer,
        output_norm_gain: Some(1.0 / 3.0),
        eps: 0.001,
        momentum: 0.2,
        variance: Variance::Biased,
        residual: Residual::Pre,
        branch: Branch::Learned(0.25),
        batch: 7,
        learning_rate: Schedule { initial: 0.3, changes: vec![(10, 0.03)], cosine: None },
        warmup: 40,
        optimizer: Optimizer::Nesterov(0.9),
        betas: [0.8, 0.99],
        optimizer_eps: 0.0,
        decay: Some(0.1),
        clip: Some(2.0),
        seed: 9,
        changes: vec![
            Change { step: 20, batch: Some(64), eps: Some(0.5), variance: Some(Variance::Biased), ..Change::default() },
            Change { step: 30, momentum: Some(0.25), seed: Some(4), ..Change::default() },
        ],
    };
    let view = LinkView {
        view: Some(View::Explore),
        lesson: Some("why-batch-norm".to_owned()),
        focus: Some("norm".to_owned()),
        hide: Some(vec!["loss".to_owned(), "controls".to_owned()]),
        embed: true,
    };
    let text = Some(LinkText::Packed("AZ-_09".to_owned()));
    let expected = Link { config, view, text, step: Some(12), sum: Some(0x00ff_00ff_00ff_00ff), ..Link::default() };
    assert_eq!(link, expected);
}

#[test]
fn keys_override_the_preset_in_any_order() {
    let expected = Config { batch: 8, ..Preset::DeepBatchNorm.config() };
    assert_eq!(parse("#preset=deep-batchnorm&batch=8").config, expected);
    assert_eq!(parse("#batch=8&preset=deep-batchnorm").config, expected);
}

#[test]
fn link_prints_only_differences_from_its_preset() {
    for (preset, name) in Preset::ALL.into_iter().zip(Preset::NAMES) {
        let link = Link { config: preset.config(), ..Link::default() };
        let expected = if *name == "naive" { "#v=1".to_owned() } else { format!("#v=1&preset={name}") };
        assert_eq!(link.to_string(), expected);
    }
    let link = Link {
        config: Config {
            hidden_weights: Init::Gain(5.0 / 3.0),
            hidden_biases: Bias::None,
            seed: 0,
            ..Preset::TanhFixed.config()
        },
        step: Some(1000),
        sum: Some(0xabc),
        ..Link::default()
    };
    assert_eq!(link.to_string(), "#v=1&preset=tanh-fixed&w=gain:5/3&b=none&seed=0&step=1000&sum=0000000000000abc");
}

#[test]
fn view_and_text_are_printed_before_the_step_in_any_input_order() {
    let link = parse("#sum=0000000000000abc&text=qw&step=3&embed=1&hide=none&seed=1&lesson=a&focus=loss");
    assert_eq!(
        link.to_string(),
        "#v=1&seed=1&lesson=a&focus=loss&hide=none&embed=1&text=qw&step=3&sum=0000000000000abc"
    );
    assert_eq!(link.config, Config { seed: 1, ..Config::default() });
}

#[test]
fn file_is_identified_by_its_fnv_1a_hash_and_length() {
    // The test vectors of the hash's authors.
    for (file, name) in [
        (&b""[..], "cbf29ce484222325:0"),
        (b"a", "af63dc4c8601ec8c:1"),
        (b"foobar", "85944171f73967e8:6"),
        (b"chongo was here!\n", "46810940eff5f915:17"),
    ] {
        assert_eq!(fingerprint(file), name);
    }
    for name in [format!("85944171f73967e8:{MAX_BYTES}"), fingerprint(b"a")] {
        assert_eq!(parse(&format!("#textis={name}")).text, Some(LinkText::File(name)));
    }
}

#[test]
fn view_and_text_keys_enforce_their_formats() {
    let panels = PANELS.join(", ");
    let text = format!("1 to {MAX_PACKED} characters of base64url");
    let file = format!("16 hex digits, a colon and 1 to {MAX_BYTES}, the bytes of a file");
    let lesson = "1 to 40 of a-z, 0-9 and -";
    let (long_lesson, long_text) = ("a".repeat(41), "a".repeat(MAX_PACKED + 1));
    let large = format!("85944171f73967e8:{}", MAX_BYTES + 1);
    let hide = format!("none, {panels}");
    for (key, expected, values) in [
        ("lesson", lesson, &["", "Norm", "a b", "a_b", "ä", "a/b", &long_lesson][..]),
        ("focus", &panels, &["", "none", "los", "loss,update", "Loss"]),
        ("hide", &hide, &["", "loss,", "loss,,update", "loss,colour", "none,loss", "loss update"]),
        ("embed", "1", &["", "0", "true", "11"]),
        ("text", &text, &["", "a+b", "a/b", "ab==", "ä", &long_text]),
        (
            "textis",
            &file,
            &[
                "",
                "85944171f73967e8",
                "85944171f73967e8:",
                "85944171f73967e8:0",
                "85944171f73967e8:+6",
                "85944171f73967e8:06",
                "85944171F73967E8:6",
                "85944171f73967e86",
                "5944171f73967e8:6",
                "日本語日本語日本:6",
                &large,
            ],
        ),
    ] {
        for value in values {
            let (link, errors) = Link::parse_for(&format!("#{key}={value}&seed=7"), &PANELS);
            assert_eq!(errors.len(), 1, "{key}={value}");
            let error = errors[0].to_string();
            assert!(error.starts_with(&format!("{key}: expected {expected}, got ")), "{error}");
            assert_eq!(link, Link { config: Config { seed: 7, ..Config::default() }, ..Link::default() });
        }
    }
    let (said, link) = faults("#textis=85944171f73967e8:6&text=qw");
    assert_eq!(said, ["textis: expected text or textis, not both, got 85944171f73967e8:6"]);
    assert_eq!(link.text, Some(LinkText::Packed("qw".to_owned())));
}

#[test]
fn without_a_list_of_panels_focus_and_hide_may_name_any() {
    let fragment = "#v=1&focus=some-panel-2&hide=another,some-panel-2";
    assert_eq!(parse(fragment).to_string(), fragment);
    let name = "1 to 40 of a-z, 0-9 and -";
    for value in ["", "none", "Loss", "a b", &"a".repeat(41)] {
        assert_eq!(faults(&format!("#focus={value}")).0.len(), 1, "{value}");
        assert_eq!(faults(&format!("#hide=loss,{value}")).0.len(), 1, "{value}");
    }
    let (errors, link) = faults("#focus=Loss&hide=loss,,norm");
    let expected =
        [format!("focus: expected {name}, got Loss"), format!("hide: expected none, {name}, got loss,,norm")];
    assert_eq!((errors, link), (expected.to_vec(), Link::default()));
    assert_eq!(faults(&format!("#hide={}", ["loss"; 33].join(","))).0.len(), 1);
}

#[test]
fn a_link_is_parsed_from_a_string_only_without_errors() {
    assert_eq!("#seed=3".parse(), Ok(parse("#seed=3")));
    let errors = "#seed=x&colour=red".parse::<Link>().unwrap_err().to_string();
    let expected =
        "colour: expected a known key, got colour=red; seed: expected a whole number from 0 to 4294967295, got x";
    assert_eq!(errors, expected);
}

#[test]
fn percent_encoding_is_decoded() {
    assert_eq!(parse("#preset=deep-gain-5%2F3&w=gain%3A5%2f3").config.hidden_weights, Init::Gain(5.0 / 3.0));
    assert_eq!(parse("%70reset=kaiming").config, Preset::Kaiming.config());
    let (faults, _) = faults("#act=%zz&eps=%&norm=%ff");
    assert_eq!(
        faults,
        [
            "act: expected tanh, relu, identity, sigmoid, leaky_relu, elu, selu, gelu, gelu_tanh, silu, softplus, got %zz",
            "eps: expected a number from 0 to 1, got %",
            "norm: expected none, batch, layer, rms or group:k with a number of groups, got \u{fffd}",
        ]
    );
}

#[test]
fn each_wrong_field_is_reported_and_the_others_hold() {
    let (faults, link) =
        faults("#v=2&preset=kaimng&context=17&emb=12&w=5&batch=64&colour=red&naked&step=-1&sum=12&seed=3&seed=4");
    assert_eq!(
        faults,
        [
            "colour: expected a known key, got colour=red",
            "naked: expected a known key, got naked",
            "seed: expected one value, got a second one, 4",
            &format!("preset: expected {}, got kaimng", Preset::NAMES.join(", ")),
            "v: expected 1, got 2",
            "context: expected a whole number from 1 to 16, got 17",
            "w: expected std:σ, gain:g, trunc_normal:σ, torch, lsuv, zero, or xavier_normal, xavier_uniform, \
             kaiming_normal, kaiming_uniform, kaiming_normal_out, kaiming_uniform_out or orthogonal, with :g or \
             without, with a number from 0 to 100, got 5",
            "step: expected a whole number from 0 to 10000000, got -1",
            "sum: expected 16 hex digits, got 12",
        ]
    );
    let config = Config { embedding: 12, batch: 64, seed: 3, ..Config::default() };
    assert_eq!(link, Link { config, ..Link::default() });
}

#[test]
fn key_without_a_value_is_reported() {
    assert_eq!(faults("#batch").0, ["batch: expected batch=value, got no value"]);
    assert_eq!(faults("#batch=").0, ["batch: expected a whole number from 1 to 256, got nothing"]);
}

#[test]
fn contradictory_fields_are_reported_only_if_the_link_has_them() {
    let (said, link) = faults("#norm=batch&batch=1");
    assert_eq!(said, ["batch: expected at least 2 with BatchNorm, got 1"]);
    assert_eq!((link.config.norm, link.config.batch), (Norm::Batch, 32));

    let (said, link) = faults("#outnorm=0.5");
    assert_eq!(said, ["outnorm: expected none where norm is none or group:k, got 0.5"]);
    assert_eq!(link.config.output_norm_gain, None);

    let (said, link) = faults("#norm=group:4&hidden=8,10");
    assert_eq!(said, ["norm: expected a number of groups that divides every width of 8,10, got group:4"]);
    assert_eq!((link.config.norm, link.config.hidden), (Norm::None, vec![8, 10]));

    // The preset's norm on the logits is removed along with its other norms, without an error.
    let link = parse("#preset=deep-batchnorm&norm=none");
    assert_eq!((link.config.norm, link.config.output_norm_gain), (Norm::None, None));
    assert_eq!(parse(&link.to_string()), link);
}

#[test]
fn steps_and_checksums_enforce_their_formats() {
    assert_eq!(parse(&format!("#step={MAX_LINK_STEP}")).step, Some(MAX_LINK_STEP));
    assert_eq!(parse("#step=0&sum=FFFFFFFFFFFFFFFF").sum, Some(u64::MAX));
    for step in ["10000001", "1.5", "x", "", "1e3", "+1", "99999999999999999999999999"] {
        assert_eq!(faults(&format!("#step={step}")).0.len(), 1, "{step}");
    }
    for sum in ["", "0", "00000000000000000", "000000000000000g", "+00000000000000f", "日本語日本語日本語日"]
    {
        assert_eq!(faults(&format!("#sum={sum}")).0.len(), 1, "{sum}");
    }
    assert_eq!(checksum::parse(&checksum::print(0x0123)), Some(0x0123));
}

#[test]
fn number_of_reported_faults_is_limited() {
    let fragment = (0..10_000).map(|i| format!("&x{i}=1")).collect::<String>();
    let (errors, _) = faults(&fragment);
    assert!(errors.len() < 100, "{}", errors.len());

    let (errors, _) = faults(&format!("#{}={}", "k".repeat(100_000), "v".repeat(100_000)));
    assert!(errors[0].len() < 300, "{}", errors[0].len());
}

#[test]
fn every_documented_link_keeps_its_meaning() {
    let mut count = 0;
    for line in include_str!("../golden/links.txt").lines().filter(|line| !line.is_empty() && !line.starts_with(';')) {
        let (given, printed) = line.split_once(" => ").unwrap_or_else(|| panic!("no arrow in {line}"));
        let link = parse(given);
        assert_eq!(link.to_string(), printed, "{given}");
        assert_eq!(parse(printed), link, "{given}");
        count += 1;
    }
    assert!(count > 80, "{count} links");
}

fn number(most: f64) -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(0.0),
        Just(most),
        0.0..=most,
        (0.0..=most).prop_map(|x| x * 1e-7),
        (0_u32..=100, 1_u32..=12).prop_map(move |(n, d)| (f64::from(n) / f64::from(d)).min(most)),
    ]
}

fn scale() -> impl Strategy<Value = Init> {
    let gain = || prop::option::of(number(100.0));
    prop_oneof![
        number(100.0).prop_map(Init::Std),
        number(100.0).prop_map(Init::Gain),
        number(100.0).prop_map(Init::XavierNormal),
        number(100.0).prop_map(Init::XavierUniform),
        gain().prop_map(Init::KaimingNormal),
        gain().prop_map(Init::KaimingUniform),
        gain().prop_map(Init::KaimingNormalOut),
        gain().prop_map(Init::KaimingUniformOut),
        number(100.0).prop_map(Init::Orthogonal),
        number(100.0).prop_map(Init::TruncNormal),
        Just(Init::Torch),
        Just(Init::Lsuv),
        Just(Init::Zero),
    ]
}

fn bias() -> impl Strategy<Value = Bias> {
    prop_oneof![Just(Bias::None), Just(Bias::Zero), Just(Bias::Torch), number(100.0).prop_map(Bias::Std)]
}

fn output_bias() -> impl Strategy<Value = Bias> {
    prop_oneof![4 => bias(), 1 => Just(Bias::Prior)]
}

fn schedule() -> impl Strategy<Value = Schedule> {
    let changes = prop::collection::btree_map(1..=MAX_LINK_STEP, number(100.0), 0..=64);
    let cosine = prop::option::of(1..=MAX_LINK_STEP);
    (number(100.0), changes, cosine).prop_map(|(initial, changes, cosine)| Schedule {
        initial,
        changes: changes.into_iter().collect(),
        cosine,
    })
}

/// The default Config with another optimizer and warmup.
fn optimizer() -> BoxedStrategy<Config> {
    let optimizer = prop_oneof![
        Just(Optimizer::Sgd),
        number(0.999).prop_map(Optimizer::Momentum),
        (1e-9..=0.999).prop_map(Optimizer::Nesterov),
        Just(Optimizer::Adam),
        Just(Optimizer::AdamW),
    ];
    let (decay, clip) = (prop::option::of(number(10.0)), prop::option::of(1e-6..=1e6));
    (0..=MAX_LINK_STEP, optimizer, [number(0.999), number(0.999)], number(1.0), decay, clip)
        .prop_map(|(warmup, optimizer, betas, optimizer_eps, decay, clip)| {
            let default = Config::default();
            Config { warmup, optimizer, betas, optimizer_eps, decay, clip, ..default }
        })
        .boxed()
}

/// Runs of some of the three colors: names of any characters, any Config, at a step or not.
fn pins() -> impl Strategy<Value = Vec<Pin>> {
    let pin = || prop::option::of((r"\PC{0,40}", config().boxed(), prop::option::of(0..=MAX_LINK_STEP)));
    [pin(), pin(), pin()].prop_map(|pins| {
        let pins = (0..).zip(pins).filter_map(|(color, pin)| Some((color, pin?)));
        pins.map(|(color, (name, config, step))| Pin { color, name, config, step }).collect()
    })
}

fn then() -> impl Strategy<Value = Vec<Change>> {
    let fields = (
        prop::option::of(2..=256_usize),
        prop::option::of(number(1.0)),
        prop::option::of(number(1.0)),
        prop::option::of(prop_oneof![Just(Variance::Biased), Just(Variance::Unbiased)]),
        prop::option::of(any::<u32>()),
    );
    let fields = fields.prop_filter("a change of something", |(batch, momentum, eps, variance, seed)| {
        batch.is_some() || momentum.is_some() || eps.is_some() || variance.is_some() || seed.is_some()
    });
    prop::collection::btree_map(1..=MAX_LINK_STEP, fields, 0..=MAX_CHANGES).prop_map(|changes| {
        let change =
            |(step, (batch, momentum, eps, variance, seed))| Change { step, batch, momentum, eps, variance, seed };
        changes.into_iter().map(change).collect()
    })
}

fn view() -> impl Strategy<Value = LinkView> {
    let name = || "[a-z0-9-]{1,40}".prop_filter("not the word for no panel", |name| name != "none");
    let hide = prop::option::of(prop::collection::vec(name(), 0..=13));
    let view = prop::option::of(prop::sample::select(View::ALL.to_vec()));
    (view, prop::option::of(name()), prop::option::of(name()), hide, any::<bool>())
        .prop_map(|(view, lesson, focus, hide, embed)| LinkView { view, lesson, focus, hide, embed })
}

fn text() -> impl Strategy<Value = Option<LinkText>> {
    let file = (any::<[u8; 8]>(), 1..=MAX_BYTES)
        .prop_map(|(hash, bytes)| LinkText::File(format!("{:016x}:{bytes}", u64::from_be_bytes(hash))));
    prop::option::of(prop_oneof!["[A-Za-z0-9_-]{1,5500}".prop_map(LinkText::Packed), file])
}

fn norm() -> impl Strategy<Value = (Norm, Option<f64>)> {
    let normed = |norm| prop::option::of(number(100.0)).prop_map(move |outnorm| (norm, outnorm));
    prop_oneof![
        Just((Norm::None, None)),
        (1..=512_usize).prop_map(|groups| (Norm::Group(groups), None)),
        normed(Norm::Batch),
        normed(Norm::Layer),
        normed(Norm::Rms)
    ]
}

fn residual() -> impl Strategy<Value = (Residual, Branch)> {
    let branch = prop_oneof![
        number(100.0).prop_map(Branch::Fixed),
        Just(Branch::Depth),
        number(100.0).prop_map(Branch::Learned)
    ];
    (prop::sample::select(vec![Residual::None, Residual::Pre, Residual::Post]), branch)
}

/// Any valid Config.
fn config() -> impl Strategy<Value = Config> {
    let shape = (1..=16_usize, 1..=64_usize, prop::collection::vec(1..=512_usize, 1..=64), 2..=256_usize, any::<u32>());
    let rest = (norm(), residual(), number(1.0), number(1.0), any::<bool>(), schedule(), then(), optimizer());
    let words = (prop::sample::select(&Preset::ALL[..]), 0..Activation::ALL.len());
    (words, shape, (scale(), scale(), bias(), output_bias()), rest).prop_map(
        |(
            (preset, activation),
            (context, embedding, hidden, batch, seed),
            (hidden_weights, output_weights, hidden_biases, output_biases),
            ((norm, output_norm_gain), (residual, branch), eps, momentum, biased, learning_rate, changes, optimizer),
        )| {
            let activation = Activation::ALL[activation];
            // The groups divide every width.
            let groups = if let Norm::Group(groups) = norm { groups } else { 1 };
            let hidden = hidden.into_iter().map(|width| (width / groups).max(1) * groups).collect();
            let variance = if biased { Variance::Biased } else { Variance::Unbiased };
            Config {
                preset,
                context,
                embedding,
                hidden,
                activation,
                hidden_weights,
                output_weights,
                hidden_biases,
                output_biases,
                norm,
                output_norm_gain,
                eps,
                momentum,
                variance,
                residual,
                branch,
                batch,
                learning_rate,
                seed,
                changes,
                ..optimizer
            }
        },
    )
}

#[test]
fn any_config_is_any_variant_of_every_setting() {
    let mut runner = TestRunner::deterministic();
    let mut found = BTreeSet::new();
    for _ in 0..1000 {
        let config = config().boxed().new_tree(&mut runner).unwrap().current();
        let cosine = if config.learning_rate.cosine.is_some() { "cosine" } else { "constant" };
        let decay = if config.decay.is_some() { "given" } else { "default" };
        let clip = if config.clip.is_some() { "clipped" } else { "not clipped" };
        let warmup = if config.warmup > 0 { "warmup" } else { "no warmup" };
        found.extend([cosine, decay, clip, warmup].map(str::to_owned));
        let words = [
            ("act", format!("{:?}", config.activation)),
            ("w", format!("{:?}", config.hidden_weights)),
            ("out", format!("{:?}", config.output_weights)),
            ("b", format!("{:?}", config.hidden_biases)),
            ("outb", format!("{:?}", config.output_biases)),
            ("norm", format!("{:?}", config.norm)),
            ("res", format!("{:?}", config.residual)),
            ("branch", format!("{:?}", config.branch)),
            ("opt", format!("{:?}", config.optimizer)),
        ];
        // `KaimingNormal(Some(0.5))` and `KaimingNormal(None)` differ.
        found.extend(words.map(|(key, word)| format!("{key} {}", word.trim_end_matches(|c| !char::is_alphabetic(c)))));
    }
    let variants = [
        ("act", Activation::ALL.map(|activation| format!("{activation:?}")).to_vec()),
        ("w", INITS.map(str::to_owned).to_vec()),
        ("out", INITS.map(str::to_owned).to_vec()),
        ("b", ["None", "Zero", "Torch", "Std"].map(str::to_owned).to_vec()),
        ("outb", ["None", "Zero", "Torch", "Std", "Prior"].map(str::to_owned).to_vec()),
        ("norm", ["None", "Batch", "Layer", "Rms", "Group"].map(str::to_owned).to_vec()),
        ("res", ["None", "Pre", "Post"].map(str::to_owned).to_vec()),
        ("branch", ["Fixed", "Depth", "Learned"].map(str::to_owned).to_vec()),
        ("opt", ["Sgd", "Momentum", "Nesterov", "Adam", "AdamW"].map(str::to_owned).to_vec()),
    ];
    for (key, names) in variants {
        for name in names {
            assert!(found.contains(&format!("{key} {name}")), "{key} {name} in {found:?}");
        }
    }
    for word in ["cosine", "constant", "given", "default", "clipped", "not clipped", "warmup"] {
        assert!(found.contains(word), "{word}");
    }
}

/// Every variant of [`Init`], with a gain and without.
const INITS: [&str; 17] = [
    "Std",
    "Gain",
    "XavierNormal",
    "XavierUniform",
    "KaimingNormal(Some",
    "KaimingNormal(None",
    "KaimingUniform(Some",
    "KaimingUniform(None",
    "KaimingNormalOut(Some",
    "KaimingNormalOut(None",
    "KaimingUniformOut(Some",
    "KaimingUniformOut(None",
    "Orthogonal",
    "TruncNormal",
    "Torch",
    "Lsuv",
    "Zero",
];

proptest! {
    #[test]
    fn printed_link_parses_to_the_same_link(
        // On the heap: the stack of a test has no room for it.
        config in config().boxed(),
        (view, text, pins, lockstep) in (view(), text(), pins(), any::<bool>()),
        step in prop::option::of(0..=MAX_LINK_STEP),
        sum in any::<Option<u64>>(),
    ) {
        prop_assert_eq!(config.validate(), Ok(()));
        let link = Link { config, view, text, pins, lockstep, step, sum };
        let printed = link.to_string();
        let (read, errors) = Link::parse(&printed);
        prop_assert!(errors.is_empty(), "{printed}: {errors}");
        prop_assert_eq!(read.to_string(), printed);
        prop_assert_eq!(read, link);
    }

    #[test]
    fn no_fragment_panics(fragment in "\\PC*") {
        let (link, _) = Link::parse(&fragment);
        prop_assert_eq!(link.config.validate(), Ok(()));
    }

    #[test]
    fn no_value_of_a_known_key_panics(
        pairs in prop::collection::vec(
            (prop::sample::select(vec![
                "v", "preset", "context", "emb", "hidden", "act", "w", "out", "b", "outb", "norm", "outnorm", "eps",
                "momentum", "variance", "res", "branch", "batch", "lr", "warmup", "opt", "betas", "opteps", "decay", "clip", "seed", "then",
                "step", "sum", "lesson", "focus", "hide", "embed", "text", "textis", "pin1", "pin2", "pin3", "pace",
            ]), "(std:|gain:|kaiming_normal|lsuv|torch|group:|rms|learned:|depth|pre|nesterov:|adamw|cosine:|batch|layer|none|loss|hand|[0-9]{1,4}|[-+.,:;=/xe%]|5/3|5:batch=|;seed=|[0-9a-f]{16}|[0-9]{20}|\\PC){0,6}"),
            0..12,
        ),
    ) {
        let fragment: String = pairs.iter().map(|(key, value)| format!("&{key}={value}")).collect();
        let (link, errors) = Link::parse(&fragment);
        prop_assert_eq!(link.config.validate(), Ok(()));
        // Every fault is of a given key, or of a piece of a value with an & in it.
        prop_assert!(errors.iter().all(|error| !error.expected.is_empty() && !error.got.is_empty()), "{:?}", errors);
        prop_assert_eq!(&Link::parse(&link.to_string()).0, &link);
    }
}
