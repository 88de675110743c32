//! What would settle an open answer, in words: `active bleeding: yes → suggest serial ultrasound, no → still open`.

use super::piece_words;
use crate::answer::{Answer, Engine, Missing, Together, Verdict, answer_words};
use crate::eval::Value;
use crate::rulebase::{ActionId, Body, ConclusionId, Kind, Type};
use crate::syntax::tree::{Status, Verb};
use crate::words::value_words;

/// Pieces of advice that are listed where they are still open.
const LISTED: usize = 3;

/// What becomes of a subject: `likely`, `suggest anticoagulation`, `still open: 1 to 3`.
pub fn verdict_words(engine: &Engine, id: Option<ConclusionId>, verdict: &Verdict) -> String {
    match verdict {
        Verdict::Answer { status: Status::Undecided, value } => match id.and_then(|id| open_words(engine, id, value)) {
            Some(words) => format!("still open: {words}"),
            None => "still open".to_owned(),
        },
        Verdict::Answer { status, value } => {
            id.map_or_else(String::new, |id| decided_words(engine, id, *status, value))
        }
        Verdict::Plan { advised, perhaps, by } => plan_words(engine, (advised, by), perhaps),
    }
}

/// A decided answer; of a score with bands, its band.
pub fn decided_words(engine: &Engine, id: ConclusionId, status: Status, value: &Value) -> String {
    match (value, band_type(engine, id)) {
        (Value::Labels { .. }, Some(ty)) if status == Status::Applies => {
            value_words(&engine.rulebase.schema, &ty, value)
        }
        _ => {
            let answer = Answer { status, value: value.clone(), needs: Vec::new(), by_cases: false };
            answer_words(engine, id, &answer)
        }
    }
}

/// What is still possible; nothing where that says no more than that it is open.
fn open_words(engine: &Engine, id: ConclusionId, value: &Value) -> Option<String> {
    let conclusion = &engine.rulebase.conclusions[id.0];
    if conclusion.kind == Kind::Rule || matches!(value, Value::YesNo(_)) {
        return None;
    }
    let ty = band_type(engine, id).unwrap_or_else(|| conclusion.ty.clone());
    let words = value_words(&engine.rulebase.schema, &ty, value);
    (words != "unknown").then_some(words)
}

fn band_type(engine: &Engine, id: ConclusionId) -> Option<Type> {
    match engine.rulebase.conclusions[id.0].body {
        Body::Score { .. } => engine.band_type(id),
        _ => None,
    }
}

fn plan_words(
    engine: &Engine,
    (advised, by): (&[(Verb, ActionId)], &[ConclusionId]),
    perhaps: &[(Verb, ActionId)],
) -> String {
    let sure = advised.iter().map(|advice| plan_item(engine, *advice, by)).collect::<Vec<_>>().join(" and ");
    let open = match perhaps.len() {
        0 => return if sure.is_empty() { "no advice".to_owned() } else { sure },
        many if many > LISTED => "still open".to_owned(),
        _ => {
            let words: Vec<String> = perhaps.iter().map(|advice| plan_item(engine, *advice, &[])).collect();
            format!("still open: {}", words.join(" or "))
        }
    };
    if sure.is_empty() { open } else { format!("{sure}; {open}") }
}

/// `suggest serial imaging for 2 weeks`; the duration where these rules name the same.
pub fn plan_item(engine: &Engine, (verb, action): (Verb, ActionId), by: &[ConclusionId]) -> String {
    let rulebase = &engine.rulebase;
    let advice = by.iter().flat_map(|rule| rulebase.conclusions[rule.0].advice());
    let mut durations = advice.filter(|advice| advice.verb == verb && advice.action == action).map(|one| &one.duration);
    let duration = match durations.next() {
        Some(Some(first)) if durations.all(|other| other.as_ref() == Some(first)) => {
            format!(" for {}", crate::words::duration_words(first))
        }
        _ => String::new(),
    };
    format!("{} {}{duration}", verb.words(), rulebase.actions[action.0].name)
}

/// `active bleeding: yes → suggest serial ultrasound, no → still open`
pub fn missing_words(engine: &Engine, id: Option<ConclusionId>, missing: &Missing) -> String {
    let branches = missing.branches.iter().map(|branch| {
        let value = piece_words(engine, missing.hole, &branch.pieces, &missing.all);
        format!("{value} → {}", verdict_words(engine, id, &branch.verdict))
    });
    format!("{}: {}", missing.need.name, branches.collect::<Vec<_>>().join(", "))
}

/// `pitting oedema (yes) and calf swelling (3 cm or more) → likely`
pub fn together_words(engine: &Engine, id: Option<ConclusionId>, together: &Together) -> String {
    let values: Vec<String> = together
        .values
        .iter()
        .map(|filled| {
            let value = piece_words(engine, filled.hole, &[filled.piece], &filled.all);
            format!("{} ({value})", filled.need.name)
        })
        .collect();
    format!("{} → {}", values.join(" and "), verdict_words(engine, id, &together.verdict))
}
