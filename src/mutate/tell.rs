//! What a conclusion says about a patient, and the line of an example that holds with one rule base and fails with the other.

use jiff::civil::Date;

use crate::answer::Engine;
use crate::eval::Value;
use crate::record::Record;
use crate::rulebase::{Advice, Body, Conclusion, ConclusionId, Kind, Rulebase, Schema, Type};
use crate::syntax::tree::Status;
use crate::words::{date_words, duration_words, name, number_words};

/// What the rules say of one patient, as far as it can be expected in an example.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Told {
    answer: (Status, Value),
    /// All that is advised.
    advice: Vec<Advice>,
}

/// What one conclusion says, exactly, and what is advised; nothing of an impossible patient.
pub(super) fn told(engine: &Engine, record: &Record, today: Date, id: ConclusionId) -> Option<Told> {
    let mut draft = engine.draft_one(record, record.as_of.unwrap_or(today)).ok()?;
    draft.answer(id);
    draft.advise();
    let outcome = draft.so_far();
    let answer = &outcome.answers[id.0];
    let advice = outcome.advice.iter().map(|advised| Advice {
        verb: advised.verb,
        action: advised.action,
        duration: advised.duration.clone(),
    });
    Some(Told { answer: (answer.status, answer.value.clone()), advice: advice.collect() })
}

/// Whether an example of this patient could stand with the rules: they do not contradict themselves.
pub(super) fn is_sound(engine: &Engine, record: &Record, today: Date) -> bool {
    let Ok(mut draft) = engine.draft_one(record, record.as_of.unwrap_or(today)) else { return false };
    draft.advise();
    draft.so_far().broken.is_empty() && draft.so_far().conflicts.is_empty()
}

impl Told {
    /// The same answer, whatever else is advised.
    pub fn answers_like(&self, other: &Told) -> bool {
        self.answer == other.answer
    }

    pub fn is_decided(&self) -> bool {
        self.answer.0 != Status::Undecided
    }

    /// An expectation that these rules meet and those that say `other` do not; nothing where no line tells the two apart.
    pub fn apart(&self, other: &Told, rulebase: &Rulebase, id: ConclusionId) -> Option<String> {
        let conclusion = &rulebase.conclusions[id.0];
        if self.answer == other.answer {
            return self.advised_apart(other).map(|advice| advice_line(rulebase, &advice));
        }
        let (own, rule) = (name(&conclusion.name), format!("rule {}", conclusion.name));
        let is_rule = conclusion.kind == Kind::Rule;
        let subject = if is_rule { &rule } else { &own };
        let status = match self.answer.0 {
            status if status == other.answer.0 => None,
            Status::NotApplicable => Some("is not applicable"),
            Status::Failed => Some(if is_rule { "has failed" } else { "is failed" }),
            Status::Undecided => Some("is undecided"),
            Status::DoesNotApply => Some("does not apply"),
            Status::Applies => is_rule.then_some("applies"),
        };
        match (status, &self.answer.1, &other.answer.1) {
            (Some(words), ..) => Some(format!("{subject} {words}")),
            (None, ..) if is_rule => None,
            (None, Value::Score { points, band }, Value::Score { band: other, .. }) if band == other => {
                line(&rulebase.schema, conclusion, &own, points)
            }
            (None, Value::Score { points, band }, _) => {
                line(&rulebase.schema, conclusion, &own, band.as_ref().unwrap_or(points))
            }
            (None, value, _) => line(&rulebase.schema, conclusion, &own, value),
        }
    }

    /// Advice that only these rules give.
    fn advised_apart(&self, other: &Told) -> Option<Advice> {
        let length = |advice: &Advice| advice.duration.as_ref().map(|one| (one.count, one.unit));
        let same = |a: &Advice, b: &Advice| (a.verb, a.action) == (b.verb, b.action) && length(a) == length(b);
        self.advice.iter().find(|advice| !other.advice.iter().any(|one| same(one, advice))).cloned()
    }
}

fn advice_line(rulebase: &Rulebase, advice: &Advice) -> String {
    let length = advice.duration.as_ref().map(|length| format!(" for {}", duration_words(length)));
    let action = name(&rulebase.actions[advice.action.0].name);
    format!("{} {action}{}", advice.verb.words(), length.unwrap_or_default())
}

/// `NAME is LABEL`, `NAME could be 1 to 2`, `not NAME`
fn line(schema: &Schema, conclusion: &Conclusion, own: &str, value: &Value) -> Option<String> {
    match value {
        Value::YesNo(could) if could.surely_yes() => Some(own.to_owned()),
        Value::YesNo(could) if could.surely_no() => Some(format!("not {own}")),
        Value::Labels { labels, na: false, failed: false } => {
            let choice = match (&conclusion.body, &conclusion.ty) {
                (Body::Score { choice: Some(choice), .. }, _) | (_, Type::Choice(choice)) => *choice,
                _ => return None,
            };
            let names: Vec<String> = labels.iter().map(|at| name(&schema.choice(choice).labels[*at].name)).collect();
            match names.as_slice() {
                [] => None,
                [one] => Some(format!("{own} is {one}")),
                [rest @ .., last] => Some(format!("{own} could be {} or {last}", rest.join(", "))),
            }
        }
        Value::Number { low, high, never: false, na: false, failed: false } => {
            let words = |number: f64| match &conclusion.ty {
                Type::Date => date_words(number),
                Type::Number { unit, .. } if !unit.is_one() => format!("{} {unit}", number_words(number)),
                _ => number_words(number),
            };
            match (low == high, low.is_finite() && high.is_finite()) {
                (true, true) => Some(format!("{own} is {}", words(*low))),
                (false, true) if conclusion.ty != Type::Date => {
                    Some(format!("{own} could be {} to {}", words(*low), words(*high)))
                }
                _ => None,
            }
        }
        _ => None,
    }
}
