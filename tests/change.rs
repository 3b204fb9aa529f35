//! What changes in mid-run, as a link says it: what is taken, printed and refused, and what is in force at a step.

use initscope::config::{Change, Config, MOST_STEPS, MOST_THEN, Norm};

#[test]
fn changes_name_rising_steps_and_fields_of_training_in_their_ranges() {
    let most = "1:seed=1,2:seed=1,3:seed=1,4:seed=1,5:seed=1,6:seed=1,7:seed=1,8:seed=1";
    for (text, printed) in [
        ("none", "none"),
        ("1:batch=1", "1:batch=1"),
        ("2000:momentum=0.1;batch=64,5000:seed=7", "2000:batch=64;momentum=0.1,5000:seed=7"),
        ("9:variance=biased;seed=0;eps=1/3", "9:eps=1/3;variance=biased;seed=0"),
        ("10000000:eps=0", "10000000:eps=0"),
        (most, most),
    ] {
        let mut config = Config::default();
        config.set("then", text).unwrap();
        assert_eq!(config.print("then"), printed);
    }
    let shape = format!(
        "none, or at most {MOST_THEN} changes such as 2000:batch=64;momentum=0.1,5000:seed=7, steps rising from 1 to {MOST_STEPS}"
    );
    for text in [
        "",
        "None",
        "5",
        "5:",
        "5:batch",
        "0:batch=2",
        "10000001:batch=2",
        "5:batch=2,5:seed=1",
        "5:batch=2,4:seed=1",
        "5:batch=2,",
        "5:batch=2;",
        "x:batch=2",
        "1:seed=1,2:seed=1,3:seed=1,4:seed=1,5:seed=1,6:seed=1,7:seed=1,8:seed=1,9:seed=1",
    ] {
        let error = Config::default().set("then", text).unwrap_err();
        assert_eq!((&*error.field, &*error.expected), ("then", &*shape), "{text}");
    }
    for (text, expected, got) in [
        ("5:batch=0", "for batch a whole number from 1 to 256", "0"),
        ("5:batch=2;eps=2", "for eps a number from 0 to 1", "2"),
        ("5:variance=x", "for variance unbiased, biased", "x"),
        ("5:seed=-1", "for seed a whole number from 0 to 4294967295", "-1"),
        ("5:momentum=", "for momentum a number from 0 to 1", "nothing"),
        ("5:lr=0.1", "one of batch, momentum, eps, variance, seed, each once", "lr"),
        ("5:batch=2;batch=3", "one of batch, momentum, eps, variance, seed, each once", "batch"),
        ("5:then=6:seed=1", "one of batch, momentum, eps, variance, seed, each once", "then"),
    ] {
        let mut config = Config::default();
        let error = config.set("then", text).unwrap_err();
        assert_eq!((&*error.field, &*error.expected, &*error.got), ("then", expected, got));
        assert_eq!(config, Config::default());
    }
}

#[test]
fn changes_that_no_link_could_say_are_found_wrong() {
    let with = |change: Change, norm| Config { norm, then: vec![change], ..Config::default() };
    let of =
        |config: &Config| config.validate().unwrap_err().iter().map(|error| error.field.clone()).collect::<Vec<_>>();
    let batch = Change { step: 5, batch: Some(1), ..Change::default() };
    assert_eq!(with(batch, Norm::Layer).validate(), Ok(()));
    assert_eq!(of(&with(batch, Norm::Batch)), ["then"]);
    assert_eq!(of(&with(Change { step: 5, ..Change::default() }, Norm::None)), ["then"]);
    assert_eq!(of(&with(Change { step: 0, seed: Some(1), ..Change::default() }, Norm::None)), ["then"]);
    assert_eq!(of(&with(Change { step: 5, eps: Some(f64::NAN), ..Change::default() }, Norm::None)), ["then"]);
}

#[test]
fn what_is_in_force_at_a_step_is_what_last_changed() {
    let mut config = Config::default();
    config.set("then", "20:batch=64;eps=0.5,30:batch=8;seed=4").unwrap();
    let at = |step| {
        let Config { batch, eps, seed, momentum, .. } = config.in_force(step);
        (batch, eps, seed, momentum)
    };
    let seed = config.seed;
    assert_eq!([at(0), at(19)], [(32, 1e-5, seed, 0.1); 2]);
    assert_eq!([at(20), at(29)], [(64, 0.5, seed, 0.1); 2]);
    assert_eq!([at(30), at(1000)], [(8, 0.5, 4, 0.1); 2]);
}
