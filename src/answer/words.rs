//! Answers in words: `isolated distal DVT`, `1 to 2 points: unlikely or likely`, `applies`.

use super::conclusion::Answer;
use super::engine::Engine;
use crate::eval::Value;
use crate::rulebase::{ConclusionId, Kind};
use crate::syntax::tree::Status;
use crate::words::{status_words, value_words};

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
