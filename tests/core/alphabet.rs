//! Texts with more characters than a byte can number, such as names in Korean and Chinese.

use std::collections::BTreeSet;

use initscope::SplitName;
use initscope::dataset::{BOUNDARY, Dataset, Token};
use initscope::diagnostics::Survey;
use initscope::evaluate::{Coupling, Evaluation, Progress, Task};
use initscope::export;
use initscope::random::Generator;
use initscope::session::Session;

use super::naive::{Naive, config, kept};

/// A text whose items are a family name out of `families`, and one or two characters out of all.
fn text(characters: &[char], families: usize, lines: usize) -> String {
    let mut generator = Generator::new(7);
    let mut draw = |n: usize| generator.randint(n as u32) as usize;
    // Each character is there, however few are drawn.
    let all = characters.chunks(3).map(|some| some.iter().collect::<String>());
    let mut items: Vec<String> = all.collect();
    for _ in 0..lines {
        let mut item = String::from(characters[draw(families)]);
        (0..1 + draw(2)).for_each(|_| item.push(characters[draw(characters.len())]));
        items.push(item);
    }
    items.join("\n")
}

/// Hangul syllables, with gaps between their code points.
fn korean() -> Dataset {
    let syllables: Vec<char> = (0..463).map(|i| char::from_u32(0xac00 + 24 * i).unwrap()).collect();
    Dataset::parse(text(&syllables, 20, 1500).as_bytes()).unwrap()
}

fn chinese(characters: u32, lines: usize) -> Dataset {
    let ideographs: Vec<char> = ('\u{4e00}'..).take(characters as usize).collect();
    Dataset::parse(text(&ideographs, 40, lines).as_bytes()).unwrap()
}

fn session(text: &Dataset, link: &str) -> Session {
    Session::new(text.clone(), config(link), 0).unwrap()
}

fn section<'a>(session: &'a Session, name: &str) -> &'a [u32] {
    let frame = session.frame();
    let section = frame.sections().iter().find(|section| section.name == name).unwrap();
    &frame.words()[section.at..section.at + section.len]
}

#[test]
fn korean_and_chinese_names_are_learned() {
    for (text, vocabulary) in [(korean(), 464), (chinese(779, 1500), 780)] {
        assert_eq!(text.vocabulary(), vocabulary);
        let mut session = session(&text, "#preset=batchnorm&hidden=60");
        let uniform = (vocabulary as f32).ln();
        assert!((session.training().loss() - uniform).abs() < 0.1);
        (0..300).for_each(|_| _ = session.advance());
        let loss = session.evaluate(SplitName::Train);
        assert!(loss < 0.9 * uniform, "{loss} of {uniform}");
        let characters: BTreeSet<char> = text.characters().iter().copied().collect();
        let items = session.sample(20, 1);
        assert!(items.iter().flat_map(|item| item.chars()).all(|character| characters.contains(&character)));
        assert!(items.iter().flat_map(|item| item.chars()).any(|character| character != text.char_of(1)));
    }
}

#[test]
fn loss_of_a_large_alphabet_is_the_naive_mean_over_its_examples() {
    let text = korean();
    let link = "#preset=batchnorm&hidden=30,20&seed=5";
    let mut session = session(&text, link);
    (0..40).for_each(|_| _ = session.advance());
    let (model, config) = (session.model(), config(link));
    let expected = Naive { model, config: &config }.mean_loss(text.val(), &kept(model, model.running()));
    let loss = f64::from(session.evaluate(SplitName::Val));
    assert!((loss - expected).abs() < 1e-5 * expected, "{loss} for {expected}");
}

/// The larger the network, the fewer examples a slice has: 8,193 tokens and the smallest network, up to a large one.
#[test]
fn slices_of_a_large_network_are_short_and_their_results_those_of_single_examples() {
    let text = chinese(8192, 300);
    for link in ["#preset=kaiming&hidden=4", "#preset=kaiming&hidden=50"] {
        let session = session(&text, link);
        let model = session.model();
        let mut evaluation = Evaluation::new(model, &text, SplitName::Val, model.running());
        let first = evaluation.advance(model, &text);
        let weights = model.parameters().len();
        assert!(first.done * weights <= 20 << 20, "{} examples of {weights} weights", first.done);
        while !evaluation.advance(model, &text).is_finished() {}
        let sum: f64 = {
            let mut pass = initscope::model::Pass::new(model, 1);
            let examples = 0..text.val().len();
            let loss = |i: usize| {
                pass.load(1, |_, context| text.val().example(i, context));
                model.sum_of_losses(&mut pass, model.running())
            };
            examples.map(loss).sum()
        };
        assert_eq!(evaluation.loss(), (sum / text.val().len() as f64) as f32, "{link}");
        let mut survey = Survey::new(model, &text, 0.97);
        let Progress { done, total } = survey.advance(model, &text);
        assert!(done == first.done || done == total);
    }
}

/// The rows of the embedding belong to their tokens, also beyond 255 and 4,095.
#[test]
fn step_moves_the_embeddings_of_its_own_tokens_alone() {
    let text = chinese(8192, 6000);
    let mut session = session(&text, "#preset=kaiming&hidden=16&batch=256");
    let seen: BTreeSet<u32> = section(&session, "batch.tokens").iter().copied().collect();
    assert!(seen.iter().any(|token| (256..4096).contains(token)) && seen.iter().any(|token| *token >= 4096));
    assert!(section(&session, "batch.targets").iter().any(|token| *token >= 4096));
    assert_eq!(section(&session, "example.probabilities").len(), 8193);
    let dim = config("#preset=kaiming").embedding;
    let embedding = |session: &Session| session.model().parameters()[..8193 * dim].to_vec();
    let before = embedding(&session);
    session.advance();
    let after = embedding(&session);
    let rows = before.chunks_exact(dim).zip(after.chunks_exact(dim));
    let moved: BTreeSet<u32> = (0..).zip(rows).filter_map(|(token, (a, b))| (a != b).then_some(token)).collect();
    assert_eq!(moved, seen);
}

#[test]
fn run_of_a_large_alphabet_is_the_same_each_time_and_can_be_looked_back_at() {
    let text = chinese(8192, 100);
    let mut one = session(&text, "#preset=batchnorm&hidden=200&batch=8");
    let mut other = session(&text, "#preset=batchnorm&hidden=200&batch=8");
    let first = one.frame().words().to_vec();
    (0..3).for_each(|_| _ = one.advance());
    other.write_frame();
    (0..3).for_each(|_| _ = other.advance());
    assert_eq!(one.checksum(), other.checksum());
    one.look_back(0).unwrap();
    while !one.advance_look_back().unwrap().is_finished() {}
    assert_eq!(one.past_frame().unwrap().words(), first);
}

#[test]
fn draws_around_an_example_are_fewer_where_each_has_many_probabilities() {
    let text = chinese(8192, 20);
    let session = session(&text, "#preset=batchnorm&hidden=4&batch=4");
    let model = session.model();
    let asked = |token: u32, draws: u32| Coupling::new(model, 4, (&[0, 0, token], token), draws, 0);
    let mut coupling = asked(8192, 2).unwrap();
    coupling.finish(model, &text);
    assert_eq!((coupling.evaluation().len(), coupling.spread().mean.len()), (8193, 8193));
    assert!(asked(1, 511).is_ok());
    let error = asked(1, 512).unwrap_err().to_string();
    assert_eq!(error, "draws: expected a whole number from 1 to 511, got 512");
    for token in [8193, 65_536, u32::MAX] {
        let error = Coupling::new(model, 4, (&[0, 0, 1], token), 2, 0).unwrap_err().to_string();
        assert_eq!(error, format!("target: expected a token from 0 to 8192, got {token}"));
    }
}

#[test]
fn items_are_found_in_the_text_by_all_bits_of_their_tokens() {
    let text = chinese(8192, 0);
    let item = |tokens: [Token; 3]| tokens.map(|token| text.char_of(token)).iter().collect::<String>();
    assert!(text.contains(&item([1, 2, 3])) && text.contains(&item([8188, 8189, 8190])));
    // The same low bytes.
    assert!(!text.contains(&item([257, 258, 3])));
    assert_ne!(text.char_of(256), text.char_of(BOUNDARY));
}

#[test]
fn script_for_pytorch_has_the_characters_themselves() {
    let syllables: Vec<char> = (0..463).map(|i| char::from_u32(0xac00 + 24 * i).unwrap()).collect();
    let text = text(&syllables, 20, 50);
    let script = export::pytorch(&config("#preset=kaiming"), text.as_bytes(), export::TEMPLATE).unwrap();
    assert!(!script.contains("\\U"), "nothing needs an escape");
    assert!(text.lines().all(|item| script.contains(item)));
}
