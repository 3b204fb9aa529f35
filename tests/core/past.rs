//! Looking back at a run's past: the frame and verdicts equal those that the run had there, and the run is unchanged.

use initscope::dataset::Dataset;
use initscope::diagnostics::Verdict;
use initscope::link::Link;
use initscope::past::MAX_CHECKPOINT_BYTES;
use initscope::session::Session;

/// The third word of a frame is the caller's epoch.
const EPOCH: usize = 2;

fn names() -> Dataset {
    Dataset::parse(include_bytes!("../../www/text/names.txt")).unwrap()
}

fn session(link: &str) -> Session {
    let (link, errors) = Link::parse(link);
    assert!(errors.is_empty(), "{errors:?}");
    Session::new(names(), link.config, 1).unwrap()
}

/// A frame's words without the epoch, and its verdicts.
type Seen = (Vec<u32>, Vec<Verdict>);

fn of(words: &[u32], verdicts: Vec<Verdict>) -> Seen {
    let mut words = words.to_vec();
    words[EPOCH] = 0;
    (words, verdicts)
}

fn now(session: &mut Session) -> Seen {
    session.write_frame();
    of(session.frame().words(), session.verdicts())
}

fn back(session: &mut Session, step: u64) -> Seen {
    session.look_back(step).unwrap();
    while !session.advance_look_back().unwrap().is_finished() {}
    assert_eq!(session.advance_look_back(), None);
    of(session.past_frame().unwrap().words(), session.past_verdicts())
}

/// Runs to each of `steps` in turn and records the frame and verdicts there.
fn watched(session: &mut Session, steps: &[u64]) -> Vec<Seen> {
    let run = |&step: &u64| {
        while session.training().step() < step {
            session.advance();
        }
        now(session)
    };
    steps.iter().map(run).collect()
}

#[test]
fn look_back_equals_the_runs_own_frame_word_for_word() {
    // Orders that start from checkpoints, from step 0, and after and before the last look back.
    const STEPS: [u64; 9] = [0, 1, 63, 64, 65, 300, 704, 1000, 1500];
    const ORDER: [usize; 12] = [4, 5, 6, 6, 0, 8, 7, 1, 3, 2, 8, 0];
    for link in [
        "",
        "#preset=kaiming",
        "#preset=batchnorm&hidden=50&lr=0.1,65:0.05,1000:0.01",
        "#preset=deep-batchnorm&hidden=30x4",
        "#norm=layer&hidden=20,30&act=relu&outnorm=0.1",
        "#act=relu&w=std:100&out=std:100&lr=100&hidden=20",
    ] {
        let mut run = session(link);
        let seen = watched(&mut run, &STEPS);
        let (sum, last) = (run.checksum(), now(&mut run));
        for at in ORDER {
            assert!(back(&mut run, STEPS[at]) == seen[at], "{link}: step {} is another", STEPS[at]);
        }
        assert_eq!(run.checksum(), sum);
        assert!(now(&mut run) == last, "{link}: looking back moved the run's own frame");
        let mut undisturbed = session(link);
        while undisturbed.training().step() < 1600 {
            undisturbed.advance();
        }
        run.look_back(900).unwrap();
        for _ in 1500..1600 {
            run.advance();
            run.advance_look_back();
        }
        assert_eq!(run.checksum(), undisturbed.checksum(), "{link}");
        assert!(now(&mut run) == now(&mut undisturbed));
    }
}

#[test]
fn checkpoints_double_their_stride_at_the_memory_limit_and_stay_exact() {
    let link = "#preset=deep-batchnorm&hidden=128x4&batch=2";
    let mut run = session(link);
    let steps = [64, 4000, 8191, 8192, 9000];
    let seen = watched(&mut run, &steps);
    let checkpoints: Vec<u64> = run.past().checkpoints().collect();
    let stride = checkpoints[0];
    assert!(stride > 64 && stride.is_power_of_two(), "{checkpoints:?}");
    assert!(checkpoints.iter().enumerate().all(|(i, &step)| step == (i as u64 + 1) * stride), "{checkpoints:?}");
    assert!(run.past().bytes() <= MAX_CHECKPOINT_BYTES, "{} bytes", run.past().bytes());
    assert!(run.past().bytes() > MAX_CHECKPOINT_BYTES / 3, "{} bytes", run.past().bytes());
    assert!(run.training().step() - checkpoints.last().unwrap() <= stride);
    for (at, step) in steps.into_iter().enumerate() {
        assert!(back(&mut run, step) == seen[at], "step {step}");
    }
}

#[test]
fn network_larger_than_checkpoint_memory_is_replayed_from_step_zero() {
    let mut run = session("#hidden=512x10&batch=2");
    let seen = watched(&mut run, &[70]);
    run.advance();
    assert_eq!((run.past().checkpoints().count(), run.past().bytes()), (0, 0));
    assert!(back(&mut run, 70) == seen[0]);
}

#[test]
fn look_back_uses_the_current_view_settings() {
    let mut run = session("#preset=deep-gain-1&hidden=6,4&batch=5");
    for _ in 0..100 {
        run.advance();
    }
    let usual = back(&mut run, 80);
    run.set_threshold(0.5).unwrap();
    run.set_focus(1, 2);
    run.show_preactivations(true);
    run.show_norms(true);
    let now = back(&mut run, 80);
    assert!(now != usual);
    let mut same = session("#preset=deep-gain-1&hidden=6,4&batch=5");
    same.set_threshold(0.5).unwrap();
    same.set_focus(1, 2);
    same.show_preactivations(true);
    same.show_norms(true);
    assert!(watched(&mut same, &[80])[0] == now);
}

#[test]
fn rate_changed_at_a_step_is_seen_when_looking_back() {
    let mut run = session("#preset=kaiming");
    watched(&mut run, &[20]);
    back(&mut run, 20);
    run.set_learning_rate(0.01).unwrap();
    let seen = now(&mut run);
    watched(&mut run, &[30]);
    assert!(back(&mut run, 20) == seen);
    // After that step too, from a checkpoint before it as from step 0.
    let later = watched(&mut run, &[60, 100, 150]);
    run.set_learning_rate(0.001).unwrap();
    watched(&mut run, &[170]);
    for (step, seen) in [60, 100].into_iter().zip(later) {
        assert!(back(&mut run, step) == seen, "step {step}");
    }
}

#[test]
fn advancing_drops_the_look_back_and_forgetting_drops_checkpoints() {
    let mut run = session("#preset=kaiming&hidden=6&then=70:batch=8");
    watched(&mut run, &[200]);
    back(&mut run, 65);
    assert!(run.past_frame().is_some() && run.past().bytes() > 0);
    run.advance();
    assert!(run.past_frame().is_none());
    run.set_learning_rate(0.01).unwrap();
    let seen = watched(&mut run, &[210, 230]);
    assert!(back(&mut run, 210) == seen[0]);
    run.disable_checkpoints();
    run.configure(run.config().clone(), 2).unwrap();
    let sum = {
        watched(&mut run, &[300]);
        run.checksum()
    };
    assert_eq!((run.past().checkpoints().count(), run.past().bytes()), (0, 0));
    let mut other = session("#preset=kaiming&hidden=6&then=70:batch=8&lr=0.1,201:0.01");
    watched(&mut other, &[300]);
    assert_eq!(sum, other.checksum());
}

#[test]
fn only_steps_that_were_made_can_be_looked_back_at() {
    let mut run = session("");
    assert_eq!(run.advance_look_back(), None);
    for _ in 0..5 {
        run.advance();
    }
    let error = run.look_back(6).unwrap_err();
    assert_eq!((&*error.field, &*error.expected, &*error.got), ("step", "a whole number from 0 to 5", "6"));
    back(&mut run, 5);
    run.configure(Link::parse("#hidden=3").0.config, 2).unwrap();
    assert!(run.past_frame().is_none() && run.advance_look_back().is_none(), "another run has another past");
}

/// The markers, recomputed from every step's frame: its loss and the number of dead neurons in each layer.
#[test]
fn markers_are_first_dead_neuron_first_nan_and_largest_loss_drop() {
    for (link, steps) in [
        ("", 300),
        ("#preset=kaiming&hidden=30&lr=0.1,150:3", 400),
        ("#preset=kaiming&hidden=12&batch=8&lr=20", 300),
        ("#act=relu&hidden=20,20&lr=2", 300),
        ("#act=identity&w=std:5&hidden=8", 50),
        ("#act=relu&w=std:100&out=std:100&lr=100&hidden=20", 60),
    ] {
        let mut run = session(link);
        let (mut dead, mut nan, mut smooth) = (None, None, Vec::new());
        let (mut average, mut count) = (0.0, 0.0);
        for step in 0..steps {
            run.write_frame();
            let frame = run.frame();
            let word = |name: &str| frame.words()[frame.sections().iter().find(|of| of.name == name).unwrap().at];
            let layers = run.training().model().blocks().len() - 1;
            let dead_here = (0..layers).find(|i| word(&format!("layer.{i}.dead")) > 0);
            dead = dead.or(dead_here.map(|layer| (step, layer)));
            let loss = f32::from_bits(word("loss"));
            if loss.is_finite() {
                count += 1.0;
                let newest = f64::max(0.01, 6.0 / (count + 5.0));
                average = (1.0 - newest) * average + newest * f64::from(loss);
                smooth.push(average as f32);
            } else {
                nan = nan.or(Some(step));
                smooth.push(f32::NAN);
            }
            // The markers of the current step are known before the step is made.
            assert_eq!(run.marks().dead.map(|dead| (dead.step, dead.layer)), dead, "{link}: step {step}");
            run.advance();
        }
        let mut drop = None;
        for to in 0..smooth.len() {
            let by = smooth[to.saturating_sub(100)] - smooth[to];
            if by > drop.map_or(0.0, |(_, _, most)| most) {
                drop = Some((to.saturating_sub(100) as u64, to as u64, by));
            }
        }
        let marks = run.marks().clone();
        assert_eq!(marks.nonfinite_loss, nan, "{link}");
        let found = marks.drop.map(|drop| (drop.from, drop.to));
        assert_eq!(found, drop.map(|(from, to, _)| (from, to)), "{link}");
        if let (Some(found), Some((.., by))) = (marks.drop, drop) {
            assert!((found.by - by).abs() <= 1e-6 * by, "{link}: {} {by}", found.by);
        }
    }
}
