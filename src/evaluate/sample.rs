//! New items, sampled from a network one character at a time.

use rand::Rng;

use crate::model::{Model, Pass, Statistics};
use crate::random::Generator;

/// Longest item sampled, in characters.
pub const MAX_SAMPLE_LENGTH: usize = 64;

/// Draws new items from the network in evaluation mode, as token sequences without the boundary. `seed` fixes them.
/// A run that reaches [`MAX_SAMPLE_LENGTH`] is cut there; one whose probabilities are not numbers ends at once.
pub fn sample(model: &Model, statistics: Statistics, count: usize, seed: u32) -> Vec<Vec<u8>> {
    let mut pass = Pass::new(model, 1);
    let mut generator = Generator::new(seed);
    (0..count).map(|_| sample_item(model, statistics, &mut pass, &mut generator)).collect()
}

fn sample_item(model: &Model, statistics: Statistics, pass: &mut Pass, generator: &mut Generator) -> Vec<u8> {
    let mut item = Vec::new();
    let mut window = vec![0; model.context()];
    while item.len() < MAX_SAMPLE_LENGTH {
        pass.load(1, |_, context| {
            context.copy_from_slice(&window);
            0
        });
        model.sum_of_losses(pass, statistics);
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

/// The first token at which the cumulated probability passes a uniform draw; the boundary where none does.
fn draw_token(probabilities: &[f32], generator: &mut Generator) -> u8 {
    let draw = f64::from(generator.next_u32()) / 4_294_967_296.0;
    let mut cumulated = 0.0;
    let passed = probabilities.iter().position(|&p| {
        cumulated += f64::from(p);
        draw < cumulated
    });
    let likeliest_rounding = || probabilities.iter().rposition(|&p| p > 0.0).unwrap_or(0);
    passed.unwrap_or_else(likeliest_rounding) as u8
}
