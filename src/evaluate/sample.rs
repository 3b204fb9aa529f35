//! New items, sampled from a network one character at a time.

use rand::Rng;

use crate::dataset::Token;
use crate::model::{Model, Pass};
use crate::random::Generator;

/// The largest number of characters of an item.
pub const MAX_SAMPLE_LENGTH: usize = 64;

/// Draws new items from the network in evaluation mode with running statistics, as token sequences without the boundary. The
/// same seed gives the same items. An item ends at [`MAX_SAMPLE_LENGTH`] at the latest, and at once where probabilities are
/// NaN.
pub fn sample(model: &Model, count: usize, seed: u32) -> Vec<Vec<Token>> {
    let mut pass = Pass::new(model, 1);
    let mut generator = Generator::new(seed);
    (0..count).map(|_| sample_item(model, &mut pass, &mut generator)).collect()
}

fn sample_item(model: &Model, pass: &mut Pass, generator: &mut Generator) -> Vec<Token> {
    let mut item = Vec::new();
    let mut window = vec![0; model.context()];
    while item.len() < MAX_SAMPLE_LENGTH {
        pass.load(1, |_, context| {
            context.copy_from_slice(&window);
            0
        });
        model.sum_of_losses(pass, model.running());
        let token = draw_token(pass.probabilities(), generator);
        if token == 0 {
            break;
        }
        item.push(token);
        window.rotate_left(1);
        if let Some(last) = window.last_mut() {
            *last = token;
        }
    }
    item
}

/// The first token at which the cumulated probability passes a uniform draw; where rounding leaves none, the last one with a
/// positive probability, or the boundary.
fn draw_token(probabilities: &[f32], generator: &mut Generator) -> Token {
    let draw = f64::from(generator.next_u32()) / 4_294_967_296.0;
    let mut cumulated = 0.0;
    let passed = probabilities.iter().position(|&p| {
        cumulated += f64::from(p);
        draw < cumulated
    });
    let last_positive = || probabilities.iter().rposition(|&p| p > 0.0).unwrap_or(0);
    passed.unwrap_or_else(last_positive) as Token
}
