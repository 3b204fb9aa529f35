//! The axes of a sweep: what their texts mean, errors of invalid ones, and the Configs of their cells.

use initscope::Errors;
use initscope::config::{Config, FieldName, Init, Norm};
use initscope::link::Link;
use initscope::sweep::{self, Axis, AxisField, Grid, MAX_VALUES};
use proptest::prelude::*;

fn config(link: &str) -> Config {
    let (link, errors) = Link::parse(link);
    assert!(errors.is_empty(), "{errors:?}");
    link.config
}

/// The Config of a cell, from fields and values.
fn cell_config(base: &Config, values: &[(&str, &str)]) -> Result<Config, Errors> {
    let values = values.iter().map(|(field, value)| Ok((field.parse()?, *value)));
    sweep::cell_config(base, &values.collect::<Result<Vec<_>, Errors>>()?)
}

/// The values of an axis, separated by spaces.
#[track_caller]
fn values(base: &str, text: &str) -> String {
    Axis::parse(&config(base), text).unwrap_or_else(|error| panic!("{text}: {error}")).values.join(" ")
}

/// The error of an invalid axis.
#[track_caller]
fn fault(text: &str) -> String {
    Axis::parse(&Config::default(), text).expect_err(text).to_string()
}

#[test]
fn ranges_are_geometric_or_linear_by_field_unless_stated() {
    for (text, expected) in [
        ("w=0.01..10*4", "0.01 0.1 1 10"),
        ("out=0.01..1*5", "0.01 0.03162 0.1 0.3162 1"),
        ("lr=1e-3..1*4", "0.001 0.01 0.1 1"),
        ("lr=1..0.001*4", "1 0.1 0.01 0.001"),
        ("w=0..1*5:lin", "0 0.25 0.5 0.75 1"),
        ("width=8..512*7", "8 16 32 64 128 256 512"),
        ("width=100..500*5:lin", "100 200 300 400 500"),
        ("batch=1..256*9", "1 2 4 8 16 32 64 128 256"),
        ("depth=1..10*10", "1 2 3 4 5 6 7 8 9 10"),
        ("depth=1..8*4:log", "1 2 4 8"),
        ("seed=1..5*3", "1 3 5"),
        ("depth=4..64*5:log", "4 8 16 32 64"),
        ("warmup=10..1000*3", "10 100 1000"),
        ("warmup=0..1000*3:lin", "0 500 1000"),
        ("clip=0.1..10*3", "0.1 1 10"),
        ("decay=0.001..0.1*3", "0.001 0.01 0.1"),
        ("w=1..1*2", "1"),
        ("w=100..100*3", "100"),
    ] {
        assert_eq!(values("", text), expected, "{text}");
    }
}

#[test]
fn range_values_are_short_or_whole_and_distinct() {
    assert_eq!(values("", "w=0.1..0.2*4"), "0.1 0.126 0.1587 0.2");
    assert_eq!(values("", "w=0..2*7:lin"), "0 0.3333 0.6667 1 1.333 1.667 2");
    assert_eq!(values("", "w=1..1.0004*9:lin"), "1");
    assert_eq!(values("", "depth=1..3*24"), "1 2 3");
    assert_eq!(values("", "batch=1..4*24"), "1 2 3 4");
    // Seeds are never rounded, however large.
    assert_eq!(values("", "seed=4294967293..4294967295*3"), "4294967293 4294967294 4294967295");
    for value in values("", "w=0.01..10*24").split(' ') {
        let digits = value.replace('.', "");
        assert!(digits.trim_start_matches('0').len() <= 4, "{value} has more than four digits");
    }
}

#[test]
fn geometric_range_equals_powers() {
    for (from, to, count) in [(0.01_f64, 10.0_f64, 24_u32), (100.0, 0.003, 64), (1e-300, 100.0, 13), (0.7, 0.9, 17)] {
        let axis = Axis::parse(&Config::default(), &format!("w={from:e}..{to}*{count}")).unwrap();
        assert_eq!(axis.values.len(), count as usize);
        for (i, value) in axis.values.iter().enumerate() {
            let share = i as f64 / f64::from(count - 1);
            let expected = (from.ln() * (1.0 - share) + to.ln() * share).exp();
            let value: f64 = value.parse().unwrap();
            assert!((value / expected - 1.0).abs() <= 5.001e-4, "{value} for {expected}");
        }
    }
}

#[test]
fn lists_keep_values_to_the_last_digit() {
    assert_eq!(values("", "w=5/3,0.123456789,1e-1,0.10"), "5/3 0.123456789 0.1");
    assert_eq!(values("", "norm=none,batch,layer,none"), "none batch layer");
    assert_eq!(values("", "batch=032,32"), "32");
    assert_eq!(values("", "seed=7"), "7");
}

#[test]
fn scale_kind_is_the_bases_unless_stated() {
    let (std, gain) = ("#preset=naive", "#preset=deep-gain-1");
    assert_eq!(values(std, "w=1,gain:1,std:1"), "1 gain:1");
    assert_eq!(values(gain, "w=1,gain:1,std:1"), "1 std:1");
    assert_eq!(values(std, "out=gain:0.1..10*3"), "gain:0.1 gain:1 gain:10");
    let made = |base: &str, value: &str| cell_config(&config(base), &[("w", value), ("out", value)]).unwrap();
    for (base, value, expected) in [
        (std, "0.5", Init::Std(0.5)),
        (std, "gain:0.5", Init::Gain(0.5)),
        (gain, "0.5", Init::Gain(0.5)),
        (gain, "std:0.5", Init::Std(0.5)),
    ] {
        assert_eq!(
            [made(base, value).hidden_weights, made(base, value).output_weights],
            [expected; 2],
            "{base} {value}"
        );
    }
}

#[test]
fn error_names_axis_expected_values_and_input() {
    for (text, expected) in [
        ("", "axis: expected field=values, such as w=0.01..10*24 or norm=none,batch, got nothing"),
        ("w", "axis: expected field=values, such as w=0.01..10*24 or norm=none,batch, got w"),
        (
            "eps=1",
            "eps: expected one of w, out, depth, width, lr, batch, seed, warmup, clip, decay, norm, act, res, branch, \
             opt, b, outb, got eps",
        ),
        ("w=", "w: expected a number from 0 to 100, std: or gain: before it or not, or an initialization, got nothing"),
        ("w=101", "w: expected a number from 0 to 100, std: or gain: before it or not, or an initialization, got 101"),
        (
            "out=var:1",
            "out: expected a number from 0 to 100, std: or gain: before it or not, or an initialization, got var:1",
        ),
        ("lr=std:1", "lr: expected a number from 0 to 100, got std:1"),
        ("lr=0.1,100:0.01", "lr: expected a number from 0 to 100, got 100:0.01"),
        ("depth=65", "depth: expected a whole number from 1 to 64, got 65"),
        ("depth=1..65*3", "depth: expected a whole number from 1 to 64, got 65"),
        ("width=0", "width: expected a whole number from 1 to 512, got 0"),
        ("width=100x2", "width: expected a whole number from 1 to 512, got 100x2"),
        ("batch=1.5", "batch: expected a whole number from 1 to 256, got 1.5"),
        ("batch=+1", "batch: expected a whole number from 1 to 256, got +1"),
        ("seed=4294967296", "seed: expected a whole number from 0 to 4294967295, got 4294967296"),
        ("norm=none,group", "norm: expected none, batch, layer, rms or group:k with a number of groups, got group"),
        (
            "norm=none..batch*2",
            "norm: expected none, batch, layer, rms or group:k with a number of groups, got none..batch*2",
        ),
        ("w=0..1*3", "w: expected ends above 0, or :lin after the count, got 0..1"),
        ("res=pre,both", "res: expected none, pre, post, got both"),
        (
            "opt=sgd,lion",
            "opt: expected sgd, adam, adamw, momentum:m, or nesterov:m with m above 0; m a number from 0 to 0.999999, \
             got lion",
        ),
        ("warmup=none", "warmup: expected a whole number from 0 to 10000000, got none"),
        ("clip=0", "clip: expected a number from 1e-6 to 1000000 or none, got 0"),
        ("clip=none..1*3", "clip: expected a number from 1e-6 to 1000000 or none, got none"),
        ("decay=11", "decay: expected a number from 0 to 10 or default, got 11"),
    ] {
        assert_eq!(fault(text), expected, "{text}");
    }
    for text in ["1..2", "1..2*", "1..2*1", "1..2*65", "1..2*3:cubic", "1..std:2*3", "1*3", "..*3"] {
        let fault = fault(&format!("w={text}"));
        let is_named = fault
            .starts_with("w: expected from..to*count, such as 1..10*24, 2 to 64 values, then :lin, :log")
            || fault.starts_with("w: expected a number from 0 to 100");
        assert!(is_named, "{text}: {fault}");
    }
    let most: Vec<String> = (1..=65).map(|seed| seed.to_string()).collect();
    assert_eq!(values("", &format!("seed={}", most[..64].join(","))).split(' ').count(), MAX_VALUES);
    assert_eq!(fault(&format!("seed={}", most.join(","))), "seed: expected at most 64 values, got more");
}

#[test]
fn grid_requires_two_different_fields_and_names_the_wrong_one() {
    let base = Config::default();
    let faults = |x, y| Grid::parse(&base, x, y).unwrap_err().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(faults("w=1", "w=2"), ["w: expected another field on the second axis, got w"]);
    assert_eq!(faults("depth=0", "norm=x").len(), 2);
    assert_eq!(Grid::parse(&base, "w=1", "").unwrap().y, None);
    let grid = Grid::parse(&base, "w=1,2", "norm=none,batch").unwrap();
    let cells: Vec<Vec<(AxisField, &str)>> = grid.cells().collect();
    let [w, norm] = [FieldName::HiddenWeights, FieldName::Norm].map(AxisField::Of);
    let expected = [["1", "none"], ["2", "none"], ["1", "batch"], ["2", "batch"]];
    assert_eq!(cells, expected.map(|[x, y]| [(w, x), (norm, y)]));
}

#[test]
fn cell_differs_from_base_only_in_its_fields() {
    let base = config("#preset=deep-batchnorm&hidden=64,32&lr=0.1,50:0.01");
    let cell = |values: &[(&str, &str)]| cell_config(&base, values).unwrap();
    assert_eq!(cell(&[]), base);
    assert_eq!(cell(&[("depth", "3")]), Config { hidden: vec![64; 3], ..base.clone() });
    assert_eq!(cell(&[("width", "9")]), Config { hidden: vec![9; 2], ..base.clone() });
    let both = Config { hidden: vec![9; 3], ..base.clone() };
    assert_eq!(
        [cell(&[("width", "9"), ("depth", "3")]), cell(&[("depth", "3"), ("width", "9")])],
        [both.clone(), both]
    );
    // Without a norm, the logits have none either.
    assert_eq!(cell(&[("norm", "none")]), Config { norm: Norm::None, output_norm_gain: None, ..base.clone() });
    assert_eq!(cell(&[("norm", "layer")]), Config { norm: Norm::Layer, ..base.clone() });
    assert_eq!(cell(&[("batch", "7"), ("seed", "8")]), Config { batch: 7, seed: 8, ..base.clone() });
    let mut slower = base.clone();
    slower.learning_rate.initial = 0.5;
    assert_eq!(cell(&[("lr", "0.5")]), slower);
    let errors = cell_config(&base, &[("batch", "1")]).unwrap_err();
    assert_eq!(errors[0].to_string(), "batch: expected at least 2 with BatchNorm, got 1");
    assert_eq!(cell(&[("batch", "1"), ("norm", "none")]).batch, 1);
    let errors = cell_config(&base, &[("w", "-1"), ("depth", "0")]).unwrap_err();
    assert_eq!(errors.iter().map(|error| &*error.field).collect::<Vec<_>>(), ["w", "depth"]);
    let unknown = cell_config(&base, &[("eps", "1")]).unwrap_err().to_string();
    assert!(unknown.starts_with("eps: expected one of w, out, depth"), "{unknown}");
}

proptest! {
    #[test]
    fn no_axis_text_panics(text in any::<String>(), field in 0..AxisField::NAMES.len(), x in "[0-9a-z.,:*/+-]{0,24}") {
        let base = Config::default();
        for text in [text.clone(), format!("{}={text}", AxisField::NAMES[field]), format!("{}={x}", AxisField::NAMES[field])] {
            _ = Axis::parse(&base, &text);
            _ = Grid::parse(&base, &text, &x);
            _ = cell_config(&base, &[(AxisField::NAMES[field], &text), (&x, &text)]);
        }
    }

    #[test]
    fn every_axis_value_makes_a_cell_whose_link_round_trips(
        field in prop::sample::select(&AxisField::NAMES[..10]),
        ends in prop::array::uniform2(1..=200_u32),
        count in 2..=64,
        suffix in prop::sample::select(&["", ":lin", ":log"][..]),
        preset in prop::sample::select(&["naive", "deep-gain-1", "batchnorm"][..]),
    ) {
        let base = config(&format!("#preset={preset}"));
        let [from, to] = match field {
            "w" | "out" | "lr" | "clip" => ends.map(|end| f64::from(end) / 2.0),
            "decay" => ends.map(|end| f64::from(end) / 20.0),
            "depth" => ends.map(|end| f64::from(1 + end % 64)),
            _ => ends.map(f64::from),
        };
        let axis = Axis::parse(&base, &format!("{field}={from}..{to}*{count}{suffix}")).unwrap();
        prop_assert!(!axis.values.is_empty() && axis.values.len() <= count as usize);
        for value in &axis.values {
            // Batches of one example have no variance: the only invalid cells.
            let Ok(cell) = cell_config(&base, &[(field, value)]) else {
                prop_assert_eq!([field, &**value], ["batch", "1"]);
                continue;
            };
            let link = Link { config: cell.clone(), ..Link::default() };
            prop_assert_eq!(Link::parse(&link.to_string()), (link, Errors::default()));
        }
    }
}

#[test]
fn weights_may_be_initializations_by_name_among_numbers() {
    assert_eq!(
        values("#preset=naive", "w=kaiming_normal,xavier_normal:1,torch,0.5"),
        "kaiming_normal xavier_normal torch 0.5"
    );
    let set = |base: &str, value: &str| cell_config(&config(base), &[("w", value)]).map(|config| config.hidden_weights);
    assert_eq!(set("#preset=naive", "orthogonal:2"), Ok(Init::Orthogonal(2.0)));
    // A number alone is a gain, unless the base has a standard deviation.
    assert_eq!(set("#w=kaiming_normal:2", "0.5"), Ok(Init::Gain(0.5)));
    assert_eq!(values("#w=torch", "w=gain:1..4*3"), "1 2 4");
    assert_eq!(values("#w=torch", "w=std:1,1"), "std:1 1");
    for text in ["w=kaiming_normal..torch*3", "w=xavier_normal:101", "lr=torch"] {
        assert!(Axis::parse(&config(""), text).is_err(), "{text}");
    }
}

#[test]
fn words_of_a_setting_are_a_list_of_what_its_links_have() {
    for (text, expected) in [
        ("norm=none,rms,group:4,group:10", "none rms group:4 group:10"),
        ("act=tanh,gelu,silu", "tanh gelu silu"),
        ("res=none,pre,post,pre", "none pre post"),
        ("branch=1,1.0,depth,learned:0", "1 depth learned:0"),
        ("opt=sgd,momentum:0.90,momentum:0.9,adam,adamw", "sgd momentum:0.9 adam adamw"),
        ("clip=none,1,1.0,0.5", "none 1 0.5"),
        ("decay=default,0,0.1", "default 0 0.1"),
        ("b=none,zero,std:0.1,torch", "none zero std:0.1 torch"),
        ("outb=prior,zero", "prior zero"),
    ] {
        assert_eq!(values("#hidden=40x3", text), expected, "{text}");
        let base = config("#hidden=40x3");
        let (name, _) = text.split_once('=').unwrap();
        for value in expected.split(' ') {
            let cell = cell_config(&base, &[(name, value)]).unwrap();
            assert_eq!(cell.print(FieldName::from_key(name).unwrap()), value, "{text}");
            let others = |config: &Config| {
                let mut fields = config.differences();
                fields.retain(|(field, _)| *field != name);
                fields
            };
            assert_eq!(others(&cell), others(&base), "{text}");
        }
    }
}

#[test]
fn cell_whose_groups_do_not_divide_its_width_is_invalid_alone() {
    let base = config("#hidden=40x3");
    let errors = cell_config(&base, &[("norm", "group:7"), ("width", "20")]).unwrap_err().to_string();
    assert!(errors.starts_with("norm: expected a number of groups that divides every width"), "{errors}");
    assert_eq!(cell_config(&base, &[("norm", "group:7"), ("width", "21")]).unwrap().norm, Norm::Group(7));
    // Groups need not divide the vocabulary, so the logits have no norm then.
    let base = config("#preset=deep-batchnorm");
    assert_eq!(cell_config(&base, &[("norm", "group:4")]).unwrap().output_norm_gain, None);
    assert_eq!(cell_config(&base, &[("norm", "rms")]).unwrap().output_norm_gain, base.output_norm_gain);
}
