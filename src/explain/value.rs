//! Values in words: `300 ng/mL FEU`, `unlikely or likely`, `1 to 2`, `at least 3 cm`.

use crate::calendar::day;
use crate::outcome::{Answer, Engine, Value};
use crate::rulebase::{ConclusionId, Kind, Schema, Type};
use crate::syntax::tree::{Duration, Status};

/// What a value is, or could still be.
pub fn value_words(schema: &Schema, ty: &Type, value: &Value) -> String {
    match (value, ty) {
        (Value::YesNo(could), _) => {
            let words = [(could.yes, "yes"), (could.no, "no"), (could.na, "not applicable"), (could.failed, "failed")];
            match (could.yes && could.no, words) {
                (true, _) if !could.na && !could.failed => "unknown".to_owned(),
                (_, words) => {
                    either(words.iter().filter(|(could, _)| *could).map(|(_, word)| (*word).to_owned()).collect())
                }
            }
        }
        (Value::Labels { labels, na, failed }, Type::Choice(id)) => {
            let choice = schema.choice(*id);
            if labels.len() == choice.labels.len() && labels.len() > 4 && !na && !failed {
                return "unknown".to_owned();
            }
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

pub(super) fn either(words: Vec<String>) -> String {
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
    let text = format!("{}", crate::grid::to_grid(value));
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

/// A conclusion's answer in words: `isolated distal DVT`, `1 to 2 points: unlikely or likely`, `applies`.
pub fn answer_words(engine: &Engine, id: ConclusionId, answer: &Answer) -> String {
    let conclusion = &engine.rulebase.conclusions[id.0];
    let schema = &engine.rulebase.schema;
    match (answer.status, &answer.value) {
        (Status::NotApplicable, _) => "not applicable".to_owned(),
        (Status::Failed, _) => "failed".to_owned(),
        (_, Value::Score { points, band }) => {
            let one = matches!(**points, Value::Number { low, high, .. } if low == 1.0 && high == 1.0);
            let plural = if one { "" } else { "s" };
            // that it may not apply is said once, behind the points and the band
            let (points, perhaps) = if_it_applies(points);
            let points = format!("{} point{plural}", value_words(schema, &conclusion.ty, &points));
            let words = match (band, engine.band_type(id)) {
                (Some(band), Some(ty)) => format!("{points}: {}", value_words(schema, &ty, &if_it_applies(band).0)),
                _ => points,
            };
            format!("{words}{perhaps}")
        }
        (status, _) if conclusion.kind == Kind::Rule => status_words(Kind::Rule, status).to_owned(),
        (_, value) => value_words(schema, &conclusion.ty, value),
    }
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

/// A value without the possibility that it is not applicable, and the words for that possibility.
fn if_it_applies(value: &Value) -> (Value, &'static str) {
    const PERHAPS: &str = ", or not applicable";
    match value.clone() {
        Value::Number { low, high, never, na: true, failed } if low <= high || never || failed => {
            (Value::Number { low, high, never, na: false, failed }, PERHAPS)
        }
        Value::Labels { labels, na: true, failed } if !labels.is_empty() || failed => {
            (Value::Labels { labels, na: false, failed }, PERHAPS)
        }
        other => (other, ""),
    }
}
