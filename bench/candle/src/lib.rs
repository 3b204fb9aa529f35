//! S and D in candle, for wasm: the boundary to JS. JS puts the fixture and the examples into memory that it asks for,
//! and says the rest in numbers; a network is named by its index in the fixture.

#![cfg(target_arch = "wasm32")]

mod network;

use std::cell::RefCell;

use network::{Examples, Fixture, Network};

struct Bench {
    fixture: Fixture,
    networks: Vec<Network>,
    examples: Examples,
    answer: Vec<f32>,
}

thread_local! {
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static BENCH: RefCell<Option<Bench>> = const { RefCell::new(None) };
}

fn with<T>(work: impl FnOnce(&mut Bench) -> T) -> T {
    BENCH.with_borrow_mut(|bench| work(bench.as_mut().expect("open comes first")))
}

/// Room for the bytes that [`open`] reads.
#[unsafe(no_mangle)]
extern "C" fn input(bytes: usize) -> *mut u8 {
    INPUT.with_borrow_mut(|input| {
        *input = vec![0; bytes];
        input.as_mut_ptr()
    })
}

/// Reads the fixture, `json` bytes of the input, and the examples after it.
#[unsafe(no_mangle)]
extern "C" fn open(json: usize) {
    let input = INPUT.take();
    let (json, bytes) = input.split_at(json);
    let fixture: Fixture = serde_json::from_slice(json).expect("the fixture is as it was written");
    let networks = fixture.networks.iter().map(|of| Network::new(of).expect("candle")).collect();
    let examples = Examples::new(bytes.to_vec(), fixture.context);
    BENCH.set(Some(Bench { fixture, networks, examples, answer: Vec::new() }));
}

/// Steps through the fixture's minibatches with a fresh network. Returns how many numbers there are at [`answer`]: the
/// losses, then the running statistics.
#[unsafe(no_mangle)]
extern "C" fn replay(network: usize) -> usize {
    with(|bench| {
        let of = &bench.fixture.networks[network];
        let mut fresh = Network::new(of).expect("candle");
        bench.answer = of.steps.iter().map(|step| fresh.step(&step.contexts, &step.targets).expect("candle")).collect();
        bench.answer.extend(fresh.running_statistics().expect("candle"));
        bench.answer.len()
    })
}

/// Where the numbers of [`replay`] are.
#[unsafe(no_mangle)]
extern "C" fn answer() -> *const f32 {
    with(|bench| bench.answer.as_ptr())
}

/// Makes `times` steps on examples drawn at random. Returns the last loss.
#[unsafe(no_mangle)]
extern "C" fn steps(network: usize, times: u32) -> f32 {
    with(|bench| {
        let of = &mut bench.networks[network];
        (0..times).fold(f32::NAN, |_, _| {
            let (contexts, targets) = bench.examples.draw(of.batch);
            of.step(contexts, targets).expect("candle")
        })
    })
}
