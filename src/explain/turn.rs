//! The smallest change that would turn an answer, in words: `would be likely with one more point: pitting oedema (now no)`.

use super::{decided_words, piece_words, verdict_words};
use crate::answer::{Answer, Change, Engine, Hole, Outcome, Piece, Turn, Turns, Verdict};
use crate::eval::Value;
use crate::rulebase::{ConclusionId, Kind, Type};
use crate::syntax::tree::Status;
use crate::words::{number_words, value_words};

/// Changes that come to the same, nearest first.
pub struct TurnsTo<'t> {
    /// `would be likely with one more point`
    pub words: String,
    pub turns: Vec<&'t Turn>,
}

/// The changes by what the answer would become, in the order of the nearest of each.
pub fn turns_to<'t>(engine: &Engine, outcome: &Outcome, id: ConclusionId, turns: &'t Turns) -> Vec<TurnsTo<'t>> {
    let mut groups: Vec<TurnsTo<'t>> = Vec::new();
    for turn in &turns.turns {
        let words = would_words(engine, outcome, id, &turn.answer);
        match groups.iter_mut().find(|group| group.words == words) {
            Some(group) => group.turns.push(turn),
            None => groups.push(TurnsTo { words, turns: vec![turn] }),
        }
    }
    groups
}

fn would_words(engine: &Engine, outcome: &Outcome, id: ConclusionId, answer: &Answer) -> String {
    let kind = engine.rulebase.conclusions[id.0].kind;
    match (kind, answer.status) {
        (Kind::Rule, Status::Applies) => "would apply with".to_owned(),
        (Kind::Rule, Status::DoesNotApply | Status::NotApplicable) => "would not apply with".to_owned(),
        (_, Status::NotApplicable) => "would not be applicable with".to_owned(),
        (_, Status::Failed) => "would fail with".to_owned(),
        (_, Status::Undecided) => {
            let verdict = Verdict::Answer { status: Status::Undecided, value: band(&answer.value) };
            format!("would be {} with", verdict_words(engine, Some(id), &verdict).replacen("still ", "", 1))
        }
        _ => {
            let words = decided_words(engine, id, answer.status, &band(&answer.value));
            format!("would be {words} with{}", points_words(&outcome.answers[id.0].value, &answer.value))
        }
    }
}

fn band(value: &Value) -> Value {
    match value {
        Value::Score { band: Some(band), .. } => (**band).clone(),
        Value::Score { points, .. } => (**points).clone(),
        value => value.clone(),
    }
}

/// ` one more point`, where both the lowest and the highest points differ by it.
fn points_words(now: &Value, then: &Value) -> String {
    let points = |value: &Value| match value {
        Value::Score { points, .. } => match **points {
            Value::Number { low, high, .. } => Some((low, high)),
            _ => None,
        },
        _ => None,
    };
    let (Some(now), Some(then)) = (points(now), points(then)) else { return String::new() };
    let plural = |count: f64| if count == 1.0 { "one".to_owned() } else { number_words(count) };
    let word = |count: f64| if count == 1.0 { "point" } else { "points" };
    if then.0 - now.0 != then.1 - now.1 {
        return String::new();
    }
    match then.0 - now.0 {
        more if more > 0.0 => format!(" {} more {}", plural(more), word(more)),
        less if less < 0.0 => format!(" {} {} less", plural(-less), word(-less)),
        _ => String::new(),
    }
}

/// `pitting oedema (now no) and calf swelling 3 cm or more (now 2.5 cm)`
pub fn turn_words(engine: &Engine, outcome: &Outcome, turn: &Turn) -> String {
    turn.changes.iter().map(|change| change_words(engine, outcome, change)).collect::<Vec<_>>().join(" and ")
}

fn change_words(engine: &Engine, outcome: &Outcome, change: &Change) -> String {
    let name = &change.need.name;
    let now = now_words(engine, outcome, change.hole);
    let words = match change.pieces.as_slice() {
        [Piece::YesNo(true)] => name.clone(),
        [Piece::YesNo(false)] => format!("not {name}"),
        [Piece::Whole] => format!("no other {}", change.need.fact),
        [Piece::Empty] => format!("no {name} at all"),
        pieces => format!("{name} {}", piece_words(engine, change.hole, pieces, &change.all)),
    };
    format!("{words} ({now})")
}

/// `now 2.5 cm`, `not recorded`
pub fn now_words(engine: &Engine, outcome: &Outcome, hole: Hole) -> String {
    if let Hole::More(list) = hole {
        let some = !outcome.elements(list).is_empty();
        return if some { "now there may be others" } else { "not recorded" }.to_owned();
    }
    match (engine.declared(hole), engine.is_at(outcome, hole)) {
        (Some(fact), Some(value)) if engine.is_said(outcome, hole) => {
            format!("now {}", value_words(&engine.rulebase.schema, &fact.ty, &value))
        }
        (Some(fact), _) if fact.no_if_not_recorded && fact.ty == Type::YesNo => "now no, as not recorded".to_owned(),
        _ => "not recorded".to_owned(),
    }
}
