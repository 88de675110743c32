//! What differs between two versions of rules, and who gets another answer: as text and as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Paper, plural};
use crate::diff::{Change, Patient, Turned, What};
use crate::source::{Sources, Span};

/// Two versions: what differs, and the patients whose answers do.
pub struct Difference<'a> {
    pub changes: &'a [Change],
    pub patients: &'a [Patient],
    /// How many patients both versions were run on.
    pub tried: usize,
    /// How many there are: more where it was stopped.
    pub of: usize,
    /// The texts of the old version and of the new one.
    pub sources: (&'a Sources, &'a Sources),
}

pub fn text(difference: &Difference, paper: Paper) -> String {
    let mut out = String::new();
    if difference.changes.is_empty() {
        out.push_str("the two say the same, word for word\n");
    }
    let mut last = None;
    for change in difference.changes {
        if last != Some(&change.of) {
            let _ = writeln!(out, "{}", paper.bold(&change.of));
            last = Some(&change.of);
        }
        out.push_str(&paper.wrap("  ", 6, &format!("{} ({})", words(change), places(change, difference))));
    }
    let mut all = plural(difference.tried, "patient");
    if difference.tried < difference.of {
        let _ = write!(all, "; stopped before the other {}", difference.of - difference.tried);
    }
    if difference.patients.is_empty() {
        let others = match difference.changes.is_empty() {
            true => "",
            false => "; `rulecheck equal` looks at every possible patient",
        };
        let _ = writeln!(out, "\nno other answer for any of {all}{others}");
        return out;
    }
    let _ = writeln!(out, "\nanother answer for {} of {all}", difference.patients.len());
    for patient in difference.patients {
        let _ = writeln!(out, "{}", paper.bold(&patient.name));
        for turned in &patient.turned {
            out.push_str(&paper.wrap("  ", 6, &turned_words(turned)));
        }
    }
    out
}

fn turned_words(turned: &Turned) -> String {
    match (&turned.old, &turned.new) {
        (Some(old), Some(new)) => format!("{}: {old} -> {new}", turned.what),
        (Some(old), None) => format!("{} no longer given: {old}", turned.what),
        (None, Some(new)) => format!("{} now given: {new}", turned.what),
        (None, None) => turned.what.clone(),
    }
}

fn words(change: &Change) -> String {
    let kind = change.kind;
    match &change.what {
        What::Added(words) => format!("{kind} added: {words}"),
        What::Removed(words) => format!("{kind} removed: {words}"),
        What::Changed(old, new) => format!("{kind} changed: {old} -> {new}"),
        What::Moved(old, new) => format!("{kind} with another number: {old} -> {new}"),
        What::Reordered(first, second) => format!("{kind} in another order: {first}; then {second}"),
        What::BlockAdded => "added".to_owned(),
        What::BlockRemoved => "removed".to_owned(),
        What::Renamed(old) => format!("the same as {old} under another name"),
    }
}

fn places(change: &Change, difference: &Difference) -> String {
    let (old, new) = spots(change, difference);
    [old, new].into_iter().flatten().collect::<Vec<_>>().join(", now ")
}

fn spots(change: &Change, difference: &Difference) -> (Option<String>, Option<String>) {
    let place = |sources: &Sources, span: Span| sources.place(span).to_string();
    let old = change.old.map(|span| place(difference.sources.0, span));
    (old, change.new.map(|span| place(difference.sources.1, span)))
}

pub fn json(difference: &Difference) -> Value {
    let changes: Vec<Value> = difference
        .changes
        .iter()
        .map(|change| {
            let (what, old, new) = match &change.what {
                What::Added(words) => ("added", None, Some(words)),
                What::Removed(words) => ("removed", Some(words), None),
                What::Changed(old, new) => ("changed", Some(old), Some(new)),
                What::Moved(old, new) => ("moved", Some(old), Some(new)),
                What::Reordered(first, second) => ("reordered", Some(second), Some(first)),
                What::BlockAdded => ("added", None, None),
                What::BlockRemoved => ("removed", None, None),
                What::Renamed(old) => ("renamed", Some(old), None),
            };
            let (old_at, new_at) = spots(change, difference);
            let clause = (!change.kind.is_empty()).then_some(change.kind);
            json!({
                "of": change.of, "clause": clause, "what": what, "old": old, "new": new, "old_at": old_at, "new_at": new_at,
            })
        })
        .collect();
    let patients: Vec<Value> = difference
        .patients
        .iter()
        .map(|patient| {
            let turned = patient.turned.iter().map(|one| json!({ "of": one.what, "old": one.old, "new": one.new }));
            json!({ "patient": patient.name, "answers": turned.collect::<Vec<_>>() })
        })
        .collect();
    json!({ "changes": changes, "tried": difference.tried, "of": difference.of, "patients": patients })
}
