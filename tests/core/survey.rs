//! The survey: the neurons that are dead over the whole training split, compared with a naive pass over single
//! examples.

use initscope::dataset::{Dataset, Split};
use initscope::diagnostics::Survey;
use initscope::evaluate::Task;
use initscope::layers::Activation;
use initscope::link::Link;
use initscope::model::{Model, Pass};
use initscope::session::Session;

const NAMES: &[u8] = include_bytes!("../../www/text/names.txt");

fn text() -> Dataset {
    // A few hundred lines of the built-in names: more than one slice, and not a multiple of one.
    let names = std::str::from_utf8(NAMES).unwrap();
    let lines: Vec<&str> = names.lines().step_by(101).collect();
    Dataset::parse(lines.join("\n").as_bytes()).unwrap()
}

fn session(link: &str, steps: usize) -> Session {
    let (link, errors) = Link::parse(link);
    assert!(errors.is_empty(), "{errors:?}");
    let mut session = Session::new(text(), link.config, 0).unwrap();
    (0..steps).for_each(|_| _ = session.advance());
    session
}

/// Dead neurons of every hidden layer, one example at a time.
fn naive(model: &Model, split: &Split, threshold: f32) -> Vec<Vec<u32>> {
    let mut pass = Pass::new(model, 1);
    let hidden = &model.blocks()[..model.blocks().len() - 1];
    let mut alive: Vec<Vec<bool>> = hidden.iter().map(|block| vec![false; block.linear.fan_out]).collect();
    for example in 0..split.len() {
        pass.load(1, |_, context| split.example(example, context));
        model.forward_evaluation(&mut pass, model.running(), usize::MAX);
        for (i, alive) in alive.iter_mut().enumerate() {
            let activation = hidden[i].activation;
            for ((alive, &x), &h) in alive.iter_mut().zip(pass.preactivation(i)).zip(pass.activation(i)) {
                *alive |= match activation {
                    Activation::Tanh => h.abs() <= threshold || h.is_nan(),
                    Activation::Sigmoid => (h >= (1.0 - threshold) / 2.0 && h <= (1.0 + threshold) / 2.0) || h.is_nan(),
                    Activation::Relu => h != 0.0,
                    Activation::Identity => true,
                    Activation::LeakyRelu
                    | Activation::Elu
                    | Activation::Selu
                    | Activation::Gelu
                    | Activation::GeluTanh
                    | Activation::Silu
                    | Activation::Softplus => {
                        let [_, slope] = activation.at(x.into());
                        slope.is_nan() || slope.abs() >= f64::from(1.0 - threshold)
                    }
                };
            }
        }
    }
    let dead = |alive: &Vec<bool>| (0..alive.len() as u32).filter(|&j| !alive[j as usize]).collect();
    alive.iter().map(dead).collect()
}

fn started(session: &Session) -> Survey {
    Survey::new(session.model(), session.dataset(), session.look().threshold)
}

/// The survey to its end, and how many slices it took.
fn survey(session: &Session) -> (Vec<Vec<u32>>, usize) {
    let mut survey = started(session);
    let slices = (1..).find(|_| {
        let progress = survey.advance(session.model(), session.dataset());
        assert_eq!(progress.total, session.text_info().train);
        progress.is_finished()
    });
    (survey.dead(), slices.unwrap())
}

#[test]
fn survey_matches_one_example_at_a_time() {
    let mut found = 0;
    for (link, steps) in [
        ("#hidden=60&w=gain:1&b=std:6", 0),
        ("#hidden=60,30&w=gain:1&b=std:4", 200),
        ("#hidden=40,40&act=relu&b=std:3&lr=0.5", 100),
        ("#hidden=30,20&act=relu&norm=layer&lr=3", 100),
        ("#hidden=30,20&norm=batch&w=std:3&momentum=0.5&lr=10", 60),
        ("#hidden=30,20&act=identity&w=std:3", 10),
        ("#hidden=40,40&act=sigmoid&b=std:5", 20),
        ("#hidden=40,20&act=leaky_relu&b=std:4", 20),
        ("#hidden=40,20&act=elu&b=std:6", 20),
        ("#hidden=40,20&act=selu&b=std:6", 20),
        ("#hidden=40,20&act=gelu&b=std:4", 20),
        ("#hidden=40,20&act=gelu_tanh&b=std:4", 20),
        ("#hidden=40,20&act=silu&b=std:6", 20),
        ("#hidden=40,20&act=softplus&b=std:6", 20),
    ] {
        let mut session = session(link, steps);
        for threshold in [0.97, 0.5] {
            session.set_threshold(threshold).unwrap();
            let expected = naive(session.training().model(), text().train(), threshold as f32);
            found += expected.iter().flatten().count();
            assert_eq!(survey(&session).0, expected, "{link} at {threshold}");
        }
    }
    assert!(found > 50, "the networks have only {found} dead neurons");
}

#[test]
fn neuron_dead_for_the_batch_may_be_alive_for_the_split() {
    let session = session("#batch=4&hidden=50", 0);
    let section = session.frame().sections().iter().find(|section| section.name == "layer.0.dead").unwrap();
    assert!(session.frame().words()[section.at] > 0);
    assert_eq!(survey(&session).0, [vec![0_u32; 0]]);
}

#[test]
fn survey_stops_as_soon_as_no_neuron_can_be_dead() {
    let all = text().train().len().div_ceil(128);
    let (dead, slices) = survey(&session("#preset=deep-batchnorm&hidden=20x2", 0));
    assert_eq!((dead, slices), (vec![vec![], vec![]], 1));
    assert!(all > 1);
    let (dead, slices) = survey(&session("#hidden=60&w=gain:1&b=std:6", 0));
    assert_eq!(slices, all);
    assert!(!dead[0].is_empty());
}

#[test]
fn intermediate_results_shrink_to_the_final_one() {
    let session = session("#hidden=60&w=gain:1&b=std:6", 0);
    let mut survey = started(&session);
    let mut before: Vec<u32> = (0..60).collect();
    loop {
        let progress = survey.advance(session.model(), session.dataset());
        let dead = survey.dead().remove(0);
        assert!(dead.iter().all(|j| before.contains(j)), "a neuron came back to be dead");
        if progress.is_finished() {
            break;
        }
        assert_eq!(progress.done % 128, 0);
        before = dead;
    }
}
