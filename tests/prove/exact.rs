//! What is still possible: of records with gaps, just what some completion comes to.

use std::cell::Cell;

use proptest::test_runner::TestCaseError;
use rulecheck::answer::Engine;
use rulecheck::eval::Value;

use rulecheck::record::{Datum, Format, Record, read_all};
use rulecheck::rulebase::{ConclusionId, Type};

use super::world::{Case, engine, everyone, sound, today};
use super::{book, holds};
use crate::oracle::tape::Tape;

/// Records of one book that are looked at.
const SOME: usize = 12;

/// A complete record says all that another one says.
fn completes(engine: &Engine, whole: &Record, part: &Record) -> bool {
    let facts = engine.rulebase.schema.facts.iter().zip(whole.facts.iter().zip(&part.facts));
    let value = |datum: &Option<Datum>| datum.as_ref().map(|datum| datum.value.clone());
    facts.into_iter().all(|(fact, (whole, part))| match value(part) {
        None => !fact.no_if_not_recorded || value(whole).is_none(),
        Some(rulecheck::record::Value::Unknown) => true,
        part => value(whole) == part,
    })
}

/// What some completion comes to.
fn together(engine: &Engine, cases: &[Case], part: &Record, id: ConclusionId) -> Option<Value> {
    let whole = cases.iter().filter(|case| case.complete && completes(engine, &case.record, part));
    let values = whole.filter_map(|case| case.outcome.as_ref().ok()).map(|outcome| outcome.answers[id.0].value.clone());
    values.reduce(|one, other| one.or(&other))
}

/// Everything that one value could be, the other could, too. The ends of numbers are those of intervals.
fn holds_all(wide: &Value, narrow: &Value) -> bool {
    match (wide, narrow) {
        (Value::YesNo(a), Value::YesNo(b)) => {
            (a.yes || !b.yes) && (a.no || !b.no) && (a.na || !b.na) && (a.failed || !b.failed)
        }
        (Value::Labels { labels: a, na, failed }, Value::Labels { labels: b, na: other_na, failed: other_failed }) => {
            b.iter().all(|label| a.contains(label)) && (*na || !other_na) && (*failed || !other_failed)
        }
        (
            Value::Number { low, high, never, na, failed },
            Value::Number { low: l, high: h, never: n, na: a, failed: f },
        ) => {
            let within = l > h || (low <= l && h <= high);
            within && (*never || !n) && (*na || !a) && (*failed || !f)
        }
        (Value::Score { points: a, band: one }, Value::Score { points: b, band: other }) => match (one, other) {
            (Some(one), Some(other)) => holds_all(one, other) && holds_all(a, b),
            _ => holds_all(a, b),
        },
        _ => false,
    }
}

/// A value of which the ends of numbers do not count.
fn without_ends(value: &Value) -> Value {
    match value {
        Value::Number { na, failed, .. } => {
            Value::Number { low: 0.0, high: 0.0, never: false, na: *na, failed: *failed }
        }
        Value::Score { points, band } => Value::Score {
            points: Box::new(without_ends(points)),
            band: band.as_ref().map(|one| Box::new(without_ends(one))),
        },
        other => other.clone(),
    }
}

#[test]
fn what_is_possible_is_what_completions_come_to() {
    let (answers, open, wide) = (Cell::new(0), Cell::new(0), Cell::new(0));
    holds(300, |tape| {
        let text = book::book(Tape::new(tape));
        let Some((engine, _)) = engine(&text).map_err(TestCaseError::fail)? else {
            return Err(TestCaseError::reject("refused by the checker"));
        };
        // whether something is known is what a completion changes
        if text.contains(" is known") || text.contains(" is unknown") {
            return Err(TestCaseError::reject("asks what is known"));
        }
        let cases = everyone(&engine);
        let gaps: Vec<&Case> = cases.iter().filter(|case| !case.complete).collect();
        for case in gaps.iter().step_by((gaps.len() / SOME).max(1)) {
            let Ok(outcome) = &case.outcome else { continue };
            let facts = engine.rulebase.schema.facts.iter().zip(&case.record.facts);
            // of a list that is not given only the short ones are looked at here
            let any_list = facts.clone().any(|(fact, datum)| matches!(fact.ty, Type::List(_)) && datum.is_none());
            for at in 0..engine.rulebase.conclusions.len() {
                let id = ConclusionId(at);
                let Some(possible) = together(&engine, &cases, &case.record, id) else { continue };
                let told = &outcome.answers[at].value;
                let fail = || {
                    let name = &engine.rulebase.conclusions[at].name;
                    let facts: Vec<_> = case.record.facts.iter().flatten().map(|datum| &datum.value).collect();
                    let message = format!("`{name}` of {facts:?}: told {told:?}, possible {possible:?}\n{text}");
                    Err(TestCaseError::fail(message))
                };
                answers.set(answers.get() + 1);
                if !holds_all(told, &possible) {
                    return fail();
                }
                if told.status() == rulecheck::syntax::tree::Status::Undecided && !any_list {
                    open.set(open.get() + 1);
                    if without_ends(told) != without_ends(&possible) {
                        wide.set(wide.get() + 1);
                        if std::env::var("SHOW_WIDE").is_ok() {
                            return fail();
                        }
                    }
                }
            }
        }
        Ok(())
    });
    let (answers, open, wide) = (answers.get(), open.get(), wide.get());
    println!("{answers} answers, {open} of them open, {wide} wider than what completions come to");
    assert!(open > 1_000, "{open}");
    assert!(wide * 200 < open, "{wide} of {open}");
}

const SPOTS: &str = r#"rulebook "spots"

finding spot
  place: hand, arm or leg
  hot: yes or no
  size: whole number, 0 to 9

facts
  spots: list of spot, complete where place is hand if upper body seen, complete where place is arm if upper body seen
  upper body seen: yes or no

define hot spots as spots where hot
"#;

/// The labels that are still possible of a classification `state`.
fn possible(lines: &str, record: &str) -> Vec<String> {
    let (engine, _) = sound(&format!("{SPOTS}\nclassify state\n{lines}"));
    let mut records = read_all(Format::Yaml, "one.yaml", record.as_bytes(), &engine.rulebase.schema);
    let record = records.remove(0).unwrap_or_else(|refused| panic!("{refused}"));
    let outcome = engine.judge_one(&record, today()).unwrap_or_else(|impossible| panic!("{}", impossible.what));
    let Type::Choice(choice) = engine.rulebase.conclusions[1].ty else { panic!("a classification has labels") };
    let Value::Labels { labels, na: false, failed: false } = &outcome.answers[1].value else {
        panic!("{:?}", outcome.answers[1].value)
    };
    labels.iter().map(|label| engine.rulebase.schema.choice(choice).labels[*label].name.clone()).collect()
}

#[test]
fn elements_that_were_not_given_agree_with_themselves() {
    let lines = "  odd when any spots where (hot and size >= 2) and no spots where hot\n  even otherwise\n";
    assert_eq!(possible(lines, "upper body seen: no"), ["even"]);
    // one spot may be hot and another large
    let lines = "
  both when any spots where (hot and size >= 2)
  apart when any spots where hot and any spots where size >= 2
  neither otherwise
";
    assert_eq!(possible(lines, "upper body seen: no"), ["both", "apart", "neither"]);
    assert_eq!(possible(lines, "spots:\n  - hot: yes\n    size: 1"), ["both", "apart", "neither"]);
    assert_eq!(possible(lines, "spots:\n  - hot: yes\n    size: 1\n  - no others"), ["neither"]);
}

#[test]
fn as_many_elements_are_looked_at_as_the_rules_count() {
    let lines = "
  crowded when count of spots >= 7
  odd     when count of hot spots >= 3 and count of spots < 3
  several when count of hot spots >= 2
  few     otherwise
";
    assert_eq!(possible(lines, "upper body seen: no"), ["crowded", "several", "few"]);
    assert_eq!(possible(lines, "spots:\n  - hot: yes"), ["crowded", "several", "few"]);
    let lines = "
  spread when largest size of spots > 8 and smallest size of spots < 1
  wrong  when largest size of spots < 2 and smallest size of spots > 3
  narrow otherwise
";
    assert_eq!(possible(lines, "spots:\n  - size: 5"), ["spread", "narrow"]);
}

#[test]
fn a_part_of_a_list_that_is_whole_holds_nothing_else() {
    let lines = "
  upper when any spots where (place is arm and hot)
  lower when any spots where (place is leg and hot)
  none  otherwise
";
    let one = "spots:\n  - place: hand\n    hot: no\nupper body seen:";
    assert_eq!(possible(lines, &format!("{one} yes")), ["lower", "none"]);
    assert_eq!(possible(lines, &format!("{one} no")), ["upper", "lower", "none"]);
    // it may have been seen
    assert_eq!(possible(lines, &format!("{one} unknown")), ["upper", "lower", "none"]);
    // of a list that the record does not give no part is whole
    assert_eq!(possible(lines, "upper body seen: yes"), ["upper", "lower", "none"]);
}

#[test]
fn a_sum_of_any_number_of_elements_stays_open() {
    let lines = "  large when total size of spots > 30\n  small otherwise\n";
    assert_eq!(possible(lines, "spots:\n  - size: 5"), ["large", "small"]);
    assert_eq!(possible(lines, "spots:\n  - size: 5\n  - no others"), ["small"]);
}
