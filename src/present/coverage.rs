//! Coverage as text and as JSON.

use std::fmt::Write as _;

use serde_json::{Map, Value as Json, json};

use crate::coverage::{Answer, Coverage, Covered, Why};

/// Answers that cannot be, by the reason.
type Cannot = Vec<(Vec<Answer>, Why)>;

/// How many conditions are covered, those that cannot be, by the reason, and those that could be. `all`: also names
/// each of those that cannot be.
pub fn text(coverage: &Coverage, all: bool) -> String {
    let mut out = String::new();
    if coverage.conditions.is_empty() {
        return out;
    }
    let (covered, count) = (coverage.covered(), coverage.conditions.len());
    let _ = writeln!(out, "conditions: {covered} of {count} were yes, no and unknown in some example");
    for (cannot, conditions) in groups(coverage) {
        let _ = writeln!(out, "  {} cannot be {}", conditions.len(), reasons(&cannot));
        for condition in conditions.iter().filter(|_| all) {
            let _ = writeln!(out, "    {}  {}", condition.place, condition.text);
        }
    }
    let open: Vec<&Covered> = coverage.conditions.iter().filter(|one| !one.missing().is_empty()).collect();
    if !open.is_empty() {
        let _ = writeln!(out, "  {} could be more than the examples show", open.len());
    }
    for condition in open {
        let never: Vec<String> = condition.missing().iter().map(|answer| format!("never {}", answer.word())).collect();
        let _ = writeln!(out, "    {}  {}: {}", condition.place, condition.text, never.join(", "));
    }
    out
}

/// The conditions that were all they can be, which is not everything; by what they cannot be.
fn groups(coverage: &Coverage) -> Vec<(Cannot, Vec<&Covered>)> {
    let mut groups: Vec<(Cannot, Vec<&Covered>)> = Vec::new();
    for condition in coverage.conditions.iter().filter(|one| !one.is_whole() && one.missing().is_empty()) {
        let cannot = condition.cannot();
        match groups.iter_mut().find(|(known, _)| *known == cannot) {
            Some((_, conditions)) => conditions.push(condition),
            None => groups.push((cannot, vec![condition])),
        }
    }
    groups
}

/// `yes or unknown: no plausible value makes it so`
fn reasons(cannot: &[(Vec<Answer>, Why)]) -> String {
    let one = |(answers, why): &(Vec<Answer>, Why)| {
        let answers: Vec<&str> = answers.iter().map(|answer| answer.word()).collect();
        format!("{}: {}", answers.join(" or "), why.words())
    };
    cannot.iter().map(one).collect::<Vec<String>>().join("; and not ")
}

/// The counts, and each condition that is not covered.
pub fn json(coverage: &Coverage) -> Json {
    let one = |condition: &Covered| {
        let never: Vec<&str> = condition.missing().iter().map(|answer| answer.word()).collect();
        let mut cannot = Map::new();
        for (answers, why) in condition.cannot() {
            cannot.extend(answers.iter().map(|answer| (answer.word().to_owned(), Json::from(why.words()))));
        }
        json!({ "at": condition.place.to_string(), "condition": condition.text, "never": never, "cannot": cannot })
    };
    let rest: Vec<Json> = coverage.conditions.iter().filter(|condition| !condition.is_whole()).map(one).collect();
    json!({ "conditions": coverage.conditions.len(), "covered": coverage.covered(), "not_covered": rest })
}
