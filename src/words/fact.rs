//! What may be written for a fact: `years, 0 to 120`.

use std::fmt::Write as _;

use crate::rulebase::{Fact, Schema, Type};

/// Labels that are listed; of a longer list, the first of them.
const MOST_LABELS: usize = 12;

/// What may be written: `years, 0 to 120`.
pub fn may_be_written(schema: &Schema, fact: &Fact) -> String {
    let mut words = match &fact.ty {
        Type::YesNo => "yes or no".to_owned(),
        Type::Date => "year-month-day".to_owned(),
        Type::List(finding) => format!("a list of {}, each with", schema.finding(*finding).name),
        Type::Choice(choice) => {
            let labels: Vec<&str> = schema.choice(*choice).labels.iter().map(|label| label.name.as_str()).collect();
            match labels.len() > MOST_LABELS {
                true => format!("{} and {} more", labels[..MOST_LABELS].join(", "), labels.len() - MOST_LABELS),
                false => labels.join(", "),
            }
        }
        Type::Number { unit, whole } => match (unit.is_one(), whole) {
            (true, true) => "whole number".to_owned(),
            (true, false) => "number".to_owned(),
            (false, _) => unit.to_string(),
        },
    };
    if let Some((low, high)) = fact.range {
        let _ = write!(words, ", {} to {}", low.normalize(), high.normalize());
    }
    if fact.no_if_not_recorded {
        words.push_str(", no if not recorded");
    }
    if fact.unit_required {
        words.push_str(", with its unit");
    }
    if fact.or_never && fact.ty != Type::Date {
        words.push_str(", or never");
    }
    words
}
