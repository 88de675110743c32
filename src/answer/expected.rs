//! The `expect` lines of an example, as the rules answer now.

use super::conclusion::Answer;
use super::engine::Engine;
use crate::eval::Value;
use crate::rulebase::{ConclusionId, Kind, Schema, Type};
use crate::syntax::tree::Status;
use crate::words::{date_words, is_short, name, number_words, status_words};

/// What an example expects of a conclusion, as its answer is now; nothing of a list.
pub fn expected(engine: &Engine, id: ConclusionId, answer: &Answer) -> Vec<String> {
    let conclusion = &engine.rulebase.conclusions[id.0];
    let (schema, name) = (&engine.rulebase.schema, name(&conclusion.name));
    if conclusion.kind == Kind::Rule {
        let status = match answer.status {
            Status::Undecided => "is undecided",
            Status::NotApplicable => "is not applicable",
            Status::Failed => "has failed",
            status => status_words(Kind::Rule, status),
        };
        return vec![format!("rule {} {status}", conclusion.name)];
    }
    match answer.status {
        Status::NotApplicable => return vec![format!("{name} is not applicable")],
        Status::Failed => return vec![format!("{name} is failed")],
        _ if matches!(conclusion.ty, Type::List(_)) => return Vec::new(),
        _ => {}
    }
    let band = engine.band_type(id).unwrap_or(conclusion.ty.clone());
    let values: Vec<Option<String>> = match &answer.value {
        Value::Score { points, band: Some(of_band) } => {
            vec![decided(schema, &conclusion.ty, &name, points), decided(schema, &band, &name, of_band)]
        }
        Value::Score { points, band: None } => vec![decided(schema, &conclusion.ty, &name, points)],
        value => vec![decided(schema, &conclusion.ty, &name, value)],
    };
    let lines: Vec<String> = values.into_iter().flatten().collect();
    match (lines.is_empty(), answer.status) {
        (false, _) => lines,
        (true, Status::Undecided) => vec![format!("{name} is undecided")],
        (true, _) => Vec::new(),
    }
}

/// A line for a value that is decided, or for the labels that are still possible.
fn decided(schema: &Schema, ty: &Type, of: &str, value: &Value) -> Option<String> {
    match (value, ty) {
        (Value::YesNo(could), _) if could.surely_yes() => Some(of.to_owned()),
        (Value::YesNo(could), _) if could.surely_no() => Some(format!("not {of}")),
        (Value::Labels { labels, na: false, failed: false }, Type::Choice(choice)) => {
            let labels: Vec<String> =
                labels.iter().map(|label| name(&schema.choice(*choice).labels[*label].name)).collect();
            match labels.as_slice() {
                [] => None,
                [one] => Some(format!("{of} is {one}")),
                [rest @ .., last] => Some(format!("{of} could be {} or {last}", rest.join(", "))),
            }
        }
        (Value::Number { low, high, never: false, na: false, failed: false }, ty) if low == high => match ty {
            Type::Date => Some(format!("{of} is {}", date_words(*low))),
            _ if !is_short(*low) => None,
            Type::Number { unit, .. } if !unit.is_one() => Some(format!("{of} is {} {unit}", number_words(*low))),
            _ => Some(format!("{of} is {}", number_words(*low))),
        },
        _ => None,
    }
}
