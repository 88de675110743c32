//! The texts of rules, with the values of one record filled in.

use super::engine::Engine;
use super::outcome::Outcome;
use super::words::answer_words;
use crate::eval::Value;
use crate::program::StepId;
use crate::rulebase::{Body, ConclusionId, Expr, Node, Part, Template, Type};
use crate::words::value_words;

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
    let open = |step: StepId| {
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

/// Whether a conclusion is a list, which has no answer of its own.
pub fn is_list(engine: &Engine, id: ConclusionId) -> bool {
    matches!(engine.rulebase.conclusions[id.0].ty, Type::List(_))
        || matches!(&engine.rulebase.conclusions[id.0].body, Body::Value(expr) if matches!(expr.ty, Type::List(_)))
}
