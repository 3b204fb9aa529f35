//! The smallest program with this crate: trains a preset on a text, and prints its losses.

use initscope::{Dataset, Errors, Preset, Session, SplitName};

const NAMES: &str = "emma\nolivia\nava\nisabella\nsophia\ncharlotte\nmia\namelia\nharper\nevelyn\nabigail\nemily";

fn main() -> Result<(), Errors> {
    let text = Dataset::parse(NAMES.as_bytes())?;
    let mut session = Session::new(text, Preset::BatchNorm.config(), 0)?;
    for step in 0..=100 {
        let loss = session.advance();
        if step % 20 == 0 {
            println!("step {step:3}: loss {loss:.4}");
        }
    }
    println!("validation loss {:.4}", session.evaluate(SplitName::Val));
    println!("new names: {}", session.sample(5, 1).join(", "));
    Ok(())
}
