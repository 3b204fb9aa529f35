//! A defensive reader of frames, which checks every length: for frames of a session and for corrupted ones.

use std::collections::BTreeMap;

use initscope::config::Residual;
use initscope::diagnostics::frame::{Kind, LAYOUT_VERSION, MAGIC};
use initscope::diagnostics::history::POINTS;
use initscope::diagnostics::{Frame, Section};
use initscope::session::Session;

use super::bytes::Bytes;
use super::session::{begin, command};

const HEADER_WORDS: usize = 8;

/// The values of a section.
#[derive(Debug)]
pub enum Values<'a> {
    U32(&'a [u32]),
    F32(Vec<f32>),
}

/// A frame's sections by name.
pub struct Read<'a> {
    pub step: u64,
    layers: usize,
    weights: usize,
    sections: BTreeMap<&'a str, Values<'a>>,
}

/// Reads a frame, or returns what is wrong with it.
pub fn read<'a>(words: &'a [u32], sections: &'a [Section]) -> Result<Read<'a>, String> {
    let &[magic, version, _, low, high, length, layers, weights, ..] = words else {
        return Err(format!("{} words are no header", words.len()));
    };
    if [magic, version, length] != [MAGIC, LAYOUT_VERSION, words.len() as u32] {
        return Err(format!("magic {magic}, version {version}, length {length} of {}", words.len()));
    }
    let (mut next, mut named) = (HEADER_WORDS, BTreeMap::new());
    for Section { name, at, len, kind } in sections {
        let end = at.checked_add(*len).filter(|_| *at == next);
        let words = end.and_then(|end| words.get(*at..end)).ok_or_else(|| format!("{name} at {at}, not {next}"))?;
        next = at + len;
        let values = match kind {
            Kind::U32 => Values::U32(words),
            Kind::F32 => Values::F32(words.iter().copied().map(f32::from_bits).collect()),
        };
        if name.is_empty() || named.insert(&**name, values).is_some() {
            return Err(format!("{name} again"));
        }
    }
    if next != words.len() {
        return Err(format!("sections end at {next} of {}", words.len()));
    }
    let step = u64::from(high) << 32 | u64::from(low);
    Ok(Read { step, layers: layers as usize, weights: weights as usize, sections: named })
}

impl Read<'_> {
    fn u32s(&self, name: &str) -> &[u32] {
        match self.sections.get(name) {
            Some(Values::U32(values)) => values,
            other => panic!("{name} is {other:?}"),
        }
    }

    fn f32s(&self, name: &str) -> &[f32] {
        match self.sections.get(name) {
            Some(Values::F32(values)) => values,
            other => panic!("{name} is {other:?}"),
        }
    }

    fn f32(&self, name: &str) -> f32 {
        let &[value] = self.f32s(name) else { panic!("{name} is not one number") };
        value
    }

    /// The number of values that a histogram counted.
    fn counted(&self, name: &str) -> usize {
        let parts = ["counts", "outside", "nonfinite"].map(|part| self.u32s(&format!("{name}.{part}")));
        let range = self.f32s(&format!("{name}.range"));
        assert!(
            range.len() == 2 && range[0] < range[1] && range.iter().all(|end| end.is_finite()),
            "{name}: {range:?}"
        );
        parts.iter().flat_map(|part| part.iter()).map(|count| *count as usize).sum()
    }
}

/// Asserts that a frame of a session's network is complete and that its figures agree with each other.
pub fn well_formed(frame: &Frame, session: &Session, step: u64) {
    let read = read(frame.words(), frame.sections()).unwrap_or_else(|fault| panic!("{fault}"));
    let config = session.config().in_force(step);
    let vocabulary = session.text_info().vocabulary;
    let shapes = config.linear_shapes(vocabulary);
    assert_eq!((read.step, read.layers, read.weights), (step, config.hidden.len(), shapes.len()));
    let (tokens, targets) = (read.u32s("batch.tokens"), read.u32s("batch.targets"));
    assert_eq!([tokens.len(), targets.len()], [config.batch * config.context, config.batch]);
    assert!(tokens.iter().chain(targets).all(|token| (*token as usize) < vocabulary));
    for (i, &neurons) in config.hidden.iter().enumerate() {
        let name = |part: &str| format!("layer.{i}.{part}");
        let values = neurons * config.batch;
        assert_eq!(read.f32s(&name("map")).len(), values);
        assert_eq!([read.counted(&name("activation")), read.counted(&name("gradient"))], [values; 2]);
        assert!([0, values].contains(&read.counted(&name("preactivation"))));
        assert!((0.0..=100.0).contains(&read.f32(&name("saturated"))));
        let std = |of: &str| read.f32(&name(of)).to_bits();
        if config.residual_of(i) == Residual::None {
            assert_eq!(std("output_std"), std("activation.std"));
            assert_eq!(std("output_gradient_std"), std("gradient.std"));
        }
        let dead = read.u32s(&name("dead_neurons"));
        assert_eq!((dead.len(), dead.iter().sum::<u32>()), (neurons, read.u32s(&name("dead"))[0]));
        assert!(read.u32s(&name("saturated_counts")).iter().all(|count| *count as usize <= config.batch));
    }
    for (j, [fan_in, fan_out]) in shapes.into_iter().enumerate() {
        assert_eq!(read.counted(&format!("weight.{j}.gradient")), fan_in * fan_out);
    }
    let points = read.u32s("history.loss.points")[0] as usize;
    assert!(points <= POINTS && (points == 0) == (step == 0));
    assert!(read.f32s("history.loss.mean")[points..].iter().all(|mean| mean.is_nan()));
}

/// Commands to a session, then damage to its frame.
pub fn frame(bytes: &[u8]) {
    let mut bytes = Bytes(bytes);
    let mut session = begin(&mut bytes);
    for _ in 0..bytes.up_to(6) {
        command(&mut session, &mut bytes);
    }
    session.write_frame();
    well_formed(session.frame(), &session, session.training().step());

    let (mut words, mut sections) = (session.frame().words().to_vec(), session.frame().sections().to_vec());
    let mut header_is_whole = true;
    while !bytes.is_empty() {
        damage(&mut words, &mut sections, &mut header_is_whole, &mut bytes);
    }
    match read(&words, &sections) {
        Ok(read) => {
            assert!(header_is_whole, "another header was taken");
            let lengths = read.sections.values().map(|values| match values {
                Values::U32(values) => values.len(),
                Values::F32(values) => values.len(),
            });
            assert_eq!(HEADER_WORDS + lengths.sum::<usize>(), words.len());
        }
        Err(fault) => assert!(!fault.is_empty()),
    }
}

fn damage(words: &mut Vec<u32>, sections: &mut Vec<Section>, header_is_whole: &mut bool, bytes: &mut Bytes) {
    let (at, value) = (bytes.u32() as usize, bytes.u32());
    match bytes.up_to(4) {
        0 if !words.is_empty() => {
            let at = at % words.len();
            // Magic, version and length are checked; other words of the header may be anything.
            *header_is_whole &= ![0, 1, 5].contains(&at) || words[at] == value;
            words[at] = value;
        }
        1 => {
            *header_is_whole &= at % (words.len() + 1) >= words.len();
            words.truncate(at % (words.len() + 1));
        }
        2 if !sections.is_empty() => {
            let (count, name) = (sections.len(), String::from_utf8_lossy(bytes.take(8)).into_owned());
            sections[at % count] = Section { name, at: value as usize, len: at, kind: Kind::U32 };
        }
        3 if !sections.is_empty() => {
            let count = sections.len();
            sections[at % count].len = [usize::MAX, 0, value as usize][at % 3];
        }
        _ => sections.truncate(at % (sections.len() + 1)),
    }
}
