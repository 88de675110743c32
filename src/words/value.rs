//! Values in words: `300 ng/mL FEU`, `unlikely or likely`, `1 to 2`, `at least 3 cm`.

use crate::calendar::day;
use crate::eval::Value;
use crate::grid::to_grid;
use crate::rulebase::{Kind, Schema, Type};
use crate::syntax::tree::{Duration, Status};

/// Anything is still possible, and too much to list.
pub fn is_wide_open(schema: &Schema, ty: &Type, value: &Value) -> bool {
    match (value, ty) {
        (Value::YesNo(could), _) => could.yes && could.no && !could.na && !could.failed,
        (Value::Labels { labels, na: false, failed: false }, Type::Choice(id)) => {
            labels.len() == schema.choice(*id).labels.len() && labels.len() > 4
        }
        (Value::Number { low, high, never: false, na: false, failed: false }, _) => {
            low.is_infinite() && high.is_infinite() && low < high
        }
        _ => false,
    }
}

/// What a value is, or could still be.
pub fn value_words(schema: &Schema, ty: &Type, value: &Value) -> String {
    if is_wide_open(schema, ty, value) {
        return "unknown".to_owned();
    }
    match (value, ty) {
        (Value::YesNo(could), _) => {
            let words = [(could.yes, "yes"), (could.no, "no"), (could.na, "not applicable"), (could.failed, "failed")];
            either(words.iter().filter(|(could, _)| *could).map(|(_, word)| (*word).to_owned()).collect())
        }
        (Value::Labels { labels, na, failed }, Type::Choice(id)) => {
            let choice = schema.choice(*id);
            let mut words: Vec<String> = labels.iter().map(|label| choice.labels[*label].name.clone()).collect();
            extra(&mut words, false, *na, *failed);
            either(words)
        }
        (Value::Number { low, high, never, na, failed }, ty) => {
            let mut words = Vec::new();
            words.extend(range_words(*low, *high, ty));
            extra(&mut words, *never, *na, *failed);
            either(words)
        }
        (Value::Score { points, band }, _) => {
            let points = value_words(schema, ty, points);
            match band {
                Some(band) => format!("{points} ({})", value_words(schema, ty, band)),
                None => points,
            }
        }
        (Value::Labels { .. }, _) => String::new(),
    }
}

fn extra(words: &mut Vec<String>, never: bool, na: bool, failed: bool) {
    let all = [(never, "never"), (na, "not applicable"), (failed, "failed")];
    words.extend(all.iter().filter(|(is, _)| *is).map(|(_, word)| (*word).to_owned()));
}

pub fn either(words: Vec<String>) -> String {
    match words.as_slice() {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

fn range_words(low: f64, high: f64, ty: &Type) -> Option<String> {
    if low > high {
        return None;
    }
    let unit = match ty {
        Type::Number { unit, .. } if !unit.is_one() => format!(" {unit}"),
        _ => String::new(),
    };
    let one = |value: f64| if *ty == Type::Date { date_words(value) } else { number_words(value) };
    Some(match (low.is_infinite(), high.is_infinite()) {
        (true, true) => "unknown".to_owned(),
        (true, false) => format!("at most {}{unit}", one(high)),
        (false, true) => format!("at least {}{unit}", one(low)),
        _ if low == high => format!("{}{unit}", one(low)),
        _ => format!("{} to {}{unit}", one(low), one(high)),
    })
}

/// A number without needless digits.
pub fn number_words(value: f64) -> String {
    let text = format!("{}", to_grid(value));
    if text == "-0" { "0".to_owned() } else { text }
}

/// A day, from days since 1970-01-01.
pub fn date_words(days: f64) -> String {
    day(days).map_or_else(|| "unknown".to_owned(), |date| date.to_string())
}

/// `3 months`, `1 day`
pub fn duration_words(duration: &Duration) -> String {
    let plural = if duration.count == rust_decimal::Decimal::ONE { "" } else { "s" };
    format!("{} {}{plural}", duration.count, duration.unit.word())
}

/// A status as the results word it.
pub fn status_words(kind: Kind, status: Status) -> &'static str {
    match status {
        Status::Applies if kind == Kind::Rule => "applies",
        Status::Applies => "decided",
        Status::DoesNotApply => "does not apply",
        Status::Undecided => "undecided",
        Status::NotApplicable => "not applicable",
        Status::Failed => "failed",
    }
}
