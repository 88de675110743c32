//! Why, and why not: read back from the finished table.

mod consequence;
mod failure;
mod margin;
mod piece;
mod reason;
mod settle;
mod turn;
mod value;

pub use consequence::{advice_words, consequence_words};
pub use failure::{Failure, failure};
pub use margin::{Margin, margins};
pub use piece::{piece_words, range_words};
pub use reason::{Reason, Used, reasons};
pub use settle::{decided_words, missing_words, together_words, verdict_words};
pub use turn::{TurnsTo, now_words, turn_words, turns_to};
pub use value::{answer_words, date_words, duration_words, number_words, status_words, value_words};

use crate::outcome::{Answer, Engine, Outcome, Value, Warned};
use crate::rulebase::{Body, ConclusionId, Expr, Node, Part, Template, Type};

/// The names of the criteria or items that surely hold.
pub fn holding(engine: &Engine, outcome: &Outcome, id: ConclusionId) -> Vec<String> {
    let parts = &engine.program.conclusions[id.0].parts;
    parts
        .iter()
        .filter(|part| part.counts.is_some_and(|step| outcome.could(step).surely_yes()))
        .map(|part| part.name.clone())
        .collect()
}

/// The names of the criteria or items that may hold.
pub fn open_parts(engine: &Engine, outcome: &Outcome, id: ConclusionId) -> Vec<String> {
    let parts = engine.program.conclusions[id.0].parts.iter();
    let open = |step: crate::program::StepId| {
        let could = outcome.could(step);
        could.yes && !could.surely_yes()
    };
    parts.filter(|part| part.counts.is_some_and(open)).map(|part| part.name.clone()).collect()
}

/// A text with its values put in; `own` is the conclusion that it stands in.
pub fn fill(engine: &Engine, outcome: &Outcome, template: &Template, own: ConclusionId) -> String {
    let mut text = String::new();
    for part in &template.parts {
        match part {
            Part::Text(plain) => text.push_str(plain),
            Part::ListOf(id, between) => {
                let id = id.unwrap_or(own);
                let (mut names, open) = (holding(engine, outcome, id), open_parts(engine, outcome, id));
                names.extend(open.iter().map(|name| format!("perhaps {name}")));
                text.push_str(&if names.is_empty() { "none".to_owned() } else { names.join(between) });
            }
            Part::Own => text.push_str(&own_words(engine, outcome, own)),
            Part::Value(expr) => text.push_str(&shown(engine, outcome, expr)),
        }
    }
    text
}

/// Of a score its points, of anything else its answer.
fn own_words(engine: &Engine, outcome: &Outcome, own: ConclusionId) -> String {
    let answer = &outcome.answers[own.0];
    match &answer.value {
        Value::Score { points, .. } => {
            value_words(&engine.rulebase.schema, &engine.rulebase.conclusions[own.0].ty, points)
        }
        _ => answer_words(engine, own, answer),
    }
}

/// The value of an expression in a text. Of a conclusion it is its answer, as exact as the page gives it beside the text;
/// of anything else the table has it, by the note that was made when the conclusion was lowered.
fn shown(engine: &Engine, outcome: &Outcome, expr: &Expr) -> String {
    if let Some(id) = settled_by(expr) {
        return own_words(engine, outcome, id);
    }
    let note =
        engine.program.notes.iter().find(|note| note.span == expr.span && note.text == expr.text && note.ty == expr.ty);
    match note {
        Some(note) => value_words(&engine.rulebase.schema, &note.ty, &engine.value(outcome, note.step)),
        None => expr.text.clone(),
    }
}

/// The conclusion whose answer a part of a text shows.
pub fn settled_by(expr: &Expr) -> Option<ConclusionId> {
    match expr.node {
        Node::Conclusion(id) if !matches!(expr.ty, Type::List(_)) => Some(id),
        _ => None,
    }
}

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

/// Whether a conclusion is a list, which has no answer of its own.
pub fn is_list(engine: &Engine, id: ConclusionId) -> bool {
    matches!(engine.rulebase.conclusions[id.0].ty, crate::rulebase::Type::List(_))
        || matches!(&engine.rulebase.conclusions[id.0].body, Body::Value(expr) if matches!(expr.ty, crate::rulebase::Type::List(_)))
}
