//! The examples of rule files, run: each expectation against what the rules say.

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, code};
use crate::explain::{answer_words, number_words, status_words};
use crate::outcome::{Advised, Engine, Impossible, Outcome, Value};
use crate::rulebase::{Body, ConclusionId, Expectation, Expected, Kind};
use crate::source::{Place, Sources};
use crate::syntax::tree::Status;

/// One example after its run.
#[derive(Debug, Clone)]
pub struct Tested {
    pub name: String,
    pub place: Place,
    /// Empty when all that was expected came true.
    pub failures: Vec<Failure>,
}

/// An expectation that was not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub place: Place,
    pub expected: String,
    pub found: String,
}

/// Runs every example. One without an `as of` line takes `today`.
pub fn run(engine: &Engine, sources: &Sources, today: Date) -> Vec<Tested> {
    let examples = engine.rulebase.examples.iter().enumerate();
    let mut tested: Vec<Tested> = examples
        .map(|(at, example)| {
            let failures = match engine.judge_one(&example.record, today) {
                Ok(outcome) => failures(engine, sources, &outcome, at),
                Err(impossible) => vec![refused(sources, example.span, &impossible)],
            };
            Tested { name: example.name.clone(), place: sources.place(example.span), failures }
        })
        .collect();
    tested.sort_by(|a, b| a.place.cmp(&b.place));
    tested
}

/// Rules of the named files that lack an example in which they apply, do not apply, or are undecided.
pub fn unexercised(engine: &Engine, today: Date) -> Vec<Diagnostic> {
    let outcomes: Vec<Outcome> =
        engine.rulebase.examples.iter().filter_map(|example| engine.judge_one(&example.record, today).ok()).collect();
    let mut missing = Vec::new();
    for (at, conclusion) in engine.rulebase.conclusions.iter().enumerate() {
        if conclusion.kind != Kind::Rule || !engine.rulebase.books[conclusion.book].asked_for {
            continue;
        }
        let seen = |wanted: &[Status]| outcomes.iter().any(|outcome| wanted.contains(&outcome.answers[at].status));
        let mut lacks = Vec::new();
        if !seen(&[Status::Applies]) {
            lacks.push("applies");
        }
        if !seen(&[Status::DoesNotApply, Status::NotApplicable]) {
            lacks.push("does not apply");
        }
        if !seen(&[Status::Undecided]) {
            lacks.push("is undecided");
        }
        if !lacks.is_empty() {
            let message =
                format!("there is no example in which `{}` {}", conclusion.name, lacks.join(", none in which it "));
            missing.push(
                Diagnostic::warning(code::EXAMPLE_MISSING, conclusion.span, message)
                    .help("add an `example` for each: it shows readers what the rule does, and keeps it so"),
            );
        }
    }
    missing
}

fn refused(sources: &Sources, span: crate::source::Span, impossible: &Impossible) -> Failure {
    Failure {
        place: sources.place(span),
        expected: "a possible patient".to_owned(),
        found: format!("a combination that is impossible: {}", impossible.what),
    }
}

fn failures(engine: &Engine, sources: &Sources, outcome: &Outcome, example: usize) -> Vec<Failure> {
    let expect = &engine.rulebase.examples[example].expect;
    let mut failures: Vec<Failure> = expect
        .iter()
        .enumerate()
        .filter_map(|(at, expectation)| {
            let found = unmet(engine, outcome, (example, at), expectation)?;
            Some(Failure { place: sources.place(expectation.span), expected: expectation.text.clone(), found })
        })
        .collect();
    for broken in &outcome.broken {
        let guarantee = &engine.rulebase.guarantees[broken.guarantee];
        failures.push(Failure {
            place: sources.place(guarantee.promises[broken.promise].span),
            expected: format!("guarantee: {}", guarantee.text),
            found: "this example breaks it".to_owned(),
        });
    }
    for conflict in &outcome.conflicts {
        let rules: Vec<&str> =
            conflict.rules.iter().map(|id| engine.rulebase.conclusions[id.0].name.as_str()).collect();
        failures.push(Failure {
            place: sources.place(engine.rulebase.decisions[conflict.decision].span),
            expected: "one alternative at a time".to_owned(),
            found: format!("conflicting advice from the rules {}", rules.join(" and ")),
        });
    }
    failures
}

/// What was found instead, where an expectation is not met.
fn unmet(engine: &Engine, outcome: &Outcome, at: (usize, usize), expectation: &Expectation) -> Option<String> {
    match &expectation.what {
        Expected::Holds(_) => {
            let note = engine.program.expectations[at.0][at.1]?;
            let step = engine.program.notes[note.0].step;
            if engine.surely(outcome, step) {
                return None;
            }
            Some(found_values(engine, outcome, note))
        }
        Expected::Advised { negated, advice, certainty } => {
            let certain = |rule: ConclusionId| match &engine.rulebase.conclusions[rule.0].body {
                Body::Rule(rule) => rule.certainty.as_deref(),
                _ => None,
            };
            let fits = |one: &&Advised| {
                one.verb == advice.verb
                    && one.action == advice.action
                    && certainty.as_deref().is_none_or(|wanted| certain(one.rule) == Some(wanted))
            };
            let given = outcome.advice.iter().find(fits);
            // what must not be advised must not be advised in a stronger or weaker word either
            let (sure, perhaps) =
                if *negated { engine.advised(outcome, advice.verb, advice.action) } else { (given.is_some(), false) };
            let duration_fits = advice.duration.is_none()
                || given.is_some_and(|given| {
                    given.duration.as_ref().map(|one| (one.count, one.unit))
                        == advice.duration.as_ref().map(|one| (one.count, one.unit))
                });
            match (negated, sure, perhaps) {
                (false, true, _) if duration_fits => None,
                (true, false, false) => None,
                (false, true, _) => Some("the same advice for another length of time".to_owned()),
                (true, false, true) => Some("that advice is still undecided".to_owned()),
                _ => Some(advice_words(engine, outcome)),
            }
        }
        Expected::Lists { conclusion, parts } => {
            let found = crate::explain::holding(engine, outcome, *conclusion);
            let open = crate::explain::open_parts(engine, outcome, *conclusion);
            let (mut is, mut wanted) = (found.clone(), parts.clone());
            is.sort();
            wanted.sort();
            let words = |parts: &[String]| if parts.is_empty() { "none".to_owned() } else { parts.join(", ") };
            match (is == wanted, open.is_empty()) {
                (true, true) => None,
                (_, true) => Some(words(&found)),
                (_, false) => Some(format!("{}; undecided: {}", words(&found), words(&open))),
            }
        }
        Expected::Warned { negated, text } => {
            let given = outcome.warnings.iter().any(|warned| warned.text.starts_with(text.as_str()));
            match (negated, given) {
                (false, false) => Some("no such warning".to_owned()),
                (true, true) => Some("that warning".to_owned()),
                (true, false) if may_warn(engine, outcome, text) => Some("that warning is still undecided".to_owned()),
                _ => None,
            }
        }
        Expected::Status { conclusion, status } => {
            let answer = &outcome.answers[conclusion.0];
            (answer.status != *status).then(|| status_found(engine, *conclusion, outcome))
        }
        Expected::CouldBe { conclusion, labels } => {
            let value = match &outcome.answers[conclusion.0].value {
                Value::Score { band: Some(band), .. } => (**band).clone(),
                other => other.clone(),
            };
            let fits = matches!(&value, Value::Labels { labels: found, na: false, failed: false } if found == labels);
            (!fits).then(|| status_found(engine, *conclusion, outcome))
        }
        Expected::CouldRange { conclusion, low, high } => {
            let value = match &outcome.answers[conclusion.0].value {
                Value::Score { points, .. } => (**points).clone(),
                other => other.clone(),
            };
            let is =
                |number: f64, wanted: &rust_decimal::Decimal| number_words(number) == wanted.normalize().to_string();
            let fits = matches!(
                &value,
                Value::Number { low: a, high: b, never: false, na: false, failed: false } if is(*a, low) && is(*b, high)
            );
            (!fits).then(|| status_found(engine, *conclusion, outcome))
        }
        Expected::Needs(names) => {
            let missing: Vec<&String> =
                names.iter().filter(|name| !outcome.needs.iter().any(|need| need.fact == **name)).collect();
            let needed: Vec<&str> = outcome.needs.iter().map(|need| need.fact.as_str()).collect();
            (!missing.is_empty()).then(|| {
                if needed.is_empty() {
                    "nothing is missing".to_owned()
                } else {
                    format!("needed: {}", needed.join(", "))
                }
            })
        }
    }
}

/// Whether a rule that is open, or has failed, would give this warning.
fn may_warn(engine: &Engine, outcome: &Outcome, text: &str) -> bool {
    engine.rulebase.conclusions.iter().zip(&outcome.answers).any(|(conclusion, answer)| {
        let crate::rulebase::Body::Rule(rule) = &conclusion.body else { return false };
        matches!(answer.status, Status::Undecided | Status::Failed)
            && rule.outcomes.iter().any(|one| match one {
                crate::rulebase::Outcome::Warn(template) => {
                    crate::explain::fill(engine, outcome, template).starts_with(text)
                }
                _ => false,
            })
    })
}

fn found_values(engine: &Engine, outcome: &Outcome, note: crate::program::NoteId) -> String {
    use crate::program::About;
    let note = &engine.program.notes[note.0];
    let mut words = Vec::new();
    for child in note.children.iter().map(|child| &engine.program.notes[child.0]) {
        if let About::Conclusion(id) = child.about {
            let name = &engine.rulebase.conclusions[id.0].name;
            words.push(format!("{name}: {}", answer_words(engine, id, &outcome.answers[id.0])));
        }
    }
    if words.is_empty() {
        let value = engine.value(&outcome.table, note.step);
        words.push(crate::explain::value_words(&engine.rulebase.schema, &crate::rulebase::Type::YesNo, &value));
    }
    words.join("; ")
}

fn status_found(engine: &Engine, id: ConclusionId, outcome: &Outcome) -> String {
    let answer = &outcome.answers[id.0];
    let kind = engine.rulebase.conclusions[id.0].kind;
    match kind {
        Kind::Rule => status_words(kind, answer.status).to_owned(),
        _ if answer.status == Status::Undecided => format!("undecided: {}", answer_words(engine, id, answer)),
        _ => answer_words(engine, id, answer),
    }
}

fn advice_words(engine: &Engine, outcome: &Outcome) -> String {
    let all: Vec<String> = outcome
        .advice
        .iter()
        .map(|advised| format!("{} {}", advised.verb.words(), engine.rulebase.actions[advised.action.0].name))
        .collect();
    if all.is_empty() { "no advice".to_owned() } else { all.join(", ") }
}
