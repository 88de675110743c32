//! Which patients get another answer, from what to what.

use jiff::civil::Date;

use crate::answer::{BATCH, Engine, Impossible, Outcome, answer_words};
use crate::record::{Datum, Record, Value};
use crate::rulebase::{ConclusionId, Fact, Schema, Type};
use crate::syntax::tree::key;

/// One patient as the old rules read the record, and as the new ones do; none where they refuse it.
pub struct Both {
    pub name: String,
    pub old: Option<Record>,
    pub new: Option<Record>,
}

/// A patient who gets another answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patient {
    pub name: String,
    pub turned: Vec<Turned>,
}

/// One answer, before and after; none: not given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turned {
    /// `swollen leg`, `advice`, `warning`, `record`
    pub what: String,
    pub old: Option<String>,
    pub new: Option<String>,
}

/// The patients whose answers differ, in the order given, and how many were looked at. `go_on` is told of each batch how
/// many that are.
pub fn compare(
    (old, new): (&Engine, &Engine),
    patients: &[Both],
    today: Date,
    go_on: &mut dyn FnMut(usize) -> bool,
) -> (Vec<Patient>, usize) {
    let (mut all, mut looked_at) = (Vec::new(), 0);
    for batch in patients.chunks(BATCH) {
        if !go_on(looked_at) {
            break;
        }
        all.extend(compare_batch(old, new, batch, today));
        looked_at += batch.len();
    }
    (all, looked_at)
}

fn compare_batch(old: &Engine, new: &Engine, patients: &[Both], today: Date) -> Vec<Patient> {
    let judged =
        |engine: &Engine, pick: &dyn Fn(&Both) -> Option<Record>| -> Vec<Option<Result<Outcome, Impossible>>> {
            let records: Vec<Record> = patients.iter().filter_map(pick).collect();
            let mut outcomes = engine.judge(&records, today).into_iter();
            patients.iter().map(|patient| pick(patient).and_then(|_| outcomes.next())).collect()
        };
    let before = judged(old, &|patient| patient.old.clone());
    let after = judged(new, &|patient| patient.new.clone());
    let mut all = Vec::new();
    for (patient, (was, is)) in patients.iter().zip(before.iter().zip(&after)) {
        let turned = match (was, is) {
            (Some(Ok(was)), Some(Ok(is))) => turned((old, was), (new, is)),
            _ if word(was) == word(is) => Vec::new(),
            _ => vec![Turned { what: "record".to_owned(), old: Some(word(was)), new: Some(word(is)) }],
        };
        if !turned.is_empty() {
            all.push(Patient { name: patient.name.clone(), turned });
        }
    }
    all
}

fn word(judged: &Option<Result<Outcome, Impossible>>) -> String {
    match judged {
        Some(Ok(_)) => "judged".to_owned(),
        Some(Err(impossible)) => format!("impossible: {}", impossible.what),
        None => "refused".to_owned(),
    }
}

fn turned((old, was): (&Engine, &Outcome), (new, is): (&Engine, &Outcome)) -> Vec<Turned> {
    let mut all = Vec::new();
    for (at, conclusion) in new.rulebase.conclusions.iter().enumerate() {
        let named = |one: &crate::rulebase::Conclusion| key(&one.name) == key(&conclusion.name);
        let Some(before) = old.rulebase.conclusions.iter().position(named) else { continue };
        if crate::answer::is_list(new, ConclusionId(at)) {
            continue;
        }
        let words = |engine: &Engine, outcome: &Outcome, at: usize| {
            answer_words(engine, ConclusionId(at), &outcome.answers[at])
        };
        let (old, new) = (words(old, was, before), words(new, is, at));
        if old != new {
            all.push(Turned { what: conclusion.name.clone(), old: Some(old), new: Some(new) });
        }
    }
    differing("advice", &advice(old, was), &advice(new, is), &mut all);
    let warnings = |outcome: &Outcome| outcome.warnings.iter().map(|warned| warned.text.clone()).collect::<Vec<_>>();
    differing("warning", &warnings(was), &warnings(is), &mut all);
    all
}

fn advice(engine: &Engine, outcome: &Outcome) -> Vec<String> {
    let words = outcome.advice.iter().map(|advised| {
        let length = advised.duration.as_ref().map(|one| format!(" for {}", crate::words::duration_words(one)));
        let action = &engine.rulebase.actions[advised.action.0].name;
        format!("{} {action}{}", advised.verb.words(), length.unwrap_or_default())
    });
    words.collect()
}

/// What is only said before, and only after.
fn differing(what: &str, old: &[String], new: &[String], out: &mut Vec<Turned>) {
    let one = |old: Option<&String>, new: Option<&String>| Turned {
        what: what.to_owned(),
        old: old.cloned(),
        new: new.cloned(),
    };
    out.extend(old.iter().filter(|text| !new.contains(text)).map(|text| one(Some(text), None)));
    out.extend(new.iter().filter(|text| !old.contains(text)).map(|text| one(None, Some(text))));
}

/// A record as another version of the rules would have read it: facts and labels are found by their names. What that
/// version cannot hold is left out.
pub fn carried(record: &Record, from: &Schema, to: &Schema) -> Record {
    let facts = data((from, &from.facts), (to, &to.facts), &record.facts);
    Record { facts, ..record.clone() }
}

fn data(from: (&Schema, &[Fact]), to: (&Schema, &[Fact]), data: &[Option<Datum>]) -> Vec<Option<Datum>> {
    let found = to.1.iter().map(|fact| {
        let at = crate::rulebase::find(from.1, &fact.name)?;
        let datum = data.get(at)?.as_ref()?;
        Some(Datum { value: value((from.0, &from.1[at]), (to.0, fact), &datum.value)?, ..datum.clone() })
    });
    found.collect()
}

fn value(from: (&Schema, &Fact), to: (&Schema, &Fact), value: &Value) -> Option<Value> {
    match (value, &from.1.ty, &to.1.ty) {
        (Value::Unknown, ..) => Some(Value::Unknown),
        (Value::Never, _, _) => (to.1.or_never || to.1.ty == Type::Date).then_some(Value::Never),
        (Value::YesNo(yes), _, Type::YesNo) => Some(Value::YesNo(*yes)),
        (Value::Date { .. }, _, Type::Date) => Some(value.clone()),
        (Value::Label(label), Type::Choice(a), Type::Choice(b)) => {
            let found = to.0.choice(*b).find(&from.0.choice(*a).labels[*label].name);
            found.first().copied().map(Value::Label)
        }
        (Value::Number { low, high }, Type::Number { unit: a, .. }, Type::Number { unit: b, .. }) => {
            let (lowest, highest) = crate::eval::range(to.1);
            (a == b && *low >= lowest && *high <= highest).then(|| value.clone())
        }
        (Value::List { elements, whole }, Type::List(a), Type::List(b)) => {
            let (a, b) = (&from.0.finding(*a).fields, &to.0.finding(*b).fields);
            let elements = elements.iter().map(|element| data((from.0, a), (to.0, b), element)).collect();
            Some(Value::List { elements, whole: *whole })
        }
        _ => None,
    }
}
