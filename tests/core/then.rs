//! Changes during a run: their text form, the run that they produce compared with the same steps made explicitly, and
//! frames, verdicts and questions across them.

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs};

use initscope::config::{Change, Config, FieldName, MAX_CHANGES, MAX_LINK_STEP, Norm, Preset};
use initscope::dataset::Dataset;
use initscope::evaluate::{Coupling, Task, Ways};
use initscope::export;
use initscope::link::Link;
use initscope::model::{Model, Pass};
use initscope::random::Generator;
use initscope::session::Session;
use initscope::train::Training;

fn names() -> Dataset {
    Dataset::parse(include_bytes!("../../www/text/names.txt")).unwrap()
}

fn config(link: &str) -> Config {
    let (link, errors) = Link::parse(link);
    assert!(errors.is_empty(), "{errors:?}");
    link.config
}

fn run(link: &str, steps: u64) -> Session {
    let mut session = Session::new(names(), config(link), 1).unwrap();
    while session.training().step() < steps {
        session.advance();
    }
    session
}

/// Explicit steps: for each (steps, batch, seed of a new generator) so many with a generator's own draws.
fn by_hand(config: &Config, parts: &[(usize, usize, Option<u32>)]) -> Model {
    let text = names();
    let mut generator = Generator::new(config.seed);
    let mut model = Model::new(config, &text, &mut generator);
    for &(steps, batch, seed) in parts {
        if let Some(seed) = seed {
            generator = Generator::new(seed);
        }
        let mut pass = Pass::new(&model, batch);
        for _ in 0..steps {
            let examples = text.train().len() as u32;
            pass.load(batch, |_, context| text.train().example(generator.randint(examples) as usize, context));
            model.forward(&mut pass);
            model.backward(&mut pass);
            model.update(0.1);
            model.update_running(&pass);
        }
    }
    model
}

#[test]
fn changed_batch_and_seed_equal_explicit_steps() {
    for link in
        ["#preset=kaiming&hidden=40", "#preset=batchnorm&hidden=30,20", "#norm=layer&outnorm=0.5&hidden=25&act=relu"]
    {
        let expected = by_hand(&config(link), &[(30, 32, None), (25, 7, None), (20, 64, Some(5)), (25, 64, Some(5))]);
        let made = run(&format!("{link}&then=30:batch=7,55:batch=64;seed=5,75:seed=5"), 100);
        assert_eq!(made.training().model().checksum(), expected.checksum(), "{link}");
        // With and without frames in between.
        let mut seen = Session::new(names(), made.config().clone(), 1).unwrap();
        for _ in 0..100 {
            seen.write_frame();
            seen.advance();
        }
        assert_eq!(seen.checksum(), made.checksum());
    }
}

/// The checksums of runs with changes or an optimizer, by link. Node's tests compare wasm with the same file.
#[test]
fn runs_with_changes_match_the_recorded_checksums() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/then.json");
    let recorded: BTreeMap<String, String> = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert!(recorded.len() > 2);
    let computed = |link: &String| (link.clone(), run(link, 600).checksum());
    let computed: BTreeMap<String, String> = recorded.keys().map(computed).collect();
    if env::var_os("RECORD").is_some() {
        fs::write(&path, serde_json::to_string_pretty(&computed).unwrap() + "\n").unwrap();
    }
    assert_eq!(computed, recorded);
}

#[test]
fn changed_norm_setting_continues_like_a_network_that_had_it() {
    for (link, then, after) in [
        ("#preset=batchnorm&hidden=30,20", "40:eps=0.1", "&eps=0.1"),
        ("#preset=batchnorm&hidden=30,20", "40:momentum=0.5", "&momentum=0.5"),
        ("#preset=batchnorm&hidden=30,20", "40:variance=biased", "&variance=biased"),
        ("#norm=layer&hidden=30", "40:eps=0.1", "&eps=0.1"),
    ] {
        let (text, vocabulary) = (names(), names().vocabulary());
        let mut before = Training::new(&config(link), &text);
        (0..40).for_each(|_| _ = before.advance(text.train()));
        let mut later = Training::resumed(&config(&format!("{link}{after}")), vocabulary, &before.snapshot());
        let plain = run(link, 80).checksum();
        (0..40).for_each(|_| _ = later.advance(text.train()));
        let made = run(&format!("{link}&then={then}"), 80);
        assert_eq!(made.training().model().checksum(), later.model().checksum(), "{link} {then}");
        assert_ne!(made.checksum(), plain, "{then} changes nothing");
    }
}

#[test]
fn first_frame_with_another_batch_has_that_batch_and_its_layout() {
    let mut session = run("#preset=batchnorm&hidden=20&then=10:batch=8", 9);
    let targets = |session: &mut Session| {
        session.write_frame();
        let frame = session.frame();
        assert_eq!(frame.words()[5] as usize, frame.words().len());
        frame.sections().iter().find(|section| section.name == "batch.targets").unwrap().len
    };
    assert_eq!(targets(&mut session), 32);
    session.advance();
    assert_eq!(targets(&mut session), 8);
    let fresh = {
        let mut session = run("#preset=batchnorm&hidden=20&batch=8", 0);
        session.write_frame();
        session.frame().sections().to_vec()
    };
    assert_eq!(session.frame().sections(), fresh);
}

#[test]
fn dead_neurons_are_judged_by_the_batch_in_force() {
    // For two examples many neurons of a ReLU network are 0, which does not show that they are dead.
    let mut session = run("#act=relu&w=gain:1&b=std:6&out=std:0.001&then=5:batch=2", 4);
    let seen = |session: &mut Session| {
        session.write_frame();
        let frame = session.frame();
        let dead = frame.sections().iter().find(|section| section.name == "layer.0.dead").unwrap().at;
        (frame.words()[dead], session.verdicts().iter().any(|verdict| verdict.text.contains("neurons dead")))
    };
    let (dead, said) = seen(&mut session);
    assert!(dead > 0 && said, "{dead} dead");
    session.advance();
    let (dead, said) = seen(&mut session);
    assert!(dead > 50 && !said, "{dead} dead: {:?}", session.verdicts());
}

#[test]
fn questions_about_minibatches_use_the_batch_in_force() {
    let link = "#preset=batchnorm&hidden=12";
    let [changed, before] = [50, 51].map(|step| run(&format!("{link}&then={step}:batch=2"), 50));
    // The same network at the same step; its example has other neighbors in the batch.
    assert_eq!(changed.checksum(), before.checksum());
    let [coupled, other] = [&changed, &before].map(|session| {
        let (model, batch) = (session.model(), session.training().batch());
        let mut coupling = Coupling::new(model, batch, (&[1, 2, 3], 4), 5, 1).unwrap();
        coupling.finish(model, session.dataset());
        coupling.probabilities().to_vec()
    });
    assert_ne!(coupled, other);
    let [found, other] = [&changed, &before].map(|session| {
        let mut ways = Ways::new(session.model(), session.dataset(), session.training().batch());
        ways.finish(session.model(), session.dataset());
        ways.losses()[0].val
    });
    assert_ne!(found, other);
}

#[test]
fn look_back_is_exact_across_changes() {
    let link = "#preset=batchnorm&hidden=20&then=64:batch=5,100:seed=3;eps=0.01,128:batch=50;momentum=0.5,300:batch=2";
    let steps = [0, 63, 64, 65, 100, 127, 128, 200, 299, 300, 350];
    let mut session = run(link, 0);
    let mut seen = Vec::new();
    for step in steps {
        while session.training().step() < step {
            session.advance();
        }
        session.write_frame();
        seen.push((session.frame().words().to_vec(), session.verdicts()));
    }
    for at in [10, 9, 0, 1, 2, 3, 8, 4, 7, 5, 6] {
        session.look_back(steps[at]).unwrap();
        while !session.advance_look_back().unwrap().is_finished() {}
        assert!(session.past_frame().unwrap().words() == seen[at].0, "step {}", steps[at]);
        assert_eq!(session.past_verdicts(), seen[at].1);
    }
    assert_eq!(session.checksum(), run(link, 350).checksum());
}

#[test]
fn pytorch_script_of_a_run_with_changes_is_refused_by_field() {
    let mut config = Preset::Kaiming.config();
    config.set(FieldName::Changes, "20:batch=64").unwrap();
    let error = export::pytorch(&config, b"ab\nba\nabc\ncab\nb\na\nc", export::TEMPLATE).unwrap_err();
    assert_eq!((&*error[0].field, &*error[0].got), ("then", "20:batch=64"));
}

#[test]
fn changes_have_rising_steps_and_training_fields_in_range() {
    for (text, printed) in [
        ("none", "none"),
        ("1:batch=1", "1:batch=1"),
        ("2000:momentum=0.1;batch=64,5000:seed=7", "2000:batch=64;momentum=0.1,5000:seed=7"),
        ("9:variance=biased;seed=0;eps=1/3", "9:eps=1/3;variance=biased;seed=0"),
        ("10000000:eps=0", "10000000:eps=0"),
        (
            "1:seed=1,2:seed=1,3:seed=1,4:seed=1,5:seed=1,6:seed=1,7:seed=1,8:seed=1",
            "1:seed=1,2:seed=1,3:seed=1,4:seed=1,5:seed=1,6:seed=1,7:seed=1,8:seed=1",
        ),
    ] {
        let mut config = Config::default();
        config.set(FieldName::Changes, text).unwrap();
        assert_eq!(config.print(FieldName::Changes), printed);
    }
    let shape = format!(
        "none, or at most {MAX_CHANGES} changes such as 2000:batch=64;momentum=0.1,5000:seed=7, steps rising from 1 to {MAX_LINK_STEP}"
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
        let mut config = Config::default();
        let error = config.set(FieldName::Changes, text).unwrap_err();
        assert_eq!((&*error.field, &*error.expected), ("then", &*shape), "{text}");
        assert_eq!(config, Config::default());
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
        let error = config.set(FieldName::Changes, text).unwrap_err();
        assert_eq!((&*error.field, &*error.expected, &*error.got), ("then", expected, got));
        assert_eq!(config, Config::default());
    }
}

#[test]
fn changes_that_no_link_can_express_are_invalid() {
    let with = |change: Change, norm| Config { norm, changes: vec![change], ..Config::default() };
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
fn settings_in_force_are_the_latest_changes() {
    let mut config = Config::default();
    config.set(FieldName::Changes, "20:batch=64;eps=0.5,30:batch=8;seed=4").unwrap();
    let at = |step| {
        let Config { batch, eps, seed, momentum, .. } = config.in_force(step);
        (batch, eps, seed, momentum)
    };
    let seed = config.seed;
    assert_eq!([at(0), at(19)], [(32, 1e-5, seed, 0.1); 2]);
    assert_eq!([at(20), at(29)], [(64, 0.5, seed, 0.1); 2]);
    assert_eq!([at(30), at(1000)], [(8, 0.5, 4, 0.1); 2]);
}
