//! Why, and why not: read back from the finished table.

mod consequence;
mod failure;
mod margin;
mod piece;
mod reason;
mod sentence;
mod settle;
mod turn;

pub use consequence::{advice_words, consequence_words};
pub use failure::{Failure, failure};
pub use margin::{Margin, margins};
pub use piece::piece_words;
pub use reason::{Reason, Used, reasons};
pub use sentence::sentence;
pub use settle::{decided_words, missing_words, plan_item, together_words, verdict_words};
pub use turn::{TurnsTo, now_words, turn_words, turns_to};

use crate::answer::{Answer, Engine, Outcome, Warned, answer_words, fill};
use crate::eval::Value;
use crate::rulebase::{Body, ConclusionId, Type};

/// What the label of an answer means, where its author says.
pub fn meaning(engine: &Engine, answer: &Answer, id: ConclusionId) -> Option<String> {
    let conclusion = &engine.rulebase.conclusions[id.0];
    let (value, choice) = match (&answer.value, &conclusion.ty, &conclusion.body) {
        (Value::Score { band: Some(band), .. }, _, Body::Score { choice: Some(choice), .. }) => (&**band, *choice),
        (value, Type::Choice(choice), _) => (value, *choice),
        _ => return None,
    };
    match value {
        Value::Labels { labels, na: false, failed: false } => match labels.as_slice() {
            [only] => engine.rulebase.schema.choice(choice).labels[*only].meaning.clone(),
            _ => None,
        },
        _ => None,
    }
}

/// Notes that stand with the answers to these conclusions, each once.
pub fn notes<'o>(outcome: &'o Outcome, shown: &[ConclusionId]) -> Vec<&'o Warned> {
    let mut notes: Vec<&Warned> = Vec::new();
    for noted in outcome.notes.iter().filter(|noted| shown.contains(&noted.rule)) {
        if !notes.iter().any(|known| known.text == noted.text) {
            notes.push(noted);
        }
    }
    notes
}

/// Why a conclusion has the answer it has, as its author words it, if the rule says.
pub fn because(engine: &Engine, outcome: &Outcome, id: ConclusionId) -> Option<String> {
    engine.rulebase.conclusions[id.0].because.as_ref().map(|template| fill(engine, outcome, template, id))
}

/// A conclusion's answer in words; of one that failed, with the reason.
pub fn told_words(engine: &Engine, outcome: &Outcome, id: ConclusionId) -> String {
    let words = answer_words(engine, id, &outcome.answers[id.0]);
    failure(engine, outcome, id).map_or(words.clone(), |failure| format!("{words}: {}", failure.why))
}
