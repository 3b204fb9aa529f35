//! A session as the page uses it: the same text, Config and step give the same bits, whatever was asked in between.

use initscope::config::{Config, Preset};
use initscope::dataset::Dataset;
use initscope::link::Link;
use initscope::session::Session;
use proptest::prelude::*;

const ITEMS: &str = "emma\nolivia\nava\nisabella\nsophia\ncharlotte\nmia\namelia\nharper\nevelyn\nabigail\nemily";

fn text() -> Dataset {
    Dataset::parse(ITEMS.as_bytes()).unwrap()
}

fn config(link: &str) -> Config {
    let (link, errors) = Link::parse(link);
    assert!(errors.is_empty(), "{errors:?}");
    link.config
}

fn session(link: &str) -> Session {
    Session::new(text(), config(link), 0).unwrap()
}

fn run(session: &mut Session, steps: usize) -> String {
    (0..steps).for_each(|_| _ = session.advance());
    session.checksum()
}

#[test]
fn restart_equals_a_fresh_session() {
    for preset in Preset::ALL {
        let mut session = Session::new(text(), config("#seed=9"), 0).unwrap();
        run(&mut session, 5);
        session.configure(preset.config(), 1).unwrap();
        let mut fresh = Session::new(text(), preset.config(), 1).unwrap();
        assert_eq!(session.checksum(), fresh.checksum());
        assert_eq!(session.frame().words(), fresh.frame().words(), "{}", preset.name());
        assert_eq!(run(&mut session, 20), run(&mut fresh, 20), "{}", preset.name());
    }
}

#[test]
fn every_setting_of_a_link_changes_the_bits() {
    let sum = run(&mut session("#norm=batch"), 3);
    for other in [
        "seed=1",
        "w=std:2",
        "out=std:2",
        "batch=31",
        "lr=0.2",
        "hidden=199",
        "context=4",
        "emb=9",
        "act=relu",
        "b=none",
        "outb=zero",
        "variance=biased",
        "momentum=0.2",
        "eps=0.1",
        "norm=layer",
        "outnorm=0.5",
    ] {
        let link = if other.starts_with("norm") { format!("#{other}") } else { format!("#norm=batch&{other}") };
        assert_ne!(run(&mut session(&link), 3), sum, "{other}");
    }
}

#[test]
fn rate_changed_during_a_run_equals_the_link_with_that_schedule() {
    let mut live = session("#preset=kaiming");
    run(&mut live, 30);
    live.set_learning_rate(0.01).unwrap();
    run(&mut live, 20);
    live.set_learning_rate(1.0 / 3.0).unwrap();
    let sum = run(&mut live, 10);
    let printed = Link { config: live.config().clone(), ..Link::default() }.to_string();
    assert!(printed.contains("30:0.01,50:"), "{printed}");
    assert_eq!(run(&mut session(&printed), 60), sum);
    assert_ne!(run(&mut session("#preset=kaiming"), 60), sum);
}

#[test]
fn schedule_set_during_a_run_equals_the_link_with_that_schedule() {
    let mut live = session("#preset=kaiming&lr=0.1,20:0.3,100:0.02");
    run(&mut live, 30);
    live.set_plan("31:0.05,45:1/3").unwrap();
    let sum = run(&mut live, 40);
    assert_eq!(live.config(), &config("#preset=kaiming&lr=0.1,20:0.3,31:0.05,45:1/3"));
    assert_eq!(run(&mut session("#preset=kaiming&lr=0.1,20:0.3,31:0.05,45:1/3"), 70), sum);
    assert_ne!(run(&mut session("#preset=kaiming&lr=0.1,20:0.3,100:0.02"), 70), sum);
}

#[test]
fn new_schedule_replaces_later_rates_and_keeps_past_ones() {
    let mut session = session("#lr=0.1,2:0.2,3:0.3,9:0.4");
    session.set_plan("7:0.7").unwrap();
    assert_eq!(session.config(), &config("#lr=0.1,7:0.7"), "at step 0 the initial rate alone has been");
    session.set_plan("2:0.2,3:0.3,9:0.4").unwrap();
    run(&mut session, 3);
    session.set_plan("").unwrap();
    assert_eq!(session.config(), &config("#lr=0.1,2:0.2,3:0.3"), "a change at the present step has been");
    assert_eq!(session.training().learning_rate(), 0.3);
}

#[test]
fn invalid_or_late_schedule_is_refused_without_effect() {
    let mut session = session("#lr=0.1,4:0.2,50:0.3");
    run(&mut session, 10);
    let many: Vec<String> = (11..75).map(|step| format!("{step}:0.1")).collect();
    let faults = [
        "10:0.1",
        "4:0.1",
        "3:0.1",
        "0:0.1",
        "0.1",
        "20",
        "20:",
        ":0.1",
        "20:0.1,",
        ",20:0.1",
        "20:0.1;30:0.2",
        "20:x",
        "20:0.1,20:0.2",
        "30:0.1,20:0.2",
        "20:100.5",
        "20:-1",
        "20:NaN",
        "20.5:0.1",
        "10000001:0.1",
        &many.join(","),
    ];
    for plan in faults {
        let error = session.set_plan(plan).unwrap_err();
        assert_eq!(error.field, "lr");
        assert!(error.expected.starts_with("changes after step 10, "), "{error}");
        assert!(plan.starts_with(error.got.trim_end_matches('…')), "{error}");
        assert_eq!(session.config(), &config("#lr=0.1,4:0.2,50:0.3"), "{plan}");
        assert_eq!(session.training().learning_rate(), 0.2, "{plan}");
    }
    session.set_plan(&many[1..].join(",")).unwrap();
}

#[test]
fn alphabet_gives_each_token_its_character() {
    let session = Session::new(Dataset::parse("zé\na z\nb.\nc\nd\ne".as_bytes()).unwrap(), config(""), 0).unwrap();
    let info = session.text_info();
    assert_eq!(info.alphabet, " .abcdezé");
    assert_eq!(info.alphabet.chars().count(), info.vocabulary - 1);
}

#[test]
fn out_of_range_rate_is_refused_without_effect() {
    let mut session = session("");
    run(&mut session, 3);
    for rate in [f64::NAN, f64::INFINITY, -0.1, 100.5] {
        let error = session.set_learning_rate(rate).unwrap_err();
        assert_eq!(error.field, "lr");
    }
    assert_eq!(session.config(), &config(""));
    assert_eq!(session.training().learning_rate(), 0.1);
}

#[test]
fn number_of_rate_changes_is_limited_to_what_a_link_can_contain() {
    let mut session = session("#hidden=4&batch=2");
    let refused = (0..200).position(|i| {
        session.advance();
        session.set_learning_rate(0.1 + f64::from(i) / 1000.0).is_err()
    });
    // naive's own change at step 100,000 is one of 64.
    assert_eq!(refused, Some(63));
    let printed = Link { config: session.config().clone(), ..Link::default() }.to_string();
    let (link, errors) = Link::parse(&printed);
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(&link.config, session.config());
}

#[test]
fn out_of_range_config_is_refused_and_the_run_continues() {
    let mut session = session("");
    let sum = run(&mut session, 4);
    let bad = Config { batch: 0, embedding: 65, hidden: vec![], ..config("") };
    let fields: Vec<String> =
        session.configure(bad, 1).unwrap_err().iter().map(|error| error.field.to_string()).collect();
    assert_eq!(fields, ["emb", "hidden", "batch"]);
    assert_eq!((session.checksum(), session.training().step()), (sum, 4));
    session.advance();
}

#[test]
fn new_text_restarts_the_run_with_the_same_config() {
    let mut session = session("#preset=batchnorm");
    let before = run(&mut session, 4);
    session.set_threshold(0.5).unwrap();
    session.set_dataset(Dataset::parse(b"ab\nba\naab\nbba\nabab\nb\na").unwrap(), 2);
    assert_eq!((session.training().step(), session.text_info().vocabulary), (0, 3));
    assert_eq!(session.config(), &config("#preset=batchnorm"));
    let frame = session.frame();
    let section = frame.sections().iter().find(|section| section.name == "threshold").unwrap();
    assert_eq!(f32::from_bits(frame.words()[section.at]), 0.5, "the threshold is the viewer's, not the text's");
    session.set_dataset(text(), 3);
    assert_eq!(run(&mut session, 4), before);
}

#[test]
fn largest_and_smallest_networks_run() {
    for link in [
        "#hidden=512x10&batch=256&context=8&emb=64&norm=batch&outnorm=1",
        "#hidden=1&batch=1&context=1&emb=1&norm=layer",
        "#hidden=1x10&batch=2&norm=batch&w=std:0&out=std:0&eps=0",
        "#w=std:100&out=gain:100&lr=100&act=identity&hidden=64x10",
        "#lr=0&b=none&outb=none",
    ] {
        let mut session = session(link);
        run(&mut session, 3);
        session.write_frame();
        assert_eq!(session.sample(2, 1).len(), 2, "{link}");
    }
}

#[test]
fn checksum_depends_on_the_last_bit_but_not_on_a_nans_payload() {
    let model = session("#hidden=4&norm=batch").training().model().clone();
    let with = |bits: u32| {
        let mut model = model.clone();
        model.parameters_mut()[7] = f32::from_bits(bits);
        model.checksum()
    };
    let bits = model.parameters()[7].to_bits();
    assert_eq!(with(bits), model.checksum());
    assert_ne!(with(bits ^ 1), model.checksum());
    assert_ne!(with(0), with(1 << 31), "zeros of either sign differ");
    assert_eq!(with(0x7fc0_0000), with(0xffc0_1234));
    assert_ne!(with(0x7fc0_0000), with(0x7f80_0000), "infinity is no NaN");
}

/// Links over the whole range of every field, small enough to run.
fn any_link() -> impl Strategy<Value = String> {
    let scale = prop_oneof![
        (0.0_f64..100.0).prop_map(|std| format!("std:{std}")),
        (0.0_f64..4.0).prop_map(|gain| format!("gain:{gain}"))
    ];
    let bias = prop_oneof![
        Just("none".to_owned()),
        Just("zero".to_owned()),
        (0.0_f64..3.0).prop_map(|std| format!("std:{std}"))
    ];
    let activations = vec![
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
    ];
    let norm = prop::sample::select(vec!["none", "batch&outnorm=0.1", "batch", "layer", "layer&outnorm=2"]);
    (
        (1..=8_usize, 1..=9_usize, prop::collection::vec(1..=40_usize, 1..=10), 2..=40_usize, any::<u32>()),
        (scale.clone(), scale, bias.clone(), bias),
        (norm, prop::sample::select(activations), 0.0_f64..=1.0, 0.0_f64..=1.0, any::<bool>(), 0.0_f64..=100.0),
    )
        .prop_map(|((context, emb, hidden, batch, seed), (w, out, b, outb), (norm, act, eps, momentum, biased, lr))| {
            let hidden: Vec<String> = hidden.iter().map(ToString::to_string).collect();
            let variance = if biased { "biased" } else { "unbiased" };
            format!(
                "#context={context}&emb={emb}&hidden={}&batch={batch}&seed={seed}&w={w}&out={out}&b={b}&outb={outb}&norm={norm}\
                 &act={act}&eps={eps}&momentum={momentum}&variance={variance}&lr={lr}",
                hidden.join(",")
            )
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_network_of_a_link_trains_reproducibly(link in any_link()) {
        let mut first = session(&link);
        let sum = run(&mut first, 4);
        first.write_frame();
        let mut second = session(&link);
        for _ in 0..4 {
            second.write_frame();
            prop_assert!((1..=3).contains(&second.verdicts().len()));
            second.advance();
            second.layers();
        }
        prop_assert_eq!(second.checksum(), sum);
        prop_assert_eq!(second.strips(), first.strips());
        second.write_frame();
        prop_assert_eq!(first.frame().words(), second.frame().words());
    }
}
