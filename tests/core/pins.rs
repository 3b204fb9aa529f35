//! Pinned runs in a link, in the keys `pin1` to `pin3`: accepted and refused values. `link.rs` tests that they survive
//! a round trip.

use initscope::config::{Config, Init};
use initscope::link::{Link, Pin};

/// The printed form of a valid link.
fn printed(fragment: &str) -> String {
    let (link, errors) = Link::parse(fragment);
    assert_eq!(*errors, [], "{fragment}");
    link.to_string()
}

/// The errors of a link as text, and the printed form of the valid parts.
fn faults(fragment: &str) -> (Vec<String>, String) {
    let (link, errors) = Link::parse(fragment);
    (errors.iter().map(ToString::to_string).collect(), link.to_string())
}

#[test]
fn pinned_runs_have_a_name_a_config_and_a_step() {
    let (link, errors) = Link::parse("#pace=free&seed=1&pin3=&pin1=naive, w 0.2;w=std:0.2;step=7&step=9");
    assert_eq!(*errors, []);
    assert_eq!(link.to_string(), "#v=1&seed=1&pin1=naive,%20w%200.2;w=std:0.2;step=7&pin3=&pace=free&step=9");
    assert_eq!(link.config, Config { seed: 1, ..Config::default() });
    let config = Config { hidden_weights: Init::Std(0.2), ..Config::default() };
    let first = Pin { color: 0, name: "naive, w 0.2".to_owned(), config, step: Some(7) };
    let third = Pin { color: 2, name: String::new(), config: Config::default(), step: None };
    assert_eq!((&link.pins[..], link.lockstep), (&[first, third][..], false));
    // Pins are printed in the order of their colors.
    let reversed = Link { pins: link.pins.iter().rev().cloned().collect(), ..link.clone() };
    assert_eq!(reversed.to_string(), link.to_string());
    // Mail programs encode characters that need no encoding.
    assert_eq!(printed("#pin1=%6Eaive%3Bseed%3D4%3Bpreset%3Dkaiming"), "#v=1&pin1=naive;preset=kaiming;seed=4");
    // A pin's separators and the percent sign are encoded once more, in values too.
    assert_eq!(printed("#pin2=a%253Bb%2525&embed=1"), "#v=1&embed=1&pin2=a%253Bb%2525");
    assert_eq!(printed("#pin2=;batch=%253164"), "#v=1&pin2=;batch=164");
    let then = "#v=1&pin1=;then=20:batch=64%253Beps=0.5,30:seed=4;step=25";
    assert_eq!(printed(then), then);
}

#[test]
fn faults_of_a_pin_are_named_and_its_other_parts_hold() {
    let (said, link) =
        faults("#pin1=a;w=5;seed=3;seed=4;step=x&pin2=b;lesson=start;sum=0;pin1=c;colour&pin3=c;norm=batch;batch=1");
    assert_eq!(
        said,
        [
            "pin1 seed: expected one value, got a second one, 4",
            "pin1 w: expected std:σ, gain:g, trunc_normal:σ, torch, lsuv, zero, or xavier_normal, xavier_uniform, \
             kaiming_normal, kaiming_uniform, kaiming_normal_out, kaiming_uniform_out or orthogonal, with :g or \
             without, with a number from 0 to 100, got 5",
            "pin1 step: expected a whole number from 0 to 10000000, got x",
            "pin2 lesson: expected a known key, got lesson=start",
            "pin2 sum: expected a known key, got sum=0",
            "pin2 pin1: expected a known key, got pin1=c",
            "pin2 colour: expected a known key, got colour",
            "pin3 batch: expected at least 2 with BatchNorm, got 1",
        ]
    );
    assert_eq!(link, "#v=1&pin1=a;seed=3&pin2=b&pin3=c;norm=batch");
    let long = "ä".repeat(41);
    for name in [&*long, "a%0ab", "a%7F", "a%C2%85"] {
        let (said, link) = faults(&format!("#pin2={name};seed=3"));
        assert_eq!(said.len(), 1, "{name}");
        assert!(
            said[0].starts_with("pin2 name: expected 40 characters at most, none of them a control character, got ")
        );
        assert_eq!(link, "#v=1&pin2=;seed=3");
    }
    assert_eq!(faults("#pin1").0, ["pin1: expected pin1=value, got no value"]);
    assert_eq!(faults("#pace=lockstep").0, ["pace: expected free, got lockstep"]);
    assert_eq!(faults("#pin4=a").0, ["pin4: expected a known key, got pin4=a"]);
}
