//! Coverage: what the examples have shown of the rules, what they have not, and what cannot be.
//!
//! The examples are a batch of the engine, and what they come to is read off its table. What cannot be is asked as `check`
//! asks it: whether some patient comes to it.

mod asked;
mod known;
mod look;
mod part;
mod proof;
mod topics;

use jiff::civil::Date;

use crate::answer::Engine;
use crate::record::Record;
use crate::rulebase::ConclusionId;
use crate::source::Sources;

pub use known::never_open;
pub use look::Ward;
pub use part::{Coverage, Covered, Found, Kind, Side, Why};
pub use topics::{Look, Topic, topics};

use asked::Asked;
use proof::Proof;

/// Examples that share a table.
const BATCH: usize = 256;

/// The coverage of the rules by all examples. One without an `as of` line takes `today`.
pub fn coverage(engine: &Engine, sources: &Sources, today: Date) -> Coverage {
    of_records(engine, sources, &examples(engine, today), today)
}

/// The patients of all examples, each with its as-of date.
pub fn examples(engine: &Engine, today: Date) -> Vec<(&Record, Date)> {
    let examples = engine.examples.iter();
    examples.map(|example| (&example.record, example.record.as_of.unwrap_or(today))).collect()
}

/// The coverage by any records, each with its as-of date; what cannot be is so as of `today`.
pub fn of_records(engine: &Engine, sources: &Sources, records: &[(&Record, Date)], today: Date) -> Coverage {
    let topics = topics(engine, sources);
    let mut seen: Vec<[bool; 3]> = vec![[false; 3]; topics.len()];
    for batch in records.chunks(BATCH) {
        let ward = Ward::new(engine, engine.batch(batch));
        for (seen, topic) in seen.iter_mut().zip(&topics) {
            ward.look(&topic.look, |_, side| seen[side] = true);
        }
    }
    report(engine, sources, (&topics, &seen), today)
}

/// Whether rules cannot have a status: for nobody, or by no record.
pub fn cannot_be(engine: &Engine, rules: &[(ConclusionId, Side)], today: Date) -> Vec<bool> {
    let topic = |(id, _): &(ConclusionId, Side)| {
        let (conclusion, lowered) = (&engine.rulebase.conclusions[id.0], &engine.program.conclusions[id.0]);
        Topic {
            kind: Kind::Rule,
            text: conclusion.name.clone(),
            limit: None,
            span: conclusion.span,
            look: Look::Rule(lowered.value.into_iter().collect()),
        }
    };
    let topics: Vec<Topic> = rules.iter().map(topic).collect();
    let asked = Asked::of(engine, &topics);
    let mut proof = Proof::new(engine, &asked, today);
    let each = rules.iter().zip(&topics).enumerate();
    each.map(|(at, ((_, side), topic))| proof.cannot((at, topic), *side).is_some()).collect()
}

/// Patients who show sides of some topics, given by their positions: one for each side that the solver finds one for.
pub(crate) fn patients(engine: &Engine, topics: &[Topic], sides: &[(usize, Side)], today: Date) -> Vec<Record> {
    let asked = Asked::of(engine, topics);
    let mut proof = Proof::new(engine, &asked, today);
    sides.iter().filter_map(|(at, side)| proof.somebody((*at, &topics[*at]), *side)).collect()
}

/// What was seen of each topic, and what could be.
fn report(engine: &Engine, sources: &Sources, (topics, seen): (&[Topic], &[[bool; 3]]), today: Date) -> Coverage {
    let asked = Asked::of(engine, topics);
    let mut proof = Proof::new(engine, &asked, today);
    let mut parts = Vec::new();
    for (at, (topic, seen)) in topics.iter().zip(seen).enumerate() {
        let mut found = Vec::new();
        for (number, side) in topic.kind.sides().iter().enumerate() {
            found.push(match *side {
                // a table leaves open what could only come out one way
                Side::Unknown | Side::Undecided if seen[number] && seen[0] && seen[1] => Found::Seen,
                Side::Unknown | Side::Undecided => proof
                    .cannot((at, topic), *side)
                    .map_or(if seen[number] { Found::Seen } else { Found::Missing }, Found::Cannot),
                _ if seen[number] => Found::Seen,
                _ => proof.cannot((at, topic), *side).map_or(Found::Missing, Found::Cannot),
            });
        }
        parts.push(Covered {
            kind: topic.kind,
            text: topic.text.clone(),
            limit: topic.limit.clone(),
            place: sources.place(topic.span),
            span: topic.span,
            found,
        });
    }
    Coverage { parts }
}
