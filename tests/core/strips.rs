//! Distributions over time: each column is the histogram of its step, in memory that does not grow with the run.

use std::f32::consts::LOG10_E;

use initscope::dataset::Dataset;
use initscope::diagnostics::histogram::BINS;
use initscope::diagnostics::strips::COLUMNS;
use initscope::diagnostics::{Counts, Frame, StripsInfo};
use initscope::kernels::math;
use initscope::link::Link;
use initscope::session::Session;
use initscope::train::Training;

const WORDS: &str = "emma\nolivia\nava\nisabella\nsophia\ncharlotte\nmia\namelia\nharper\nevelyn\nabigail\nemily";

fn text() -> Dataset {
    Dataset::parse(WORDS.as_bytes()).unwrap()
}

fn session(link: &str) -> Session {
    let (link, errors) = Link::parse(link);
    assert!(errors.is_empty(), "{errors:?}");
    Session::new(text(), link.config, 0).unwrap()
}

fn range(frame: &Frame, name: &str) -> [f32; 2] {
    let section = frame.sections().iter().find(|section| section.name == name).unwrap();
    [0, 1].map(|i| f32::from_bits(frame.words()[section.at + i]))
}

/// A column computed from its counts, as the docs describe.
fn shades(values: &[f32], range: [f32; 2]) -> Vec<u8> {
    let mut counts = Counts::of(values, range);
    counts.bins[0] += counts.outside[0];
    counts.bins[BINS - 1] += counts.outside[1];
    let most = f64::from(*counts.bins.iter().max().unwrap());
    let shade = |&count: &u32| match count {
        0 => 0,
        _ => (255.0 * f64::from(count) / most).round().max(1.0) as u8,
    };
    counts.bins.iter().map(shade).collect()
}

/// Every column of a run's first steps, from a separate run: step, then strip.
fn naive(link: &str, steps: usize, info: &StripsInfo) -> Vec<Vec<Vec<u8>>> {
    let text = text();
    let mut training = Training::new(&Link::parse(link).0.config, &text);
    let step = |_| {
        training.prepare(text.train());
        let pass = training.pass();
        let layers = info.activation.iter().enumerate();
        let strips = layers.flat_map(|(i, &range)| {
            // The crate's own logarithm, since its last bit decides on which side of a bin's edge a value is.
            let sizes = pass.d_activation(i).iter().map(|gradient| math::ln(gradient.abs()) * LOG10_E);
            let sizes: Vec<f32> = sizes.map(|size| if size == f32::NEG_INFINITY { -100.0 } else { size }).collect();
            [shades(pass.activation(i), range), shades(&sizes, info.gradient)]
        });
        let columns = strips.collect();
        training.advance(text.train());
        columns
    };
    (0..steps).map(step).collect()
}

#[test]
fn each_column_is_the_histogram_of_its_step() {
    // The last is mostly zeros: next to them a few values round to less than one shade.
    let links = [
        "#hidden=9,5&batch=6",
        "#hidden=9,5&act=relu&norm=batch&batch=6",
        "#hidden=4x3&act=identity&batch=3",
        "#hidden=32&act=relu&batch=128",
    ];
    for link in links {
        const STEPS: usize = 700;
        let mut session = session(link);
        let steps = naive(link, STEPS, &session.strips_info());
        for made in 0..STEPS {
            let StripsInfo { columns, stride, bins, activation, .. } = session.strips_info();
            assert_eq!(bins, BINS);
            assert!(columns <= COLUMNS && (stride == 1 || columns > COLUMNS / 2), "{columns} after {made} steps");
            let due = made.div_ceil(stride as usize);
            assert_eq!(columns, due, "every step so far that is a multiple of {stride} has its column");
            if made % 97 == 0 || made + 1 == STEPS {
                let strips = session.strips();
                assert_eq!(strips.len(), 2 * activation.len() * columns * bins);
                for (i, strip) in strips.chunks(columns.max(1) * bins).enumerate() {
                    for (c, column) in strip.chunks(bins).enumerate() {
                        assert_eq!(column, steps[c * stride as usize][i], "{link}: strip {i}, column {c}");
                    }
                }
            }
            session.advance();
        }
        assert_eq!(session.strips_info().stride, 8);
    }
}

#[test]
fn activation_axes_are_the_first_frames_and_gradients_are_binned_by_magnitude() {
    for link in ["#hidden=9,5", "#hidden=9,5&act=relu", "#hidden=9,5&act=identity"] {
        let mut session = session(link);
        let axes = |session: &Session| {
            let StripsInfo { activation, gradient, columns, .. } = session.strips_info();
            (activation, gradient, columns)
        };
        let frame = session.frame();
        let activation = vec![range(frame, "layer.0.activation.range"), range(frame, "layer.1.activation.range")];
        let first = (activation.clone(), [-8.0, 0.0], 0);
        assert_eq!(axes(&session), first);
        assert!(session.strips().is_empty());
        (0..20).for_each(|_| _ = session.advance());
        session.write_frame();
        if link.ends_with("identity") {
            assert_ne!(range(session.frame(), "layer.0.activation.range"), activation[0], "the frame's axis has moved");
        }
        assert_eq!(axes(&session), (activation, [-8.0, 0.0], 20));
    }
}

#[test]
fn frames_leave_strips_unchanged_and_a_restart_clears_them() {
    let mut watched = session("#preset=kaiming&hidden=12");
    let mut bare = session("#preset=kaiming&hidden=12");
    for _ in 0..300 {
        watched.write_frame();
        watched.advance();
        watched.write_frame();
        bare.advance();
    }
    assert_eq!(watched.strips(), bare.strips());
    watched.configure(bare.config().clone(), 1).unwrap();
    assert_eq!(watched.strips_info().columns, 0);
    (0..300).for_each(|_| _ = watched.advance());
    assert_eq!(watched.strips(), bare.strips());
}

#[test]
fn values_beyond_the_axis_are_in_the_last_bin_and_nonfinite_ones_in_none() {
    let run = |link: &str| {
        let mut session = session(link);
        (0..40).for_each(|_| _ = session.advance());
        (session.strips_info(), session.strips())
    };
    // The first layer's gradients.
    let column = |(info, strips): &(StripsInfo, Vec<u8>), c: usize| -> [u8; BINS] {
        strips[(info.columns + c) * BINS..][..BINS].try_into().unwrap()
    };
    let huge = run("#act=identity&hidden=20&out=std:100");
    assert_eq!(column(&huge, 0)[BINS - 1], 255, "gradients above 1 are in the last bin");
    // Without output weights all gradients are 0.
    let none = run("#hidden=20&out=std:0&outb=zero");
    let lowest = column(&none, 0);
    assert_eq!((lowest[0], lowest[1..].iter().max()), (255, Some(&0)), "a gradient of 0 is in the first bin");

    let overflowing = run("#act=relu&w=std:100&out=std:100&lr=100&hidden=20x3");
    assert_eq!(column(&overflowing, 39), [0; BINS], "a column of what is not finite is empty");
    let mut filled = overflowing.1.chunks(BINS).filter(|column| column.iter().any(|&shade| shade > 0));
    assert!(filled.all(|column| column.contains(&255)), "the fullest bin of a column is 255");
}
