//! Coverage: what the examples have shown of the rules, what they have not, and what cannot be.
//!
//! The examples are a batch of the engine, and what they come to is read off its table. What cannot be is read off a
//! table too: a cell is the set of what a value could be, so the row of a patient of whom nothing is known holds what any
//! patient could come to.

mod known;
mod look;
mod part;
mod proof;
mod takes;
mod topics;

use jiff::civil::Date;

use crate::answer::Engine;
use crate::record::Record;
use crate::source::Sources;

pub use known::never_open;
pub use look::Ward;
pub use part::{Coverage, Covered, Found, Kind, Side, Why};
pub(crate) use takes::{Takes, takes};
pub use topics::{Look, Topic, topics};

use proof::Proof;

/// Examples that share a table.
const BATCH: usize = 256;

/// The coverage of the rules by all examples. One without an `as of` line takes `today`.
pub fn coverage(engine: &Engine, sources: &Sources, today: Date) -> Coverage {
    of_records(engine, sources, &examples(engine, today))
}

/// The patients of all examples, each with its as-of date.
pub fn examples(engine: &Engine, today: Date) -> Vec<(&Record, Date)> {
    let examples = engine.examples.iter();
    examples.map(|example| (&example.record, example.record.as_of.unwrap_or(today))).collect()
}

/// The coverage by any records, each with its as-of date.
pub fn of_records(engine: &Engine, sources: &Sources, records: &[(&Record, Date)]) -> Coverage {
    let topics = topics(engine, sources);
    let mut seen: Vec<[bool; 3]> = vec![[false; 3]; topics.len()];
    for batch in records.chunks(BATCH) {
        let ward = Ward::new(engine, engine.batch(batch));
        for (seen, topic) in seen.iter_mut().zip(&topics) {
            ward.look(&topic.look, |_, side| seen[side] = true);
        }
    }
    report(engine, sources, &topics, &seen)
}

/// What was seen of each topic, and what could be.
pub fn report(engine: &Engine, sources: &Sources, topics: &[Topic], seen: &[[bool; 3]]) -> Coverage {
    let proof = Proof::new(engine);
    let parts = topics.iter().zip(seen).map(|(topic, seen)| {
        let found = |(at, side): (usize, &Side)| match seen[at] {
            true => Found::Seen,
            false => proof.cannot(&topic.look, *side).map_or(Found::Missing, Found::Cannot),
        };
        Covered {
            kind: topic.kind,
            text: topic.text.clone(),
            limit: topic.limit.clone(),
            place: sources.place(topic.span),
            span: topic.span,
            found: topic.kind.sides().iter().enumerate().map(found).collect(),
        }
    });
    Coverage { parts: parts.collect() }
}
