//! Settings that change on the way of a run: which hold at a step, and the Config of a fork.

use initscope::config::{ChangeableSettings, Config, FieldName, Variance};
use initscope::link::Link;

const LINK: &str = "#lr=0.1,500:0.05,2000:0.01&then=100:batch=8;seed=1,800:batch=16;eps=0.1,3000:seed=4";

fn config(link: &str) -> Config {
    link.parse::<Link>().unwrap().config
}

/// The fork's link without its version, or what is wrong with it.
fn forked(link: &str, step: u64, settings: &[(&str, &str)]) -> Result<String, String> {
    let settings: Vec<_> =
        settings.iter().map(|&(key, text)| (FieldName::from_key(key).unwrap(), text.to_owned())).collect();
    let config = config(link).forked(step, &settings).map_err(|errors| errors.to_string())?;
    Ok(Link { config, ..Link::default() }.to_string().replace("#v=1&", "#"))
}

#[test]
fn fork_keeps_changes_before_its_step_and_drops_later_ones_of_the_same_settings() {
    let rates = "#lr=0.1,500:0.05,2000:0.01";
    for (step, settings, expected) in [
        (1000, &[][..], LINK.to_owned()),
        (1000, &[("lr", "0.3")], LINK.replace("2000:0.01", "1000:0.3")),
        (500, &[("lr", "0.3")], LINK.replace("500:0.05,2000:0.01", "500:0.3")),
        (1000, &[("batch", "64")], LINK.replace(",3000", ",1000:batch=64,3000")),
        (500, &[("batch", "64")], format!("{rates}&then=100:batch=8;seed=1,500:batch=64,800:eps=0.1,3000:seed=4")),
        (
            800,
            &[("batch", "64"), ("seed", "9")],
            format!("{rates}&then=100:batch=8;seed=1,800:batch=64;eps=0.1;seed=9"),
        ),
        (5000, &[("variance", "biased")], format!("{LINK},5000:variance=biased")),
        (50, &[("batch", "2")], format!("{rates}&then=50:batch=2,100:seed=1,800:eps=0.1,3000:seed=4")),
        (0, &[("lr", "0.2"), ("batch", "4"), ("seed", "3")], "#batch=4&lr=0.2&seed=3&then=800:eps=0.1".to_owned()),
    ] {
        assert_eq!(forked(LINK, step, settings), Ok(expected), "{step} {settings:?}");
    }
}

#[test]
fn errors_of_a_fork_name_the_setting_or_the_list_of_changes() {
    let batch = "batch: expected a whole number from 1 to 256, got 0";
    assert_eq!(forked("", 5, &[("batch", "0")]), Err(batch.to_owned()));
    let few = forked("#norm=batch", 5, &[("batch", "1")]).unwrap_err();
    assert!(few.starts_with("batch: expected ") && few.ends_with("got 1"), "{few}");
    let both = forked("", 5, &[("lr", "-1"), ("eps", "2")]).unwrap_err();
    assert!(both.starts_with("lr: expected a number from 0 to 100") && both.contains("; eps: expected"), "{both}");
    assert!(forked("", 5, &[("hidden", "3")]).unwrap_err().starts_with("then: expected one of batch, "));
    let full = (1..=8).map(|step| format!("{step}:seed={step}")).collect::<Vec<_>>().join(",");
    let ninth = forked(&format!("#then={full}"), 9, &[("batch", "2")]).unwrap_err();
    assert!(ninth.starts_with("then: expected none, or at most 8 changes"), "{ninth}");
}

#[test]
fn settings_at_a_step_are_those_of_the_last_changes() {
    let run = config("#preset=batchnorm&lr=0.1,100:0.05,300:0.01&then=100:batch=64;momentum=0.5,200:batch=16;seed=7");
    let first = ChangeableSettings {
        learning_rate: 0.1,
        batch: 32,
        momentum: run.momentum,
        eps: run.eps,
        variance: Variance::Unbiased,
        seed: run.seed,
    };
    let second = ChangeableSettings { learning_rate: 0.05, batch: 64, momentum: 0.5, ..first };
    let third = ChangeableSettings { batch: 16, seed: 7, ..second };
    let expected = [
        (0, first),
        (99, first),
        (100, second),
        (250, third),
        (300, ChangeableSettings { learning_rate: 0.01, ..third }),
    ];
    for (step, settings) in expected {
        assert_eq!(run.settings_at(step), settings, "{step}");
    }
    let after = |step| run.settings_after(step).into_iter().map(FieldName::key).collect::<Vec<_>>().join(",");
    assert_eq!([0, 100, 200, 300].map(after), ["lr,batch,momentum,seed", "lr,batch,seed", "lr", ""]);
}
