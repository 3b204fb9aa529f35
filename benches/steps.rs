//! The native speed of whole steps, and of the questions about a run: `cargo bench --bench steps`.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use initscope::SplitName;
use initscope::config::Preset;
use initscope::dataset::Dataset;
use initscope::evaluate::{Evaluation, Task};
use initscope::session::Session;

const NAMES: &[u8] = include_bytes!("../www/text/names.txt");

fn session(preset: Preset) -> Session {
    let text = Dataset::parse(NAMES).expect("the built-in text is fine");
    Session::new(text, preset.config(), 1).expect("a preset is valid")
}

fn run(criterion: &mut Criterion) {
    for (network, preset) in [("S", Preset::BatchNorm), ("D", Preset::DeepBatchNorm)] {
        let mut group = criterion.benchmark_group(network);
        let mut session = session(preset);
        group.throughput(Throughput::Elements(1));
        group.bench_function("step", |bencher| bencher.iter(|| session.advance()));
        // The first frame computes the next step's forward pass, and all others reuse it.
        group.bench_function("frame", |bencher| bencher.iter(|| session.write_frame()));
        group.bench_function("evaluation, one slice", |bencher| {
            let (model, dataset) = (session.model(), session.dataset());
            let start = || Evaluation::new(model, dataset, SplitName::Train, model.running());
            let mut evaluation = start();
            bencher.iter(|| {
                if evaluation.advance(model, dataset).is_finished() {
                    evaluation = start();
                }
            });
        });
        group.bench_function("preview", |bencher| {
            bencher.iter(|| session.configure(preset.config(), 1).expect("a preset is valid"));
        });
        group.finish();
    }
}

criterion_group!(steps, run);
criterion_main!(steps);
